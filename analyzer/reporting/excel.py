"""A session as an Excel workbook, one sheet a question, that a reviewer can filter, print and write into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from analyzer.assessment import Assessment, Severity
from analyzer.reading.results import GENERATOR
from analyzer.reporting import view
from analyzer.reporting.session import Session

# Excel's own limits: characters of a cell, links of a sheet, rows of a sheet.
_CELL = 32_000
_LINKS = 60_000
_ROWS = 1_000_000
_PAIRS_SHOWN = 50_000
_DECISIONS = ["立案", "并案", "退回修改", "转意见建议", "转社情民意信息", "转委员来信", "撤案", "不予立案", "其他"]
_OVERVIEW, _PAIRS, _PAST = "总览", "疑似重复", "库中相近"


@dataclass(frozen=True, slots=True)
class _Link:
    """A cell that leads to `row` (1-based, as Excel counts) of another sheet."""

    text: str
    sheet: str
    row: int | None


@dataclass(frozen=True, slots=True)
class _Column:
    """`kind`: text, wrap, score (0-100 with a bar), share (0-1 with a bar), count, decision (left empty to fill in)."""

    name: str
    width: float
    kind: str = "text"


_Cell = str | int | float | _Link | None
_Row = Sequence[_Cell]


def workbook(session: Session) -> bytes:
    """The workbook's bytes. Text from proposals is written as text, never as a formula or an outside link."""
    buffer = BytesIO()
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "提案审查结果", "comments": view.NO_EVIDENCE_NOTE, "keywords": GENERATOR})
        formats = _formats(book)
        rows = _Places(session)
        _sheet(book, formats, _OVERVIEW, _OVERVIEW_COLUMNS, _overview(session, rows), freeze=3)
        _sheet(book, formats, "质量评分", _quality_columns(session), _quality(session, rows), freeze=2)
        _sheet(book, formats, "审查提示", _FINDING_COLUMNS, _findings(session, rows), freeze=2)
        _sheet(book, formats, _PAIRS, _PAIR_COLUMNS, _pairs(session, rows), freeze=1)
        if session.archived.compared_with:
            _sheet(book, formats, _PAST, _PAST_COLUMNS, _past(places=rows), freeze=2)
        _sheet(book, formats, "并案建议组", _GROUP_COLUMNS, _groups(session, rows), freeze=1)
        _sheet(book, formats, "待补充", _GAP_COLUMNS, _gaps(session, rows), freeze=2)
        _sheet(book, formats, "运行信息", _RUN_COLUMNS, _run(session), freeze=0)
    return buffer.getvalue()


class _Places:
    """Where each proposal and pair stands, known before anything is written: rows are written once, in order."""

    def __init__(self, session: Session) -> None:
        self.ordered = view.by_attention(session.assessments)
        self.pairs = view.ordered_pairs(session.pairs)[:_PAIRS_SHOWN]
        self.of_id = {assessment.proposal.id: assessment for assessment in self.ordered}
        self._overview = {assessment.proposal.id: row for row, assessment in enumerate(self.ordered, 2)}
        self._first_pair: dict[str, int] = {}
        for row, pair in enumerate(self.pairs, 2):
            for id_ in (pair.a, pair.b):
                self._first_pair.setdefault(id_, row)
        self.past = list(view.archived_similar(self.ordered))
        self._first_past: dict[str, int] = {}
        for row, (assessment, _) in enumerate(self.past, 2):
            self._first_past.setdefault(assessment.proposal.id, row)
        self.group_of = {member: group.id for group in session.groups for member in group.members}

    def proposal(self, id_: str) -> _Link:
        """A cell that names a proposal and leads to its row of the overview."""
        return _Link(id_, _OVERVIEW, self._overview.get(id_))

    def similar(self, assessment: Assessment) -> _Link:
        """A cell that names what is like a proposal and leads to its most probable pair, or to the archived ones."""
        id_, similar = assessment.proposal.id, view.ordered_similar(assessment)
        text = "、".join(map(view.short_name, similar[:3])) + ("…" if len(similar) > 3 else "")
        if id_ in self._first_pair:
            return _Link(text, _PAIRS, self._first_pair[id_])
        return _Link(text, _PAST, self._first_past.get(id_))


