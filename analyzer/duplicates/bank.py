"""Many profiles as a few large arrays, which is what keeps measuring a large batch affordable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.duplicates.profile import ITEMS, PROBLEM, TITLE, WHOLE, Profile
from analyzer.duplicates.terms import Ids, Weights, word_vectors

Indices = NDArray[np.int64]
_KEYS = 15
_COUNTED = 3 * 255 + 1  # how often a word can occur in title, reasoning and suggestions together, and one more


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Profiles as arrays.

    `parts` is float32 `[4, profiles, dim]`: title, reasoning, whole, all suggestions. The suggestions of profile i are
    `items[item_bounds[i]:item_bounds[i + 1]]`; all these are unit vectors once the usual one (`centre`) is taken away.
    Its words are `words[word_bounds[i]:word_bounds[i + 1]]`, with one row of `word_weights` (float32 `[4, words]`) each
    for title, reasoning, suggestions and whole text. `titles`, float32 `[3, profiles]`, holds the sum of the title
    words' weights, their length as a vector, and how large a part these words play in the text itself. `keys`, int64
    `[profiles, _KEYS]`, are the rows of its heaviest words in `key_vectors`, and `key_weights` their shares, adding up
    to one. `compared` is how many texts are compared in all, those of other banks too.
    """

    profiles: Sequence[Profile]
    compared: int
    parts: Vectors
    items: Vectors
    item_bounds: Indices
    centre: Vectors
    words: Ids
    word_bounds: Indices
    word_weights: NDArray[np.float32]
    titles: NDArray[np.float32]
    keys: Indices
    key_weights: NDArray[np.float32]
    key_vectors: Vectors
    signatures: NDArray[np.uint32]
    levels: NDArray[np.str_]
    places: tuple[tuple[str, ...], ...]


def build_bank(profiles: Sequence[Profile], compared: int, weights: Weights, centre: Vectors) -> Bank:
    """Profiles, of `compared` in all, as arrays, words weighted by `weights` (float32 `[BUCKETS]`), vectors seen from
    `centre` (`[dim]`).

    Reads each profile once, so that they may come from a file.
    """
    held = [(p.vectors, p.words, p.counts, p.signature, p.level, p.places) for p in profiles]
    vectors, words, counts, signatures, levels, places = zip(*held, strict=True) if held else ((),) * 6
    parts, items, item_bounds = _vectors(vectors, len(centre))
    word_bounds = bounds_of([len(each) for each in words])
    flat = np.concatenate(words) if words else np.zeros(0, dtype=np.uint32)
    word_weights = _word_weights(flat, _joined(counts), word_bounds, weights)
    keys, key_weights, key_vectors = _keys(flat, word_bounds, word_weights[3])
    return Bank(
        profiles=profiles,
        compared=compared,
        parts=centred(centred(parts), centre),
        items=centred(items, centre),
        item_bounds=item_bounds,
        centre=centre,
        words=flat,
        word_bounds=word_bounds,
        word_weights=word_weights,
        titles=_titles(word_weights, word_bounds),
        keys=keys,
        key_weights=key_weights,
        key_vectors=key_vectors,
        signatures=np.stack(signatures) if signatures else np.zeros((0, 1), dtype=np.uint32),
        levels=np.array(levels, dtype=np.str_),
        places=tuple(places),
    )


def sentences_of(bank: Bank, rows: Indices) -> tuple[Vectors, NDArray[np.float32], Indices]:
    """The sentences of some profiles' suggestions: unit vectors as seen from the bank's centre, float32 `[sentences,
    dim]`, their shares of the profile's, and where each profile's begin.

    Only the few pairs that may be of one topic are compared by them, so that banks do without.
    """
    told = [bank.profiles[row].said for row in rows.tolist()]
    sentences = np.concatenate(told).astype(np.float32)
    shares = np.sqrt(np.einsum("sd,sd->s", sentences, sentences))
    return centred(centred(sentences), bank.centre), shares, bounds_of([len(each) for each in told])


def centred(vectors: Vectors, centre: Vectors | float = 0.0) -> Vectors:
    """Unit vectors as seen from `centre`; those that say nothing stay zero."""
    moved = (vectors - centre) * vectors.any(axis=-1, keepdims=True)
    norms = np.sqrt(np.einsum("...d,...d->...", moved, moved))[..., None]
    unit: Vectors = np.divide(moved, norms, out=moved, where=norms > 0)
    return unit


