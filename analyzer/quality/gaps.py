"""What a text lacks of what an indicator looks for, and in which words that is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.annotation.model import SLOT_COLUMN, AnnotatedProposal, SlotKind
from analyzer.quality.belonging import Amounts
from analyzer.quality.indicators import Indicator
from analyzer.quality.telling import Telling


def gaps_of(
    annotated: AnnotatedProposal, fully: Amounts, partly: Amounts, indicators: Sequence[Indicator], telling: Telling
) -> list[tuple[str, float]]:
    """For each indicator what is to be said of too little and how much of it is missing, 0-1; nothing and 0 where there
    is enough.

    `fully` and `partly` are the columns of `Bearing` for the indicators, float32 `[sentences, indicators]`.
    """
    chances = (chance_of_any(each, telling.best).tolist() for each in (fully, partly))
    told = zip(indicators, *chances, partly.T, strict=True)
    return [_gap(indicator, annotated, full, part, bearing, telling) for indicator, full, part, bearing in told]


def _gap(
    indicator: Indicator, annotated: AnnotatedProposal, fully: float, partly: float, bearing: Amounts, telling: Telling
) -> tuple[str, float]:
    """`fully` and `partly` are the chances that any sentence would be signed so; `bearing` those of each in part."""
    share = _share_of_items(annotated, indicator.in_items, telling)
    few = share is not None and share < telling.few
    many = share is not None and share > telling.many
    if not few and (many or fully >= indicator.thin_below):
        return "", 0.0
    checkable = (sentence for sentence in annotated.sentences if sentence.strength >= telling.checkable)
    if indicator.near and any(sentence.has_any(indicator.near) for sentence in checkable):
        return "", 0.0
    if few and (_share_of_items(annotated, indicator.vaguely, telling) or 0.0) > telling.many:
        return indicator.vague, 1.0
    if partly < indicator.gone_below and not share:
        return indicator.gap, 1.0
    if few:
        return indicator.few, 1.0
    amount = max(telling.part, 1.0 - fully / indicator.thin_below)
    likely = bearing >= telling.borne
    if not indicator.incomplete or not likely.any():
        return indicator.partly, amount
    present = likely.astype(np.float32) @ annotated.slot_marks > 0
    missing = [name for slot, name in indicator.wanted.items() if not present[SLOT_COLUMN[slot]]]
    return (indicator.incomplete.format(missing="、".join(missing)), amount) if missing else ("", 0.0)


def chance_of_any(chances: Amounts, best: int) -> Amounts:
    """The chance, of each column, that one of so many best sentences would be signed, float32 `[indicators]`."""
    highest = np.sort(chances, axis=0)[::-1][:best]
    some: Amounts = 1.0 - np.prod(1.0 - highest, axis=0)
    return some


def _share_of_items(annotated: AnnotatedProposal, slots: frozenset[SlotKind], telling: Telling) -> float | None:
    """Share of the suggestions that have one of the slots.

    None where none is asked for, or where there are so few suggestions that this tells nothing.
    """
    items = annotated.proposal.suggestions
    if not slots or len(items) < telling.items:
        return None
    return sum(any(s.has_any(slots) for s in annotated.within(item)) for item in items) / len(items)
