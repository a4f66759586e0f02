"""Lines and spaces: one paragraph a line, whatever page, screen or printer broke it into.

Spaces carry three meanings in office texts: indentation or a lost paragraph break (runs, non-breaking spaces), the
seam of a line wrap, and, in titles and lists of names, a separator. Only the last stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from analyzer.reading.rules import ReadingRules

# Between the cells of a table's row: a space that no repair of spaces may close. No text has this character.
CELL_SEAM = "\ufdd0"
_NUMERALS = "一二三四五六七八九十"
ITEM = (
    rf"(?:[（(][{_NUMERALS}\d]{{1,3}}[)）]|[{_NUMERALS}]{{1,3}}[、．.]|第[{_NUMERALS}]{{1,2}}[，、：:]|[{_NUMERALS}]是"
    r"|\d{1,2}[、．.](?!\d)|\d{1,2}[)）]|[①-⑳])"
)
_CJK = "\u2014\u2018-\u201f\u2026\u2e80-\u9fff\uff00-\uffef"
_SPACES = re.compile("[\u1680\u2000-\u200a\u202f\u205f\t]")
_ENDS = "。！？；：!?;:…”’」』）)》】"
_RUN = re.compile("(?<![ \xa0\u3000])[ \xa0\u3000]{2,}+(?=\\S)")
_SOFT_BREAK = re.compile("([。！？；：”])[\xa0\u3000](?=\\S)")
_BEFORE_ITEM = re.compile(rf" (?<=[{_CJK}.;:!?] )(?={ITEM})")
_AFTER_HEADING = re.compile(
    rf"^((?:[{_NUMERALS}]{{1,3}}、|[（(][{_NUMERALS}]{{1,3}}[)）])[^ ，。；：,;:\n]{{2,25}}) (?=[^ ]{{10}})",
    re.MULTILINE,
)
_STARTS_ITEM = re.compile(ITEM)
_LABEL = re.compile(r"[一-龥（）()、/]{2,12}[:：]")
_BEFORE_LABEL = re.compile(f" +(?={_LABEL.pattern})")
_SPACED_LABEL = re.compile(
    "(?:^|(?<=[ \xa0\u3000]{2}))[一-龥](?:[ \xa0\u3000]{1,3}[一-龥]){1,3}(?=[ \xa0\u3000]*[:：])", re.MULTILINE
)
_BESIDE_CJK = re.compile(f" (?:(?<=[{_CJK}] )|(?=[{_CJK}]))")
_WORDS = re.compile(r"[A-Za-z][,.;:]? [A-Za-z(]|[A-Za-z]{2} \d")
_SENTENCE = re.compile("[。；！？]")
_OPEN_END = re.compile("[。；][^。；！？]+$|[！？](?!——)[^。；！？]*，[^。；！？]*$")  # 灯亮到几点？——…… is a title
_AT_NUMBER = re.compile(r"(?<![\d：:])\d{1,4}(?:\.\d+)?$")  # broken between a number and its unit
_LONE_CHARACTER = re.compile("(?:^|(?<= ))[一-龥](?= |$)")
_NUMBER = re.compile(r"(?<= )[\d.,%]+(?= |$)")
_IN_TITLE = re.compile(r"(?<=[一-龥])\s(?=[0-9A-Za-z，。、：；,:;）)])|(?<=[0-9A-Za-z])\s(?=[一-龥])|(?<=[：:])\s")
_TITLE_END = re.compile("(建议|提案|意见|对策|措施|思考)[》”]?$")
_CONFERENCE = ("政协", "中国人民政治协商会议")
_REST_OF_CONFERENCE = re.compile("会?议提案.{0,3}")
_TITLE_LABEL = re.compile("^(标题|题目|案由)[:：] *")
_REPEATED_CHARACTERS = 30
_SHORT_LINE = 60
_SUBTITLE = "——"
_LEAST_CUT = 12  # characters of a line that was full, amid a title
_LONG_LINE = 20
_CLOSING = "，。；、！？”）》"  # what no line of an author's begins with
_PAGE_CHARACTERS = 200  # fewer between two bare numbers is a list or a table column


def lay_out(text: str, rules: ReadingRules) -> tuple[str, dict[str, int], list[str]]:
    """The text with one paragraph a line, the counts of what was taken out or joined, by kind of repair, and the lines
    of a page's furniture that were taken out."""
    counts: dict[str, int] = {}
    text, counts["truncated"], counts["furniture"] = _without_inline_furniture(text, rules)
    lines = _broken(text, rules).split("\n")
    lines, furniture = _without_furniture(lines, rules)
    counts["furniture"] += sum(map(len, furniture))
    lines, counts["page_numbers"] = _without_page_numbers(lines, rules)
    lines, counts["line_wraps"] = _unwrapped(lines, rules)
    lines, counts["second_title"] = _without_second_title(lines)
    lines, counts["repeated"] = _without_repeats([_spaced(line) for line in lines])
    return "\n".join(lines).replace(CELL_SEAM, " "), counts, furniture


