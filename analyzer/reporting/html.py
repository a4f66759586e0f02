"""Results as one self-contained HTML file: no outside address, readable without scripts, printable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from analyzer.assessment import Assessment, Evidence, Group, Pair, Relation, Severity
from analyzer.proposal import Proposal
from analyzer.reading.results import GENERATOR
from analyzer.reporting import charts, view
from analyzer.reporting.marks import marks_of, private_spans, segments, side_by_side
from analyzer.reporting.session import Session
from analyzer.reporting.veil import Veil, veil_for

PAIRS_SHOWN = 300
GROUPS_SHOWN = 300
# Bytes of cards and of the full texts in them: a session of 6,000 stays well under 30 MB, and a browser stays quick.
CARD_BYTES = 10_000_000
TEXT_BYTES = 10_000_000
_QUOTE = 90
_ASK = 260


class _Placed(Protocol):
    """Whatever points into a proposal's text; without a place it points nowhere."""

    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


def check_page(assessment: Assessment) -> str:
    """The page for one proposal: score card, what to change, and the text with every claim linked both ways."""
    card = _card(assessment, "", veil_for([assessment]), with_text=True)
    grave = view.grave_line(assessment)
    return _template("check.html").render(**card, grave=grave, title=assessment.proposal.title)


def session_page(session: Session) -> Iterator[str]:
    """The report of a session (or, without assessments, of duplicates alone), in chunks."""
    ordered = view.by_attention(session.assessments)
    counted = view.counted(ordered)
    anchors = {assessment.proposal.id: f"n{number}" for number, assessment in enumerate(ordered)}
    veil = veil_for(ordered)
    cards, texts = _cards(ordered, anchors, session, veil)
    linked = set(list(anchors)[: len(cards)])
    pairs = view.ordered_pairs(session.pairs)
    known = {assessment.proposal.id: assessment for assessment in ordered}
    past = list(view.archived_similar(ordered))
    context = {
        "title": "提案审查报告" if ordered else "提案查重报告",
        "veil": veil,
        "ordered": ordered,
        "anchors": {id_: anchor for id_, anchor in anchors.items() if id_ in linked},
        "facts": _facts(session),
        "first": [a for a in ordered if view.attention(a).needed][:12],
        "others": len(ordered) - len(counted),
        "criteria": _criteria(counted),
        "histogram": charts.histogram([a.quality.total for a in counted]),
        "gaps": view.common_gaps(counted),
        "sectors": _sectors(counted),
        "groups": [_group(group, known) for group in session.groups[:GROUPS_SHOWN]],
        "groups_total": len(session.groups),
        "pairs": [_pair(pair, known, veil) for pair in pairs[:PAIRS_SHOWN]],
        "pairs_total": len(pairs),
        "compared": session.archived.compared_with,
        "past": past[:PAIRS_SHOWN],
        "past_total": len(past),
        "cards": cards,
        "texts_shown": texts,
        "failures": [view.failure_line(failure) for failure in session.failures],
        "run": view.run_rows(session),
        "scope": view.scope_line(ordered[0].scope) if ordered else view.batch_scope_line(session.archived),
    }
    return _template("session.html").generate(**context)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates' environment, shared by every page that the program makes; it escapes everything."""
    made = Environment(
        loader=PackageLoader("analyzer.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: view.printable(value) if type(value) is str else value,
    )
    made.globals.update(
        note=view.NO_EVIDENCE_NOTE,
        generator=GENERATOR,
        severity_names=view.SEVERITY_NAMES,
        relation_name=view.relation_name,
        similarity_line=view.similarity_line,
        percent=view.percent,
        handled=view.handled,
        likeness_line=view.likeness_line,
        percentile_line=view.percentile_line,
        source_line=view.source_line,
        when=view.when,
        attention=view.attention,
        Severity=Severity,
        Relation=Relation,
    )
    made.filters.update(shortened=view.shortened, tone=_tone)
    return made


def _template(name: str) -> Template:
    return environment().get_template(name)


def _tone(score: float) -> str:
    return "good" if score >= 75 else "fair" if score >= view.LOW_SCORE else "weak"


def _card(assessment: Assessment, prefix: str, veil: Veil, *, with_text: bool) -> dict[str, Any]:
    proposal = assessment.proposal

    def quote(claim: _Placed, limit: int = _QUOTE) -> Markup:
        if claim.start is None or claim.end is None:
            return Markup()
        return veil(proposal.text, claim.start, claim.end, limit)

    def basis(evidence: Evidence) -> Markup:
        on_sentence = view.sentence_holding(proposal, evidence)
        return quote(evidence) if on_sentence else veil(view.rested_on(assessment, evidence, _QUOTE))

    hidden = (*private_spans(proposal), *veil.spans(proposal.text))
    marks = marks_of(assessment)
    claims = [
        (criterion, evidence) for criterion in assessment.quality.criteria.values() for evidence in criterion.evidence
    ]
    keys = {id(evidence): f"e{number}" for number, (_, evidence) in enumerate(claims)}
    return {
        "veil": veil,
        "assessment": assessment,
        "proposal": proposal,
        "quality": assessment.quality,
        "prefix": prefix,
        "with_text": with_text,
        "total": view.total_line(assessment),
        "strong": [
            (claim, keys[id(claim.evidence)], quote(claim.sentence, view.LONGEST_SENTENCE))
            for claim in view.strengths(assessment)
        ],
        "evidence": [(*claim, f"e{number}") for number, claim in enumerate(claims)],
        "scattered": view.scattered(assessment),
        "basis": basis,
        "placed": {mark.key for mark in marks},
        "gaps": view.gaps(assessment),
        "findings": view.ordered_findings(assessment),
        "similar": view.ordered_similar(assessment),
        "quote": quote,
        "segments": segments(proposal.text, marks, hidden) if with_text else [],
        "scope": view.scope_line(assessment.scope),
        "compared": assessment.scope.compared_with,
    }


def _cards(
    ordered: Sequence[Assessment], anchors: Mapping[str, str], session: Session, veil: Veil
) -> tuple[list[Markup], int]:
    template = _template("card.html")
    paired = {id_ for pair in session.pairs for id_ in (pair.a, pair.b)}
    cards: list[Markup] = []
    room, text_room, texts = CARD_BYTES, TEXT_BYTES, 0
    for assessment in ordered:
        id_ = assessment.proposal.id
        wanted = view.attention(assessment).needed or id_ in paired or len(ordered) <= 100
        with_text = wanted and text_room > 0
        html = template.render(**_card(assessment, f"{anchors[id_]}-", veil, with_text=with_text), anchor=anchors[id_])
        size = len(html.encode("utf-8", "replace"))
        text_room -= size if with_text else 0
        room -= 0 if with_text else size
        if room < 0:
            break
        texts += with_text
        cards.append(Markup(html))  # made by an escaping template
    return cards, texts


def _facts(session: Session) -> list[tuple[str, str, str]]:
    assessments = view.counted(session.assessments)
    if not assessments:
        return [("疑似重复", f"{len(session.pairs)} 对", ""), ("并案建议", f"{len(session.groups)} 组", "")]
    hard = sum(any(f.severity is Severity.HARD for f in a.findings) for a in assessments)
    low = sum(a.quality.total < view.LOW_SCORE for a in assessments)
    grouped = len({member for group in session.groups for member in group.members})
    mean = sum(a.quality.total for a in assessments) / len(assessments)
    read = f"未能读取 {len(session.failures)} 个" if session.failures else "全部读取"
    if others := len(session.assessments) - len(assessments):
        read += f"，另有 {others} 件不像提案"
    return [
        ("提案", f"{len(assessments)} 件", read),
        ("有重点提示", f"{hard} 件", f"占 {view.percent(hard / len(assessments))}，建议人工核查"),
        ("并案建议", f"{len(session.groups)} 组", f"涉及 {grouped} 件；疑似重复 {len(session.pairs)} 对"),
        ("平均分", f"{mean:.1f}", f"低于 {view.LOW_SCORE:.0f} 分的 {low} 件"),
    ]


def _criteria(assessments: Sequence[Assessment]) -> list[dict[str, Any]]:
    rows = []
    for key in view.criteria_of(assessments):
        found = [a.quality.criteria[key] for a in assessments if key in a.quality.criteria]
        scores = sorted(criterion.score for criterion in found)
        rows.append({"name": found[0].name, "weight": found[0].weight, **charts.spread(scores)})
    return rows


def _sectors(assessments: Sequence[Assessment]) -> list[tuple[str, int, float, int, int, int]]:
    by_name: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        by_name.setdefault(assessment.proposal.sector or "未注明", []).append(assessment)
    rows = [
        (
            name,
            len(members),
            sum(a.quality.total for a in members) / len(members),
            sum(any(f.severity is Severity.HARD for f in a.findings) for a in members),
            sum(any(s.mergeable for s in a.similar) for a in members),
            sum(any(s.raised_before for s in a.similar) for a in members),
        )
        for name, members in by_name.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:30] if len(rows) > 1 else []


def _group(group: Group, known: Mapping[str, Assessment]) -> dict[str, Any]:
    return {
        "group": group,
        "members": [(id_, known.get(id_)) for id_ in view.group_members(group)],
        "near": [(id_, known.get(id_)) for id_ in group.near],
        "differing": group.differing_asks or {},
    }


def _pair(pair: Pair, known: Mapping[str, Assessment], veil: Veil) -> dict[str, Any]:
    a, b = (known[id_].proposal if id_ in known else None for id_ in (pair.a, pair.b))

    def ask(proposal: Proposal | None, index: int) -> Markup | None:
        if proposal is None or index >= len(proposal.suggestions):
            return None
        span = proposal.suggestions[index]
        return veil(proposal.text, span.start, span.end, _ASK)

    matched = [(ask(a, match.a), ask(b, match.b), match.similarity) for match in pair.asks]
    return {
        "pair": pair,
        "sides": ((pair.a, pair.a_title, a), (pair.b, pair.b_title, b)),
        "passages": side_by_side(a, b, pair.passages, veil),
        "more_passages": max(0, len(pair.passages) - 8),
        "asks": [match for match in matched if match[0] and match[1]],
        "only_a": [text for index in pair.a_asks if (text := ask(a, index))],
        "only_b": [text for index in pair.b_asks if (text := ask(b, index))],
    }
