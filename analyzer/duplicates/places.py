"""Where a proposal is about, and at which level: two proposals about different places are not to be merged.

A place is written as a path of divisions (江苏省/常州市), so that one inside another can be told from a different one.
Divisions that no gazetteer knows are recognised by their form and are paths of one name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from analyzer.annotation.names import gazetteer
from analyzer.duplicates.terms import is_common
from analyzer.rules import load_rules

_SHARE = 0.4  # of all mentions, from which a place named in the text alone is what it is about
_MENTIONS = 3
_OPENING = 150  # characters at the beginning, where a mention counts twice: a text first says where it is


def places_of(title: str, text: str, rules_dir: Path | None = None) -> tuple[str, ...]:
    """The places that a proposal is about: its title's, else those that its text keeps to; the commonest first."""
    named = _mentions(title, rules_dir)
    least = 0.0
    if not named:
        named = _mentions(text, rules_dir, _OPENING)
        least = max(_MENTIONS if len(named) > 1 else _MENTIONS - 1, _SHARE * named.total())
    chosen = [place for place, times in named.items() if times >= least]
    return tuple(sorted(chosen, key=lambda place: (-named[place], place)))


def places_differ(a: Collection[str], b: Collection[str]) -> bool:
    """Whether both name places and none of the one is, holds or lies in one of the other.

    Divisions of different kinds (a district, a city) may lie in each other where neither's place is known.
    """
    return bool(a and b) and not any(_compatible(one, two) for one in a for two in b)


def level_of(title: str, text: str, rules_dir: Path | None = None) -> str:
    """The level of government that a proposal speaks of most; empty where none stands out."""
    marks = load_rules("duplicates", rules_dir)["places"]["levels"]
    votes = Counter({level: sum(2 * title.count(mark) + text.count(mark) for mark in marks[level]) for level in marks})
    (level, most), *others = votes.most_common()
    return level if most >= _MENTIONS and all(most >= 2 * times for _, times in others) else ""


def _compatible(one: str, two: str) -> bool:
    if one == two or one.startswith(f"{two}/") or two.startswith(f"{one}/"):
        return True
    return one[-1] != two[-1] and not ("/" in one and "/" in two)


def _mentions(text: str, rules_dir: Path | None, opening: int = 0) -> Counter[str]:
    """How often each place is named; mentions in the first `opening` characters count twice."""
    named: Counter[str] = Counter()
    known = []
    for place in gazetteer(rules_dir).find(text):
        known.append((place.start, place.end))
        if len(place.divisions) == 1:
            division = place.divisions[0]
            path = "/".join(filter(None, (division.province, division.prefecture, division.county)))
            named[path] += 2 if place.start < opening else 1
    pattern, generic = _unlisted(rules_dir)
    for match in pattern.finditer(text):
        start, end = match.span("place")
        name = match["place"]
        ordinary = name[-2:] in generic or is_common(name[:-1])  # 优化区域, 单位市级
        if not ordinary and not any(begin < end and start < stop for begin, stop in known):
            named[name] += 2 if start < opening else 1
    return named


@lru_cache(maxsize=4)
def _unlisted(rules_dir: Path | None) -> tuple[re.Pattern[str], frozenset[str]]:
    rules = load_rules("duplicates", rules_dir)["places"]
    return re.compile(rules["pattern"]), frozenset(rules["generic"])
