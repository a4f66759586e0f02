"""How much of what was found a person is told, and from when: the table `telling` of `rules/quality.toml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules, telling_faults


@dataclass(frozen=True, slots=True)
class Telling:
    """The thresholds; see the rule file for what each means."""

    lines: int
    line_points: float
    whole_points: float
    mostly: float
    wholly: float
    borne: float
    best: int
    checkable: float
    items: int
    few: float
    many: float
    part: float
    advice: int
    of_one: int
    place: float
    sure_place: float
    paragraph: int
    sentence: int


@lru_cache(maxsize=4)
def load_telling(rules_dir: Path | None = None) -> Telling:
    """The thresholds in force.

    Raises:
        ConfigurationError: one is missing, unknown or no number.
    """
    with telling_faults("quality"):
        table = load_rules("quality", rules_dir)["telling"]
        if unknown := set(table) - {field.name for field in fields(Telling)}:
            raise ConfigurationError(f"telling 里有不认识的 {'、'.join(sorted(unknown))}", where="quality.toml")
        kinds = {"int": int, "float": float}
        return Telling(**{field.name: kinds[str(field.type)](table[field.name]) for field in fields(Telling)})
