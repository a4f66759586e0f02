"""Measurements of pairs, part by part: what the relation model judges by.

`measure` compares one profile of a bank with many others at once; wording, the dearest measurement, is added by
`measure_wording` where it matters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.duplicates.asks import Padded, apart, matched, moved, padded, ratio
from analyzer.duplicates.bank import Bank, centred, ranges, sentences_of
from analyzer.duplicates.passages import Hashes, Mask, Overlap, Wording, wording
from analyzer.duplicates.places import places_differ
from analyzer.duplicates.profile import WHOLE, Profile
from analyzer.duplicates.terms import BUCKETS

Features = NDArray[np.float32]
Hopeful = Callable[[Features, Sequence[str]], NDArray[np.bool_]]

FEATURES = (
    "title_vector",  # cosine of the titles
    "title_words",  # weighted share of the titles' words that both have
    "title_found",  # how large a part of one text the words of the other's title play, compared with their own text
    "title_lost",  # how little of it is found, where titles play a part in their own texts at all
    "problem_vector",  # cosine of the reasoning
    "problem_words",  # TF-IDF cosine of the reasoning
    "whole_vector",
    "whole_words",
    "key_words",  # weighted share of either text's heaviest words that the other has, or one like them: the worse side
    "ask_vector",  # cosine of all suggestions taken together
    "ask_words",  # TF-IDF cosine of the suggestions
    "ask_best",  # mean cosine of suggestions matched one to one
    "ask_apart",  # mean cosine of each suggestion's nearest, by what they have beyond the matter of both texts
    "ask_said",  # how far their sentences can be moved onto the other's, likewise
    "whole_beyond",  # cosine of short texts that share few words, beyond what these let expect; as far as their
    # reasons are near, and their several suggestions say the same; among many texts, as far as they name one object
    "ask_beyond",  # the same of `ask_best` and the suggestions' words
    "size",  # logarithm of the number of words of the side with fewer, bounded: long texts share some by chance
    "copy",  # estimated share of runs of letters in common (MinHash)
    "place_differs",  # they are about different places
    "level_differs",  # they speak of different levels of government
    "verbatim_less",  # share of the text that lies in common passages: of the text with less
    "verbatim_more",
    "verbatim_ask",  # the same for the suggestions alone: of the side with less
    "longest",  # longest common passage, in hundreds of letters, at most 3
    "swapped",  # share in common passages of texts not much alike in meaning whose titles are lost in each other
)
WORDING = FEATURES.index("verbatim_less")  # features from here on are measured by `measure_wording`
_LOST, _WHOLE = FEATURES.index("title_lost"), FEATURES.index("whole_vector")
_ONE_MATTER = 0.8, 0.92  # cosine of two texts from which a title in other words is doubted to be another object, or not
_PLAYED, _FOUND = 0.2, 0.4  # part that two titles play in their own texts, and how much of it found is all
_BLOCK = 128  # pairs whose words or suggestions are compared at once: their vectors stay in the processor's cache
_SIZES = 60, 400  # words; what is shorter or longer than the pairs that were learnt from is taken for such
_ALIKE = 0.3  # cosine from which two words count as alike
_EXPECTED = 0.7, 0.15  # cosine of two texts with all words in common, and what it rises by as their share grows e-fold,
_AS_GOOD_AS_NONE = 0.02  # as pairs of different matters show it; a share this small tells nothing
_FEW, _MANY = 0.08, 0.16  # shares of words up to which one meaning in other words is looked for, and from which no more
_NOTE = 20  # words up to which a text is no more than a note; twice as many make a short proposal
_SHORT, _LONG = 140, 180  # words of the shorter text, likewise: long texts on one matter share some
_SAID = 0.1, 0.25  # `ask_said` up to which texts with few words in common are of one field at most, and of one meaning
_NEAR = 0.1, 0.3  # cosine of their reasoning likewise: empty words ask for the same on any matter
_CROWD = 100, 1000  # texts compared up to which one meaning in wholly other words is no chance, and from which it is
_NAMED = 0.1, 0.3  # `title_found` up to which two texts name other objects, and from which one,
_SHARED = 0.08, 0.14  # and the share of words that shows it where titles do not
_MORE = 0.3  # nearly the most by which heavy words are shared beyond all words, or items alike beyond all together


def measure(a: Bank, row: int, b: Bank, others: NDArray[np.int64]) -> Features:
    """Profile `row` of bank `a` against `others` of bank `b`: float32 `[others, FEATURES]`, wording left at 0."""
    return measure_hopeful(a, np.full(len(others), row), b, others)[1]


def measure_hopeful(
    a: Bank, rows: NDArray[np.int64], b: Bank, columns: NDArray[np.int64], hopeful: Hopeful | None = None
) -> tuple[NDArray[np.int64], Features]:
    """Profiles `rows` of bank `a`, each against that of `columns` in bank `b`, as far as there is hope.

    The cheapest features are measured first; `key_words`, `whole_beyond` and `ask_beyond` are nearly as high as they
    may become until it is their turn. After each step `hopeful` is given the features so far, with the names of those
    to come, and says which pairs to go on with; without it all are measured. Returns the pairs that are left, by their
    place in `rows`, and their features, float32 `[left, FEATURES]`, wording left at 0.
    """
    left = np.arange(len(columns))
    features = np.zeros((len(columns), len(FEATURES)), dtype=np.float32)
    for step, (_, fill) in enumerate(_STEPS):
        fill({name: features[:, index] for index, name in enumerate(FEATURES)}, a, rows[left], b, columns[left])
        if hopeful:
            to_come = (*(name for names, _ in _STEPS[step + 1 :] for name in names), *FEATURES[WORDING:])
            kept = hopeful(features, to_come)
            left, features = left[kept], features[kept]
    return left, features


def _measure_texts(
    columns: dict[str, Features], a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]
) -> None:
    _measure_vectors(columns, (("whole_vector", 2), ("ask_vector", 3)), a, rows, b, others)
    places, flat, starts = _common_words(a, rows, b, others)
    common = np.flatnonzero(places >= 0)
    pair = np.repeat(np.arange(len(others)), np.diff(starts))[common]
    mine = a.word_weights[:, places[common]]
    theirs = b.word_weights[:, flat[common]]

    def total(values: NDArray[np.float32]) -> Features:
        return np.bincount(pair, weights=values, minlength=len(others)).astype(np.float32)

    for name, kind in (("problem_words", 1), ("ask_words", 2), ("whole_words", 3)):
        columns[name][:] = total(mine[kind] * theirs[kind])
    columns["title_words"][:] = ratio(
        2 * total(np.minimum(mine[0], theirs[0])), a.titles[0, rows] + b.titles[0, others]
    )
    found = ratio(total(mine[0] * theirs[3]), a.titles[1, rows]) + ratio(
        total(theirs[0] * mine[3]), b.titles[1, others]
    )
    played = a.titles[2, rows] + b.titles[2, others]
    columns["title_found"][:] = np.minimum(ratio(found, played), 1.0)
    columns["title_lost"][:] = np.where(played >= _PLAYED, np.maximum(1.0 - columns["title_found"] / _FOUND, 0.0), 0.0)
    sizes = _sizes(a, rows, b, others)
    columns["size"][:] = np.log(np.clip(sizes, *_SIZES))
    believed = _believed(columns, a)
    columns["whole_beyond"][:] = believed * _beyond(columns["whole_vector"], columns["whole_words"], sizes)
    columns["key_words"][:] = np.minimum(columns["whole_words"] + _MORE, 1.0)
    most = np.minimum(columns["ask_vector"] + _MORE, 1.0)
    several = _several_asks(a, rows, b, others)
    columns["ask_beyond"][:] = several * believed * _beyond(most, columns["ask_words"], sizes)


def _sizes(a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of words of the side with fewer."""
    sizes: NDArray[np.int64] = np.minimum(np.diff(a.word_bounds)[rows], np.diff(b.word_bounds)[others])
    return sizes


