"""The changes that would serve a proposal most, each pointing at a place in its text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from analyzer.annotation.model import ROLE_COLUMN, AnnotatedProposal, AnnotatedSentence, Role
from analyzer.assessment import Advice, CriterionKey
from analyzer.proposal import Span
from analyzer.quality.reader import Reading
from analyzer.quality.telling import Telling

_MEASURES = [ROLE_COLUMN[Role.MEASURE], ROLE_COLUMN[Role.GOAL]]
_ANYWHERE = (CriterionKey.FORWARD_LOOKING, CriterionKey.FORM)  # what is mended at measures and elsewhere
_ENDS = tuple("。；！.;!”…")  # a question is no place to add to,
_NOTES = ("[", "注：", "注:")  # nor is a footnote


def advise(
    annotated: AnnotatedProposal,
    readings: Sequence[Reading],
    points: Mapping[str, float],
    weights: Mapping[CriterionKey, float],
    telling: Telling,
) -> tuple[Advice, ...]:
    """A few changes: what is most wanting in this text of what readers would have the author begin with, in the order
    in which they would."""
    shared: dict[CriterionKey, float] = defaultdict(float)  # what a good sentence earns whatever else it does
    for reading in readings:
        if reading.indicator.share:
            shared[reading.indicator.criterion] += points.get(reading.indicator.id, 0.0) * reading.room
    whole = sum(weights.values())
    chosen: list[Reading] = []
    told: Counter[CriterionKey] = Counter()
    for reading in sorted(readings, key=lambda reading: -reading.urgency):
        criterion = reading.indicator.criterion
        if reading.gap and reading.urgency and told[criterion] < telling.of_one and len(chosen) < telling.advice:
            chosen.append(reading)
            told[criterion] += 1
    used: set[int] = set()
    advice = []
    for reading in sorted(chosen, key=lambda reading: -reading.indicator.priority):
        indicator = reading.indicator
        more = points.get(indicator.id, 0.0) * reading.room
        more += 0.0 if indicator.document else shared[indicator.criterion]
        advice.append(_advice(annotated, more * weights[indicator.criterion] / whole, reading, used, telling))
    return tuple(advice)


def _advice(annotated: AnnotatedProposal, gain: float, reading: Reading, used: set[int], telling: Telling) -> Advice:
    """One change; its place is added to `used`, the indices of the sentences that other advice points at."""
    sentence, span = _place(annotated, reading, used, telling), None
    if sentence and reading.place is not None:
        used.add(sentence.index)
        sure = reading.place[sentence.index] >= telling.sure_place
        span = sentence.span if sure else _paragraph(annotated, sentence, telling.paragraph)
    return Advice(
        criterion=reading.indicator.criterion,
        message=reading.gap,
        gain=round(gain, 1),
        start=span.start if span else None,
        end=span.end if span else None,
        indicator=reading.indicator.id,
    )


def _paragraph(annotated: AnnotatedProposal, sentence: AnnotatedSentence, longest: int) -> Span:
    """The sentence's paragraph, or the sentence alone where that is longer."""
    text = annotated.proposal.text
    end = text.find("\n", sentence.span.end)
    paragraph = Span(text.rfind("\n", 0, sentence.span.start) + 1, len(text) if end < 0 else end).stripped(text)
    return paragraph if len(paragraph) <= longest else sentence.span


def _place(
    annotated: AnnotatedProposal, reading: Reading, used: set[int], telling: Telling
) -> AnnotatedSentence | None:
    """The sentence at which readers would most likely add what is missing, if any is likely.

    Measures are mended at measures, anything else at another sentence. No place is what states nothing (a table's row,
    a question), what has something near to what is missing, or what other advice points at; what hardly states anything
    (一是力度不够。) is one only where there is no other.
    """
    if reading.place is None:
        return None
    at_measures = reading.indicator.criterion is CriterionKey.FEASIBILITY and not reading.indicator.document
    measures = annotated.surely(_MEASURES)
    likely = [
        sentence
        for sentence in annotated.sentences
        if reading.place[sentence.index] >= telling.place
        and (measures[sentence.index] == at_measures or reading.indicator.criterion in _ANYWHERE)
        and not sentence.has_any(reading.indicator.not_at)
        and sentence.index not in used
        and _states(annotated.proposal.text, sentence.span)
    ]
    long = [sentence for sentence in likely if len(sentence.span) >= telling.sentence] or likely
    place = reading.place
    return max(long, key=lambda sentence: float(place[sentence.index]), default=None)


def _states(text: str, span: Span) -> bool:
    line = text[text.rfind("\n", 0, span.start) + 1 : span.end].lstrip()
    return span.of(text).rstrip().endswith(_ENDS) and not line.startswith(_NOTES)
