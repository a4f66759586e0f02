"""Shared wording: where two texts say the same thing in the same words.

Texts are compared as strings of letters and digits: punctuation, white space and letter case are left out, with the
way back to the offsets of the text as written. Quotations, names of documents and boilerplate are masked: they may
lie inside a shared passage but never make one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Prefix

from analyzer.assessment import Passage
from analyzer.errors import ConfigurationError
from analyzer.language.words import WordFinder
from analyzer.proposal import Span
from analyzer.rules import load_rules

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_BEYOND = 0x40000  # no letter from this code point on
_STEP = 64  # characters compared first; few passages are longer
_REPEATS = 8  # occurrences of one anchor that are tried; bounds the work on texts that repeat themselves


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """A text's letters and digits, ready for comparison.

    `plain` are the characters, `offsets` their places in the text, `masked` marks those that cannot make a passage,
    `blank` is the same as bytes, and `unmasked` is how many can. `anchors` are the positions at which an unmasked run
    of `size` characters begins, `hashes` those runs' hashes; `sorted_hashes` are the same in rising order, and
    `sorted_anchors` where they begin.
    """

    plain: str
    offsets: Positions
    masked: Mask
    blank: bytes
    unmasked: int
    anchors: Positions
    hashes: Hashes
    sorted_hashes: Hashes
    sorted_anchors: Positions

    def inside(self, spans: Sequence[Span]) -> Mask:
        """Which of the characters that can make a passage lie inside one of `spans` of the text."""
        within = np.zeros(len(self.plain), dtype=bool)
        ends = np.searchsorted(self.offsets, [(span.start, span.end) for span in spans]).tolist()
        for start, end in ends:
            within[start:end] = True
        return within & ~self.masked


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """The passages of two texts, and which of either's unmasked characters they cover."""

    passages: tuple[Passage, ...]
    covered_a: Mask
    covered_b: Mask
    longest: int

    def turned(self) -> Overlap:
        """The same overlap seen from the second text."""
        passages = (Passage(p.other_start, p.other_end, p.start, p.end) for p in self.passages)
        in_order = tuple(sorted(passages, key=lambda passage: passage.start))
        return Overlap(in_order, self.covered_b, self.covered_a, self.longest)


