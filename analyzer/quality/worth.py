"""What a sentence is worth to each criterion, whatever indicator it falls under.

Indicators name what to look for; readers also weigh what none of them names. A linear view of the sentence (its vector,
roles, strength, look ahead, and the slots in it) is learnt from readers' scores of whole texts (`models/scorecard`): a
text's score is taken as the mean worth of its sentences, so that each sentence has its own share of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, SlotKind, Vectors
from analyzer.assessment import CriterionKey
from analyzer.shipped import model_weights

WEIGHED = tuple(key for key in CriterionKey if key is not CriterionKey.FORM)
_FIRM = 0.6  # strength or look ahead from which a sentence is not one that anyone could have written
FULL = 110.0  # points of a text all of whose sentences are as good as this one, at which its worth is full


class Worth:
    """Weights of the linear view, in points: `coefficients` float32 `[features, criteria]` and `bias` `[criteria]`."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self._coefficients = weights["coefficients"].astype(np.float32)
        self._bias = weights["bias"].astype(np.float32)

    @classmethod
    def load(cls, folder: Path | None = None) -> Worth:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with model_weights("scorecard", "评分模型", folder) as stored:
            return cls(stored)

    def judge(self, annotated: AnnotatedProposal) -> Vectors:
        """Float32 `[sentences, criteria]`, 0-2 like strength; the less, the less a sentence says of its own."""
        points = worth_features(annotated) @ self._coefficients + self._bias
        says = np.minimum(np.maximum(annotated.strength, annotated.forward) / np.float32(_FIRM), 1.0)
        worth: Vectors = np.clip(points / FULL, 0.0, 1.0) * np.float32(2) * says[:, None]
        return worth


@lru_cache(maxsize=1)
def shipped_worth() -> Worth:
    """The shipped weights, loaded once."""
    return Worth.load()


def worth_features(annotated: AnnotatedProposal) -> Vectors:
    """Float32 `[sentences, features]`; `feature_groups` says which columns belong together."""
    roles, strength, forward = annotated.roles, annotated.strength[:, None], annotated.forward[:, None]
    return np.concatenate(
        [annotated.vectors, roles, roles * strength, roles * forward, annotated.slot_marks, strength, forward], axis=1
    )


def feature_groups(annotated: AnnotatedProposal) -> list[int]:
    """Widths of the groups of columns, in order."""
    roles = annotated.roles.shape[1]
    return [annotated.vectors.shape[1], roles, roles, roles, len(SlotKind), 2]
