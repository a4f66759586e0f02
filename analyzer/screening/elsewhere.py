"""How surely another place, named in a sentence, stands where the office's own should.

What was left over from another place's text differs from a model to learn from, a partner or a destination by how the
name stands in its sentence, not by the name: so the sentence is looked at with the name masked. Scored are its
characters (one and two at a time), what stands right before and behind the name, and what the proposal says of it
(`standing`). Trained by `models/foreign_place/train.py` on written sentences and real ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import Place
from analyzer.language.segment import segment
from analyzer.screening.draft import Draft
from analyzer.screening.sense import character_grams
from analyzer.shipped import model_weights

_MASK = "◇"
_BEFORE, _BEHIND = 3, 4  # characters beside the name that are looked at together with it


class Elsewhere:
    """A linear score: `marks` in a sentence, weighed by `weights` and `rarity`; `standing`; `bias`."""

    def __init__(self, stored: Mapping[str, NDArray[Any]]) -> None:
        known = zip(stored["marks"].tolist(), stored["weights"].tolist(), stored["rarity"].tolist(), strict=True)
        self._marks = {mark: (weight, rarity) for mark, weight, rarity in known}
        self._standing = stored["standing"].astype(np.float32)
        self._bias = float(stored["bias"])

    @classmethod
    def load(cls, folder: Path | None = None) -> Elsewhere:
        """Load `weights.npz` of a model folder, by default the shipped one.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with model_weights("foreign_place", "外地地名模型", folder) as stored:
            return cls(stored)

    def score(self, masked: str, said_of_it: NDArray[np.float32]) -> float:
        """Above zero where a place is more likely than not to stand for the office's own."""
        known = [self._marks[mark] for mark in marks(masked) if mark in self._marks]
        norm = math.sqrt(sum(rarity * rarity for _, rarity in known)) or 1.0
        told: float = sum(weight * rarity for weight, rarity in known) / norm
        return told + float(said_of_it @ self._standing) + self._bias


@lru_cache(maxsize=1)
def shipped_elsewhere() -> Elsewhere:
    """The shipped model, loaded once."""
    return Elsewhere.load()


def abroad(draft: Draft) -> list[Place]:
    """The places named in the body that are neither the office's own, nor in it, nor hold it."""
    own = draft.own
    if own is None:
        return []
    return [p for p in draft.places if not any(own.holds(d) or d.holds(own) for d in p.divisions)]


def named_abroad(draft: Draft) -> Iterator[tuple[AnnotatedSentence, list[Place]]]:
    """The body's sentences that name places elsewhere, each with these places."""
    away = abroad(draft)
    for sentence in draft.sentences if away else ():
        if places := [place for place in away if sentence.span.start <= place.start < sentence.span.end]:
            yield sentence, places


def masked(draft: Draft, sentence: AnnotatedSentence, places: Sequence[Place]) -> str:
    """The sentence with every one of `places`, in the order of the text, masked."""
    pieces, at = [], sentence.span.start
    for place in places:
        pieces += [draft.text[at : place.start], _MASK]
        at = place.end
    return "".join([*pieces, draft.text[at : sentence.span.end]]).strip()


def marks(sentence: str) -> set[str]:
    """What is to be seen in a masked sentence: its characters and pairs of them, and what stands beside the mask."""
    said = f" {sentence} "
    at = said.index(_MASK)
    before = {f"<{said[max(0, at - size) : at]}" for size in range(1, _BEFORE + 1)}
    behind = {f">{said[at + 1 : at + 1 + size]}" for size in range(1, _BEHIND + 1)}
    return character_grams(sentence) | before | behind


def standing(draft: Draft, sentence: AnnotatedSentence, places: Sequence[Place]) -> NDArray[np.float32]:
    """Float32 `[7 + roles]`: what the proposal says of the first place, and what its sentence does."""
    place, said = places[0], sentence.span.of(draft.text)
    name = draft.text[place.start : place.end]
    own = [
        sentence.index in draft.asked,
        name in draft.proposal.title,
        draft.text.count(name) > said.count(name),
        len(places) > 1,
        all(division.county for division in place.divisions),
        name.endswith(("省", "市", "县", "区", "旗", "州")),
        {name, name.rstrip("省市")}.isdisjoint(segment(said)),  # 由市林业局会同县水利局 names no 会同县
    ]
    return np.concatenate([own, draft.annotated.roles[sentence.index]]).astype(np.float32)
