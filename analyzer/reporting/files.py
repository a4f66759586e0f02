"""Writing a result so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analyzer.errors import InputError, reason_of


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
