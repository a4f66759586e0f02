"""Pairs of proposals that repeat each other."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.assessment import MERGED, STRONG_RELATIONS, Pair, Relation, Similarity
from analyzer.duplicates.bank import Bank, Indices
from analyzer.duplicates.batch import Batch
from analyzer.duplicates.candidates import candidate_pairs, canonical_order
from analyzer.duplicates.explain import match_asks, reason
from analyzer.duplicates.features import FEATURES, Features, measure_hopeful
from analyzer.duplicates.opposites import Opposed, opposed_asks
from analyzer.duplicates.passages import Overlap
from analyzer.duplicates.profile import PROBLEM, Profile
from analyzer.duplicates.relations import (
    CLASSES,
    asking_otherwise,
    merge_probability,
    relation_model,
    relation_of,
    same_proposers,
    topic_probability,
)
from analyzer.duplicates.tiles import Chosen, Tiles, tile_by_tile
from analyzer.garbage import uncollected
from analyzer.processes import processes

Progress = Callable[[str, int, int | None], None]
_Lot = tuple[int, int, Indices, Indices]  # two tiles, and candidates by their places in them

_COPY, _ELSEWHERE = FEATURES.index("copy"), FEATURES.index("place_differs")
_TEMPLATE = CLASSES.index(Relation.TEMPLATE)
_BLOCK = 1024  # candidates measured at once
_LOT = 16_384  # candidates that a process is given at a time
_MANY = 2_000  # profiles of both sides together from which starting processes is worth while


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
    merge: float
    found: Overlap
    opposed: tuple[Opposed, ...] = ()

    @property
    def elsewhere(self) -> bool:
        """Whether the two are about different places."""
        return bool(self.features[_ELSEWHERE])

    def turned(self) -> _Judged:
        """The same pair seen from its other side."""
        opposed = tuple(one.turned() for one in self.opposed)
        return replace(self, row=self.column, column=self.row, found=self.found.turned(), opposed=opposed)


class _Judge:
    """Judges candidates of one batch with the relation model."""

    def __init__(self, *sides: Sequence[Profile], usual: Vectors | None, rules_dir: Path | None) -> None:
        self.batch = Batch(*sides, usual=usual, rules_dir=rules_dir)
        self.rules = self.batch.rules
        self._model = relation_model(rules_dir)
        self._rules_dir = rules_dir

    def judge(
        self, a: Bank, b: Bank, rows: Indices, columns: Indices, floor: float, strong: bool = False
    ) -> Iterator[_Judged]:
        """Candidates, given by rows in rising order, judged; those that are hopeless without their wording left out.

        With `strong` so are those that cannot come to a relation that an office acts on, whatever their wording.
        """
        share = float(self.rules["pairs"]["same_topic"])
        copied = float(self.rules["pairs"]["copied" if strong else "copied_everything"])
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            left, features = measure_hopeful(a, rows[block], b, columns[block], self._strong if strong else None)
            kept = merge_probability(self._model.probabilities(features), share) >= floor
            kept |= features[:, _COPY] > copied
            features, left = features[kept], start + left[kept]
            places = list(zip(rows[left].tolist(), columns[left].tolist(), strict=True))
            found = [
                self.batch.add_wording(measured, a.profiles[row], b.profiles[column])
                for measured, (row, column) in zip(features, places, strict=True)
            ]
            probabilities = self._model.probabilities(features)
            merging = merge_probability(probabilities, share).tolist()
            for at, (row, column) in enumerate(places):
                judged = _Judged(row, column, features[at], probabilities[at], merging[at], found[at])
                yield self._kept_apart(judged, a.profiles[row], b.profiles[column])

    def _kept_apart(self, judged: _Judged, a: Profile, b: Profile) -> _Judged:
        """The pair with what forbids to handle the two as one however alike they are.

        They ask for the opposite; or they are no copies, and one asks for nothing, or no suggestion of the one is near
        one of the other: then they have but the topic in common. Or they are about different places: then only the
        probability of a merge is that of one topic.
        """
        limits, probabilities = self.rules["pairs"], judged.probabilities
        if judged.merge < limits["merge"] and topic_probability(probabilities) < limits["strong"]:
            return judged
        opposed = opposed_asks(a, b, limits["ask"], self._rules_dir)
        near_copy, same_ask = probabilities[:2]
        otherwise = asking_otherwise(probabilities)
        if opposed or (near_copy < same_ask and not self._may_ask_alike(a, b)):
            probabilities = otherwise
        merge = merge_probability(otherwise if judged.elsewhere else probabilities, limits["same_topic"])
        return replace(judged, probabilities=probabilities, merge=float(merge), opposed=opposed)

    def _may_ask_alike(self, a: Profile, b: Profile) -> bool:
        """Whether both ask for something, and some suggestion for what one of the other side asks for, or nearly."""
        itemised = bool(a.suggestions and b.suggestions)
        return a.asks and b.asks and (not itemised or bool(match_asks(a, b, self.rules["pairs"]["ask_near"])))

    def _strong(self, features: Features, to_come: Sequence[str]) -> NDArray[np.bool_]:
        return self._model.hopeful(features, to_come, self.rules["pairs"])

    def relation(self, judged: _Judged, a: Profile, b: Profile) -> Relation:
        returns = bool(a.year and b.year) and a.year != b.year and same_proposers(a.proposer, b.proposer)
        return relation_of(judged.probabilities, returns, self.rules["pairs"])

    def pair(self, judged: _Judged, relation: Relation, a: Profile, b: Profile) -> Pair:
        """The pair as it is shown."""
        seen = dict(zip(FEATURES, judged.features.tolist(), strict=True))
        limits = self.rules["pairs"]
        asks = match_asks(a, b, limits["ask"], judged.opposed)
        if relation in MERGED and not asks:
            asks = match_asks(a, b, limits["ask_near"], judged.opposed)
        matched_a, matched_b = {match.a for match in asks}, {match.b for match in asks}
        return Pair(
            a=a.id,
            b=b.id,
            a_title=a.title,
            b_title=b.title,
            relation=relation,
            probability=round(judged.merge, 4),
            merge=relation in MERGED and not judged.elsewhere,
            similarity=_similarity(seen, a, b),
            passages=judged.found.passages,
            asks=asks,
            a_asks=tuple(i for i in range(len(a.suggestions)) if i not in matched_a),
            b_asks=tuple(i for i in range(len(b.suggestions)) if i not in matched_b),
            reason=reason(relation, a, b, asks, seen, judged.found.longest, judged.opposed, self._rules_dir),
        )


def _similarity(seen: Mapping[str, float], a: Profile, b: Profile) -> Similarity:
    def mean(vector: str, words: str) -> float:
        return round(min(max((seen[vector] + seen[words]) / 2, 0.0), 1.0), 4)

    return Similarity(
        title=mean("title_vector", "title_words") if a.title and b.title else None,
        problem=mean("problem_vector", "problem_words")
        if a.vectors[PROBLEM].any() and b.vectors[PROBLEM].any()
        else None,
        suggestion=mean("ask_best", "ask_words") if a.suggestions and b.suggestions else None,
        verbatim=round(min(seen["verbatim_more"], 1.0), 4),
    )


def compare(a: Profile, b: Profile, rules_dir: Path | None = None) -> Pair:
    """How two proposals relate, judged by themselves alone."""
    judge = _Judge((a, b), usual=None, rules_dir=rules_dir)
    only = np.zeros(1, dtype=np.int64)
    judged = next(judge.judge(judge.batch.bank((a,)), judge.batch.bank((b,)), only, only, floor=0.0))
    return judge.pair(judged, judge.relation(judged, a, b), a, b)


@uncollected()
def find_pairs(
    profiles: Sequence[Profile],
    archived: Sequence[Profile] = (),
    *,
    everything: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
    usual: Vectors | None = None,
    year: int | None = None,
    rules_dir: Path | None = None,
) -> list[Match]:
    """Pairs within `profiles` and from them to `archived`, the most probable merge first.

    Without `everything` only relations that an office acts on (`STRONG_RELATIONS`) are given; with it templates and
    texts copied in part too, whatever their probability of a merge. `usual`, float32 `[dim]`, is the mean vector of
    such texts where the profiles are another model's than the shipped one's. `year` is the current one, of which a
    profile without a year is when it is held against archived ones. The result does not depend on the order of the
    input, except that the earlier of two profiles is `a`, nor on the number of `workers`, processes that share the work
    on many profiles.
    """
    order, order_archived = canonical_order(profiles), canonical_order(archived)
    own, past = Chosen(profiles, order), Chosen(archived, order_archived)
    judge = _Judge(own, past, usual=usual, rules_dir=rules_dir)
    tiles = judge.batch.tiles(own)
    inside = _Search(judge, tiles, None, order, order, everything)
    matches = list(_matches(inside, workers, progress, "本次提案互相比对"))
    if past:
        across = _Search(judge, tiles, judge.batch.tiles(past), order, order_archived, everything, year)
        matches += _matches(across, workers, progress, "与往年提案比对")
    matches.sort(
        key=lambda match: (-match.pair.probability, match.pair.a, match.pair.b, match.archived, match.a, match.b)
    )
    return matches


@dataclass(frozen=True, slots=True)
class _Search:
    """What to judge candidates with, in this process or in others: pairs within `a`, or from there to `b`."""

    judge: _Judge
    a: Tiles
    b: Tiles | None
    order: Indices  # of the profiles of `a` in the input,
    other_order: Indices  # and of `b`
    everything: bool
    year: int | None = None  # of profiles of `a` that name none

    @property
    def other(self) -> Tiles:
        """Where pairs lead to."""
        return self.a if self.b is None else self.b

    def candidates(self, progress: Progress | None, stage: str) -> Iterator[_Lot]:
        """All that are worth a closer look, in lots."""

        def searched(done: int, total: int) -> None:
            if progress:
                progress(f"{stage}：检索", done, total)

        rows, columns = candidate_pairs(self.a, self.b, self.judge.rules, searched)
        for tile, other, tile_rows, tile_columns in tile_by_tile(self.a, rows, self.other, columns):
            for start in range(0, len(tile_rows), _LOT):
                lot = slice(start, start + _LOT)
                yield tile, other, tile_rows[lot], tile_columns[lot]

    def judged(self, lot: _Lot) -> tuple[int, list[Match]]:
        """How many candidates a lot has, and those of them that are to be shown."""
        tile, other_tile, rows, columns = lot
        judge, a, b = self.judge, self.a, self.other
        limits = judge.rules["pairs"]
        least = limits["everything"] if self.everything else limits["default"]
        left, right = a.bank(tile), b.bank(other_tile)
        matches = []
        for judged in judge.judge(left, right, rows, columns, least, strong=not self.everything):
            one, two = self._dated(left.profiles[judged.row]), right.profiles[judged.column]
            relation = judge.relation(judged, one, two)
            if self._shown(judged, relation, least):
                places = a.start(tile) + judged.row, b.start(other_tile) + judged.column
                matches.append(self._match(judged, relation, *places, one, two))
        return len(rows), matches

    def _dated(self, one: Profile) -> Profile:
        return one if one.year or self.year is None else replace(one, year=self.year)

    def _shown(self, judged: _Judged, relation: Relation, least: float) -> bool:
        """Whether a pair belongs into the answer, by its probability of a merge or as wording used again."""
        if judged.merge >= least:
            return self.everything or relation in STRONG_RELATIONS
        return self.everything and bool(judged.probabilities[_TEMPLATE] >= self.judge.rules["pairs"]["template"])

    def _match(self, judged: _Judged, relation: Relation, row: int, column: int, one: Profile, two: Profile) -> Match:
        """A pair with the places of its two in the input; one within the input has the earlier first."""
        first, second = int(self.order[row]), int(self.other_order[column])
        if self.b is None and first > second:
            return Match(second, first, False, self.judge.pair(judged.turned(), relation, two, one))
        return Match(first, second, self.b is not None, self.judge.pair(judged, relation, one, two))


def _matches(search: _Search, workers: int, progress: Progress | None, stage: str) -> Iterator[Match]:
    """The pairs found by a search, in this process or in several."""
    shared = workers > 1 and len(search.order) + len(search.other_order) >= _MANY
    with processes(workers, _start_worker, search) if shared else nullcontext() as pool:
        lots = list(search.candidates(progress, stage))
        total, done = sum(len(rows) for _, _, rows, _ in lots), 0
        for count, matches in pool.imap(_work, lots) if pool else map(search.judged, lots):
            yield from matches
            done += count
            if progress:
                progress(f"{stage}：逐对判断", done, total)


_search: _Search


def _start_worker(search: _Search) -> None:
    global _search
    gc.disable()  # judging leaves no cycles
    _search = search
    search.a.bank(0)  # while candidates are sought


def _work(lot: _Lot) -> tuple[int, list[Match]]:
    return _search.judged(lot)
