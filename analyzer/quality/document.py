"""Indicators that a single sentence cannot show: shares and balances measured over the whole text.

Each function takes what `Measured` knows of a proposal and returns a value in 0-1, or None where the text gives no hold
for it: that earns nothing, and is no gap either. The names are those that
`rules/quality.toml` gives in `document`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analyzer.annotation.coverage import cover
from analyzer.annotation.model import (
    ROLE_COLUMN,
    SITUATION_COLUMNS,
    SLOT_COLUMN,
    TROUBLE_COLUMNS,
    AnnotatedProposal,
    AnnotatedSentence,
    Role,
    SlotKind,
)
from analyzer.assessment import ProblemCoverage
from analyzer.proposal import PartKind, Span

_TITLE = re.compile(r"^关于.{4,}的[^的]{0,4}(?:提案|建议|意见|议案|建议案)$")
_NOT_A_PROPOSAL = re.compile(r"(?:请示|报告|请求|公开信|一封信|情况反映|汇报)$")
_UNTOLD = 0.3  # what a part for problems counts in which none is surely told
_TOLD = 0.5  # strength from which a sentence tells something that not anyone could have written
_EMPTY = 0.69  # what a part counts that is there and tells no such thing
_GESTURE = 0.1  # share of the text, up to so many characters,
_LONG = 120  # below which a part is a mere gesture
_OVER = 1.25  # times the limit from which a text is far too long
_CONCRETE = 1.0  # strength from which a measure counts as concrete
_WORD = 12  # characters, heading included, up to which a part says nothing (调研情况：已调研)
_SUBSTANCE = 60  # characters from which a part is more than a gesture
_SHORT = 300  # characters below which a text can hardly hold situation, analysis and advice
_MANY = 4  # sentences about trouble from which a text speaks of more than one problem
_SEVERAL = 2  # problems from which one can be said to go without an answer
_FAR = 0.25  # cosine below which a sentence of the suggestions has nothing to do with a problem
_BREAKS = tuple("。！？；：:…”")
_MEASURE = ROLE_COLUMN[Role.MEASURE]
_STATE_COLUMNS = [column for column in SITUATION_COLUMNS if column not in TROUBLE_COLUMNS]


@dataclass(frozen=True)
class Measured:
    """A proposal under measurement, with the office's limits."""

    annotated: AnnotatedProposal
    length_limit: int
    title_limit: int

    @cached_property
    def coverage(self) -> tuple[ProblemCoverage, ...]:
        """Which suggestion answers which problem, as far as that can be told.

        Left out are items that state no problem (a quotation, an aim), and those that no suggestion clearly answers or
        clearly passes by: one suggestion may answer in words of its own what three problems say together.
        """
        annotated = self.annotated
        stated = [item for item in cover(annotated) if _says(annotated, Span(item.start, item.end), TROUBLE_COLUMNS)]
        if len(stated) < _SEVERAL:
            return tuple(item for item in stated if item.answered_by)
        return tuple(item for item in stated if item.answered_by or self._passed_by(Span(item.start, item.end)))

    def _passed_by(self, problem: Span) -> bool:
        """Whether no sentence of the suggestions comes near a problem."""
        annotated = self.annotated
        rows = [sentence.index for sentence in annotated.in_part(PartKind.SUGGESTION)]
        near = annotated.vectors[rows] @ annotated.pooled(problem)
        return bool(rows) and float(near.max()) < _FAR

    @cached_property
    def characters(self) -> Mapping[PartKind, int]:
        """Characters by part; merged parts count in full for each of their kinds."""
        counts = dict.fromkeys(PartKind, 0)
        for part in self.annotated.proposal.parts:
            counts[part.kind] += len("".join(part.span.of(self.annotated.proposal.text).split()))
        return counts

    @cached_property
    def state_told(self) -> int:
        """Characters outside the suggestions that surely tell a state of affairs."""
        return _told(self.annotated, _STATE_COLUMNS)

    @cached_property
    def trouble_told(self) -> int:
        """Characters outside the suggestions that surely tell trouble."""
        return _told(self.annotated, TROUBLE_COLUMNS)

    @cached_property
    def firm_situation(self) -> int:
        """Characters outside the suggestions that tell either, and that not anyone could have written."""
        return _told(self.annotated, SITUATION_COLUMNS, _TOLD)

    @cached_property
    def firm_trouble(self) -> int:
        """Those of them that tell trouble."""
        return _told(self.annotated, TROUBLE_COLUMNS, _TOLD)

    @cached_property
    def firm_measures(self) -> int:
        """Characters of the suggestions that tell such a measure."""
        return _told(self.annotated, [_MEASURE], _TOLD, suggestions=True)

    @property
    def analysis(self) -> int:
        """Characters of problem and analysis, which may be one part."""
        return max(self.characters[PartKind.PROBLEM], self.characters[PartKind.ANALYSIS])

    @property
    def situation(self) -> int:
        """Characters of everything that leads up to the suggestions."""
        return self.characters[PartKind.BACKGROUND] + self.analysis

    @cached_property
    def completeness(self) -> float:
        """Situation, problem or analysis, and suggestion: a third each; less of it for one that tells nothing."""
        of = self.characters
        least = min(_SUBSTANCE, _GESTURE * self.annotated.proposal.characters)
        parts = (
            (of[PartKind.BACKGROUND] > _WORD or self.state_told >= least, self.firm_situation > 0),
            (self.analysis > _WORD or self.trouble_told >= least, self.firm_trouble > 0),
            (of[PartKind.SUGGESTION] > _WORD, self.firm_measures > 0),
        )
        return sum(1.0 if there and told else _EMPTY * there for there, told in parts) / len(parts)


