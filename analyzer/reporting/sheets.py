"""Excel workbooks: sheets that a person can filter, print and write into, whatever they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from analyzer.reading.results import GENERATOR
from analyzer.reporting import view

# Excel's own limits: characters of a cell, links of a sheet, rows of a sheet.
_CELL = 32_000
_LINKS = 60_000
_ROWS = 1_000_000
_DECISIONS = ["立案", "并案", "退回修改", "转意见建议", "转社情民意信息", "转委员来信", "撤案", "不予立案", "其他"]


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to `row` (1-based, as Excel counts) of another sheet."""

    text: str
    sheet: str
    row: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, wrap, score (0-100 with a bar), share (0-1 with a bar), count, decision (left empty to fill in)."""

    name: str
    width: float
    kind: str = "text"


Cell = str | int | float | Link | None
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; `rows` are written as they come, and the first `freeze` columns stay in sight."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    freeze: int


def workbook_of(title: str, sheets: Iterable[Sheet]) -> bytes:
    """The workbook's bytes. A string is written as text, never as a number, a formula or an outside link."""
    buffer = BytesIO()
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "comments": view.NO_EVIDENCE_NOTE, "keywords": GENERATOR})
        formats = _formats(book)
        for sheet in sheets:
            _write_sheet(book, formats, title, sheet)
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "微软雅黑", "font_size": 10, "valign": "top", "border": 1, "border_color": "#D9DEE4"}
    return {
        "header": book.add_format({**base, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF",
                                   "text_wrap": True, "valign": "vcenter", "align": "center"}),
        "text": book.add_format({**base, "text_wrap": True}),
        "link": book.add_format({**base, "font_color": "#0B5CAD", "underline": 1, "text_wrap": True}),
        "score": book.add_format({**base, "num_format": "0.0"}),
        "share": book.add_format({**base, "num_format": "0%"}),
        "count": book.add_format({**base, "num_format": "General", "align": "center"}),
        "decision": book.add_format({**base, "bg_color": "#FFF9E5", "text_wrap": True}),
    }  # fmt: skip


def _write_sheet(book: Any, formats: Mapping[str, Any], title: str, made: Sheet) -> None:
    columns = made.columns
    sheet = book.add_worksheet(made.name)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(1, made.freeze)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L{title}&C{made.name}&R&D")
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.set_row(0, 30)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.name, formats["header"])
    last, links = 0, 0
    for last, row in enumerate(made.rows, 1):
        if last > _ROWS:
            break
        for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
            links += _write(sheet, formats, last, index, column, cell, linked=links < _LINKS)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    for index, column in enumerate(columns):
        _decorate(sheet, column, index, max(last, 1))


def _write(
    sheet: Any, formats: Mapping[str, Any], row: int, index: int, column: Column, cell: Cell, *, linked: bool
) -> int:
    plain = formats.get(column.kind, formats["text"])
    if isinstance(cell, Link):
        if cell.text and cell.row is not None and linked:
            target = f"internal:'{cell.sheet}'!A{cell.row}"
            sheet.write_url(row, index, target, formats["link"], view.shortened(cell.text, 200))
            return 1
        sheet.write_string(row, index, view.shortened(cell.text, 200), formats["text"])
    elif cell is None or cell == "":
        sheet.write_blank(row, index, None, plain)
    elif isinstance(cell, str):
        sheet.write_string(row, index, view.printable(cell)[:_CELL], plain)
    else:
        sheet.write_number(row, index, cell, plain)
    return 0


def _decorate(sheet: Any, column: Column, index: int, last: int) -> None:
    if column.kind in ("score", "share"):
        top = 100 if column.kind == "score" else 1
        bar = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": top}
        sheet.conditional_format(1, index, last, index, {**bar, "bar_solid": True, "bar_color": "#9DC3E6"})
    elif column.kind == "decision":
        sheet.data_validation(1, index, last, index, {"validate": "list", "source": _DECISIONS, "ignore_blank": True})
