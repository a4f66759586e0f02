"""What the proposals of one comparison say of each other: how rare each word is, and which wording is boilerplate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.annotation.model import Vectors
from analyzer.duplicates.bank import Bank, build_bank
from analyzer.duplicates.features import AskedWording, Features, measure, measure_wording, wordings
from analyzer.duplicates.passages import Hashes, Overlap, distinct, letters, overlap, rolling
from analyzer.duplicates.profile import WHOLE, Profile
from analyzer.duplicates.terms import Weights, centre_of, word_weights
from analyzer.duplicates.tiles import Tiles
from analyzer.rules import load_rules


class Batch:
    """Compares profiles with the word weights and the boilerplate of all `profiles` at hand."""

    def __init__(self, *sides: Sequence[Profile], usual: Vectors | None = None, rules_dir: Path | None = None) -> None:
        """`usual` is what `centre_of` takes."""
        self.rules = load_rules("duplicates", rules_dir)
        self._size = size = sum(map(len, sides))
        self._weights: Weights = (
            word_weights((one.words for one in chain(*sides)), size) if size > 2 else _background_weights()
        )
        self._centre = centre_of((one.vectors[WHOLE] for one in chain(*sides)), usual)
        self._limits: Mapping[str, Any] = self.rules["wording"]
        self._common = common_wording(sides, self._limits)
        self._rules_dir = rules_dir

    @cached_property
    def _wording(self) -> Callable[[Profile], AskedWording]:
        return wordings(int(self._limits["run"]), self._common, rules_dir=self._rules_dir)

    def __getstate__(self) -> dict[str, Any]:
        """For another process: what is remembered of single texts stays here."""
        return {name: value for name, value in vars(self).items() if name != "_wording"}

    def bank(self, profiles: Sequence[Profile]) -> Bank:
        """Profiles as arrays, under this batch's word weights and usual vector."""
        return build_bank(profiles, self._size, self._weights, self._centre)

    def tiles(self, profiles: Sequence[Profile], size: int | None = None) -> Tiles:
        """Profiles as banks of at most `size`, by default that of the rules."""
        return Tiles(profiles, self.bank, size or int(self.rules["candidates"]["tile"]))

    def measure(self, a: Bank, row: int, b: Bank, others: np.ndarray) -> Features:
        """One profile of `a` against several of `b`, wording left out."""
        return measure(a, row, b, others)

    def add_wording(self, features: Features, a: Profile, b: Profile) -> Overlap:
        """Fill in the wording features of one pair, `features` being its row, and return what the two share."""
        words_a, words_b = self._wording(a), self._wording(b)
        found = overlap(words_a.wording, words_b.wording, int(self._limits["shortest"]), int(self._limits["gap"]))
        measure_wording(features, words_a, words_b, found)
        return found


def common_wording(sides: Sequence[Sequence[Profile]], limits: Mapping[str, Any]) -> Hashes | None:
    """Hashes, sorted, of runs of letters that occur in so many proposals that they mean nothing; None where too few.

    Near-copies of one text count once, or a much copied proposal would turn into boilerplate.
    """
    told = sorted(
        (one.copy_key, one.id, one.signature[:4].tobytes(), side, index)
        for side, profiles in enumerate(sides)
        for index, one in enumerate(profiles)
    )
    first: dict[bytes, tuple[int, int]] = {}
    for _, _, signature, side, index in told:
        first.setdefault(signature, (side, index))
    sample = list(first.values())[: int(limits["sample"])]
    least = max(int(limits["common_at_least"]), int(limits["common_share"] * len(sample)))
    if len(sample) < least:
        return None
    texts = (sides[side][index].text for side, index in sample)
    runs = [distinct(rolling(letters(text)[0], int(limits["run"]))) for text in texts]
    hashes, counts = np.unique(np.concatenate(runs), return_counts=True)
    return np.asarray(hashes[counts >= least])


@lru_cache(maxsize=1)
def _background_weights() -> Weights:
    return word_weights()
