"""Shared wording: where two texts say the same thing in the same words.

Texts are compared as strings of letters and digits: punctuation, white space and letter case are left out, with the
way back to the offsets of the text as written. Quotations, names of documents and boilerplate are masked: they may
lie inside a shared passage but never make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.assessment import Passage
from analyzer.errors import ConfigurationError
from analyzer.language.words import WordFinder
from analyzer.proposal import Span
from analyzer.rules import load_rules

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_REPEATS = 8  # occurrences of one anchor that are tried; bounds the work on texts that repeat themselves


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A text's letters and digits, ready for comparison.

    `codes` are code points, `offsets` their places in the text, `masked` marks those that cannot make a passage.
    `anchors` are the positions at which an unmasked run of `size` characters begins, `hashes` those runs' hashes,
    and `order` sorts `hashes`.
    """

    codes: NDArray[np.uint32]
    offsets: Positions
    masked: Mask
    anchors: Positions
    hashes: Hashes
    order: Positions

    @property
    def unmasked(self) -> int:
        """How many characters can make a passage."""
        return int(len(self.codes) - self.masked.sum())

    def range_of(self, span: Span) -> slice:
        """The positions that lie inside a span of the text."""
        start, end = np.searchsorted(self.offsets, (span.start, span.end))
        return slice(int(start), int(end))


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """The passages of two texts, and which of either's unmasked characters they cover."""

    passages: tuple[Passage, ...]
    covered_a: Mask
    covered_b: Mask
    longest: int


def letters(text: str) -> tuple[NDArray[np.uint32], Positions]:
    """Code points of the letters and digits of `text`, in lower case, and their offsets."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ascii_letter = (codes | 0x20) - ord("a") < 26
    digit = codes - ord("0") < 10
    ideograph = (codes >= 0x3400) & (codes < 0xA000) | (codes >= 0x20000) & (codes < 0x40000)
    offsets = np.flatnonzero(ascii_letter | digit | ideograph)
    kept = codes[offsets]
    return np.where(ascii_letter[offsets], kept | 0x20, kept).astype(np.uint32), offsets


def rolling(codes: NDArray[np.uint32], size: int) -> Hashes:
    """Hash of every run of `size` code points, `len(codes) - size + 1` of them."""
    count = len(codes) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    wide = codes.astype(np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for shift in range(size):
        hashes *= _BASE
        hashes += wide[shift : shift + count]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _BASE
    return hashes


def unmasked_runs(masked: Mask, size: int) -> Positions:
    """Where runs of `size` positions without a masked one begin."""
    if len(masked) < size:
        return np.zeros(0, dtype=np.int64)
    before = np.concatenate(([0], np.cumsum(masked)))
    return np.flatnonzero(before[size:] == before[:-size])


def wording(text: str, size: int, common: Hashes | None = None, rules_dir: Path | None = None) -> Wording:
    """`text` ready for comparison by runs of `size` characters; `common` are sorted boilerplate hashes."""
    codes, offsets = letters(text)
    masked = _boilerplate(rules_dir).mask(text, codes, offsets)
    runs = rolling(codes, size)
    if common is not None and len(common) and len(runs):
        at = np.minimum(np.searchsorted(common, runs), len(common) - 1)
        for start in np.flatnonzero(common[at] == runs):
            masked[start : start + size] = True
    anchors = unmasked_runs(masked, size)
    hashes = runs[anchors]
    return Wording(codes, offsets, masked, anchors, hashes, np.argsort(hashes, kind="stable"))


def overlap(a: Wording, b: Wording, shortest: int, gap: int) -> Overlap:
    """The passages of at least `shortest` characters that `a` and `b` share, in order of `a`.

    Each character belongs to one passage at most. Passages that follow each other on both sides with at most `gap`
    characters between them are one.
    """
    runs = sorted(_common_runs(a, b, shortest))
    covered_a = np.zeros(len(a.codes), dtype=bool)
    covered_b = np.zeros(len(b.codes), dtype=bool)
    for start_a, start_b, length in runs:
        covered_a[start_a : start_a + length] = True
        covered_b[start_b : start_b + length] = True
    covered_a &= ~a.masked
    covered_b &= ~b.masked
    joined: list[list[int]] = []
    for start_a, start_b, length in runs:
        if joined and 0 <= start_a - joined[-1][1] <= gap and 0 <= start_b - joined[-1][3] <= gap:
            joined[-1][1], joined[-1][3] = start_a + length, start_b + length
        else:
            joined.append([start_a, start_a + length, start_b, start_b + length])
    passages = tuple(
        Passage(
            int(a.offsets[from_a]), int(a.offsets[to_a - 1]) + 1, int(b.offsets[from_b]), int(b.offsets[to_b - 1]) + 1
        )
        for from_a, to_a, from_b, to_b in joined
    )
    longest = max((int(covered_a[from_a:to_a].sum()) for from_a, to_a, _, _ in joined), default=0)
    return Overlap(passages, covered_a, covered_b, longest)


def _common_runs(a: Wording, b: Wording, shortest: int) -> Iterable[tuple[int, int, int]]:
    """Maximal common runs as (start in a, start in b, length), greedily from the left; none overlap in `a` or `b`."""
    sorted_b = b.hashes[b.order]
    left = np.searchsorted(sorted_b, a.hashes, side="left")
    right = np.searchsorted(sorted_b, a.hashes, side="right")
    taken = np.zeros(len(b.codes), dtype=bool)
    done = 0
    for hit in np.flatnonzero(right > left):
        at = int(a.anchors[hit])
        if at < done:
            continue
        best = (0, 0, 0)
        for place in b.order[left[hit] : min(right[hit], left[hit] + _REPEATS)]:
            other = int(b.anchors[place])
            if taken[other]:
                continue
            back = _equal(a.codes[done:at][::-1], b.codes[:other][::-1])
            length = back + _equal(a.codes[at:], b.codes[other:])
            if length > best[2] and not taken[other - back : other - back + length].any():
                best = (at - back, other - back, length)
        start, other, length = best
        if length >= shortest and int((~a.masked[start : start + length]).sum()) >= shortest:
            taken[other : other + length] = True
            done = start + length
            yield best


def _equal(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> int:
    """Length of the common beginning."""
    length = min(len(a), len(b))
    for step in range(0, length, 512):
        different = np.flatnonzero(a[step : min(step + 512, length)] != b[step : min(step + 512, length)])
        if len(different):
            return step + int(different[0])
    return length


class _Boilerplate:
    """The editable list of `rules/boilerplate.toml`, compiled."""

    def __init__(self, phrases: Sequence[str], patterns: Sequence[str]) -> None:
        spelt = ("".join(map(chr, letters(phrase)[0])) for phrase in phrases)
        self._phrases = WordFinder(dict.fromkeys(filter(None, spelt)))
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def mask(self, text: str, codes: NDArray[np.uint32], offsets: Positions) -> Mask:
        masked = np.zeros(len(codes), dtype=bool)
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = np.searchsorted(offsets, match.span())
                masked[start:end] = True
        plain = codes.tobytes().decode("utf-32-le", "replace")
        for start, end, _ in self._phrases.find(plain):
            masked[start:end] = True
        return masked


@lru_cache(maxsize=4)
def _boilerplate(rules_dir: Path | None) -> _Boilerplate:
    rules = load_rules("boilerplate", rules_dir)
    try:
        return _Boilerplate(rules["phrases"], rules["patterns"])
    except (KeyError, re.error) as error:
        raise ConfigurationError(f"套话规则有误（{error}）", where="boilerplate.toml") from error
