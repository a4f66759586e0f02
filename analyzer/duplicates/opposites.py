"""Suggestions that ask for the opposite of each other: the one to keep an exam, the other to abolish it.

By their words and by their vectors such suggestions are nearly the same. They are told by verbs that stand on the two
sides of an axis (`rules/opposites.toml`) and by what these are said of: all other words of their clauses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analyzer.duplicates.profile import ITEMS, Profile
from analyzer.rules import load_rules, telling_faults

_AND, _WHERE = "、", "在"
_OBJECT, _OR = "…", "/"  # in a verb of the rules: where its object lies, between spellings
_INSIDE = 20  # characters of an object that a verb lies around
_HEAD = 2  # characters at its end that say what an object is, so long is it at least
_NAMED = 4  # characters of one that says enough for a longer one to be the same
_ADDED = 8  # characters that the longer one may add
_NOT = frozenset("不非无未")

_Side = tuple[int, bool]  # an axis, and which side of it


@dataclass(frozen=True, slots=True)
class Opposed:
    """Suggestion `a` of one proposal and `b` of another (None where they are not told apart) ask for the opposite, in
    these clauses."""

    a: int | None
    b: int | None
    said_a: str
    said_b: str

    def turned(self) -> Opposed:
        """The same seen from the other side."""
        return Opposed(self.b, self.a, self.said_b, self.said_a)


@dataclass(frozen=True, slots=True)
class _Stance:
    """What a clause of suggestion `ask` wants done to an object: what verbs of one side of an axis do."""

    ask: int | None
    axis: int
    side: bool
    object: str
    clause: str

    def on_matter_of(self, other: _Stance) -> bool:
        """Whether both are about one object, which may be named more closely on one side (考试, 期末考试)."""
        if self.axis != other.axis or self.object[-_HEAD:] != other.object[-_HEAD:]:
            return False
        short, long = sorted((self.object, other.object), key=len)
        if short == long:
            return len(short) >= _HEAD
        added = Counter(long)
        added.subtract(short)
        return (
            len(short) >= _NAMED
            and len(long) - len(short) <= _ADDED
            and min(added.values()) >= 0
            and not any(added[letter] for letter in _NOT)
        )


def opposed_asks(a: Profile, b: Profile, alike: float, rules_dir: Path | None = None) -> tuple[Opposed, ...]:
    """Suggestions of `a` and `b` that are similar by at least `alike`, as far as they are told apart, and ask for the
    opposite of each other.

    Where one side asks for both, or for what the other asks too, nothing is opposed.
    """
    mine = _stances(a, rules_dir)
    theirs = _stances(b, rules_dir) if mine else ()
    found: dict[tuple[int | None, int | None], Opposed] = {}
    for one in mine:
        about = [other for other in theirs if other.on_matter_of(one)]
        if any(other.side == one.side for other in about):
            continue
        for other in about:
            shared = any(own.side == other.side and own.on_matter_of(other) for own in mine)
            if not shared and _similarity(a, one.ask, b, other.ask) >= alike:
                found.setdefault((one.ask, other.ask), Opposed(one.ask, other.ask, one.clause, other.clause))
    return tuple(found.values())


def _similarity(a: Profile, ask: int | None, b: Profile, other: int | None) -> float:
    if ask is None or other is None:
        return 1.0
    return float(a.vectors[ITEMS + ask].astype(np.float32) @ b.vectors[ITEMS + other].astype(np.float32))


@lru_cache(maxsize=4096)
def _stances(one: Profile, rules_dir: Path | None) -> tuple[_Stance, ...]:
    grammar = _grammar(rules_dir)
    return tuple(
        stance
        for ask, span, units in (
            *zip(count(), one.suggestions, one.units),
            *((None, span, ()) for span in one.asked),
        )
        for clause in grammar.clauses(span.of(one.text))
        for stance in grammar.stances(ask, clause, units)
    )


class _Verb(NamedTuple):
    """A verb at `[start, end)` of a clause, the object that it lies around, if any, and its axes with its side."""

    start: int
    end: int
    inside: str
    sides: Sequence[_Side]


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The rules, ready for use: `empty` finds what names no object, `sides` has the verbs, `around` those that may lie
    around their object, with how they go on."""

    clause: re.Pattern[str]
    negated: re.Pattern[str]
    hedged: re.Pattern[str]
    told: re.Pattern[str]
    verb: re.Pattern[str]
    empty: re.Pattern[str]
    sides: Mapping[str, Sequence[_Side]]
    around: Mapping[str, Sequence[tuple[re.Pattern[str], _Side]]]

    def clauses(self, text: str) -> Iterator[str]:
        """The clauses of a text that have a verb; an enumeration is cut where its next item has a verb of its own."""
        for part in self.clause.split(text) if self.verb.search(text) else ():
            if not self.verb.search(part):
                continue
            clause = ""
            for item in part.split(_AND):
                if self.verb.search(clause) and self.verb.search(item):
                    yield clause.strip()
                    clause = item
                else:
                    clause = f"{clause}{_AND}{item}" if clause else item
            yield clause.strip()

    def stances(self, ask: int | None, clause: str, units: Sequence[str]) -> Iterator[_Stance]:
        """What a clause asks for; what stands before its first verb is said of all of them."""
        verbs = list(self._verbs(clause))
        ends = [*(verb.start for verb in verbs[1:]), len(clause)]
        context = self.negated.sub("", clause[: verbs[0].start])
        for unit in units:
            context = context.replace(unit, "")
        for verb, end in zip(verbs, ends, strict=True):
            before, after = clause[: verb.start], clause[verb.end : end]
            object = self.empty.sub("", context + verb.inside + after)
            if object and not self.told.match(after) and not self.hedged.search(before):
                negated = bool(self.negated.search(before))
                for axis, side in verb.sides:
                    yield _Stance(ask, axis, side != negated, object, clause)

    def _verbs(self, clause: str) -> Iterator[_Verb]:
        end = 0
        while match := self.verb.search(clause, end):
            verb, end = match.group(), match.end()
            inside, sides = "", self.sides.get(verb, ())
            for rest, side in self.around.get(verb, ()):
                if ending := rest.match(clause, end):
                    inside = "".join(reversed(ending[1].split(_WHERE, 1)))  # 货车在主城区, 主城区货车
                    end, sides = ending.end(), (side,)
                    break
            yield _Verb(match.start(), end, inside, sides)


@lru_cache(maxsize=4)
def _grammar(rules_dir: Path | None) -> _Grammar:
    rules = load_rules("opposites", rules_dir)
    with telling_faults("opposites"):
        sides: dict[str, list[_Side]] = {}
        around: dict[str, list[tuple[re.Pattern[str], _Side]]] = {}
        for number, axis in enumerate(rules["axis"]):
            for name in ("one", "other"):
                for verb in axis[name]:
                    begins, _, rest = verb.partition(_OBJECT)
                    goes_on = re.compile(f"(.{{0,{_INSIDE}}}?)(?:{_any_of(rest.split(_OR)).pattern})")
                    for begin in begins.split(_OR):
                        if rest:
                            around.setdefault(begin, []).append((goes_on, (number, name == "other")))
                        else:
                            sides.setdefault(begin, []).append((number, name == "other"))
        return _Grammar(
            **{name: re.compile(rules[name]) for name in ("clause", "negated", "hedged", "told")},
            verb=_any_of([*sides, *around]),
            empty=re.compile(f"{rules['quantity']}|\\W|{_any_of(rules['fillers']).pattern}"),
            sides=sides,
            around=around,
        )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest where several begin at one place."""
    return re.compile("|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word)))))
