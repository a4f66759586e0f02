"""How far a piece of a proposal stands apart from the rest of it: by its meaning, and by the words it shares.

Everything in a proposal is about its one matter, more or less: how near a piece must be depends on what it is, since
money, publicity and training are asked for in proposals on anything. So the piece's vector is weighed too. Trained by
`models/check_sentences/train.py` on suggestions moved into proposals where they do not belong.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import add

import numpy as np

from analyzer.annotation.model import Vectors
from analyzer.screening.sense import Scores, Sense

_NEAREST = 3  # sentences of the rest that count as the nearest
_TOO_FEW = 1e-6
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Whole:
    """A proposal to compare its pieces with: its text, and float32 vectors of its title and of its sentences."""

    sense: Sense
    title: Scores
    vectors: Vectors
    text: str

    def apart(self, rows: slice, piece: str, least: float) -> float:
        """How far the sentences `rows`, which read `piece`, stand apart from the rest; minus infinity below `least`.

        Above zero they are rather foreign. Meaning comes first, for words cost more: most pieces are near by meaning.
        """
        own = self.vectors[rows]
        alike = own @ self.vectors.T
        alike[:, rows] = -1.0
        meant = meaning(self.title, own, self._total - own.sum(axis=0), alike)
        if not meant.any():
            return -math.inf
        weights, shared = self.sense.apart[:-2], float(self.sense.apart[-2])
        sized = np.concatenate([meant, sizes(len(piece), len(self.text) - len(piece))])
        score = float(sized @ weights + self.sense.apart[-1])
        if score + max(0.0, shared) < least:
            return -math.inf
        known = {pair: self._pairs[pair] > times for pair, times in Counter(pairs(piece)).items()}
        score += shared * share(self.sense, known)
        return score if score >= least else -math.inf

    @cached_property
    def _total(self) -> Scores:
        total: Scores = self.vectors.sum(axis=0)
        return total

    @cached_property
    def _pairs(self) -> Counter[str]:
        return Counter(pairs(self.text))


def meaning(title: Scores, own: Vectors, rest: Scores, alike: Vectors) -> Scores:
    """Float32 `[dim + 3]`: the vector of a piece; how near it is to the title, the rest and its nearest sentences.

    `own` are the vectors of its sentences, `rest` the sum of those of the rest, `alike` the cosines between the two,
    float32 `[own, rest]`. All zero where nothing is known of its meaning.
    """
    vector, middle = _unit(own.sum(axis=0)), _unit(rest)
    if not vector.any() or not middle.any():
        return np.zeros(len(title) + 3, dtype=np.float32)
    nearest = np.sort(alike.max(axis=0))[-_NEAREST:].mean()
    return np.append(vector, [vector @ title, vector @ middle, nearest]).astype(np.float32)


def sizes(piece: int, rest: int) -> Scores:
    """Float32 `[2]`: how long the piece is, and how much there is to compare with."""
    return np.log([max(1, piece), max(1, rest)]).astype(np.float32)


def share(sense: Sense, known: Mapping[str, bool]) -> float:
    """Share of a piece's pairs of characters that the rest has too, by their rarity; `known` says which."""
    rarity = sense.rarities(list(known))
    total = float(rarity.sum())
    return float(rarity @ np.array(list(known.values()), dtype=np.float32)) / total if total else 1.0


def pairs(text: str) -> list[str]:
    """Its pairs of neighbouring Chinese characters."""
    return [pair for run in _CHINESE.findall(text) for pair in map(add, run, run[1:])]


def _unit(vector: Scores) -> Scores:
    norm = math.sqrt(float(vector @ vector))
    return vector / norm if norm > _TOO_FEW else np.zeros_like(vector)
