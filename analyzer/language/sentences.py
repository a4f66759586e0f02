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

_STATEMENT = 10
"""Characters from which a numbered line without a full stop can be an item rather than a heading."""

_NUMERAL = "一二三四五六七八九十"
NUMBER = (
    rf"(?:[（(〔]\s?(?:[{_NUMERAL}]{{1,3}}|\d{{1,2}})\s?[)）〕][、.．]?"
    rf"|第[{_NUMERAL}]{{1,3}}[、，,.．：](?![{_NUMERAL}])"
    rf"|[{_NUMERAL}]{{1,3}}[、.．](?![{_NUMERAL}]{{1,3}}[、是])"
    r"|\d{1,2}\s?[)）、.．](?![\d、])"
    r"|[①-⑳⑴-⒛])"
)
"""Regular expression of an item's number as written in front of it: 一、 （二） 3. 4） ⑤ 第六，"""

_LABELS = (
    *("情况", "现状", "背景", "事由", "案由", "问题", "不足", "困难", "分析", "原因", "成因", "理由", "依据"),
    *("建议", "对策", "措施", "办法", "意见"),
)
"""What the last word of a label such as 具体建议： is."""

_STOP = re.compile(
    r"""
    [《（(。！？!?….．\n\ \t\xa0\u3000；：:”）】*]
    (?: (?<=[。！？!?…]) [。！？!?…]*[”’」』）)】》"'*]* (?P<end>)
      | (?<=[；：:”）】*]) (?P<pause>)
      | (?<=\n) (?P<line>)
      | (?<=[\ \t\xa0\u3000]) [\ \t\xa0\u3000]* (?P<gap>)
      | (?<=[.．]) [”"]? (?P<dot>)
      | (?<=《) [^《》\n]{0,60}》 (?P<title>)
      | (?: (?<=（) [^（）\n]{0,80}） | (?<=\() [^()\n]{0,80}\) ) (?P<bracket>)
    )
    """,
    re.VERBOSE,
)
"""Where a sentence may end or, after a pause, a number or a label may begin. All begin with one of a few
characters, so that the search leaps from one to the next; the empty groups name what was found."""

_OPENING = re.compile(
    rf"""
      (?P<number>[*#【]{{0,4}}{NUMBER})
    | (?P<title>(?:【[^】\n]{{2,20}}】|\*\*[^*\n]{{2,30}}\*\*)[：:]?)
    | (?P<label>[^\s。！？；：:，,、“”（）()【】*]{{2,12}})(?:[：:]|(?=[ \t\xa0\u3000]{{2}}))
    """,
    re.VERBOSE,
)
_LEAD = re.compile(rf"[^。！？；：:，\n“]{{1,{_HEAD}}}(?:[：:]|(?<=[\u4e00-\u9fff])(?=[ \xa0\u3000]+[\u4e00-\u9fff]))")
_SPACE = re.compile(r"\s*")
_WIDE = re.compile(r"[\u4e00-\u9fff”）]")
_ADDRESS = re.compile(r"[A-Za-z0-9=&%]")
_NEW_SENTENCE = re.compile(r"\s+[A-Z\u4e00-\u9fff]|\s*\Z")
_FINAL = "。！？!?"
_NO_END = frozenset("，、；：,;:")
_GAP = 3
_INDENT = 16
_NUMBERED = re.compile(rf"\s*[*#【]{{0,4}}{NUMBER}")
_NUMERALS = re.compile(rf"[{_NUMERAL}\d①-⑳⑴-⒛]+")
_FIRST = re.compile(r"(?<![十\d])[一1](?![十\d])|[①⑴]")
_SAYS_ITSELF = re.compile(r"^[由请](?!来)|\d")
_LABEL_LINE = re.compile(r"[*#【]{0,4}([^\s。！？；：:，,、“”（）()【】*]{2,12})[】*]{0,3}[：:]?[】*]{0,3}\Z")
_MID_SENTENCE = frozenset("的是等和与及或之这来时")
_ABBREVIATIONS = frozenset({"mr", "mrs", "dr", "prof", "inc", "co", "ltd", "vs", "etc", "fig", "no", "st", "jr", "al"})
_WORD_BEFORE = re.compile(r"[A-Za-z]+\Z")


def split_sentences(text: str) -> list[tuple[int, int, bool]]:
    """The sentences of `text` as `(start, end, heading)`, in order, tiling the text.

    White space after a sentence belongs to it, white space at the very start to the first one. `heading` is true
    for heading lines, labels such as 问题分析： and the short lead of a numbered item (（二）线下：, 1.规划滞后。),
    but not for an item that is all there is of it. An empty text has no sentences.
    """
    if not text:
        return []
    cuts = _cuts(text)
    spans: list[tuple[int, int, bool]] = []
    start = 0
    for cut in cuts:
        _append(text, start, cut, spans)
        start = cut
    _recognise_items(text, spans)
    return spans