def title_focus(measured: Measured) -> float:
    """How closely title and body keep to one object: cosine of their vectors, 0.3 giving 0 and 0.8 giving 1."""
    body = measured.annotated.pooled(measured.annotated.proposal.body)
    return _ramp(float(body @ measured.annotated.title_vector), 0.3, 0.8)


def distinct_problems(measured: Measured) -> float | None:
    """How many problem items there are that differ from each other; three or more give 1.

    None for a text that speaks of one problem only, which has nothing to keep apart.
    """
    annotated = measured.annotated
    vectors = annotated.problem_vectors[
        [_says(annotated, item, TROUBLE_COLUMNS) for item in annotated.proposal.problems]
    ]
    distinct = 0
    for i, vector in enumerate(vectors):
        if vector.any() and all(float(vector @ other) < 0.85 for other in vectors[:i]):
            distinct += 1
    if distinct < 2 and _troubles(annotated) < _MANY:
        return None
    return min(1.0, max(0, distinct - 1) / 2)


def concrete_share(measured: Measured) -> float:
    """Share of suggestion items whose best sentence is concrete."""
    annotated = measured.annotated
    items = annotated.proposal.suggestions
    if not items:
        return 0.0
    return sum(_best_strength(annotated, item) >= _CONCRETE for item in items) / len(items)


def title_present(measured: Measured) -> float:
    """1 where there is a title of five characters or more; the first words of the text, put for one, are none."""
    proposal = measured.annotated.proposal
    title = proposal.title.strip()
    made = not _TITLE.match(title) and title.removesuffix("……") in proposal.body.of(proposal.text)[: 2 * len(title)]
    return float(len(title) >= 5 and not made)


def part_situation(measured: Measured) -> float | None:
    """Whether there is a situation, problem or analysis part of some substance (60 characters that tell one give 1).

    None where the part is empty and the situation is told elsewhere.
    """
    share = _part(measured.situation, measured.annotated, SITUATION_COLUMNS)
    return share if share is None else min(share, _ramp(measured.firm_situation, 0, _SUBSTANCE))


def part_analysis(measured: Measured) -> float | None:
    """Whether there is a problem or analysis part of some substance; None where that is told elsewhere.

    One that hardly tells a problem counts little.
    """
    share = _part(measured.analysis, measured.annotated, TROUBLE_COLUMNS)
    return share if share is None else min(share, max(_UNTOLD, _ramp(measured.firm_trouble, 0, _SUBSTANCE)))


def part_suggestion(measured: Measured) -> float:
    """Whether there is a suggestion part of some substance."""
    share = _ramp(measured.characters[PartKind.SUGGESTION], 0, _SUBSTANCE)
    return min(share, max(_UNTOLD, _ramp(measured.firm_measures, 0, _SUBSTANCE)))


def parts_present(measured: Measured) -> float:
    """How complete the parts are; what leads up to the suggestions may be told in one."""
    return measured.completeness


def parts_balance(measured: Measured) -> float:
    """1 where suggestions take three to seven tenths of the text, falling to 0 at the ends.

    A situation, or a problem or analysis, that is a mere gesture, in a part of its own and elsewhere, costs its share
    of that; where one tells nothing there is less to balance.
    """
    of = measured.characters
    suggestion = of[PartKind.SUGGESTION]
    whole = suggestion + measured.situation
    if not whole:
        return 0.0
    share = suggestion / whole
    situation = max(of[PartKind.BACKGROUND], measured.state_told)
    analysis = max(measured.analysis, measured.trouble_told)
    shortest = _ramp(min(situation, analysis, suggestion), 0, min(_LONG, _GESTURE * whole))
    return min(_ramp(share, 0.0, 0.3), _ramp(1.0 - share, 0.0, 0.3), shortest, measured.completeness)


def title_form(measured: Measured) -> float:
    """关于……的提案 or 建议 within the limit 1, another title that names its matter 0.7, otherwise 0."""
    title = "".join(measured.annotated.proposal.title.split())
    if not title or len(title) > measured.title_limit or _NOT_A_PROPOSAL.search(title):
        return 0.0
    return 1.0 if _TITLE.match(title) else 0.7


