"""What every report says in the same words: names, strengths, order of attention, scope, safe text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.assessment import (
    RELATION_NAMES,
    Assessment,
    Criterion,
    CriterionKey,
    Evidence,
    Finding,
    Group,
    Pair,
    Quality,
    Relation,
    Scope,
    Severity,
    Similar,
    Similarity,
)
from analyzer.language.order import natural
from analyzer.proposal import PartKind, Proposal, Sentence, Span
from analyzer.reading.copies import SAME
from analyzer.reporting.session import Failure, Session

SEVERITY_NAMES: Mapping[Severity, str] = {Severity.HARD: "重点", Severity.SOFT: "提醒"}
PART_NAMES: Mapping[PartKind, str] = {
    PartKind.BACKGROUND: "情况",
    PartKind.PROBLEM: "问题",
    PartKind.ANALYSIS: "分析",
    PartKind.SUGGESTION: "建议",
    PartKind.OTHER: "其他",
}
NO_EVIDENCE_NOTE = "评分说明文本中看得见的依据有多强，不评价内容真伪，也不代替人工审查。"
LOW_SCORE = 60.0
STRONG_EVIDENCE = 1.0
LONGEST_SENTENCE = 300  # characters; a longer one is not shown as an example

# C0 and C1 controls, and halves of surrogate pairs: they break terminals, XML and UTF-8, and no reader misses them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` with one space for every character that a terminal or an XML file must not hold; same length."""
    return _UNPRINTABLE.sub(" ", text)


def shortened(text: str, limit: int) -> str:
    """`text` on one line, cut to `limit` characters with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def quoted(assessment: Assessment, start: int | None, end: int | None, limit: int = 80) -> str:
    """The text a claim rests on, on one line; empty where it rests on no sentence."""
    if start is None or end is None:
        return ""
    return shortened(assessment.proposal.text[start:end], limit)


def sentence_holding(proposal: Proposal, claim: Evidence) -> Sentence | None:
    """The sentence that a claim rests on; None where it rests on a part, the whole, or a title outside the text."""
    return next((s for s in proposal.sentences if s.start <= claim.start < claim.end <= s.end), None)


def rested_on(assessment: Assessment, evidence: Evidence, limit: int = 90) -> str:
    """The sentence that points were given for; for what was measured over more, which part that is.

    Of an empty span it is the title, which stands in a field and not in the text.
    """
    proposal, span = assessment.proposal, Span(evidence.start, evidence.end)
    if not len(span):
        return f"（案由：{shortened(proposal.title, limit)}）"
    if sentence_holding(proposal, evidence):
        return quoted(assessment, span.start, span.end, limit)
    kinds = [PART_NAMES[part.kind] for part in proposal.parts if part.span.stripped(proposal.text) == span]
    name = f"“{'、'.join(dict.fromkeys(kinds))}”部分" if kinds else "全文"
    return f"（{name}，{len(''.join(span.of(proposal.text).split()))} 字）"


def scattered(assessment: Assessment) -> list[tuple[Criterion, float]]:
    """The criteria with points that no sentence can be shown for, and how many: little things, all over the text."""
    rests = (
        (criterion, criterion.score - sum(evidence.points for evidence in criterion.evidence))
        for criterion in assessment.quality.criteria.values()
    )
    return [(criterion, rest) for criterion, rest in rests if rest >= 1]


@dataclass(frozen=True, slots=True)
class Strength:
    """A whole sentence that did well, and what it earned, with the criterion it counts for."""

    criterion: Criterion
    evidence: Evidence
    sentence: Span


def strengths(assessment: Assessment, most: int = 4) -> list[Strength]:
    """The sentences that earned most of the total, one claim a sentence, strongest first.

    A sentence that the advice wants changed, or that has a finding, is no example; nor is one of what is missing.
    """
    wanting = {advice.indicator for advice in assessment.quality.advice}
    wanting |= {gap.indicator for criterion in assessment.quality.criteria.values() for gap in criterion.missing}
    claims = [
        Strength(criterion, evidence, sentence)
        for criterion in assessment.quality.criteria.values()
        for evidence in criterion.evidence
        if evidence.points >= STRONG_EVIDENCE
        and evidence.indicator not in wanting
        and (sentence := _sentence_of(assessment.proposal, evidence))
    ]
    claims.sort(key=lambda claim: -claim.evidence.points * claim.criterion.weight)
    places = [(advice.start, advice.end) for advice in assessment.quality.advice]
    places += [(finding.start, finding.end) for finding in assessment.findings]
    taken = [Span(start, end) for start, end in places if start is not None and end is not None]
    chosen: list[Strength] = []
    for claim in claims:
        if not any(claim.sentence.overlaps(other) for other in taken):
            chosen.append(claim)
            taken.append(claim.sentence)
        if len(chosen) == most:
            break
    return chosen


def _sentence_of(proposal: Proposal, evidence: Evidence) -> Span | None:
    """The sentence of the body that evidence lies in; None where it is the title, a heading or several sentences."""
    sentence = sentence_holding(proposal, evidence)
    if sentence is None or sentence.heading:
        return None
    span = sentence.span.stripped(proposal.text)
    return span if proposal.body.contains(span) and len(span) <= LONGEST_SENTENCE else None


def gaps(assessment: Assessment) -> list[tuple[Criterion, str]]:
    """What was found missing beside what the advice asks for, the heaviest criterion with the lowest score first."""
    asked = {(advice.criterion, advice.message) for advice in assessment.quality.advice}
    criteria = sorted(assessment.quality.criteria.items(), key=lambda item: -item[1].weight * (100 - item[1].score))
    return [
        (criterion, gap.message)
        for key, criterion in criteria
        for gap in criterion.missing
        if (key, gap.message) not in asked
    ]


def ordered_findings(assessment: Assessment) -> list[Finding]:
    """Findings, hard ones first, then by place in the text."""
    return sorted(assessment.findings, key=lambda f: (f.severity is not Severity.HARD, f.start is None, f.start or 0))


def grave_line(assessment: Assessment) -> str:
    """The names of the hard findings, to be told before anything else; empty where there is none."""
    grave = _hard_names(ordered_findings(assessment))
    return f"审查提示中有 {len(grave)} 条重点，请先核查：{'、'.join(dict.fromkeys(grave))}" if grave else ""


def _hard_names(findings: Iterable[Finding]) -> list[str]:
    return [finding.name for finding in findings if finding.severity is Severity.HARD]


def ordered_similar(assessment: Assessment) -> list[Similar]:
    """Similar proposals, those suggested for a merge first, then those of the archive that asked for the same."""
    return sorted(assessment.similar, key=lambda s: (not s.mergeable, not s.raised_before, -s.probability))


def likeness_line(one: Pair | Similar) -> str:
    """How probable it is that two proposals are to be handled as one, and what to do about it.

    What is archived is closed, so that nothing is merged with it; its answer is worth reading.
    """
    todo = "，建议核查并案" if one.mergeable else "，曾提过，请看当时的办理和答复" if one.raised_before else ""
    return f"{'重复' if one.raised_before else '并案'}参考值 {percent(one.probability)}{todo}"


def short_name(similar: Similar) -> str:
    """A similar proposal in a list: its id; of an archived one the title and year, for its id says nothing here."""
    if not similar.archived:
        return similar.id
    return f"《{shortened(similar.title, 40)}》（{'，'.join(['库中', *when(similar)])}）"


def when(similar: Similar) -> list[str]:
    """Year and session of a similar proposal, as far as they are known."""
    return [fact for fact in (str(similar.year or ""), similar.session) if fact]


def archived_similar(assessments: Iterable[Assessment]) -> Iterator[tuple[Assessment, Similar]]:
    """Proposals with what the archive holds like them, in the order given."""
    for assessment in assessments:
        yield from ((assessment, one) for one in ordered_similar(assessment) if one.archived)


def relation_name(relation: Relation) -> str:
    """The relation's Chinese name."""
    return RELATION_NAMES[relation]