def _cuts(text: str) -> list[int]:
    """Ends of the sentences, before semicolons are looked at; strictly increasing, the last is `len(text)`."""
    size = len(text)
    position = _skip_space(text, 0)
    first = position
    found = {size}
    position = _opening(text, position, found)
    while stop := _STOP.search(text, position):
        kind, position = stop.lastgroup, stop.end()
        if kind == "end" or kind == "dot":
            if _ends(text, stop):
                position = _skip_space(text, position)
                found.add(position)
        elif kind == "line" or (kind == "gap" and position - stop.start() >= _GAP):
            position = _skip_space(text, position)
            found.add(position)
        if kind != "title":
            position = _opening(text, position, found)
    return sorted(cut for cut in found if cut > first or cut == size)


def _opening(text: str, position: int, found: set[int]) -> int:
    """Cut before each number, title in marks or label at `position`, and after the short lead that it opens."""
    while True:
        start = _skip_space(text, position)
        opening = _OPENING.match(text, start)
        if opening is None or (opening["label"] and not opening["label"].endswith(_LABELS)):
            return position
        found.add(start)
        position = opening.end()
        if opening.lastgroup == "number":
            lead = _LEAD.match(text, position)
            if lead is None:
                return position
            position = lead.end()
        position = _skip_space(text, position)
        found.add(position)


def _skip_space(text: str, position: int) -> int:
    if not text[position : position + 1].isspace():
        return position
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Whether a mark really ends its sentence: not 为什么？”的问题, not `Co. 中国`, not 3.5, not 等等……都。"""
    mark, before, after = text[stop.start()], text[stop.start() - 1 : stop.start()], text[stop.end() : stop.end() + 1]
    if mark in ".．":
        if _WIDE.match(before):
            return not after or after.isspace() or bool(_WIDE.match(after))
        word = _WORD_BEFORE.search(text, max(0, stop.start() - 6), stop.start())
        return bool(
            word
            and len(word.group()) > 1
            and word.group().lower() not in _ABBREVIATIONS
            and _NEW_SENTENCE.match(text, stop.end())
        )
    if after and after in _NO_END:
        return False
    marks = stop.group()
    if marks == "。":
        return True
    if marks[-1] == "…" or not any(final in marks for final in _FINAL):
        return not after or after.isspace()
    if mark in "!?" and _ADDRESS.match(after):
        return False
    return not (mark in "！？!?" and marks[-1] not in "！？!?" and after and after in _MID_SENTENCE)


def _append(text: str, start: int, end: int, spans: list[tuple[int, int, bool]]) -> None:
    """Add the sentence `[start, end)`, cut at semicolons that stand between long clauses."""
    heading = _is_heading(text[start:end], _begins_line(text, start))
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


def _recognise_items(text: str, spans: list[tuple[int, int, bool]]) -> None:
    """Take the mark of a heading from numbered sentences that are whole items, in place.

    A lead stands above something: sentences, or a list that begins with one. Where the next item, another heading or
    nothing follows, the item is that one sentence, as is the last of a list whose other items are. One that names who
    is to do it, or a figure, says something itself even with more beneath it.
    """
    before = ""  # the counter of the sentence before, where that was an item of one sentence
    for i, (start, end, heading) in enumerate(spans):
        number = _NUMBERED.match(text, start, end) if heading else None
        if number is None or not _is_statement(words := text[number.end() : end].strip()):
            before = ""
            continue
        counter = _NUMERALS.sub("", number.group().strip())
        alone = counter == before or not _stands_above(text, counter, spans[i + 1] if i + 1 < len(spans) else None)
        before = counter if alone else ""
        if alone or (words.endswith("。") and _SAYS_ITSELF.search(words)):
            spans[i] = (start, end, False)


def _is_statement(words: str) -> bool:
    return words.endswith("。") or (len(words) >= _STATEMENT and words[-1] not in "：:】*)）")


def _stands_above(text: str, counter: str, following: tuple[int, int, bool] | None) -> bool:
    """Whether what follows an item's first sentence lies beneath it: no heading, nor an item that counts on."""
    if following is None:
        return False
    start, end, heading = following
    number = _NUMBERED.match(text, start, end)
    if number is None:
        return not heading
    written = number.group().strip()
    return bool(_FIRST.search(written)) and _NUMERALS.sub("", written) != counter


def _begins_line(text: str, start: int) -> bool:
    return start == 0 or text[max(0, start - _INDENT) : start].rstrip(" \t\xa0\u3000").endswith("\n")


def _is_heading(sentence: str, begins_line: bool) -> bool:
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
    label = _LABEL_LINE.match(core)
    if core.startswith(("【", "**", "#")) or (label and label[1].endswith(_LABELS)):
        return True
    return (
        begins_line
        and "\n" in sentence[len(core) :]
        and core[-1] not in "。；！？，、：,;:!?…”.）"
        and not any(mark in core for mark in "。；，")
    )
