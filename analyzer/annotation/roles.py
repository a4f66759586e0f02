"""Sentence roles: what a sentence does, how checkable it is, how far it looks ahead.

A small network over the sentence's static vector, its slots, its place in the text and its neighbours, trained on
sentences that readers labelled (`models/sentence-roles`), run with numpy. The roles are `analyzer.annotation.model.Role`;
strength and forward are readers' 0-2 scales (corpora/labelled/sentences/ROLES.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Role, Slot, SlotKind, Vectors
from analyzer.errors import ModelError
from analyzer.proposal import PartKind, Proposal
from analyzer.shipped import model_folder

_PARTS = {kind: i for i, kind in enumerate(PartKind)}
_SLOTS = {kind: i for i, kind in enumerate(SlotKind)}
_PLACE = 4  # position in the text, length, digits, heading
ROLES = tuple(Role)

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """The model's view of a proposal's sentences: roles, their probabilities `[n, roles]`, strength and forward `[n]`."""

    roles: tuple[Role, ...]
    probabilities: NDArray[np.float32]
    strength: NDArray[np.float32]
    forward: NDArray[np.float32]


def role_features(
    proposal: Proposal, parts: Sequence[PartKind], slots: Sequence[Sequence[Slot]], vectors: Vectors
) -> Features:
    """Float32 `[sentences, features]`: own vector, own slots and place, then the vectors and slots of both neighbours.

    Slot columns hold counts that saturate at 2, so that a long list weighs no more than two mentions.
    """
    n, dim = vectors.shape
    own = np.zeros((n, len(_SLOTS) + len(_PARTS) + _PLACE), dtype=np.float32)
    length = max(1, len(proposal.text))
    for i, sentence in enumerate(proposal.sentences):
        row = own[i]
        for slot in slots[i]:
            row[_SLOTS[slot.kind]] += 1.0
        row[len(_SLOTS) + _PARTS[parts[i]]] = 1.0
        size = sentence.end - sentence.start
        row[-4:] = (sentence.start / length, min(size, 120) / 60, min(size, 15) / 15, float(sentence.heading))
    np.minimum(own[:, : len(_SLOTS)], 2.0, out=own[:, : len(_SLOTS)])
    around = np.concatenate([vectors, own[:, : len(_SLOTS)]], axis=1)
    before = np.zeros_like(around)
    after = np.zeros_like(around)
    if n > 1:
        before[1:] = around[:-1]
        after[:-1] = around[1:]
    return np.concatenate([vectors, own, before, after], axis=1)


class RoleModel:
    """One hidden layer over `role_features`; weights in one `.npz` beside its model card."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        try:
            self._hidden = weights["hidden"], weights["hidden_bias"]
            self._output = weights["output"], weights["output_bias"]
        except KeyError as error:
            raise ModelError(f"句子功能模型缺少 {error}", where="sentence-roles", remedy="请重新安装本程序") from error

    @classmethod
    def load(cls, folder: Path | None = None) -> RoleModel:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing, damaged, or made for other features.
        """
        folder = folder or model_folder("sentence_roles") or Path("sentence_roles")
        try:
            with np.load(folder / "weights.npz", allow_pickle=False) as stored:
                return cls({name: stored[name].astype(np.float32) for name in stored.files})
        except (OSError, ValueError) as error:
            raise ModelError("句子功能模型读不出来", where=str(folder), remedy="请重新安装本程序") from error

    def judge(self, features: Features) -> Judged:
        """Judge the sentences of one proposal (or of many, stacked)."""
        hidden = np.maximum(features @ self._hidden[0] + self._hidden[1], 0.0)
        output = hidden @ self._output[0] + self._output[1]
        logits = output[:, : len(ROLES)]
        exps = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
        probabilities = exps / exps.sum(axis=1, keepdims=True) if len(logits) else exps
        best = probabilities.argmax(axis=1) if len(logits) else np.zeros(0, dtype=np.int64)
        return Judged(
            roles=tuple(ROLES[i] for i in best),
            probabilities=probabilities,
            strength=np.clip(output[:, len(ROLES)], 0.0, 2.0),
            forward=np.clip(output[:, len(ROLES) + 1], 0.0, 2.0),
        )