_OVERVIEW_COLUMNS = (
    _Column("序", 5, "count"), _Column("编号", 12), _Column("案由", 42, "wrap"), _Column("需要关注", 30, "wrap"),
    _Column("总分", 9, "score"), _Column("等次", 9), _Column("重点提示", 9, "count"), _Column("提醒", 7, "count"),
    _Column("相近提案", 30, "wrap"), _Column("并案组", 9), _Column("提案人", 14), _Column("界别", 14),
    _Column("类别", 12), _Column("年度", 7, "count"), _Column("字数", 7, "count"), _Column("处理意见", 14, "decision"),
    _Column("理由", 28, "wrap"), _Column("来源文件", 30, "wrap"),
)  # fmt: skip


def _overview(session: Session, places: _Places) -> Iterator[_Row]:
    for number, assessment in enumerate(places.ordered, 1):
        proposal, quality = assessment.proposal, assessment.quality
        hard = sum(1 for finding in assessment.findings if finding.severity is Severity.HARD)
        yield (
            number, proposal.id, proposal.title, "；".join(view.attention(assessment).reasons), round(quality.total, 1),
            quality.band, hard, len(assessment.findings) - hard, places.similar(assessment),
            places.group_of.get(proposal.id), proposal.proposer, proposal.sector, proposal.category, proposal.year,
            proposal.characters, None, None, proposal.source.file,
        )  # fmt: skip


def _quality_columns(session: Session) -> tuple[_Column, ...]:
    names = [_name(key.value, session.assessments) for key in view.criteria_of(session.assessments)]
    among = session.assessments[0].quality.percentile_among if session.assessments else "同批"
    return (
        _Column("编号", 12), _Column("案由", 40, "wrap"), _Column("总分", 10, "score"), _Column("等次", 9),
        _Column(f"高于{among}（%）", 12, "score"), *(_Column(name, 11, "score") for name in names),
        _Column("最有力的依据", 60, "wrap"), _Column("建议先改", 60, "wrap"),
    )  # fmt: skip


def _name(key: str, assessments: Sequence[Assessment]) -> str:
    return next(c.name for a in assessments for k, c in a.quality.criteria.items() if k.value == key)


def _quality(session: Session, places: _Places) -> Iterator[_Row]:
    keys = view.criteria_of(session.assessments)
    for assessment in places.ordered:
        proposal, quality = assessment.proposal, assessment.quality
        scores = [round(quality.criteria[key].score, 1) if key in quality.criteria else None for key in keys]
        strong = (
            f"{claim.criterion.name}·{claim.evidence.name}："
            f"“{view.quoted(assessment, claim.sentence.start, claim.sentence.end, view.LONGEST_SENTENCE)}”"
            for claim in view.strengths(assessment, 2)
        )
        advice = (f"{number}. {advice.message}" for number, advice in enumerate(quality.advice, 1))
        yield (
            places.proposal(proposal.id), proposal.title, round(quality.total, 1), quality.band,
            None if quality.percentile is None else round(quality.percentile), *scores, "\n".join(strong),
            "\n".join(advice),
        )  # fmt: skip


