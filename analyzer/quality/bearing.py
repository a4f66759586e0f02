"""Which sentences bear out what an indicator looks for, as careful readers judged it.

Readers went through proposals sentence by sentence (`corpora/labelled/evidence`): would they sign this sentence, read
alone, for this indicator, in full or only in part? And where a text lacks something: at which sentences would its
author best add it? Each answer is a logistic function of what annotation knows of a sentence, and the last of where it
stands too, learnt by `models/evidence/train.py`. What a sentence is signed for must not depend on how many others there
are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, Vectors
from analyzer.proposal import PartKind
from analyzer.quality.belonging import table
from analyzer.quality.standing import STANDING, standing_features
from analyzer.quality.worth import worth_features
from analyzer.shipped import model_weights

_LONG = 120  # characters from which a sentence counts as no longer
SIGNED, PLACE = ("fully", "partly"), "place"
ANSWERS = (*SIGNED, PLACE)


@dataclass(frozen=True, slots=True)
class Bearing:
    """Probabilities in tables `[sentences, indicators]`, float32: that a reader would sign the sentence in full, or at
    least in part; and that the author would best begin there where the text lacks it. A sentence that says nothing of
    its own bears nothing."""

    fully: Vectors
    partly: Vectors
    place: Vectors


class BearingModel:
    """The readers' answers as linear functions: for each of `ANSWERS` the `indicators` that were judged, float32
    `[features, indicators]` and a bias. Only places go by the last `STANDING` features."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        names = [(answer, name) for answer in ANSWERS for name in weights[f"{answer}_names"].tolist()]
        self._column = {name: column for column, name in enumerate(names)}
        self._signed = np.concatenate([weights[f"{answer}_coefficients"] for answer in SIGNED], axis=1)
        self._place = weights[f"{PLACE}_coefficients"]
        self._bias = np.concatenate([weights[f"{answer}_bias"] for answer in ANSWERS])

    @classmethod
    def load(cls, folder: Path | None = None) -> BearingModel:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with model_weights("evidence", "证据模型", folder) as stored:
            return cls(stored)

    def judge(self, annotated: AnnotatedProposal, indicators: Sequence[str]) -> Bearing:
        """The tables for `indicators`, in their order; one that was never judged is borne out by nothing."""
        features = bearing_features(annotated)
        signed = features[:, :-STANDING] @ self._signed
        scores = np.concatenate([signed, features @ self._place], axis=1) + self._bias
        chances = 1.0 / (1.0 + np.exp(-scores))
        tables = []
        for answer in ANSWERS:
            columns = np.array([self._column.get((answer, name), -1) for name in indicators])
            counted = (annotated.spoken if answer == PLACE else annotated.says)[:, None] & (columns >= 0)
            tables.append(np.where(counted, chances[:, columns], 0.0).astype(np.float32))
        return Bearing(*tables)


@lru_cache(maxsize=1)
def shipped_bearing() -> BearingModel:
    """The shipped weights, loaded once."""
    return BearingModel.load()


def bearing_features(annotated: AnnotatedProposal) -> Vectors:
    """Float32 `[sentences, features]`: those of its worth, the parts it stands in, its length, and where it stands."""
    parts = table(PartKind, annotated.kinds).T
    lengths = np.array([[min(len(sentence.span), _LONG) / _LONG] for sentence in annotated.sentences], dtype=np.float32)
    standing = standing_features(annotated)
    return np.concatenate([worth_features(annotated), parts, lengths.reshape(-1, 1), standing], axis=1)
