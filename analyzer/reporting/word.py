"""The author's own draft with Word comments; for other inputs, a new document in official layout with the same."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError

from analyzer.assessment import Assessment, CriterionKey, Similar
from analyzer.errors import InputError
from analyzer.language.normalise import fold
from analyzer.proposal import PartKind, Proposal, Span
from analyzer.reading.results import GENERATOR
from analyzer.reporting import view
from analyzer.reporting.manuscript import Manuscript, Place, remove_earlier_comments
from analyzer.reporting.official import official_document

_COMMENTS = 60
_GAPS = 4
_SIMILAR = 5
_PASSAGES = 3

# Where what a criterion misses would be written, most fitting part first; the title where there is none.
_HOMES: dict[CriterionKey, tuple[PartKind, ...]] = {
    CriterionKey.TOPIC_SIGNIFICANCE: (),
    CriterionKey.RESEARCH_DEPTH: (PartKind.BACKGROUND, PartKind.PROBLEM),
    CriterionKey.PROBLEM_ANALYSIS: (PartKind.ANALYSIS, PartKind.PROBLEM),
    CriterionKey.FEASIBILITY: (PartKind.SUGGESTION,),
    CriterionKey.FORWARD_LOOKING: (PartKind.SUGGESTION,),
    CriterionKey.FORM: (),
}


def annotated_docx(assessment: Assessment, original: Path | None) -> bytes:
    """A .docx with comments: score card and first changes at the top, then gaps, findings and similar proposals.

    `original` is commented as it is when it is a .docx; its formatting stays untouched, and so do its comments, except
    those of an earlier run, which the new ones replace. Its properties name the program as who saved it last.

    Raises:
        InputError: the original is damaged, or is no Word document in spite of its name.
    """
    if original is not None and original.suffix.lower() == ".docx":
        document = _opened(original)
        remove_earlier_comments(document)
        if GENERATOR in document.core_properties.keywords:  # a layout of ours that has become somebody's draft
            document.core_properties.keywords = ""
    else:
        document = official_document(assessment.proposal)
    document.core_properties.last_modified_by = GENERATOR
    _annotate(document, assessment)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _opened(path: Path) -> Document:
    try:
        return docx.Document(str(path))
    except (OpcError, BadZipFile, LxmlError, KeyError, ValueError, OSError) as error:
        remedy = "请在 Word 或 WPS 中另存为 .docx 后再试"
        raise InputError("无法在原稿上加批注，文件已损坏或不是 Word 文档", where=str(path), remedy=remedy) from error


def _annotate(document: Document, assessment: Assessment) -> None:
    manuscript = Manuscript(document)
    top = manuscript.opening()
    if top is None:
        document.add_paragraph().add_run(assessment.proposal.title or "（无文字）")
        manuscript = Manuscript(document)
        top = manuscript.opening()
        assert top is not None
    source, title = fold(assessment.proposal.text), title_span(assessment.proposal)
    words = fold(assessment.proposal.title)
    headline = manuscript.locate(words, Span(0, len(assessment.proposal.title))) or top
    by_place: dict[Place, list[str]] = {top: [_score_card(assessment)]}
    for span, text in _notes(assessment):
        place = (manuscript.locate(source, span) if span != title else None) or headline
        by_place.setdefault(place, []).append(text)
    ordered = sorted(by_place.items(), key=lambda item: (item[0].first, item[0].start))
    for place, texts in ordered[:_COMMENTS]:
        manuscript.comment(place, "\n".join(texts))


def title_span(proposal: Proposal) -> Span:
    """The title in the text, or the first line where the text does not hold it."""
    start = proposal.text.find(proposal.title) if proposal.title else -1
    if start >= 0:
        return Span(start, start + len(proposal.title))
    line = proposal.text.lstrip().partition("\n")[0]
    start = proposal.text.find(line)
    return Span(start, start + len(line))


def _score_card(assessment: Assessment) -> str:
    quality = assessment.quality
    lines = [f"【评分卡】{view.total_line(assessment)}"]
    if quality.note:
        lines.append(quality.note)
    lines += [
        f"{criterion.name} {criterion.score:.0f}（权重 {criterion.weight:g}）"
        for criterion in quality.criteria.values()
    ]
    if findings := view.ordered_findings(assessment):
        told = "、".join(f"{finding.name}（{view.SEVERITY_NAMES[finding.severity]}）" for finding in findings)
        lines.append(f"【审查提示】{len(findings)} 条：{told}")
    if quality.advice:
        lines.append("【建议先改】")
        lines += [f"{number}. {advice.message}" for number, advice in enumerate(quality.advice, 1)]
    return view.printable("\n".join([*lines, view.scope_line(assessment.scope), view.NO_EVIDENCE_NOTE]))


def _notes(assessment: Assessment) -> Iterator[tuple[Span, str]]:
    title = title_span(assessment.proposal)

    def span(start: int | None, end: int | None) -> Span:
        return title if start is None or end is None else Span(start, end)

    for finding in view.ordered_findings(assessment):
        name = f"【{view.SEVERITY_NAMES[finding.severity]}·{finding.name}】"
        yield span(finding.start, finding.end), view.printable(f"{name}{finding.message}（依据：{finding.basis}）")
    for similar in view.ordered_similar(assessment)[:_SIMILAR]:
        yield title, _similar_note(similar)
        for passage in similar.passages[:_PASSAGES]:
            yield Span(passage.start, passage.end), f"【相同文字】与《{view.shortened(similar.title, 60)}》相同"
    for advice in assessment.quality.advice:
        if advice.start is not None:
            yield span(advice.start, advice.end), view.printable(f"【建议先改】{advice.message}")
    for key, criterion in assessment.quality.criteria.items():
        if criterion.missing:
            missing = "\n".join(f"· {gap.message}" for gap in criterion.missing[:_GAPS])
            text = f"【{criterion.name} {criterion.score:.0f} 分】还缺：\n{missing}"
            yield _home(assessment.proposal, key) or title, view.printable(text)


def _similar_note(similar: Similar) -> str:
    about = "，".join(fact for fact in (similar.id, *view.when(similar), similar.proposer) if fact)
    lines = [
        f"【相近提案】{similar.title}（{about}）",
        f"{view.relation_name(similar.relation)}，{view.likeness_line(similar)}",
        similar.reason,
        view.handled(similar),
    ]
    return view.printable("\n".join(line for line in lines if line))


def _home(proposal: Proposal, key: CriterionKey) -> Span | None:
    for kind in _HOMES[key]:
        for part in proposal.parts:
            if part.kind is kind:
                first = next((s.span for s in proposal.sentences if s.start >= part.start), part.span)
                return first.stripped(proposal.text)
    return None
