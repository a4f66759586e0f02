"""What a sentence is about, in the eyes of a reader who files proposals: one linear score a check.

Words say what was meant only in the ways that somebody thought of. The sentence's vector says it in others too, but
less surely; so a score speaks alone only where it is high, and otherwise beside a cue that the words give (a name, a
first person, a case). Trained by `models/check_sentences/train.py` on written examples of faults and of their guards.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.errors import ModelError
from analyzer.shipped import model_folder

Scores = NDArray[np.float32]
_NAME = "check_sentences"


class Sense:
    """Linear scores over the vectors of the shipped embedding model."""

    def __init__(self, keys: tuple[str, ...], weights: Vectors, bias: Scores) -> None:
        """`weights` is float32 `[keys, dim]`, `bias` float32 `[keys]`."""
        self.keys = keys
        self._weights = weights
        self._bias = bias

    @classmethod
    def load(cls, folder: Path) -> Sense:
        """Load `weights.npz` of a model folder.

        Raises:
            ModelError: the file is missing or damaged.
        """
        try:
            with np.load(folder / "weights.npz", allow_pickle=False) as stored:
                keys = tuple(str(key) for key in stored["keys"])
                return cls(keys, stored["weights"].astype(np.float32), stored["bias"].astype(np.float32))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError("审查句子模型读不出来", where=str(folder), remedy="请重新安装本程序") from error

    def scores(self, vectors: Vectors) -> Scores:
        """Float32 `[sentences, keys]`; above zero where a sentence is more likely than not what the check looks for.

        Sentences without a vector, and vectors of another size than the model's, score far below.
        """
        if vectors.shape[1] != self._weights.shape[1]:
            return np.full((len(vectors), len(self.keys)), -np.inf, dtype=np.float32)
        scores = vectors @ self._weights.T + self._bias
        scores[~vectors.any(axis=1)] = -np.inf
        return scores.astype(np.float32)


@lru_cache(maxsize=1)
def shipped_sense() -> Sense:
    """The shipped model, loaded once."""
    return Sense.load(model_folder(_NAME) or Path(_NAME))
