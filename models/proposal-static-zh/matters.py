"""Texts that bring words together which official prose never sets side by side.

`corpora/labelled/matters` holds, for each matter, versions of its title, its problem and two asks that share hardly a
word, and neighbouring matters that share many. `corpora/labelled/answers` holds, for each of other matters, several
problems with the ask that answers each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

Ids = NDArray[np.int32]
ReadIds = Callable[[Iterable[str]], list[Ids]]  # texts -> the ids of the words of each
Loss = Callable[[Tensor, float], Tensor]  # unit vectors and a temperature -> loss

_SHOWN = 0.7  # chance that a telling has a title, a problem, an ask
_WITHIN = 0.15  # temperature of the contrast between the asks of one matter, seen from their middle
_ANSWERS = 0.3  # what answers count beside tellings


@dataclass(frozen=True)
class Matter:
    """Versions of each thing that a proposal on one matter says, as word ids; `asks` are two asks, in versions."""

    titles: list[Ids]
    problem: list[Ids]
    asks: list[list[Ids]]
    neighbours: list[Ids]


@dataclass(frozen=True)
class Answered:
    """Problems of one matter, and asks, as word ids: ask i answers problem i alone, those beyond answer none."""

    problems: list[Ids]
    asks: list[Ids]


@dataclass(frozen=True)
class Told:
    """All that was written to be learnt from."""

    matters: list[Matter]
    answered: list[Answered]

    @classmethod
    def read(cls, matters: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, Any]], ids_of: ReadIds) -> Told:
        """The records of the two corpora, their texts turned into word ids by `ids_of`."""
        return cls(
            [
                Matter(
                    ids_of(one["titles"]),
                    ids_of(one["problem"]),
                    [ids_of(versions) for versions in one["asks"]],
                    ids_of(one["neighbours"]),
                )
                for one in matters
            ],
            [Answered(ids_of(one["problems"]), ids_of([*one["asks"], *one["loose"]])) for one in answers],
        )

    def draw(self, matters: int, answered: int, rng: np.random.Generator) -> tuple[list[Ids], Loss]:
        """Texts on so many matters of either kind, and the loss of their unit vectors, given in the same order."""
        told = _sample(self.matters, matters, rng)
        chosen = [self.answered[i] for i in rng.choice(len(self.answered), answered, replace=False)]
        sizes = [(len(one.problems), len(one.asks)) for one in chosen]

        def loss(vectors: Tensor, temperature: float) -> Tensor:
            tellings, *matters = vectors.split([len(told), *map(sum, sizes)])
            answers = [_answer_loss(*one.split(size)) for one, size in zip(matters, sizes, strict=True)]
            return _telling_loss(tellings, temperature) + _ANSWERS * torch.stack(answers).mean()

        return told + [ids for one in chosen for ids in (*one.problems, *one.asks)], loss


def _sample(matters: Sequence[Matter], count: int, rng: np.random.Generator) -> list[Ids]:
    """Seven texts of each of `count` matters drawn, all first ones first: two tellings that share no version, two
    neighbours, two versions of one ask and one of the other ask."""
    rows = []
    for index in rng.choice(len(matters), count, replace=False):
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


def _telling_loss(vectors: Tensor, temperature: float) -> Tensor:
    """Contrast of the unit `vectors` of a `_sample`: each telling with its other one against all other matters and
    neighbours, each version of an ask with another against all other asks."""
    one, two, near, further, ask, again, other = vectors.chunk(7)
    return _contrast(one, two, (near, further), temperature) + _contrast(ask, again, (other,), temperature) / 2


def _contrast(left: Tensor, right: Tensor, others: Sequence[Tensor], temperature: float) -> Tensor:
    order = torch.arange(len(left))
    scores = [torch.cat([a @ b.T for b in (partner, *others)], dim=1) for a, partner in ((left, right), (right, left))]
    forth, back = (F.cross_entropy(score / temperature, order) for score in scores)
    return (forth + back) / 2


def _answer_loss(problems: Tensor, asks: Tensor) -> Tensor:
    """Contrast within one matter, seen from the middle of its texts: each problem with its ask against all asks, and
    each such ask with its problem against all problems."""
    middle = torch.cat([problems, asks]).mean(0)
    scores = F.normalize(problems - middle, dim=-1) @ F.normalize(asks - middle, dim=-1).T / _WITHIN
    order = torch.arange(len(problems))
    return F.cross_entropy(scores, order) + F.cross_entropy(scores[:, : len(problems)].T, order)