def width(line: str) -> int:
    """Columns that a line takes in a fixed-width face: two for a Chinese character, one for others."""
    return (
        len(line) + len(line.encode("gb18030", "replace").translate(None, _ASCII)) // 2
        if not line.isascii()
        else len(line)
    )


_ASCII = bytes(range(0x80))


def _without_inline_furniture(text: str, rules: ReadingRules) -> tuple[str, int, int]:
    text = rules.furniture_start.sub("\n", text)
    truncated = removed = 0

    def cut(match: re.Match[str]) -> str:
        nonlocal truncated, removed
        truncated += bool(rules.truncated.search(match.group()))
        removed += len(match.group())
        return "\n" if match.start() and match.string[match.start() - 1] in " \n" else ""

    if "http" in text or "未完" in text:
        text = rules.furniture_inline.sub(cut, text)
    return text, truncated, removed


def _broken(text: str, rules: ReadingRules) -> str:
    """Line breaks where spaces stand for them, and where an export put the form's parts end to end."""
    text = _SPACES.sub(" ", text)
    if "\xa0" in text or "\u3000" in text:
        text = _SOFT_BREAK.sub("\\1\n", text)
    if "  " in text or "\xa0" in text or "\u3000" in text:
        text = _SPACED_LABEL.sub(lambda match: "".join(match.group().split()), text)
        text = _RUN.sub(_meaning_of_run, text).replace("\xa0", " ").replace("\u3000", " ")
    text = rules.part_seam.sub("\\1\n", text)
    if " " in text:
        text = _BEFORE_ITEM.sub("\n", text)
        text = _AFTER_HEADING.sub("\\1\n", text)
        text = "\n".join(_parted(line, rules) for line in text.split("\n"))
    return text


def _parted(line: str, rules: ReadingRules) -> str:
    """A line of header fields, unless they are a web page's, with each of them on its own line."""
    if not rules.field_label.match(line.strip()) or _SENTENCE.search(line) or _is_furniture(line.strip(), rules):
        return line
    return _BEFORE_LABEL.sub("\n", line.strip())


