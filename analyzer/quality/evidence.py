"""What a person is shown for a criterion's points: a few lines, each sentence at most once.

A sentence earns by several indicators: they become one line, under the indicator that says most about it. A sentence
is shown only where it bears out the line's name when read alone; what the others earned together stands in one line
with the text that they are in, so that the lines of a criterion add up to its score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from analyzer.annotation.model import AnnotatedProposal
from analyzer.assessment import Evidence
from analyzer.proposal import Proposal, Span
from analyzer.quality.document import PLACES
from analyzer.quality.indicators import Indicator
from analyzer.quality.reader import Reading

_LEAST = 2.0  # points from which a sentence is shown
_LEAST_WHOLE = 0.5  # points from which what holds of the whole text is shown
_SENTENCES = 5  # sentences shown for a criterion


def gather(
    readings: Sequence[Reading], points: Mapping[str, float], annotated: AnnotatedProposal
) -> tuple[Evidence, ...]:
    """The lines for one criterion's readings: sentences by falling points, then what holds of the text."""
    points_by: dict[int, float] = defaultdict(float)
    names: dict[int, tuple[bool, float, Indicator]] = {}
    overall: list[Evidence] = []
    total = 0.0
    for reading in readings:
        indicator, most = reading.indicator, points.get(reading.indicator.id, 0.0)
        total += most * reading.value * (reading.shares is not None)
        if reading.shares is None or reading.bearing is None:
            if most * reading.value >= _LEAST_WHOLE:
                overall.append(_line(indicator, most * reading.value, _place(indicator, annotated.proposal)))
            continue
        for row in np.flatnonzero(reading.shares).tolist():
            share = float(reading.shares[row])
            points_by[row] += most * share
            if reading.bearing[row] and not reading.gap:
                name = (indicator.measure != "worth", share, indicator)
                names[row] = max(names.get(row, name), name, key=lambda name: name[:2])
    order = sorted(names, key=lambda row: (-points_by[row], row))
    shown = [row for row in order if points_by[row] >= _LEAST][:_SENTENCES]
    lines = [_line(names[row][2], points_by[row], annotated.sentences[row].span) for row in shown]
    rest = total - sum(points_by.pop(row) for row in shown)
    whole = next((reading.indicator for reading in readings if reading.indicator.spread == "share"), None)
    if whole and rest >= _LEAST_WHOLE:
        overall.append(_line(whole, rest, _place(whole, annotated.proposal)))
    return (*lines, *sorted(overall, key=lambda line: (-line.points, line.start)))


def _line(indicator: Indicator, points: float, span: Span) -> Evidence:
    return Evidence(indicator.id, indicator.name, round(points, 1), span.start, span.end)


def _place(indicator: Indicator, proposal: Proposal) -> Span:
    """Where what holds of the whole text points: the longest part of its kinds, the title's line, or the body."""
    kinds = PLACES[indicator.document] if indicator.document else indicator.parts
    if kinds is None:
        at = proposal.text.find(proposal.title)
        return Span(at, at + len(proposal.title)) if at >= 0 else Span(0, 0)
    parts = [part.span for part in proposal.parts if part.kind in kinds]
    return max(parts, key=len, default=proposal.body).stripped(proposal.text)
