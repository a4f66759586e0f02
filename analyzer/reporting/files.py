"""Writing a result so that it is there whole or not at all, and tables that a spreadsheet opens as they are."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from analyzer.errors import InputError, reason_of

Content = str | bytes | Iterable[str]

_SUFFIX = ".tmp"
_UMASK = os.umask(0)  # which can only be read by setting it
os.umask(_UMASK)
# What makes a spreadsheet take what is written in a cell for a formula; an apostrophe before it says that it is text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_whole(path: Path, content: Content) -> None:
    """Write `content` (text as UTF-8) under a temporary name beside `path`, then move it into place.

    Raises:
        InputError: the folder is missing or cannot be written, the disk is full, or the file is open elsewhere.
    """
    with _staged(path, content) as temporary, _told(path):
        temporary.replace(path)


def write_together(folder: Path, contents: Mapping[str, Callable[[], Content]]) -> None:
    """Write files that belong together: all under temporary names first, then each is moved into place.

    The last one seals them. An older one goes before any other file is moved, so that a folder without it is known to
    be incomplete, however the program ended. Where an older file is open elsewhere, nothing is touched at all. An
    interruption carries the names of what had been moved by then.

    Raises:
        InputError: as `write_whole`.
    """
    seal, moved = folder / list(contents)[-1], list[str]()
    with ExitStack() as stack:
        staged = {name: stack.enter_context(_staged(folder / name, make())) for name, make in contents.items()}
        refuse_held(folder / name for name in staged)
        try:
            with _told(seal):
                seal.unlink(missing_ok=True)
            for name, temporary in staged.items():
                with _told(folder / name):
                    temporary.replace(folder / name)
                moved.append(name)
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(*moved) from error


def refuse_held(files: Iterable[Path]) -> None:
    """Refuse to go on where one of these files is there and cannot be replaced.

    Raises:
        InputError: it is open elsewhere, or may not be written.
    """
    for file in files:
        with _told(file), suppress(FileNotFoundError), file.open("r+b"):
            pass


def kept_aside(path: Path) -> Path:
    """A copy of a file, beside it under the first free name, as report.旧.xlsx; an equal copy there serves as well.

    Raises:
        InputError: the file cannot be read, or the copy not be written.
    """
    with _told(path):
        data = path.read_bytes()
        for number in count(1):
            copy = path.with_name(f"{path.stem}.旧{number if number > 1 else ''}{path.suffix}")
            if not copy.exists():
                write_whole(copy, data)
            if copy.read_bytes() == data:
                break
    return copy


def remove_leftovers(folder: Path, names: Iterable[str]) -> None:
    """Remove the temporary files that a killed run left beside results of these names."""
    left = re.compile(rf"\.(?:{'|'.join(map(re.escape, names))})\.\w{{8}}{re.escape(_SUFFIX)}")
    with suppress(OSError):  # a folder that may be written and not listed
        for path in [path for path in folder.iterdir() if left.fullmatch(path.name)]:
            with suppress(OSError):  # each for itself: one may be held
                path.unlink()


@contextmanager
def _staged(path: Path, content: Content) -> Iterator[Path]:
    """A file beside `path` that holds `content`; it is gone with the block where it was not moved."""
    temporary: Path | None = None
    try:
        with _told(path):
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_SUFFIX, dir=path.parent)
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                for chunk in (content,) if isinstance(content, str | bytes) else content:
                    file.write(chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_UMASK)
        yield temporary
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "请检查文件夹是否存在、有无写入权限、磁盘是否已满，或关闭正在打开它的程序"
        raise InputError(f"结果写不进去（{reason_of(error)}）", where=str(path), remedy=remedy) from error


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of CSV, with the mark by which Excel knows UTF-8; all is quoted, as no spreadsheet that saves it does."""
    buffer = StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    yield "\ufeff"
    for row in rows:
        writer.writerow(
            [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell for cell in row]
        )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
