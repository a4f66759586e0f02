"""Reading a proposal by all indicators at once: sentences are rows, indicators columns.

A sentence's amount, in 0-1, says how fully it is what an indicator looks for. An indicator's value adds the amounts
from the largest down with geometrically falling weights: a few good sentences fill it, further ones add less and less,
and sentences that anyone could write, which lie below its floor, add nothing however many there are. Where its spread
says so, the amounts are averaged over the sentences that it looks at instead: there weak ones cost something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import SLOT_COLUMN, AnnotatedProposal, Role, SlotKind
from analyzer.assessment import CriterionKey
from analyzer.proposal import PartKind
from analyzer.quality.belonging import Amounts, Belonging, Belongings, Mask, table
from analyzer.quality.document import MATTER, MEASURES, Measured
from analyzer.quality.indicators import Indicator
from analyzer.quality.worth import WEIGHED, Worth

_NEARLY = 0.3  # an amount that comes near
_CHECKABLE = 1.0  # strength of a sentence that says something checkable
_SURE = 0.5  # probability from which a sentence surely has a role
_NOTHING = 0.1  # amounts below this are no evidence
_SHOWN = 0.25  # amounts from this on are evidence that a person sees: what is seen is not missing
_SPOKEN_OF = 0.25  # sureness from which a text speaks of what an indicator looks for, however little it says
_ITEMS = 3  # suggestions from which a few can be told from most
_SENTENCE = 45  # characters of a sentence that an author might add
_GOOD = 0.7  # what such a sentence is worth, where its worth counts; 1 is hardly ever reached
_REACHABLE = 0.6  # what one revision can be expected to bring a measure of the whole text to
_LENIENCE = 0.5  # what is taken off an indicator's floor to see whether anything comes near


@dataclass(frozen=True, slots=True)
class Reading:
    """What one indicator made of one proposal.

    `value` is in 0-1. `shares` is what each sentence contributes to it, and `bearing` says which sentences bear out its
    name when read alone; both None where a whole text was measured. `room` is what one more good sentence would add to
    the value. `gap` says what is missing, where too little counted and nothing in the text comes near; otherwise it is
    empty.
    """

    indicator: Indicator
    value: float
    shares: Amounts | None
    bearing: Mask | None
    room: float
    gap: str


class Reader:
    """Reads proposals by a set of indicators, with what sentences are worth to the criteria."""

    def __init__(self, indicators: Sequence[Indicator], worth: Worth) -> None:
        self._indicators = indicators
        self._worth = worth
        self._measures: dict[str, Callable[[Measured], float | None]] = {
            **MEASURES,
            MATTER: lambda measured: worth.of_matter(measured.annotated),
        }
        own = [indicator for indicator in indicators if not indicator.document]
        self._belongings = Belongings(own)
        self._needs = table(SlotKind, [indicator.needs for indicator in own])
        self._any = table(SlotKind, [indicator.any for indicator in own])
        self._free = np.array([not indicator.any for indicator in own])
        self._without = table(SlotKind, [indicator.without for indicator in own])
        self._near = table(SlotKind, [indicator.near for indicator in own])
        self._about = table(SlotKind, [indicator.needs or indicator.any for indicator in own])
        self._shown_with = table(SlotKind, [indicator.shown_with for indicator in own])
        self._shown_without = np.array([not indicator.shown_with for indicator in own])
        self._any_is_about = np.array([not (indicator.needs or indicator.any) for indicator in own])
        self._near_parts = table(PartKind, [indicator.near_parts or PartKind for indicator in own])
        # Strength, look ahead and the worth to each criterion stand side by side; the column each indicator reads.
        columns = {"strength": 0, "forward": 1}
        self._measure = np.array([columns.get(i.measure, 2 + _weighed(i.criterion)) for i in own], dtype=np.intp)
        self._by_worth = np.array([indicator.measure == "worth" for indicator in own])
        self._size = np.array([1 if indicator.counts == "sentences" else _SENTENCE for indicator in own])
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
        measures = (annotated.strength[:, None], annotated.forward[:, None], self._worth.judge(annotated))
        measure = np.concatenate(measures, axis=1)[:, self._measure]
        above = _above(measure, self._floor)
        amounts = self._amounts(annotated, belonging, above)
        whole = belonging.weights.sum(axis=0) + self._margin
        shares = np.where(self._share, belonging.weights * above / whole, self._shares(amounts))
        values = shares.sum(axis=0)
        room = np.where(self._share, self._size / (whole + self._size), 1.0 - self._keep)
        room *= np.maximum(0.0, np.where(self._by_worth, _GOOD, 1.0) - values)
        bearing = np.where(self._by_worth, self._worthy(annotated, belonging), amounts >= _SHOWN)
        bearing &= annotated.roles @ self._named >= _SURE
        gaps = self._gaps(annotated, belonging, measure, amounts)
        columns = iter(zip(shares.T, bearing.T, values.tolist(), room.tolist(), gaps, strict=True))
        readings = []
        for indicator in self._indicators:
            if indicator.document:
                share = self._measures[indicator.document](measured)
                value, gap = share or 0.0, "" if share is None else indicator.gap
                found, bears, more = None, None, max(0.0, _REACHABLE - value)
            else:
                found, bears, value, more, gap = next(columns)
            readings.append(Reading(indicator, value, found, bears, more, gap if value < indicator.gap_below else ""))
        wanting = {reading.indicator.id for reading in readings if reading.gap}
        return [replace(r, gap="") if r.gap and r.indicator.follows in wanting else r for r in readings]

    def _worthy(self, annotated: AnnotatedProposal, belonging: Belonging) -> Mask:
        """Which sentences, read alone, show what an indicator of worth says of them: checkable, with what it wants."""
        measure = np.where(self._ahead > 0, annotated.forward[:, None], annotated.strength[:, None])
        shown: Mask = self._shown_without | (annotated.slot_marks @ self._shown_with > 0)
        return (measure >= _CHECKABLE) & belonging.standing & shown

    def _amounts(self, annotated: AnnotatedProposal, belonging: Belonging, above: Amounts) -> Amounts:
        """How fully each sentence is what each indicator looks for, 0-1, float32 `[sentences, indicators]`."""
        slots = annotated.slot_marks
        filled = (slots @ self._needs >= self._needs.sum(axis=0)) & (self._free | (slots @ self._any > 0))
        filled &= slots @ self._without == 0
        amounts: Amounts = belonging.sureness * above * (belonging.standing & filled)
        amounts[amounts < _NOTHING] = 0.0
        return amounts

    def _gaps(
        self, annotated: AnnotatedProposal, belonging: Belonging, measure: Amounts, amounts: Amounts
    ) -> list[str]:
        """For each indicator what is to be said if it stays low: nothing where a sentence nearly is what it looks for.

        What is there is not missing, in whatever part it stands. Nearly is a sentence which counts once floor and slots
        are forgiven, or a checkable one with a slot of `near`.
        """
        slots = annotated.slot_marks
        likely = belonging.sureness * annotated.spoken[:, None]
        lenient = likely * _above(measure, np.maximum(0.0, self._floor - _LENIENCE))
        beside = annotated.spoken[:, None] & (slots @ self._near > 0)
        beside &= table(PartKind, annotated.kinds).T @ self._near_parts > 0
        checkable = annotated.strength[:, None] >= _CHECKABLE
        near: Mask = np.any((lenient >= _NEARLY) | (amounts >= _SHOWN) | (beside & checkable), axis=0)
        about: Mask = ((likely >= _SPOKEN_OF) & (self._any_is_about | (slots @ self._about > 0))) | beside
        present = about.T.astype(np.float32) @ slots > 0
        own = (indicator for indicator in self._indicators if not indicator.document)
        spoken_of: Mask = np.any(about, axis=0)
        told = zip(own, near.tolist(), spoken_of.tolist(), present, strict=True)
        return [
            indicator.gap if _thin(indicator, annotated) else "" if close else _gap(indicator, some, has)
            for indicator, close, some, has in told
        ]

    def _shares(self, amounts: Amounts) -> Amounts:
        """What each sentence contributes to each indicator's value, float32 `[sentences, indicators]`."""
        most = int(np.count_nonzero(amounts, axis=0).max(initial=0))
        order = np.argsort(-amounts, axis=0, kind="stable")[:most]
        largest = np.take_along_axis(amounts, order, axis=0)
        weights = (1.0 - self._keep) * self._keep ** np.arange(most)[:, None]
        shares = np.zeros_like(amounts)
        np.put_along_axis(shares, order, (largest * weights).astype(np.float32), axis=0)
        return shares


