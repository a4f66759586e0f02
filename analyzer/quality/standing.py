"""Where each sentence stands among the others: in its text, its part, its suggestion or problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedProposal, Vectors
from analyzer.proposal import PartKind, Span

STANDING = 26  # features
_MANY = 10  # sentences from which a group counts as no larger
_PARTS = {kind: number for number, kind in enumerate(PartKind)}
Groups = NDArray[np.int64]


def standing_features(annotated: AnnotatedProposal) -> Vectors:
    """Float32 `[sentences, STANDING]`; headings are zero.

    Of the text, the part, the suggestion and the problem that a sentence stands in: whether it is the first or last
    there, how far on, and among how many; of the latter two also which of them it is, counted in the same way. Then how
    its strength ranks in its part, and how far it lies above the mean there.
    """
    proposal, spoken = annotated.proposal, annotated.spoken
    parts = np.array([_PARTS[sentence.part] for sentence in annotated.sentences], dtype=np.int64)
    parts[~spoken] = -1
    columns = [_placed(np.where(spoken, 0, -1)), _placed(parts)]
    for items in (proposal.suggestions, proposal.problems):
        numbers = _items(annotated, items)
        columns += [_placed(numbers), _counted(numbers, len(items))]
    return np.concatenate([*columns, _ranked(annotated.strength, parts)], axis=1)


def _items(annotated: AnnotatedProposal, items: Sequence[Span]) -> Groups:
    """Which of the items each sentence stands in; -1 where in none."""
    numbers = np.full(len(annotated.sentences), -1, dtype=np.int64)
    for number, item in enumerate(items):
        for sentence in annotated.within(item):
            if not sentence.heading:
                numbers[sentence.index] = number
    return numbers


def _placed(groups: Groups) -> Vectors:
    """Float32 `[sentences, 4]`: the first of its group, the last, how far on (0-1), among how many of `_MANY`."""
    placed = np.zeros((len(groups), 4), dtype=np.float32)
    order, at, sizes = _grouped(groups, np.zeros(len(groups), dtype=np.float32))
    columns = at == 0, at == sizes - 1, at / np.maximum(1, sizes - 1), np.minimum(sizes, _MANY) / _MANY
    placed[order] = np.stack(columns, axis=1)
    return placed


def _counted(numbers: Groups, count: int) -> Vectors:
    """Float32 `[sentences, 4]`: whether in an item at all, in the first, in the last, and how far on that is."""
    inside = numbers >= 0
    columns = inside, numbers == 0, inside & (numbers == count - 1), np.maximum(numbers, 0) / max(1, count - 1)
    return np.stack(columns, axis=1).astype(np.float32)


def _ranked(strength: NDArray[np.float32], groups: Groups) -> Vectors:
    """Float32 `[sentences, 2]`: rank by falling strength in the group (0-1), and strength above its mean."""
    ranked = np.zeros((len(groups), 2), dtype=np.float32)
    order, at, sizes = _grouped(groups, -strength)
    if len(order):
        totals = np.bincount(groups[order], weights=strength[order])
        ranked[order, 0] = at / np.maximum(1, sizes - 1)
        ranked[order, 1] = strength[order] - totals[groups[order]] / sizes
    return ranked


def _grouped(groups: Groups, by: NDArray[np.float32]) -> tuple[Groups, Groups, Groups]:
    """The sentences that are in a group, group by group and within it by rising `by`; the place of each in its group,
    and the group's size."""
    order = np.lexsort((by, groups))
    order = order[np.count_nonzero(groups < 0) :]
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    return order, np.arange(len(order)) - np.repeat(starts, sizes), np.repeat(sizes, sizes)
