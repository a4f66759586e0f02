"""Which sentences an indicator looks at, and how surely each is one of them; not yet how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, Role
from analyzer.proposal import PartKind
from analyzer.quality.indicators import Indicator

Amounts = NDArray[np.float32]
Mask = NDArray[np.bool_]

_DOUBT = 0.25  # probability below which a sentence is not taken to have a role at all


@dataclass(frozen=True, slots=True)
class Belonging:
    """Three tables `[sentences, indicators]`.

    `standing`: the sentence stands where the indicator looks and is no heading. `sureness`, 0-1: how surely it has one
    of the indicator's roles, times how nearly it looks as far ahead as is wanted. `weights`: what it weighs where the
    indicator's spread is "share"; a sentence that says nothing of its own weighs nothing.
    """

    standing: Mask
    sureness: Amounts
    weights: Amounts


class Belongings:
    """Tells what belongs to each of a set of indicators that look at sentences."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self._roles = table(Role, [indicator.roles or Role for indicator in indicators])
        self._parts = table(PartKind, [indicator.parts or PartKind for indicator in indicators])
        self._ahead = np.array([indicator.ahead for indicator in indicators])
        self._alike = np.array([indicator.counts == "sentences" for indicator in indicators])

    def of(self, annotated: AnnotatedProposal) -> Belonging:
        """What belongs, for the sentences of one proposal."""
        sentences = annotated.sentences
        parts = table(PartKind, [(sentence.part,) for sentence in sentences]).T
        standing: Mask = annotated.spoken[:, None] & (parts @ self._parts > 0)
        sureness = annotated.roles @ self._roles
        sureness[sureness < _DOUBT] = 0.0
        sureness *= _looking_ahead(annotated.forward, self._ahead)
        says = (annotated.strength > 0) | (annotated.forward > 0)
        lengths = np.array([len(sentence.span) for sentence in sentences], dtype=np.float32)
        sizes = np.where(self._alike, np.float32(1), lengths[:, None])
        return Belonging(standing, sureness, sureness * sizes * (standing & says[:, None]))


def table(kinds: type[StrEnum], columns: Sequence[Iterable[StrEnum]]) -> Amounts:
    """Float32 `[kinds, columns]`: 1 where a column has the kind."""
    rows = {kind: row * len(columns) for row, kind in enumerate(kinds)}
    filled = np.zeros((len(rows), len(columns)), dtype=np.float32)
    filled.flat[[rows[kind] + column for column, present in enumerate(columns) for kind in present]] = 1.0
    return filled


def _looking_ahead(forward: Amounts, ahead: NDArray[np.float64]) -> Amounts:
    """How nearly each sentence looks as far ahead as each indicator wants, in 0-1; 1 where it wants nothing."""
    wanted = np.maximum(ahead, 1e-6).astype(np.float32)
    near: Amounts = np.where(ahead > 0, np.clip(forward[:, None] / wanted, 0.0, 1.0), np.float32(1))
    return near
