"""`analyzer topics`: what is raised again and again, since when, by whom."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import emit, finish, laid_out, message, progress, report_failures, report_notes
from analyzer.cli.options import (
    ArchiveOption,
    ModelOption,
    SettingsOption,
    WorkersOption,
    format_of,
    one_of,
    refuse_to_replace,
)
from analyzer.errors import ConfigurationError
from analyzer.settings import load_settings

if TYPE_CHECKING:
    from analyzer.session import Topics

_FORMATS = ("text", "jsonl", "csv", "xlsx")
_SUFFIXES = {".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}


def topics(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="文件、文件夹、表格或压缩包；只看历年提案库时不写。", show_default=False),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="text、jsonl、csv、xlsx。", callback=one_of(*_FORMATS)),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="结果写入文件，格式可由扩展名定。")
    ] = None,
    archive: ArchiveOption = None,
    workers: WorkersOption = 1,
    settings: SettingsOption = None,
    model: ModelOption = None,
) -> None:
    """归纳题目：历年反复提出什么、哪些界别提、重复多少、怎样办理。"""
    format = format_of(format, output, _SUFFIXES)
    if format == "xlsx" and output is None:
        raise ConfigurationError("Excel 结果要写入文件", where="--format xlsx", remedy="请用 -o 题目.xlsx 指明文件名")
    refuse_to_replace(output)
    in_force = load_settings(settings, model=model)
    if not paths and not (archive or in_force.archive):
        raise typer.BadParameter("没有可归纳的提案：请写出 PATH，或用 --archive 指明历年提案库")

    from analyzer.analysis import Analyzer
    from analyzer.reporting.view import failure_line

    with progress() as report:
        found = Analyzer(in_force).topics(paths or (), archive=archive, workers=workers, progress=report)
    content = _rendered(found, format, to_file=output is not None)
    if output is None:
        assert not isinstance(content, bytes)
        emit(content)
    else:
        from analyzer.reporting.files import write_whole

        write_whole(output, content)
        message(f"已写入 {output}")
    report_notes(found.notes)
    report_failures([failure_line(failure) for failure in found.failures])
    finish(failures=bool(found.failures), condition_met=False)


def _rendered(found: Topics, format: str, *, to_file: bool) -> Iterable[str] | bytes:
    if format == "jsonl":
        from analyzer.reporting.records import topic_lines

        return topic_lines(found.topics)
    from analyzer.reporting.topics import topic_rows, topics_text, topics_workbook

    if format == "xlsx":
        return topics_workbook(found.topics, found.alone)
    if format == "csv":
        from analyzer.reporting.files import csv_lines

        return csv_lines(topic_rows(found.topics, found.alone))
    return [laid_out(partial(topics_text, found.topics, found.alone), to_file=to_file)]
