"""Results as text for a terminal or a plain file."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyzer.assessment import Assessment, Severity
from analyzer.reporting import view
from analyzer.reporting.session import Session

_BAR = 20
_SHOWN_GAPS = 6
_SHOWN_SIMILAR = 5
_QUOTE = 76
_REASON = 400  # more than any has, for what it quotes is cut where it makes sense
_SHOWN_PASSAGES = 3


def check_text(assessment: Assessment, *, width: int = 100, color: bool = False) -> str:
    """One proposal, for a reader who has never seen the program: strong, first to change, missing, findings, similar.

    `width` is in columns (a Chinese character takes two); `color` adds ANSI colours.
    """
    console = console_of(width, color)
    proposal = assessment.proposal
    console.print(Text(view.shortened(proposal.title or proposal.id, 120), style="bold"))
    console.print(Text(_about(assessment), style="dim"))
    if assessment.quality.note:
        console.print(Text(f"注意：{view.shortened(assessment.quality.note, 200)}", style="yellow"))
    if grave := view.grave_line(assessment):
        console.print(Text(grave, style="bold red"))
    heading(console, f"总评 {view.total_line(assessment)}")
    console.print(_score_card(assessment))
    _strengths(console, assessment)
    _advice(console, assessment)
    _gaps(console, assessment)
    _findings(console, assessment)
    _similar(console, assessment)
    console.print()
    console.print(Text(view.NO_EVIDENCE_NOTE, style="dim"))
    return text_of(console)


def pairs_text(session: Session, *, width: int = 100, color: bool = False) -> str:
    """Pairs by probability of a merge, then the groups for 并案, and what was compared with."""
    console = console_of(width, color)
    if not session.pairs:
        console.print(Text("没有发现需要人工核查的重复提案（只说明在比对范围内）。"))
    for number, pair in enumerate(view.ordered_pairs(session.pairs), 1):
        style = "bold red" if pair.mergeable else "bold"
        title = f"{number}. {view.relation_name(pair.relation)}（{view.likeness_line(pair)}）"
        console.print(Text(title, style=style))
        for id_, name in ((pair.a, pair.a_title), (pair.b, pair.b_title)):
            item(console, f"{view.shortened(id_, 40)}  {view.shortened(name, 80)}")
        item(console, view.similarity_line(pair.similarity), style="dim")
        if pair.reason:
            item(console, view.shortened(pair.reason, _REASON))
    if session.groups:
        heading(console, f"并案建议 {len(session.groups)} 组（建议人工核查）")
    for group in session.groups:
        console.print(Text(f"{group.id}  {view.shortened(group.reason, _REASON)}"))
        for member in view.group_members(group):
            item(console, view.shortened(member, 60) + ("  （主提案建议）" if member == group.main else ""))
        for ask in group.common_asks:
            item(console, f"共同建议：{view.shortened(ask, _REASON)}", style="dim")
    console.print()
    console.print(Text(view.batch_scope_line(session.archived), style="dim"))
    return text_of(console)


def console_of(width: int, color: bool) -> Console:
    """A console that writes into a string."""
    return Console(
        file=StringIO(), width=max(40, width), force_terminal=color, color_system="standard" if color else None,
        highlight=False, emoji=False, markup=False, legacy_windows=False, soft_wrap=False,
    )  # fmt: skip


def text_of(console: Console) -> str:
    """What was printed on a console, lines without trailing space."""
    file = console.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def heading(console: Console, text: str) -> None:
    """A heading with an empty line before it."""
    console.print()
    console.print(Text(text, style="bold cyan"))


def item(console: Console, text: str | Text, *, indent: int = 3, style: str = "") -> None:
    """A paragraph set in from the left."""
    renderable: RenderableType = Text(text, style=style) if isinstance(text, str) else text
    console.print(Padding(renderable, (0, 0, 0, indent)))


def _about(assessment: Assessment) -> str:
    proposal = assessment.proposal
    facts = [proposal.source.file, proposal.proposer, proposal.sector, str(proposal.year) if proposal.year else None]
    line = "  ".join(view.shortened(fact, 60) for fact in facts if fact)
    repaired = sum(repair.count for repair in proposal.source.repairs)
    return f"{line}  正文 {proposal.characters} 字" + (f"  读取时修复 {repaired} 处" if repaired else "")


def _score_card(assessment: Assessment) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1), pad_edge=False)
    for criterion in assessment.quality.criteria.values():
        filled = round(criterion.score / 100 * _BAR)
        style = "green" if criterion.score >= 75 else "yellow" if criterion.score >= view.LOW_SCORE else "red"
        bar = Text("█" * filled, style=style).append("░" * (_BAR - filled), style="dim")
        table.add_row(f"   {criterion.name}", bar, f"{criterion.score:3.0f}", Text(f"权重 {criterion.weight:g}", "dim"))
    return table


def _strengths(console: Console, assessment: Assessment) -> None:
    strong = view.strengths(assessment)
    if not strong:
        return
    heading(console, "写得好的地方")
    for claim in strong:
        quote = view.quoted(assessment, claim.sentence.start, claim.sentence.end, view.LONGEST_SENTENCE)
        item(console, f"✓ {claim.criterion.name} · {claim.evidence.name}", indent=1, style="green")
        item(console, f"“{quote}”")


def _advice(console: Console, assessment: Assessment) -> None:
    if not assessment.quality.advice:
        return
    heading(console, "建议先改这几处")
    for number, advice in enumerate(assessment.quality.advice, 1):
        gain = f"（约可提高 {advice.gain:.0f} 分）" if advice.gain >= 1 else ""
        item(console, f"{number}. {view.shortened(advice.message, 160)}{gain}", indent=1, style="bold")
        if quote := view.quoted(assessment, advice.start, advice.end, _QUOTE):
            item(console, f"此处：“{quote}”", indent=4)


def _gaps(console: Console, assessment: Assessment) -> None:
    missing = view.gaps(assessment)
    if not missing:
        return
    heading(console, "还缺什么")
    for criterion, message in missing[:_SHOWN_GAPS]:
        item(console, f"· {criterion.name}：{view.shortened(message, 120)}", indent=1)
    if len(missing) > _SHOWN_GAPS:
        item(console, f"……另有 {len(missing) - _SHOWN_GAPS} 条，见 --format html", indent=1, style="dim")


def _findings(console: Console, assessment: Assessment) -> None:
    findings = view.ordered_findings(assessment)
    if not findings:
        heading(console, "审查提示：没有发现需要核查的问题")
        return
    heading(console, f"审查提示 {len(findings)} 条（建议人工核查，不是结论）")
    for finding in findings:
        style = "bold red" if finding.severity is Severity.HARD else "yellow"
        item(console, Text(f"[{view.SEVERITY_NAMES[finding.severity]}] {finding.name}", style=style), indent=1)
        item(console, view.shortened(finding.message, 200))
        if quote := view.quoted(assessment, finding.start, finding.end, _QUOTE):
            item(console, f"原文：“{quote}”")
        item(console, f"依据：{view.shortened(finding.basis, 120)}", style="dim")


def _similar(console: Console, assessment: Assessment) -> None:
    similar = view.ordered_similar(assessment)
    heading(console, f"以前提过的相近提案 {len(similar)} 件" if similar else "相近提案")
    for one in similar[:_SHOWN_SIMILAR]:
        about = "，".join([*view.when(one), *([one.proposer] if one.proposer else [])])
        item(console, f"· {view.shortened(one.title, 100)}" + (f"（{about}）" if about else ""), indent=1)
        likely = f"{view.relation_name(one.relation)}，{view.likeness_line(one)}"
        item(console, f"{likely}；{view.similarity_line(one.similarity)}")
        for line in (one.reason, view.handled(one)):
            if line:
                item(console, view.shortened(line, _REASON))
        for passage in one.passages[:_SHOWN_PASSAGES]:
            quote = view.quoted(assessment, passage.start, passage.end, _QUOTE)
            item(console, f"相同文字：“{quote}”", style="dim")
    if len(similar) > _SHOWN_SIMILAR:
        item(console, f"……另有 {len(similar) - _SHOWN_SIMILAR} 件，见 --format html", indent=1, style="dim")
    item(console, view.scope_line(assessment.scope), indent=1, style="dim")
