"""What a text lacks of what an indicator looks for, and in which words that is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.annotation.model import SLOT_COLUMN, AnnotatedProposal
from analyzer.quality.belonging import Amounts
from analyzer.quality.indicators import Indicator

_LIKELY = 0.5  # probability from which a sentence is taken to bear something out in part
_BEST = 3  # sentences by which it is told whether a text has something
_CHECKABLE = 1.0  # strength of a sentence that says something checkable
_ITEMS = 3  # suggestions from which a few can be told from most:
_FEW, _MANY = 0.3, 0.5  # shares of them
_PART = 0.3  # how much counts as missing at least, where some is there


def gaps_of(
    annotated: AnnotatedProposal, fully: Amounts, partly: Amounts, indicators: Sequence[Indicator]
) -> list[tuple[str, float]]:
    """For each indicator what is to be said of too little and how much of it is missing, 0-1; nothing and 0 where there
    is enough.

    `fully` and `partly` are the columns of `Bearing` for the indicators, float32 `[sentences, indicators]`.
    """
    told = zip(indicators, chance_of_any(fully).tolist(), chance_of_any(partly).tolist(), partly.T, strict=True)
    return [_gap(indicator, annotated, full, part, bearing) for indicator, full, part, bearing in told]


def _gap(
    indicator: Indicator, annotated: AnnotatedProposal, fully: float, partly: float, bearing: Amounts
) -> tuple[str, float]:
    """`fully` and `partly` are the chances that any sentence would be signed so; `bearing` those of each in part."""
    share = _share_of_items(indicator, annotated)
    few = share < _FEW
    if not few and (fully >= indicator.thin_below or share > _MANY):
        return "", 0.0
    if indicator.near and any(s.strength >= _CHECKABLE and s.has_any(indicator.near) for s in annotated.sentences):
        return "", 0.0
    if few:
        return indicator.few, 1.0
    if partly < indicator.gone_below:
        return indicator.gap, 1.0
    amount = max(_PART, 1.0 - fully / indicator.thin_below)
    likely = bearing >= _LIKELY
    if not indicator.incomplete or not likely.any():
        return indicator.partly, amount
    present = likely.astype(np.float32) @ annotated.slot_marks > 0
    missing = [name for slot, name in indicator.wanted.items() if not present[SLOT_COLUMN[slot]]]
    return (indicator.incomplete.format(missing="、".join(missing)), amount) if missing else ("", 0.0)


def chance_of_any(chances: Amounts) -> Amounts:
    """The chance, of each column, that one of the best sentences at least would be signed, float32 `[indicators]`."""
    best = np.sort(chances, axis=0)[::-1][:_BEST]
    some: Amounts = 1.0 - np.prod(1.0 - best, axis=0)
    return some


def _share_of_items(indicator: Indicator, annotated: AnnotatedProposal) -> float:
    """Share of the suggestions that have a slot of those that the indicator wants in each.

    The middle where it wants none, or where there are so few suggestions that this tells nothing.
    """
    items = annotated.proposal.suggestions
    if not indicator.in_items or len(items) < _ITEMS:
        return (_FEW + _MANY) / 2
    return sum(any(s.has_any(indicator.in_items) for s in annotated.within(item)) for item in items) / len(items)
