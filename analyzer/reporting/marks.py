"""A text cut at the borders of everything that points into it, so that overlapping claims can all be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from analyzer.assessment import Assessment, Passage, Severity
from analyzer.proposal import Proposal, Span
from analyzer.reporting import view
from analyzer.reporting.veil import Veil

_SHOWN_PASSAGES = 8
_CONTEXT = 36
_PASSAGE = 600


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim about a span. `key` names its entry in the lists, `kind` its colour, `label` what it says."""

    key: str
    kind: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks, the shortest claim first; `starts` are the keys that begin here."""

    text: str
    marks: tuple[Mark, ...] = ()
    starts: tuple[str, ...] = ()
    private: bool = False

    @property
    def kinds(self) -> str:
        """The marks' kinds as CSS classes."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))

    @property
    def label(self) -> str:
        """What the marks say, on one line."""
        return "；".join(dict.fromkeys(mark.label for mark in self.marks))


def marks_of(assessment: Assessment) -> list[Mark]:
    """Every claim that names a place, and not a whole part, with the key under which the page lists it."""
    length = len(assessment.proposal.text)
    made: list[Mark] = []

    def add(key: str, kind: str, label: str, start: int | None, end: int | None) -> None:
        if start is not None and end is not None and 0 <= start < end <= length:
            made.append(Mark(key, kind, label, start, end))

    number = 0
    for criterion in assessment.quality.criteria.values():
        for evidence in criterion.evidence:
            if view.sentence_holding(assessment.proposal, evidence):
                add(f"e{number}", "e", f"{criterion.name}·{evidence.name}", evidence.start, evidence.end)
            number += 1
    for number, finding in enumerate(view.ordered_findings(assessment)):
        kind = "h" if finding.severity is Severity.HARD else "s"
        add(f"f{number}", kind, finding.name, finding.start, finding.end)
    for number, advice in enumerate(assessment.quality.advice):
        add(f"a{number}", "a", f"建议先改：{advice.message}", advice.start, advice.end)
    for number, similar in enumerate(view.ordered_similar(assessment)):
        for passage in similar.passages[:_SHOWN_PASSAGES]:
            add(f"s{number}", "p", f"与“{view.shortened(similar.title, 40)}”相同", passage.start, passage.end)
    return made


def segments(text: str, marks: Sequence[Mark], private: Iterable[Span] = ()) -> list[Segment]:
    """`text` in order, cut at every border; `private` spans (names, telephone) are told apart."""
    hidden = [span for span in private if len(span)]
    cuts = {0, len(text)}
    cuts.update(place for mark in marks for place in (mark.start, mark.end))
    cuts.update(place for span in hidden for place in (span.start, span.end))
    ordered = sorted(marks, key=lambda mark: mark.start)
    active: list[Mark] = []
    following = 0
    made: list[Segment] = []
    places = sorted(cuts)
    for start, end in pairwise(places):
        active = [mark for mark in active if mark.end > start]
        begins = []
        while following < len(ordered) and ordered[following].start == start:
            begins.append(ordered[following])
            following += 1
        active += begins
        shortest_first = tuple(sorted(active, key=lambda mark: mark.end - mark.start))
        inside = any(span.start <= start < span.end for span in hidden)
        keys = tuple(dict.fromkeys(mark.key for mark in begins))
        made.append(Segment(text[start:end], shortest_first, keys, inside))
    return made


def private_spans(proposal: Proposal) -> tuple[Span, Span]:
    """The stretches outside the body, which hold names and telephone numbers; the title stays readable."""
    start = proposal.text.find(proposal.title, 0, proposal.body.start) if proposal.title else -1
    head = Span(start + len(proposal.title) if start >= 0 else 0, proposal.body.start)
    return Span(min(head.start, head.end), head.end), Span(proposal.body.end, len(proposal.text))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage with some text before and after it, as HTML."""

    before: Markup
    text: Markup
    after: Markup


def excerpt(text: str, start: int, end: int, veil: Veil) -> Excerpt:
    """The passage with its surroundings, cut at line breaks."""
    low = max(start - _CONTEXT, text.rfind("\n", 0, start) + 1)
    line_end = text.find("\n", end)
    high = min(end + _CONTEXT, line_end if line_end >= 0 else len(text))
    lead = "…" if 0 < low == start - _CONTEXT else ""
    tail = "…" if len(text) > high == end + _CONTEXT else ""
    return Excerpt(lead + veil(text, low, start), veil(text, start, end, _PASSAGE), veil(text, end, high) + tail)


def side_by_side(
    a: Proposal | None, b: Proposal | None, passages: Sequence[Passage], veil: Veil
) -> list[tuple[Excerpt | None, ...]]:
    """The longest common passages as excerpts of both texts; None for a side whose text is not at hand."""
    longest = sorted(passages, key=lambda p: p.start - p.end)[:_SHOWN_PASSAGES]
    return [
        (
            excerpt(a.text, p.start, p.end, veil) if a else None,
            excerpt(b.text, p.other_start, p.other_end, veil) if b else None,
        )
        for p in sorted(longest, key=lambda p: p.start)
    ]
