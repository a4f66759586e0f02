"""What a sentence is about, in the eyes of a reader who files proposals: one linear score a check.

Words say what was meant only in the ways that somebody thought of. Sentences are scored on their vector, on their
characters (one and two at a time) and, where that could still matter, on what they show on their face (`cues.py`). A
score speaks alone only where it is high, and otherwise beside the words of a rule. Trained by
`models/check_sentences/train.py` on written faults and their guards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.shipped import model_weights

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]
_CHARACTER = 21  # bits of a character
_OWNER = 2 * _CHARACTER


@dataclass(frozen=True)
class Sense:
    """Linear scores over the vectors of the shipped embedding model, over characters and over cues.

    `weights` is float32 `[keys, dim + 1]`, the last column the bias; `grams` are the known grams' numbers in rising
    order, `gram_weights`, float32 `[grams, keys]`, and `rarity`, float32 `[grams]`, theirs; `cue_weights` is float32
    `[keys, CUES]`. `apart`, float32 `[dim + 7]`, is what `belonging.py` weighs a piece of a proposal by: its
    vector, three nearnesses, two lengths, the words shared; bias.
    """

    keys: tuple[str, ...]
    weights: Vectors
    grams: Numbers
    gram_weights: Vectors
    rarity: Scores
    cue_weights: Vectors
    apart: Scores

    @classmethod
    def load(cls, folder: Path | None = None) -> Sense:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with model_weights("check_sentences", "审查句子模型", folder) as stored:
            # in C's order, for rows are taken one by one
            numbers = {k: v.astype(np.float32, order="C") for k, v in stored.items() if v.dtype.kind == "f"}
            keys = tuple(str(key) for key in stored["keys"])
            grams = gram_numbers(stored["grams"])
            order = np.argsort(grams)
            for name in ("gram_weights", "rarity"):
                numbers[name] = numbers[name][order]
            return cls(keys=keys, grams=grams[order], **numbers)

    def rarities(self, grams: Sequence[str]) -> Scores:
        """Float32 `[grams]`: how rare each is; one never learnt is as rare as any."""
        numbers = gram_numbers(np.array(grams, dtype="<U2"))
        places = np.minimum(np.searchsorted(self.grams, numbers), len(self.grams) - 1)
        return np.where(self.grams[places] == numbers, self.rarity[places], np.float32(self._rarest))

    @cached_property
    def _rarest(self) -> float:
        return float(self.rarity.max())

    @cached_property
    def cues_add(self) -> Scores:
        """Float32 `[keys]`: the most that cues can add to a score."""
        most: Scores = np.maximum(self.cue_weights, 0).sum(axis=1)
        return most

    def scores(self, texts: Sequence[str], vectors: Vectors) -> Scores:
        """Float32 `[sentences, keys]` before cues: with them, above zero where a sentence is more likely than not what
        the check looks for. Minus infinity for those without a vector, and for vectors of another size than the
        model's.
        """
        if vectors.shape[1] != self.weights.shape[1] - 1:
            return np.full((len(vectors), len(self.keys)), -np.inf, dtype=np.float32)
        scores = vectors @ self.weights[:, :-1].T + self.weights[:, -1]
        owners, grams = numbered_grams(texts)
        places = np.searchsorted(self.grams, grams)
        known = self.grams[np.minimum(places, len(self.grams) - 1)] == grams
        owners, places = owners[known], places[known]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(starts):
            rarity = self.rarity[places]
            told = np.add.reduceat(self.gram_weights.take(places, axis=0) * rarity[:, None], starts, axis=0)
            scores[owners[starts]] += told / np.sqrt(np.add.reduceat(rarity * rarity, starts))[:, None]
        scores[~vectors.any(axis=1)] = -np.inf
        return scores.astype(np.float32)


def character_grams(text: str) -> set[str]:
    """The characters of a text and its pairs of neighbouring ones."""
    return {*text, *map(add, text, text[1:])}


def numbered_grams(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The index of the text and the number of every gram of every text, in rising order."""
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts)), lengths) << _OWNER
    said = np.ones(len(codes), dtype=bool)
    said[np.cumsum(lengths) - 1] = False
    paired = said[:-1] & said[1:]
    pairs = owners[:-1] | codes[:-1] << _CHARACTER | codes[1:]
    grams = np.sort(np.concatenate(((owners | codes)[said], pairs[paired])))
    grams = grams[np.diff(grams, prepend=-1) > 0]  # np.unique would import numpy.ma
    return grams >> _OWNER, grams & ((1 << _OWNER) - 1)


def gram_numbers(grams: NDArray[np.str_]) -> Numbers:
    """The numbers of strings of one or two characters."""
    codes = np.ascontiguousarray(grams.astype("<U2")).view("<u4").reshape(-1, 2).astype(np.int64)
    return np.where(codes[:, 1] > 0, codes[:, 0] << _CHARACTER | codes[:, 1], codes[:, 0])


@lru_cache(maxsize=1)
def shipped_sense() -> Sense:
    """The shipped model, loaded once."""
    return Sense.load()
