"""Character n-grams of sentences as sums over hashed tables: what the wording itself says of a sentence.

Static vectors blur wording; which characters stand side by side tells a concrete measure from a slogan. Every run of
one to three characters inside a sentence falls into one of `BUCKETS` buckets by a fixed hash. Digits count as one
character, so that 415份 and 372份 are alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 17
LONGEST = 3

_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35], dtype=np.uint32)


def buckets(text: str, bounds: Sequence[tuple[int, int]]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Buckets of all n-grams, sentence by sentence, and where each sentence's begin.

    `bounds` are the sentences' start and end in `text`, in order and not overlapping. Returns uint32 `[n]` and int64
    `[sentences + 1]`; white space is left out, and n-grams do not cross sentences.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    starts = np.array([start for start, _ in bounds], dtype=np.int64)
    ends = np.array([end for _, end in bounds], dtype=np.int64)
    owner = np.repeat(np.arange(len(bounds)), ends - starts)
    inside = (
        codes[
            np.repeat(starts - np.concatenate(([0], np.cumsum(ends - starts)[:-1])), ends - starts)
            + np.arange(len(owner))
        ]
        if len(owner)
        else codes[:0]
    )
    spoken = (inside > 32) & (inside != 0xA0) & (inside != 0x3000)
    inside, owner = inside[spoken], owner[spoken]
    inside = np.where((inside >= 48) & (inside <= 57), np.uint32(48), inside)
    found, owners = [], []
    key = np.zeros(len(inside), dtype=np.uint32)
    for n in range(LONGEST):
        if len(inside) <= n:
            break
        key = (key[: len(inside) - n] * np.uint32(31) + inside[n:]) * _MULTIPLIERS[n]
        key ^= key >> np.uint32(15)
        whole = owner[n:] == owner[: len(owner) - n]
        found.append((key & np.uint32(BUCKETS - 1))[whole])
        owners.append(owner[n:][whole])
    if not found:
        return np.zeros(0, dtype=np.uint32), np.zeros(len(bounds) + 1, dtype=np.int64)
    every, of = np.concatenate(found), np.concatenate(owners)
    order = np.argsort(of, kind="stable")
    return every[order], np.concatenate(([0], np.cumsum(np.bincount(of, minlength=len(bounds)))))
