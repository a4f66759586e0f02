"""A session as an Excel workbook, one sheet a question, that a reviewer can filter, print and write into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analyzer.assessment import Assessment, Severity
from analyzer.reporting import view
from analyzer.reporting.filled import FINDINGS, GROUPS, OVERVIEW, PAIRS, PAST, Filled
from analyzer.reporting.session import Session
from analyzer.reporting.sheets import Column, Link, Row, Sheet, workbook_of

_PAIRS_SHOWN = 50_000


def workbook(session: Session, filled: Filled | None = None) -> bytes:
    """The workbook's bytes, with what people had filled into an earlier one, which is taken from `filled`."""
    return workbook_of("提案审查结果", _sheets(session, _Places(session), filled or Filled()))


def _sheets(session: Session, places: _Places, filled: Filled) -> Iterator[Sheet]:
    yield Sheet(OVERVIEW, _OVERVIEW_COLUMNS, _overview(places, filled), freeze=3)
    yield Sheet("质量评分", _quality_columns(session), _quality(session, places), freeze=2)
    yield Sheet(FINDINGS, _FINDING_COLUMNS, _findings(places, filled), freeze=2)
    yield Sheet(PAIRS, _PAIR_COLUMNS, _pairs(places, filled), freeze=1)
    if session.archived.compared_with:
        yield Sheet(PAST, _PAST_COLUMNS, _past(places, filled), freeze=2)
    yield Sheet(GROUPS, _GROUP_COLUMNS, _groups(session, places, filled), freeze=1)
    yield Sheet("待补充", _GAP_COLUMNS, _gaps(places), freeze=2)
    yield Sheet("运行信息", _RUN_COLUMNS, _run(session), freeze=0)


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

    def proposal(self, id_: str) -> Link:
        """A cell that names a proposal and leads to its row of the overview."""
        return Link(id_, OVERVIEW, self._overview.get(id_))

    def similar(self, assessment: Assessment) -> Link:
        """A cell that names what is like a proposal and leads to its most probable pair, or to the archived ones."""
        id_, similar = assessment.proposal.id, view.ordered_similar(assessment)
        text = "、".join(map(view.short_name, similar[:3])) + ("…" if len(similar) > 3 else "")
        if id_ in self._first_pair:
            return Link(text, PAIRS, self._first_pair[id_])
        return Link(text, PAST, self._first_past.get(id_))


_OVERVIEW_COLUMNS = (
    Column("序", 5, "count"), Column("编号", 16), Column("案由", 42, "wrap"), Column("需要关注", 30, "wrap"),
    Column("总分", 9, "score"), Column("等次", 9), Column("重点提示", 9, "count"), Column("提醒", 7, "count"),
    Column("相近提案", 30, "wrap"), Column("并案组", 9), Column("提案人", 14), Column("界别", 14),
    Column("类别", 12), Column("年度", 7, "count"), Column("字数", 7, "count"), Column("处理意见", 14, "decision"),
    Column("理由", 28, "wrap"), Column("来源文件", 30, "wrap"),
)  # fmt: skip


def _overview(places: _Places, filled: Filled) -> Iterator[Row]:
    for number, assessment in enumerate(places.ordered, 1):
        proposal, quality = assessment.proposal, assessment.quality
        hard = sum(1 for finding in assessment.findings if finding.severity is Severity.HARD)
        yield (
            number, proposal.id, proposal.title, "；".join(view.attention(assessment).reasons), round(quality.total, 1),
            quality.band, hard, len(assessment.findings) - hard, places.similar(assessment),
            places.group_of.get(proposal.id), proposal.proposer, proposal.sector, proposal.category, proposal.year,
            proposal.characters, *filled.take(OVERVIEW, proposal.id, proposal.title), view.source_line(proposal),
        )  # fmt: skip


def _quality_columns(session: Session) -> tuple[Column, ...]:
    names = [_name(key.value, session.assessments) for key in view.criteria_of(session.assessments)]
    among = session.assessments[0].quality.percentile_among if session.assessments else "同批"
    return (
        Column("编号", 12), Column("案由", 40, "wrap"), Column("总分", 10, "score"), Column("等次", 9),
        Column(f"高于{among}（%）", 12, "score"), *(Column(name, 11, "score") for name in names),
        Column("最有力的依据", 60, "wrap"), Column("建议先改", 60, "wrap"),
    )  # fmt: skip


def _name(key: str, assessments: Sequence[Assessment]) -> str:
    return next(c.name for a in assessments for k, c in a.quality.criteria.items() if k.value == key)


def _quality(session: Session, places: _Places) -> Iterator[Row]:
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
    Column("编号", 12), Column("案由", 36, "wrap"), Column("级别", 7), Column("检查", 14),
    Column("提示", 44, "wrap"), Column("原文", 56, "wrap"), Column("依据", 30, "wrap"),
    Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _findings(places: _Places, filled: Filled) -> Iterator[Row]:
    for assessment in places.ordered:
        id_, title = assessment.proposal.id, assessment.proposal.title
        for finding in view.ordered_findings(assessment):
            quote = view.quoted(assessment, finding.start, finding.end, 200)
            yield (
                places.proposal(id_), title, view.SEVERITY_NAMES[finding.severity], finding.name, finding.message,
                quote, finding.basis, *filled.take(FINDINGS, id_, title, finding.name, finding.message, quote),
            )  # fmt: skip


