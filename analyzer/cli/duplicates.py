"""`analyzer duplicates`: pairs and groups only."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import emit, finish, laid_out, message, progress, report_failures, report_notes
from analyzer.cli.options import (
    ArchiveOption,
    LevelOption,
    ModelOption,
    PlaceOption,
    SettingsOption,
    WorkersOption,
    format_of,
    one_of,
    refuse_to_replace,
    settings_of,
)

if TYPE_CHECKING:
    from analyzer.reporting.session import Session

_FORMATS = ("text", "jsonl", "html")
_SUFFIXES = {".jsonl": "jsonl", ".html": "html", ".htm": "html"}


def duplicates(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="文件、文件夹、表格或压缩包。", show_default=False)
    ],
    format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="text、jsonl、html。", callback=one_of(*_FORMATS))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="结果写入文件，格式可由扩展名定。")
    ] = None,
    archive: ArchiveOption = None,
    workers: WorkersOption = 1,
    everything: Annotated[bool, typer.Option("--all", help="也列出较弱的关系，按并案参考值排序。")] = False,
    settings: SettingsOption = None,
    level: LevelOption = None,
    place: PlaceOption = None,
    model: ModelOption = None,
) -> None:
    """查重：哪些提案文字雷同、建议相同、可以并案。"""
    format = format_of(format, output, _SUFFIXES)
    refuse_to_replace(output)
    in_force = settings_of(settings, level, place, model)

    from analyzer.analysis import Analyzer
    from analyzer.reporting.view import failure_line

    with progress() as report:
        session = Analyzer(in_force).duplicates(
            paths, archive=archive, everything=everything, workers=workers, progress=report
        )
    chunks = _rendered(session, format, to_file=output is not None)
    if output is None:
        emit(chunks)
    else:
        from analyzer.reporting.files import write_whole

        write_whole(output, chunks)
        message(f"已写入 {output}")
    report_notes(session.run["notes"])
    report_failures([failure_line(failure) for failure in session.failures])
    finish(failures=bool(session.failures), condition_met=False)


def _rendered(session: Session, format: str, *, to_file: bool) -> list[str]:
    if format == "jsonl":
        from analyzer.reporting.records import pair_lines

        return list(pair_lines(session.pairs))
    if format == "html":
        from analyzer.reporting.html import session_page

        return list(session_page(session))
    from analyzer.reporting.terminal import pairs_text

    return [laid_out(partial(pairs_text, session), to_file=to_file)]
