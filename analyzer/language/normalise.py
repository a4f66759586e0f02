"""Three copies of a text: simplified for people, punctuated for reading, folded for matching.

A person is shown the text as written, in simplified characters (`simplify`). What reads sentences reads a copy of the
same length with the punctuation of Chinese print (`punctuated`). Matching uses a folded copy, in which ways of writing
the same thing are the same string, with the way back to the original's offsets (`fold`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from analyzer.proposal import Span

# Half-width marks beside Chinese: not those of numbers (1,200), times (8:30), English words and addresses.
_HALF_WIDTH = re.compile(
    r"[,;:?!()](?:(?<=[\u4e00-\u9fff”’》」』）)】%℃].)|(?=[\u4e00-\u9fff“‘《「『（(【]))"
    r"|\.(?<=[\u4e00-\u9fff”》）].)(?=[\u4e00-\u9fff“《\n]|$)"
)
_FULL_WIDTH = dict(zip(",;:?!().", "，；：？！（）。", strict=True))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is where character `i` of it stands in the original, `len(offsets) == len(text)`."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The original's span behind the non-empty folded range `[start, end)`."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


class _FoldTable(dict[int, str]):
    """Character -> its folded form, filled as characters are met; `irregular` holds those not folded one to one."""

    def __init__(self) -> None:
        super().__init__()
        self.irregular: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).lower())
        if any(map(_is_han, folded)):
            folded = _converter().convert(folded)
        folded = "".join(folded.split())
        if len(folded) != 1:
            self.irregular.add(character)
        self[code] = folded
        return folded


_TABLE = _FoldTable()
_GB2312 = frozenset(
    bytes(byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)).decode(
        "gb2312", "ignore"
    )
)


def punctuated(text: str) -> str:
    """The text with full-width punctuation where it was typed half-width in Chinese; the same length."""
    return _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark.group()], text)


def folded(text: str) -> str:
    """The matching copy: NFKC, simplified, lower-case, no white space; each character folded by itself."""
    return text.translate(_TABLE)


def fold(text: str) -> Folded:
    """The matching copy, with the way back to the offsets of `text`."""
    copy = folded(text)
    irregular = _TABLE.irregular.intersection(text)
    if not irregular:
        return Folded(copy, range(len(text)))
    offsets: list[int] = []
    start = 0
    for match in re.finditer(f"[{re.escape(''.join(irregular))}]", text):
        at = match.start()
        offsets.extend(range(start, at))
        offsets.extend([at] * len(_TABLE[ord(text[at])]))
        start = at + 1
    offsets.extend(range(start, len(text)))
    return Folded(copy, offsets)


def simplify(text: str) -> tuple[str, int]:
    """The text in simplified characters, and how many characters changed.

    Text whose Chinese characters all stand in GB 2312, the standard set of simplified Chinese, is returned as it is:
    characters such as 乾 and 著 belong to it and are right in 乾隆 and 著作.
    """
    rare = {character for character in set(text) - _GB2312 if _is_han(character)}
    if not rare:
        return text, 0
    simplified = _converter().convert(text)
    changed = [old for old, new in zip(text, simplified, strict=False) if old != new]
    if rare.isdisjoint(changed):
        return text, 0
    return simplified, len(changed)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
