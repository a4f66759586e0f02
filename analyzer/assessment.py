"""The results: what the judges say of a proposal, of a pair, of a group.

Frozen records and their JSON form (`as_json`), whose keys are stable under `SCHEMA_VERSION`. Offsets are characters
of `Proposal.text`. Names and messages are Chinese, written for the person who reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from analyzer.proposal import Proposal, Span

SCHEMA_VERSION = "1.0"


class CriterionKey(StrEnum):
    """The six criteria, in the order in which they are shown."""

    TOPIC_SIGNIFICANCE = "topic_significance"
    RESEARCH_DEPTH = "research_depth"
    PROBLEM_ANALYSIS = "problem_analysis"
    FEASIBILITY = "feasibility"
    FORWARD_LOOKING = "forward_looking"
    FORM = "form"


class Severity(StrEnum):
    """`HARD` findings probably stand in the way of filing (立案); `SOFT` ones are advice."""

    HARD = "hard"
    SOFT = "soft"


class Relation(StrEnum):
    """How two proposals relate, from the strongest to the weakest claim."""

    NEAR_COPY = "near_copy"
    SAME_ASK = "same_ask"
    FOLLOW_UP = "follow_up"
    SAME_TOPIC = "same_topic"
    TEMPLATE = "template"
    RELATED = "related"


RELATION_NAMES: Mapping[Relation, str] = {
    Relation.NEAR_COPY: "文字雷同",
    Relation.SAME_ASK: "同题同建议",
    Relation.FOLLOW_UP: "同一提案人跨年再提",
    Relation.SAME_TOPIC: "同题异建议",
    Relation.TEMPLATE: "套用模板",
    Relation.RELATED: "仅主题相近",
}
MERGED = frozenset({Relation.NEAR_COPY, Relation.SAME_ASK})  # unless something keeps the two apart, as another place
REPEATS = MERGED | {Relation.FOLLOW_UP}
STRONG_RELATIONS = frozenset({Relation.NEAR_COPY, Relation.SAME_ASK, Relation.FOLLOW_UP, Relation.SAME_TOPIC})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that earned points: `points` of the criterion's 0-100 scale, before rounding.

    The span is empty, `0, 0`, where points were given for a title that the text does not hold, as in a table with a
    column of titles.
    """

    indicator: str
    name: str
    points: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Something an indicator looked for and did not find, said so that the author can act on it."""

    indicator: str
    message: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion's score (0-100), weight (the six sum to 100) and reasons."""

    name: str
    score: float
    weight: float
    evidence: tuple[Evidence, ...]
    missing: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A change that would raise the total by about `gain` points; the span says where, if anywhere.

    `indicator` names the indicator that the change is for.
    """

    criterion: CriterionKey
    message: str
    gain: float
    start: int | None = None
    end: int | None = None
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class ProblemCoverage:
    """A problem item and the indices of the suggestions that answer it."""

    start: int
    end: int
    answered_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Strength of the text's evidence. `percentile` is within the loaded session or archive, as `percentile_among`
    says in Chinese. `genre` names in Chinese what the text reads like where that is no proposal; `note` says it.
    """

    total: float
    band: str
    percentile: float | None
    criteria: Mapping[CriterionKey, Criterion]
    advice: tuple[Advice, ...] = ()
    coverage: tuple[ProblemCoverage, ...] = ()
    note: str = ""
    percentile_among: str = "同批"
    genre: str = ""


class Doubts(NamedTuple):
    """What filing checks doubt of a proposal: places that are to earn nothing, and that its matter is a public one."""

    places: tuple[Span, ...] = ()
    matter: bool = False


NO_DOUBTS = Doubts()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a filing check noticed. `start` and `end` are None where no sentence applies (something is absent)."""

    check: str
    name: str
    severity: Severity
    message: str
    basis: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Similarity:
    """Similarity by part, each 0-1; None where a side has no such part."""

    title: float | None
    problem: float | None
    suggestion: float | None
    verbatim: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that both texts share."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class AskMatch:
    """Suggestion `a` of the first proposal and `b` of the second ask for the same thing (indices, 0-1)."""

    a: int
    b: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two proposals and how they relate. `probability` is that of a merge (并案), for which the same topic
    counts in part, whatever is asked.

    `a_asks` and `b_asks` are the indices of suggestions that only that side has. An archived proposal is closed: to
    one that asked for the same, or whose proposer raises it again, `raised_before` is true: it is not `mergeable`,
    though `merge` tells that it would be in one session.
    """

    a: str
    b: str
    a_title: str
    b_title: str
    relation: Relation
    probability: float
    merge: bool
    similarity: Similarity
    passages: tuple[Passage, ...]
    asks: tuple[AskMatch, ...] = ()
    a_asks: tuple[int, ...] = ()
    b_asks: tuple[int, ...] = ()
    reason: str = ""
    raised_before: bool = False

    @property
    def mergeable(self) -> bool:
        """Whether a merge is suggested of two proposals that are both open."""
        return self.merge and not self.raised_before


