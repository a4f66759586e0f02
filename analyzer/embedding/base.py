"""What an embedding model is to the rest of the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "proposal-static-zh"


class Embedder(Protocol):
    """Turns texts of any length into vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """The model's name, as a person would say it."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Short hash of all that decides the vectors; vectors of different fingerprints must never be compared."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of `texts`: float32 `[len(texts), dim]`, rows of length 1.

        A text in which the model knows nothing has the zero vector, similar to no text.
        """

    def weigh(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """`encode`, and how much each text says, float32 `[len(texts)]`: its weight where texts are taken together."""


def normalised(vectors: Vectors) -> tuple[Vectors, Vectors]:
    """`vectors` with rows of length 1, and their lengths, float32 `[rows]`; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit, lengths[:, 0]
