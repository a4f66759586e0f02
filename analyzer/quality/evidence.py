"""What a person is shown for a criterion's points: a few lines, each sentence at most once.

A sentence earns by several indicators: they become one line, under the name of the one that a careful reader would most
surely sign it for. Where no reader would sign, nothing is shown: points that many sentences earn a little of have no
sentence to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import ROLE_COLUMN, SLOT_COLUMN, AnnotatedProposal
from analyzer.assessment import Evidence
from analyzer.proposal import Span
from analyzer.quality.document import PLACES, TOLD_BY, told_by
from analyzer.quality.indicators import Indicator
from analyzer.quality.reader import Reading
from analyzer.quality.telling import Telling


def gather(
    readings: Sequence[Reading],
    points: Mapping[str, float],
    annotated: AnnotatedProposal,
    telling: Telling,
) -> tuple[Evidence, ...]:
    """The lines for one criterion's readings: sentences by falling points, then what holds of the text."""
    lines = _sentences([reading for reading in readings if reading.shares is not None], points, annotated, telling)
    taken = {line.start for line in lines}
    whole = sorted(
        (
            _line(r.indicator, most, _place(r.indicator, annotated, taken))
            for r in readings
            if r.shares is None and r.value >= (telling.wholly if r.indicator.gap else telling.mostly)
            if (most := points.get(r.indicator.id, 0.0) * r.value) >= telling.whole_points
        ),
        key=lambda line: (-line.points, line.start),
    )
    return (*lines, *whole)


def _sentences(
    own: Sequence[Reading], points: Mapping[str, float], annotated: AnnotatedProposal, telling: Telling
) -> list[Evidence]:
    """The lines of single sentences."""
    if not own or not annotated.sentences:
        return []
    weights: NDArray[np.float64] = np.array([points.get(reading.indicator.id, 0.0) for reading in own])
    earned = weights @ np.stack([reading.shares for reading in own if reading.shares is not None])
    bearing = np.stack([_shown(reading, annotated) for reading in own])
    signed = np.flatnonzero(bearing.any(axis=0) & (earned >= telling.line_points))
    best = signed[np.argsort(-earned[signed], kind="stable")][: telling.lines].tolist()
    return [_line(_name(own, bearing[:, row]), float(earned[row]), annotated.sentences[row].span) for row in best]


def _shown(reading: Reading, annotated: AnnotatedProposal) -> NDArray[np.float32]:
    """How surely each sentence would be signed for an indicator, float32 `[sentences]`; 0 where it is not to be shown.

    Of what is told to be missing nothing is shown.
    """
    indicator, marks = reading.indicator, annotated.slot_marks
    if reading.gap or reading.bearing is None:
        return np.zeros(len(annotated.sentences), dtype=np.float32)
    shown = reading.bearing >= indicator.shown_from
    if indicator.shown_roles:
        shown &= annotated.surely([ROLE_COLUMN[role] for role in indicator.shown_roles])
    if indicator.shown_with:
        shown &= marks[:, [SLOT_COLUMN[slot] for slot in indicator.shown_with]].any(axis=1)
    if indicator.shown_without:
        shown &= ~marks[:, [SLOT_COLUMN[slot] for slot in indicator.shown_without]].any(axis=1)
    return np.where(shown, reading.bearing, np.float32(0))


def _name(readings: Sequence[Reading], bearing: NDArray[np.float32]) -> Indicator:
    """The indicator that a sentence is most surely signed for, `bearing` being `[readings]`: rather one that names what
    it looks for than the sentence's mere worth."""
    named = [i for i, reading in enumerate(readings) if bearing[i] and not reading.indicator.general]
    return readings[max(named or range(len(readings)), key=lambda i: float(bearing[i]))].indicator


def _line(indicator: Indicator, points: float, span: Span) -> Evidence:
    return Evidence(indicator.id, indicator.name, round(points, 1), span.start, span.end)


def _place(indicator: Indicator, annotated: AnnotatedProposal, taken: Set[int]) -> Span:
    """Where what holds of the whole text points: the sentence that tells it best, unless it starts where one is
    `taken`; else the longest part of its kinds, the title's line, or the body."""
    proposal = annotated.proposal
    if roles := TOLD_BY.get(indicator.document):
        sure = annotated.roles[:, roles].sum(axis=1)
        said = told_by(annotated, roles)
        best = max(said, key=lambda sentence: sentence.strength * float(sure[sentence.index]), default=None)
        if best and best.span.start not in taken:
            return best.span
    kinds = PLACES[indicator.document]
    if kinds is None:
        at = proposal.text.find(proposal.title)
        return Span(at, at + len(proposal.title)) if at >= 0 else Span(0, 0)
    parts = [part.span for part in proposal.parts if part.kind in kinds]
    return max(parts, key=len, default=proposal.body).stripped(proposal.text)
