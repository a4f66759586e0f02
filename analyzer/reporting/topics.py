"""Topics as text for a terminal, as a table with a proposal a row, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from analyzer.assessment import Raised, Topic
from analyzer.reporting import view
from analyzer.reporting.sheets import Column, Sheet, workbook_of
from analyzer.reporting.terminal import console_of, heading, item, text_of

_SHOWN_MEMBERS = 8
_SHOWN_VALUES = 6
_SHOWN_ROWS = 12
_COLUMNS = (
    Column("题目编号", 9), Column("题目", 24, "wrap"), Column("件数", 7, "count"), Column("首次年度", 9, "count"),
    Column("最近年度", 9, "count"), Column("最长连续年数", 9, "count"), Column("重复占比", 10, "share"),
    Column("案号", 14), Column("案由", 42, "wrap"), Column("提案人", 14), Column("界别", 14), Column("类别", 12),
    Column("年度", 7, "count"), Column("届次", 16), Column("来自档案", 9), Column("与他件重复", 9),
    Column("处理结果", 12), Column("办理标记", 9), Column("办理答复", 50, "wrap"),
)  # fmt: skip
_TOPIC_COLUMNS = (
    *_COLUMNS[:7], Column("关键词", 30, "wrap"), Column("各年件数", 24, "wrap"), Column("界别", 30, "wrap"),
    Column("类别", 30, "wrap"), Column("以往办理", 40, "wrap"),
)  # fmt: skip


def topics_text(topics: Sequence[Topic], alone: Sequence[Raised], *, width: int = 100, color: bool = False) -> str:
    """Each topic with its years, sectors, repeats and how earlier proposals were handled, then repeats by field."""
    console = console_of(width, color)
    everything = [*(one for topic in topics for one in topic.members), *alone]
    console.print(Text(_summary(topics, alone, everything)))
    for topic in topics:
        console.print()
        words = f"（{'、'.join(topic.words)}）" if topic.words else ""
        console.print(Text(f"{topic.id}  {view.shortened(topic.name, 40)}", style="bold").append(words, style="dim"))
        item(console, _when(topic))
        for name, field in (("界别", "sector"), ("类别", "category")):
            if counts := topic.counted(field):
                item(console, f"{name}：{_values(counts)}")
        if handled := _handled(topic):
            item(console, handled)
        for one in topic.members[:_SHOWN_MEMBERS]:
            item(console, f"{view.shortened(one.id, 16)}  {view.shortened(one.title, 60)}{_facts(one)}", style="dim")
        if len(topic.members) > _SHOWN_MEMBERS:
            item(console, f"……另有 {len(topic.members) - _SHOWN_MEMBERS} 件，见 --format jsonl 或 csv", style="dim")
    for name, field in (("年度", "year"), ("界别", "sector"), ("类别", "category")):
        if table := _shares(name, field, everything):
            heading(console, f"按{name}看重复（同一提案人再提、文字雷同或建议相同）")
            console.print(table)
    return text_of(console)


def topic_rows(topics: Iterable[Topic], alone: Iterable[Raised]) -> Iterator[list[Any]]:
    """A header and a row a proposal, those of a topic together; proposals that stand alone last, without a topic."""
    yield [column.name for column in _COLUMNS]
    for topic in topics:
        yield from ([*_about(topic), *_row(one)] for one in topic.members)
    yield from ([*[""] * 7, *_row(one)] for one in alone)


def topics_workbook(topics: Sequence[Topic], alone: Sequence[Raised]) -> bytes:
    """An Excel workbook: a sheet with a topic a row, and one with a proposal a row."""
    each, rows = (_topic_row(topic) for topic in topics), topic_rows(topics, alone)
    next(rows)  # its header is that of the sheet
    sheets = (Sheet("题目", _TOPIC_COLUMNS, each, freeze=2), Sheet("提案", _COLUMNS, rows, freeze=2))
    return workbook_of("提案题目归纳", sheets)


def _topic_row(topic: Topic) -> list[Any]:
    years = "、".join(f"{year} 年 {count}" for year, count in topic.years.items())
    values = (_values(topic.counted(field)) for field in ("sector", "category"))
    return [*_about(topic), "、".join(topic.words), years, *values, _handled(topic)]


def _about(topic: Topic) -> list[Any]:
    years = topic.years
    about = [topic.id, topic.name, len(topic.members), min(years, default=""), max(years, default="")]
    return [*about, topic.years_running or "", topic.repeated_share]


def _row(one: Raised) -> list[Any]:
    told = (one.id, one.title, one.proposer, one.sector, one.category, one.year, one.session)
    flags = ("是" if one.archived else "", "是" if one.repeats else "")
    return ["" if value is None else value for value in (*told, *flags, one.outcome, one.mark, one.reply)]


def _summary(topics: Sequence[Topic], alone: Sequence[Raised], everything: Sequence[Raised]) -> str:
    years = sorted({one.year for one in everything if one.year})
    span = "" if not years else f"（{years[0]} 年）" if len(years) == 1 else f"（{years[0]}–{years[-1]} 年）"
    archived = sum(one.archived for one in everything)
    past = f"，其中档案 {archived} 件" if archived else ""
    return (
        f"{len(everything)} 件提案{span}{past}：{len(topics)} 个题目有两件以上，另有 {len(alone)} 件各谈各的。\n"
        "只就这些提案而言；题目由程序归纳，建议人工核查。"
    )


def _when(topic: Topic) -> str:
    years = topic.years
    line = f"{len(topic.members)} 件"
    counts = [f"{year} 年 {count} 件" for year, count in years.items()]
    counts += [f"{view.shortened(session, 20)} {count} 件" for session, count in topic.sessions.items()]
    if counts:
        running = f"，最长连续 {topic.years_running} 年" if topic.years_running > 1 else ""
        line += f"：{'、'.join(counts)}{running}"
    repeating = sum(one.repeats for one in topic.members)
    return f"{line}；{repeating} 件与他件重复（{view.percent(topic.repeated_share)}）"


def _values(counts: Mapping[str, int]) -> str:
    shown = [f"{view.shortened(name, 20)} {count}" for name, count in list(counts.items())[:_SHOWN_VALUES]]
    return "、".join(shown) + ("等" if len(counts) > _SHOWN_VALUES else "")


def _handled(topic: Topic) -> str:
    parts = (("处理", topic.counted("outcome")), ("办理标记", topic.counted("mark")))
    shown = [f"{name} {_values(counts)}" for name, counts in parts if counts]
    return f"以往办理：{'；'.join(shown)}" if shown else ""


def _facts(one: Raised) -> str:
    told = [one.when, one.proposer, "档案" if one.archived else None, one.outcome, one.mark]
    facts = "，".join(view.shortened(fact, 20) for fact in told if fact)
    reply = f"；答复：{view.shortened(one.reply, 40)}" if one.reply else ""
    return f"（{facts}{reply}）" if facts or reply else ""


def _shares(name: str, field: str, raised: Sequence[Raised]) -> Table | None:
    """Proposals and repeats by year, sector or category, the most first (years in order)."""
    found: dict[Any, list[bool]] = {}
    for one in raised:
        if value := getattr(one, field):
            found.setdefault(value, []).append(one.repeats)
    if len(found) < 2:
        return None
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title in (f"   {name}", "件数", "重复", "占比"):
        table.add_column(title, justify="left" if title.strip() == name else "right")
    ranked = sorted(found, key=lambda value: value if field == "year" else (-len(found[value]), value))
    for value in ranked[:_SHOWN_ROWS]:
        flags = found[value]
        table.add_row(
            f"   {view.shortened(str(value), 20)}", str(len(flags)), str(sum(flags)),
            view.percent(sum(flags) / len(flags)),
        )  # fmt: skip
    return table
