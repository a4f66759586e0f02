"""From the text as a file gave it to the text as people read it, with every kind of change counted.

The order matters: what bytes did first (wrong codes, lost characters), then characters, then lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from analyzer.language.normalise import simplify
from analyzer.proposal import Repair
from analyzer.reading.layout import lay_out
from analyzer.reading.mojibake import undo_mojibake
from analyzer.reading.pinyin import TONED, without_glosses
from analyzer.reading.rules import ReadingRules

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffc"
    "\U000f0000-\U0010ffff]"
)
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff⑴-⒛㈠-㈩]")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]|(?<=[0-9０-９])[．％](?=[0-9０-９])|(?<=[0-9０-９])％")
# One look tells whether any step below has work: control, compatible and full-width characters, vowels with tone
# marks, and the traces of wrong decoding; another, whether pinyin without tones may stand in brackets.
_UNUSUAL = re.compile(
    f"[{_CONTROL.pattern[1:-1]}\r\x0b\x0c\x1c-\x1e\u2028\u2029\ufffd{_COMPATIBLE.pattern[1:-1]}０-９Ａ-Ｚａ-ｚ．％"
    f"{TONED}\u00e3-\u00ef锛銆鐨鍦鏄鍏浜鎴]"
)
_IN_BRACKETS = re.compile("[(（][a-zü]")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

MESSAGES = {
    "encoding": "乱码已还原（字）",
    "lost_characters": "有字符在原文件中已损坏，请核对（处）",
    "control_characters": "去除控制字符和私有区字符（个）",
    "compatibility_characters": "部首、带点或带括号的数字等兼容字符改为通用字符（字）",
    "full_width": "全角字母、数字改为半角（个）",
    "pinyin": "去除夹在字后的拼音（处）",
    "traditional": "繁体字转为简体（字）",
    "truncated": "网页省略了部分正文，本文可能不完整（处）",
    "furniture": "去除网页或打印附带的文字（字）",
    "page_numbers": "去除页码、页眉页脚（行）",
    "line_wraps": "接回被硬换行断开的段落（处）",
    "second_title": "去除正文开头又写一遍的标题（字）",
    "repeated": "去除完全重复的段落（字）",
    "format": "文件内容与扩展名不符，已按实际格式读取",
    "converted": "已用 LibreOffice 转换后读取",
    "id": "编号与另一件重复，已加后缀，请核对编号",
    "ocr": "由图片识别而来，请核对文字（页）",
}


def noted(kind: str, count: int) -> Repair:
    """The record of `count` repairs of a kind; the message says what is counted."""
    return Repair(kind, MESSAGES[kind], count)


def repair(text: str, rules: ReadingRules) -> tuple[str, tuple[Repair, ...], str]:
    """The final text of a document, one paragraph a line, the repairs made to it, and the day that a web page's frame
    says it was published; empty where none does."""
    counts: dict[str, int] = {}
    if _UNUSUAL.search(text) or _IN_BRACKETS.search(text):
        for kind, step in _STEPS.items():
            text, counts[kind] = step(text, rules)
    text, counts["traditional"] = simplify(text)
    text, laid_out, furniture = lay_out(text, rules)
    counts.update(laid_out)
    published = next(filter(None, map(rules.published.search, furniture)), None)
    repairs = tuple(noted(kind, count) for kind, count in counts.items() if count)
    return text, repairs, published["day"] if published else ""


def _encoding(text: str, rules: ReadingRules) -> tuple[str, int]:
    return undo_mojibake(text)


def _lost(text: str, rules: ReadingRules) -> tuple[str, int]:
    return text, text.count("\ufffd")


def _control(text: str, rules: ReadingRules) -> tuple[str, int]:
    text = _NEWLINES.sub("\n", text)
    return _CONTROL.subn("", text)


def _compatible(text: str, rules: ReadingRules) -> tuple[str, int]:
    return _COMPATIBLE.subn(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def _full_width(text: str, rules: ReadingRules) -> tuple[str, int]:
    return _FULL_WIDTH.subn(lambda match: match.group().translate(_HALF_WIDTH), text)


def _pinyin(text: str, rules: ReadingRules) -> tuple[str, int]:
    restored = 0
    for damaged, whole in rules.damaged.items():
        restored += text.count(damaged)
        text = text.replace(damaged, whole)
    text, removed = without_glosses(text)
    return text, removed + restored


_STEPS: dict[str, Callable[[str, ReadingRules], tuple[str, int]]] = {
    "encoding": _encoding,
    "lost_characters": _lost,
    "control_characters": _control,
    "compatibility_characters": _compatible,
    "full_width": _full_width,
    "pinyin": _pinyin,
}
