"""Writing a result so that it is there whole or not at all, and tables that a spreadsheet opens as they are."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

from analyzer.errors import InputError, reason_of

# What makes a spreadsheet take a cell of a CSV file for a formula; an apostrophe before it says that it is text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write `content` (text as UTF-8) under a temporary name beside `path`, then move it into place.

    Raises:
        InputError: the folder is missing or cannot be written, the disk is full, or the file is open elsewhere.
    """
    chunks = (content,) if isinstance(content, str | bytes) else content
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        remedy = "请检查文件夹是否存在、有无写入权限、磁盘是否已满，或关闭正在打开它的程序"
        raise InputError(f"结果写不进去（{reason_of(error)}）", where=str(path), remedy=remedy) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of CSV, with the mark by which Excel knows UTF-8."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
