"""Which pairs are worth a closer look.

Small batches are looked at pair by pair. In larger ones each proposal is paired with its nearest ones by all
similarities together: exactly, by blocks of a matrix product, or with an approximate index where even that is too
much. MinHash adds texts that share wording. All results depend on the set of profiles alone, never on their order:
callers hand them over in canonical order (`canonical_order`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.duplicates.features import Bank, ranges
from analyzer.duplicates.profile import Profile
from analyzer.threads import one_thread

Indices = NDArray[np.int64]
Progress = Callable[[int, int], None]
Search = Callable[[Vectors, int], tuple[Indices, Indices]]  # of so many nearest: pairs of query and what is near

_PARTS = ("title", "problem", "whole", "suggestion")  # as in `Bank.parts`
_WORD_DIMENSIONS = 512
_BLOCK = 1024
_GROUP = 16
_SAMPLE = 4096
_TURNS = 4
_CHAINED = 3  # members of a MinHash bucket that each one is paired with


def canonical_order(profiles: Sequence[Profile]) -> Indices:
    """Indices that bring profiles into an order of their own, whatever order they come in."""
    keys = [(one.id, one.copy_key, one.title, one.year or 0, one.proposer or "") for one in profiles]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)


def candidate_pairs(
    a: Bank, b: Bank | None, rules: Mapping[str, Any], progress: Progress | None = None
) -> tuple[Indices, Indices]:
    """Pairs to look at, as two index arrays sorted by the first, then the second.

    With `b` None pairs lie within `a`, the first index the smaller; else they lead from `a` into `b`.
    """
    settings = rules["candidates"]
    other = a if b is None else b
    n, m = len(a.profiles), len(other.profiles)
    if not n or not m:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if n * m <= settings["all_pairs_up_to"] ** 2:
        rows, columns = np.divmod(np.arange(n * m), m)
    else:
        leaders = _leaders(other.profiles, settings["copies"])
        taking_part = leaders if b is None else np.arange(n)
        near = _nearest(a, other, taking_part, leaders, settings, progress)
        near.append(_buckets(a, b, rules["near_copies"]["bands"]))
        rows, columns = (np.concatenate(side) for side in zip(*near, strict=True))
    if b is None:
        copies = _copies(a.profiles, settings["copies"])
        rows, columns = np.concatenate((rows, copies[0])), np.concatenate((columns, copies[1]))
        rows, columns = np.minimum(rows, columns), np.maximum(rows, columns)
        rows, columns = rows[rows < columns], columns[rows < columns]
    rows, columns = np.divmod(np.unique(rows * m + columns), m)
    if b is None and n > settings["copies"]:
        return _without_repeats(a.profiles, rows, columns, settings["copies"])
    return rows, columns


def _leaders(profiles: Sequence[Profile], copies: int) -> Indices:
    """All but the surplus of texts that are the same letter by letter."""
    seen: dict[int, int] = {}
    kept = []
    for index, one in enumerate(profiles):
        seen[one.copy_key] = seen.get(one.copy_key, 0) + 1
        if seen[one.copy_key] <= copies:
            kept.append(index)
    return np.array(kept, dtype=np.int64)


def _copies(profiles: Sequence[Profile], copies: int) -> tuple[Indices, Indices]:
    """Each surplus copy with the first of its kind."""
    first: dict[int, int] = {}
    seen: dict[int, int] = {}
    pairs: list[tuple[int, int]] = []
    for index, one in enumerate(profiles):
        leader = first.setdefault(one.copy_key, index)
        seen[one.copy_key] = seen.get(one.copy_key, 0) + 1
        if seen[one.copy_key] > copies:
            pairs.append((leader, index))
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _without_repeats(
    profiles: Sequence[Profile], rows: Indices, columns: Indices, copies: int
) -> tuple[Indices, Indices]:
    """Surplus copies stay paired with the first of their kind only, so that a thousand copies make a thousand pairs."""
    surplus = np.ones(len(profiles), dtype=bool)
    surplus[_leaders(profiles, copies)] = False
    if not surplus.any():
        return rows, columns
    leaders, followers = _copies(profiles, copies)
    keep = ~(surplus[rows] | surplus[columns])
    n = len(profiles)
    pairs = np.unique(np.concatenate((rows[keep] * n + columns[keep], leaders * n + followers)))
    return np.divmod(pairs, n)


def _nearest(
    a: Bank, b: Bank, from_rows: Indices, to_rows: Indices, settings: Mapping[str, Any], progress: Progress | None
) -> list[tuple[Indices, Indices]]:
    wanted = min(int(settings["neighbours"]) + 1, len(to_rows))
    vectors_a, vectors_b = _condensed(a, b, from_rows, to_rows, settings)
    found = []
    search = _exact(vectors_b) if len(to_rows) <= settings["exact_up_to"] else _approximate(vectors_b)
    for start in range(0, len(from_rows), _BLOCK):
        rows, nearest = search(vectors_a[start : start + _BLOCK], wanted)
        found.append((from_rows[start + rows], to_rows[nearest]))
        if progress:
            progress(min(start + _BLOCK, len(from_rows)), len(from_rows))
    return found


def _exact(vectors: Vectors) -> Search:
    """Search by a matrix product; it finds a few more than wanted where several of the nearest are of one group.

    The nearest of `wanted` groups are at least so many: what is as near as the farthest of them is found. That takes
    a look at each score, where sorting takes ten.
    """
    count = len(vectors)

    def search(queries: Vectors, wanted: int) -> tuple[Indices, Indices]:
        scores = queries @ vectors.T
        size = max(1, min(_GROUP, count // (4 * wanted)))
        groups = count // size
        best = scores[:, : groups * size].reshape(len(queries), size, groups).max(axis=1)
        least = np.partition(best, groups - wanted, axis=1)[:, groups - wanted]
        rows, columns = np.nonzero(scores >= least[:, None])
        return np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)

    return search


def _approximate(vectors: Vectors) -> Search:
    from usearch.index import Index

    index = Index(
        ndim=vectors.shape[1], metric="ip", dtype="f16", connectivity=16, expansion_add=64, expansion_search=64
    )
    index.add(np.arange(len(vectors)), vectors)

    def search(queries: Vectors, wanted: int) -> tuple[Indices, Indices]:
        nearest = np.asarray(index.search(queries, wanted).keys, dtype=np.int64).reshape(len(queries), -1)
        return np.repeat(np.arange(len(queries)), nearest.shape[1]), nearest.ravel()

    return search


def _condensed(
    a: Bank, b: Bank, from_rows: Indices, to_rows: Indices, settings: Mapping[str, Any]
) -> tuple[Vectors, Vectors]:
    """One vector a proposal, whose dot product is about the blend of all similarities."""
    weights = settings["blend"]
    axes = None if len(to_rows) <= _SAMPLE else _axes(b, to_rows, settings)

    def condense(bank: Bank, rows: Indices) -> Vectors:
        blocks = (_blend(bank, rows[start : start + _BLOCK], weights) for start in range(0, len(rows), _BLOCK))
        return np.concatenate([block if axes is None else block @ axes for block in blocks])

    vectors_b = condense(b, to_rows)
    return (vectors_b if a is b else condense(a, from_rows)), vectors_b


def _axes(bank: Bank, rows: Indices, settings: Mapping[str, Any]) -> Vectors:
    """About the directions in which a sample of the blended vectors differs most, float32 `[width, dimensions]`.

    Found by turning directions drawn at random (the same in every run) towards them a few times.
    """
    sample = _blend(bank, rows[:: max(1, len(rows) // _SAMPLE)][:_SAMPLE], settings["blend"])
    directions = np.random.default_rng(0).standard_normal((sample.shape[1], int(settings["dimensions"])), np.float32)
    with one_thread():  # more of them would wait for each other longer than they work
        spread = sample.T @ sample
        for _ in range(_TURNS):
            directions, _ = np.linalg.qr(spread @ directions)
    return directions


def _blend(bank: Bank, rows: Indices, weights: Mapping[str, float]) -> Vectors:
    channels = [np.sqrt(weights[name]) * bank.parts[part, rows] for part, name in enumerate(_PARTS)]
    flat, starts = ranges(bank.word_bounds, rows)
    numbers = bank.words[flat].astype(np.int64)
    values = bank.word_weights[3, flat] * np.where((numbers >> 9) & 1, 1.0, -1.0)
    places = np.repeat(np.arange(len(rows)) * _WORD_DIMENSIONS, np.diff(starts)) + numbers % _WORD_DIMENSIONS
    words = np.bincount(places, weights=values, minlength=len(rows) * _WORD_DIMENSIONS).reshape(len(rows), -1)
    return np.concatenate([*channels, np.sqrt(weights["words"]) * words], axis=1).astype(np.float32)


def _buckets(a: Bank, b: Bank | None, bands: int) -> tuple[Indices, Indices]:
    """Proposals that fall into one MinHash bucket; of a crowded bucket each with the next few only."""
    signatures = a.signatures if b is None else np.concatenate((a.signatures, b.signatures))
    width = signatures.shape[1] // bands
    found_rows, found_columns = [], []
    for band in range(bands):
        part = np.ascontiguousarray(signatures[:, band * width : (band + 1) * width])
        keys = part.view(np.dtype((np.void, part.dtype.itemsize * width))).ravel()
        _, bucket = np.unique(keys, return_inverse=True)
        order = np.argsort(bucket, kind="stable")
        for ahead in range(1, _CHAINED + 1):
            left, right = order[:-ahead], order[ahead:]
            same = bucket[left] == bucket[right]
            found_rows.append(left[same])
            found_columns.append(right[same])
    rows, columns = np.concatenate(found_rows), np.concatenate(found_columns)
    if b is None:
        return rows, columns
    first, second = np.minimum(rows, columns), np.maximum(rows, columns)
    across = (first < len(a.profiles)) & (second >= len(a.profiles))
    return first[across], second[across] - len(a.profiles)
