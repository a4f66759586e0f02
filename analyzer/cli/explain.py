"""`analyzer explain`: what a criterion, an indicator or a check looks for."""

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

Rule = Mapping[str, Any]
_LINE, _LACKING = 60, 14  # characters shown of a line that an example has of its own, or lacks


def explain(
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="标准、指标或检查的代号或名称；不写则列出全部。", show_default=False),
    ] = None,
    settings: SettingsOption = None,
) -> None:
    """说明一项评分标准、指标或检查：看什么、依据什么、分值、正反例。"""
    rules_dir = load_settings(settings).rules_dir
    quality = load_rules("quality", rules_dir)
    criteria, indicators, checks = _criteria(rules_dir), quality["indicator"], _checks(rules_dir)
    if id is None:
        emit(f"{line}\n" for line in _listing(criteria, indicators, checks))
        return
    pages = [_criterion_page(each, criteria, indicators, rules_dir) for each in criteria if _is_called(each, id)]
    pages += [_page(rule, criteria) for rule in (*indicators, *checks) if _is_called(rule, id)]
    if not pages:
        raise ConfigurationError(f"没有代号为“{id}”的标准、指标或检查", remedy="运行 analyzer explain 查看全部代号")
    emit("\n".join(page) + "\n" for page in pages)


def _criteria(rules_dir: Path | None) -> list[Rule]:
    """The criteria in force; what one looks for is as shipped where an office's file does not say."""
    own = {row["key"]: row for row in load_rules("quality", rules_dir).get("criterion", ())}
    return [{**row, **own.get(row["key"], {})} for row in load_rules("quality")["criterion"]]


def _is_called(rule: Rule, id: str) -> bool:
    return id in (_key(rule), rule["name"])


def _checks(rules_dir: Path | None) -> list[Rule]:
    """The checks in force; whether one raises is as shipped where an office's file does not say."""
    raises = {row["key"]: row.get("raises", False) for row in load_rules("checks")["check"]}
    return [{"raises": raises.get(_key(row), False), **row} for row in load_rules("checks", rules_dir)["check"]]


def _severity(check: Rule) -> str:
    usual = _SEVERITIES.get(check.get("severity", ""), "提醒")
    return f"{usual}，明显时为重点" if check.get("raises") and usual != "重点" else usual


def _key(rule: Rule) -> str:
    return str(rule.get("id") or rule.get("key"))


def _members(criterion: Rule, indicators: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in indicators if rule.get("criterion") == criterion["key"]]


def _listing(criteria: Sequence[Rule], indicators: Sequence[Rule], checks: Sequence[Rule]) -> Iterator[str]:
    yield f"评分指标 {len(indicators)} 项"
    for criterion in criteria:
        members = _members(criterion, indicators)
        if members:
            yield f"  {_key(criterion):<28} {criterion['name']}"
        for rule in members:
            yield f"    {_key(rule):<26} {rule['name']}"
    yield f"审查检查 {len(checks)} 项"
    for rule in checks:
        yield f"    {_key(rule):<26} [{_severity(rule)}] {rule['name']}"


def _criterion_page(
    criterion: Rule, criteria: Sequence[Rule], indicators: Sequence[Rule], rules_dir: Path | None
) -> Iterator[str]:
    rules, points = load_rules("quality", rules_dir), load_rules("scorecard", rules_dir)["points"]
    yield f"{criterion['name']}（{_key(criterion)}，评分标准）"
    yield f"看什么：{criterion['looks_for']}"
    yield f"权重：{criterion['weight']:g}（{len(criteria)} 项合计 {sum(each['weight'] for each in criteria):g}）"
    yield "得分：以下指标分值之和，最多 100"
    for rule in _members(criterion, indicators):
        yield f"    {_key(rule):<14} {rule['name']}，至多 {points.get(_key(rule), 0):g} 分：{rule.get('looks_for', '')}"
    bands = rules.get("bands", ())
    if bands:
        yield f"总分的等级：{'，'.join(f'{lowest:g} 分起{name}' for lowest, name in bands)}"
    if basis := rules.get("bands_basis"):
        yield f"等级的依据：{basis}"


def _page(rule: Rule, criteria: Sequence[Rule]) -> Iterator[str]:
    names = {_key(each): str(each["name"]) for each in criteria}
    about = names.get(rule.get("criterion", "")) or f"审查检查，{_severity(rule)}"
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