_PAIR_COLUMNS = (
    Column("序", 5, "count"), Column("甲编号", 12), Column("甲案由", 34, "wrap"), Column("乙编号", 12),
    Column("乙案由", 34, "wrap"), Column("关系", 16), Column("并案参考值", 10, "share"), Column("建议并案", 9),
    Column("案由相近", 9, "share"), Column("问题相近", 9, "share"), Column("建议相近", 9, "share"),
    Column("原文重合", 9, "share"), Column("说明", 40, "wrap"), Column("相同文字", 50, "wrap"),
    Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _pairs(places: _Places, filled: Filled) -> Iterator[Row]:
    for number, pair in enumerate(places.pairs, 1):
        known = places.of_id.get(pair.a)
        shared = [f"“{view.quoted(known, p.start, p.end, 120)}”" for p in pair.passages[:3]] if known else []
        similarity = pair.similarity
        yield (
            number, places.proposal(pair.a), pair.a_title, places.proposal(pair.b), pair.b_title,
            view.relation_name(pair.relation), pair.probability, "建议核查" if pair.mergeable else None,
            similarity.title, similarity.problem, similarity.suggestion, similarity.verbatim,
            pair.reason, "\n".join(shared),
            *filled.take(PAIRS, pair.a, pair.a_title, pair.b, pair.b_title),
        )  # fmt: skip


_PAST_COLUMNS = (
    Column("编号", 12), Column("案由", 34, "wrap"), Column("曾提过", 9), Column("库中案由", 34, "wrap"),
    Column("库中案号", 12), Column("年度", 7, "count"), Column("届次", 14, "wrap"), Column("提案人", 14),
    Column("办理结果", 12), Column("办理答复", 50, "wrap"), Column("关系", 16), Column("重复参考值", 10, "share"),
    Column("说明", 40, "wrap"), Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _past(places: _Places, filled: Filled) -> Iterator[Row]:
    for assessment, one in places.past:
        id_, title, year = assessment.proposal.id, assessment.proposal.title, str(one.year or "")
        yield (
            places.proposal(id_), title, "曾提过" if one.raised_before else None,
            one.title, one.id, one.year, one.session, one.proposer, one.outcome, one.reply,
            view.relation_name(one.relation), one.probability, one.reason,
            *filled.take(PAST, id_, title, one.id, one.title, year),
        )  # fmt: skip


_GROUP_COLUMNS = (
    Column("并案组", 9), Column("编号", 12), Column("案由", 40, "wrap"), Column("角色", 9), Column("提案人", 14),
    Column("总分", 9, "score"), Column("理由", 40, "wrap"), Column("共同建议", 50, "wrap"),
    Column("该件其余建议", 50, "wrap"), Column("承办单位", 24, "wrap"), Column("组外相近", 20, "wrap"),
    Column("核查意见", 20, "wrap"),
)  # fmt: skip


def _groups(session: Session, places: _Places, filled: Filled) -> Iterator[Row]:
    for group in session.groups:
        differing: Mapping[str, Sequence[str]] = group.differing_asks or {}
        for member in view.group_members(group):
            known = places.of_id.get(member)
            title = known.proposal.title if known else None
            yield (
                group.id, places.proposal(member), title,
                "主提案" if member == group.main else "并入", known.proposal.proposer if known else None,
                round(known.quality.total, 1) if known else None, group.reason, "\n".join(group.common_asks),
                "\n".join(differing.get(member, ())), "、".join(group.units), "、".join(group.near),
                *filled.take(GROUPS, member, title, group.main),
            )  # fmt: skip


_GAP_COLUMNS = (
    Column("编号", 14), Column("案由", 30, "wrap"), Column("提案人", 14), Column("先后", 8), Column("标准", 12),
    Column("待补充", 46, "wrap"), Column("约可提高（分）", 12, "count"), Column("所在原文", 54, "wrap"),
)  # fmt: skip


def _gaps(places: _Places) -> Iterator[Row]:
    for assessment in places.ordered:
        proposal, quality = assessment.proposal, assessment.quality
        head = (places.proposal(proposal.id), proposal.title, proposal.proposer)
        for number, advice in enumerate(quality.advice, 1):
            quote = view.quoted(assessment, advice.start, advice.end, 200)
            name = quality.criteria[advice.criterion].name if advice.criterion in quality.criteria else None
            yield (*head, f"先改 {number}", name, advice.message, round(advice.gain, 1), quote)
        for criterion, missing in view.gaps(assessment):
            yield (*head, "其他", criterion.name, missing, None, None)


_RUN_COLUMNS = (Column("项目", 40), Column("内容", 100, "wrap"))


def _run(session: Session) -> Iterator[Row]:
    yield "说明", view.NO_EVIDENCE_NOTE
    yield "说明", "审查提示和重复关系均为“建议人工核查”，不是处理结论。"
    for line in dict.fromkeys(view.scope_line(assessment.scope) for assessment in session.assessments[:1]):
        yield "比对范围", line
    if len(session.pairs) > _PAIRS_SHOWN:
        yield "疑似重复", f"共 {len(session.pairs)} 对，本簿列出并案参考值最高的 {_PAIRS_SHOWN} 对，全部见 pairs.jsonl"
    yield from view.run_rows(session)
    for failure in session.failures:
        yield "未能读取", view.failure_line(failure)
