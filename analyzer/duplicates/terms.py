"""The words of a proposal as numbers, and how much each says.

A word is hashed to one of 2^20 numbers, so that no dictionary has to be kept and a word's weight is a table look-up.
Its weight is its inverse document frequency: in the batch at hand, smoothed by the shipped background frequencies,
which alone count where only two proposals are compared.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.embedding import shipped_model
from analyzer.language.segment import segment
from analyzer.rules import load_rules

Ids = NDArray[np.uint32]
Weights = NDArray[np.float32]
_Row = TypeVar("_Row")

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


@lru_cache(maxsize=1 << 14)
def title_words(title: str, rules_dir: Path | None = None) -> tuple[str, ...]:
    """The words of a title that name its object, in order, without those of every title (关于, 加快, 切实增强)."""
    empty = _title_stop_words(rules_dir)
    return tuple(word for word in dict.fromkeys(segment(title)) if word_id(word) >= 0 and not _made_of(word, empty))


def _made_of(word: str, parts: frozenset[str]) -> bool:
    """Whether a word is one of `parts`, or several of them one after the other."""
    return word in parts or any(word[:at] in parts and _made_of(word[at:], parts) for at in range(2, len(word) - 1))


@lru_cache(maxsize=4)
def _title_stop_words(rules_dir: Path | None) -> frozenset[str]:
    return frozenset(load_rules("boilerplate", rules_dir)["title"])


@lru_cache(maxsize=1)
def background() -> Weights:
    """Share of official documents that each word number occurs in, float32 `[BUCKETS]`.

    The shipped table holds the commoner words as (number, share); it is counted by `models.relations.background`.
    """
    shares = np.full(BUCKETS, _RARE, dtype=np.float32)
    table = _shipped()
    shares[table["ids"]] = np.maximum(table["shares"], _RARE)
    return shares


@lru_cache(maxsize=1)
def _shipped() -> dict[str, NDArray[np.generic]]:
    with files("analyzer.duplicates").joinpath("background.npz").open("rb") as file, np.load(file) as table:
        return dict(table)


def centre_of(batch: Iterable[NDArray[np.float16]], usual: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """The usual vector of proposals, float32 `[dim]`: the mean of the batch's, smoothed by `usual`.

    What all texts of this kind have in common (a city, a plan, the tone of a request) says nothing of a pair. `usual`
    is the mean of such texts by the model that the vectors are of; None stands for the shipped model and its mean.
    """
    count, total = 0, np.zeros(1)
    for chunk in _chunks(batch):
        count += len(chunk)
        total = total + np.sum(chunk, axis=0, dtype=np.float64)
    if not count:
        return np.zeros(0, dtype=np.float32)
    mean = (_shipped()["centre"] if usual is None else usual).astype(np.float64)
    return np.asarray((total + mean * _BACKGROUND) / (count + _BACKGROUND), dtype=np.float32)


def word_vectors(ids: Ids) -> NDArray[np.float32]:
    """Unit vectors of words, float32 `[ids, dim]`, by the shipped model; a word unknown to it is like itself alone."""
    table = shipped_model().table
    rows = _table_rows()[ids]
    vectors = table[np.maximum(rows, 0)].astype(np.float32)
    vectors[rows < 0] = _signs(ids[rows < 0], table.shape[1])
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return unit


@lru_cache(maxsize=1)
def _table_rows() -> NDArray[np.int32]:
    """Row of each word number in the shipped model's table, int32 `[BUCKETS]`; -1 where it knows no such word."""
    rows = np.full(BUCKETS, -1, dtype=np.int32)
    for word, row in shipped_model().vocabulary.items():
        number = word_id.__wrapped__(word)  # the whole vocabulary would push the words in use out of the cache
        if number >= 0:
            rows[number] = row
    return rows


def _signs(ids: Ids, dim: int) -> NDArray[np.float32]:
    """Signs drawn from each number alone, float32 `[ids, dim]`: two numbers' rows are nearly at right angles."""
    places = np.arange(1, -(-dim // 64) + 1, dtype=np.uint64)  # 64 signs come from one mixed number
    mixed = (ids[:, None].astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = mixed ^ (places * np.uint64(0xC2B2AE3D27D4EB4F))
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)
    bits = np.unpackbits(mixed.astype("<u8").view(np.uint8), axis=1)[:, :dim]
    return np.where(bits, np.float32(1.0), np.float32(-1.0))


def is_common(word: str) -> bool:
    """Whether official texts use the word more than once in a while."""
    number = word_id(word)
    return number >= 0 and bool(background()[number] > _RARE)


def word_weights(batch: Iterable[Ids] = (), size: int = 0) -> Weights:
    """Inverse document frequencies, float32 `[BUCKETS]`, from the distinct words of each of `size` proposals."""
    frequency = background() * np.float32(_BACKGROUND)
    for chunk in _chunks(batch):
        frequency += np.bincount(np.concatenate(chunk), minlength=BUCKETS)
    total = np.float32(_BACKGROUND + size + 1)
    weights: Weights = np.maximum(np.log(total / (frequency + 1.0)), 0.05).astype(np.float32)
    return weights


def _chunks(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """A few thousand rows at a time."""
    rows = iter(rows)
    while chunk := list(islice(rows, 4096)):
        yield chunk


def counted(parts: Sequence[Sequence[int]]) -> tuple[Ids, NDArray[np.uint8]]:
    """Distinct numbers in rising order, and how often each occurs in each part, uint8 `[len(parts), words]`."""
    ids = np.unique(np.fromiter((number for part in parts for number in part), dtype=np.uint32))
    counts = np.zeros((len(parts), len(ids)), dtype=np.uint8)
    for row, part in enumerate(parts):
        if part:
            found, times = np.unique(np.asarray(part, dtype=np.uint32), return_counts=True)
            counts[row, np.searchsorted(ids, found)] = np.minimum(times, 255)
    return ids, counts
