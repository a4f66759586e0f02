"""How surely a year named in a sentence is spoken of as one to come.

The sentence is looked at with the year masked (`masked.py`): 到◇年全部建成 speaks of what is to come, 截至◇年全部建成
of what is over, whichever year it is. Trained by `models/overdue/train.py`: proposals teach it by themselves, since
they were written in a year that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedSentence
from analyzer.screening.draft import Draft
from analyzer.screening.masked import MASK, Masked

_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?=\s*(?:年|[-—–~～至到－]\s*(?:19|20)\d{2}\s*年))(?:\s*年\s*(?P<month>1[0-2]|0?[1-9])月)?"
)
_OTHER = "◆"
_MOST = 12  # years of one sentence that are looked at, which bounds the work on tables pasted as text


@lru_cache(maxsize=1)
def shipped_overdue() -> Masked:
    """The shipped model, loaded once."""
    return Masked.load("overdue", "时间模型")


def years(said: str) -> Iterator[tuple[int, int | None, str]]:
    """The first years named in a sentence: the year, its month where one is named, and the sentence with it masked.

    Other years are masked otherwise, so that they neither tell their number nor are taken for the one in question.
    """
    found = list(islice(_YEAR.finditer(said), _MOST))
    for one in found:
        pieces, at = [], 0
        for other in found:
            pieces += [said[at : other.start("year")], MASK if other is one else _OTHER]
            at = other.end("year")
        yield int(one["year"]), int(one["month"]) if one["month"] else None, "".join([*pieces, said[at:]]).strip()


def standing(draft: Draft, sentence: AnnotatedSentence) -> NDArray[np.float32]:
    """Float32 `[3 + roles]`: where in the proposal a sentence stands, and what it does."""
    own = [sentence.index in draft.asked, sentence.heading, sentence.strength]
    return np.concatenate([own, draft.annotated.roles[sentence.index]]).astype(np.float32)
