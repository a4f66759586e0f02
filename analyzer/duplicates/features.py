"""Measurements of pairs, part by part: what the relation model judges by.

A `Bank` holds many profiles as a few large arrays. `measure` compares one of them with many others at once, which is
what keeps a large batch affordable; wording, the dearest measurement, is added by `measure_wording` where it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.duplicates.passages import Hashes, Overlap, Wording, wording
from analyzer.duplicates.places import places_differ
from analyzer.duplicates.profile import ITEMS, PROBLEM, TITLE, WHOLE, Profile
from analyzer.duplicates.terms import BUCKETS, Ids, Weights

Features = NDArray[np.float32]

FEATURES = (
    "title_vector",  # cosine of the titles
    "title_words",  # weighted share of the titles' words that both have
    "title_found_less",  # weighted share of a title's words that occur in the other text: of the worse title
    "title_found_more",  # and of the better one
    "problem_vector",  # cosine of the reasoning
    "problem_words",  # TF-IDF cosine of the reasoning
    "whole_vector",
    "whole_words",
    "key_words",  # weighted share of either text's heaviest words that the other has: the worse side
    "ask_vector",  # cosine of all suggestions taken together
    "ask_words",  # TF-IDF cosine of the suggestions
    "ask_best",  # mean over suggestions of the nearest one of the other side, both directions
    "ask_covered_less",  # share of suggestions that the other side asks for too: of the side with more of its own
    "ask_covered_more",  # and of the other
    "copy",  # estimated share of runs of letters in common (MinHash)
    "place_differs",  # they are about different places
    "level_differs",  # they speak of different levels of government
    "length",  # logarithm of the shorter text's length, within bounds: longer texts are alike by their length alone
    "verbatim_less",  # share of the text that lies in common passages: of the text with less
    "verbatim_more",
    "verbatim_ask",  # the same for the suggestions alone: of the side with less
    "longest",  # longest common passage, in hundreds of letters, at most 3
)
WORDING = FEATURES.index("verbatim_less")  # features from here on are measured by `measure_wording`
_KEYS = 15
_LENGTHS = (300, 1000)  # characters between which length tells


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Profiles as arrays.

    `parts` is float32 `[4, profiles, dim]`: title, reasoning, whole, all suggestions. The suggestions of profile i are
    `items[item_bounds[i]:item_bounds[i + 1]]`; its words `words[word_bounds[i]:word_bounds[i + 1]]`, with one row of
    `word_weights` (float32 `[5, words]`) each for title, reasoning, suggestions, whole text and key words;
    `word_totals`, float32 `[2, profiles]`, are the sums of the title's and the key words' weights.
    """

    profiles: Sequence[Profile]
    parts: Vectors
    items: Vectors
    item_bounds: NDArray[np.int64]
    words: Ids
    word_bounds: NDArray[np.int64]
    word_weights: NDArray[np.float32]
    word_totals: NDArray[np.float32]
    signatures: NDArray[np.uint32]
    levels: NDArray[np.str_]
    lengths: NDArray[np.int64]


def build_bank(profiles: Sequence[Profile], weights: Weights) -> Bank:
    """Profiles as arrays, words weighted by `weights` (float32 `[BUCKETS]`)."""
    dim = profiles[0].vectors.shape[1] if profiles else 0
    parts = np.zeros((4, len(profiles), dim), dtype=np.float32)
    for index, one in enumerate(profiles):
        parts[0, index], parts[1, index], parts[2, index] = one.vectors[[TITLE, PROBLEM, WHOLE]]
        parts[3, index] = _unit(_asks(one).astype(np.float32).sum(axis=0))
    word_weights = [_word_weights(one, weights) for one in profiles]
    return Bank(
        profiles=profiles,
        parts=parts,
        items=_stack([_asks(one) for one in profiles], dim),
        item_bounds=_bounds([len(_asks(one)) for one in profiles]),
        words=np.concatenate([one.words for one in profiles] or [np.zeros(0, dtype=np.uint32)]),
        word_bounds=_bounds([len(one.words) for one in profiles]),
        word_weights=np.concatenate(word_weights or [np.zeros((5, 0), dtype=np.float32)], axis=1),
        word_totals=np.array([rows[[0, 4]].sum(axis=1) for rows in word_weights], dtype=np.float32).reshape(-1, 2).T,
        signatures=np.stack([one.signature for one in profiles]) if profiles else np.zeros((0, 1), dtype=np.uint32),
        levels=np.array([one.level for one in profiles], dtype=np.str_),
        lengths=np.array([len(one.text) for one in profiles], dtype=np.int64),
    )


