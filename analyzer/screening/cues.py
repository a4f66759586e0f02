"""What a sentence shows on its face that its meaning alone does not tell: who is named, who speaks, what is asked.

The sentence model (`sense.py`) takes these as features, in this order; a change here needs training anew.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.names import NameFinder
from analyzer.proposal import Span

CUES = 13
_LONG = 50
_OWN = re.compile("我(?![国省市区县们])|本人|我们?(?:厂|公司|店|司)|鄙人|家[父母兄]|本公司")
_ASK = re.compile("请|望|盼|恳|求|建议|应|要(?!求)")
_REST = tuple(re.compile(p) for p in ("[“《]", r"\d", "全国|国家|法|税", "不得|严禁|禁止|杜绝|防止|依法"))


def cues(text: str, span: Span, names: NameFinder) -> NDArray[np.float32]:
    """Float32 `[CUES]` of ones and zeros for the sentence at `span`."""
    said = span.of(text)
    titled = any(names.persons(text, span))
    bare = any(names.unannounced(text, span))
    company = any(names.companies(text, span))
    somebody = titled or bare or company
    own, ask = bool(_OWN.search(said)), bool(_ASK.search(said))
    face = [titled, bare, company, somebody, own, ask, own and ask, somebody and ask]
    face += [bool(pattern.search(said)) for pattern in _REST]
    return np.array([*face, len(said) > _LONG], dtype=np.float32)
