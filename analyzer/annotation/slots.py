"""Slots: the pieces of information in a text that make a sentence checkable.

One automaton finds all words of all kinds in one pass; a few regular expressions find what has inner structure
(figures with units, dates, samples). What counts as which slot is data: `rules/slots.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from analyzer.annotation.model import Slot, SlotKind
from analyzer.errors import ConfigurationError
from analyzer.language.lexicon import load_lexicon
from analyzer.language.segment import is_word
from analyzer.language.words import WordFinder
from analyzer.rules import load_rules, telling_faults

_BEFORE = 12  # characters before a body that may say that it is told to act


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A regular expression; where it has words to stand near, it is tried only `within` characters of one."""

    kind: SlotKind
    find: re.Pattern[str]
    near: tuple[str, ...]
    within: int

    def spans(self, text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The slots in `text`; `places` are where the words stand, in order."""
        group = "slot" if "slot" in self.find.groupindex else 0
        for start, end in self._windows(places) if self.near else ((0, len(text)),):
            for match in self.find.finditer(text, start, end):
                yield match.span(group)

    def _windows(self, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        windows: list[tuple[int, int]] = []
        for first, last in places:
            start, end = max(0, first - self.within), last + self.within
            if windows and start <= windows[-1][1]:
                start = min(windows.pop()[0], start)
            windows.append((start, end))
        return windows


class SlotFinder:
    """Finds slots; built once from the rules, used on any number of texts."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules = load_rules("slots", rules_dir)
        self._patterns = _patterns(rules)
        self._words = WordFinder(_words(rules, self._patterns, rules_dir))
        self._assigned = _assigned(rules)

    def find(self, text: str) -> list[Slot]:
        """All slots of `text`, by start; of two overlapping ones of a kind the longer stays."""
        hits: dict[SlotKind, list[tuple[int, int]]] = {}
        places: dict[int, list[tuple[int, int]]] = {}
        for start, end, (kinds, patterns) in self._words.find(text):
            for kind in kinds:
                hits.setdefault(kind, []).append((start, end))
            for number in patterns:
                places.setdefault(number, []).append((start, end))
        for number, pattern in enumerate(self._patterns):
            if not pattern.near or number in places:
                hits.setdefault(pattern.kind, []).extend(pattern.spans(text, places.get(number, ())))
        kept = {kind: _longest(spans) for kind, spans in hits.items()}
        kept[SlotKind.ACTOR] = [span for span in kept.get(SlotKind.ACTOR, ()) if not _between_words(text, *span)]
        kept[SlotKind.ASSIGNED] = [span for span in kept[SlotKind.ACTOR] if self._acts(text, *span)]
        found = [(start, end, kind) for kind, spans in kept.items() for start, end in spans]
        return [Slot(kind, start, end) for start, end, kind in sorted(found)]

    def _acts(self, text: str, start: int, end: int) -> bool:
        """Whether the body named at `[start, end)` is told to act."""
        how, before = self._assigned, text[max(0, start - _BEFORE) : start]
        if how.told.search(before):
            return True
        if not how.opens.search(before):
            return False
        goes_on = how.goes_on.match(text, end)
        return bool(goes_on or (how.body.search(text, start, end) and not how.past.match(text, end)))


@lru_cache(maxsize=4)
def slot_finder(rules_dir: Path | None = None) -> SlotFinder:
    """The shared finder for a rules folder.

    Raises:
        ConfigurationError: `slots.toml`, or a lexicon that it names, is damaged.
    """
    with telling_faults("slots"):
        return SlotFinder(rules_dir)


_Meaning = tuple[list[SlotKind], list[int]]
"""What a word stands for: the kinds that it is a slot of, and the numbers of the patterns looked for near it."""


def _words(rules: Mapping[str, Any], patterns: Sequence[_Pattern], rules_dir: Path | None) -> dict[str, _Meaning]:
    words: dict[str, _Meaning] = {}
    for name, table in rules.items():
        kind = SlotKind(name)
        lexicons = (load_lexicon(lexicon, rules_dir) for lexicon in table.get("lexicons", []))
        for word in chain(table.get("words", []), *lexicons):
            kinds, _ = words.setdefault(word, ([], []))
            if kind not in kinds:
                kinds.append(kind)
    for number, pattern in enumerate(patterns):
        for word in pattern.near:
            words.setdefault(word, ([], []))[1].append(number)
    return words


def _patterns(rules: Mapping[str, Any]) -> list[_Pattern]:
    compiled = []
    for name, table in rules.items():
        for row in table.get("patterns", []):
            source: Mapping[str, Any] = {"find": row} if isinstance(row, str) else row
            try:
                find = re.compile(source["find"], re.MULTILINE)
                compiled.append(_Pattern(SlotKind(name), find, tuple(source.get("near", ())), source.get("within", 0)))
            except (re.error, KeyError) as error:
                raise ConfigurationError(f"正则表达式有误（{error}）：{row}", where=f"slots.toml [{name}]") from error
    return compiled


class _Assigned(NamedTuple):
    """The patterns of the table `assigned`, which says what they are."""

    told: re.Pattern[str]
    opens: re.Pattern[str]
    goes_on: re.Pattern[str]
    body: re.Pattern[str]
    past: re.Pattern[str]


def _assigned(rules: Mapping[str, Any]) -> _Assigned:
    table = rules.get("assigned", {})
    try:
        return _Assigned(*(re.compile(table.get(name, "(?!)")) for name in _Assigned._fields))
    except re.error as error:
        raise ConfigurationError(f"正则表达式有误（{error}）", where="slots.toml [assigned]") from error


def _between_words(text: str, start: int, end: int) -> bool:
    """Whether a name of two characters is but the end of one word and the beginning of the next: 出|台办|法."""
    return end - start == 2 and is_word(text[start - 1 : start + 1]) and is_word(text[end - 1 : end + 1])


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept
