"""The changes that would raise a proposal most, each pointing at a place in its text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from analyzer.annotation.model import AnnotatedProposal, AnnotatedSentence, Role
from analyzer.assessment import Advice, CriterionKey
from analyzer.proposal import PartKind
from analyzer.quality.indicators import Indicator
from analyzer.quality.reader import Reading

_ADVICE = 3
_LEAST = 0.5  # points of the total from which a change is worth the author's while
_SHORTEST = 15  # characters of a sentence that something can be added to
_ENDS = tuple("。；！.;!”…")  # a question is no place to add to,
_NOTES = ("[", "注：", "注:")  # nor is a footnote
# Where a change to a criterion belongs that does not begin at a measure.
_PLACE: Mapping[CriterionKey, tuple[PartKind, ...]] = {
    CriterionKey.TOPIC_SIGNIFICANCE: (PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS),
    CriterionKey.RESEARCH_DEPTH: (PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS),
    CriterionKey.PROBLEM_ANALYSIS: (PartKind.PROBLEM, PartKind.ANALYSIS),
    CriterionKey.FEASIBILITY: (PartKind.SUGGESTION,),
    CriterionKey.FORWARD_LOOKING: (PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS),
    CriterionKey.FORM: (),
}


def advise(
    annotated: AnnotatedProposal,
    readings: Sequence[Reading],
    points: Mapping[str, float],
    weights: Mapping[CriterionKey, float],
) -> tuple[Advice, ...]:
    """At most three changes, one for a criterion: what is basic to it, where that is wanting (in the order of the
    rules), else what gains most.

    Those that gain most come first; what is basic has its place, the last, though it would hardly raise the score.
    """
    shared: dict[CriterionKey, float] = defaultdict(float)  # what a good sentence earns whatever else it does
    for reading in readings:
        if reading.indicator.measure == "worth" and not reading.indicator.document:
            shared[reading.indicator.criterion] += points.get(reading.indicator.id, 0.0) * reading.room
    whole = sum(weights.values())
    found = []
    for reading in readings:
        indicator = reading.indicator
        more = points.get(indicator.id, 0.0) * reading.room
        if not indicator.document:
            more += shared[indicator.criterion]
        gain = more * weights[indicator.criterion] / whole
        if reading.gap and (gain >= _LEAST or indicator.basic):
            found.append((gain, reading))
    chosen: dict[CriterionKey, tuple[float, Reading]] = {}
    for gain, reading in sorted(found, key=lambda item: -math.inf if item[1].indicator.basic else -item[0]):
        chosen.setdefault(reading.indicator.criterion, (gain, reading))
    ranked = sorted(chosen.values(), key=lambda item: -item[0])
    little = [item for item in ranked if item[0] < _LEAST]
    best = ranked[: -len(little) or None][: _ADVICE - len(little)] + little
    used: set[int] = set()
    return tuple(_advice(annotated, gain, reading, used) for gain, reading in best)


def _advice(annotated: AnnotatedProposal, gain: float, reading: Reading, used: set[int]) -> Advice:
    """One change; its place is added to `used`, the indices of the sentences that other advice points at."""
    indicator = reading.indicator
    place = _place(annotated, indicator, used)
    if place:
        used.add(place.index)
    return Advice(
        criterion=indicator.criterion,
        message=reading.gap,
        gain=round(gain, 1),
        start=place.span.start if place else None,
        end=place.span.end if place else None,
        indicator=indicator.id,
    )


def _place(annotated: AnnotatedProposal, indicator: Indicator, used: set[int]) -> AnnotatedSentence | None:
    """Where the change begins: at a sentence that speaks of it, else one that does what `at` names, else in its part.

    A measure is mended where it is weakest, an outlook added to the measure that looks farthest ahead, anything else to
    the firmest sentence. No place is what states nothing (a table's row, a question), or what other advice points at;
    what hardly does (一是力度不够。) is one only where there is no other. What no sentence can mend has no place.
    """
    if indicator.document and not indicator.at:
        return None
    text = annotated.proposal.text
    asks = Role.MEASURE in indicator.at[:1]
    whole = [
        sentence
        for sentence in annotated.in_part(*((PartKind.SUGGESTION,) if asks else _PLACE[indicator.criterion]))
        if sentence.index not in used and _states(sentence.span.of(text).strip())
    ]
    sentences = [sentence for sentence in whole if len(sentence.span) >= _SHORTEST] or whole
    speaking = [s for s in sentences if any(slot.kind in indicator.near for slot in s.slots)]
    for among in (speaking, sentences):
        for role in indicator.at:
            if doing := [sentence for sentence in among if sentence.role is role]:
                return _best(doing, indicator.criterion)
    return next(iter(sentences), None)


def _states(said: str) -> bool:
    return said.endswith(_ENDS) and not said.startswith(_NOTES)


def _best(sentences: Sequence[AnnotatedSentence], criterion: CriterionKey) -> AnnotatedSentence:
    if criterion is CriterionKey.FEASIBILITY:
        return min(sentences, key=lambda sentence: (round(sentence.strength, 1), sentence.index))
    ahead = criterion is CriterionKey.FORWARD_LOOKING
    return max(sentences, key=lambda s: (round(s.forward if ahead else s.strength, 1), -s.index))