def _thin(indicator: Indicator, annotated: AnnotatedProposal) -> bool:
    """Whether too few of the suggestions, of three at least, have what the indicator wants of each."""
    items = annotated.proposal.suggestions
    if not indicator.items_below or len(items) < _ITEMS:
        return False
    kinds = [{slot.kind for sentence in annotated.within(item) for slot in sentence.slots} for item in items]
    return sum(indicator.needs <= kind for kind in kinds) < indicator.items_below * len(items)


def _gap(indicator: Indicator, spoken_of: bool, present: Mask) -> str:
    """What is said to be missing; nothing where all that is wanted is present in some sentence `[slots]`."""
    if not spoken_of or not indicator.partly:
        return indicator.gap
    missing = [name for slot, name in indicator.wanted.items() if not present[SLOT_COLUMN[slot]]]
    return "" if indicator.wanted and not missing else indicator.partly.format(missing="、".join(missing))


def _weighed(criterion: CriterionKey) -> int:
    return WEIGHED.index(criterion) if criterion in WEIGHED else 0


def _above(measure: Amounts, floor: NDArray[np.float64]) -> Amounts:
    """How far a measure of 0-2 rises above the floor, in 0-1."""
    rest = (2.0 - floor).astype(np.float32)
    above: Amounts = np.clip((measure - floor.astype(np.float32)) / rest, 0.0, 1.0)
    return above
