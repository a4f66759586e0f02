"""Which sentences an indicator that is a share averages, and what each of them weighs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, Role
from analyzer.proposal import PartKind
from analyzer.quality.indicators import Indicator

Amounts = NDArray[np.float32]

_DOUBT = 0.25  # probability below which a sentence is not taken to have a role at all


class Belongings:
    """Tells what belongs to each of a set of indicators that average sentences."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self._roles = table(Role, [indicator.roles or Role for indicator in indicators])
        self._parts = table(PartKind, [indicator.parts or PartKind for indicator in indicators])
        self._ahead = np.array([indicator.ahead for indicator in indicators])
        self._alike = np.array([indicator.counts == "sentences" for indicator in indicators])

    def of(self, annotated: AnnotatedProposal) -> Amounts:
        """What each sentence weighs in each indicator's mean, float32 `[sentences, indicators]`.

        That is its length (or 1, where sentences count alike), times how surely it has one of the indicator's roles,
        times how nearly it looks as far ahead as is wanted. A heading, or a sentence that says nothing of its own or
        stands elsewhere, weighs nothing.
        """
        sentences = annotated.sentences
        parts = table(PartKind, [(sentence.part,) for sentence in sentences]).T
        sureness = annotated.roles @ self._roles
        sureness[sureness < _DOUBT] = 0.0
        sureness *= _looking_ahead(annotated.forward, self._ahead)
        lengths = np.array([len(sentence.span) for sentence in sentences], dtype=np.float32)
        sizes = np.where(self._alike, np.float32(1), lengths[:, None])
        weights: Amounts = sureness * sizes * ((parts @ self._parts > 0) & annotated.says[:, None])
        return weights


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
