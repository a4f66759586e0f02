"""Slips of writing that a reader notices: brackets, numbering, doubled words, widths, typing errors, law titles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import law_titles
from analyzer.language.segment import segment
from analyzer.proposal import Span
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

Codes = NDArray[np.uint32]

_PAIRS = {"（": "）", "(": "）", "《": "》", "“": "”", "【": "】", "〔": "〕"}
_CLOSES = {"）": "（", ")": "（", "》": "《", "”": "“", "】": "【", "〕": "〔"}
_MARKS = re.compile("[（(《“【〔）)》”】〕]")
_FAR = 500  # characters within which a bracket must be closed
_HEADING = 40
_INK = re.compile(r"\S")
_LEAD = 12  # characters before a title that may say that it is yet to be made
_VARIED = 8  # different characters that a piece of text must have: no row of dots or dashes has
_STATEMENT = re.compile(r"[^。！？\n]+")
_POINT = np.zeros(1 << 16, dtype=bool)  # whether a character is one
_POINT[[ord(mark) for mark in "。，、；：！？.,;:"]] = True
_FULL_LINE = re.compile(r"^[^\n]*[，。][^\n]{6,}$", re.MULTILINE)  # no heading, which has one clause
_ENDS = re.compile(r"[。！？；：…”’）》】.!?;:]\s*$")
_HANGING = re.compile("(?:应当?|应该|将|[的和与把被对由在并及]|以及|通过|包括|例如|因为|如果)$")
_LINES = 3  # of which all but one must be finished before one that is not is a slip
_TWO_TWICE = 4  # characters of a word of two that is doubled
_NUMERALS = "一二三四五六七八九十"


def text_defects(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Each kind of slip once or twice, the surest first."""
    yield from _title(draft, rule)
    if any(repair.kind == "repeated" for repair in draft.proposal.source.repairs):
        yield Hit(detail="有段落一字不差地写了两遍")
    for find in (_unbalanced, _numbering, _listed, _pasted, _unfinished, _doubled, _typos, _law_slips, _widths):
        yield from find(draft, rule)


def _title(draft: Draft, rule: Rule) -> Iterator[Hit]:
    title = draft.proposal.title
    if rule.patterns["cut_off"].search(title):
        yield Hit(detail="标题似乎没有写完")


