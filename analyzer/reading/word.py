"""Word documents: the body in order, with tables, forms and text boxes; no headers, footers or comments."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from analyzer.errors import InputError
from analyzer.reading.extract import Extract
from analyzer.reading.form import read_form
from analyzer.reading.rules import ReadingRules

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", f"{_W}tcPr"})


def read_docx(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """Text and form fields of a .docx.

    Raises:
        InputError: the document is damaged.
    """
    from docx import Document as open_docx

    try:
        body = open_docx(io.BytesIO(data)).element.body
    except Exception as error:  # python-docx lets zipfile, lxml and its own errors through
        raise InputError("Word 文档损坏", where=file, remedy="请用 Word 打开修复后另存为 .docx") from error
    lines: list[str] = []
    fields: dict[str, str] = {}
    for block in _blocks(body):
        if block.tag == f"{_W}tbl":
            found, text = read_form(_rows(block), rules)
            for name, value in found.items():
                fields.setdefault(name, value)
            lines.extend(text)
        else:
            lines.extend(_paragraph(block))
    return Extract("\n".join(lines), "docx", fields)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in the order of the document, also inside content controls and insertions."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> list[str]:
    """A paragraph's line, then those of the text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, pieces, boxes)
    return ["".join(pieces), *boxes]


def _collect(element: Any, pieces: list[str], boxes: list[str]) -> None:
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{_W}tab":
            pieces.append(" ")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif child.tag == f"{_W}txbxContent":
            boxes.extend(line for block in _blocks(child) for line in _block_lines(block))
        elif child.tag not in _SKIPPED:
            _collect(child, pieces, boxes)


def _block_lines(block: Any) -> list[str]:
    if block.tag == f"{_W}tbl":
        return [" ".join(cell for cell in row if cell) for row in _rows(block)]
    return _paragraph(block)


def _rows(table: Any) -> list[list[str]]:
    """The cells' texts, row by row; a cell that spans rows is given once."""
    rows = []
    for row in _own(table, "tr", "tbl"):
        cells = []
        for cell in _own(row, "tc", "tr"):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            hidden = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            text = "" if hidden else "\n".join(line for block in _blocks(cell) for line in _block_lines(block))
            cells.append(text.strip())
        rows.append(cells)
    return rows


def _own(parent: Any, name: str, kind: str) -> list[Any]:
    """The elements `name` below `parent` that belong to it and to no inner element of its `kind`."""
    return [child for child in parent.iter(_W + name) if next(child.iterancestors(_W + kind)) is parent]
