"""What a sentence's wording says of its part, learnt from proposals whose headings say it (`models/part_wording`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.language.ngrams import BUCKETS, buckets
from analyzer.proposal import PartKind
from analyzer.shipped import model_weights

# A headed text does not tell problem from analysis: the two share a column, and cues part them.
COLUMNS: Mapping[PartKind, int] = {
    PartKind.BACKGROUND: 0,
    PartKind.PROBLEM: 1,
    PartKind.ANALYSIS: 1,
    PartKind.SUGGESTION: 2,
}


class PartWording:
    """A linear function of hashed character n-grams. `table` is float32 `[BUCKETS, 3]`, `bias` float32 `[3]`."""

    def __init__(self, table: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        self._table = table
        self._bias = bias

    @classmethod
    def load(cls, folder: Path | None = None) -> PartWording:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with model_weights("part_wording", "段落模型", folder) as stored:
            table = np.zeros((BUCKETS, 3), dtype=np.float32)
            table[stored["buckets"].astype(np.int64)] = stored["table"]
            return cls(table, stored["bias"].astype(np.float32))

    def judge(self, text: str, bounds: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """Log-probabilities of the columns, float32 `[n, 3]`, of the stretches of `text` between `bounds`."""
        found, at = buckets(text, bounds)
        logits = np.zeros((len(bounds), 3), dtype=np.float32)
        full = np.flatnonzero(at[1:] > at[:-1])
        if len(full):
            logits[full] = np.add.reduceat(self._table[found], at[full], axis=0)
            logits[full] /= np.sqrt(np.diff(at)[full])[:, None]
        logits += self._bias
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits


@lru_cache(maxsize=1)
def part_wording() -> PartWording:
    """The shipped model, loaded once."""
    return PartWording.load()
