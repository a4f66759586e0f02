"""The items of a list part: what each suggestion, or each problem, covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

from analyzer.proposal import Sentence, Span

_N = "一二三四五六七八九十"
_COUNTED = _N + "第周初高大星期月"
"""Before a numeral, what makes it part of a word: 第二、 初三、 周五、 十二、"""

_CHAPTER = "chapter"

_STYLES: tuple[tuple[str, str], ...] = (
    (_CHAPTER, rf"(?P<chapter>[{_N}]{{1,3}})[、.．](?![{_N}]{{1,3}}[、是])"),
    ("bracket", rf"[（(〔]\s?(?P<bracket>[{_N}]{{1,3}})\s?[)）〕][、.．]?"),
    (
        "ordinal",
        rf"(?:第(?P<ordinal>[{_N}]{{1,3}})(?:步|点|个?方面|条)?(?:[、，,.．：]|是|(?=[（(]))|其(?P<its>[{_N}])[，是、：])",
    ),
    ("named", rf"(?:建议|问题|对策)(?P<named>[{_N}]|\d)\s?[：:、]"),
    ("digit", r"(?<!\d)(?P<digit>\d{1,2})\s?[、.．](?![\d、])"),
    ("digit_bracket", r"[（(]?(?P<digit_bracket>\d{1,2})\s?[)）]"),
    ("circle", r"(?P<circle>[①-⑳])"),
    ("one_is", rf"(?P<one_is>[{_N}])(?:是(?:要)?|要(?=[\u4e00-\u9fff]))[，：]?"),
    ("first", r"(?P<first>首先|其次|再次|再者|最后)[，,是]?"),
)
_MARK = r"[【*#]{0,4}(?:" + "|".join(style for _, style in _STYLES) + ")"
_ITEM = re.compile(
    rf"""[\s。！？；：:，…”）】*（(〔0-9{_N[1:]}](?:
        (?<=[\s。！？；：:，…”）】*]){_MARK}
      | (?<=[\u4e00-\u9fff][（(〔])\s?[{_N}]{{1,3}}\s?[)）〕](?P<glued_bracket>)
      | (?<=[\u4e00-\u9fff]\d)\d?[、.．](?=[\u4e00-\u9fff])(?P<glued_digit>)
      | (?<=[\u4e00-\u9fff][{_N[1:9]}])(?<![{_COUNTED}][{_N[1:9]}])、(?=[\u4e00-\u9fff])(?![{_N}])(?P<glued_chapter>)
    )""",
    re.VERBOSE,
)
"""An item's number after a break, or, of the plainest kinds, glued to the heading before it."""

_ITEM_AT_START = re.compile(r"\s*" + _MARK)
_GLUED = {"glued_bracket": "bracket", "glued_digit": "digit", "glued_chapter": "chapter", "its": "ordinal"}
_AROUND_NUMBER = "、.．（(〔）)〕 "
_FIRST = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 3}
_LEAST = 2
_COLON = ("：", ":")

Number = tuple[str, int] | None
"""The number that a sentence begins with: its style and its value."""

Listed = Callable[[Sequence[str]], tuple[list[bool], list[bool]]]
"""Which sentences of a stretch begin an item, and which others are one or go on with the one right before."""


def find_items(
    text: str, sentences: Sequence[Sentence], opens: Sequence[bool], listed: Listed, ends: re.Pattern[str]
) -> list[Span]:
    """The items of one part, without their numbers, in order.

    Items are taken by the outermost numbering used at least twice, else by paragraphs, else by the sentences that
    `listed`, given those of a stretch without heading, takes. `opens` marks the part's own headings, which are no
    items; a sentence matching `ends` closes the list.
    """
    blocks: list[list[Sentence]] = [[]]
    for sentence, opening in zip(sentences, opens, strict=True):
        if opening:
            blocks.append([])
        elif ends.match(text[sentence.start : sentence.end].strip()) and blocks[-1]:
            blocks.append([])
            break
        else:
            blocks[-1].append(sentence)
    return [item for block in blocks if block for item in _items_of_block(text, block, listed)]


