"""The changes that would serve a proposal most, each pointing at a place in its text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from analyzer.annotation.model import ROLE_COLUMN, AnnotatedProposal, AnnotatedSentence, Role
from analyzer.assessment import Advice, CriterionKey
from analyzer.quality.reader import Reading

_ADVICE = 3
_OF_ONE = 2  # changes for one criterion
_LIKELY = 0.05  # probability of being a place where readers would add what is missing, from which a sentence is one
_SHORTEST = 15  # characters of a sentence that something can be added to
_MEASURES = [ROLE_COLUMN[Role.MEASURE], ROLE_COLUMN[Role.GOAL]]
_ANYWHERE = (CriterionKey.FORWARD_LOOKING, CriterionKey.FORM)  # what is mended at measures and elsewhere
_ENDS = tuple("。；！.;!”…")  # a question is no place to add to,
_NOTES = ("[", "注：", "注:")  # nor is a footnote


def advise(
    annotated: AnnotatedProposal,
    readings: Sequence[Reading],
    points: Mapping[str, float],
    weights: Mapping[CriterionKey, float],
) -> tuple[Advice, ...]:
    """At most three changes: what is most wanting in this text of what readers would have the author begin with, in the
    order in which they would."""
    shared: dict[CriterionKey, float] = defaultdict(float)  # what a good sentence earns whatever else it does
    for reading in readings:
        if reading.indicator.share:
            shared[reading.indicator.criterion] += points.get(reading.indicator.id, 0.0) * reading.room
    whole = sum(weights.values())
    chosen: list[Reading] = []
    told: Counter[CriterionKey] = Counter()
    for reading in sorted(readings, key=lambda reading: -reading.urgency):
        criterion = reading.indicator.criterion
        if reading.gap and reading.urgency and told[criterion] < _OF_ONE and len(chosen) < _ADVICE:
            chosen.append(reading)
            told[criterion] += 1
    used: set[int] = set()
    advice = []
    for reading in sorted(chosen, key=lambda reading: -reading.indicator.priority):
        indicator = reading.indicator
        more = points.get(indicator.id, 0.0) * reading.room
        more += 0.0 if indicator.document else shared[indicator.criterion]
        advice.append(_advice(annotated, more * weights[indicator.criterion] / whole, reading, used))
    return tuple(advice)


def _advice(annotated: AnnotatedProposal, gain: float, reading: Reading, used: set[int]) -> Advice:
    """One change; its place is added to `used`, the indices of the sentences that other advice points at."""
    place = _place(annotated, reading, used)
    if place:
        used.add(place.index)
    return Advice(
        criterion=reading.indicator.criterion,
        message=reading.gap,
        gain=round(gain, 1),
        start=place.span.start if place else None,
        end=place.span.end if place else None,
        indicator=reading.indicator.id,
    )


def _place(annotated: AnnotatedProposal, reading: Reading, used: set[int]) -> AnnotatedSentence | None:
    """The sentence at which readers would most likely add what is missing, if any is likely.

    Measures are mended at measures, anything else at another sentence. No place is what states nothing (a table's row,
    a question), what has what each suggestion should have, or what other advice points at; what hardly states anything
    (一是力度不够。) is one only where there is no other.
    """
    if reading.place is None:
        return None
    at_measures = reading.indicator.criterion is CriterionKey.FEASIBILITY and not reading.indicator.document
    measures = annotated.surely(_MEASURES)
    likely = [
        sentence
        for sentence in annotated.sentences
        if reading.place[sentence.index] >= _LIKELY
        and (measures[sentence.index] == at_measures or reading.indicator.criterion in _ANYWHERE)
        and not sentence.has_any(reading.indicator.in_items)
        and sentence.index not in used
        and _states(sentence.span.of(annotated.proposal.text).strip())
    ]
    long = [sentence for sentence in likely if len(sentence.span) >= _SHORTEST] or likely
    place = reading.place
    return max(long, key=lambda sentence: float(place[sentence.index]), default=None)


def _states(said: str) -> bool:
    return said.endswith(_ENDS) and not said.startswith(_NOTES)
