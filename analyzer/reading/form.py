"""Forms: tables whose cells are a label and what was filled in beside or below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.reading.layout import CELL_SEAM, ITEM
from analyzer.reading.rules import ReadingRules, label

_INLINE = re.compile(r"\s*([^:：\n]{2,14})[:：]\s*(\S.*)", re.DOTALL)
_NUMBERED = re.compile(ITEM)
_LABEL_CHARACTERS = 16
_LABEL_WORDS = 4  # of a label set wide: 案 由
_LONGEST_DATUM = 40  # characters; a longer cell is running text


def read_form(rows: Sequence[Sequence[str]], rules: ReadingRules) -> tuple[dict[str, str], list[str]]:
    """The canonical fields that a table's cells name, and the lines of text that remain.

    A table with fewer than two known labels is data: a line a row. In a form, what stands beside 正文 or a part's
    name is text; cells without a label are kept as text too, so that nothing written is lost.
    """
    names = _names(rules)
    if sum(label(_head(cell)) in names for row in rows for cell in row if cell) < 2:
        return {}, [row_line(row) for row in rows]
    fields: dict[str, str] = {}
    lines: list[str] = []
    waiting: list[str] = []
    for row in rows:
        cells = [cell for cell in row if cell] if not waiting or len(waiting) == 1 else list(row)
        heads = [_named(cell, names) for cell in cells]
        if waiting and len(cells) >= len(waiting) and not any(heads):
            for name, value in zip(waiting, cells, strict=False):
                _put(name, value, fields, lines)
            lines.extend(cell for cell in cells[len(waiting) :] if cell)
            waiting = []
            continue
        waiting = []
        if heads and all(heads):
            waiting = [head or "" for head in heads]
            continue
        _read_row(cells, heads, names, fields, lines)
    return fields, lines


def read_printed_form(lines: Sequence[str], rules: ReadingRules) -> tuple[dict[str, str], list[str]]:
    """The fields and the remaining lines of a page on which a form was printed: a label, a space and what it names.

    What was filled in may go on over the next lines. Text on which fewer than two lines begin with the label of a
    field, one of them the title's or the proposer's, holds no form, and stays as it is.
    """
    names = _names(rules)
    rows = [_printed_cells(line, names) for line in lines]
    labelled = [index for index, row in enumerate(rows) if row]
    asked = [name for index in labelled if (name := names[label(rows[index][0])]) and name.isascii()]
    if len(asked) < 2 or not {"title", "proposer"} & set(asked):
        return {}, list(lines)
    form: list[list[str]] = []
    rest: list[str] = []
    for index, (line, row) in enumerate(zip(lines, rows, strict=True)):
        if row or not form or len(form[-1]) < 2:
            form.append(row or [line])
        elif not _is_field(form[-1][-2], names):
            form[-1][-1] += f"\n{line}"
        elif index < labelled[-1] and len(line) <= _LONGEST_DATUM and "。" not in line:
            form[-1][-1] += line.strip()
        elif index < labelled[-1]:
            form.append([line])
        else:
            rest.append(line)
    fields, kept = read_form(form, rules)
    return fields, [*kept, *rest]


def _printed_cells(line: str, names: dict[str, str]) -> list[str]:
    """Labels and values by turns, of a line that begins with a label; else nothing."""
    words, cells = line.split(), list[str]()
    while words:
        starts = ("".join(words[:count]) for count in range(min(len(words), _LABEL_WORDS), 0, -1))
        known = next((start for start in starts if _is_printed_label(start, names)), "")
        if known:
            cells += [known, ""]
            while known:
                known = known.removeprefix(words.pop(0))
        elif not cells:
            return []
        else:
            cells[-1] = f"{cells[-1]} {words.pop(0)}".strip()
    return cells


def _is_printed_label(words: str, names: dict[str, str]) -> bool:
    """Whether words name a field or a part; a part's name behind a number is the author's own heading."""
    name = names.get(label(words))
    return name is not None and words[-1] not in ":：" and (name.isascii() or not _NUMBERED.match(words))


def _is_field(cell: str, names: dict[str, str]) -> bool:
    """Whether what stands beside a label is a field's value, not text."""
    name = names[label(cell)]
    return name.isascii() and name != "text"


def row_line(cells: Sequence[str]) -> str:
    """A row of data as a line: cells stay apart, and a short one that was broken into lines is whole again."""
    filled = [cell for cell in cells if cell]
    if all(len(cell) <= _LONGEST_DATUM for cell in filled):
        filled = [cell.replace("\n", "") for cell in filled]
    return CELL_SEAM.join(filled)


def is_list(rows: Sequence[Sequence[str]], rules: ReadingRules) -> bool:
    """Whether a row of labels stands over several rows of values: records of many, not the form of one."""
    names = _names(rules)
    heads = [index for index, row in enumerate(rows) if len(row) > 1 and all(_named(cell, names) for cell in row)]
    return bool(heads) and len(rows) - heads[0] > 2


def holds_proposals(rows: Sequence[Sequence[str]], rules: ReadingRules) -> bool:
    """Whether a table is no form, but several proposals: below a row of labels at least two rows of title and text."""
    names = _names(rules)
    for at, row in enumerate(rows):
        heads = [_named(cell, names) for cell in row]
        titles = [column for column, head in enumerate(heads) if head == "title"]
        texts = [column for column, head in enumerate(heads) if head == "text" or head in rules.parts]
        if None not in heads and titles and texts:
            below = [each for each in rows[at + 1 :] if len(each) == len(row)]
            told = [each for each in below if not any(_named(cell, names) for cell in each)]
            return sum(bool(each[titles[0]] and each[texts[0]]) for each in told) > 1
    return False


def _names(rules: ReadingRules) -> dict[str, str]:
    """Label -> canonical field, part heading, or nothing for what is asked but not used."""
    known = {name: field for field, names in rules.columns.items() for name in names}
    known.update({name: heading for heading, names in rules.parts.items() for name in names})
    known.update(dict.fromkeys(rules.ignored_labels, ""))
    return known


def _head(cell: str) -> str:
    if len(cell) <= _LABEL_CHARACTERS:
        return cell
    inline = _INLINE.match(cell)
    return inline[1] if inline else ""


def _named(cell: str, names: dict[str, str]) -> str | None:
    """The field that the whole cell is the label of; None where it is none."""
    return names.get(label(cell)) if 0 < len(cell) <= _LABEL_CHARACTERS else None


def _read_row(
    cells: Sequence[str], heads: Sequence[str | None], names: dict[str, str], fields: dict[str, str], lines: list[str]
) -> None:
    current: str | None = None
    for cell, head in zip(cells, heads, strict=True):
        inline = _INLINE.match(cell)
        if head is not None:
            _leave_blank(current, fields)
            current = head
        elif current is not None:
            _put(current, cell, fields, lines)
            current = None
        elif inline and label(inline[1]) in names:
            _put(names[label(inline[1])], inline[2], fields, lines)
        else:
            lines.append(cell)
    _leave_blank(current, fields)


def _leave_blank(name: str | None, fields: dict[str, str]) -> None:
    """Note a field whose box is there and empty."""
    if name and name.isascii() and name != "text":
        fields.setdefault(name, "")


def _put(name: str, value: str, fields: dict[str, str], lines: list[str]) -> None:
    if name == "text":
        lines.append(value)
    elif not name:
        return
    elif name.isascii():
        fields[name] = fields.get(name) or " ".join(value.split())
    else:
        lines.extend((f"{name}：", value))
