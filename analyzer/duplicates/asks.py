"""How far two proposals ask for the same, suggestion by suggestion.

All suggestions of two proposals on one matter are near each other, whatever they ask for. So they are compared twice:
as they are, and by what each has beyond the matter that both texts are about.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors

Cosines = NDArray[np.float32]
Mask = NDArray[np.bool_]
_NONE = -1.0  # what stands where there is no suggestion
_LITTLE = 1e-3  # length of what a suggestion has beyond the matter that is not worth comparing


def padded(vectors: Vectors, bounds: NDArray[np.int64], rows: NDArray[np.int64]) -> tuple[Vectors, Mask]:
    """The vectors `vectors[bounds[row]:bounds[row + 1]]` of each of `rows`, as float32 `[rows, most, dim]` filled up
    with zeros, and which of them are there, bool `[rows, most]`."""
    counts = bounds[rows + 1] - bounds[rows]
    places = np.arange(int(counts.max(initial=0)))
    there = places < counts[:, None]
    taken = vectors[np.where(there, bounds[rows, None] + places, 0)]
    return taken * there[:, :, None], there


def matched(mine: Vectors, mine_there: Mask, theirs: Vectors, theirs_there: Mask) -> Cosines:
    """Float32 `[pairs]`: mean cosine of suggestions matched one to one, the most alike first, as far as both go."""
    pairs = np.arange(len(mine))
    alike = np.where(
        mine_there[:, :, None] & theirs_there[:, None, :], np.maximum(mine @ theirs.transpose(0, 2, 1), 0.0), _NONE
    )
    counts = np.minimum(mine_there.sum(axis=1), theirs_there.sum(axis=1))
    total = np.zeros(len(mine), dtype=np.float32)
    for done in range(int(counts.max(initial=0))):
        row, column = np.divmod(alike.reshape(len(mine), -1).argmax(axis=1), alike.shape[2])
        total += np.where(done < counts, alike[pairs, row, column], 0.0)
        alike[pairs, row, :] = _NONE
        alike[pairs, :, column] = _NONE
    return np.asarray(total / np.maximum(counts, 1), dtype=np.float32)


def beyond_matter(mine: Vectors, mine_there: Mask, theirs: Vectors, theirs_there: Mask, matter: Vectors) -> Cosines:
    """Float32 `[pairs]`: cosine of each suggestion's nearest one on the other side, what lies in the direction of
    `matter` (unit vectors, float32 `[pairs, dim]`) taken out of both; the mean over each side, then over both."""
    alike = _beyond(mine, matter) @ _beyond(theirs, matter).transpose(0, 2, 1)
    alike = np.where(mine_there[:, :, None] & theirs_there[:, None, :], alike, _NONE)
    nearest = _mean(alike.max(axis=2, initial=_NONE), mine_there) + _mean(
        alike.max(axis=1, initial=_NONE), theirs_there
    )
    mean: Cosines = np.maximum(nearest / 2, 0.0)
    return mean


def _mean(values: Cosines, there: Mask) -> Cosines:
    mean: Cosines = (values * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return mean.astype(np.float32)


def _beyond(vectors: Vectors, matter: Vectors) -> Vectors:
    """Unit vectors of what is left without the direction of `matter`; zero where that is next to nothing."""
    left = vectors - (vectors @ matter[:, :, None]) * matter[:, None, :]
    lengths = np.linalg.norm(left, axis=2, keepdims=True)
    unit: Vectors = np.divide(left, lengths, out=np.zeros_like(left), where=lengths > _LITTLE)
    return unit
