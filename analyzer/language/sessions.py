"""Sessions (届次) as offices write them: 十三届三次, 政协第十四届全国委员会第二次会议."""

from __future__ import annotations

import re

from analyzer.language.numerals import arabic

_NUMERAL = "[0-9一二三四五六七八九十]{1,3}"
_SESSION = re.compile(rf"({_NUMERAL})届[^届次常]{{0,14}}?({_NUMERAL})次")
_LONE = {numeral: number for number, numeral in enumerate("零一二三四五六七八九十")}


def session_of(text: str) -> tuple[int, int] | None:
    """The term (届) and the plenary session (次) that a text names first; None where it names none."""
    found = _SESSION.search("".join(text.split()))
    numbers = [_value(numeral) for numeral in found.groups()] if found else []
    return (numbers[0], numbers[1]) if numbers and all(numbers) else None


def _value(numeral: str) -> int:
    """What a numeral is worth; 0 where it is none."""
    written = arabic(numeral)
    return int(written) if written.isdecimal() and written.isascii() else _LONE.get(written, 0)
