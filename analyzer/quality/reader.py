"""Reading a proposal by all indicators at once: sentences are rows, indicators columns.

An indicator that readers judged sentences by takes from each sentence, in 0-1, as much as a reader would sign it for.
Its value adds these amounts from the largest down with geometrically falling weights: a few good sentences fill it,
further ones add less and less, and sentences that anyone could write add nothing however many there are. A share
averages what its sentences are worth instead: there weak ones cost something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal
from analyzer.assessment import NO_DOUBTS, Doubts
from analyzer.errors import ConfigurationError
from analyzer.proposal import Span
from analyzer.quality.bearing import Bearing, BearingModel
from analyzer.quality.belonging import Amounts, Belongings
from analyzer.quality.document import MATTER, MEASURES, Measured
from analyzer.quality.gaps import gaps_of
from analyzer.quality.indicators import Indicator
from analyzer.quality.matter import MatterWorth
from analyzer.quality.telling import Telling
from analyzer.quality.worth import WEIGHED, Worth

_NOTHING = 0.15  # amounts below this are no evidence
_SENTENCE = 45  # characters of a sentence that an author might add
_GOOD = 0.7  # what such a sentence is worth; 1 is hardly ever reached
_NOT_PUBLIC = 0.5  # what a matter counts that is hardly a public one
_REACHABLE = 0.6  # what one revision can be expected to bring a measure of the whole text to


@dataclass(frozen=True, slots=True)
class Reading:
    """What one indicator made of one proposal.

    `value` is in 0-1. `shares` is what each sentence contributes to it, and `bearing` how surely a reader would sign
    each sentence for it, both None where a whole text was measured. `place` is how likely what is missing would best be
    added there; None of a share, of which nothing is told to be missing.
    `room` is what one more good sentence would add to the value. `gap` says what is missing, where readers would find
    too little; otherwise it is empty. `urgency`, in 0-1, is how often they would have the author begin with it.
    """

    indicator: Indicator
    value: float
    shares: Amounts | None
    bearing: Amounts | None
    place: Amounts | None
    room: float
    gap: str
    urgency: float


class Reader:
    """Reads proposals by a set of indicators, with what sentences bear out and are worth to the criteria."""

    def __init__(
        self,
        indicators: Sequence[Indicator],
        worth: Worth,
        matter: MatterWorth,
        bearing: BearingModel,
        telling: Telling,
    ) -> None:
        self._indicators = indicators
        self._telling = telling
        self._worth = worth
        self._bearing = bearing
        self._measures: dict[str, Callable[[Measured], float | None]] = {
            **MEASURES,
            MATTER: lambda measured: matter.of(measured.annotated),
        }
        self._judged_as = [indicator.judged_as for indicator in indicators]
        if unknown := {indicator.document for indicator in indicators} - {*self._measures, ""}:
            raise ConfigurationError(f"没有这样的整体项：{'、'.join(sorted(unknown))}", where="quality.toml")
        self._whole = [c for c, indicator in enumerate(indicators) if indicator.document]
        self._shared = [c for c, indicator in enumerate(indicators) if indicator.share]
        self._summed = [c for c in range(len(indicators)) if c not in {*self._whole, *self._shared}]
        self._keep = np.array([(enough := indicators[c].enough) / (1.0 + enough) for c in self._summed])
        shared = [indicators[column] for column in self._shared]
        self._belongings = Belongings(shared)
        self._worth_column = [WEIGHED.index(indicator.criterion) for indicator in shared]
        self._floor = np.array([indicator.floor for indicator in shared])
        self._margin = np.array([indicator.margin for indicator in shared], dtype=np.float32)
        self._size = np.array([1 if indicator.counts == "sentences" else _SENTENCE for indicator in shared])

    def read(self, measured: Measured, doubts: Doubts = NO_DOUBTS) -> list[Reading]:
        """Every indicator's reading of a proposal, in order.

        A sentence in a doubted place adds nothing to any, nor is what it says told to be missing; a matter that is
        hardly a public one counts half.
        """
        annotated = measured.annotated
        bearing = self._bearing.judge(annotated, self._judged_as)
        counts = counted(annotated, doubts.places)
        read = {
            **self._sums(annotated, bearing, counts),
            **self._shares(annotated, bearing, counts),
            **self._wholes(measured, bearing, doubts.matter),
        }
        readings = [read[column] for column in range(len(self._indicators))]
        wanting = {reading.indicator.id for reading in readings if reading.gap}
        return [replace(r, gap="") if r.gap and wanting.intersection(r.indicator.follows) else r for r in readings]

    def _sums(self, annotated: AnnotatedProposal, bearing: Bearing, counts: NDArray[np.bool_]) -> dict[int, Reading]:
        """The indicators that readers judged sentences by."""
        amounts: Amounts = (bearing.fully[:, self._summed] + bearing.partly[:, self._summed]) / np.float32(2)
        amounts[(amounts < _NOTHING) | ~counts[:, None]] = 0.0
        shares = _falling(amounts, self._keep)
        values = shares.sum(axis=0)
        room = (1.0 - self._keep) * np.maximum(0.0, _GOOD - values)
        summed = [self._indicators[column] for column in self._summed]
        signed = bearing.fully[:, self._summed], bearing.partly[:, self._summed]
        gaps = gaps_of(annotated, *signed, summed, self._telling)
        readings = {}
        for at, column in enumerate(self._summed):
            indicator, (gap, part) = self._indicators[column], gaps[at]
            readings[column] = Reading(
                indicator=indicator,
                value=float(values[at]),
                shares=shares[:, at],
                bearing=bearing.fully[:, column] * counts,
                place=bearing.place[:, column],
                room=float(room[at]),
                gap=gap,
                urgency=part * indicator.priority,
            )
        return readings

    def _shares(self, annotated: AnnotatedProposal, bearing: Bearing, counts: NDArray[np.bool_]) -> dict[int, Reading]:
        """The indicators that average what sentences are worth."""
        weights = self._belongings.of(annotated)
        above = _above(self._worth.judge(annotated)[:, self._worth_column], self._floor) * counts[:, None]
        whole = weights.sum(axis=0) + self._margin
        shares = weights * above / whole
        values = shares.sum(axis=0)
        room = self._size / (whole + self._size) * np.maximum(0.0, _GOOD - values)
        return {
            column: Reading(
                indicator=self._indicators[column],
                value=float(values[at]),
                shares=shares[:, at],
                bearing=bearing.fully[:, column] * counts,
                place=None,
                room=float(room[at]),
                gap="",
                urgency=0.0,
            )
            for at, column in enumerate(self._shared)
        }

    def _wholes(self, measured: Measured, bearing: Bearing, not_public: bool) -> dict[int, Reading]:
        """The indicators that are measured over the whole text."""
        readings = {}
        for column in self._whole:
            indicator = self._indicators[column]
            share = self._measures[indicator.document](measured)
            if share and not_public and indicator.document == MATTER:
                share *= _NOT_PUBLIC
            value = share or 0.0
            readings[column] = Reading(
                indicator=indicator,
                value=value,
                shares=None,
                bearing=None,
                place=bearing.place[:, column],
                room=max(0.0, _REACHABLE - value),
                gap=_gap(indicator, share).format(
                    characters=measured.annotated.proposal.characters, limit=measured.length_limit
                ),
                urgency=indicator.priority,
            )
        return readings


def _gap(indicator: Indicator, share: float | None) -> str:
    """What is to be said of a measure of the whole text."""
    if share is None or share >= max(indicator.gap_below, indicator.thin_below):
        return ""
    return indicator.gap if share < indicator.gap_below else indicator.partly


def counted(annotated: AnnotatedProposal, doubted: Sequence[Span]) -> NDArray[np.bool_]:
    """Bool `[sentences]`: False for those in a `doubted` span."""
    return np.array([not any(s.span.overlaps(span) for span in doubted) for s in annotated.sentences], dtype=bool)


def _falling(amounts: Amounts, keep: NDArray[np.float64]) -> Amounts:
    """What each sentence contributes to each indicator's value, float32 `[sentences, indicators]`."""
    most = int(np.count_nonzero(amounts, axis=0).max(initial=0))
    order = np.argsort(-amounts, axis=0, kind="stable")[:most]
    largest = np.take_along_axis(amounts, order, axis=0)
    weights = (1.0 - keep) * keep ** np.arange(most)[:, None]
    shares = np.zeros_like(amounts)
    np.put_along_axis(shares, order, (largest * weights).astype(np.float32), axis=0)
    return shares


def _above(worth: Amounts, floor: NDArray[np.float64]) -> Amounts:
    """How far a worth of 0-2 rises above the floor, in 0-1."""
    rest = (2.0 - floor).astype(np.float32)
    above: Amounts = np.clip((worth - floor.astype(np.float32)) / rest, 0.0, 1.0)
    return above
