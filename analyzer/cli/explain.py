"""`analyzer explain`: what an indicator or a check looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.cli.console import emit
from analyzer.cli.options import SettingsOption
from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules
from analyzer.settings import load_settings

_SEVERITIES = {"hard": "重点", "soft": "提醒"}
_CRITERIA = {
    "topic_significance": "选题意义",
    "research_depth": "调研深度",
    "problem_analysis": "问题分析",
    "feasibility": "建议可行性",
    "forward_looking": "前瞻性",
    "form": "规范性",
}

Rule = Mapping[str, Any]
_LINE, _LACKING = 60, 14  # characters shown of a line that an example has of its own, or lacks


def explain(
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="指标或检查的代号或名称；不写则列出全部。", show_default=False)
    ] = None,
    settings: SettingsOption = None,
) -> None:
    """说明一项指标或检查：看什么、依据什么、正反例。"""
    rules_dir = load_settings(settings).rules_dir
    indicators = load_rules("quality", rules_dir)["indicator"]
    checks = _checks(rules_dir)
    if id is None:
        emit(f"{line}\n" for line in _listing(indicators, checks))
        return
    chosen = [rule for rule in (*indicators, *checks) if id in (_key(rule), rule["name"])]
    if not chosen:
        raise ConfigurationError(f"没有代号为“{id}”的指标或检查", remedy="运行 analyzer explain 查看全部代号")
    emit("\n".join(_page(rule)) + "\n" for rule in chosen)


def _checks(rules_dir: Path | None) -> list[Rule]:
    """The checks in force; whether one raises is as shipped where an office's file does not say."""
    raises = {row["key"]: row.get("raises", False) for row in load_rules("checks")["check"]}
    return [{"raises": raises.get(_key(row), False), **row} for row in load_rules("checks", rules_dir)["check"]]


def _severity(check: Rule) -> str:
    usual = _SEVERITIES.get(check.get("severity", ""), "提醒")
    return f"{usual}，明显时为重点" if check.get("raises") and usual != "重点" else usual


def _key(rule: Rule) -> str:
    return str(rule.get("id") or rule.get("key"))


def _listing(indicators: Sequence[Rule], checks: Sequence[Rule]) -> Iterator[str]:
    yield f"评分指标 {len(indicators)} 项"
    for key, criterion in _CRITERIA.items():
        members = [rule for rule in indicators if rule.get("criterion") == key]
        if members:
            yield f"  {criterion}"
        for rule in members:
            yield f"    {_key(rule):<26} {rule['name']}"
    yield f"审查检查 {len(checks)} 项"
    for rule in checks:
        yield f"    {_key(rule):<26} [{_severity(rule)}] {rule['name']}"


def _page(rule: Rule) -> Iterator[str]:
    about = _CRITERIA.get(rule.get("criterion", "")) or f"审查检查，{_severity(rule)}"
    yield f"{rule['name']}（{_key(rule)}，{about}）"
    for name, field in (("看什么", "looks_for"), ("不算在内", "guard"), ("依据", "basis")):
        if value := rule.get(field):
            yield f"{name}：{_joined(value)}"
    examples = (("得分的写法", "good"), ("不得分的写法", "bad"))
    if "severity" in rule:
        examples = (("不会提示的写法", "good"), ("会提示的写法", "bad"))
    whole: list[str] = []  # the lines of the first whole proposal; of those that follow only what differs is shown
    for name, field in examples:
        for example in _listed(rule.get(field)):
            lines = example.split()
            yield f"{name}：{_differing(lines, whole)}"
            whole = whole or (lines if len(lines) > 1 else [])


def _differing(lines: list[str], whole: list[str]) -> str:
    if not whole or len(lines) == 1:
        return " ".join(lines)
    added, lacking = ([line for line in a if line not in b] for a, b in ((lines, whole), (whole, lines)))
    shown = (
        [f"（同上，但没有：{'；'.join(_short(line, _LACKING) for line in lacking)}）"]
        if lacking
        else ["（同上，另有）"]
    )
    return " ".join([*shown, *map(_short, added)])


def _short(line: str, longest: int = _LINE) -> str:
    return line if len(line) <= longest else f"{line[:longest]}……"


def _joined(value: object) -> str:
    return "；".join(_listed(value))


def _listed(value: object) -> list[str]:
    if not value:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
