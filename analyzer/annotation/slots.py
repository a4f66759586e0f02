"""Slots: the pieces of information in a text that make a sentence checkable.

One automaton finds all words of all kinds in one pass; a few regular expressions find what has inner structure
(figures with units, dates, samples). What counts as which slot is data: `rules/slots.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick

from analyzer.annotation.model import Slot, SlotKind
from analyzer.errors import ConfigurationError
from analyzer.language.lexicon import load_lexicon
from analyzer.rules import load_rules


class SlotFinder:
    """Finds slots; built once from the rules, used on any number of texts."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules = load_rules("slots", rules_dir)
        self._automaton = _automaton(rules)
        self._patterns = _patterns(rules)

    def find(self, text: str) -> list[Slot]:
        """All slots of `text`, by start; of two overlapping ones of a kind the longer stays."""
        hits: dict[SlotKind, list[tuple[int, int]]] = {}
        for last, (length, kinds) in self._automaton.iter(text):
            for kind in kinds:
                hits.setdefault(kind, []).append((last + 1 - length, last + 1))
        for kind, pattern in self._patterns:
            for match in pattern.finditer(text):
                span = match.span("slot") if "slot" in pattern.groupindex else match.span()
                if span[1] > span[0]:
                    hits.setdefault(kind, []).append(span)
        slots = [Slot(kind, start, end) for kind, spans in hits.items() for start, end in _longest(spans)]
        slots.sort(key=lambda slot: (slot.start, slot.end, slot.kind))
        return slots


@lru_cache(maxsize=4)
def slot_finder(rules_dir: Path | None = None) -> SlotFinder:
    """The shared finder for a rules folder."""
    return SlotFinder(rules_dir)


def _automaton(rules: Mapping[str, Any]) -> Any:
    words: dict[str, list[SlotKind]] = {}
    for name, table in rules.items():
        kind = _kind(name)
        for word in table.get("words", []):
            words.setdefault(word, []).append(kind)
        for lexicon in table.get("lexicons", []):
            for word in load_lexicon(lexicon):
                words.setdefault(word, []).append(kind)
    automaton = ahocorasick.Automaton()
    for word, kinds in words.items():
        automaton.add_word(word, (len(word), tuple(dict.fromkeys(kinds))))
    automaton.make_automaton()
    return automaton


def _patterns(rules: Mapping[str, Any]) -> list[tuple[SlotKind, re.Pattern[str]]]:
    compiled = []
    for name, table in rules.items():
        for pattern in table.get("patterns", []):
            try:
                compiled.append((_kind(name), re.compile(pattern, re.MULTILINE)))
            except re.error as error:
                raise ConfigurationError(
                    f"正则表达式有误（{error}）：{pattern}", where=f"slots.toml [{name}]"
                ) from error
    return compiled


def _kind(name: str) -> SlotKind:
    try:
        return SlotKind(name)
    except ValueError as error:
        raise ConfigurationError(f"不认识的要素类别“{name}”", where="slots.toml") from error


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept
