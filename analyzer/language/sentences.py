"""Cut Chinese official prose into sentences, headings and the leads of numbered items.

One pass over the text. Closing quotes and brackets stay with their sentence; decimal points, years in brackets and
book titles are never cut; a semicolon cuts only between two long clauses; a line break always cuts.
"""

from __future__ import annotations

import re

_CLAUSE = 15
"""Characters on both sides of a semicolon from which on the two sides read as sentences of their own."""

_HEAD = 30
"""Characters up to which a numbered lead or an unpunctuated line is a heading."""

_NUMERAL = "一二三四五六七八九十"
NUMBER = (
    rf"(?:[（(〔]\s?(?:[{_NUMERAL}]{{1,3}}|\d{{1,2}})\s?[)）〕][、.．]?"
    rf"|第[{_NUMERAL}]{{1,3}}[、，,.．：](?![{_NUMERAL}])"
    rf"|[{_NUMERAL}]{{1,3}}[、.．](?![{_NUMERAL}]{{1,3}}[、是])"
    r"|\d{1,2}\s?[)）、.．](?![\d、])"
    r"|[①-⑳⑴-⒛])"
)
"""Regular expression of an item's number as written in front of it: 一、 （二） 3. 4） ⑤ 第六，"""

_LABEL = r"[^\s。！？；：:，,、“”（）()]{0,8}(?:情况|现状|背景|事由|案由|问题|不足|困难|分析|原因|成因|理由|依据|建议|对策|措施|办法|意见)"
_BEFORE = r"(?:(?<=[\s。！？；：:…”）】*])|(?<![\s\S]))"
_MARK = rf"(?:[*#【\[]{{0,3}}\s?{NUMBER}?\s?[*【]{{0,2}})"

_EVENT = re.compile(
    rf"""
      (?P<number>{_BEFORE}[*#【]{{0,4}}{NUMBER})
    | (?P<title>{_BEFORE}(?:【[^】\n]{{2,20}}】|\*\*[^*\n]{{2,30}}\*\*)[：:]?)
    | (?P<label>{_BEFORE}{_LABEL}(?:[：:]|(?=[\ \t\xa0\u3000]{{2}})))
    | (?P<bracket>《[^《》\n]{{0,60}}》|（[^（）\n]{{0,80}}）|\([^()\n]{{0,80}}\))
    | (?P<end>(?:[。！？]|[!?](?![A-Za-z0-9=&%]))+(?P<close>[”’」』）)】》"'*]*)(?![，、；：,;:。！？])
        | …+[”’」』）)】"']*(?=\s|\Z)
        | (?<=[\u4e00-\u9fff”）])[.．](?=[\u4e00-\u9fff\s]|\Z)
        | (?<=[a-z]{{2}})\.[”"]?(?=\s+[A-Z\u4e00-\u9fff]|\s*\Z))
    | (?P<line>\n)
    | (?P<gap>[\ \t\xa0\u3000]{{3,}})
    """,
    re.VERBOSE,
)
_LEAD = re.compile(rf"[^。！？；：:，\n“]{{1,{_HEAD}}}(?:[：:]|(?<=[\u4e00-\u9fff])(?=[ \xa0\u3000]+[\u4e00-\u9fff]))")
_SPACE = re.compile(r"\s*")
_NUMBERED = re.compile(rf"\s*[*#【]{{0,4}}{NUMBER}")
_LABEL_LINE = re.compile(rf"\s*[*#【]{{0,4}}{_LABEL}[】*]{{0,3}}[：:]?[】*]{{0,3}}\s*\Z")
_MID_SENTENCE = frozenset("的是等和与及或之这来时")
_ABBREVIATIONS = frozenset({"mr", "mrs", "dr", "prof", "inc", "co", "ltd", "vs", "etc", "fig", "no", "st", "jr", "al"})
_WORD_BEFORE = re.compile(r"[A-Za-z]+\Z")


def split_sentences(text: str) -> list[tuple[int, int, bool]]:
    """The sentences of `text` as `(start, end, heading)`, in order, tiling the text.

    White space after a sentence belongs to it, white space at the very start to the first one. `heading` is true
    for heading lines, labels such as 问题分析： and the short lead of a numbered item (（二）线下：, 1.规划滞后。).
    An empty text has no sentences.
    """
    if not text:
        return []
    cuts = _cuts(text)
    spans: list[tuple[int, int, bool]] = []
    start = 0
    for cut in cuts:
        _append(text, start, cut, spans)
        start = cut
    return spans


def _cuts(text: str) -> list[int]:
    """Ends of the sentences, before semicolons are looked at; strictly increasing, the last is `len(text)`."""
    found: set[int] = set()
    size = len(text)
    position = 0
    while event := _EVENT.search(text, position):
        kind, start, position = event.lastgroup, event.start(), event.end()
        if kind == "close":
            kind = "end"
        if kind == "bracket":
            continue
        if kind == "end" and not _ends(text, event):
            continue
        if kind in ("number", "title", "label"):
            found.add(start)
        if kind == "number":
            lead = _LEAD.match(text, position)
            if lead is None:
                continue
            position = lead.end()
        if kind == "label" and text[start:position].isspace():
            continue
        space = _SPACE.match(text, position)
        position = max(position, space.end() if space else position)
        found.add(position)
    found.discard(0)
    found.add(size)
    first = len(text) - len(text.lstrip())
    return sorted(cut for cut in found if cut > first or cut == size)


def _ends(text: str, event: re.Match[str]) -> bool:
    """Whether a terminator really ends its sentence: not 为什么？”的问题, not `Co. 中国`."""
    mark = text[event.start()]
    if mark == ".":
        word = _WORD_BEFORE.search(text, max(0, event.start() - 6), event.start())
        return word is None or word.group().lower() not in _ABBREVIATIONS
    return not (mark in "！？!?" and event["close"] and text[event.end() : event.end() + 1] in _MID_SENTENCE)


def _append(text: str, start: int, end: int, spans: list[tuple[int, int, bool]]) -> None:
    """Add the sentence `[start, end)`, cut at semicolons that stand between long clauses."""
    heading = _is_heading(text[start:end])
    if not heading and "；" in text[start:end]:
        mark = text.find("；", start, end)
        while mark != -1:
            following = text.find("；", mark + 1, end)
            left, right = mark + 1 - start, (end if following == -1 else following) - mark - 1
            piece = text[start:mark]
            if left > _CLAUSE and right >= _CLAUSE and piece.count("“") == piece.count("”"):
                cut = mark + 1
                while cut < end and text[cut].isspace():
                    cut += 1
                spans.append((start, cut, False))
                start = cut
            mark = following
    spans.append((start, end, heading))


def _is_heading(sentence: str) -> bool:
    core = sentence.strip()
    if not core or len(core) > _HEAD + 8:
        return False
    numbered = _NUMBERED.match(core)
    if numbered:
        rest = core[numbered.end() :]
        return (
            0 < len(rest) <= _HEAD
            and not any(mark in rest[:-1] for mark in "。；！？")
            and rest[-1] not in "；，、？！"
        )
    if core.startswith(("【", "**", "#")) or _LABEL_LINE.match(core):
        return True
    return (
        sentence.endswith("\n")
        and core[-1] not in "。；！？，、：,;:!?…”.）"
        and not any(mark in core for mark in "。；，")
    )