def letters(text: str) -> tuple[NDArray[np.uint32], Positions]:
    """Code points of the letters and digits of `text`, in lower case, and their offsets."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kept = _lettered()[np.minimum(codes, _BEYOND)]
    offsets = np.flatnonzero(kept)
    return kept[offsets], offsets


@lru_cache(maxsize=1)
def _lettered() -> NDArray[np.uint32]:
    """What each code point up to `_BEYOND` is compared as: letters in lower case, digits; 0 where it is neither."""
    codes = np.arange(_BEYOND + 1, dtype=np.uint32)
    ascii_letter = (codes | 0x20) - ord("a") < 26
    digit = codes - ord("0") < 10
    ideograph = (codes >= 0x3400) & (codes < 0xA000) | (codes >= 0x20000) & (codes < _BEYOND)
    return np.where(ascii_letter, codes | 0x20, np.where(digit | ideograph, codes, 0)).astype(np.uint32)


def distinct(hashes: Hashes) -> Hashes:
    """Each hash once, in rising order; for short arrays faster than `np.unique`."""
    ordered = np.sort(hashes)
    return ordered[np.append(ordered[1:] != ordered[:-1], True)] if len(ordered) else ordered


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
    plain = codes.tobytes().decode("utf-32-le")
    masked = _boilerplate(rules_dir).mask(text, plain, offsets)
    runs = rolling(codes, size)
    if common is not None and len(common) and len(runs):
        at = np.minimum(np.searchsorted(common, runs), len(common) - 1)
        for start in np.flatnonzero(common[at] == runs):
            masked[start : start + size] = True
    anchors = unmasked_runs(masked, size)
    hashes = runs[anchors]
    unmasked = len(masked) - int(np.count_nonzero(masked))
    order = np.argsort(hashes, kind="stable")
    return Wording(plain, offsets, masked, masked.tobytes(), unmasked, anchors, hashes, hashes[order], anchors[order])


def overlap(a: Wording, b: Wording, shortest: int, gap: int) -> Overlap:
    """The passages of at least `shortest` characters that `a` and `b` share, in order of `a`.

    Each character belongs to one passage at most. Passages that follow each other on both sides with at most `gap`
    characters between them are one.
    """
    covered_a = np.zeros(len(a.plain), dtype=bool)
    covered_b = np.zeros(len(b.plain), dtype=bool)
    joined: list[list[int]] = []
    for start_a, start_b, length, unmasked in _common_runs(a, b, shortest):
        end_a, end_b = start_a + length, start_b + length
        covered_a[start_a:end_a] = True
        covered_b[start_b:end_b] = True
        if joined and 0 <= start_a - joined[-1][1] <= gap and 0 <= start_b - joined[-1][3] <= gap:
            joined[-1][1], joined[-1][3] = end_a, end_b
            joined[-1][4] += unmasked
        else:
            joined.append([start_a, end_a, start_b, end_b, unmasked])
    passages = tuple(
        Passage(
            int(a.offsets[from_a]), int(a.offsets[to_a - 1]) + 1, int(b.offsets[from_b]), int(b.offsets[to_b - 1]) + 1
        )
        for from_a, to_a, from_b, to_b, _ in joined
    )
    longest = max((unmasked for *_, unmasked in joined), default=0)
    return Overlap(passages, covered_a & ~a.masked, covered_b & ~b.masked, longest)


def _common_runs(a: Wording, b: Wording, shortest: int) -> Iterator[tuple[int, int, int, int]]:
    """Maximal common runs as (start in a, start in b, length, unmasked length), greedily from the left of `a`.

    None overlap in `a` or `b`; they come in order of `a`.
    """
    left = np.searchsorted(b.sorted_hashes, a.sorted_hashes, side="left")  # in rising order they are found faster
    left[left == len(b.sorted_hashes)] = 0
    hits = np.flatnonzero(b.sorted_hashes[left] == a.sorted_hashes) if len(b.sorted_hashes) else left[:0]
    hits = hits[np.argsort(a.sorted_anchors[hits])]
    right = np.searchsorted(b.sorted_hashes, a.sorted_hashes[hits], side="right").tolist()
    anchors, lefts = a.sorted_anchors[hits].tolist(), left[hits].tolist()
    taken = bytearray(len(b.plain))
    done = hit = 0
    while (hit := bisect_left(anchors, done, hit)) < len(anchors):
        at = anchors[hit]
        best = (0, 0, 0)
        for other in b.sorted_anchors[lefts[hit] : min(right[hit], lefts[hit] + _REPEATS)].tolist():
            if taken[other]:
                continue
            back = _equal_before(a.plain, at, b.plain, other, at - done)
            length = back + _equal_from(a.plain, at, b.plain, other)
            if length > best[2] and taken.find(1, other - back, other - back + length) < 0:
                best = (at - back, other - back, length)
        start, other, length = best
        unmasked = length - a.blank.count(1, start, start + length)
        hit += 1
        if unmasked >= shortest:
            taken[other : other + length] = bytes((1,)) * length
            done = start + length
            yield start, other, length, unmasked


def _equal_from(a: str, at: int, b: str, other: int) -> int:
    """How many characters from `a[at]` and `b[other]` on are the same."""
    same = Prefix.similarity(a[at : at + _STEP], b[other : other + _STEP])
    return same if same < _STEP else same + Prefix.similarity(a[at + _STEP :], b[other + _STEP :])


def _equal_before(a: str, at: int, b: str, other: int, most: int) -> int:
    """How many characters before `a[at]` and `b[other]` are the same, `most` at most."""
    same = 0
    most = min(most, other)
    while same < most and a[at - same - 1] == b[other - same - 1]:
        same += 1
    return same


class _Boilerplate:
    """The editable list of `rules/boilerplate.toml`, compiled."""

    def __init__(self, phrases: Sequence[str], patterns: Sequence[str]) -> None:
        spelt = ("".join(map(chr, letters(phrase)[0])) for phrase in phrases)
        self._phrases = WordFinder(dict.fromkeys(filter(None, spelt)))
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def mask(self, text: str, plain: str, offsets: Positions) -> Mask:
        masked = np.zeros(len(plain), dtype=bool)
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = np.searchsorted(offsets, match.span())
                masked[start:end] = True
        for start, end, _ in self._phrases.find(plain):
            masked[start:end] = True
        return masked


@lru_cache(maxsize=4)
def _boilerplate(rules_dir: Path | None) -> _Boilerplate:
    rules = load_rules("boilerplate", rules_dir)
    try:
        return _Boilerplate(rules["phrases"], rules["patterns"])
    except re.error as error:
        raise ConfigurationError(f"套话规则有误（{error}）", where="boilerplate.toml") from error
