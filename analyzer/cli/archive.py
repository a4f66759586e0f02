"""`analyzer archive`: the office's past proposals."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.chinese import ChineseCommand, ChineseGroup
from analyzer.cli.console import Progress, emit, finish, message, progress, report_failures, report_notes
from analyzer.cli.options import ModelOption, SettingsOption, named, one_of, refuse_to_replace
from analyzer.errors import ArchiveError, ConfigurationError
from analyzer.settings import Settings, default_archive, load_settings

if TYPE_CHECKING:
    from analyzer.archive import Added, Archive, Entry, Judge
    from analyzer.proposal import Document
    from analyzer.reading import Handled, ReadFailure, ReadNote

_SHOWN_REMOVALS = 20
_SHOWN_ROWS = 3
_TITLE, _FACT = 60, 20  # characters on a line

PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--archive", metavar="FILE", help="档案文件或数据库地址；不写则用设置里的或默认位置。", callback=named
    ),
]
YearOption = Annotated[int | None, typer.Option("--year", metavar="YEAR", help="只看这一年。", min=1949, max=9999)]
FormatOption = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="text、jsonl。", callback=one_of("text", "jsonl"))
]

app = typer.Typer(
    cls=ChineseGroup,
    rich_markup_mode=None,
    no_args_is_help=False,
    invoke_without_command=True,
)


@app.callback()
def archive(context: typer.Context) -> None:
    """历年提案档案：入库、查看、检索、导出、删除。"""
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command("add", cls=ChineseCommand)
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="文件、文件夹、表格或压缩包。", show_default=False)
    ],
    place: PlaceOption = None,
    settings: SettingsOption = None,
    model: ModelOption = None,
) -> None:
    """入库；已有的提案只更新处理结果、办理标记和答复，补上空缺。

    没有正文、只有案号（或案由）和办理结果的表格，更新档案中已有的提案。
    """
    in_force = load_settings(settings, model=model)

    from analyzer.analysis import Analyzer
    from analyzer.archive import Added
    from analyzer.reading import nothing_readable, read_paths
    from analyzer.reporting.view import failure_line

    analyzer = Analyzer(in_force)
    failures: list[ReadFailure] = []
    notes: list[str] = []
    handled: list[Handled] = []
    with (
        progress() as report,
        analyzer.open_archive(_place(place, in_force), create=True) as opened,
    ):
        documents = _documents(read_paths(paths, in_force, unique=False, handled=handled), failures, notes)
        added = _add(opened, documents, analyzer, report)
        if failures and added == Added() and not handled:
            raise nothing_readable(failures, notes)
        settled = opened.settle(handled) if handled else None
        count, where = opened.count(), opened.place
    message(f"新增 {added.new}、更新 {added.updated}、未变 {added.unchanged}；档案共 {count} 件（{where}）")
    if added.namesakes:
        message(f"其中 {added.namesakes} 件与档案中同年同号的另一件内容不同，建议人工核对")
    if settled:
        message(f"按没有正文的表格更新 {settled.updated} 件的办理情况，未变 {settled.unchanged} 件")
        if settled.unmatched:
            message(_unmatched(settled.unmatched))
    report_notes(notes)
    report_failures([failure_line(failure) for failure in failures])
    finish(failures=bool(failures), condition_met=False)


def _unmatched(rows: Sequence[Handled]) -> str:
    """The rows of tables of outcomes that mean no archived proposal, or no one of several."""
    from analyzer.reporting.view import shortened

    shown = "；".join(
        f"{row.where}：{shortened(' '.join(filter(None, map(row.fields.get, ('id', 'title')))), _TITLE)}"
        for row in rows[:_SHOWN_ROWS]
    )
    more = "等" if len(rows) > _SHOWN_ROWS else ""
    return f"其中 {len(rows)} 行在档案中找不到唯一对应的提案，没有更新（{shown}{more}）；请核对案号、案由和年度"


@app.command("list", cls=ChineseCommand)
def list_entries(
    place: PlaceOption = None,
    year: YearOption = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", help="最多列出几件。", min=1)] = None,
    format: FormatOption = "text",
    settings: SettingsOption = None,
) -> None:
    """列出档案里的提案，新的在前。"""
    from analyzer.archive import Archive

    with Archive(_place(place, load_settings(settings))) as opened:
        entries = opened.entries(year=year, limit=limit)
        count = len(entries) if limit is None else opened.count(year=year)
    emit(_listed(entries, format))
    message(f"共 {count} 件" + (f"，列出 {len(entries)} 件" if len(entries) < count else ""))


@app.command("search", cls=ChineseCommand)
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="要找的词或一句话。", show_default=False)],
    place: PlaceOption = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="最多列出几件。", min=1)] = 20,
    format: FormatOption = "text",
    settings: SettingsOption = None,
    model: ModelOption = None,
) -> None:
    """按词和按意思检索，最相关的在前。"""
    in_force = load_settings(settings, model=model)
    wanted = [word for word in (" ".join(word.split()) for word in words) if word]
    if not wanted:
        raise ConfigurationError("没有要找的词", remedy="请写一个词或一句话")

    from analyzer.analysis import Analyzer

    entries = Analyzer(in_force).search_archive(wanted, _place(place, in_force), limit)
    emit(_listed(entries, format))
    if not entries:
        message("没有找到相关的提案；换一个说法再试")


@app.command("export", cls=ChineseCommand)
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="导出到 .xlsx、.csv 或 .jsonl 文件。", show_default=False)
    ],
    place: PlaceOption = None,
    year: YearOption = None,
    settings: SettingsOption = None,
) -> None:
    """导出为表格，可再次入库。"""
    refuse_to_replace(file)
    from analyzer.archive import Archive
    from analyzer.archive import export as write

    with Archive(_place(place, load_settings(settings))) as opened:
        entries = opened.entries(year=year)
    write(entries, file)
    message(f"已导出 {len(entries)} 件到 {file}")


@app.command("remove", cls=ChineseCommand)
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="提案号。", show_default=False)],
    place: PlaceOption = None,
    year: YearOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    settings: SettingsOption = None,
) -> None:
    """从档案中删除提案；先列出再询问。"""
    from analyzer.archive import Archive

    with Archive(_place(place, load_settings(settings))) as opened:
        entries = opened.entries(ids=ids, year=year)
        _refuse_ambiguous(entries)
        for line in _lines(entries[:_SHOWN_REMOVALS]):
            message(line)
        if len(entries) > _SHOWN_REMOVALS:
            message(f"……另有 {len(entries) - _SHOWN_REMOVALS} 件")
        if entries and not (yes or _confirmed(len(entries))):
            message("没有删除")
            return
        removed = opened.remove(entries)
    message(f"已删除 {removed} 件")
    unknown = [id for id in dict.fromkeys(ids) if id not in {entry.id for entry in entries}]
    if unknown:
        raise ArchiveError(f"档案里没有第 {'、'.join(unknown)} 号", remedy="请用 analyzer archive list 查看")


def _place(option: str | None, settings: Settings) -> str:
    return option or settings.archive or str(default_archive())


def _add(archive: Archive, documents: Iterator[Document], judge: Judge, report: Progress | None) -> Added:
    """Add all; an interruption says how many were."""
    so_far = 0

    def step(done: int, total: int | None) -> None:
        nonlocal so_far
        so_far = done
        if report:
            report("入库", done, total)

    try:
        return archive.add(documents, judge, step)
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(*([f"入库的前 {so_far} 件"] if so_far else [])) from error


def _documents(
    found: Iterable[Document | ReadFailure | ReadNote], failures: list[ReadFailure], notes: list[str]
) -> Iterator[Document]:
    """The documents one by one, failures and notes put aside."""
    from analyzer.reading import ReadFailure, ReadNote

    for each in found:
        if isinstance(each, ReadFailure):
            failures.append(each)
        elif isinstance(each, ReadNote):
            notes.append(str(each))
        else:
            yield each


def _refuse_ambiguous(entries: Sequence[Entry]) -> None:
    """A number of several years is not removed from all of them by an oversight."""
    years: dict[str, set[str]] = {}
    for entry in entries:
        years.setdefault(entry.id, set()).add(entry.raised.when or "无年份")
    for id, found in years.items():
        if len(found) > 1:
            named = "、".join(sorted(found))
            raise ConfigurationError(f"第 {id} 号在几个年度都有（{named}）", remedy="请用 --year 写明哪一年")


def _confirmed(count: int) -> bool:
    if not sys.stdin.isatty():
        raise ConfigurationError(f"将删除以上 {count} 件，需要确认", remedy="确定要删请加 --yes")
    return typer.confirm(f"删除以上 {count} 件，不能恢复，确定吗？", err=True)


def _listed(entries: Sequence[Entry], format: str) -> Iterator[str]:
    if format == "jsonl":
        from analyzer.archive import records

        return (f"{json.dumps(record, ensure_ascii=False)}\n" for record in records(entries, text=False))
    return (f"{line}\n" for line in _lines(entries))


def _lines(entries: Sequence[Entry]) -> Iterator[str]:
    """A line an entry: year or session, number, title, proposer, what became of it."""
    from rich.cells import cell_len

    from analyzer.reporting.view import shortened

    ids = [shortened(entry.id, _TITLE) for entry in entries]
    wide = max(map(cell_len, ids), default=0)
    for id, entry in zip(ids, entries, strict=True):
        facts = (shortened(fact, _FACT) for fact in (entry.proposer, entry.result) if fact)
        replied = ("有答复",) if entry.reply else ()
        padded = id + " " * (wide - cell_len(id))
        yield "  ".join((entry.raised.when or "----", padded, shortened(entry.title, _TITLE), *facts, *replied))
