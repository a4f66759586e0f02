"""Pairs of proposals that repeat each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.assessment import STRONG_RELATIONS, Pair, Relation, Similarity
from analyzer.duplicates.bank import Bank, Indices
from analyzer.duplicates.batch import Batch
from analyzer.duplicates.candidates import candidate_pairs, canonical_order
from analyzer.duplicates.explain import match_asks, reason
from analyzer.duplicates.features import FEATURES, Features, measure_hopeful
from analyzer.duplicates.passages import Overlap
from analyzer.duplicates.profile import PROBLEM, Profile
from analyzer.duplicates.relations import merge_probability, relation_model, relation_of
from analyzer.duplicates.tiles import Chosen, Tiles, tile_by_tile
from analyzer.garbage import uncollected

Progress = Callable[[str, int, int | None], None]

_COPY = FEATURES.index("copy")
_BLOCK = 1024  # candidates measured at once
_COPIED = 0.1  # estimated share of wording from which a pair is looked at whatever else it has in common


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

    at: int  # its place among the candidates
    row: int
    column: int
    features: Features
    probabilities: NDArray[np.float64]
    merge: float
    found: Overlap

    def turned(self) -> _Judged:
        """The same pair seen from its other side."""
        return replace(self, row=self.column, column=self.row, found=self.found.turned())


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
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            left, features = measure_hopeful(a, rows[block], b, columns[block], self._strong if strong else None)
            kept = merge_probability(self._model.probabilities(features), share) >= floor
            kept |= features[:, _COPY] > _COPIED
            left, features = start + left[kept], features[kept]
            found = [
                self.batch.add_wording(measured, a.profiles[row], b.profiles[column])
                for measured, row, column in zip(features, rows[left], columns[left], strict=True)
            ]
            probabilities = self._model.probabilities(features)
            merging = merge_probability(probabilities, share).tolist()
            for at, pair in enumerate(left.tolist()):
                places = pair, int(rows[pair]), int(columns[pair])
                yield _Judged(*places, features[at], probabilities[at], merging[at], found[at])

    def _strong(self, features: Features, to_come: Sequence[str]) -> NDArray[np.bool_]:
        return self._model.hopeful(features, to_come, self.rules["pairs"])

    def relation(self, judged: _Judged, a: Profile, b: Profile) -> Relation:
        returns = bool(a.proposer) and a.proposer == b.proposer and bool(a.year and b.year) and a.year != b.year
        return relation_of(judged.probabilities, returns, self.rules["pairs"])

    def pair(self, judged: _Judged, a: Profile, b: Profile) -> Pair:
        """The pair as it is shown."""
        relation = self.relation(judged, a, b)
        seen = dict(zip(FEATURES, judged.features.tolist(), strict=True))
        asks = match_asks(a, b, self.rules["pairs"]["ask"])
        matched_a, matched_b = {match.a for match in asks}, {match.b for match in asks}
        return Pair(
            a=a.id,
            b=b.id,
            a_title=a.title,
            b_title=b.title,
            relation=relation,
            probability=round(judged.merge, 4),
            merge=relation in (Relation.NEAR_COPY, Relation.SAME_ASK),
            similarity=_similarity(seen, a, b),
            passages=judged.found.passages,
            asks=asks,
            a_asks=tuple(i for i in range(len(a.suggestions)) if i not in matched_a),
            b_asks=tuple(i for i in range(len(b.suggestions)) if i not in matched_b),
            reason=reason(relation, a, b, asks, seen, judged.found.longest, self._rules_dir),
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
    return judge.pair(judged, a, b)


@uncollected()
def find_pairs(
    profiles: Sequence[Profile],
    archived: Sequence[Profile] = (),
    *,
    everything: bool = False,
    progress: Progress | None = None,
    usual: Vectors | None = None,
    rules_dir: Path | None = None,
) -> list[Match]:
    """Pairs within `profiles` and from them to `archived`, the most probable merge first.

    Without `everything` only relations that an office acts on (`STRONG_RELATIONS`) are given. The result does not
    depend on the order of the input, except that the earlier of two profiles is `a`. `usual`, float32 `[dim]`, is the
    mean vector of such texts where the profiles are another model's than the shipped one's.
    """
    order, order_archived = canonical_order(profiles), canonical_order(archived)
    own, past = Chosen(profiles, order), Chosen(archived, order_archived)
    judge = _Judge(own, past, usual=usual, rules_dir=rules_dir)
    tiles = judge.batch.tiles(own)
    matches = [
        _oriented(judge, judged, own, order)
        for judged in _search(judge, tiles, None, everything, progress, "本次提案互相比对")
    ]
    if past:
        for judged in _search(judge, tiles, judge.batch.tiles(past), everything, progress, "与往年提案比对"):
            pair = judge.pair(judged, own[judged.row], past[judged.column])
            matches.append(Match(int(order[judged.row]), int(order_archived[judged.column]), True, pair))
    matches.sort(
        key=lambda match: (-match.pair.probability, match.pair.a, match.pair.b, match.archived, match.a, match.b)
    )
    return matches


def _oriented(judge: _Judge, judged: _Judged, own: Sequence[Profile], order: Indices) -> Match:
    """A match within the batch, turned so that the earlier profile of the input comes first."""
    a, b = int(order[judged.row]), int(order[judged.column])
    one, two = own[judged.row], own[judged.column]
    if a < b:
        return Match(a, b, False, judge.pair(judged, one, two))
    return Match(b, a, False, judge.pair(judged.turned(), two, one))


def _search(
    judge: _Judge, a: Tiles, b: Tiles | None, everything: bool, progress: Progress | None, stage: str
) -> Iterator[_Judged]:
    """Judged candidates that are to be shown."""

    def searched(done: int, total: int) -> None:
        if progress:
            progress(f"{stage}：检索", done, total)

    limits = judge.rules["pairs"]
    least = limits["everything"] if everything else limits["default"]
    rows, columns = candidate_pairs(a, b, judge.rules, searched)
    other = a if b is None else b
    done = 0
    for tile, other_tile, tile_rows, tile_columns in tile_by_tile(a, rows, other, columns):
        left, right = a.bank(tile), other.bank(other_tile)
        for judged in judge.judge(left, right, tile_rows, tile_columns, least, strong=not everything):
            if progress and judged.at % 64 == 0:
                progress(f"{stage}：逐对判断", done + judged.at, len(rows))
            shown = everything or (
                judge.relation(judged, left.profiles[judged.row], right.profiles[judged.column]) in STRONG_RELATIONS
            )
            if shown and judged.merge >= least:
                yield replace(judged, row=a.start(tile) + judged.row, column=other.start(other_tile) + judged.column)
        done += len(tile_rows)
