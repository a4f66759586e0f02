"""`analyzer screen`: a session of proposals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
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
from analyzer.errors import ConfigurationError, InputError, reason_of

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
    with _folder(output):
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
            carried = _write(session, output)
    report_notes(session.run["notes"])
    report_failures([failure_line(failure) for failure in session.failures], "report.html、report.xlsx 或 run.json")
    if carried:
        message(carried)
    message(f"{len(session.assessments)} 件提案的结果在 {output}：先看 report.html 或 report.xlsx")
    finish(failures=bool(session.failures), condition_met=met(conditions, session.assessments))


@contextmanager
def _folder(output: Path) -> Iterator[None]:
    """The folder for the results, without what a killed run left in it; gone again where nothing came of the run.

    Raises:
        ConfigurationError: it cannot be used, or holds a file under the name of a result that is none.
        InputError: an earlier result is open elsewhere.
    """
    from analyzer.reading.results import RESULTS, is_replaceable, is_result
    from analyzer.reporting.files import refuse_held, remove_leftovers

    try:
        missing = list(takewhile(lambda folder: not folder.exists(), (output, *output.parents)))
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"不能用作结果文件夹（{reason_of(error)}）", where=str(output), remedy="请换一个可写的文件夹"
        ) from error
    files = [output / name for name in RESULTS]
    refuse_held(files)
    for file in files:
        if not (is_result(file) or is_replaceable(file)):
            problem = "已有这个文件，不是本程序写出的结果，没有覆盖"
            raise ConfigurationError(problem, where=str(file), remedy="请换一个结果文件夹，或先把它移走")
    remove_leftovers(output, RESULTS)
    try:
        yield
    except BaseException:
        with suppress(OSError):  # some of the results may be there
            for folder in missing:
                folder.rmdir()
        raise


def _write(session: Session, output: Path) -> str:
    """Write the six files, each whole or not at all; `run.json`, the last, says that the others are its own.

    Returns a line on what people had filled into the workbook of an earlier run; empty where there is nothing to say.
    """
    from analyzer.reading.results import RESULTS
    from analyzer.reporting import records
    from analyzer.reporting.files import write_together
    from analyzer.reporting.html import session_page

    report, carried = _workbook(session, output / "report.xlsx")
    contents: tuple[Callable[[], str | bytes | Iterable[str]], ...] = (
        lambda: records.assessment_lines(session.assessments),
        lambda: records.pair_lines(session.pairs),
        lambda: records.groups_json(session.groups),
        lambda: session_page(session),
        lambda: report,
        lambda: records.run_json(session),
    )
    write_together(output, dict(zip(RESULTS, contents, strict=True)))
    return carried


def _workbook(session: Session, earlier: Path) -> tuple[bytes, str]:
    """The workbook with what people had filled into the earlier one, and a line on that.

    Where anybody has saved the earlier one, or something in it finds no place, a copy is kept beside it.
    """
    from analyzer.reading.results import is_replaceable
    from analyzer.reporting.excel import workbook
    from analyzer.reporting.files import kept_aside
    from analyzer.reporting.filled import filled_in

    if not earlier.exists() or not earlier.stat().st_size:
        return workbook(session), ""
    try:
        filled = filled_in(earlier.read_bytes(), earlier.name)
    except InputError as error:
        lost = f"{error.problem}，其中填写的意见没有带入"
        return workbook(session), f"原 {earlier.name} {lost}；已留作 {kept_aside(earlier).name}，请自行抄录"
    made = workbook(session, filled)
    told = [f"原 {earlier.name} 中填写的意见有 {filled.taken} 行带入了新的工作簿"] if filled.taken else []
    if filled.left:
        told.append(f"{filled.left} 行所对的提案（按编号和案由）或提示已不在结果中，没有带入")
    if filled.left or not is_replaceable(earlier):
        told.append(f"原工作簿留作 {kept_aside(earlier).name}")
    return made, "；".join(told)
