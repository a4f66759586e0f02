"""The archive as a table, whose columns the reading room recognises: an export can be added again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from analyzer.archive.entries import Entry
from analyzer.errors import InputError
from analyzer.reading.results import EXPORT_COLUMNS, GENERATOR
from analyzer.reporting.files import csv_lines, write_whole

EXPORT_FORMATS = (".xlsx", ".csv", ".jsonl")

_WIDTHS: Mapping[str, int] = {"title": 48, "reply": 40, "text": 80}
# Excel's own limits.
_CELL, _ROWS = 32_767, 1_048_575


def export(entries: Sequence[Entry], path: Path) -> None:
    """Write entries as the kind of table that the suffix of `path` names: whole, or not at all.

    Raises:
        InputError: the suffix is none of `EXPORT_FORMATS`, an entry does not fit into Excel, or the file cannot be
            written.
    """
    suffix = path.suffix.lower()
    if suffix not in EXPORT_FORMATS:
        remedy = f"请用 {'、'.join(EXPORT_FORMATS)} 之一作扩展名"
        raise InputError(f"不能导出为“{suffix}”" if suffix else "导出的文件没有扩展名", where=str(path), remedy=remedy)
    if suffix == ".xlsx":
        write_whole(path, _workbook(entries, path))
    elif suffix == ".csv":
        write_whole(path, csv_lines(_rows(entries)))
    else:
        write_whole(path, (f"{json.dumps(record, ensure_ascii=False)}\n" for record in records(entries)))


def records(entries: Iterable[Entry], *, text: bool = True) -> Iterator[dict[str, Any]]:
    """Entries as JSON objects, with their text or without."""
    for entry in entries:
        yield {name: getattr(entry, name) for name in EXPORT_COLUMNS if text or name != "text"}


def _rows(entries: Iterable[Entry]) -> Iterator[list[Any]]:
    yield list(EXPORT_COLUMNS.values())
    for record in records(entries):
        yield ["" if value is None else value for value in record.values()]


def _workbook(entries: Sequence[Entry], path: Path) -> bytes:
    if len(entries) > _ROWS:
        raise InputError(f"Excel 装不下 {len(entries):,} 件", where=str(path), remedy="请导出为 .csv 或 .jsonl")
    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "提案档案", "author": GENERATOR})
        sheet = book.add_worksheet("提案档案")
        head = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"valign": "top"})
        for column, name in enumerate(EXPORT_COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(name, 12))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(entries), len(EXPORT_COLUMNS) - 1)
        for number, row in enumerate(_rows(entries)):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if len(cell) > _CELL:
                        raise InputError(
                            f"第 {row[0]} 号的文字超过 Excel 单元格的 {_CELL:,} 字",
                            where=str(path),
                            remedy="请导出为 .csv 或 .jsonl",
                        )
                    sheet.write_string(number, column, cell, body if number else head)
                else:
                    sheet.write_number(number, column, cell, body)
    return buffer.getvalue()
