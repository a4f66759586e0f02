"""Title and header fields: what stands above and below the text proper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, takewhile

from analyzer.language.sentences import NUMBER
from analyzer.parsing.grammar import Grammar
from analyzer.proposal import PartKind, Span

_LINE = re.compile(r"[^\n]*\n?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_TELEPHONE = re.compile(
    r"[\s，,；;]*[（(]?\s*(?:联系)?(?:电话|手机|方式)?[:：]?\s*(?<!\d)(1\d{10}|0\d{2,3}-?\d{7,8})(?!\d)\s*[)）]?"
)
_DECORATION = "#* \t\xa0\u3000\n"
_ENCLOSING = (("【", "】"), ("《", "》"), ("“", "”"))
_NUMBERED = re.compile(NUMBER)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FINAL = tuple("。！？；，、：;:!?,")
_LONGEST_VALUE = 120
_LONGEST_DRESSED = 200  # characters of a line that may be a title with all it is dressed in
_TAIL_LINES = 12
_FRAME_LINES = 4  # that a page may set above and below a text
_SHORT_VALUE = 20
_OTHER_WORDS = 0.2  # share of a field's characters that the title above it may lack and still say the same
_OFFICE = "office"  # the field in which sentences stand


@dataclass(frozen=True, slots=True)
class Header:
    """Title, fields by canonical name, and the body that is left when both are taken away."""

    title: str
    fields: Mapping[str, str]
    body: Span
    year: int | None


def find_header(text: str, given: Mapping[str, str], grammar: Grammar) -> Header:
    """Title and fields of `text`; what the container said (`given`) wins over what the text says."""
    fields: dict[str, str] = {}
    title, start = _top(text, _undressed(given.get("title", "")), fields, grammar)
    end = _bottom(text, start, fields, grammar)
    _take_page_date(text[start:end], fields, grammar)
    fields |= {name: value.strip() for name, value in given.items() if value.strip() or name not in fields}
    fields = {name: "" if value in grammar.blank else value for name, value in fields.items()}
    _part_telephone(fields)
    _part_sector(fields, grammar)
    named = _undressed(fields.pop("title", ""))
    if not named or (not given.get("title") and _says_in_full(title, named, grammar)):
        named = title or named or _first_sentence(text[start:end], grammar)
    return Header(named or "（无标题）", fields, Span(start, max(start, end)), _year(fields, grammar))


def _says_in_full(title: str, named: str, grammar: Grammar) -> bool:
    """Whether a title says as 关于……的提案 what the form's field has without that frame."""
    framed = grammar.title_shape.match(title) and not grammar.title_shape.match(named)
    return bool(framed) and len(set(named) - set(title)) <= len(set(named)) * _OTHER_WORDS


def _year(fields: Mapping[str, str], grammar: Grammar) -> int | None:
    """The year that the fields give: its own first, then the date, the session's name, and when a page came out."""
    told = (_YEAR.search(fields.get(name, "").translate(_DIGITS)) for name in ("year", "date", "session"))
    if found := next(filter(None, told), None):
        return int(found[1])
    published = _YEAR.search(fields.get("publish_time", ""))
    return grammar.year_of_session(fields.get("session", "")) or (int(published[1]) if published else None)


def _undressed(title: str) -> str:
    """A title without marks of emphasis and without the brackets or quotation marks that enclose the whole of it."""
    title = title.strip(_DECORATION)
    while len(title) <= _LONGEST_DRESSED and (inner := _inner(title)) is not None:
        title = inner.strip(_DECORATION)
    return title


def _inner(title: str) -> str | None:
    """What the brackets hold that enclose the whole of a title; None where none do: 《药典》与《药品目录》."""
    for opening, closing in _ENCLOSING:
        if len(title) > 1 and title.startswith(opening) and title.endswith(closing):
            inner = title[1:-1]
            depths = accumulate((each == opening) - (each == closing) for each in inner)
            if min(depths, default=0) >= 0:
                return inner
    return None


def _part_telephone(fields: dict[str, str]) -> None:
    """Move a telephone number written behind the proposer's name to where it belongs."""
    telephone = _TELEPHONE.search(fields.get("proposer", ""))
    if telephone and telephone.start():
        fields["contact"] = fields.get("contact") or telephone[1]
        fields["proposer"] = _TELEPHONE.sub("", fields["proposer"]).strip("，,；;、 ")


