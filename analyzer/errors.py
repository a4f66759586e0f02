"""Every error that the program means to show.

AnalyzerError
├── InputError        a file or text that cannot be used (exit code 2)
├── ConfigurationError settings, rules or options that do not fit (exit code 2)
├── ModelError        an embedding model that cannot be loaded (exit code 2)
├── ArchiveError      the archive database cannot be used (exit code 2)
└── MissingExtraError an optional dependency is not installed (exit code 2)

The text of an error is one Chinese line of bounded length: which file, what is wrong, what to do.
"""

from __future__ import annotations

import errno
import re
from typing import Any

_LONGEST = 240  # characters of each piece of a line; a path or value may be as long as anybody likes

_SYSTEM_REASONS = {
    errno.EACCES: "没有权限，或正被另一个程序占用",
    errno.EPERM: "系统不允许",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "超过了允许的文件大小",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名或位置不合规定",
    errno.ELOOP: "链接绕成了圈",
    errno.EBUSY: "正被另一个程序占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不足",
    errno.EIO: "磁盘或网络读写出错",
    errno.EPIPE: "接收的一方已经关闭",
    errno.ETIMEDOUT: "等待超时",
}
if hasattr(errno, "EDQUOT"):
    _SYSTEM_REASONS[errno.EDQUOT] = "超出了磁盘配额"
_PLACE_IN_FILE = re.compile(r"line (\d+), column (\d+)")


def reason_of(error: Exception) -> str:
    """Why the system or a parser refused, in a few Chinese words."""
    if isinstance(error, OSError):
        if error.errno is None:
            return "读写出错"
        return _SYSTEM_REASONS.get(error.errno, f"系统错误 {error.errno}")
    if isinstance(error, UnicodeError):
        return "不是 UTF-8 文字"
    if place := _PLACE_IN_FILE.search(str(error)):
        return f"第 {place[1]} 行第 {place[2]} 个字符附近"
    return "读不懂"


def bounded(text: str, limit: int = _LONGEST) -> str:
    """`text` on one line of at most `limit` characters: beginning and end, where it is longer."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = limit * 2 // 3
    return f"{line[:head]}…{line[head + 1 - limit :]}"


def expect(value: object, kinds: type | tuple[type, ...], name: str, accepted: str) -> None:
    """Refuse an argument that is of none of `kinds`; `accepted` says in Chinese what it may be.

    Raises:
        TypeError: a slip of the programmer who calls, which no file and no office's settings could bring about.
    """
    if not isinstance(value, kinds):
        raise TypeError(f"{name} 应为{accepted}，不是 {type(value).__name__}")


class AnalyzerError(Exception):
    """Base of all expected failures.

    `where` names the file or setting, `problem` says what is wrong, `remedy` what the reader can do.
    """

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(problem, where, remedy)
        self.problem = problem
        self.where = where
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """As a worker sends it to the process that waits for it."""
        return Exception.__new__, (type(self), *self.args), self.__dict__

    def __str__(self) -> str:
        where, problem, remedy = map(bounded, (self.where, self.problem, self.remedy))
        line = f"{where}：{problem}" if where else problem
        return f"{line.rstrip('。')}。{remedy}" if remedy else line


class InputError(AnalyzerError):
    """A file or text that cannot be used."""


class ConfigurationError(AnalyzerError):
    """Settings, rules or options that do not fit."""


class ModelError(AnalyzerError):
    """An embedding model that cannot be loaded."""


class ArchiveError(AnalyzerError):
    """The archive database cannot be opened, read or written."""


class MissingExtraError(AnalyzerError):
    """An optional dependency is not installed; says the install line."""

    def __init__(self, need: str, extra: str, *, where: str = "") -> None:
        super().__init__(f"{need}未安装", where=where, remedy=f'请先安装：pip install "analyzer[{extra}]"')
