"""Sentence roles: what a sentence does, how checkable it is, how far it looks ahead.

Two steps, trained on sentences that readers labelled (`models/sentence_roles`) and run with numpy. First a linear view
of the wording alone: a ridge over hashed character n-grams. Then a small network over that view of the sentence and of
its neighbours, the sentence's static vector, its slots and its place in the text. The roles are
`analyzer.annotation.model.Role`; strength and forward are readers' 0-2 scales (corpora/labelled/sentences/ROLES.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import SLOT_COLUMN, Role, Slot, Vectors
from analyzer.errors import ModelError
from analyzer.language.ngrams import BUCKETS, buckets
from analyzer.proposal import PartKind, Proposal
from analyzer.shipped import model_weights

_PARTS = {kind: i for i, kind in enumerate(PartKind)}
_PLACE = 4  # position in the text, length, digits, heading
ROLES = tuple(Role)

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """The model's view of `n` sentences: probabilities `[n, roles]` of the roles, strength and forward `[n]`."""

    roles: tuple[Role, ...]
    probabilities: NDArray[np.float32]
    strength: NDArray[np.float32]
    forward: NDArray[np.float32]

    def rows(self, start: int, end: int) -> Judged:
        """Some of the sentences."""
        return Judged(
            self.roles[start:end], self.probabilities[start:end], self.strength[start:end], self.forward[start:end]
        )


class Wording:
    """The first step: readers' labels as a linear function of a sentence's n-grams.

    `table` is float32 `[BUCKETS, outputs]`, already times the n-grams' inverse document frequency; `squares` holds the
    squares of these frequencies `[BUCKETS]`; `bias` `[outputs]`. Outputs are the roles, strength and forward.
    """

    def __init__(self, table: Features, squares: Features, bias: Features) -> None:
        self._table = table
        self._squares = squares
        self._bias = bias

    def judge(self, proposals: Sequence[Proposal]) -> Features:
        """Float32 `[sentences, outputs]`, one proposal's sentences after the other's."""
        bounds: list[tuple[int, int]] = []
        begin = 0
        for proposal in proposals:
            bounds += [(begin + sentence.start, begin + sentence.end) for sentence in proposal.sentences]
            begin += len(proposal.text)
        found, at = buckets("".join(proposal.text for proposal in proposals), bounds)
        sums = np.zeros((len(at) - 1, self._table.shape[1]), dtype=np.float32)
        norms: Features = np.zeros(len(at) - 1, dtype=np.float32)
        full = np.flatnonzero(at[1:] > at[:-1])
        if len(full):
            sums[full] = np.add.reduceat(self._table.take(found, axis=0), at[full], axis=0)
            norms[full] = np.sqrt(np.add.reduceat(self._squares[found], at[full]))
        return (sums / np.maximum(norms, 1e-6)[:, None] + self._bias).astype(np.float32)


def role_features(
    proposal: Proposal,
    parts: Sequence[PartKind],
    slots: Sequence[Sequence[Slot]],
    vectors: Vectors,
    wording: Features,
) -> Features:
    """Float32 `[sentences, features]`: own vector, slots, place and wording, then the wording of both neighbours.

    Slot columns hold counts that saturate at 2, so that a long list weighs no more than two mentions.
    """
    n = len(vectors)
    width = len(SLOT_COLUMN) + len(_PARTS)
    marks = [i * width + SLOT_COLUMN[slot.kind] for i, found in enumerate(slots) for slot in found]
    marks += [i * width + len(SLOT_COLUMN) + _PARTS[part] for i, part in enumerate(parts)]
    counts = np.minimum(np.bincount(marks, minlength=n * width).reshape(n, width), 2)
    length = max(1, len(proposal.text))
    place = [
        (s.start / length, min(s.end - s.start, 120) / 60, min(s.end - s.start, 15) / 15, float(s.heading))
        for s in proposal.sentences
    ]
    own = np.concatenate([counts, np.array(place).reshape(n, _PLACE)], axis=1, dtype=np.float32)
    before, after = np.zeros_like(wording), np.zeros_like(wording)
    before[1:], after[:-1] = wording[:-1], wording[1:]
    return np.concatenate([vectors, own, wording, before, after], axis=1)


class RoleModel:
    """Both steps; weights in one `.npz` beside its model card."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        try:
            self._hidden = _single(weights["hidden"]), _single(weights["hidden_bias"])
            self._output = _single(weights["output"]), _single(weights["output_bias"])
            used = weights["buckets"].astype(np.int64)
            table = np.zeros((BUCKETS, len(ROLES) + 2), dtype=np.float32)
            table[used] = weights["table"]
            squares = np.zeros(BUCKETS, dtype=np.float32)
            squares[used] = weights["squares"]
            self._wording = Wording(table, squares, _single(weights["bias"]))
        except (KeyError, ValueError, IndexError) as error:
            raise ModelError(
                f"句子功能模型不完整（{error}）", where="sentence_roles", remedy="请重新安装本程序"
            ) from error

    @classmethod
    def load(cls, folder: Path | None = None) -> RoleModel:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing, damaged, or made for other features.
        """
        with model_weights("sentence_roles", "句子功能模型", folder) as stored:
            return cls(stored)

    def judge(
        self,
        proposals: Sequence[Proposal],
        parts: Sequence[Sequence[PartKind]],
        slots: Sequence[Sequence[Sequence[Slot]]],
        vectors: Sequence[Vectors],
    ) -> list[Judged]:
        """Judge the sentences of each proposal."""
        ends = list(accumulate(len(proposal.sentences) for proposal in proposals))
        starts = [0, *ends[:-1]]
        wording = self._wording.judge(proposals)
        views = [wording[start:end] for start, end in zip(starts, ends, strict=True)]
        features = list(map(role_features, proposals, parts, slots, vectors, views))
        whole = self.decide(np.concatenate(features))
        return [whole.rows(start, end) for start, end in zip(starts, ends, strict=True)]

    def decide(self, features: Features) -> Judged:
        """The second step alone, on rows of `role_features`."""
        if not len(features):
            nothing = np.zeros(0, dtype=np.float32)
            return Judged((), np.zeros((0, len(ROLES)), dtype=np.float32), nothing, nothing)
        hidden = np.maximum(features @ self._hidden[0] + self._hidden[1], 0.0)
        output = hidden @ self._output[0] + self._output[1]
        logits = output[:, : len(ROLES)]
        exps = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = exps / exps.sum(axis=1, keepdims=True)
        return Judged(
            roles=tuple(ROLES[i] for i in probabilities.argmax(axis=1)),
            probabilities=probabilities,
            strength=np.clip(output[:, len(ROLES)], 0.0, 2.0),
            forward=np.clip(output[:, len(ROLES) + 1], 0.0, 2.0),
        )


def _single(weights: NDArray[Any]) -> NDArray[np.float32]:
    return weights.astype(np.float32)
