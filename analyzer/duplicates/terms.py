"""The words of a proposal as numbers, and how much each says.

A word is hashed to one of 2^20 numbers, so that no dictionary has to be kept and a word's weight is a table look-up.
Its weight is its inverse document frequency: in the batch at hand, smoothed by the shipped background frequencies,
which alone count where only two proposals are compared.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.language.segment import segment
from analyzer.rules import load_rules

Ids = NDArray[np.uint32]
Weights = NDArray[np.float32]

BUCKETS = 1 << 20
_BACKGROUND = 400.0  # how many proposals of the batch weigh as much as the background
_RARE = 0.0003  # background share of documents that a word not listed occurs in


@lru_cache(maxsize=1 << 16)
def word_id(word: str) -> int:
    """The word's number, or -1 for one that carries no meaning by itself: a single character, a number."""
    word = word.lower()
    if len(word) < 2 or not word.isalnum() or word.isdecimal():
        return -1
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)


def word_ids(text: str) -> list[int]:
    """Numbers of the words of `text`, repeats included."""
    return [number for number in map(word_id, segment(text)) if number >= 0]


def title_words(title: str, rules_dir: Path | None = None) -> list[str]:
    """The words of a title that name its object, in order, without those of every title (关于, 加快, 建议)."""
    empty = _title_stop_words(rules_dir)
    return [word for word in dict.fromkeys(segment(title)) if word not in empty and word_id(word) >= 0]


@lru_cache(maxsize=4)
def _title_stop_words(rules_dir: Path | None) -> frozenset[str]:
    return frozenset(load_rules("boilerplate", rules_dir)["title"])


@lru_cache(maxsize=1)
def background() -> Weights:
    """Share of official documents that each word number occurs in, float32 `[BUCKETS]`.

    The shipped table holds the commoner words as (number, share); it is counted by `models.relations.train`.
    """
    shares = np.full(BUCKETS, _RARE, dtype=np.float32)
    with files("analyzer.duplicates").joinpath("background.npz").open("rb") as file, np.load(file) as table:
        shares[table["ids"]] = np.maximum(table["shares"], _RARE)
    return shares


def is_common(word: str) -> bool:
    """Whether official texts use the word more than once in a while."""
    number = word_id(word)
    return number >= 0 and bool(background()[number] > _RARE)


def word_weights(batch: Iterable[Ids] = (), size: int = 0) -> Weights:
    """Inverse document frequencies, float32 `[BUCKETS]`, from the distinct words of each of `size` proposals."""
    frequency = background() * np.float32(_BACKGROUND)
    chunk: list[Ids] = []
    for ids in batch:
        chunk.append(ids)
        if len(chunk) == 4096:
            frequency += np.bincount(np.concatenate(chunk), minlength=BUCKETS)
            chunk = []
    if chunk:
        frequency += np.bincount(np.concatenate(chunk), minlength=BUCKETS)
    total = np.float32(_BACKGROUND + size + 1)
    weights: Weights = np.maximum(np.log(total / (frequency + 1.0)), 0.05).astype(np.float32)
    return weights


def counted(parts: Sequence[Sequence[int]]) -> tuple[Ids, NDArray[np.uint8]]:
    """Distinct numbers in rising order, and how often each occurs in each part, uint8 `[len(parts), words]`."""
    ids = np.unique(np.fromiter((number for part in parts for number in part), dtype=np.uint32))
    counts = np.zeros((len(parts), len(ids)), dtype=np.uint8)
    for row, part in enumerate(parts):
        if part:
            found, times = np.unique(np.asarray(part, dtype=np.uint32), return_counts=True)
            counts[row, np.searchsorted(ids, found)] = np.minimum(times, 255)
    return ids, counts