def numbers(text: str, sentences: Sequence[Sentence]) -> list[Number]:
    """The number of each sentence."""
    found = (_ITEM_AT_START.match(text, sentence.start, sentence.end) for sentence in sentences)
    return [(_style(match), _number(match)) if match else None for match in found]


def in_list(numbered: Sequence[Number]) -> list[bool]:
    """Whether each sentence goes on with a list that an earlier one began: what is counted together belongs together.

    Chapters (一、) do not count: they may be the parts themselves.
    """
    joined = [False] * len(numbered)
    last: dict[str, tuple[int, int]] = {}
    for index, number in enumerate(numbered):
        if number is None or number[0] == _CHAPTER:
            continue
        (style, value), (before, begun) = number, last.get(number[0], (0, 0))
        if before and value in (before + 1, before + 2):
            joined[begun + 1 : index + 1] = [True] * (index - begun)
        last[style] = value, index
    return joined


def _items_of_block(text: str, block: Sequence[Sentence], listed: Listed) -> list[Span]:
    start, end = block[0].start, block[-1].end
    numbered = _numbered(text, start, end)
    if numbered:
        return numbered
    paragraphs = _paragraphs(text, block)
    if len(paragraphs) >= _LEAST:
        return paragraphs
    spans = [sentence.span.stripped(text) for sentence in block if not sentence.heading]
    items: list[Span] = []
    going = False
    for span, begins, belongs in zip(spans, *listed([span.of(text) for span in spans]), strict=True):
        if span.of(text).endswith(_COLON) or not (begins or belongs):
            going = False
            continue
        if going and not begins:
            items[-1] = Span(items[-1].start, span.end)
        else:
            items.append(span)
        going = going or begins
    return items


def _numbered(text: str, start: int, end: int) -> list[Span]:
    """Items by the numbering style that begins first among those that count 1, 2, …"""
    runs: dict[str, list[tuple[int, int]]] = {}
    last: dict[str, int] = {}
    opening = _ITEM_AT_START.match(text, start, end)
    following = _ITEM.finditer(text, opening.end() if opening else start, end)
    for match in chain([opening] if opening else [], following):
        style, value = _style(match), _number(match)
        expected = last.get(style, 0) + 1
        if value == 1 or (style in last and value in (expected, expected + 1)):
            glued = (match.lastgroup or "").startswith("glued")
            begin = match.start() + (match is not opening and not glued)
            runs.setdefault(style, []).append((begin, match.end()))
            last[style] = value
    lists = [run for run in runs.values() if len(run) >= _LEAST]
    if not lists:
        return []
    outermost = min(lists, key=lambda run: run[0][0])
    stops = [begin for begin, _ in outermost[1:]] + [end]
    spans = [Span(begin, stop).stripped(text) for (_, begin), stop in zip(outermost, stops, strict=True)]
    return [span for span in spans if len(span)]


def _style(match: re.Match[str]) -> str:
    group = match.lastgroup or ""
    return _GLUED.get(group, group)


def _number(match: re.Match[str]) -> int:
    return _value(match[match.lastgroup or 0] or match.group().strip(_AROUND_NUMBER))


def _value(number: str) -> int:
    if number in _FIRST:
        return _FIRST[number]
    if number.isdecimal():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    tens, mark, ones = number.rpartition("十")
    if not mark:
        return _N.find(number[-1]) + 1
    return (_N.find(tens) + 1 if tens else 1) * 10 + (_N.find(ones) + 1 if ones else 0)


def _paragraphs(text: str, block: Sequence[Sentence]) -> list[Span]:
    """The lines of a block but its lead-ins."""
    spans: list[Span] = []
    start = block[0].start
    for sentence in block:
        if "\n" in text[sentence.start : sentence.end] or sentence is block[-1]:
            span = Span(start, sentence.end).stripped(text)
            if len(span) and not span.of(text).endswith(_COLON):
                spans.append(span)
            start = sentence.end
    return spans
