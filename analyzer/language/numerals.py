"""Chinese numerals as Arabic ones: 一万一千八百人 is 11800人, 百分之四十二点六 is 42.6%, 三成五 is 35%."""

from __future__ import annotations

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_DIGIT, _SMALL = "零〇一二两三四五六七八九", "零〇一二两三四五六七八九十百千"
_ROUGH_BEFORE, _ROUGH_BEHIND = ("几", "数", "好", "上", "近", "约"), ("多", "余", "来", "几")
_NUMERAL = re.compile(
    rf"百分之(?P<percent>[{_SMALL}]+(?:点[{_DIGIT}]+)?)"
    rf"|(?<![{_SMALL}])(?P<tenths>[一二两三四五六七八九])成(?P<hundredths>[一二三四五六七八九半])(?![\u4e00-\u9fff]?[功立为员本果就])"
    rf"|(?P<high>(?<!点)[{_SMALL}]+)(?P<scale>[万亿])(?:零?(?P<low>[{_SMALL}]{{2,}}))?(?P<point>点[{_DIGIT}]+)?(?![{_SMALL}])"
    rf"|(?<!点)(?P<plain>[{_SMALL}]{{2,}}|[{_SMALL}](?=点))(?P<fraction>点[{_DIGIT}]+(?=[万亿倍公米元千吨亩人个]))?"
)


def arabic(text: str) -> str:
    """The text with its exact Chinese numerals as Arabic ones; lone digits (一家) and rough ones (七八个) stay."""
    return _NUMERAL.sub(_written, text)


def _written(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if text[start - 1 : start] in _ROUGH_BEFORE or text[end : end + 1] in _ROUGH_BEHIND:
        return match.group()
    if match["tenths"]:
        rest = 5 if match["hundredths"] == "半" else _DIGITS[match["hundredths"]]
        return f"{10 * _DIGITS[match['tenths']] + rest}%"
    if match["percent"]:
        whole, _, decimals = match["percent"].partition("点")
        value = _value(whole)
        return match.group() if value is None else f"{value}{_decimals(decimals)}%"
    if match["plain"]:
        value = _value(match["plain"])
        lone = len(match["plain"]) == 1 and not match["fraction"]
        return match.group() if value is None or lone else f"{value}{_decimals(match['fraction'])}"
    high, low = _value(match["high"]), _value(match["low"]) if match["low"] else 0
    if high is None or low is None or (low and match["scale"] == "亿"):
        return match.group()
    return str(high * 10_000 + low) if low else f"{high}{_decimals(match['point'])}{match['scale']}"


def _decimals(spelt: str | None) -> str:
    digits = "".join(str(_DIGITS[character]) for character in (spelt or "").lstrip("点"))
    return f".{digits}" if digits else ""


def _value(numeral: str) -> int | None:
    """The value of a numeral below ten thousand; None where it is no exact one."""
    if all(character in _DIGITS for character in numeral):
        spelt = "".join(str(_DIGITS[character]) for character in numeral)
        return int(spelt) if len(numeral) == 1 or len(numeral) > 3 else None  # 二〇二五, but not 七八
    total, digit, unit, gap = 0, -1, 10_000, False
    for character in numeral:
        if character in _UNITS:
            if _UNITS[character] >= unit or (digit < 0 and (character != "十" or total)):
                return None
            unit = _UNITS[character]
            total += unit * (digit if digit > 0 else 1)
            digit, gap = -1, False
        elif digit > 0:
            return None
        elif _DIGITS[character]:
            digit = _DIGITS[character]
        else:
            gap = True
    last = 1 if gap else unit // 10  # 三百零五 is 305, 三百五 is 350
    return total + max(digit, 0) * last