def percent(share: float | None) -> str:
    """A share 0-1 as a whole percentage; a dash where there is none."""
    return "—" if share is None else f"{share * 100:.0f}%"


def similarity_line(similarity: Similarity) -> str:
    """The similarities by part on one line."""
    parts = (("案由", similarity.title), ("问题", similarity.problem), ("建议", similarity.suggestion))
    shown = [f"{name} {percent(value)}" for name, value in parts if value is not None]
    return "，".join([*shown, f"原文重合 {percent(similarity.verbatim)}"])


def handled(similar: Similar) -> str:
    """How an earlier proposal was dealt with, as far as the archive says."""
    parts = (("办理结果", similar.outcome), ("答复", similar.reply))
    return "；".join(f"{name}：{shortened(value, 120)}" for name, value in parts if value)


def scope_line(scope: Scope) -> str:
    """What was compared with, and what was not."""
    if not scope.compared_with:
        return "本次未与其他提案比对；未与外部网络比对。"
    return f"已与 {_counted(scope)}比对；未与外部网络比对。"


def batch_scope_line(archived: Scope) -> str:
    """What the proposals of a batch were compared with, and what they were not."""
    if not archived.compared_with:
        return "仅在本批提案之间比对；未与外部网络比对。"
    return f"已在本批提案之间，并与历年提案库的 {_counted(archived)}比对；未与外部网络比对。"


def _counted(scope: Scope) -> str:
    if not scope.years:
        return f"{scope.compared_with} 件提案"
    first, last = scope.years
    years = str(first) if first == last else f"{first}–{last}"
    return f"{scope.compared_with} 件、年份 {years} 的提案"


def total_line(assessment: Assessment) -> str:
    """Total, band and percentile on one line."""
    quality = assessment.quality
    line = f"{quality.total:.0f} 分（{quality.band}）"
    if quality.percentile is not None:
        line += f"，{percentile_line(quality)}"
    return line


def percentile_line(quality: Quality) -> str:
    """How many of what it was compared with a proposal outdoes; of the first and the last, that it is."""
    if quality.percentile in (0, 100):
        return f"{'高' if quality.percentile else '低'}于{quality.percentile_among}提案中的每一件"
    return f"高于{quality.percentile_among}提案的 {quality.percentile:.0f}%"


