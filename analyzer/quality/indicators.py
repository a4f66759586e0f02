"""Indicators: what each looks for in a proposal. `analyzer.quality.reader` says how much of it there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

from analyzer.annotation.model import Role, SlotKind
from analyzer.assessment import CriterionKey
from analyzer.errors import ConfigurationError
from analyzer.proposal import PartKind
from analyzer.rules import REMEDY, load_rules, telling_faults

_TOLD = frozenset({"looks_for", "basis", "good", "bad"})  # what `analyzer explain` and the tests read


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One row of `rules/quality.toml`; see its head for what each field means."""

    id: str
    name: str
    criterion: CriterionKey
    gap: str
    partly: str = ""
    incomplete: str = ""
    wanted: Mapping[SlotKind, str] = field(default_factory=dict)
    few: str = ""
    vague: str = ""
    follows: tuple[str, ...] = ()
    priority: float = 0.0
    thin_below: float = 0.0
    gone_below: float = 0.0
    in_items: frozenset[SlotKind] = frozenset()
    vaguely: frozenset[SlotKind] = frozenset()
    not_at: frozenset[SlotKind] = frozenset()
    near: frozenset[SlotKind] = frozenset()
    shown_from: float = 1.0
    shown_roles: tuple[Role, ...] = ()
    shown_with: frozenset[SlotKind] = frozenset()
    shown_without: frozenset[SlotKind] = frozenset()
    enough: float = 2.0
    document: str = ""
    gap_below: float = 0.0
    share: bool = False
    general: bool = False
    judged_as: str = ""
    roles: tuple[Role, ...] = ()
    parts: frozenset[PartKind] = frozenset()
    floor: float = 0.0
    counts: str = "characters"
    margin: float = 1.0
    ahead: float = 0.0
    most: float = inf


@lru_cache(maxsize=4)
def load_indicators(rules_dir: Path | None = None) -> tuple[Indicator, ...]:
    """All indicators, in file order.

    Raises:
        ConfigurationError: there is none, a field is missing, unknown, or names a role, slot or part that does not
            exist.
    """
    tables = load_rules("quality", rules_dir).get("indicator")
    if not tables:
        raise ConfigurationError("一项 [[indicator]] 都没有", where="quality.toml", remedy=REMEDY)
    with telling_faults("quality"):
        indicators = [_indicator(table) for table in tables]
    by_id = {indicator.id: indicator for indicator in indicators}
    for one in indicators:
        if unknown := {one.judged_as, *one.follows} - set(by_id):
            raise ConfigurationError(f"指标“{one.id}”提到没有的指标 {'、'.join(sorted(unknown))}", where="quality.toml")
    return tuple(_shown_as(one, by_id[one.judged_as]) for one in indicators)


def _shown_as(one: Indicator, other: Indicator) -> Indicator:
    """An indicator whose sentences are shown where they are for the other one."""
    shown = {name: getattr(other, name) for name in ("shown_from", "shown_roles", "shown_with", "shown_without")}
    return replace(one, **shown)


def _indicator(table: Mapping[str, Any]) -> Indicator:
    try:
        if unknown := set(table) - {field.name for field in fields(Indicator)} - _TOLD:
            raise ValueError(f"不认识的字段 {'、'.join(sorted(unknown))}")
        return Indicator(
            id=table["id"],
            name=table["name"],
            criterion=CriterionKey(table["criterion"]),
            gap=_words(table["gap"]),
            partly=_words(table.get("partly", "")),
            incomplete=_words(table.get("incomplete", "")),
            wanted={SlotKind(slot): name for slot, name in table.get("wanted", {}).items()},
            few=table.get("few", ""),
            vague=table.get("vague", ""),
            follows=tuple(table.get("follows", ())),
            priority=float(table.get("priority", 0.0)),
            thin_below=float(table.get("thin_below", 0.0)),
            gone_below=float(table.get("gone_below", 0.0)),
            in_items=_slots(table, "in_items"),
            vaguely=_slots(table, "vaguely"),
            not_at=_slots(table, "not_at"),
            near=_slots(table, "near"),
            shown_from=float(table.get("shown_from", 1.0)),
            shown_roles=tuple(Role(role) for role in table.get("shown_roles", ())),
            shown_with=_slots(table, "shown_with"),
            shown_without=_slots(table, "shown_without"),
            enough=float(table.get("enough", 2.0)),
            document=table.get("document", ""),
            gap_below=float(table.get("gap_below", 0.0)),
            share=bool(table.get("share", False)),
            general=bool(table.get("general", table.get("share", False))),
            judged_as=table.get("judged_as", table["id"]),
            roles=tuple(Role(role) for role in table.get("roles", ())),
            parts=frozenset(PartKind(part) for part in table.get("parts", ())),
            floor=float(table.get("floor", 0.0)),
            counts=_one_of(table.get("counts", "characters"), "characters", "sentences"),
            margin=float(table.get("margin", 1.0)),
            ahead=float(table.get("ahead", 0.0)),
            most=float(table.get("most", inf)),
        )
    except (KeyError, IndexError, ValueError) as error:
        raise ConfigurationError(
            f"指标“{table.get('id', '?')}”有误：{error}", where="quality.toml", remedy="请参照自带规则改正"
        ) from error


def _words(told: str) -> str:
    """The words of a gap, which leave room for nothing but what is known when they are told."""
    told.format(missing="", characters=0, limit=0)
    return told


def _slots(table: Mapping[str, Any], key: str) -> frozenset[SlotKind]:
    return frozenset(SlotKind(slot) for slot in table.get(key, ()))


def _one_of(value: str, *allowed: str) -> str:
    if value not in allowed:
        raise ValueError(f"{value}（可用：{'、'.join(allowed)}）")
    return value
