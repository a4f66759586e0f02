"""Excel workbooks: sheets that a person can filter, print and write into, whatever they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from analyzer.reading.results import GENERATOR
from analyzer.reporting import view
from analyzer.reporting.files import FORMULA_STARTS

# Excel's own limits: characters of a cell (in UTF-16), links of a sheet, rows of a sheet, points of a row's height.
_CELL = 32_000
_LINKS = 60_000
_LINK = 200
_ROWS = 1_000_000
_HIGHEST = 409
_CUT = "……（单元格放不下，以下从略）"
_LINE = 16.5  # points
_HEADER = 30  # points, at least
_ARROW = 3  # characters that the arrow of a filter takes
_PAGE = 190  # characters across an A4 page on its side that can still be read
_DECISIONS = ["立案", "并案", "退回修改", "转意见建议", "转社情民意信息", "转委员来信", "撤案", "不予立案", "其他"]
_TOLD = {"error_title": "处理意见", "error_message": "请从列表中选一项；列表里没有的请选“其他”，并在“理由”一栏写明。"}


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
        about = {"title": title, "comments": view.NO_EVIDENCE_NOTE}
        book.set_properties({**about, "keywords": GENERATOR, "author": GENERATOR})
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
        "guarded": book.add_format({**base, "text_wrap": True, "quote_prefix": True}),
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
    pages = ceil(sum(column.width for column in columns) / _PAGE)
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(0)
    if pages > 1:
        sheet.print_across()
        if made.freeze:
            sheet.repeat_columns(0, made.freeze - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L{title}&C{made.name}&R&D")
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.set_row(0, max(_HEADER, *(_lines(column.name, column.width - _ARROW) * _LINE for column in columns)))
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.name, formats["header"])
    last, links = 0, 0
    for last, row in enumerate(made.rows, 1):
        if last > _ROWS:
            break
        texts = [_text_of(cell) for cell in row]
        lines = max(_lines(text, column.width) for text, column in zip(texts, columns, strict=True))
        if lines > 1:  # said, for not every program finds it out
            sheet.set_row(last, min(_HIGHEST, lines * _LINE))
        for index, (cell, text) in enumerate(zip(row, texts, strict=True)):
            plain = formats.get(columns[index].kind, formats["text"])
            links += _write(sheet, (last, index), cell, text, plain, formats, linked=links < _LINKS)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": xl_range(1, 0, max(last, 1), len(columns) - 1)})  # 0017 is a name
    for index, column in enumerate(columns):
        _decorate(sheet, column, index, max(last, 1))


def _write(
    sheet: Any, at: tuple[int, int], cell: Cell, text: str, plain: Any, formats: Mapping[str, Any], *, linked: bool
) -> int:
    """Write one cell; returns how many links that took."""
    guarded = text.startswith(FORMULA_STARTS)  # it would be a formula as soon as somebody edits the cell
    if isinstance(cell, int | float):
        sheet.write_number(*at, cell, plain)
    elif not text:
        sheet.write_blank(*at, None, plain)
    elif isinstance(cell, Link) and cell.row is not None and linked and not guarded:
        sheet.write_url(*at, f"internal:'{cell.sheet}'!A{cell.row}", formats["link"], text)
        return 1
    else:
        sheet.write_string(*at, text, formats["guarded"] if guarded else plain)
    return 0


def _text_of(cell: Cell) -> str:
    """What a cell shows of text, as far as it goes in."""
    if isinstance(cell, Link):
        return view.shortened(cell.text, _LINK)
    if not isinstance(cell, str):
        return ""
    text = view.printable(cell)
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * _CELL else units[: 2 * _CELL].decode("utf-16-le", "ignore") + _CUT


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two others, as it is long in GBK."""
    return sum(max(1, ceil(len(line.encode("gbk", "replace")) / width)) for line in text.split("\n"))


def _decorate(sheet: Any, column: Column, index: int, last: int) -> None:
    if column.kind in ("score", "share"):
        top = 100 if column.kind == "score" else 1
        bar = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": top}
        sheet.conditional_format(1, index, last, index, {**bar, "bar_solid": True, "bar_color": "#9DC3E6"})
    elif column.kind == "decision":
        sheet.data_validation(1, index, last, index, {"validate": "list", "source": _DECISIONS, **_TOLD})
