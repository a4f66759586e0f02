"""The static model's training: a vector and a weight for each word, learned against the teacher and like texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from matters import Told
from numpy.typing import NDArray
from torch import Tensor

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """What training can be tuned with."""

    steps: int = 1000
    batch: int = 256
    words_per_text: int = 96  # of longer texts a random choice of words is seen at each step
    vector_rate: float = 5e-3
    weight_rate: float = 2e-2
    temperature: float = 0.05
    pair_share: float = 0.3  # weight of the topical pairs beside the teacher's two losses
    matters: int = 128  # told in other words, seen at each step of the second stage,
    answered: int = 24  # and those whose problems are answered
    told_share: float = 3.0  # weight of these
    forget: float = 0.4  # share of their words left out at each step, so that no word alone must tell
    whitening: float = 0.5  # 0 leaves the spread of directions as it is, 1 makes all equal
    seed: int = 0


def train(
    vectors: Floats,
    weights: Floats,
    texts: list[Ids],
    targets: Floats,
    pairs: list[tuple[Ids, Ids]],
    told: Told | None,
    recipe: Recipe,
) -> Floats:
    """Word vectors, their lengths being their weights, `[words, dim]`.

    `vectors` and `weights` are where training begins; `targets` are the teacher's unit vectors of `texts`, already in
    `dim` dimensions. The losses added are nearness to the target, agreement of the similarities within a batch with
    the teacher's, telling a text's topical partner from all others of the batch, and what `told` teaches.
    """
    rng = np.random.default_rng(recipe.seed)
    table = _Rows(vectors, recipe.vector_rate)
    logs = _Rows(np.log(weights), recipe.weight_rate)
    goals = torch.from_numpy(targets)
    for step in range(recipe.steps):
        rate = min(1.0, (step + 1) / 50) * (1 - step / recipe.steps)
        chosen = rng.choice(len(texts), recipe.batch, replace=False)
        partners = [pairs[i] for i in rng.choice(len(pairs), recipe.batch, replace=False)]
        batch = [texts[i] for i in chosen] + [left for left, _ in partners] + [right for _, right in partners]
        further, told_loss = told.draw(recipe.matters, recipe.answered, rng) if told else ([], None)
        batch += [_forgotten(ids, recipe.forget, rng) for ids in further]
        seen = [ids if len(ids) <= recipe.words_per_text else rng.choice(ids, recipe.words_per_text) for ids in batch]
        used, places = np.unique(np.concatenate(seen), return_inverse=True)
        rows = torch.from_numpy(used.astype(np.int64))
        word_vectors, word_logs = table.take(rows), logs.take(rows)
        starts = torch.from_numpy(np.cumsum([0] + [len(ids) for ids in seen[:-1]]))
        sums = F.embedding_bag(torch.from_numpy(places), word_vectors * word_logs.exp()[:, None], starts, mode="sum")
        units = F.normalize(sums, dim=-1)
        known, left, right, told_units = units.split([recipe.batch] * 3 + [len(further)])
        total = _teacher_loss(known, goals[chosen], recipe) + recipe.pair_share * _pair_loss(left, right, recipe)
        if told_loss:
            total = total + recipe.told_share * told_loss(told_units, recipe.temperature)
        total.backward()
        table.step(rows, word_vectors, rate)
        logs.step(rows, word_logs, rate)
        if step % 100 == 99:
            print(f"step {step + 1}: loss {total.item():.3f}", flush=True)
    return (table.values * logs.values.exp()[:, None]).numpy()


def _forgotten(ids: Ids, share: float, rng: np.random.Generator) -> Ids:
    """A text with about that share of its words left out, but never all."""
    kept = rng.random(len(ids)) >= share
    return ids[kept] if kept.any() else ids


def _teacher_loss(known: Tensor, goal: Tensor, recipe: Recipe) -> Tensor:
    own = torch.eye(len(known), dtype=torch.bool)
    wanted = (goal @ goal.T / recipe.temperature).masked_fill(own, -1e4)
    found = (known @ known.T / recipe.temperature).masked_fill(own, -1e4)
    nearness = (1 - (known * goal).sum(1)).mean()
    return nearness + F.kl_div(F.log_softmax(found, 1), F.softmax(wanted, 1), reduction="batchmean")


def _pair_loss(left: Tensor, right: Tensor, recipe: Recipe) -> Tensor:
    similarity = left @ right.T
    own = similarity.diagonal()[:, None]
    # What is nearer than the partner by far is probably of the same topic: not a counter-example.
    doubtful = (similarity > own + 0.1) & ~torch.eye(len(left), dtype=torch.bool)
    scores = (similarity / recipe.temperature).masked_fill(doubtful, -1e4)
    order = torch.arange(len(left))
    return (F.cross_entropy(scores, order) + F.cross_entropy(scores.T, order)) / 2


class _Rows:
    """A table trained with Adam, in which only the rows that a step used are moved."""

    def __init__(self, values: Floats, rate: float) -> None:
        self.values = torch.from_numpy(values.astype(np.float32))
        self._rate = rate
        self._mean = torch.zeros_like(self.values)
        self._square = torch.zeros_like(self.values)
        self._count = torch.zeros(len(values))

    def take(self, rows: Tensor) -> Tensor:
        return self.values[rows].requires_grad_()

    def step(self, rows: Tensor, used: Tensor, rate: float) -> None:
        assert used.grad is not None
        self._count[rows] += 1
        self._mean[rows] = 0.9 * self._mean[rows] + 0.1 * used.grad
        self._square[rows] = 0.99 * self._square[rows] + 0.01 * used.grad**2
        count = self._count[rows].view((-1,) + (1,) * (used.dim() - 1))
        mean, square = self._mean[rows] / (1 - 0.9**count), self._square[rows] / (1 - 0.99**count)
        self.values[rows] -= self._rate * rate * mean / (square.sqrt() + 1e-8)


def retell(table: Floats, texts: list[Ids], pairs: list[tuple[Ids, Ids]], told: Told) -> Floats:
    """The second stage: `table` (`[words, dim]`) brought nearer to what `told` teaches, its own similarities of
    `texts` and the `pairs` being kept."""
    lengths = np.linalg.norm(table, axis=1)
    vectors = table / (lengths[:, None] + 1e-9)
    targets = _unit(np.stack([table[ids].sum(axis=0) for ids in texts]))
    recipe = Recipe(steps=1500, batch=128, vector_rate=1.2e-3, weight_rate=1e-2)
    return train(vectors, np.maximum(lengths, 1e-6), texts, targets, pairs, told, recipe)


def settle_rare(table: Floats, teacher: Floats, counts: Floats, *, often: int = 100, half: int = 20) -> Floats:
    """Directions of words too rare to be trained, taken from the map between the teacher's vectors and the trained
    ones that the words seen at least `often` times show; a word seen `half` times is half its own."""
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    own = table / (lengths + 1e-9)
    common = counts >= often
    source = teacher[common]
    mapping = np.linalg.solve(source.T @ source + np.eye(source.shape[1]), source.T @ own[common])
    share = (counts / (counts + half))[:, None]
    return np.asarray(_unit(share * own + (1 - share) * _unit(teacher @ mapping)) * lengths, dtype=np.float32)


def spread(table: Floats, texts: list[Ids], strength: float) -> Floats:
    """The table with what all texts share taken out, and the directions in which texts differ evened out.

    The first principal direction of `texts` is dropped, every other is divided by its spread to the power `strength`.
    """
    vectors = _unit(np.stack([table[ids].sum(axis=0) for ids in texts]))
    spreads, directions = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    scale = spreads ** (-strength / 2)
    scale[-1] = 0.0
    moved = table @ (directions * scale)
    return np.asarray(moved / np.linalg.norm(moved, axis=1).max(), dtype=np.float32)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), dtype=np.float32)
