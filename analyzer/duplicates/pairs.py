"""Pairs of proposals that repeat each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.assessment import STRONG_RELATIONS, Pair, Relation, Similarity
from analyzer.duplicates.candidates import Indices, canonical_order, candidate_pairs
from analyzer.duplicates.explain import match_asks, reason
from analyzer.duplicates.features import (
    FEATURES,
    Bank,
    Features,
    build_bank,
    measure,
    measure_wording,
    wordings,
)
from analyzer.duplicates.passages import Hashes, Overlap, letters, overlap, rolling
from analyzer.duplicates.profile import Profile
from analyzer.duplicates.relations import merge_probability, relation_model, relation_of
from analyzer.duplicates.terms import Weights, word_weights
from analyzer.rules import load_rules

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Match:
    """A pair found: `a` indexes the profiles, `b` the profiles too, or the archived ones where `archived`."""

    a: int
    b: int
    archived: bool
    pair: Pair


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate with its measurements, before anything is explained."""

    row: int
    column: int
    features: Features
    probabilities: NDArray[np.float64]
    found: Overlap

    @property
    def merge(self) -> float:
        return float(merge_probability(self.probabilities[None])[0])


class _Batch:
    """What the proposals of one comparison say of each other: word weights and boilerplate."""

    def __init__(self, profiles: Sequence[Profile], rules_dir: Path | None) -> None:
        self.rules = load_rules("duplicates", rules_dir)
        self.model = relation_model(rules_dir)
        self.rules_dir = rules_dir
        self.weights: Weights = (
            word_weights((one.words for one in profiles), len(profiles)) if len(profiles) > 2 else _background_weights()
        )
        size = int(self.rules["wording"]["run"])
        self.wording = wordings(size, _common_wording(profiles, self.rules["wording"]), rules_dir=rules_dir)

    def judge(self, a: Bank, b: Bank, rows: Indices, columns: Indices, floor: float) -> Iterator[_Judged]:
        """Candidates, given by rows in rising order, judged; those that are hopeless without their wording left out."""
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            row, others = int(rows[start]), columns[start:end]
            features = measure(a, row, b, others, self.rules["pairs"]["ask"])
            hopeful = merge_probability(self.model.probabilities(features)) >= floor
            hopeful |= features[:, FEATURES.index("copy")] > 0.1
            kept = np.flatnonzero(hopeful)
            if not len(kept):
                continue
            found = [
                self.measure_wording(features[at], a.profiles[row], b.profiles[others[at]]) for at in kept
            ]
            probabilities = self.model.probabilities(features[kept])
            for at, probability, shared in zip(kept, probabilities, found, strict=True):
                yield _Judged(row, int(others[at]), features[at], probability, shared)

    def measure_wording(self, features: Features, a: Profile, b: Profile) -> Overlap:
        """Fill in the wording features of one pair, and return what is shared."""
        words_a, words_b = self.wording(a), self.wording(b)
        limits = self.rules["wording"]
        found = overlap(words_a, words_b, int(limits["shortest"]), int(limits["gap"]))
        measure_wording(features, a, b, words_a, words_b, found)
        return found

    def relation(self, judged: _Judged, a: Profile, b: Profile) -> Relation:
        limits = self.rules["pairs"]
        returns = bool(a.proposer) and a.proposer == b.proposer and bool(a.year and b.year) and a.year != b.year
        return relation_of(judged.probabilities, returns, limits["merge"], limits["strong"])

    def pair(self, judged: _Judged, a: Profile, b: Profile) -> Pair:
        """The pair as it is shown."""
        relation = self.relation(judged, a, b)
        seen = dict(zip(FEATURES, judged.features.tolist(), strict=True))
        asks = match_asks(a, b, self.rules["pairs"]["ask"])
        probability = round(judged.merge, 4)
        both_ask = bool(a.suggestions and b.suggestions)
        return Pair(
            a=a.id,
            b=b.id,
            a_title=a.title,
            b_title=b.title,
            relation=relation,
            probability=probability,
            merge=relation in (Relation.NEAR_COPY, Relation.SAME_ASK),
            similarity=Similarity(
                title=_rounded((seen["title_vector"] + seen["title_words"]) / 2) if a.title and b.title else None,
                problem=_rounded((seen["problem_vector"] + seen["problem_words"]) / 2),
                suggestion=_rounded((seen["ask_best"] + seen["ask_words"]) / 2) if both_ask else None,
                verbatim=_rounded(seen["verbatim_more"]),
            ),
            passages=judged.found.passages,
            asks=asks,
            a_asks=tuple(i for i in range(len(a.suggestions)) if i not in {match.a for match in asks}),
            b_asks=tuple(i for i in range(len(b.suggestions)) if i not in {match.b for match in asks}),
            reason=reason(relation, a, b, asks, seen, judged.found.longest, self.rules_dir),
        )


