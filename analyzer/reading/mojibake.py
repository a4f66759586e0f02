"""Text that was decoded with the wrong code, put right where the bytes prove what stood there."""

from __future__ import annotations

import re

# A byte of UTF-8 read as Latin-1 or Windows-1252 becomes one of these.
_WESTERN = (
    "\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a"
    "\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_WESTERN_GATE = re.compile("[\u00e3-\u00ef][\u0080-\u00bf\u0152-\u2122]")
_WESTERN_RUN = re.compile(f"[{_WESTERN}]{{3,}}")
_WESTERN_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")  # no · of a table of contents, no ×, °, ±
_WESTERN_LINE = re.compile(f"^(?=.*{_WESTERN_LETTER.pattern})[\x00-\x09\x0b-\x7f{_WESTERN}]+$", re.MULTILINE)
_A_QUARTER = (
    4  # of the characters that are no spaces: accents make up a tenth of French, half the bytes of lost Chinese
)
_NO_TEXT = 12  # letters, fewer of which may be anything
# The first characters that UTF-8 punctuation and frequent words give when read as GBK; none is in common use.
_GBK_GATE = re.compile("[锛銆鐨鍦鏄鍏浜鎴]")
_GBK_RUN = re.compile("[^\x00-\x7f\n]{3,}")
_PLAUSIBLE = 0.8
_PROOF = 2  # characters: one alone (café“± gives 铱) may be chance
_CHINESE = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"  # takes long to compile, and is seldom needed
# 專 (8C A3) after a lost first byte, as web pages show it; what follows is one byte out of step until it meets ASCII.
_OUT_OF_STEP = re.compile(r"\?q(?:ū\)|u\))<([^\x00-\x7f]{1,6})([@-~])")


def undo_mojibake(text: str) -> tuple[str, int]:
    """The text with wrongly decoded runs decoded rightly, and how many characters that gave.

    A run is changed only where its bytes are valid UTF-8 as a whole and read as Chinese; GB 18030 only by whole lines.
    """
    restored = 0

    def western(match: re.Match[str]) -> str:
        nonlocal restored
        found = _as_utf8(_western_bytes(match.group()))
        if found is None or not re.search(_CHINESE, found) or (len(found) < 4 and _common(found) < _PLAUSIBLE):
            return match.group()
        restored += len(found)
        return found

    def gbk(match: re.Match[str]) -> str:
        nonlocal restored
        try:
            found = _as_utf8(match.group().encode("gb18030"))
        except UnicodeEncodeError:
            found = None
        if found is None or _common(found) < _PLAUSIBLE or _common(found) <= _common(match.group()):
            return match.group()
        restored += len(found)
        return found

    def out_of_step(match: re.Match[str]) -> str:
        nonlocal restored
        try:
            found = (b"\x8c\xa3\xbc" + (match[1] + match[2]).encode("gbk")).decode("gbk")
        except UnicodeError:
            return match.group()
        restored += len(found)
        return found

    if _WESTERN_GATE.search(text):
        decoded = _WESTERN_RUN.sub(western, text)
        if restored < _PROOF:
            restored = 0
        else:
            text = decoded
    if is_mojibake(text):
        text, characters = _from_gb18030(text)
        restored += characters
    if _GBK_GATE.search(text):
        text = _GBK_RUN.sub(gbk, text)
    if "<" in text and "?q" in text:
        text = _OUT_OF_STEP.sub(out_of_step, text)
    return text, restored


def is_mojibake(text: str) -> bool:
    """Whether Western letters stand where the Chinese of a text should be."""
    western = len(_WESTERN_LETTER.findall(text))
    if western < _NO_TEXT or western <= len(re.findall(_CHINESE, text)):
        return False
    return _A_QUARTER * western > len("".join(text.split()))


def _from_gb18030(text: str) -> tuple[str, int]:
    """The text with its Western lines read as GB 18030, and how many characters that gave.

    Lines that hold Chinese are right as they are. Where a Western line is no GB 18030, none is changed: half a text
    would pass for the whole.
    """
    restored: list[str] = []

    def line(match: re.Match[str]) -> str:
        found = _western_bytes(match.group()).decode("gb18030")
        restored.extend(re.findall("[^\x00-\x7f]", found))
        return found

    try:
        found = _WESTERN_LINE.sub(line, text)
    except UnicodeDecodeError:
        return text, 0
    return (found, len(restored)) if _common("".join(restored)) >= _PLAUSIBLE else (text, 0)


def _western_bytes(run: str) -> bytes:
    """The bytes behind a run of `_WESTERN` and ASCII: Windows-1252 where it has the character, else Latin-1."""
    data = bytearray()
    for character in run:
        try:
            data += character.encode("cp1252")
        except UnicodeEncodeError:
            data += character.encode("latin-1")
    return bytes(data)


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _common(text: str) -> float:
    """Share of characters in the first level of GB 2312, the 3,755 in daily use, or its punctuation."""
    data = text.encode("gb2312", "ignore")
    return sum(0xA1 <= lead <= 0xD7 for lead in data[::2]) / max(1, len(text))
