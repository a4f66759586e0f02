"""`analyzer screen`: a session of proposals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import finish, message, progress, report_failures, report_notes
from analyzer.cli.options import (
    ArchiveOption,
    FailOnOption,
    LevelOption,
    ModelOption,
    PlaceOption,
    SettingsOption,
    WorkersOption,
    conditions_of,
    met,
    refuse_never_met,
    settings_of,
)
from analyzer.errors import ConfigurationError, reason_of

if TYPE_CHECKING:
    from analyzer.reporting.session import Session


def screen(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="文件、文件夹、表格或压缩包。", show_default=False)
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="结果文件夹。", show_default=False)],
    archive: ArchiveOption = None,
    workers: WorkersOption = 1,
    no_duplicates: Annotated[bool, typer.Option("--no-duplicates", help="不查重。")] = False,
    fail_on: FailOnOption = None,
    settings: SettingsOption = None,
    level: LevelOption = None,
    place: PlaceOption = None,
    model: ModelOption = None,
) -> None:
    """审查一批提案：评分、审查提示、重复与并案，写成报告和工作簿。"""
    conditions = conditions_of(fail_on)
    in_force = settings_of(settings, level, place, model)
    impossible = dict.fromkeys(("merge", "raised"), "请去掉 --no-duplicates") if no_duplicates else {}
    if not (archive or in_force.archive):
        impossible.setdefault("raised", "请用 --archive 指明历年提案库")
    refuse_never_met(fail_on, impossible)
    _prepare(output)

    from analyzer.analysis import Analyzer
    from analyzer.reporting.view import failure_line

    with progress() as report:
        session = Analyzer(in_force).screen(
            paths,
            archive=archive,
            duplicates=not no_duplicates,
            workers=workers,
            progress=report,
        )
        _write(session, output)
    report_notes(session.run["notes"])
    report_failures([failure_line(failure) for failure in session.failures], "report.html、report.xlsx 或 run.json")
    message(f"{len(session.assessments)} 件提案的结果在 {output}：先看 report.html 或 report.xlsx")
    finish(failures=bool(session.failures), condition_met=met(conditions, session.assessments))


def _prepare(output: Path) -> None:
    """Make the folder for the results, without what a killed run left in it."""
    from analyzer.reading.results import RESULTS
    from analyzer.reporting.files import remove_leftovers

    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"不能用作结果文件夹（{reason_of(error)}）", where=str(output), remedy="请换一个可写的文件夹"
        ) from error
    remove_leftovers(output, RESULTS)


def _write(session: Session, output: Path) -> None:
    """Write the six files, each whole or not at all; `run.json`, the last, says that the others are its own."""
    from analyzer.reading.results import RESULTS
    from analyzer.reporting import records
    from analyzer.reporting.excel import workbook
    from analyzer.reporting.files import write_together
    from analyzer.reporting.html import session_page

    contents: tuple[Callable[[], str | bytes | Iterable[str]], ...] = (
        lambda: records.assessment_lines(session.assessments),
        lambda: records.pair_lines(session.pairs),
        lambda: records.groups_json(session.groups),
        lambda: session_page(session),
        lambda: workbook(session),
        lambda: records.run_json(session),
    )
    write_together(output, dict(zip(RESULTS, contents, strict=True)))
