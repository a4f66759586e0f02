"""Forms: tables whose cells are a label and what was filled in beside or below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.reading.layout import CELL_SEAM
from analyzer.reading.rules import ReadingRules, label

_INLINE = re.compile(r"\s*([^:：\n]{2,14})[:：]\s*(\S.*)", re.DOTALL)
_LABEL_CHARACTERS = 16
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
