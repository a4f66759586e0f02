"""What a person is shown for a criterion's points: a few lines, each sentence at most once.

A sentence earns by several indicators: they become one line, under the indicator that says most about it. What a text
earned by its sentences together stands with the strongest of them, and what is too little to show is counted there;
where no sentence is strong enough to be named, it stands with the whole text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from analyzer.annotation.model import AnnotatedProposal
from analyzer.assessment import Evidence
from analyzer.proposal import PartKind, Proposal, Span
from analyzer.quality.document import PLACES
from analyzer.quality.indicators import Indicator
from analyzer.quality.reader import Reading

_LEAST = 2.0  # points from which a sentence is shown
_LEAST_WHOLE = 0.5  # points from which what holds of the whole text is shown
_TELLING = 0.5  # points from which an indicator gives a sentence's line its name
_SENTENCES = 5  # sentences shown for a criterion


def gather(
    readings: Sequence[Reading], points: Mapping[str, float], annotated: AnnotatedProposal
) -> tuple[Evidence, ...]:
    """The lines for one criterion's readings: sentences by falling points, then what holds of the text."""
    earned: dict[int, dict[Indicator, float]] = defaultdict(dict)
    overall: list[Evidence] = []
    strongest: int | None = None
    shared: Indicator | None = None
    for reading in readings:
        indicator, most = reading.indicator, points.get(reading.indicator.id, 0.0)
        if reading.shares is None:
            if most * reading.value >= _LEAST_WHOLE:
                overall.append(_line(indicator, most * reading.value, _whole(indicator, annotated.proposal)))
            continue
        for row in np.flatnonzero(reading.shares).tolist():
            earned[row][indicator] = float(reading.shares[row]) * most
        if indicator.spread == "share" and most * reading.value >= _LEAST:
            shared, strongest = indicator, reading.strongest
    sums = {row: sum(by.values()) for row, by in earned.items()}
    order = sorted((row for row in sums if row != strongest), key=lambda row: (-sums[row], row))
    shown = [row for row in order if sums[row] >= _LEAST][: _SENTENCES - bool(shared)]
    lines = [_line(_telling(earned[row]), sums[row], annotated.sentences[row].span) for row in shown]
    if shared:
        whole = sum(points.get(r.indicator.id, 0.0) * r.value for r in readings if r.shares is not None)
        rest = whole - sum(sums[row] for row in shown)
        body = annotated.proposal.body.stripped(annotated.proposal.text)
        lines.insert(0, _line(shared, rest, body if strongest is None else annotated.sentences[strongest].span))
    return (*lines, *sorted(overall, key=lambda line: (-line.points, line.start)))


def _telling(earned: Mapping[Indicator, float]) -> Indicator:
    """The indicator that says most about a sentence: rather one that names what it looks for than its mere worth."""
    return max(earned, key=lambda i: (i.measure != "worth" and earned[i] >= _TELLING, earned[i]))


def _line(indicator: Indicator, points: float, span: Span) -> Evidence:
    return Evidence(indicator.id, indicator.name, round(points, 1), span.start, span.end)


def _whole(indicator: Indicator, proposal: Proposal) -> Span:
    """Where an indicator of the whole text points: the first part of its kind, or the title's line."""
    kind: PartKind | None = PLACES[indicator.document]
    if kind is None:
        at = proposal.text.find(proposal.title)
        return Span(at, at + len(proposal.title)) if at >= 0 else Span(0, 0)
    parts = [part.span for part in proposal.parts if part.kind is kind]
    return (parts[0] if parts else proposal.body).stripped(proposal.text)