def compare(a: Profile, b: Profile, rules_dir: Path | None = None) -> Pair:
    """How two proposals relate, judged by themselves alone."""
    batch = _Batch((a, b), rules_dir)
    first, second = build_bank((a,), batch.weights), build_bank((b,), batch.weights)
    none = np.zeros(1, dtype=np.int64)
    judged = next(batch.judge(first, second, none, none, floor=0.0))
    return batch.pair(judged, a, b)


def find_pairs(
    profiles: Sequence[Profile],
    archived: Sequence[Profile] = (),
    *,
    everything: bool = False,
    progress: Progress | None = None,
    rules_dir: Path | None = None,
) -> list[Match]:
    """Pairs within `profiles` and from them to `archived`, the most probable merge first.

    Without `everything` only relations that an office acts on (`STRONG_RELATIONS`) are given. The result does not
    depend on the order of the input, except that the earlier of two profiles is `a`.
    """
    order, order_archived = canonical_order(profiles), canonical_order(archived)
    own = [profiles[i] for i in order]
    past = [archived[i] for i in order_archived]
    batch = _Batch([*own, *past], rules_dir)
    bank = build_bank(own, batch.weights)
    matches = [
        _oriented(batch, judged, own, order) for judged in _search(batch, bank, None, everything, progress, "本次提案互相比对")
    ]
    if past:
        bank_past = build_bank(past, batch.weights)
        for judged in _search(batch, bank, bank_past, everything, progress, "与往年提案比对"):
            pair = batch.pair(judged, own[judged.row], past[judged.column])
            matches.append(Match(int(order[judged.row]), int(order_archived[judged.column]), True, pair))
    matches.sort(key=lambda match: (-match.pair.probability, match.pair.a, match.pair.b, match.archived, match.a, match.b))
    return matches


def _oriented(batch: _Batch, judged: _Judged, own: Sequence[Profile], order: Indices) -> Match:
    """A match within the batch, turned so that the earlier profile of the input comes first."""
    a, b = int(order[judged.row]), int(order[judged.column])
    one, two = own[judged.row], own[judged.column]
    if a < b:
        return Match(a, b, False, batch.pair(judged, one, two))
    return Match(b, a, False, batch.pair(_turned(batch, judged, two, one), two, one))


def _turned(batch: _Batch, judged: _Judged, a: Profile, b: Profile) -> _Judged:
    features = judged.features.copy()
    return _Judged(judged.column, judged.row, judged.features, judged.probabilities, batch.measure_wording(features, a, b))


def _search(
    batch: _Batch, a: Bank, b: Bank | None, everything: bool, progress: Progress | None, stage: str
) -> Iterator[_Judged]:
    """Judged candidates that are to be shown."""

    def searched(done: int, total: int) -> None:
        if progress:
            progress(f"{stage}：检索", done, total)

    limits = batch.rules["pairs"]
    least = limits["everything"] if everything else limits["default"]
    floor = 0.0 if everything else batch.rules["candidates"]["floor"]
    rows, columns = candidate_pairs(a, b, batch.rules, searched)
    other = a if b is None else b
    for judged in batch.judge(a, other, rows, columns, floor):
        if progress and judged.row % 64 == 0:
            progress(f"{stage}：逐对判断", judged.row, len(a.profiles))
        shown = everything or (
            batch.relation(judged, a.profiles[judged.row], other.profiles[judged.column]) in STRONG_RELATIONS
        )
        if shown and judged.merge >= least:
            yield judged


def _common_wording(profiles: Sequence[Profile], limits: dict[str, Any]) -> Hashes | None:
    """Hashes, sorted, of runs that occur in so many proposals that they mean nothing.

    Near-copies of one text count once, or a much copied proposal would turn into boilerplate.
    """
    distinct: dict[bytes, Profile] = {}
    for one in sorted(profiles, key=lambda one: (one.copy_key, one.id)):
        distinct.setdefault(one.signature[:4].tobytes(), one)
    sample = list(distinct.values())[: int(limits["sample"])]
    least = max(int(limits["common_at_least"]), int(limits["common_share"] * len(sample)))
    if len(sample) < least:
        return None
    runs = [np.unique(rolling(letters(one.text)[0], int(limits["run"]))) for one in sample]
    hashes, counts = np.unique(np.concatenate(runs), return_counts=True)
    return np.asarray(hashes[counts >= least])


@lru_cache(maxsize=1)
def _background_weights() -> Weights:
    return word_weights()


def _rounded(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 4)

