"""The numbers behind the report's inline charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BINS = 20


@dataclass(frozen=True, slots=True)
class Bin:
    """Proposals that scored from `low` to below `high` (the last bin includes 100); `height` is relative, 0-1."""

    low: int
    high: int
    count: int
    height: float


def histogram(scores: Sequence[float]) -> list[Bin]:
    """Scores 0-100 in bins of five points."""
    width = 100 // _BINS
    counts = [0] * _BINS
    for score in scores:
        counts[min(_BINS - 1, max(0, int(score // width)))] += 1
    tallest = max(counts) or 1
    return [Bin(n * width, (n + 1) * width, count, count / tallest) for n, count in enumerate(counts)]


def spread(ordered: Sequence[float]) -> dict[str, float]:
    """Mean, median and the values that a tenth, a quarter, … of the sorted scores lie below."""
    return {
        "mean": sum(ordered) / len(ordered),
        "p10": _quantile(ordered, 0.10),
        "p25": _quantile(ordered, 0.25),
        "median": _quantile(ordered, 0.50),
        "p75": _quantile(ordered, 0.75),
        "p90": _quantile(ordered, 0.90),
    }


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