def _meaning_of_run(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    line_start = text.rfind("\n", 0, start) + 1
    if start == line_start:
        return match.group()  # indentation
    line_end = text.find("\n", end)
    before = text[line_start:start].strip()
    after = text[end : end + 80 if line_end < 0 else line_end]
    if before[-1:] in "：:" and len(before) <= 12 and len(after) < _SHORT_LINE and not _SENTENCE.search(after):
        return " "
    if before[-1:] in _ENDS or _STARTS_ITEM.match(after) or _LABEL.match(after):
        return "\n"
    last, first = re.split(r"\s", before)[-1], re.split(r"\s", after)[0]
    return "\n" if len(last) >= 5 and len(first) >= 5 else " "


def _without_furniture(lines: list[str], rules: ReadingRules) -> tuple[list[str], list[str]]:
    """The lines that stay, and those that are furniture."""
    kept, removed = [], []
    for line in lines:
        bare = line.strip().strip("|").strip() if line.count("|") <= 1 else line.strip()
        if _is_furniture(bare, rules):
            removed.append(bare)
        else:
            kept.append(line if len(bare) == len(line.strip()) else bare)
    return kept, removed


def _is_furniture(line: str, rules: ReadingRules) -> bool:
    short = 0 < len(line) <= rules.furniture_characters
    return short and bool(rules.furniture_line.fullmatch(line)) and not rules.statement.match(line)


def _without_page_numbers(lines: list[str], rules: ReadingRules) -> tuple[list[str], int]:
    """Marked page numbers go; bare ones only where they count up, or stand in the middle of a sentence."""
    bare = [index for index, line in enumerate(lines) if rules.bare_page.fullmatch(line.strip())]
    counting = len(bare) > 1 and all(
        int(lines[later]) == int(lines[earlier]) + 1 and sum(map(len, lines[earlier:later])) >= _PAGE_CHARACTERS
        for earlier, later in pairwise(bare)
    )
    pages = {index for index in bare if counting or _inside_sentence(lines, index)}
    pages.update(index for index, line in enumerate(lines) if rules.marked_page.fullmatch(line.strip()))
    if not pages:
        return lines, 0
    kept: list[str] = []
    after_page = seamless = False
    for index, line in enumerate(lines):
        if index in pages:
            seamless = _inside_sentence(lines, index)
            after_page = True
        elif seamless and line.strip():
            kept[-1] = kept[-1].rstrip() + line.strip()
            after_page = seamless = False
        elif line.strip() or not after_page:
            kept.append(line)
            after_page = False
        if after_page:
            while kept and not kept[-1].strip():
                kept.pop()
    return kept, len(pages)


def _inside_sentence(lines: list[str], index: int) -> bool:
    before = next((line.rstrip() for line in reversed(lines[:index]) if line.strip()), "")
    after = next((line.strip() for line in lines[index + 1 :] if line.strip()), "")
    return len(before) >= 15 and len(after) >= 2 and before[-1] not in _ENDS and not _STARTS_ITEM.match(after)


def _unwrapped(lines: list[str], rules: ReadingRules) -> tuple[list[str], int]:
    """Paragraphs put together again, stripped and without blank lines; and how many line ends were undone."""
    if len(lines) == 1:
        line = lines[0].strip()
        return [line] if line else [], 0
    page = _page_of(lines)
    indented = sum(line[:1] in " \t" and bool(line.strip()) for line in lines) >= 2
    paragraphs: list[str] = []
    joined, previous = 0, ""
    for line in lines:
        stripped = line.strip()
        field = rules.field_label.match(stripped) and len(stripped) < _SHORT_LINE
        if previous and stripped and not field and _continues(previous, line, page, indented):
            paragraphs[-1] += (" " if _WORDS.search(f"{previous[-2:]} {stripped[0]}") else "") + stripped
            joined += 1
        elif stripped:
            paragraphs.append(stripped)
        previous = stripped
    for count in (2, 3):
        if len(paragraphs) >= count and _is_cut_title(*paragraphs[:count]):
            paragraphs[:count] = ["".join(paragraphs[:count])]
            joined += count - 1
            break
    return paragraphs, joined


class _Page(NamedTuple):
    """How long a line may grow before it is broken: `full` by the measure of its length; 0 where none was broken."""

    measure: Callable[[str], int]
    full: int


def _page_of(lines: list[str]) -> _Page:
    """The length at which lines were broken, in columns or in characters, whichever says it more clearly.

    Lines that stop without any stop mark, at nearly one length, at least three of them, are wrapped; of long lines two
    will do where no line is longer.
    """
    bare = [stripped for line in lines if (stripped := line.strip())]
    stopped = [line for line in bare if line[-1] not in _ENDS and len(line) >= 12 and not _STARTS_ITEM.match(line)]
    found = [(*_commonest(list(map(measure, stopped))), measure) for measure in (width, _double)]
    count, best, measure = max(found, key=lambda one: one[0])
    two_will_do = count == 2 and best >= _LONG_LINE and max(map(measure, bare)) < 2 * best + 8
    return _Page(measure, 2 * best if two_will_do or (count >= 3 and best >= 12) else 0)


def _double(line: str) -> int:
    return 2 * len(line)


def _commonest(lengths: Sequence[int]) -> tuple[int, int]:
    """How many lengths lie in the fullest range of eight columns, and half the range's beginning."""
    halves = Counter(length // 2 for length in lengths)
    best = max(halves, key=lambda start: (sum(halves[start + step] for step in range(4)), -start), default=0)
    return sum(halves[best + step] for step in range(4)), best


def _continues(line: str, following: str, page: _Page, indented: bool) -> bool:
    """Whether `following` goes on with the paragraph of `line`."""
    begins = following.strip()
    if begins[0] in _CLOSING:
        return True
    if _STARTS_ITEM.match(begins) and line[-1] not in "，、,（(“":
        return False
    if _LABEL.fullmatch(begins) and line[-1] in _ENDS:
        return False
    unfinished = line[-1] in "，、,（(“《—" or (
        len(line) >= 20 and bool(_OPEN_END.search(line) or ("，" in line and _AT_NUMBER.search(line)))
    )
    filled = bool(page.full) and page.measure(line) >= page.full - 2
    if _LABEL.match(begins) and len(begins) < _SHORT_LINE and not unfinished and (not filled or _LABEL.match(line)):
        return False
    if line[-1] in _ENDS:
        closes = line[-1] in "。！？!?…”"
        full_to_the_end = indented or page.measure(line) >= page.full
        return filled and (not closes or full_to_the_end) and line[-1] not in "：:" and following[0] not in " \t"
    if indented and following[0] in " \t" and line[-1] not in "，、":
        return False
    return filled or (unfinished and len(line) >= 10)


def _is_cut_title(first: str, *rest: str) -> bool:
    last = rest[-1]
    if first.startswith(_CONFERENCE):
        return bool(_REST_OF_CONFERENCE.fullmatch("".join(rest)))
    whole = "".join((first, *rest))
    subtitled = not rest[1:] and last.startswith(_SUBTITLE)
    return (
        (subtitled or (_TITLE_LABEL.sub("", first).startswith("关于") and len(last) <= 25))
        and bool(_TITLE_END.search(last)) and len(whole) <= 60 and not _SENTENCE.search(whole)
        and not any(_TITLE_END.search(line) for line in (first, *rest[:-1]))
        and not any(_STARTS_ITEM.match(line) or _LABEL.match(line) for line in rest)
        and all(len(line) >= _LEAST_CUT for line in rest[:-1])
    )  # fmt: skip


def is_one_title(line: str, following: str, *, broken: bool) -> bool:
    """Whether two lines that are set alike, larger than the text, are one title.

    The second is the first's subtitle, or goes on with it where that was `broken` by its length, not at its end.
    """
    ended = _TITLE_END.search(line) or line[-1] in "。！？；：" or line.startswith(_CONFERENCE)
    begins = following.startswith(("关于", *_CONFERENCE)) or _STARTS_ITEM.match(following) or _LABEL.match(following)
    return following.startswith(_SUBTITLE) or (broken and not ended and not begins)


def _spaced(line: str) -> str:
    """A paragraph with only those spaces that separate: between Latin words, in titles, between names."""
    if " " not in line:
        return line
    line = re.sub(" {2,}", " ", line)
    if len(line) > _SHORT_LINE or _SENTENCE.search(line) or _LONE_CHARACTER.search(line):
        return _BESIDE_CJK.sub("", line)
    if len(_NUMBER.findall(line)) >= 2:
        return line  # a row of a table
    return _IN_TITLE.sub("", line)


def _without_second_title(lines: list[str]) -> tuple[list[str], int]:
    """Without the title where the second line says it again, alone or before the text; and its characters."""
    if len(lines) < 2:
        return lines, 0
    title = _TITLE_LABEL.sub("", lines[0])
    rest = lines[1].removeprefix(title)
    if not 6 <= len(title) <= _SHORT_LINE or rest == lines[1] or rest[:1] not in (" ", ""):
        return lines, 0
    return [lines[0], *([rest.strip()] if rest.strip() else []), *lines[2:]], len(title)


def _without_repeats(lines: list[str]) -> tuple[list[str], int]:
    """Without long paragraphs that stand there a second time, to the letter; and their characters.

    The counted headings above them go too where a whole section was said again: where a section of the same rank, or
    nothing, comes next.
    """
    long = [line for line in lines if len(line) >= _REPEATED_CHARACTERS]
    if len(set(long)) == len(long):
        return lines, 0
    first_at: dict[str, int] = {}
    again = [first_at.setdefault(line, index) < index for index, line in enumerate(lines)]
    gone: set[int] = set()
    for repeated, run in groupby(range(len(lines)), key=again.__getitem__):
        first, *rest = run
        bodies = [index for index in (first, *rest) if len(lines[index]) >= _REPEATED_CHARACTERS]
        if repeated and bodies:
            whole = bool(_counter(lines[first])) and _begins_section(lines[bodies[-1] + 1 :], like=lines[first])
            gone.update(range(first, bodies[-1] + 1) if whole else bodies)
    kept = [line for index, line in enumerate(lines) if index not in gone]
    return kept, sum(len(lines[index]) for index in gone)


def _begins_section(lines: Sequence[str], *, like: str) -> bool:
    """Whether the first of `lines` is a heading counted as `like` is, or there is none."""
    if not lines:
        return True
    heading = len(lines[0]) < _REPEATED_CHARACTERS and lines[0][-1] not in "。！？；，"
    return heading and _counter(like) == _counter(lines[0])


def _counter(line: str) -> str:
    """How a line is counted, without the number: 、 of 一、 and （） of （二）."""
    number = _STARTS_ITEM.match(line)
    return re.sub(rf"[{_NUMERALS}\d]", "", number.group()) if number else ""