def _part_sector(fields: dict[str, str], grammar: Grammar) -> None:
    """Move a sector written beside the proposer's name to where it belongs; beside another one it stays."""
    proposer, sector = grammar.bylines.parted(fields.get("proposer", ""))
    if sector and fields.get("sector", "") in ("", sector):
        fields |= {"proposer": proposer, "sector": sector}


def _top(text: str, given: str, fields: dict[str, str], grammar: Grammar) -> tuple[str, int]:
    """Read title and field lines from the top; the title found and the offset where the body starts."""
    title, position = "", 0
    bylines: list[Mapping[str, str]] = []
    while (line := _LINE.match(text, position)) and line.group():
        core = line.group().strip()
        if not core or _take_fields(core, fields, grammar) or (not title and grammar.furniture.match(core)):
            position = line.end()
            continue
        if grammar.salutation.match(core) or _blank_box(core, text[line.end() :], fields, grammar):
            position = line.end()
            continue
        if byline := grammar.bylines.fields_of("".join(core.split())):
            bylines.append(byline)
            position = line.end()
            continue
        if _take_date(core, fields, grammar) or (title and _take_name(core, fields, bylines, grammar)):
            position = line.end()
            continue
        if title or not _is_title(core, line.group(), given or fields.get("title", ""), grammar):
            break
        title, position = _undressed(core), line.end()
        if core.startswith("关于") and not grammar.title_shape.match(core):
            title, position = _second_line(text, title, position, grammar)
    _join(bylines, fields)
    return title, position


def _is_title(core: str, line: str, given: str, grammar: Grammar) -> bool:
    plain = _undressed(core)
    if given:
        return _same(plain, given)
    if grammar.title_shape.match(core) and len(plain) <= grammar.title_longest + 30:
        return True
    short = len(plain) <= grammar.title_longest and not core.endswith(_FINAL) and line.endswith("\n")
    heading = grammar.heading(core)
    advice_on = (
        heading
        and not heading.bare
        and PartKind.SUGGESTION in heading.kinds
        and ("的" in plain or PartKind.PROBLEM in heading.kinds)  # 加装电梯中四个卡点及对策
    )
    return short and "。" not in core and not _NUMBERED.match(plain) and (not heading or bool(advice_on))


def _second_line(text: str, title: str, position: int, grammar: Grammar) -> tuple[str, int]:
    """A title broken over two lines: 关于……的 / ……提案."""
    line = _LINE.match(text, position)
    both = title + (line.group().strip() if line else "")
    if line and not grammar.field.match(line.group()) and grammar.title_shape.match(both):
        return _undressed(both), line.end()
    return title, position


def _same(left: str, right: str) -> bool:
    squeezed = ["".join(side.split()).strip("《》“”【】") for side in (left, right)]
    return squeezed[0] == squeezed[1]


def _take_fields(line: str, fields: dict[str, str], grammar: Grammar) -> bool:
    """Read `label：value` pairs from a line into `fields`; whether the line is made of them."""
    if not grammar.field.match(line):
        return False
    labels = list(grammar.field.finditer(line))
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=True):
        value = line[label.end() : end].strip("；;|*【】 \t\xa0\u3000")
        name = grammar.field_names["".join(label[1].split())]
        longest = grammar.title_longest if name == "title" else _LONGEST_VALUE
        if len(value) > longest or ("。" in value and name != _OFFICE):
            return False
        if not value and len(labels) == 1:
            return False
        fields[name] = fields.get(name) or value
    return True


def _blank_box(core: str, below: str, fields: dict[str, str], grammar: Grammar) -> bool:
    """Read a label that stands alone, its box left empty, into `fields`; whether it is one.

    It is where another field or nothing at all follows, or where a field came before and what follows is too long to
    be its value.
    """
    label = grammar.field.fullmatch(core)
    name = grammar.field_names["".join(label[1].split())] if label else "title"
    following = below.lstrip().partition("\n")[0].strip()
    ends = not following or grammar.field.match(following)
    amid = fields and (len(following) > _SHORT_VALUE or grammar.heading(following))
    if name == "title" or not (ends or amid):
        return False
    fields.setdefault(name, "")
    return True


