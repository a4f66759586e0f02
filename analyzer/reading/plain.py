"""Plain text and Markdown."""

from __future__ import annotations

import re

from analyzer.reading.decode import decode
from analyzer.reading.extract import Extract
from analyzer.reading.rules import ReadingRules

_MARKS = re.compile(r"^ {0,3}(?:#{1,6} +|> ?|[-*+] +(?=\S)|(?:[-*_] *){3,}$|```.*$)", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)([^*_`\n]+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")


def read_plain(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """The text of a .txt in whatever encoding."""
    return Extract(decode(data, file), "txt")


def read_markdown(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """The text of Markdown without its marks; a link is its words."""
    text = _MARKS.sub("", decode(data, file))
    return Extract(_LINK.sub(r"\1", _EMPHASIS.sub(r"\2", text)), "md")