def _several_asks(a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether both sides make several suggestions.

    A lone one, or a whole text in its place, is near some other suggestion by chance.
    """
    items = np.minimum(np.diff(a.item_bounds)[rows], np.diff(b.item_bounds)[others])
    return np.asarray(items > 1)


def _between(values: Features, limits: tuple[float, float]) -> Features:
    """0 up to the first limit, 1 from the second one on."""
    low, high = limits
    share: Features = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share


def _beyond(cosines: Features, words: Features, sizes: NDArray[np.int64]) -> Features:
    """How far cosines lie above those that are usual between texts that share as few words, the shorter one having so
    many.

    0 where they share many, between long texts, whose vectors are near wherever they are of one field, and where there
    is next to no text (a cover note).
    """
    most, rise = _EXPECTED
    beyond: Features = np.maximum(cosines - most - rise * np.log(words + _AS_GOOD_AS_NONE), 0.0)
    beyond *= np.clip((_MANY - words) / (_MANY - _FEW), 0.0, 1.0)
    beyond *= np.clip(np.log(_LONG / np.maximum(sizes, 1)) / math.log(_LONG / _SHORT), 0.0, 1.0)
    beyond *= np.clip((sizes - _NOTE) / _NOTE, 0.0, 1.0)
    return beyond


def _believed(columns: dict[str, Features], bank: Bank) -> Features:
    """How far one meaning in other words is believed of each pair: as far as the two name one object, if many texts are
    compared.

    The more there are, the more pairs of one field are near by chance: two crops, two crossings, two benefits.
    """
    few, many = _CROWD
    crowd = min(max(math.log(max(bank.compared, 1) / few) / math.log(many / few), 0.0), 1.0)
    named = np.maximum(_between(columns["title_found"], _NAMED), _between(columns["whole_words"], _SHARED))
    return np.asarray(1.0 - crowd * (1.0 - named), dtype=np.float32)


def _common_words(
    a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where each word of each of `others` stands in `a.words` for the pair's row, -1 where that lacks it.

    The words of `others` are those of `flat` in `b.words`, those of one pair following `starts`. Returns `places, flat,
    starts`.
    """
    flat, starts = ranges(b.word_bounds, others)
    words = b.words[flat]
    places = np.empty(len(flat), dtype=np.int64)
    table = _table()
    for first, last in _runs(rows):
        own = np.arange(a.word_bounds[rows[first]], a.word_bounds[rows[first] + 1])
        table[a.words[own]] = own
        places[starts[first] : starts[last]] = table[words[starts[first] : starts[last]]]
        table[a.words[own]] = -1
    return places, flat, starts


def _measure_keys(
    columns: dict[str, Features], a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]
) -> None:
    """Share of the heaviest words of either that the other side has: the worse side.

    A word counts as had as far as its vector is like that of the nearest one.
    """
    for block in _blocks(len(others)):
        mine, theirs = rows[block], others[block]
        alike = b.key_vectors[b.keys[theirs]] @ a.key_vectors[a.keys[mine]].transpose(0, 2, 1)  # [pairs, theirs, mine]
        alike[alike < _ALIKE] = 0.0
        shares = (
            (alike.max(axis=1) * a.key_weights[mine]).sum(axis=1),
            (alike.max(axis=2) * b.key_weights[theirs]).sum(axis=1),
        )
        columns["key_words"][block] = np.minimum(*shares)


