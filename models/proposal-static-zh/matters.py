"""Matters told in other words: texts that bring words together which official prose never sets side by side.

`corpora/labelled/matters` holds, for each matter, versions of its title, its problem and two asks that share hardly a
word, and neighbouring matters that share many.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

Ids = NDArray[np.int32]
ReadIds = Callable[[Iterable[str]], list[Ids]]  # texts -> the ids of the words of each

_SHOWN = 0.7  # chance that a telling has a title, a problem, an ask


@dataclass(frozen=True)
class Matter:
    """Versions of each thing that a proposal on one matter says, as word ids; `asks` are two asks, in versions."""

    titles: list[Ids]
    problem: list[Ids]
    asks: list[list[Ids]]
    neighbours: list[Ids]


def read_matters(folder: Path, ids_of: ReadIds) -> list[Matter]:
    """All matters of the folder's `*.jsonl`, their texts turned into word ids by `ids_of`."""
    matters = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            asks = [ids_of(versions) for versions in record["asks"]]
            matters.append(
                Matter(ids_of(record["titles"]), ids_of(record["problem"]), asks, ids_of(record["neighbours"]))
            )
    return matters


def sample(matters: Sequence[Matter], count: int, rng: np.random.Generator) -> list[Ids]:
    """Seven texts of each of `count` matters drawn, all first ones first: two tellings that share no version, two
    neighbours, two versions of one ask and one of the other ask. Without matters, none."""
    rows = []
    for index in rng.choice(len(matters), min(count, len(matters)), replace=False) if matters else ():
        matter = matters[index]
        ask, other = (matter.asks[i] for i in rng.choice(len(matter.asks), 2, replace=False))
        telling, retold = _tellings(matter, ask, rng)
        rows.append((telling, retold, *_two(matter.neighbours, rng), *_two(ask, rng), other[rng.integers(len(other))]))
    return [text for column in zip(*rows, strict=True) for text in column]


def _tellings(matter: Matter, ask: Sequence[Ids], rng: np.random.Generator) -> tuple[Ids, Ids]:
    pairs = [_two(versions, rng) for versions in (matter.titles, matter.problem, ask)]
    sides = []
    for side in (0, 1):
        shown = rng.random(len(pairs)) < _SHOWN
        shown[rng.integers(len(pairs))] = True
        sides.append(np.concatenate([pair[side] for pair, is_shown in zip(pairs, shown, strict=True) if is_shown]))
    return sides[0], sides[1]


def _two(texts: Sequence[Ids], rng: np.random.Generator) -> tuple[Ids, Ids]:
    first, second = rng.choice(len(texts), 2, replace=False)
    return texts[first], texts[second]


def matter_loss(vectors: Tensor, temperature: float) -> Tensor:
    """Contrast of the unit `vectors` of a `sample`: each telling with its other one against all other matters and
    neighbours, each version of an ask with another against all other asks."""
    one, two, near, further, ask, again, other = vectors.chunk(7)
    return _contrast(one, two, (near, further), temperature) + _contrast(ask, again, (other,), temperature) / 2


def _contrast(left: Tensor, right: Tensor, others: Sequence[Tensor], temperature: float) -> Tensor:
    order = torch.arange(len(left))
    scores = [torch.cat([a @ b.T for b in (partner, *others)], dim=1) for a, partner in ((left, right), (right, left))]
    forth, back = (F.cross_entropy(score / temperature, order) for score in scores)
    return (forth + back) / 2