def _unbalanced(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Brackets and quotation marks without their other half."""
    text, main = draft.written, draft.main
    open_marks: list[tuple[str, int]] = []
    lonely: list[int] = []
    for match in _MARKS.finditer(text, main.start, main.end):
        mark, at = match.group(), match.start()
        if mark in _PAIRS:
            kind = "（" if mark == "(" else mark
            if kind in "“《" and open_marks and open_marks[-1][0] == kind and _apart(text, open_marks[-1][1], at):
                lonely.append(open_marks.pop()[1])
            open_marks.append((kind, at))
            continue
        kind = _CLOSES[mark]
        if not any(opened == kind for opened, _ in open_marks):
            if not rule.patterns["list_mark"].search(text, max(main.start, at - 3), at + 1):
                lonely.append(at)
            continue
        while open_marks and open_marks[-1][0] != kind:
            lonely.append(open_marks.pop()[1])
        _, begun = open_marks.pop()
        if at - begun > _FAR:
            lonely.append(begun)
    lonely += [at for _, at in open_marks]
    hits = [_at(draft, at, f"“{text[at]}”不成对") for at in sorted(lonely)]
    yield from list({hit.start: hit for hit in reversed(hits)}.values())[::-1][:2]


def _apart(text: str, first: int, second: int) -> bool:
    """Whether a new sentence or clause begins between two opening marks, so that they do not nest."""
    return "。" in text[first:second] or "，" in text[first:second]


def _numbering(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A number left out, or given twice running, in one list."""
    text, main = draft.text, draft.main
    last: dict[str, tuple[int, int]] = {}
    rank = {style: i for i, style in enumerate(rule.patterns["number"].groupindex) if style != "mark"}
    for match in rule.patterns["number"].finditer(text, main.start, main.end):
        style = next(name for name in rank if match[name])
        value = _value(match[style])
        for below in [s for s in last if rank[s] > rank[style]]:
            del last[below]
        before = last.get(style)
        last[style] = (value, match.end())
        if before is None or value in (1, before[0] + 1):
            continue
        between = text[before[1] : match.start("mark")]
        if value == before[0]:
            yield _at(draft, match.start("mark"), f"序号“{match['mark']}”重复")
        elif value > before[0] and not _mentioned(before[0] + 1, between):
            yield _at(draft, match.start("mark"), f"序号跳到“{match['mark']}”")


def _listed(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A number left out or given twice in a list that runs through one sentence: 一是……；二是……；四是……"""
    text, main = draft.text, draft.main
    for match in _STATEMENT.finditer(text, main.start, main.end):
        said = match.group()
        if "；" not in said:
            continue
        counted = rule.patterns["listed"].findall(said)
        values = [_value(number) for number, word in counted if word == counted[0][1]]  # 一是……：一要……；二是……
        slip = next((b for a, b in pairwise(values) if b not in (1, a + 1)), None)
        if values[:1] == [1] and slip is not None:
            yield _at(draft, match.start(), f"序号跳到或重复“{_NUMERALS[slip - 1]}是”")


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    tens, mark, ones = number.rpartition("十")
    if not mark:
        return _NUMERALS.index(number[-1]) + 1
    return (_NUMERALS.index(tens[-1]) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones[-1]) + 1 if ones else 0)


def _mentioned(value: int, between: str) -> bool:
    """Whether the number left out may stand there after all, in some other shape."""
    numeral = _NUMERALS[value - 1] if value <= len(_NUMERALS) else ""
    shapes = [rf"(?<!\d){value}(?!\d)", rf"[{chr(0x245F + value)}]"] + (
        [rf"{numeral}\s?[、．.是要，：）)]"] if numeral else []
    )
    return any(re.search(shape, between) for shape in shapes)


def _pasted(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A passage or a table that stands in the body twice, word for word."""
    least = int(rule.numbers["pasted"])
    text = "".join(draft.main.of(draft.text).split())
    step = least // 2  # wherever a passage begins, it holds one of the pieces whole
    for at in range(0, len(text) - step, step):
        piece = text[at : at + step]
        first = text.find(piece, at + step)
        if first < 0 or len(set(piece)) < _VARIED:
            continue
        gap, last = first - at, first + step
        while first > gap and text[first - 1] == text[first - 1 - gap]:
            first -= 1
        while last < len(text) and text[last] == text[last - gap]:
            last += 1
        if last - first >= least:
            detail = f"这段{last - first}字与前文完全相同，似为重复粘贴"
            first += text[first] in "，。；：、"
            places = [match.start() for match in _INK.finditer(draft.text, draft.main.start, draft.main.end)]
            yield Hit(places[first], places[last - 1] + 1, detail=detail)
            return


def _unfinished(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """The one line that stops in the middle where all others come to an end; the last, which may be a signature, only
    where its last word calls for more."""
    lines = list(_FULL_LINE.finditer(draft.text, draft.main.start, draft.main.end))
    cut = [line for line in lines[:-1] if not _ENDS.search(line.group())]
    cut += [line for line in lines[-1:] if _HANGING.search(line.group())]
    if len(cut) == 1 and len(lines) > _LINES and not _sentence_at(draft, cut[0].end() - 1).heading:
        yield _at(draft, cut[0].end() - 1, "这句话似乎没有写完")


def _doubled(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Words and marks typed twice."""
    text, main = draft.written, draft.main
    codes = np.frombuffer(main.of(text).encode("utf-32-le", "replace"), dtype=np.uint32)
    done = 0
    for start in _beside(codes):
        match = rule.patterns["doubled"].match(text, main.start + start, main.end) if start >= done else None
        if match:
            done = match.end() - main.start
            if match["mark"] or _twice(draft, match.start(), 1, rule):
                yield Hit(match.start(), match.end(), detail=f"“{match.group()}”重复")
    for start, length in _repeats(codes):
        span = Span(main.start + start, main.start + start + 2 * length)
        if not _for_a_while(span, text) and _twice(draft, span.start, length, rule):
            yield Hit(span.start, span.end, detail=f"“{span.of(text)}”重复")


def _beside(codes: Codes) -> list[int]:
    """Where a character stands twice, or two marks stand side by side: the only places for anything doubled."""
    marks = _POINT[np.minimum(codes, len(_POINT) - 1)]
    return np.flatnonzero((codes[:-1] == codes[1:]) | (marks[:-1] & marks[1:])).tolist()


def _repeats(codes: Codes) -> Iterator[tuple[int, int]]:
    """Start and length of every run of 2 to 6 Chinese characters that stands twice in a row."""
    chinese = (codes >= 0x4E00) & (codes <= 0x9FFF)
    for length in range(2, 7):
        same = np.flatnonzero((codes[:-length] == codes[length:]) & chinese[:-length])
        runs = same[: 1 - length][same[length - 1 :] - same[: 1 - length] == length - 1]
        yield from ((start, length) for start in runs.tolist())


def _for_a_while(span: Span, text: str) -> bool:
    """Whether a word of two characters is doubled as verbs may be: 归拢归拢。, 等着等着."""
    ends = not "\u4e00" <= text[span.end : span.end + 1] <= "\u9fff"
    return len(span) == _TWO_TWICE and (ends or text[span.end - 1] == "着")


def _twice(draft: Draft, start: int, length: int, rule: Rule) -> bool:
    """Whether segmentation, too, sees the word twice: not 研究|研究生, 商量商量, or a heading run into its text."""
    word = draft.text[start : start + length]
    if rule.patterns["reduplicated"].fullmatch(word) or _after_heading(draft, start, rule):
        return False
    begin = max(draft.main.start, start - 6)
    words = segment(draft.text[begin : min(draft.main.end, start + 2 * length + 6)])
    spans = [(i, j) for i in range(len(words)) for j in range(i + 1, i + 4) if "".join(words[i:j]) == word]
    return any((j, 2 * j - i) in spans for i, j in spans)


def _after_heading(draft: Draft, position: int, rule: Rule) -> bool:
    """Whether a numbered heading may end here, its line break lost: 1.健全工作机制|工作机制首先要…"""
    before = re.split("[。！？；\n]", draft.text[max(draft.main.start, position - _HEADING) : position])[-1]
    return bool(rule.patterns["heading"].match(before))


def _typos(draft: Draft, rule: Rule) -> Iterator[Hit]:
    for match in rule.patterns["typo"].finditer(draft.text, draft.main.start, draft.main.end):
        quoted = draft.text[match.start() - 1 : match.start()] == "“" and draft.text.startswith("”", match.end())
        if not quoted:  # what is quoted is spoken of
            yield Hit(match.start(), match.end(), detail=f"“{match.group()}”似为错别字")


def _law_slips(draft: Draft, rule: Rule) -> Iterator[Hit]:
    seen: set[str] = set()
    for match in rule.patterns["title"].finditer(draft.text, draft.main.start, draft.main.end):
        new = match["title"] not in seen and not rule.patterns["to_be_made"].search(
            draft.text[: match.start()][-_LEAD:]
        )
        meant = law_titles(draft.settings.rules_dir).meant(match["title"]) if new else None
        seen.add(match["title"])
        if meant:
            yield Hit(match.start(), match.end(), detail=f"没有查到《{match['title']}》，是否为《{meant}》")


def _widths(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Half-width punctuation in a text that is written in full-width."""
    text, main = draft.written, draft.main
    half = [match.start() for match in rule.patterns["half"].finditer(text, main.start, main.end)]
    if len(half) < rule.numbers["half_least"]:
        return
    full = sum(text.count(mark, main.start, main.end) for mark in "，；：？！。")
    if len(half) <= rule.numbers["half_share"] * full:
        yield _at(draft, half[0], f"中英文标点混用{len(half)}处")


def _at(draft: Draft, position: int, detail: str) -> Hit:
    """The sentence at a position, with what is wrong in it."""
    span = _sentence_at(draft, position).span
    return Hit(span.start, span.end, detail=detail)


def _sentence_at(draft: Draft, position: int) -> AnnotatedSentence:
    sentences = draft.sentences
    return sentences[max(0, bisect_right([s.span.start for s in sentences], position) - 1)]