def _measure_items(
    columns: dict[str, Features], a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]
) -> None:
    for block in _blocks(len(others)):
        columns["ask_best"][block] = matched(_items(a, rows[block]), _items(b, others[block]))
    beyond = _believed(columns, a) * _beyond(columns["ask_best"], columns["ask_words"], _sizes(a, rows, b, others))
    columns["ask_beyond"][:] = _several_asks(a, rows, b, others) * beyond


def _measure_rest(
    columns: dict[str, Features], a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]
) -> None:
    _measure_vectors(columns, (("title_vector", 0), ("problem_vector", 1)), a, rows, b, others)
    _measure_asks(columns, a, rows, b, others)
    columns["copy"][:] = (b.signatures[others] == a.signatures[rows]).mean(axis=1)
    columns["place_differs"][:] = [
        places_differ(a.places[row], b.places[other]) for row, other in zip(rows.tolist(), others.tolist(), strict=True)
    ]
    here, there = a.levels[rows], b.levels[others]
    columns["level_differs"][:] = (here != there) & (here != "") & (there != "")


_STEPS = (
    (
        (
            "whole_vector",
            "ask_vector",
            "problem_words",
            "ask_words",
            "whole_words",
            "whole_beyond",
            "title_words",
            "title_found",
            "title_lost",
            "size",
            "key_words",
            "ask_beyond",
        ),
        _measure_texts,
    ),
    (("ask_best",), _measure_items),
    ((), _measure_keys),
    (
        ("title_vector", "problem_vector", "ask_apart", "ask_said", "copy", "place_differs", "level_differs"),
        _measure_rest,
    ),
)
"""The features first known in each step, if only how high they may become, and what measures them, the cheapest for
what they tell first."""