def bounds_of(lengths: Sequence[int] | Indices) -> Indices:
    """Where each of several ranges that follow each other begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def ranges(bounds: Indices, chosen: Indices) -> tuple[Indices, Indices]:
    """Indices of the chosen ranges one after the other, and where each begins among them (one more than chosen)."""
    starts = bounds[chosen]
    begins = bounds_of(bounds[chosen + 1] - starts)
    flat = np.arange(begins[-1]) + np.repeat(starts - begins[:-1], np.diff(begins))
    return flat, begins


def _vectors(profiles: Sequence[NDArray[np.float16]], dim: int) -> tuple[Vectors, Vectors, Indices]:
    """`parts` and `items` as they come, and `item_bounds`; without suggestions the whole text is what is asked."""
    parts = np.zeros((4, len(profiles), dim), dtype=np.float32)
    if not profiles:
        return parts, np.zeros((0, dim), dtype=np.float32), bounds_of([])
    bounds = bounds_of([len(each) for each in profiles])
    rows = np.concatenate(profiles).astype(np.float32)
    for row in (TITLE, PROBLEM, WHOLE):
        parts[row] = rows[bounds[:-1] + row]
    says = np.concatenate(([0], np.cumsum(rows.any(axis=1))))
    asks = says[bounds[1:]] > says[bounds[:-1] + ITEMS]
    starts = bounds[:-1] + np.where(asks, ITEMS, WHOLE)
    ends = np.where(asks, bounds[1:], starts + 1)
    item_bounds = bounds_of(ends - starts)
    flat = np.arange(item_bounds[-1]) + np.repeat(starts - item_bounds[:-1], ends - starts)
    items = rows[flat]
    parts[3] = np.add.reduceat(items, item_bounds[:-1], axis=0)
    return parts, items, item_bounds


def _joined(counts: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    return np.concatenate(counts, axis=1) if counts else np.zeros((3, 0), dtype=np.uint8)


def _word_weights(words: Ids, counts: NDArray[np.uint8], bounds: Indices, weights: Weights) -> NDArray[np.float32]:
    """Float32 `[4, words]`: weights of title words; TF-IDF unit vectors of reasoning, suggestions and whole."""
    rarity = weights[words]
    told = np.log1p(np.arange(_COUNTED)).astype(np.float32)
    rows = np.empty((4, len(words)), dtype=np.float32)
    rows[0] = rarity * (counts[0] > 0)
    rows[1] = _unit(rarity * told[counts[1]], bounds)
    rows[2] = _unit(rarity * told[counts[2]], bounds)
    rows[3] = _unit(rarity * told[counts.sum(axis=0, dtype=np.int64)], bounds)
    asked = np.repeat(_totals(counts[2], bounds) > 0, np.diff(bounds))
    rows[2] = np.where(asked, rows[2], rows[3])
    return rows


def _titles(word_weights: NDArray[np.float32], bounds: Indices) -> NDArray[np.float32]:
    """`Bank.titles`, from `_word_weights`."""
    lengths = np.sqrt(_totals(word_weights[0] ** 2, bounds))
    played = _totals(word_weights[0] * word_weights[3], bounds)
    played = np.divide(played, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return np.stack((_totals(word_weights[0], bounds), lengths, played)).astype(np.float32)


def _keys(words: Ids, bounds: Indices, weights: NDArray[np.float32]) -> tuple[Indices, NDArray[np.float32], Vectors]:
    """`keys`, `key_weights` and `key_vectors` of a bank; a text with fewer words repeats one without weight."""
    ids = np.zeros((len(bounds) - 1, _KEYS), dtype=np.uint32)
    shares = np.zeros(ids.shape, dtype=np.float32)
    for index, (start, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        # words stand in rising order: of equal weights the lower numbers come first, whatever the order of the batch
        heaviest = start + np.argsort(-weights[start:end], kind="stable")[:_KEYS]
        ids[index, : len(heaviest)] = words[heaviest]
        shares[index, : len(heaviest)] = weights[heaviest]
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    distinct, keys = np.unique(ids, return_inverse=True)
    return keys.reshape(ids.shape).astype(np.int64), shares, word_vectors(distinct)


def _unit(values: NDArray[np.float32], bounds: Indices) -> NDArray[np.float32]:
    """Each range of `values` as a unit vector; one without any stays zero."""
    norms = np.repeat(np.sqrt(_totals(values**2, bounds)).astype(np.float32), np.diff(bounds))
    return np.divide(values, norms, out=np.zeros_like(values), where=norms > 0)


def _totals(values: NDArray[np.generic], bounds: Indices) -> NDArray[np.float64]:
    """The sum of each range of `values`, float64 `[ranges]`."""
    ranked = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    return np.bincount(ranked, weights=values, minlength=len(bounds) - 1).astype(np.float64)
