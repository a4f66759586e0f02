"""How far two proposals ask for the same, suggestion by suggestion.

All suggestions of two proposals on one matter are near each other, whatever they ask for. So they are compared as they
are, and by what each has beyond the matter that both texts are about: item by item, and sentence by sentence, since an
item often asks for several things.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors

Cosines = NDArray[np.float32]
Mask = NDArray[np.bool_]
Padded = tuple[Vectors, Mask]
_NONE = -1.0  # what stands where there is no suggestion
_SOFT = 0.1  # of the cosine: how much worse a partner a sentence may also be moved to
_ROUNDS = 5
_LITTLE = 1e-3  # product of the lengths of what two suggestions have beyond the matter that is not worth comparing


def padded(vectors: Vectors, bounds: NDArray[np.int64], rows: NDArray[np.int64]) -> Padded:
    """The vectors `vectors[bounds[row]:bounds[row + 1]]` of each of `rows`, as float32 `[rows, most, dim]` filled up
    with any, and which of them are there, bool `[rows, most]`; numbers likewise, as `[rows, most]`."""
    counts = bounds[rows + 1] - bounds[rows]
    places = np.arange(int(counts.max(initial=0)))
    there = places < counts[:, None]
    return vectors[np.where(there, bounds[rows, None] + places, 0)], there


def matched(mine: Padded, theirs: Padded) -> Cosines:
    """Mean cosine of the suggestions of each pair of texts matched one to one, the most alike first, float32 `[pairs]`.

    `mine` and `theirs` are what `padded` gives of either side.
    """
    (left, left_there), (right, right_there) = mine, theirs
    alike = np.maximum(left @ right.transpose(0, 2, 1), 0.0)
    alike[~(left_there[:, :, None] & right_there[:, None, :])] = _NONE
    counts = np.minimum(left_there.sum(axis=1), right_there.sum(axis=1))
    pairs = np.arange(len(alike))
    total = np.zeros(len(alike), dtype=np.float32)
    for done in range(int(counts.max(initial=0))):
        row, column = np.divmod(alike.reshape(len(alike), -1).argmax(axis=1), alike.shape[2])
        total += np.where(done < counts, alike[pairs, row, column], 0.0)
        alike[pairs, row, :] = _NONE
        alike[pairs, :, column] = _NONE
    return np.asarray(total / np.maximum(counts, 1), dtype=np.float32)


def apart(mine: Padded, theirs: Padded, matter: Vectors) -> Cosines:
    """Mean cosine of each suggestion's nearest one by what they have beyond the matter, float32 `[pairs]`.

    `matter` is the unit vectors of what both texts are about, float32 `[pairs, dim]`.
    """
    (left, left_there), (right, right_there) = mine, theirs
    beyond = _beyond_matter(left, right, matter)
    beyond[~(left_there[:, :, None] & right_there[:, None, :])] = _NONE
    nearest = _mean(beyond.max(axis=2, initial=_NONE), left_there) + _mean(
        beyond.max(axis=1, initial=_NONE), right_there
    )
    return np.maximum(nearest / 2, 0.0)


def moved(mine: Padded, theirs: Padded, shares: tuple[Cosines, Cosines], matter: Vectors) -> Cosines:
    """How far the sentences of one text can be moved onto those of the other, float32 `[pairs]`: the mean cosine of
    what they have beyond the matter when every sentence gives all of its share and takes no more.

    Entropic optimal transport (Cuturi, Sinkhorn Distances, 2013) by a few rounds of scaling. `shares` are those of the
    sentences of either side, float32 `[pairs, most]`, adding up to one, zero where there is no sentence.
    """
    (left, left_there), (right, right_there) = mine, theirs
    beyond = _beyond_matter(left, right, matter)
    kernel = np.exp(beyond / _SOFT) * (left_there[:, :, None] & right_there[:, None, :])
    give, take = shares
    taken = np.ones_like(take)
    for _ in range(_ROUNDS):
        given = ratio(give, np.einsum("pij,pj->pi", kernel, taken))
        taken = ratio(take, np.einsum("pij,pi->pj", kernel, given))
    plan = kernel * given[:, :, None] * taken[:, None, :]
    return np.asarray(np.maximum((plan * beyond).sum(axis=(1, 2)), 0.0), dtype=np.float32)


def ratio(part: Cosines, whole: Cosines) -> Cosines:
    """What part each is of its whole; 0 where there is none."""
    share: Cosines = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share


def _beyond_matter(left: Vectors, right: Vectors, matter: Vectors) -> Cosines:
    """Cosines of what unit vectors of two sides have beyond the unit `matter`, float32 `[pairs, mine, theirs]`."""
    alike = left @ right.transpose(0, 2, 1)
    along, beside = (np.einsum("pid,pd->pi", side, matter) for side in (left, right))
    lengths = _beyond(along)[:, :, None] * _beyond(beside)[:, None, :]
    apart = alike - along[:, :, None] * beside[:, None, :]
    cosines: Cosines = np.divide(apart, lengths, out=np.zeros_like(alike), where=lengths > _LITTLE)
    return cosines


def _beyond(along: Cosines) -> Cosines:
    """Length of what is left of a unit vector that lies `along` another one so far, that part taken out."""
    length: Cosines = np.sqrt(np.maximum(1.0 - along * along, 0.0))
    return length


def _mean(values: Cosines, there: Mask) -> Cosines:
    mean: Cosines = (values * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return mean.astype(np.float32)
