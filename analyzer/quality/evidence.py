"""What a person is shown for a criterion's points: a few lines, each sentence at most once.

A sentence earns by several indicators: they become one line, under the indicator that says most about it. A sentence
is shown only where it bears out the line's name when read alone; what the others earned together stands in one line,
with the one among them that earned most, so that the lines of a criterion add up to its score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

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
    overall = [
        _line(r.indicator, most, _place(r.indicator, annotated.proposal))
        for r in readings
        if r.shares is None and (most := points.get(r.indicator.id, 0.0) * r.value) >= _LEAST_WHOLE
    ]
    own = [reading for reading in readings if reading.shares is not None]
    if not own or not annotated.sentences:
        return _falling(overall)
    weights: NDArray[np.float64] = np.array([points.get(reading.indicator.id, 0.0) for reading in own])
    earned = weights @ np.stack([reading.shares for reading in own if reading.shares is not None])
    lines: list[Evidence] = []
    rest = float(weights @ np.array([reading.value for reading in own]))
    for row in np.argsort(-earned, kind="stable").tolist():
        if earned[row] < _LEAST or len(lines) == _SENTENCES:
            break
        if name := _name(own, row):
            lines.append(_line(name, float(earned[row]), annotated.sentences[row].span))
            rest -= float(earned[row])
    whole = next((reading for reading in own if reading.indicator.spread == "share"), None)
    if whole and rest >= _LEAST_WHOLE:
        shown = [line.start for line in lines]
        others = [row for row, s in enumerate(annotated.sentences) if earned[row] > 0 and s.span.start not in shown]
        bearing = np.zeros(len(earned)) if whole.bearing is None else whole.bearing
        best = max(others, key=lambda row: (bool(bearing[row]), float(earned[row])), default=None)
        span = _place(whole.indicator, annotated.proposal) if best is None else annotated.sentences[best].span
        overall.append(_line(whole.indicator, rest, span))
    return (*lines, *_falling(overall))


def _name(readings: Sequence[Reading], row: int) -> Indicator | None:
    """The indicator that the sentence at `row` fills most, of those that it bears out; None where it bears out none.

    Rather one that names what it looks for than the sentence's mere worth; never one of which too little was found.
    """
    borne_out = [
        (reading.indicator.measure != "worth", float(reading.shares[row]), reading.indicator)
        for reading in readings
        if reading.shares is not None
        and reading.shares[row] > 0
        and reading.bearing is not None
        and reading.bearing[row]
        and not reading.gap
    ]
    return max(borne_out, key=lambda one: one[:2])[2] if borne_out else None


def _falling(lines: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.points, line.start)))


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