def measure(a: Bank, row: int, b: Bank, others: NDArray[np.int64], ask: float) -> Features:
    """Profile `row` of bank `a` against `others` of bank `b`: float32 `[others, FEATURES]`, wording left at 0.

    `ask` is the similarity from which two suggestions count as the same.
    """
    features = np.zeros((len(others), len(FEATURES)), dtype=np.float32)
    columns = {name: features[:, index] for index, name in enumerate(FEATURES)}
    for name, part in (("title_vector", 0), ("problem_vector", 1), ("whole_vector", 2), ("ask_vector", 3)):
        columns[name][:] = np.maximum(b.parts[part, others] @ a.parts[part, row], 0.0)
    _measure_words(columns, a, row, b, others)
    _measure_asks(columns, a, row, b, others, ask)
    columns["length"][:] = np.log(np.clip(np.minimum(a.lengths[row], b.lengths[others]), *_LENGTHS))
    columns["copy"][:] = (b.signatures[others] == a.signatures[row]).mean(axis=1)
    here = a.profiles[row].places
    columns["place_differs"][:] = [places_differ(here, b.profiles[other].places) for other in others]
    levels = b.levels[others]
    columns["level_differs"][:] = (levels != a.levels[row]) & (levels != "") & (a.levels[row] != "")
    return features


def _measure_words(columns: dict[str, Features], a: Bank, row: int, b: Bank, others: NDArray[np.int64]) -> None:
    own = slice(a.word_bounds[row], a.word_bounds[row + 1])
    table = _table()
    table[a.words[own]] = np.arange(1, own.stop - own.start + 1)
    flat, starts = _ranges(b.word_bounds, others)
    place = table[b.words[flat]]
    table[a.words[own]] = 0
    common = np.flatnonzero(place)
    pair = np.repeat(np.arange(len(others)), np.diff(starts))[common]
    mine = a.word_weights[:, own][:, place[common] - 1]
    theirs = b.word_weights[:, flat[common]]

    def total(values: NDArray[np.float32]) -> Features:
        return np.bincount(pair, weights=values, minlength=len(others)).astype(np.float32)

    for name, kind in (("problem_words", 1), ("ask_words", 2), ("whole_words", 3)):
        columns[name][:] = total(mine[kind] * theirs[kind])
    titles = a.word_totals[0, row], b.word_totals[0, others]
    columns["title_words"][:] = _share(2 * total(np.minimum(mine[0], theirs[0])), titles[0] + titles[1])
    found = np.stack((_share(total(mine[0]), titles[0]), _share(total(theirs[0]), titles[1])))
    columns["title_found_less"][:], columns["title_found_more"][:] = found.min(axis=0), found.max(axis=0)
    keys = np.stack((_share(total(mine[4]), a.word_totals[1, row]), _share(total(theirs[4]), b.word_totals[1, others])))
    columns["key_words"][:] = keys.min(axis=0)


def _measure_asks(
    columns: dict[str, Features], a: Bank, row: int, b: Bank, others: NDArray[np.int64], ask: float
) -> None:
    own = a.items[a.item_bounds[row] : a.item_bounds[row + 1]]
    flat, starts = _ranges(b.item_bounds, others)
    counts = np.diff(starts)
    asking = np.flatnonzero(counts)
    if not len(own) or not len(asking):
        return
    similar = np.maximum(own @ b.items[flat].T, 0.0)
    nearest_b = similar.max(axis=0)
    nearest_a = np.maximum.reduceat(similar, starts[:-1][asking], axis=1)
    mean_b = np.add.reduceat(nearest_b, starts[:-1][asking]) / counts[asking]
    columns["ask_best"][asking] = (mean_b + nearest_a.mean(axis=0)) / 2
    covered_b = np.add.reduceat(soft(nearest_b, ask), starts[:-1][asking]) / counts[asking]
    covered_a = soft(nearest_a, ask).mean(axis=0)
    columns["ask_covered_less"][asking] = np.minimum(covered_a, covered_b)
    columns["ask_covered_more"][asking] = np.maximum(covered_a, covered_b)