def length_fit(measured: Measured) -> float:
    """1 between 300 characters and the limit; falls to 0 at none, and at a quarter more than the limit."""
    count, limit = measured.annotated.proposal.characters, measured.length_limit
    return min(_ramp(count, 0, _SHORT), _ramp(_OVER * limit - count, 0, (_OVER - 1.0) * limit))


def items_present(measured: Measured) -> float:
    """1 where two suggestions or more are numbered, 0.5 where they only stand apart, 0 where there are none."""
    proposal = measured.annotated.proposal
    numbered = sum(_numbered(proposal.text, item.start) for item in proposal.suggestions)
    return 1.0 if numbered >= 2 else 0.5 * (len(proposal.suggestions) > 0)


MEASURES: Mapping[str, Callable[[Measured], float | None]] = {
    function.__name__: function
    for function in (
        title_focus,
        distinct_problems,
        concrete_share,
        title_present,
        part_situation,
        part_analysis,
        part_suggestion,
        parts_present,
        parts_balance,
        title_form,
        length_fit,
        items_present,
    )
}

MATTER = "matter"  # what the matter itself is worth, which `worth.py` knows

_LED_UP = (PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS)
_TROUBLED = (PartKind.PROBLEM, PartKind.ANALYSIS)
_ASKED = (PartKind.SUGGESTION,)

# What such a measure found, some sentence tells: any of these roles outside the suggestions.
TOLD_BY: Mapping[str, Sequence[int]] = {"part_situation": SITUATION_COLUMNS, "part_analysis": TROUBLE_COLUMNS}

# The kinds of parts that each of them points at otherwise; None is the title.
PLACES: Mapping[str, tuple[PartKind, ...] | None] = {
    MATTER: None,
    "title_focus": None,
    "title_form": None,
    "title_present": None,
    "distinct_problems": _TROUBLED,
    "part_situation": _LED_UP,
    "part_analysis": _TROUBLED,
    "part_suggestion": _ASKED,
    "concrete_share": _ASKED,
    "items_present": _ASKED,
    "parts_present": (),
    "parts_balance": (),
    "length_fit": (),
}


def _best_strength(annotated: AnnotatedProposal, item: Span) -> float:
    rows = [sentence.index for sentence in annotated.within(item) if not sentence.heading]
    return float(np.max(annotated.strength[rows] * (annotated.roles[rows, _MEASURE] > 0.2))) if rows else 0.0


def _says(annotated: AnnotatedProposal, span: Span, roles: list[int], strength: float = 0.0) -> bool:
    """Whether some sentence of `span`, at least so checkable, surely has one of the roles."""
    inside = (sentence for sentence in annotated.within(span) if not sentence.heading)
    rows = [sentence.index for sentence in inside if sentence.strength >= strength]
    return bool(annotated.surely(roles)[rows].any())


def _part(characters: int, annotated: AnnotatedProposal, roles: list[int]) -> float | None:
    elsewhere = characters < _SUBSTANCE and _told(annotated, roles) >= _SUBSTANCE
    return None if elsewhere else _ramp(characters, 0, _SUBSTANCE)


def _told(
    annotated: AnnotatedProposal, roles: Sequence[int], strength: float = 0.0, *, suggestions: bool = False
) -> int:
    """Characters of such sentences; what is said twice counts once."""
    said = told_by(annotated, roles, strength, suggestions=suggestions)
    return sum(map(len, {sentence.span.of(annotated.proposal.text).strip() for sentence in said}))


def told_by(
    annotated: AnnotatedProposal, roles: Sequence[int], strength: float = _TOLD, *, suggestions: bool = False
) -> list[AnnotatedSentence]:
    """The sentences, in the suggestions or outside, that surely have one of the roles and are at least so checkable.

    One that says why in so many words (症结有两个：…) tells a cause, whatever else it does.
    """
    sure = annotated.surely(roles)
    if ROLE_COLUMN[Role.CAUSE] in roles:
        sure = sure | (annotated.slot_marks[:, SLOT_COLUMN[SlotKind.CAUSE]] > 0)
    return [
        sentence
        for sentence, kinds, counts in zip(annotated.sentences, annotated.kinds, sure.tolist(), strict=True)
        if counts and sentence.strength >= strength and (PartKind.SUGGESTION in kinds) == suggestions
    ]


def _troubles(annotated: AnnotatedProposal) -> int:
    sure = annotated.surely(TROUBLE_COLUMNS)
    return sum(counts and not s.heading for s, counts in zip(annotated.sentences, sure.tolist(), strict=True))


def _numbered(text: str, start: int) -> bool:
    """Whether the item at `start` has a number, which its span leaves out: before it neither line nor sentence ends."""
    before = text[text.rfind("\n", 0, start) + 1 : start].rstrip(" \u3000")
    return bool(before) and not before.endswith(_BREAKS)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
