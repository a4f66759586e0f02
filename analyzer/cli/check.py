"""`analyzer check`: one proposal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analyzer.assessment import Assessment
from analyzer.cli.console import emit, finish, laid_out, message, progress, report_notes
from analyzer.cli.options import (
    ArchiveOption,
    FailOnOption,
    LevelOption,
    ModelOption,
    PlaceOption,
    SettingsOption,
    conditions_of,
    format_of,
    met,
    one_of,
    refuse_never_met,
    refuse_to_replace,
    settings_of,
)
from analyzer.errors import ConfigurationError, InputError
from analyzer.garbage import uncollected
from analyzer.threads import VARIABLE as THREADS

_FORMATS = ("text", "json", "html", "docx")
_SUFFIXES = {".json": "json", ".html": "html", ".htm": "html", ".docx": "docx"}
# A proposal has some thousand characters; more than this on stdin is a mistake.
_STDIN_LIMIT = 50_000_000


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="提案文件；- 表示从标准输入读文字。", show_default=False)],
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="text、json、html、docx。", callback=one_of(*_FORMATS)),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="结果写入文件，格式可由扩展名定。")
    ] = None,
    archive: ArchiveOption = None,
    fail_on: FailOnOption = None,
    settings: SettingsOption = None,
    level: LevelOption = None,
    place: PlaceOption = None,
    model: ModelOption = None,
) -> None:
    """自查一件提案：哪里写得好、缺什么、先改什么、以前提过没有。"""
    conditions = conditions_of(fail_on, alone=True)
    format = format_of(format, output, _SUFFIXES)
    _refuse_bad_output(file, output, format)
    refuse_to_replace(output)
    in_force = settings_of(settings, level, place, model)
    compared = bool(archive or in_force.archive)
    refuse_never_met(fail_on, {} if compared else dict.fromkeys(("merge", "raised"), "请用 --archive 指明历年提案库"))
    source = _stdin() if file == "-" else Path(file)

    # Only an archive whose model or rules have changed takes long enough for a bar.
    with _quick_start(), progress() if compared else nullcontext() as report:
        from analyzer.analysis import Analyzer

        analyzer = Analyzer(in_force)
        assessment = analyzer.check(source, archive=archive, progress=report)
    report_notes(analyzer.notes)
    content = _rendered(assessment, format, source if isinstance(source, Path) else None, to_file=output is not None)
    if output is None:
        assert isinstance(content, str)
        emit([content])
    else:
        from analyzer.reporting.files import write_whole

        write_whole(output, content)
        message(f"已写入 {output}")
    finish(failures=False, condition_met=met(conditions, [assessment]))


@contextmanager
def _quick_start() -> Iterator[None]:
    """Spend no time on what a single draft has no use for: threads for its matrices, and the garbage of start-up.

    Both together are a sixth of the whole run.
    """
    os.environ.setdefault(THREADS, "1")
    with uncollected():
        yield


def _refuse_bad_output(file: str, output: Path | None, format: str) -> None:
    if format == "docx" and output is None:
        raise ConfigurationError("Word 结果要写入文件", where="--format docx", remedy="请用 -o 意见稿.docx 指明文件名")
    if output is not None and file != "-" and output.resolve() == Path(file).resolve():
        raise ConfigurationError("结果会覆盖原稿", where=str(output), remedy="请换一个文件名")


def _stdin() -> str:
    data = sys.stdin.buffer.read(_STDIN_LIMIT + 1)
    if len(data) > _STDIN_LIMIT:
        raise InputError("文字太长", where="标准输入", remedy="请一次只给一件提案")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    if not text.strip():
        raise InputError("没有文字", where="标准输入", remedy="请把提案全文送入标准输入")
    # A line break keeps one line of text from being taken for the name of a file.
    return f"{text}\n"


def _rendered(assessment: Assessment, format: str, original: Path | None, *, to_file: bool) -> str | bytes:
    if format == "json":
        from analyzer.reporting.records import check_json

        return check_json(assessment)
    if format == "html":
        from analyzer.reporting.html import check_page

        return check_page(assessment)
    if format == "docx":
        from analyzer.reporting.word import annotated_docx

        return annotated_docx(assessment, original)
    from analyzer.reporting.terminal import check_text

    return laid_out(partial(check_text, assessment), to_file=to_file)
