"""Many words found in a text in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Value = TypeVar("Value")


class WordFinder(Generic[Value]):
    """Finds every word of a table wherever it stands, inside other words too."""

    def __init__(self, words: Mapping[str, Value]) -> None:
        self._automaton = AhoCorasick(words)
        self._values = tuple(words.values())

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, Value]]:
        """`(start, end, value)` of each word within `text[start:end]`, by end, longer ones first."""
        for number, first, last in self._automaton.find_matches_as_indexes(text[start:end], overlapping=True):
            yield start + first, start + last, self._values[number]

    def longest(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, Value]]:
        """The same, in order, the longest word at each spot alone."""
        found: list[tuple[int, int, Value]] = []
        for begin, stop, value in self.find(text, start, end):
            while found and begin <= found[-1][0] and stop > found[-1][1]:
                found.pop()
            if not found or begin >= found[-1][1]:
                found.append((begin, stop, value))
        return found
