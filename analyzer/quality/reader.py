"""Reading a proposal by all indicators at once: sentences are rows, indicators columns.

A sentence's amount, in 0-1, says how fully it is what an indicator looks for. An indicator's value adds the amounts
from the largest down with geometrically falling weights: a few good sentences fill it, further ones add less and less,
and sentences that anyone could write, which lie below its floor, add nothing however many there are. Where its spread
says so, the amounts are averaged over the sentences that it looks at instead: there weak ones cost something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, Role, SlotKind
from analyzer.assessment import CriterionKey
from analyzer.proposal import PartKind
from analyzer.quality.belonging import Amounts, Belonging, Belongings, Mask, table
from analyzer.quality.document import MEASURES, Measured
from analyzer.quality.indicators import Indicator
from analyzer.quality.worth import WEIGHED, Worth

_NEARLY = 0.4  # an amount that comes near
_CHECKABLE = 1.0  # strength of a sentence that says something checkable
_SURE = 0.5  # probability from which a sentence surely has a role
_NOTHING = 0.1  # amounts below this are no evidence
_SHOWN = 0.25  # amounts from this on are evidence that a person sees: what is seen is not missing
_LENIENCE = 0.5  # what is taken off an indicator's floor to see whether anything comes near


@dataclass(frozen=True, slots=True)
class Reading:
    """What one indicator made of one proposal.

    `value` is in 0-1. `shares` is what each sentence contributes to it, as far as it is named for that, and `strongest`
    the one of these that contributes most, None where there is none; both None where a whole text was measured.
    `is_gap` says that something is missing: too little counted, and nothing in the text that comes near.
    """

    indicator: Indicator
    value: float
    shares: Amounts | None
    strongest: int | None
    is_gap: bool


class Reader:
    """Reads proposals by a set of indicators, with what sentences are worth to the criteria."""

    def __init__(self, indicators: Sequence[Indicator], worth: Worth) -> None:
        self._indicators = indicators
        self._worth = worth
        own = [indicator for indicator in indicators if not indicator.document]
        self._belongings = Belongings(own)
        self._needs = table(SlotKind, [indicator.needs for indicator in own])
        self._any = table(SlotKind, [indicator.any for indicator in own])
        self._free = np.array([not indicator.any for indicator in own])
        self._near = table(SlotKind, [indicator.near for indicator in own])
        self._near_parts = table(PartKind, [indicator.near_parts or PartKind for indicator in own])
        # Strength, look ahead and the worth to each criterion stand side by side; the column each indicator reads.
        columns = {"strength": 0, "forward": 1}
        self._measure = np.array([columns.get(i.measure, 2 + _weighed(i.criterion)) for i in own], dtype=np.intp)
        self._share = np.array([indicator.spread == "share" for indicator in own])
        self._named = table(Role, [indicator.named or indicator.roles or Role for indicator in own])
        self._ahead = np.array([indicator.ahead for indicator in own])
        self._margin = np.array([indicator.margin for indicator in own], dtype=np.float32)
        self._floor = np.array([indicator.floor for indicator in own])
        self._keep = np.array([indicator.enough / (1.0 + indicator.enough) for indicator in own])

    def read(self, measured: Measured) -> list[Reading]:
        """Every indicator's reading of a proposal, in order."""
        annotated = measured.annotated
        belonging = self._belongings.of(annotated)
        amounts, above, near = self._amounts(annotated, belonging)
        parts = belonging.weights * above / (belonging.weights.sum(axis=0) + self._margin)
        shares = np.where(self._share, parts, self._shares(amounts))
        named = (annotated.roles @ self._named >= _SURE) & (annotated.forward[:, None] >= self._ahead)
        shown = np.where(self._share & ~named, np.float32(0), shares)
        best = _strongest(shown)
        columns = iter(zip(shown.T, shares.sum(axis=0).tolist(), best, near.tolist(), strict=True))
        readings = []
        for indicator in self._indicators:
            if indicator.document:
                measure = MEASURES[indicator.document](measured)
                found, value, strongest, comes_near = None, measure or 0.0, None, measure is None
            else:
                found, value, strongest, comes_near = next(columns)
            is_gap = bool(indicator.gap) and value < indicator.gap_below and not comes_near
            readings.append(Reading(indicator, value, found, strongest, is_gap))
        return readings

    def _amounts(self, annotated: AnnotatedProposal, belonging: Belonging) -> tuple[Amounts, Amounts, Mask]:
        """Two tables `[sentences, indicators]`, each sentence's amount and how far its measure rises above the floor;
        and for each indicator whether a sentence nearly is what it looks for.

        Nearly is one which counts once floor and slots are forgiven, or a checkable one with a slot of `near`.
        """
        sentences = annotated.sentences
        slots = annotated.slot_marks
        kinds = table(PartKind, annotated.kinds).T
        measures = (annotated.strength[:, None], annotated.forward[:, None], self._worth.judge(annotated))
        measure = np.concatenate(measures, axis=1)[:, self._measure]
        filled = (slots @ self._needs >= self._needs.sum(axis=0)) & (self._free | (slots @ self._any > 0))
        above = _above(measure, self._floor)
        amounts = belonging.sureness * above * (belonging.standing & filled)
        amounts[amounts < _NOTHING] = 0.0
        lenient = _above(measure, np.maximum(0.0, self._floor - _LENIENCE))
        lenient *= belonging.sureness * belonging.standing
        checkable = np.array([not s.heading and s.strength >= _CHECKABLE for s in sentences], dtype=bool)[:, None]
        beside = checkable & (slots @ self._near > 0) & (kinds @ self._near_parts > 0)
        near: Mask = np.any((lenient >= _NEARLY) | (amounts >= _SHOWN) | beside, axis=0)
        return amounts, above, near

    def _shares(self, amounts: Amounts) -> Amounts:
        """What each sentence contributes to each indicator's value, float32 `[sentences, indicators]`."""
        most = int(np.count_nonzero(amounts, axis=0).max(initial=0))
        order = np.argsort(-amounts, axis=0, kind="stable")[:most]
        largest = np.take_along_axis(amounts, order, axis=0)
        weights = (1.0 - self._keep) * self._keep ** np.arange(most)[:, None]
        shares = np.zeros_like(amounts)
        np.put_along_axis(shares, order, (largest * weights).astype(np.float32), axis=0)
        return shares


def _strongest(shares: Amounts) -> list[int | None]:
    """For each indicator the sentence that contributes most; None where none does."""
    if not len(shares):
        return [None] * shares.shape[1]
    earned = (shares.max(axis=0) > 0).tolist()
    return [row if some else None for row, some in zip(shares.argmax(axis=0).tolist(), earned, strict=True)]


def _weighed(criterion: CriterionKey) -> int:
    return WEIGHED.index(criterion) if criterion in WEIGHED else 0


def _above(measure: Amounts, floor: NDArray[np.float64]) -> Amounts:
    """How far a measure of 0-2 rises above the floor, in 0-1."""
    rest = (2.0 - floor).astype(np.float32)
    above: Amounts = np.clip((measure - floor.astype(np.float32)) / rest, 0.0, 1.0)
    return above
