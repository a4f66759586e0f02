"""Indicators: what each looks for in a proposal. `analyzer.quality.reader` says how much of it there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

from analyzer.annotation.model import Role, SlotKind
from analyzer.assessment import CriterionKey
from analyzer.errors import ConfigurationError
from analyzer.proposal import PartKind
from analyzer.rules import load_rules


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One row of `rules/quality.toml`; see its head for what each field means."""

    id: str
    name: str
    criterion: CriterionKey
    gap: str
    gap_below: float
    partly: str = ""
    wanted: Mapping[SlotKind, str] = field(default_factory=dict)
    follows: str = ""
    at: tuple[Role, ...] = ()
    document: str = ""
    roles: tuple[Role, ...] = ()
    parts: frozenset[PartKind] = frozenset()
    needs: frozenset[SlotKind] = frozenset()
    any: frozenset[SlotKind] = frozenset()
    without: frozenset[SlotKind] = frozenset()
    measure: str = "strength"
    floor: float = 0.5
    enough: float = 2.0
    near: frozenset[SlotKind] = frozenset()
    near_parts: frozenset[PartKind] = frozenset()
    spread: str = "sum"
    named: tuple[Role, ...] = ()
    shown_with: frozenset[SlotKind] = frozenset()
    counts: str = "characters"
    margin: float = 1.0
    ahead: float = 0.0
    most: float = inf
    items_below: float = 0.0
    basic: bool = False


@lru_cache(maxsize=4)
def load_indicators(rules_dir: Path | None = None) -> tuple[Indicator, ...]:
    """All indicators, in file order.

    Raises:
        ConfigurationError: a field is missing, unknown, or names a role, slot or part that does not exist.
    """
    tables: Sequence[Mapping[str, Any]] = load_rules("quality", rules_dir).get("indicator", [])
    return tuple(_indicator(table) for table in tables)


def _indicator(table: Mapping[str, Any]) -> Indicator:
    try:
        return Indicator(
            id=table["id"],
            name=table["name"],
            criterion=CriterionKey(table["criterion"]),
            gap=table["gap"],
            gap_below=float(table["gap_below"]),
            partly=table.get("partly", ""),
            wanted={SlotKind(slot): name for slot, name in table.get("wanted", {}).items()},
            follows=table.get("follows", ""),
            at=tuple(Role(role) for role in table.get("at", ())),
            document=table.get("document", ""),
            roles=tuple(Role(role) for role in table.get("roles", ())),
            parts=frozenset(PartKind(part) for part in table.get("parts", ())),
            needs=frozenset(SlotKind(slot) for slot in table.get("needs", ())),
            any=frozenset(SlotKind(slot) for slot in table.get("any", ())),
            without=frozenset(SlotKind(slot) for slot in table.get("without", ())),
            measure=_one_of(table.get("measure", "strength"), "strength", "forward", "worth"),
            floor=float(table.get("floor", 0.5)),
            enough=float(table.get("enough", 2.0)),
            near=frozenset(SlotKind(slot) for slot in table.get("near", ())),
            near_parts=frozenset(PartKind(part) for part in table.get("near_parts", ())),
            spread=_one_of(table.get("spread", "sum"), "sum", "share"),
            named=tuple(Role(role) for role in table.get("named", ())),
            shown_with=frozenset(SlotKind(slot) for slot in table.get("shown_with", ())),
            counts=_one_of(table.get("counts", "characters"), "characters", "sentences"),
            margin=float(table.get("margin", 1.0)),
            ahead=float(table.get("ahead", 0.0)),
            most=float(table.get("most", inf)),
            items_below=float(table.get("items_below", 0.0)),
            basic=bool(table.get("basic", False)),
        )
    except (KeyError, ValueError) as error:
        raise ConfigurationError(
            f"指标“{table.get('id', '?')}”有误：{error}", where="quality.toml", remedy="请参照自带规则改正"
        ) from error


def _one_of(value: str, *allowed: str) -> str:
    if value not in allowed:
        raise ValueError(f"{value}（可用：{'、'.join(allowed)}）")
    return value
