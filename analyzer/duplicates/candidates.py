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
from analyzer.duplicates.bank import Bank, Indices, ranges
from analyzer.duplicates.profile import Profile
from analyzer.duplicates.tiles import Tiles
from analyzer.threads import one_thread

CopyKeys = NDArray[np.uint64]
Signatures = NDArray[np.uint32]
Progress = Callable[[int, int], None]
Search = Callable[[Vectors, int], tuple[Indices, Indices]]  # of so many nearest: pairs of query and what is near

_PARTS = ("title", "problem", "whole", "suggestion")  # as in `Bank.parts`
_WORD_DIMENSIONS = 512
_BLOCK = 1024
_GROUP = 16
_SAMPLE = 2048
_TURNS = 4
_CHAINED = 3  # members of a MinHash bucket that each one is paired with


def canonical_order(profiles: Sequence[Profile]) -> Indices:
    """Indices that bring profiles into an order of their own, whatever order they come in."""
    keys = [(one.id, one.copy_key, one.title, one.year or 0, one.proposer or "") for one in profiles]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)


def candidate_pairs(
    a: Tiles, b: Tiles | None, rules: Mapping[str, Any], progress: Progress | None = None
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
        near = _near(a, b, rules, progress)
        rows, columns = (np.concatenate(side) for side in zip(*near, strict=True))
    if b is None:
        copies = _copies(a.copy_keys, settings["copies"])
        rows, columns = np.concatenate((rows, copies[0])), np.concatenate((columns, copies[1]))
        rows, columns = np.minimum(rows, columns), np.maximum(rows, columns)
        rows, columns = rows[rows < columns], columns[rows < columns]
    rows, columns = np.divmod(np.unique(rows * m + columns), m)
    if b is None and n > settings["copies"]:
        return _without_repeats(a.copy_keys, rows, columns, settings["copies"])
    return rows, columns


def _rank(copy_keys: CopyKeys) -> Indices:
    """How many of the same text come before each."""
    order = np.argsort(copy_keys, kind="stable")
    first = np.flatnonzero(np.diff(copy_keys[order], prepend=~copy_keys[order[:1]]))
    sizes = np.diff(np.append(first, len(order)))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order)) - np.repeat(first, sizes)
    return ranks


def _leaders(copy_keys: CopyKeys, copies: int) -> Indices:
    """All but the surplus of texts that are the same letter by letter."""
    return np.flatnonzero(_rank(copy_keys) < copies)


def _copies(copy_keys: CopyKeys, copies: int) -> tuple[Indices, Indices]:
    """Each surplus copy with the first of its kind."""
    ranks = _rank(copy_keys)
    surplus, leaders = np.flatnonzero(ranks >= copies), np.flatnonzero(ranks == 0)
    order = leaders[np.argsort(copy_keys[leaders])]
    return order[np.searchsorted(copy_keys[order], copy_keys[surplus])], surplus


def _without_repeats(copy_keys: CopyKeys, rows: Indices, columns: Indices, copies: int) -> tuple[Indices, Indices]:
    """Surplus copies stay paired with the first of their kind only, so that a thousand copies make a thousand pairs."""
    leaders, followers = _copies(copy_keys, copies)
    if not len(followers):
        return rows, columns
    surplus = np.zeros(len(copy_keys), dtype=bool)
    surplus[followers] = True
    keep = ~(surplus[rows] | surplus[columns])
    n = len(copy_keys)
    pairs = np.unique(np.concatenate((rows[keep] * n + columns[keep], leaders * n + followers)))
    return np.divmod(pairs, n)


def _near(
    a: Tiles, b: Tiles | None, rules: Mapping[str, Any], progress: Progress | None
) -> list[tuple[Indices, Indices]]:
    """Pairs of each proposal with its nearest ones, and of those that share wording; some come more than once."""
    settings = rules["candidates"]
    other = a if b is None else b
    leaders = _leaders(other.copy_keys, settings["copies"])
    axes = _axes(other, leaders, settings) if len(leaders) > _SAMPLE else None
    vectors, signatures = _condensed(other, axes, settings["blend"])
    vectors = vectors[leaders]
    queries, taking_part, bands = vectors, leaders, int(rules["near_copies"]["bands"])
    if b is None:
        near = [_buckets(signatures, bands)]
    else:
        queries, own = _condensed(a, axes, settings["blend"])
        taking_part = np.arange(len(queries))
        near = [_buckets_across(own, signatures, bands)]
    wanted = min(int(settings["neighbours"]) + 1, len(leaders))
    search = (_exact if len(leaders) <= settings["exact_up_to"] else _approximate)(vectors)
    for start in range(0, len(queries), _BLOCK):
        rows, nearest = search(queries[start : start + _BLOCK], wanted)
        near.append((taking_part[start + rows], leaders[nearest]))
        if progress:
            progress(min(start + _BLOCK, len(queries)), len(queries))
    return near


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
        return np.divmod(np.flatnonzero(scores >= least[:, None]), count)  # many times as fast as over two axes

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


def _condensed(tiles: Tiles, axes: Vectors | None, weights: Mapping[str, float]) -> tuple[Vectors, Signatures]:
    """One vector a proposal, whose dot product is about the blend of all similarities; and the MinHash signatures."""
    vectors, signatures = [], []
    for tile in range(len(tiles)):
        bank = tiles.bank(tile)
        signatures.append(bank.signatures)
        for start in range(0, len(bank.profiles), _BLOCK):
            block = _blend(bank, np.arange(start, min(start + _BLOCK, len(bank.profiles))), weights)
            vectors.append(block if axes is None else block @ axes)
    return np.concatenate(vectors), np.concatenate(signatures)


def _axes(tiles: Tiles, rows: Indices, settings: Mapping[str, Any]) -> Vectors:
    """About the directions in which a sample of the blended vectors differs most, float32 `[width, dimensions]`.

    Found by turning directions drawn at random (the same in every run) towards them a few times.
    """
    sample = _blend(*tiles.sample(rows[:: max(1, len(rows) // _SAMPLE)][:_SAMPLE]), settings["blend"])
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


def _buckets(signatures: Signatures, bands: int) -> tuple[Indices, Indices]:
    """Proposals that fall into one MinHash bucket; of a crowded bucket each with the next few only."""
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
    return np.concatenate(found_rows), np.concatenate(found_columns)


def _buckets_across(a: Signatures, b: Signatures, bands: int) -> tuple[Indices, Indices]:
    """The same, of two sets of proposals: only what leads from one to the other."""
    rows, columns = _buckets(np.concatenate((a, b)), bands)
    first, second = np.minimum(rows, columns), np.maximum(rows, columns)
    across = (first < len(a)) & (second >= len(a))
    return first[across], second[across] - len(a)
