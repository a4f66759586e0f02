"""What the matter itself is worth, whatever is said of it: a private wish, or the schooling of thousands.

A linear view of the whole text, learnt from readers' scores (`models/scorecard`): what title and body are about, what
their sentences do and state, and whose matter it is by their words: the proposer's own, his family's, the inside of
his unit, or that of many (the table `whose` of `rules/quality.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, SlotKind, Vectors
from analyzer.quality.worth import FULL
from analyzer.rules import load_rules, telling_faults
from analyzer.shipped import model_weights

Whose = Sequence[re.Pattern[str]]  # of each kind, the words that tell that a matter is of it

KINDS = ("own", "family", "unit", "many")
_SAID = 100  # characters of sentences that say something from which a matter is taken for told


class MatterWorth:
    """Weights of the linear view, in points: `matter` float32 `[features]` and `matter_bias`."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], whose: Whose) -> None:
        self._weights, self._bias = weights["matter"].astype(np.float32), float(weights["matter_bias"])
        self._whose = whose

    @classmethod
    def load(cls, folder: Path | None = None, *, rules_dir: Path | None = None) -> MatterWorth:
        """Load `weights.npz` of a model folder, by default the shipped one, to be used with an office's words.

        Raises:
            ModelError: the file is missing or damaged.
            ConfigurationError: see `load_whose`.
        """
        with model_weights("scorecard", "评分模型", folder) as stored:
            return cls(stored, load_whose(rules_dir))

    def of(self, annotated: AnnotatedProposal) -> float:
        """What the matter is worth, 0-1; less where hardly anything is said of it."""
        points = float(matter_features(annotated, self._whose) @ self._weights) + self._bias
        says = (annotated.strength > 0) & annotated.spoken
        said = sum(len(sentence.span) for sentence, one in zip(annotated.sentences, says, strict=True) if one)
        return min(1.0, said / _SAID) * min(1.0, max(0.0, points / FULL))


def matter_features(annotated: AnnotatedProposal, whose: Whose) -> Vectors:
    """Float32 `[features]`; `matter_groups` says which belong together.

    The vectors of title and body; then, each sentence counting by its length, the means of whose matter it is, of its
    slots, its roles, and its strength and look ahead; last, which slots there are at all.
    """
    text = annotated.proposal.text
    said = [sentence.span.of(text) for sentence in annotated.sentences]
    words = np.array([[bool(kind.search(one)) for kind in whose] for one in said], dtype=np.float32)
    words = words.reshape(len(said), len(whose))
    stance = np.stack([annotated.strength, annotated.forward], axis=1)
    told = np.concatenate([words, annotated.slot_marks, annotated.roles, stance], axis=1)
    lengths = np.array([len(one) for one in said], dtype=np.float32)
    means = lengths @ told / max(1.0, float(lengths.sum()))
    there = annotated.slot_marks.max(axis=0, initial=0.0)
    return np.concatenate([annotated.title_vector, annotated.pooled(annotated.proposal.body), means, there])


def matter_groups(annotated: AnnotatedProposal) -> list[int]:
    """Widths of the groups of features, in order."""
    dim, roles = annotated.vectors.shape[1], annotated.roles.shape[1]
    return [dim, dim, len(KINDS), len(SlotKind), roles, 2, len(SlotKind)]


@lru_cache(maxsize=4)
def load_whose(rules_dir: Path | None = None) -> Whose:
    """The words in force, a pattern for each of the kinds that the weights were learnt with.

    Raises:
        ConfigurationError: a kind is missing or is no regular expression.
    """
    with telling_faults("quality"):
        table = load_rules("quality", rules_dir)["whose"]
        return tuple(re.compile(table[kind]) for kind in KINDS)