def measure_wording(
    features: Features, a: Profile, b: Profile, words_a: Wording, words_b: Wording, found: Overlap
) -> None:
    """Fill in one pair's wording features, `features` being float32 `[FEATURES]`."""
    shares = (_part(found.covered_a, slice(None), words_a), _part(found.covered_b, slice(None), words_b))
    asked = (_asked(a, words_a, found.covered_a), _asked(b, words_b, found.covered_b))
    features[WORDING:] = (min(shares), max(shares), min(asked), min(found.longest / 100, 3.0))


def soft(similarity: NDArray[np.float32], threshold: float) -> NDArray[np.float32]:
    """A step at `threshold` with a slope of a tenth to either side, so that no ask hangs on a thousandth."""
    return np.asarray(np.clip((similarity - threshold) * 5 + 0.5, 0.0, 1.0))


def _asked(one: Profile, words: Wording, covered: NDArray[np.bool_]) -> float:
    inside = np.zeros(len(covered), dtype=bool)
    for span in one.suggestions:
        inside[words.range_of(span)] = True
    return _part(covered, inside, words)


def _part(covered: NDArray[np.bool_], where: slice | NDArray[np.bool_], words: Wording) -> float:
    size = int((~words.masked[where]).sum())
    return float(covered[where].sum()) / size if size else 0.0


def _asks(one: Profile) -> NDArray[np.float16]:
    """Vectors of the suggestions; where none were found, the whole text stands for what is asked."""
    return one.vectors[ITEMS:] if one.vectors[ITEMS:].any() else one.vectors[WHOLE : WHOLE + 1]


def _word_weights(one: Profile, weights: Weights) -> NDArray[np.float32]:
    """Float32 `[5, words]`: title words' own weight; TF-IDF unit vectors of the parts and the whole; key words."""
    rarity = weights[one.words]
    counts = one.counts.astype(np.float32)
    rows = np.zeros((5, len(one.words)), dtype=np.float32)
    rows[0] = rarity * (counts[0] > 0)
    rows[1] = _unit(rarity * np.log1p(counts[1]))
    rows[3] = _unit(rarity * np.log1p(counts.sum(axis=0)))
    rows[2] = _unit(rarity * np.log1p(counts[2])) if counts[2].any() else rows[3]
    if len(one.words):
        # equal weights are told apart by the word's number, so that the choice never depends on the order of a sort
        keys = np.lexsort((one.words, -rows[3]))[:_KEYS]
        rows[4, keys] = rows[3, keys]
    return rows


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


def _share(part: Features, whole: Features | float) -> Features:
    whole = np.broadcast_to(np.asarray(whole, dtype=np.float32), part.shape)
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _bounds(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def _stack(rows: Sequence[NDArray[np.float16]], dim: int) -> Vectors:
    return np.concatenate(rows).astype(np.float32) if rows else np.zeros((0, dim), dtype=np.float32)


def _ranges(bounds: NDArray[np.int64], chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the chosen ranges one after the other, and where each begins among them (one more than chosen)."""
    starts = bounds[chosen]
    lengths = bounds[chosen + 1] - starts
    begins = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.arange(begins[-1]) + np.repeat(starts - begins[:-1], lengths)
    return flat, begins


@lru_cache(maxsize=1)
def _table() -> NDArray[np.int32]:
    """Scratch space for word look-ups; whoever uses it leaves it zero."""
    return np.zeros(BUCKETS, dtype=np.int32)


def wordings(
    size: int, common: Hashes | None, *, rules_dir: Path | None = None, held: int = 4096
) -> Callable[[Profile], Wording]:
    """`wording` of profiles, the last `held` of them kept."""
    kept: dict[int, Wording] = {}

    def of(one: Profile) -> Wording:
        key = id(one)
        if key not in kept:
            if len(kept) >= held:
                kept.pop(next(iter(kept)))
            kept[key] = wording(one.text, size, common, rules_dir)
        return kept[key]

    return of
