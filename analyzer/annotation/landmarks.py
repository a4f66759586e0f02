"""Names that tell where they are without being a division: a lake, a university, a motorway, a region.

They are data: `rules/lexicon/landmarks.toml`. Names that several places bear are not in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from analyzer.annotation.names import Division, Gazetteer, Place, gazetteer
from analyzer.errors import ConfigurationError
from analyzer.language.words import WordFinder
from analyzer.rules import load_rules


class Landmarks:
    """Landmarks by name, with the divisions that they lie in or cross."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules, places = load_rules("lexicon/landmarks", rules_dir), gazetteer(rules_dir)
        names: dict[str, tuple[Division, ...]] = {}
        for where, listed in rules["landmark"].items():
            names |= dict.fromkeys(listed.split(), tuple(_division(places, one) for one in where.split()))
        self._names = WordFinder(names)
        self._namesake = re.compile(rules["namesake"])

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Place]:
        """Landmarks named in `text[start:end]`, in order, the longest at each spot; 湘江路 may be in any town."""
        found = self._names.longest(text, start, end)
        return [Place(*named) for named in found if not self._namesake.match(text, named[1])]


def _division(places: Gazetteer, name: str) -> Division:
    division = places.division(name)
    if division is None:
        raise ConfigurationError(f"没有“{name}”这个行政区", where="lexicon/landmarks.toml", remedy="请写省、市的全称")
    return division


@lru_cache(maxsize=4)
def landmarks(rules_dir: Path | None = None) -> Landmarks:
    """The landmarks of the rules in force, loaded once."""
    return Landmarks(rules_dir)
