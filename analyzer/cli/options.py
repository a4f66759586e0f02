"""Options that several verbs share, and the settings that they add up to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from analyzer.assessment import Assessment, Severity
from analyzer.errors import ConfigurationError, bounded
from analyzer.settings import Settings, load_settings


def named(value: str | None) -> str | None:
    """A callback that refuses a name with nothing in it, as an unset variable of a script leaves it."""
    if value is not None and not value.strip():
        raise typer.BadParameter("不能是空的，请写明文件或地址，或去掉这个选项")
    return value


ArchiveOption = Annotated[
    str | None,
    typer.Option("--archive", metavar="FILE", help="与历年提案库比对（文件或数据库地址）。", callback=named),
]
SettingsOption = Annotated[Path | None, typer.Option("--settings", metavar="FILE", help="设置文件（TOML）。")]
LevelOption = Annotated[str | None, typer.Option("--level", metavar="LEVEL", help="本级：国家、省、市、区县。")]
PlaceOption = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="本地，如 江苏省南京市。")]
ModelOption = Annotated[str | None, typer.Option("--model", metavar="MODEL", help="句向量模型的目录或名称。")]
WorkersOption = Annotated[int, typer.Option("--workers", metavar="N", help="同时使用几个进程。", min=1, max=256)]
FailOnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="WHEN",
        help="满足时退出码为 1：hard、soft、merge、raised、below:60。",
    ),
]

Condition = Callable[[Assessment], bool]
_CONDITIONS: dict[str, Condition] = {
    "hard": lambda assessment: any(finding.severity is Severity.HARD for finding in assessment.findings),
    "soft": lambda assessment: bool(assessment.findings),
    "merge": lambda assessment: any(similar.mergeable for similar in assessment.similar),
    "raised": lambda assessment: any(similar.raised_before for similar in assessment.similar),
}
# One draft has no session: what it would be merged with is archived.
_ALONE: dict[str, Condition] = {**_CONDITIONS, "merge": lambda one: any(similar.merge for similar in one.similar)}


def settings_of(settings: Path | None, level: str | None, place: str | None, model: str | None) -> Settings:
    """The settings in force, options over file."""
    return load_settings(settings, level=level, place=place, model=model)


def one_of(*choices: str) -> Callable[[str | None], str | None]:
    """A callback that refuses any other value, in Chinese."""

    def check(value: str | None) -> str | None:
        if value is not None and value not in choices:
            raise typer.BadParameter(f"不能是“{bounded(value, 60)}”，可用：{'、'.join(choices)}")
        return value

    return check


def format_of(format: str | None, output: Path | None, suffixes: Mapping[str, str]) -> str:
    """The format asked for, else the one that the name of the output ends like; text for the terminal.

    Raises:
        ConfigurationError: nothing is written under such a name, unless the format is asked for.
    """
    if format or output is None:
        return format or "text"
    known = {"": "text", ".txt": "text", **suffixes}
    if output.suffix.lower() not in known:
        remedy = f"可用的扩展名：{'、'.join(filter(None, known))}；其他名称请用 --format 写明格式"
        raise ConfigurationError(f"不能写成 {output.suffix} 文件", where=str(output), remedy=remedy)
    return known[output.suffix.lower()]


def refuse_to_replace(output: Path | None) -> None:
    """Refuse to write over a file that may hold somebody's work, before any work is done.

    Raises:
        ConfigurationError: there is such a file, and it is not as this program wrote it.
        InputError: it is open elsewhere, or may not be written.
    """
    from analyzer.reading.results import is_replaceable
    from analyzer.reporting.files import refuse_held

    if output is None or output.is_dir():
        return
    refuse_held([output])
    if not is_replaceable(output):
        problem = "已有这个文件，不是本程序写出的，或写出后有人改过，没有覆盖"
        raise ConfigurationError(problem, where=str(output), remedy="请换一个文件名")


def conditions_of(values: Iterable[str] | None, *, alone: bool = False) -> list[Condition]:
    """The `--fail-on` conditions, of a session or of one proposal `alone`; refused before any work is done.

    Raises:
        typer.BadParameter: a value is none of `hard`, `soft`, `merge`, `raised`, `below:N`.
    """
    return [_condition(value, _ALONE if alone else _CONDITIONS) for value in values or ()]


def refuse_never_met(values: Iterable[str] | None, impossible: Mapping[str, str]) -> None:
    """Refuse a `--fail-on` condition for which there is nothing to compare with: a script takes silence for an answer.

    `impossible` holds such conditions and what would let each be met, in Chinese.

    Raises:
        ConfigurationError: a condition can never be met.
    """
    for value in values or ():
        if value in impossible:
            remedy = impossible[value]
            raise ConfigurationError("没有比对的对象，这个条件永远不会满足", where=f"--fail-on {value}", remedy=remedy)


def _condition(value: str, known: Mapping[str, Condition]) -> Condition:
    if value in known:
        return known[value]
    if below := re.fullmatch(r"below:(\d{1,3}(?:\.\d+)?)", value):
        line = float(below[1])
        return lambda assessment: assessment.quality.total < line
    raise typer.BadParameter(f"--fail-on 不能是“{bounded(value, 60)}”，可用：hard、soft、merge、raised、below:60")


def met(conditions: Iterable[Condition], assessments: Iterable[Assessment]) -> bool:
    """Whether any proposal meets any condition."""
    conditions = list(conditions)
    return any(condition(assessment) for assessment in assessments for condition in conditions)
