"""How surely another place, named in a sentence, stands where the office's own should.

The sentence is looked at with the name masked (`masked.py`): what was left over from another place's text differs from
a model to learn from, a partner or a destination by how the name stands there. Trained by
`models/foreign_place/train.py` on written sentences and real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.landmarks import landmarks
from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import Place
from analyzer.language.segment import segment
from analyzer.screening.draft import Draft
from analyzer.screening.masked import MASK, Masked


@lru_cache(maxsize=1)
def shipped_elsewhere() -> Masked:
    """The shipped model, loaded once."""
    return Masked.load("foreign_place", "外地地名模型")


def abroad(draft: Draft) -> list[Place]:
    """The divisions and landmarks named in the body that are neither the office's own, nor in it, nor hold it."""
    own = draft.own
    if own is None:
        return []
    marks = landmarks(draft.settings.rules_dir).find(draft.text, draft.main.start, draft.main.end)
    apart = [p for p in draft.places if all(p.end <= mark.start or mark.end <= p.start for mark in marks)]
    named = sorted([*apart, *marks], key=lambda place: place.start)
    return [p for p in named if not any(own.holds(d) or d.holds(own) for d in p.divisions)]


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
        pieces += [draft.text[at : place.start], MASK]
        at = place.end
    return "".join([*pieces, draft.text[at : sentence.span.end]]).strip()


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