_FINDING_COLUMNS = (
    _Column("编号", 12), _Column("案由", 36, "wrap"), _Column("级别", 7), _Column("检查", 14),
    _Column("提示", 44, "wrap"), _Column("原文", 56, "wrap"), _Column("依据", 30, "wrap"),
    _Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _findings(session: Session, places: _Places) -> Iterator[_Row]:
    for assessment in places.ordered:
        for finding in view.ordered_findings(assessment):
            yield (
                places.proposal(assessment.proposal.id), assessment.proposal.title,
                view.SEVERITY_NAMES[finding.severity], finding.name, finding.message,
                view.quoted(assessment, finding.start, finding.end, 200), finding.basis, None,
            )  # fmt: skip


_PAIR_COLUMNS = (
    _Column("序", 5, "count"), _Column("甲编号", 12), _Column("甲案由", 34, "wrap"), _Column("乙编号", 12),
    _Column("乙案由", 34, "wrap"), _Column("关系", 16), _Column("并案参考值", 10, "share"), _Column("建议并案", 9),
    _Column("案由相近", 9, "share"), _Column("问题相近", 9, "share"), _Column("建议相近", 9, "share"),
    _Column("原文重合", 9, "share"), _Column("说明", 40, "wrap"), _Column("相同文字", 50, "wrap"),
    _Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _pairs(session: Session, places: _Places) -> Iterator[_Row]:
    for number, pair in enumerate(places.pairs, 1):
        known = places.of_id.get(pair.a)
        shared = [f"“{view.quoted(known, p.start, p.end, 120)}”" for p in pair.passages[:3]] if known else []
        similarity = pair.similarity
        yield (
            number, places.proposal(pair.a), pair.a_title, places.proposal(pair.b), pair.b_title,
            view.relation_name(pair.relation), pair.probability, "建议核查" if pair.mergeable else None,
            similarity.title, similarity.problem, similarity.suggestion, similarity.verbatim,
            pair.reason, "\n".join(shared), None,
        )  # fmt: skip


_PAST_COLUMNS = (
    _Column("编号", 12), _Column("案由", 34, "wrap"), _Column("曾提过", 9), _Column("库中案由", 34, "wrap"),
    _Column("库中案号", 12), _Column("年度", 7, "count"), _Column("届次", 14, "wrap"), _Column("提案人", 14),
    _Column("办理结果", 12), _Column("办理答复", 50, "wrap"), _Column("关系", 16), _Column("重复参考值", 10, "share"),
    _Column("说明", 40, "wrap"), _Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _past(places: _Places) -> Iterator[_Row]:
    for assessment, one in places.past:
        yield (
            places.proposal(assessment.proposal.id), assessment.proposal.title, "曾提过" if one.raised_before else None,
            one.title, one.id, one.year, one.session, one.proposer, one.outcome, one.reply,
            view.relation_name(one.relation), one.probability, one.reason, None,
        )  # fmt: skip


_GROUP_COLUMNS = (
    _Column("并案组", 9), _Column("编号", 12), _Column("案由", 40, "wrap"), _Column("角色", 9), _Column("提案人", 14),
    _Column("总分", 9, "score"), _Column("理由", 40, "wrap"), _Column("共同建议", 50, "wrap"),
    _Column("该件其余建议", 50, "wrap"), _Column("承办单位", 24, "wrap"), _Column("组外相近", 20, "wrap"),
    _Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _groups(session: Session, places: _Places) -> Iterator[_Row]:
    for group in session.groups:
        differing: Mapping[str, Sequence[str]] = group.differing_asks or {}
        for member in view.group_members(group):
            known = places.of_id.get(member)
            yield (
                group.id, places.proposal(member), known.proposal.title if known else None,
                "主提案" if member == group.main else "并入", known.proposal.proposer if known else None,
                round(known.quality.total, 1) if known else None, group.reason, "\n".join(group.common_asks),
                "\n".join(differing.get(member, ())), "、".join(group.units), "、".join(group.near), None,
            )  # fmt: skip


_GAP_COLUMNS = (
    _Column("编号", 12), _Column("案由", 40, "wrap"), _Column("提案人", 14), _Column("先后", 10), _Column("标准", 12),
    _Column("待补充", 70, "wrap"), _Column("约可提高（分）", 12, "count"), _Column("所在原文", 60, "wrap"),
)  # fmt: skip


def _gaps(session: Session, places: _Places) -> Iterator[_Row]:
    for assessment in places.ordered:
        proposal, quality = assessment.proposal, assessment.quality
        head = (places.proposal(proposal.id), proposal.title, proposal.proposer)
        for number, advice in enumerate(quality.advice, 1):
            quote = view.quoted(assessment, advice.start, advice.end, 200)
            name = quality.criteria[advice.criterion].name if advice.criterion in quality.criteria else None
            yield (*head, f"先改 {number}", name, advice.message, round(advice.gain, 1), quote)
        for criterion, missing in view.gaps(assessment):
            yield (*head, "其他", criterion.name, missing, None, None)


_RUN_COLUMNS = (_Column("项目", 40), _Column("内容", 100, "wrap"))


def _run(session: Session) -> Iterator[_Row]:
    yield "说明", view.NO_EVIDENCE_NOTE
    yield "说明", "审查提示和重复关系均为“建议人工核查”，不是处理结论。"
    for line in dict.fromkeys(view.scope_line(assessment.scope) for assessment in session.assessments[:1]):
        yield "比对范围", line
    if len(session.pairs) > _PAIRS_SHOWN:
        yield "疑似重复", f"共 {len(session.pairs)} 对，本簿列出并案参考值最高的 {_PAIRS_SHOWN} 对，全部见 pairs.jsonl"
    yield from view.run_rows(session)
    for failure in session.failures:
        yield "未能读取", view.failure_line(failure)


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "微软雅黑", "font_size": 10, "valign": "top", "border": 1, "border_color": "#D9DEE4"}
    return {
        "header": book.add_format({**base, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF",
                                   "text_wrap": True, "valign": "vcenter", "align": "center"}),
        "text": book.add_format({**base, "text_wrap": True}),
        "link": book.add_format({**base, "font_color": "#0B5CAD", "underline": 1, "text_wrap": True}),
        "score": book.add_format({**base, "num_format": "0.0"}),
        "share": book.add_format({**base, "num_format": "0%"}),
        "count": book.add_format({**base, "num_format": "General", "align": "center"}),
        "decision": book.add_format({**base, "bg_color": "#FFF9E5", "text_wrap": True}),
    }  # fmt: skip


def _sheet(
    book: Any, formats: Mapping[str, Any], name: str, columns: Sequence[_Column], rows: Iterable[_Row], *, freeze: int
) -> None:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(1, freeze)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L提案审查结果&C{name}&R&D")
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.set_row(0, 30)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.name, formats["header"])
    last, links = 0, 0
    for last, row in enumerate(rows, 1):
        if last > _ROWS:
            break
        for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
            links += _write(sheet, formats, last, index, column, cell, linked=links < _LINKS)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    for index, column in enumerate(columns):
        _decorate(sheet, column, index, max(last, 1))


def _write(
    sheet: Any, formats: Mapping[str, Any], row: int, index: int, column: _Column, cell: _Cell, *, linked: bool
) -> int:
    plain = formats.get(column.kind, formats["text"])
    if isinstance(cell, _Link):
        if cell.text and cell.row is not None and linked:
            target = f"internal:'{cell.sheet}'!A{cell.row}"
            sheet.write_url(row, index, target, formats["link"], view.shortened(cell.text, 200))
            return 1
        sheet.write_string(row, index, view.shortened(cell.text, 200), formats["text"])
    elif cell is None or cell == "":
        sheet.write_blank(row, index, None, plain)
    elif isinstance(cell, str):
        sheet.write_string(row, index, view.printable(cell)[:_CELL], plain)
    else:
        sheet.write_number(row, index, cell, plain)
    return 0


def _decorate(sheet: Any, column: _Column, index: int, last: int) -> None:
    if column.kind in ("score", "share"):
        top = 100 if column.kind == "score" else 1
        bar = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": top}
        sheet.conditional_format(1, index, last, index, {**bar, "bar_solid": True, "bar_color": "#9DC3E6"})
    elif column.kind == "decision":
        sheet.data_validation(1, index, last, index, {"validate": "list", "source": _DECISIONS, "ignore_blank": True})
