"""Indicators: what each looks for, and how much of it a proposal's sentences hold.

An indicator turns a proposal into sentence amounts in 0-1 and one value in 0-1. The value adds the amounts from the
largest down with geometrically falling weights: a few good sentences fill it, further ones add less and less, and
sentences that anyone could write, which lie below its floor, add nothing however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, Role, SlotKind
from analyzer.assessment import CriterionKey
from analyzer.errors import ConfigurationError
from analyzer.proposal import PartKind
from analyzer.rules import load_rules

Amounts = NDArray[np.float32]
_ROLE_INDEX = {role: i for i, role in enumerate(Role)}
_NEARLY = 0.4  # an amount that comes near
_CHECKABLE = 1.0  # strength of a sentence that says something checkable
_NOTHING = 0.1  # amounts below this are the classifier's doubt, not evidence


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of `rules/quality.toml`; see its head for what each field means."""

    id: str
    name: str
    criterion: CriterionKey
    gap: str
    gap_below: float
    document: str = ""
    roles: tuple[Role, ...] = ()
    parts: frozenset[PartKind] = frozenset()
    needs: frozenset[SlotKind] = frozenset()
    any: frozenset[SlotKind] = frozenset()
    measure: str = "strength"
    floor: float = 0.5
    enough: float = 2.0
    near: frozenset[SlotKind] = frozenset()
    near_parts: frozenset[PartKind] = frozenset()

    def amounts(self, annotated: AnnotatedProposal) -> Amounts:
        """Float32 `[sentences]` in 0-1: how fully each sentence is what the indicator looks for."""
        columns = [_ROLE_INDEX[role] for role in self.roles]
        probability = annotated.roles[:, columns].sum(axis=1)
        measure = annotated.strength if self.measure == "strength" else annotated.forward
        amounts: Amounts = probability * np.clip((measure - self.floor) / (2.0 - self.floor), 0.0, 1.0)
        for i in np.flatnonzero(amounts >= _NOTHING):
            sentence = annotated.sentences[i]
            present = {slot.kind for slot in sentence.slots}
            fits = (
                not sentence.heading
                and (not self.parts or sentence.part in self.parts)
                and self.needs <= present
                and (not self.any or not self.any.isdisjoint(present))
            )
            if not fits:
                amounts[i] = 0.0
        amounts[amounts < _NOTHING] = 0.0
        return amounts

    def value(self, amounts: Amounts) -> float:
        """The indicator's value in 0-1 from its sentence amounts."""
        return float(self.shares(amounts).sum())

    def shares(self, amounts: Amounts) -> Amounts:
        """Float32 `[sentences]`: what each sentence contributes to `value`."""
        keep = self.enough / (1.0 + self.enough)
        order = np.argsort(-amounts, kind="stable")
        shares = np.zeros_like(amounts)
        shares[order] = amounts[order] * (1.0 - keep) * keep ** np.arange(len(amounts))
        return shares

    def comes_near(self, annotated: AnnotatedProposal) -> bool:
        """Whether a sentence nearly is what is looked for: to call it missing would be wrong.

        That is one which counts once floor and slots are forgiven, or a checkable one with a slot of `near`.
        """
        lenient = replace(self, floor=max(0.0, self.floor - 0.5), needs=frozenset(), any=frozenset())
        if float(lenient.amounts(annotated).max(initial=0.0)) >= _NEARLY:
            return True
        return any(
            sentence.strength >= _CHECKABLE and not self.near.isdisjoint({slot.kind for slot in sentence.slots})
            for sentence in annotated.in_part(*(self.near_parts or PartKind))
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What one indicator made of one proposal: value in 0-1, and the amount in each sentence (None: document-wide)."""

    indicator: Indicator
    value: float
    amounts: Amounts | None

    def is_gap(self, annotated: AnnotatedProposal) -> bool:
        """Whether to say that something is missing: too little counted, and nothing in the text that comes near."""
        if not self.indicator.gap or self.value >= self.indicator.gap_below:
            return False
        return self.amounts is None or not self.indicator.comes_near(annotated)


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
            document=table.get("document", ""),
            roles=tuple(Role(role) for role in table.get("roles", ())),
            parts=frozenset(PartKind(part) for part in table.get("parts", ())),
            needs=frozenset(SlotKind(slot) for slot in table.get("needs", ())),
            any=frozenset(SlotKind(slot) for slot in table.get("any", ())),
            measure=table.get("measure", "strength"),
            floor=float(table.get("floor", 0.5)),
            enough=float(table.get("enough", 2.0)),
            near=frozenset(SlotKind(slot) for slot in table.get("near", ())),
            near_parts=frozenset(PartKind(part) for part in table.get("near_parts", ())),
        )
    except (KeyError, ValueError) as error:
        raise ConfigurationError(
            f"指标“{table.get('id', '?')}”有误：{error}", where="quality.toml", remedy="请参照自带规则改正"
        ) from error
