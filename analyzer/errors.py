"""Every error that the program means to show.

AnalyzerError
├── InputError        a file or text that cannot be used (exit code 2)
├── ConfigurationError settings, rules or options that do not fit (exit code 2)
├── ModelError        an embedding model that cannot be loaded (exit code 2)
├── ArchiveError      the archive database cannot be used (exit code 2)
└── MissingExtraError an optional dependency is not installed (exit code 2)

The text of an error is one Chinese line: which file, what is wrong, what to do.
"""

from __future__ import annotations


class AnalyzerError(Exception):
    """Base of all expected failures.

    `where` names the file or setting, `problem` says what is wrong, `remedy` what the reader can do.
    """

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(problem, where, remedy)
        self.problem = problem
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.where}：{self.problem}" if self.where else self.problem
        if self.remedy:
            line = f"{line.rstrip('。')}。{self.remedy}"
        return " ".join(line.split())


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
