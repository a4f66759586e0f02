"""What every verb needs of a terminal: data to stdout, messages and progress to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from analyzer.errors import InputError, bounded, reason_of

Progress = Callable[[str, int, int | None], None]

_SHOWN_FAILURES = 20
_SHOWN_NOTES = 20
_LONGEST_NOTE = 400


def use_utf8() -> None:
    """Read and write UTF-8 whatever the console's code page, and never fail on a character."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def message(line: str) -> None:
    """One line for the person, on stderr; what would steer a terminal, as in a file's name, is not passed on."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in line)
    print(shown, file=sys.stderr, flush=True)


def interrupted(written: Sequence[str] = ()) -> None:
    """Say that Ctrl-C ended the work, and what had been written whole by then."""
    if written:
        message(f"已中断。已写好：{'、'.join(written)}；其余没有写，没有留下不完整的文件。")
    else:
        message("已中断，没有写出任何结果。")


def emit(chunks: Iterable[str]) -> None:
    """Data on stdout. A reader that closes the pipe early has what it wanted: no error.

    Raises:
        InputError: stdout leads to a file that cannot be written, as on a full disk.
    """
    try:
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise InputError(f"写不进去（{reason_of(error)}）", where="标准输出", remedy="请换一个位置") from error


def laid_out(text: Callable[..., str], *, to_file: bool) -> str:
    """What `text` makes of columns and colours: as the terminal shows it, or for a file, sealed as the program's."""
    if not to_file:
        return text(width=width(), color=colored())
    from analyzer.reading.results import sealed

    return sealed(text())


def width() -> int:
    """Columns of the terminal, held to what reads well."""
    return max(60, min(120, shutil.get_terminal_size((100, 24)).columns))


def colored() -> bool:
    """Whether stdout takes colours: a terminal, and nobody set NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A progress bar per stage on stderr; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def report_notes(notes: Sequence[str]) -> None:
    """Say what is to be known of how files were read."""
    for note in notes[:_SHOWN_NOTES]:
        message(bounded(note, _LONGEST_NOTE))
    if len(notes) > _SHOWN_NOTES:
        message(f"……另有 {len(notes) - _SHOWN_NOTES} 条读取说明")


def report_failures(lines: Sequence[str], named_in: str = "") -> None:
    """Name and count what was skipped; `named_in` is the file that names all of it."""
    for line in lines[:_SHOWN_FAILURES]:
        message(f"已跳过 {line}")
    if len(lines) > _SHOWN_FAILURES:
        where = f"，见 {named_in}" if named_in else ""
        message(f"……另有 {len(lines) - _SHOWN_FAILURES} 个文件或行已跳过{where}")
    if lines:
        message(f"共跳过 {len(lines)} 个，其余已完成")


def finish(*, failures: bool, condition_met: bool) -> None:
    """End a verb with the contract's exit code: 2 for unreadable input, 1 for a met `--fail-on`, else 0."""
    import typer

    if failures:
        raise typer.Exit(2)
    if condition_met:
        raise typer.Exit(1)
