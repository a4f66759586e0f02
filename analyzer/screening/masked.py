"""A linear score of what stands masked in a sentence, by how it stands there.

A name left over from another place's text, or a year gone by that is spoken of as one to come, differs from what is
quoted, compared or looked back on by its sentence and not by itself: so the sentence is looked at with it masked.
Scored are the sentence's characters (one and two at a time), what stands right before and behind the mask, and what
the proposal says of it (`standing`, told apart by `elsewhere.py` and `overdue.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.screening.sense import character_grams
from analyzer.shipped import model_weights

MASK = "◇"
_BEFORE, _BEHIND = 3, 4  # characters beside the mask that are looked at together with it


class Masked:
    """A linear score: `marks` in a sentence, weighed by `weights` and `rarity`; `standing`; `bias`."""

    def __init__(self, stored: Mapping[str, NDArray[Any]]) -> None:
        known = zip(stored["marks"].tolist(), stored["weights"].tolist(), stored["rarity"].tolist(), strict=True)
        self._marks = {mark: (weight, rarity) for mark, weight, rarity in known}
        self._standing = stored["standing"].astype(np.float32)
        self._bias = float(stored["bias"])

    @classmethod
    def load(cls, name: str, title: str, folder: Path | None = None) -> Masked:
        """Load `weights.npz` of the shipped model `name`, or of a model folder; `title` is what errors call it.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with model_weights(name, title, folder) as stored:
            return cls(stored)

    def score(self, masked: str, standing: NDArray[np.float32]) -> float:
        """Above zero where what is masked is more likely than not what the model was trained to find."""
        known = [self._marks[mark] for mark in marks(masked) if mark in self._marks]
        norm = math.sqrt(sum(rarity * rarity for _, rarity in known)) or 1.0
        told: float = sum(weight * rarity for weight, rarity in known) / norm
        return told + float(standing @ self._standing) + self._bias


def marks(sentence: str) -> set[str]:
    """What is to be seen in a masked sentence: its characters and pairs of them, and what stands beside the mask."""
    said = f" {sentence} "
    at = said.index(MASK)
    before = {f"<{said[max(0, at - size) : at]}" for size in range(1, _BEFORE + 1)}
    behind = {f">{said[at + 1 : at + 1 + size]}" for size in range(1, _BEHIND + 1)}
    return character_grams(sentence) | before | behind