def _take_date(line: str, fields: dict[str, str], grammar: Grammar) -> bool:
    """Read a date that stands alone on its line, or behind a signature, into `fields`; whether the line is one."""
    squeezed = "".join(line.split())
    signed = grammar.closing_signed.match(squeezed)
    if not signed and not grammar.closing_date.match(squeezed):
        return False
    fields.setdefault("date", signed["date"] if signed else squeezed.strip("（）()"))
    return True


def _take_page_date(body: str, fields: dict[str, str], grammar: Grammar) -> None:
    """Read into `fields` the date that a pasted page tells beside what is no field: 作者：张一, 时间：2024-03-05."""
    lines = body.strip().split("\n")
    for line in (*_frame(lines, grammar), *_frame(reversed(lines), grammar)):
        for label in grammar.field.finditer(line):
            name = grammar.field_names["".join(label[1].split())]
            if name in ("date", "publish_time") and _YEAR.match(line, label.end()):
                fields.setdefault("publish_time", line[label.end() :])


def _frame(lines: Iterable[str], grammar: Grammar) -> list[str]:
    """The first lines before one that is a heading or holds a sentence."""
    said = takewhile(lambda line: "。" not in line and grammar.heading(line) is None, lines)
    return list(islice(said, _FRAME_LINES))


def _take_name(line: str, fields: dict[str, str], bylines: Sequence[Mapping[str, str]], grammar: Grammar) -> bool:
    """Read a bare name of who proposes into `fields`, unless that is known; whether the line is one."""
    if fields.get("proposer") or any("proposer" in byline for byline in bylines):
        return False
    told = grammar.bylines.lone_name("".join(line.split()))
    fields |= told
    return bool(told)


def _take_closing(line: str, fields: dict[str, str], bylines: Sequence[Mapping[str, str]], grammar: Grammar) -> bool:
    """Whether a line ends a letter; the bare name that signs it is read into `fields`."""
    closes = bool(grammar.closing_line.match(line))
    if closes:
        _take_name(line, fields, bylines, grammar)
    return closes


def _join(bylines: Sequence[Mapping[str, str]], fields: dict[str, str]) -> None:
    """Add to `fields` what the bylines of one place tell: who signs on a line each proposes together."""
    for name in dict.fromkeys(name for byline in bylines for name in byline):
        values = dict.fromkeys(byline[name] for byline in bylines if name in byline)
        fields[name] = fields.get(name) or "、".join(values)


def _bottom(text: str, start: int, fields: dict[str, str], grammar: Grammar) -> int:
    """Take fields, signature and date off the end; the offset where the body ends."""
    end = len(text)
    bylines: list[Mapping[str, str]] = []
    for _ in range(_TAIL_LINES):
        begin = text.rfind("\n", start, len(text[start:end].rstrip()) + start) + 1
        if begin <= start:
            break
        core = text[begin:end].strip()
        if byline := grammar.bylines.fields_of("".join(core.split())):
            if _labelled(text[start:begin], grammar):
                break
            bylines.insert(0, byline)
        elif core and not (
            _take_date(core, fields, grammar)
            or _take_closing(core, fields, bylines, grammar)
            or _take_fields(core, fields, grammar)
            or _blank_box(core, text[end:], fields, grammar)
        ):
            break
        end = begin
    _join(bylines, fields)
    return end


def _labelled(above: str, grammar: Grammar) -> bool:
    """Whether names of bodies below `above` and at its end are the value of a label (责任单位：), and no signature."""
    lines = ("".join(line.split()) for line in reversed(above.splitlines()))
    over = next((line for line in lines if line and not grammar.bylines.fields_of(line)), "")
    return over.endswith(("：", ":"))


def _first_sentence(body: str, grammar: Grammar) -> str:
    """A title for a text that has none: its first sentence, cut at a clause."""
    said = (line for line in re.split(r"[。！？\n]", body) if line.strip() and grammar.heading(line) is None)
    lines = (line for line in said if not grammar.salutation.match(line.strip()))
    first = _NUMBERED.sub("", grammar.field.sub("", _undressed(next(lines, "")), count=1), count=1)
    if len(first) <= grammar.title_cut:
        return first
    cut = max(first.rfind(mark, 8, grammar.title_cut) for mark in "，；：,")
    return first[: cut if cut > 0 else grammar.title_cut] + "……"
