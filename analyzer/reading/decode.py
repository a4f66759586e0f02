"""Bytes -> text, for plain text, tables and web pages of unknown encoding."""

from __future__ import annotations

import codecs

from analyzer.errors import InputError
from analyzer.language.normalise import simplify

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 1 << 20


def decode(data: bytes, where: str) -> str:
    """The text of `data`; bytes that fit nowhere become U+FFFD.

    Raises:
        InputError: no encoding gives text.
    """
    data = _without_padding(data)
    encoding = encoding_of(data, where)
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost <= max(3, len(text) // 50):
        return text
    if data.decode(encoding, "ignore").count("\ufffd") == lost:  # they stand in the file itself
        raise InputError(f"有 {lost} 个字在存入这个文件之前已损坏", where=where, remedy="请从原件重新导出")
    raise _unreadable(where)


def _without_padding(data: bytes) -> bytes:
    """Text without the zero bytes that an old program filled its end with; wide characters keep theirs."""
    bare = data.rstrip(b"\0")
    return bare if len(data) - len(bare) > 1 and 0 not in bare and not data.startswith(_WIDE_MARKS) else data


def encoding_of(data: bytes, where: str) -> str:
    """The encoding of `data` or of its beginning: byte order mark, UTF-8, UTF-16, then GB 18030 against Big5.

    The last two accept nearly each other's every byte; the one that gives more characters in daily use is right.

    Raises:
        InputError: no encoding gives text.
    """
    sample = data[:_SAMPLE]
    whole = len(sample) == len(data)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if _decoded(sample, "utf-8", whole) is not None:
        return "utf-8"
    if sample.count(0) > len(sample) // 50:
        return _wide(sample, where)
    scores = {
        name: _share_in_daily_use(text)
        for name in ("gb18030", "big5hkscs")
        if (text := _decoded(sample, name, whole)) is not None
    }
    best = max(scores, key=scores.__getitem__, default="")
    if best and scores[best] > 0.6:
        return best
    return _guessed(sample, where)


def _decoded(sample: bytes, name: str, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(name)().decode(sample, whole)
    except UnicodeDecodeError:
        return None


def _wide(sample: bytes, where: str) -> str:
    """UTF-16 without its mark: the zero bytes of ASCII stand on one side."""
    name = "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    text = sample[: len(sample) // 2 * 2].decode(name, "replace")
    if text.count("\ufffd") + text.count("\0") > len(text) // 50:
        raise _unreadable(where)
    return name


def _share_in_daily_use(text: str) -> float:
    """Share of the Chinese characters that, simplified, belong to the 3,755 of the first level of GB 2312."""
    characters = [character for character in text[:4000] if "\u3400" <= character <= "\u9fff"]
    simplified = simplify("".join(characters))[0].encode("gb2312", "ignore")
    return sum(0xB0 <= lead <= 0xD7 for lead in simplified[::2]) / max(1, len(characters))


def _guessed(sample: bytes, where: str) -> str:
    """Damaged UTF-8 or GB 18030 where little is damaged, else what charset-normalizer finds."""
    for name in ("utf-8", "gb18030"):
        text = sample.decode(name, "replace")
        if text.count("\ufffd") <= len(text) // 100 and _share_in_daily_use(text) > 0.6:
            return name
    from charset_normalizer import from_bytes

    found = from_bytes(sample[: 1 << 16]).best()
    if found is None or "\0" in str(found):
        raise _unreadable(where)
    return found.encoding


def _unreadable(where: str) -> InputError:
    return InputError(
        "认不出文字编码，可能不是文本文件或已损坏", where=where, remedy="请用 Word 或记事本打开后另存为 UTF-8"
    )