def _measure_vectors(
    columns: dict[str, Features],
    parts: Sequence[tuple[str, int]],
    a: Bank,
    rows: NDArray[np.int64],
    b: Bank,
    others: NDArray[np.int64],
) -> None:
    for name, part in parts:
        columns[name][:] = np.maximum(np.einsum("ij,ij->i", b.parts[part, others], a.parts[part, rows]), 0.0)


def _measure_asks(
    columns: dict[str, Features], a: Bank, rows: NDArray[np.int64], b: Bank, others: NDArray[np.int64]
) -> None:
    for block in _blocks(len(others)):
        matter = centred(a.parts[WHOLE, rows[block]] + b.parts[WHOLE, others[block]])
        columns["ask_apart"][block] = apart(_items(a, rows[block]), _items(b, others[block]), matter)
        said, given = _said(a, rows[block])
        saying, taken = _said(b, others[block])
        columns["ask_said"][block] = moved(said, saying, (given, taken), matter)
        several = np.minimum((given > 0).sum(axis=1), (taken > 0).sum(axis=1)) > 1  # a lone one is moved onto any
        agreed = several * _between(columns["ask_said"][block], _SAID)
        for name in ("whole_beyond", "ask_beyond"):
            columns[name][block] *= agreed * _between(columns["problem_vector"][block], _NEAR)


def _items(bank: Bank, rows: NDArray[np.int64]) -> Padded:
    """The suggestions of each of `rows`, padded."""
    return padded(bank.items, bank.item_bounds, rows)


def _said(bank: Bank, rows: NDArray[np.int64]) -> tuple[Padded, NDArray[np.float32]]:
    """The sentences of each of `rows`, padded, and their shares, zero where there is none."""
    distinct, places = np.unique(rows, return_inverse=True)
    sentences, shares, bounds = sentences_of(bank, distinct)
    said, (given, there) = padded(sentences, bounds, places), padded(shares, bounds, places)
    return said, given * there


def measure_wording(features: Features, words_a: AskedWording, words_b: AskedWording, found: Overlap) -> None:
    """Fill in one pair's wording features, `features` being float32 `[FEATURES]`."""
    sides = ((found.covered_a, words_a), (found.covered_b, words_b))
    shares = [_part(covered, words.wording.unmasked) for covered, words in sides]
    asked = [_part(covered & words.asked, words.asking) for covered, words in sides]
    low, high = _ONE_MATTER
    swapped = features[_LOST] * max(shares) * min(max((high - features[_WHOLE]) / (high - low), 0.0), 1.0)
    features[WORDING:] = (min(shares), max(shares), min(asked), min(found.longest / 100, 3.0), swapped)


def _part(covered: Mask, size: int) -> float:
    return int(np.count_nonzero(covered)) / size if size else 0.0


def _blocks(count: int) -> Iterator[slice]:
    """So many pairs, a block at a time."""
    return (slice(start, start + _BLOCK) for start in range(0, count, _BLOCK))


def _runs(rows: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of equal rows."""
    starts = np.flatnonzero(np.diff(rows, prepend=-1)).tolist()
    return pairwise([*starts, len(rows)])


@lru_cache(maxsize=1)
def _table() -> NDArray[np.int64]:
    """Scratch space for word look-ups; whoever uses it leaves it at -1."""
    return np.full(BUCKETS, -1, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class AskedWording:
    """A profile's wording; `asked` marks what of it stands in the suggestions, `asking` characters of them."""

    wording: Wording
    asked: Mask
    asking: int


def wordings(
    size: int, common: Hashes | None, *, rules_dir: Path | None = None, held: int = 4096
) -> Callable[[Profile], AskedWording]:
    """`wording` of profiles, the last `held` of them kept."""
    kept: dict[Profile, AskedWording] = {}

    def of(one: Profile) -> AskedWording:
        if one not in kept:
            if len(kept) >= held:
                kept.pop(next(iter(kept)))
            words = wording(one.text, size, common, rules_dir)
            asked = words.inside(one.suggestions)
            kept[one] = AskedWording(words, asked, int(np.count_nonzero(asked)))
        return kept[one]

    return of
