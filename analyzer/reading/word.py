"""Word documents: the body in order, with tables, forms and text boxes; no headers, comments or hidden text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from analyzer.errors import InputError
from analyzer.reading.extract import Extract
from analyzer.reading.form import holds_proposals, read_form, row_line
from analyzer.reading.numbering import Numbering
from analyzer.reading.rules import ReadingRules
from analyzer.reading.unpack import check_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", f"{_W}tcPr"})


def read_docx(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """Text and form fields of a .docx.

    Raises:
        InputError: the document is damaged, or a table of several proposals.
    """
    import docx

    try:
        check_package(io.BytesIO(data), file, rules)
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(Numbering(document))
        body = document.element.body
    except InputError:
        raise
    except Exception as error:  # python-docx lets zipfile, lxml and its own errors through
        raise InputError("Word 文档损坏", where=file, remedy="请用 Word 打开修复后另存为 .docx") from error
    lines: list[str] = []
    fields: dict[str, str] = {}
    in_lists = 0
    for block in _blocks(body):
        if block.tag == f"{_W}tbl":
            rows = reader.rows(block)
            listed = holds_proposals(rows, rules)
            found, text = ({}, [row_line(row) for row in rows]) if listed else read_form(rows, rules)
            in_lists += sum(map(len, text)) if listed else 0
            for name, value in found.items():
                fields.setdefault(name, value)
            lines.extend(text)
        else:
            lines.extend(reader.paragraph(block))
    if 2 * in_lists > sum(map(len, lines)):
        remedy = "请把表格复制到 Excel，另存为 .xlsx 再读"
        raise InputError("里面是一行一件的表格，不止一件提案", where=file, remedy=remedy)
    return Extract("\n".join(lines), "docx", fields)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in the order of the document, also inside content controls and insertions."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


class _Reader:
    """Reads blocks in order, because automatic numbers run on from one to the next."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def paragraph(self, paragraph: Any) -> list[str]:
        """A paragraph's line, then those of the text boxes anchored in it."""
        pieces: list[str] = []
        boxes: list[str] = []
        self._collect(paragraph, pieces, boxes)
        text = "".join(pieces)
        return [self._numbering.of(paragraph) + text if text.strip() else "", *boxes]

    def rows(self, table: Any) -> list[list[str]]:
        """The cells' texts, row by row; a cell that spans rows is given once."""
        return [[self._cell(cell) for cell in _own(row, "tc", "tr")] for row in _own(table, "tr", "tbl")]

    def _cell(self, cell: Any) -> str:
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
            return ""
        return "\n".join(line for block in _blocks(cell) for line in self._lines(block)).strip()

    def _lines(self, block: Any) -> list[str]:
        if block.tag == f"{_W}tbl":
            return [row_line(row) for row in self.rows(block)]
        return self.paragraph(block)

    def _collect(self, element: Any, pieces: list[str], boxes: list[str]) -> None:
        for child in element:
            if child.tag == f"{_W}t":
                pieces.append(child.text or "")
            elif child.tag in _CHARACTERS:
                pieces.append(_CHARACTERS[child.tag])
            elif child.tag == f"{_W}r" and _is_hidden(child):
                continue
            elif child.tag == f"{_W}txbxContent":
                boxes.extend(line for block in _blocks(child) for line in self._lines(block))
            elif child.tag not in _SKIPPED:
                self._collect(child, pieces, boxes)


def _is_hidden(run: Any) -> bool:
    """Whether Word shows a run to nobody."""
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and hidden.get(f"{_W}val", "true") not in ("false", "0", "off")


def _own(parent: Any, name: str, kind: str) -> list[Any]:
    """The elements `name` below `parent` that belong to it and to no inner element of its `kind`."""
    return [child for child in parent.iter(_W + name) if next(child.iterancestors(_W + kind)) is parent]