def source_line(proposal: Proposal) -> str:
    """The file that a proposal came from, with copies of it that are not counted."""
    copies = proposal.source.copies
    return proposal.source.file + (f"（与 {'、'.join(copies)} {SAME}）" if copies else "")


def failure_line(failure: Failure) -> str:
    """One line for a file that was skipped; names the file once."""
    reason = " ".join(str(failure.error).split())
    return reason if reason.startswith(failure.file) else f"{failure.file}：{reason}"


@dataclass(frozen=True, slots=True)
class Attention:
    """Why a proposal should be looked at, worst first; `rank` sorts (lower is more urgent)."""

    rank: tuple[int, int, int, int, int, float]
    reasons: tuple[str, ...]

    @property
    def needed(self) -> bool:
        """Whether there is any reason at all."""
        return bool(self.reasons)


def attention(assessment: Assessment) -> Attention:
    """Hard findings before merge suggestions, what was raised before, what reads like no proposal, and low scores.

    Among equals the lower score comes first. What is no proposal has no low score.
    """
    hard = _hard_names(assessment.findings)
    merges = sum(1 for similar in assessment.similar if similar.mergeable)
    raised = sum(1 for similar in assessment.similar if similar.raised_before)
    genre = assessment.quality.genre
    low = not genre and assessment.quality.total < LOW_SCORE
    reasons = [f"像{genre}，不像提案"] if genre else []
    reasons += dict.fromkeys(hard)
    if merges:
        reasons.append(f"可能与 {merges} 件并案")
    if raised:
        reasons.append(f"库中曾提过 {raised} 件")
    if low:
        reasons.append("评分偏低")
    rank = (-len(hard), -int(merges > 0), -int(raised > 0), -int(bool(genre)), -int(low), assessment.quality.total)
    return Attention(rank, tuple(reasons))


def by_attention(assessments: Iterable[Assessment]) -> list[Assessment]:
    """Proposals, those that need a reviewer first."""
    return sorted(assessments, key=lambda a: (attention(a).rank, natural(a.proposal.id)))


def counted(assessments: Sequence[Assessment]) -> Sequence[Assessment]:
    """The assessments that statistics speak of: those of proposals, or where there is none, all."""
    return [assessment for assessment in assessments if not assessment.quality.genre] or assessments


def ordered_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs by probability of a merge."""
    return sorted(pairs, key=lambda p: (-p.probability, natural(p.a), natural(p.b)))


def group_members(group: Group) -> list[str]:
    """The ids of a group, the suggested lead first."""
    return [group.main, *(member for member in group.members if member != group.main)]


def common_gaps(assessments: Sequence[Assessment], most: int = 10) -> list[tuple[str, str, int]]:
    """What proposals miss most often: criterion, message, number of proposals."""
    counts: dict[tuple[str, str], int] = {}
    for assessment in assessments:
        for key in {(c.name, gap.message) for c in assessment.quality.criteria.values() for gap in c.missing}:
            counts[key] = counts.get(key, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [(name, message, count) for (name, message), count in ranked]


def criteria_of(assessments: Sequence[Assessment]) -> list[CriterionKey]:
    """The criteria scored in these assessments, in the order in which they are shown."""
    return [key for key in CriterionKey if any(key in a.quality.criteria for a in assessments)]


_RUN_NAMES: Mapping[str, str] = {
    "analyzer": "程序版本",
    "started": "开始时间",
    "settings": "设置",
    "workers": "进程数",
    "model": "模型",
    "name": "名称",
    "fingerprint": "指纹",
    "rules": "规则指纹",
    "counts": "数量",
    "seconds": "用时（秒）",
    "proposals": "提案",
    "findings": "提示",
    "pairs": "疑似重复",
    "groups": "并案组",
    "failures": "未能读取",
    "notes": "读取说明",
    "level": "层级",
    "place": "地区",
    "today": "基准日期",
    "length_limit": "字数上限",
    "title_limit": "案由字数上限",
    "units_per_suggestion": "每条建议承办单位上限",
    "allow_download": "允许下载模型",
    "rules_dir": "规则目录",
    "archive": "历年提案库",
    "database": "文件或地址",
    "years": "起止年份",
    **{relation.value: name for relation, name in RELATION_NAMES.items()},
}


def run_rows(session: Session) -> list[tuple[str, str]]:
    """The run's facts as rows of name and value, nested names joined by ·."""
    checks = {finding.check: finding.name for each in session.assessments for finding in each.findings}
    return list(_flat("", session.run, {**_RUN_NAMES, **checks}))


def _flat(name: str, value: Any, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            label = names.get(str(key), str(key))
            yield from _flat(f"{name} · {label}" if name else label, inner, names)
    elif isinstance(value, list | tuple):
        yield name, shortened("、".join(map(str, value)), 2000)
    elif value is None or value == "":
        yield name, "—"
    elif isinstance(value, bool):
        yield name, "是" if value else "否"
    else:
        yield name, f"{value:.2f}" if isinstance(value, float) else shortened(str(value), 2000)
