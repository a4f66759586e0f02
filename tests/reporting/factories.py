"""Assessments and sessions made by hand, so that reports are tested without any engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analyzer.assessment import (
    Advice,
    AskMatch,
    Assessment,
    Criterion,
    CriterionKey,
    Evidence,
    Finding,
    Gap,
    Group,
    Pair,
    Passage,
    Quality,
    Relation,
    Scope,
    Severity,
    Similarity,
    similar_of,
)
from analyzer.proposal import Part, PartKind, Proposal, Sentence, Source, Span

TITLE = "关于完善老旧小区加装电梯长效管护机制的提案"
LINES = (
    TITLE,
    "提案人：林知远　界别：经济界　联系电话：000-00000000",
    "一、基本情况",
    "2025年3月至5月，我们走访江州市六个街道的42个小区，发放问卷860份，访谈业委会主任35人。",
    "全市已加装电梯1126部，其中使用满三年的占41%（江州市住建局2024年统计）。",
    "二、存在问题",
    "一是管护主体不清。",
    "调查的42个小区中，有19个没有书面管护协议，原因在于加装合同只约定建设、不约定运行。",
    "二是维修资金没有着落。",
    "三、建议",
    "（一）由市住建局牵头，在2026年6月底前出台加装电梯管护办法，明确牵头单位和应急处置流程。",
    "（二）加强宣传引导，营造良好氛围。",
    "（三）探索建立电梯养老保险试点，先在三个街道试行两年，再评估推广。",
)
WEIGHTS: Mapping[CriterionKey, tuple[str, float]] = {
    CriterionKey.TOPIC_SIGNIFICANCE: ("选题意义", 15),
    CriterionKey.RESEARCH_DEPTH: ("调研深度", 25),
    CriterionKey.PROBLEM_ANALYSIS: ("问题分析", 20),
    CriterionKey.FEASIBILITY: ("建议可行性", 25),
    CriterionKey.FORWARD_LOOKING: ("前瞻性", 10),
    CriterionKey.FORM: ("规范性", 5),
}


@dataclass
class Failure:
    file: str
    error: object


@dataclass
class FakeSession:
    assessments: tuple[Assessment, ...] = ()
    pairs: tuple[Pair, ...] = ()
    groups: tuple[Group, ...] = ()
    failures: tuple[Failure, ...] = ()
    run: Mapping[str, Any] = field(default_factory=dict)
    archived: Scope = field(default=Scope(0, None))


def proposal(
    id: str = "0017",
    lines: tuple[str, ...] = LINES,
    *,
    proposer: str | None = "林知远",
    sector: str | None = "经济界",
    year: int | None = 2025,
    file: str = "会议/0017 加装电梯.docx",
) -> Proposal:
    text = "\n".join(lines)
    starts, sentences, at = {}, [], 0
    for line in lines:
        end = min(len(text), at + len(line) + 1)
        starts[line] = at
        sentences.append(Sentence(at, end, heading=len(line) < 12))
        at = end
    cuts = [0, *(starts[line] for line in lines if line[:2] in {"一、", "二、", "三、"}), len(text)]
    kinds = (PartKind.OTHER, PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.SUGGESTION)
    parts = tuple(Part(kind, a, b) for kind, a, b in zip(kinds, cuts, cuts[1:], strict=False))
    items = tuple(Span(starts[line] + 3, starts[line] + len(line)) for line in lines if line.startswith("（"))
    problems = tuple(Span(starts[line], starts[line] + len(line)) for line in lines if line[:2] in {"一是", "二是"})
    return Proposal(
        id=id,
        title=lines[0],
        text=text,
        body=Span(cuts[1], len(text)),
        parts=parts,
        sentences=tuple(sentences),
        suggestions=items,
        problems=problems,
        source=Source(file=file, format=file.rsplit(".", 1)[-1]),
        proposer=proposer,
        sector=sector,
        category="城乡建设",
        year=year,
    )


def span_of(made: Proposal, words: str) -> tuple[int, int]:
    start = made.text.index(words)
    return start, start + len(words)


def quality(made: Proposal, total: float = 78.0) -> Quality:
    criteria = {}
    for key, (name, weight) in WEIGHTS.items():
        evidence: tuple[Evidence, ...] = ()
        missing: tuple[Gap, ...] = ()
        if key is CriterionKey.RESEARCH_DEPTH:
            at = made.sentences[3]
            evidence = (Evidence("survey", "有方法、时间、地点、对象的调研", 31.0, at.start, at.end),)
            missing = (Gap("comparison", "未见外地做法对比：可写明哪个城市怎么做、效果如何"),)
        if key is CriterionKey.FEASIBILITY:
            at = made.sentences[10]
            evidence = (Evidence("actor", "建议有牵头单位和时限", 24.0, at.start, at.end),)
            missing = (Gap("money", "未见经费来源：写明资金由谁出、出多少"),)
        criteria[key] = Criterion(name, total, weight, evidence, missing)
    start, end = made.sentences[-2].start, made.sentences[-2].end
    advice = (
        Advice(CriterionKey.FEASIBILITY, "“加强宣传引导”没有承办单位和办法，请写明由谁、用什么方式做", 4.2, start, end),
        Advice(CriterionKey.RESEARCH_DEPTH, "补写一两个外地做法及其效果", 3.1),
        Advice(CriterionKey.FORWARD_LOOKING, "写明三年目标和分步安排", 2.4),
    )
    return Quality(total, "良好" if total >= 75 else "建议修改", 64.0, criteria, advice)


def assessment(made: Proposal | None = None, *, total: float = 78.0, hard: bool = True, **changes: Any) -> Assessment:
    made = made or proposal()
    start, end = made.sentences[-2].start, made.sentences[-2].end
    findings = [
        Finding(
            "empty_content",
            "内容空泛",
            Severity.SOFT,
            "建议人工核查：这一条建议没有对象和办法",
            "《提案审查工作细则》",
            start,
            end,
        )
    ]
    if hard:
        findings.append(
            Finding(
                "missing_part", "结构不完整", Severity.HARD, "建议人工核查：没有找到分析部分", "《提案工作条例》第十条"
            )
        )
    made_assessment = Assessment(made, quality(made, total), tuple(findings), (), Scope(12874, (2008, 2025)))
    values = {name: getattr(made_assessment, name) for name in ("proposal", "quality", "findings", "similar", "scope")}
    return Assessment(**{**values, **changes})


def pair(a: Proposal, b: Proposal, words: str = LINES[10], *, relation: Relation = Relation.SAME_ASK) -> Pair:
    passages = ()
    if words in a.text and words in b.text:
        passages = (Passage(*span_of(a, words), *span_of(b, words)),)
    return Pair(
        a.id, b.id, a.title, b.title, relation, 0.93, relation in {Relation.SAME_ASK, Relation.NEAR_COPY},
        Similarity(0.91, 0.84, 0.88, 0.32), passages, (AskMatch(0, 0, 0.95),), (1, 2), (1,),
        "两件都要求出台加装电梯管护办法",
    )  # fmt: skip


def session(count: int = 4, lines: tuple[str, ...] = LINES, shared: str = LINES[10]) -> FakeSession:
    """Proposals of which the first and second, third and fourth, … have the words `shared` in common."""
    proposals = [
        proposal(
            f"{number:04}",
            (f"{TITLE[:-3]}（{number}）的提案", *lines[1:]),
            sector=("经济界", "教育界", "医药卫生界")[number % 3],
        )
        for number in range(1, count + 1)
    ]
    pairs = [pair(a, b, shared) for a, b in zip(proposals[::2], proposals[1::2], strict=False)]
    assessments = []
    for number, made in enumerate(proposals):
        similar = tuple(
            similar_of(one, made.id, next(p for p in proposals if p.id == (one.b if one.a == made.id else one.a)))
            for one in pairs
            if made.id in (one.a, one.b)
        )
        assessments.append(assessment(made, total=52.0 + number * 37 % 45, hard=number % 3 == 0, similar=similar))
    groups = tuple(
        Group(
            f"G{number + 1}",
            one.a,
            (one.a, one.b),
            "两件都要求出台加装电梯管护办法，承办单位相同",
            ("出台加装电梯管护办法",),
            {one.a: ("设立养老保险试点",), one.b: ()},
            ("市住建局",),
            (proposals[-1].id,),
        )
        for number, one in enumerate(pairs)
    )
    run = {
        "analyzer": "0.1.0",
        "started": "2026-01-09T08:00:00",
        "settings": {"level": "市", "length_limit": 1500, "archive": None},
        "workers": 1,
        "notes": [],
        "model": {"name": "proposal-static-zh", "fingerprint": "c0ffee"},
        "rules": "abcdef0123456789",
        "counts": {"proposals": count, "pairs": {"same_ask": len(pairs)}},
        "seconds": {"读取文件": 0.5, "比对重复": 1.25},
    }
    failures = (Failure("会议/坏.docx", "会议/坏.docx：文件已损坏，打不开。请重新保存一份"),)
    return FakeSession(tuple(assessments), tuple(pairs), groups, failures, run)


def archived_session() -> FakeSession:
    """Two proposals of one ask, of which the first was raised before: 2021-88, filed and answered."""
    made, earlier = session(2), proposal("2021-88", proposer="高怀德", year=2021)
    first = made.assessments[0]
    raised = replace(
        similar_of(pair(first.proposal, earlier), first.proposal.id, earlier),
        merge=False,
        archived=True,
        raised_before=True,
        session="四届二次会议",
        outcome="立案（B）",
        reply="已列入年度计划",
    )
    assessments = (replace(first, similar=(raised, *first.similar)), made.assessments[1])
    return replace(made, assessments=assessments, archived=Scope(14, (2021, 2022)))
