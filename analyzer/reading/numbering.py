"""Word's automatic numbers: 一、（二）3. that a paragraph shows but does not contain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_MAX_LEVEL = 8

Level = tuple[str, str, int]
"""Number format, level text such as `%1、`, start."""


class Numbering:
    """The running numbers of one document; `of(paragraph)` gives the next label, paragraphs taken in order."""

    def __init__(self, document: Any) -> None:
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._load(part.element, document.styles.element)

    def of(self, paragraph: Any) -> str:
        """The label of a paragraph, empty where it has none or a bullet."""
        number, level = self._reference(paragraph)
        if number not in self._lists or not 0 <= level <= _MAX_LEVEL:
            return ""
        family, levels = self._lists[number]
        if level not in levels:
            return ""
        counts = self._counts.setdefault(
            family, [levels[i][2] - 1 if i in levels else 0 for i in range(_MAX_LEVEL + 1)]
        )
        counts[level] += 1
        for deeper in range(level + 1, _MAX_LEVEL + 1):
            counts[deeper] = levels[deeper][2] - 1 if deeper in levels else 0
        if levels[level][0] in ("bullet", "none"):
            return ""
        return re.sub(r"%([1-9])", lambda match: _shown(int(match[1]) - 1, levels, counts), levels[level][1])

    def _load(self, numbering: Any, styles: Any) -> None:
        abstract = {
            node.get(f"{_W}abstractNumId"): dict(_level(level) for level in node.findall(f"{_W}lvl"))
            for node in numbering.findall(f"{_W}abstractNum")
        }
        for node in numbering.findall(f"{_W}num"):
            family = _value(node, "abstractNumId") or ""
            changed = {
                number: level
                for override in node.findall(f"{_W}lvlOverride")
                for number, level in [_level(lvl) for lvl in override.findall(f"{_W}lvl")]
            }
            restarted = node.find(f"{_W}lvlOverride/{_W}startOverride") is not None
            number = node.get(f"{_W}numId")
            self._lists[number] = (f"{family}/{number}" if restarted else family, abstract.get(family, {}) | changed)
        for style in styles.findall(f"{_W}style"):
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                self._styles[style.get(f"{_W}styleId")] = _pair(properties)

    def _reference(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is not None:
            return _pair(properties)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(style.get(f"{_W}val"), ("0", 0)) if style is not None else ("0", 0)


def _level(node: Any) -> tuple[int, Level]:
    start = _value(node, "start") or "1"
    return int(node.get(f"{_W}ilvl") or 0), (
        _value(node, "numFmt") or "decimal", _value(node, "lvlText") or "", int(start) if start.isdecimal() else 1,
    )  # fmt: skip


def _pair(properties: Any) -> tuple[str, int]:
    level = _value(properties, "ilvl") or "0"
    return _value(properties, "numId") or "0", int(level) if level.isdecimal() else 0


def _value(node: Any, name: str) -> str | None:
    child = node.find(_W + name)
    return None if child is None else child.get(f"{_W}val")


def _shown(level: int, levels: Mapping[int, Level], counts: list[int]) -> str:
    number, style = max(counts[level], 1), levels[level][0] if level in levels else "decimal"
    if style in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return _chinese(number)
    if style == "decimalEnclosedCircle" and number <= 20:
        return chr(0x245F + number)
    if style in ("lowerLetter", "upperLetter") and number <= 26:
        return chr((0x60 if style == "lowerLetter" else 0x40) + number)
    return str(number)


def _chinese(number: int) -> str:
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