@dataclass(frozen=True, slots=True)
class Similar:
    """A pair as one of its two proposals sees it; of an archived one also what became of it."""

    id: str
    title: str
    proposer: str | None
    year: int | None
    relation: Relation
    probability: float
    merge: bool
    similarity: Similarity
    passages: tuple[Passage, ...]
    reason: str = ""
    outcome: str | None = None
    reply: str | None = None
    session: str | None = None
    archived: bool = False
    raised_before: bool = False

    @property
    def mergeable(self) -> bool:
        """Whether a merge is suggested of two proposals that are both open."""
        return self.merge and not self.raised_before


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals that may be handled as one (并案). `main` is the suggested lead; `near` lie just outside."""

    id: str
    main: str
    members: tuple[str, ...]
    reason: str
    common_asks: tuple[str, ...] = ()
    differing_asks: Mapping[str, tuple[str, ...]] | None = None
    units: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """A proposal as statistics see it, with what became of it, where that is known.

    `repeats` says that another proposal is a copy of it, asks for the same, or was raised by the same proposer in
    another year.
    """

    id: str
    title: str
    proposer: str | None
    sector: str | None
    category: str | None
    year: int | None
    archived: bool = False
    repeats: bool = False
    outcome: str | None = None
    mark: str | None = None
    reply: str | None = None
    session: str | None = None

    @property
    def when(self) -> str | None:
        """The year, or where none is known the session."""
        return str(self.year) if self.year else self.session


@dataclass(frozen=True, slots=True)
class Topic:
    """Proposals that raise one matter, the earliest first; `words` are what most of their texts turn on."""

    id: str
    name: str
    words: tuple[str, ...]
    members: tuple[Raised, ...]

    @property
    def repeated_share(self) -> float:
        """Share of the members that repeat another one."""
        return round(sum(one.repeats for one in self.members) / len(self.members), 4)

    @property
    def years(self) -> Mapping[int, int]:
        """How many were raised in each year, of those with a year."""
        return dict(sorted(Counter(one.year for one in self.members if one.year).items()))

    @property
    def sessions(self) -> Mapping[str, int]:
        """How many were raised in each session, of those without a year, in the order of the members."""
        return Counter(one.session for one in self.members if not one.year and one.session)

    @property
    def years_running(self) -> int:
        """The longest run of years in which it was raised every year."""
        years = self.years
        longest = run = 0
        for year in years:
            run = run + 1 if year - 1 in years else 1
            longest = max(longest, run)
        return longest

    def counted(self, field: str) -> Mapping[str, int]:
        """How many members have each value of a field, the commonest first; those without it are left out."""
        counts = Counter(value for one in self.members if (value := getattr(one, field)))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a proposal was compared with; never "nothing like it exists"."""

    compared_with: int
    years: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that the program says of one proposal."""

    proposal: Proposal
    quality: Quality
    findings: tuple[Finding, ...]
    similar: tuple[Similar, ...]
    scope: Scope


def as_json(assessment: Assessment) -> dict[str, Any]:
    """The contract's object for one proposal (`check --format json`, a line of `assessments.jsonl`)."""
    proposal = assessment.proposal
    return {
        "schema_version": SCHEMA_VERSION,
        "source": asdict(proposal.source),
        "proposal": {
            "id": proposal.id,
            "title": proposal.title,
            "proposer": proposal.proposer,
            "sector": proposal.sector,
            "category": proposal.category,
            "year": proposal.year,
            "text": proposal.text,
            "parts": [
                {"kind": part.kind, "start": part.start, "end": part.end, "characters": len(part.span)}
                for part in proposal.parts
            ],
            "suggestions": [{"start": span.start, "end": span.end} for span in proposal.suggestions],
        },
        "quality": asdict(assessment.quality),
        "findings": [asdict(finding) for finding in assessment.findings],
        "similar": [asdict(similar) for similar in assessment.similar],
        "scope": asdict(assessment.scope),
    }


def pair_as_json(pair: Pair) -> dict[str, Any]:
    """The contract's object for a pair (`duplicates --format jsonl`, a line of `pairs.jsonl`)."""
    return asdict(pair)


def topic_as_json(topic: Topic) -> dict[str, Any]:
    """The object for a topic (a line of `topics --format jsonl`)."""
    years = topic.years
    return {
        "id": topic.id,
        "name": topic.name,
        "words": topic.words,
        "proposals": len(topic.members),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
        "years_running": topic.years_running,
        "years": {str(year): count for year, count in years.items()},
        "sectors": topic.counted("sector"),
        "categories": topic.counted("category"),
        "outcomes": topic.counted("outcome"),
        "marks": topic.counted("mark"),
        "repeated_share": topic.repeated_share,
        "members": [asdict(one) for one in topic.members],
    }


def raised_of(proposal: Proposal) -> Raised:
    """A proposal for statistics, with what its own document says of how it was handled."""
    return Raised(
        id=proposal.id,
        title=proposal.title,
        proposer=proposal.proposer,
        sector=proposal.sector,
        category=proposal.category,
        year=proposal.year,
        outcome=proposal.fields.get("outcome") or None,
        mark=proposal.fields.get("mark") or None,
        reply=proposal.fields.get("reply") or None,
        session=proposal.fields.get("session") or None,
    )


def similar_of(pair: Pair, of: str, other: Proposal) -> Similar:
    """The pair as proposal `of` sees it; `other` is the other proposal."""
    forward = pair.a == of
    passages = (
        pair.passages if forward else tuple(Passage(p.other_start, p.other_end, p.start, p.end) for p in pair.passages)
    )
    return Similar(
        id=other.id,
        title=other.title,
        proposer=other.proposer,
        year=other.year,
        relation=pair.relation,
        probability=pair.probability,
        merge=pair.merge,
        similarity=pair.similarity,
        passages=passages,
        reason=pair.reason,
        raised_before=pair.raised_before,
    )
