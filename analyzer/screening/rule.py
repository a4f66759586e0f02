"""The rules of `rules/checks.toml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzer.assessment import Severity
from analyzer.errors import ConfigurationError
from analyzer.rules import REMEDY, load_rules, telling_faults

_WHERE = "checks.toml"
_NAMED = re.compile(r"\(\?&(\w+)\)")


class Patterns(Mapping[str, re.Pattern[str]]):
    """A rule's regular expressions by name, each compiled when first asked for: most drafts need few of them.

    `(?&name)` in one stands for the one of that name, which has none.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        if name not in self._compiled:
            source = _NAMED.sub(lambda named: f"(?:{self._sources[named[1]]})", self._sources[name])
            self._compiled[name] = re.compile(source)
        return self._compiled[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def compile(self) -> None:
        """Compile all of them now.

        Raises:
            re.error: one of them is no regular expression.
        """
        for name in self._sources:
            self[name]


@dataclass(frozen=True, slots=True)
class Rule:
    """One filing check as an office may edit it.

    `triggers` are the words in whose sentences the check looks at all, those of the file that `triggers_from` names
    among them; `patterns` and `numbers` are what its function asks by name. `most` is how many findings it may give for
    one proposal. `{detail}` in `message` is filled in with what was found. What one points at earns no points where it
    `discounts`; where it `raises`, a sure one weighs more than `severity` says.
    """

    key: str
    name: str
    severity: Severity
    message: str
    basis: str
    most: int
    discounts: bool
    not_public: bool
    raises: bool
    good: tuple[str, ...]
    bad: tuple[str, ...]
    triggers: tuple[str, ...]
    patterns: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found: a range of the text, or None where something is absent.

    `severity` is given where this hit weighs less than the rule's usual one, or more, which counts where it `raises`.
    """

    start: int | None = None
    end: int | None = None
    detail: str = ""
    severity: Severity | None = None


@lru_cache(maxsize=8)
def load_checks(rules_dir: Path | None = None) -> tuple[Rule, ...]:
    """All checks in file order. What an office's file does not say of a check's patterns and numbers is as shipped.

    Raises:
        ConfigurationError: there is no row, a row lacks a field, or a pattern is no regular expression.
    """
    shipped = {row["key"]: row for row in load_rules("checks")["check"]}
    rows = load_rules("checks", rules_dir).get("check")
    if not rows:
        raise ConfigurationError(
            "一项 [[check]] 都没有", where=_WHERE, remedy=f"可以删去个别检查，不能全部删去。{REMEDY}"
        )
    with telling_faults("checks"):
        return tuple(_rule(row, shipped.get(row.get("key"), {}), rules_dir) for row in rows)


@lru_cache(maxsize=8)
def load_asking(rules_dir: Path | None = None) -> re.Pattern[str]:
    """What a sentence that asks for something looks like, where no heading says so."""
    with telling_faults("checks"):
        return re.compile(load_rules("checks", rules_dir).get("asking", "建议"))


def _rule(row: Mapping[str, Any], shipped: Mapping[str, Any], rules_dir: Path | None) -> Rule:
    key = str(row.get("key", "？"))
    try:
        patterns = Patterns({**shipped.get("patterns", {}), **row.get("patterns", {})})
        if rules_dir is not None:
            patterns.compile()
        numbers = {**shipped.get("numbers", {}), **row.get("numbers", {})}
        named = load_rules(row["triggers_from"], rules_dir).get("over", {}) if "triggers_from" in row else ()
        return Rule(
            key=key,
            name=row["name"],
            severity=Severity(row["severity"]),
            message=row["message"],
            basis=row["basis"],
            most=int(row.get("most", 3)),
            discounts=bool(row.get("discounts", shipped.get("discounts", False))),
            not_public=bool(row.get("not_public", shipped.get("not_public", False))),
            raises=bool(row.get("raises", shipped.get("raises", False))),
            good=tuple(row.get("good", ())),
            bad=tuple(row.get("bad", ())),
            triggers=(*row.get("triggers", ()), *named),
            patterns=patterns,
            numbers={name: float(number) for name, number in numbers.items()},
        )
    except KeyError as error:
        raise ConfigurationError(
            f"检查“{key}”缺少 {error}", where=_WHERE, remedy="请参照自带的 checks.toml 补上"
        ) from error
    except (ValueError, re.error) as error:
        raise ConfigurationError(
            f"检查“{key}”有误（{error}）", where=_WHERE, remedy="请参照自带的 checks.toml 改正"
        ) from error
