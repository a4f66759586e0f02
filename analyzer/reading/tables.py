"""Tables with a proposal a row: Excel, CSV, JSON lines. Columns are known by their names."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice, zip_longest
from typing import IO, Any, NamedTuple

from analyzer.errors import InputError
from analyzer.proposal import Document
from analyzer.reading.decode import decode, encoding_of
from analyzer.reading.extract import Extract, Handled, OutcomeTable, ReadNote, repaired_fields, to_document, unread
from analyzer.reading.rules import ReadingRules, label
from analyzer.reading.unpack import check_package

_HEADER_ROWS = 30
_HEADER_HEIGHT = 3
_SHOWN_LABEL = 12  # characters
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)(?:19|20)\d{2}(?=\d{4}(?!\d))")
# The apostrophe that keeps a spreadsheet from taking text for a formula.
_FORMULA_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")

# What becomes of a proposal after it is filed, which a table of its own may tell.
OUTCOMES = ("outcome", "mark", "reply")
_WHICH = ("id", "title", "year", "session")  # and of which proposal it tells that

Row = tuple[int, Sequence[str]]
Columns = Mapping[str, Sequence[int]]


def read_table(
    stream: IO[bytes], file: str, suffix: str, rules: ReadingRules
) -> Iterator[Document | InputError | ReadNote | OutcomeTable]:
    """The documents of a table's rows, an error for each row that gives none, and a note for each such sheet.

    A sheet without texts that tells what became of proposals comes as an `OutcomeTable`.

    Raises:
        InputError: the table cannot be opened, or no sheet has a column of texts.
    """
    if suffix == ".jsonl":
        yield from _records(stream, file, rules)
        return
    read = _delimited if suffix in (".csv", ".tsv") else sheets
    problems: list[InputError] = []
    tables: list[tuple[tuple[Handled, ...], InputError]] = []
    found = False
    for sheet, rows in read(stream, file, rules):
        where = f"{file} 工作表“{sheet}”" if sheet else file
        try:
            head = _header(rows, where, rules)
        except InputError as error:
            problems.append(error)
            continue
        if head.taken:
            yield ReadNote(where, f"没有认出正文列，把文字最多的“{head.taken}”一列当作正文，建议人工核对")
        cells = ((number, {field: _cell(row, at) for field, at in head.columns.items()}) for number, row in head.rows)
        if head.problem:
            handled = (Handled(f"{where} 第 {number} 行", _outcome(row, rules)) for number, row in cells)
            tables.append((tuple(each for each in handled if each.fields), head.problem))
            continue
        for number, row in cells:
            if any(row.values()):
                found = True
                yield _document(row, file, f"{where} 第 {number} 行", number, suffix[1:], rules)
    if not found and not tables:
        raise problems[0] if problems else _empty(file)
    yield from (OutcomeTable(file, rows, problem, alone=not found) for rows, problem in tables)
    yield from map(unread, problems)


def _cell(row: Sequence[str], at: Sequence[int]) -> str:
    """What a row says in these columns, each wording once."""
    return "\n".join(dict.fromkeys(cell for index in at if index < len(row) and (cell := row[index].strip())))


def _empty(where: str) -> InputError:
    return InputError("表格里没有内容", where=where, remedy="请检查是否选对了文件")


def _document(
    cells: Mapping[str, str], file: str, where: str, number: int, format: str, rules: ReadingRules
) -> Document | InputError:
    fields = _fields(cells, rules)
    text = fields.pop("text", "")
    parts = [f"{heading}：\n{cells[heading].strip()}" for heading in rules.parts if cells.get(heading, "").strip()]
    text = "\n".join([text, *parts] if text else parts)
    if not text:
        return InputError("这一行没有正文", where=where, remedy="请补上正文，或删去这一行")
    id = fields.get("id") or f"{file.rsplit('/', 1)[-1].rsplit('.', 1)[0]}-{number}"
    try:
        return to_document(Extract(text, format, fields), file=file, rules=rules, id=id, where=where)
    except InputError as error:
        return error


def _fields(cells: Mapping[str, str], rules: ReadingRules) -> dict[str, str]:
    """What a row tells by canonical names, the year as four digits."""
    fields = {name: cells[name].strip() for name in rules.columns if name in cells}
    year = _YEAR.search(fields.get("year", "")) or _YEAR.search(fields.get("session", ""))
    fields.pop("year", None)
    return fields | ({"year": year.group()} if year else {})


def _outcome(cells: Mapping[str, str], rules: ReadingRules) -> dict[str, str]:
    """Which proposal a row names and what became of it; nothing where it does not say both."""
    fields = {name: value for name, value in _fields(cells, rules).items() if name in (*_WHICH, *OUTCOMES) and value}
    told = not fields.keys().isdisjoint(OUTCOMES) and not fields.keys().isdisjoint(_WHICH[:2])
    return repaired_fields(fields, rules) if told else {}


class _Header(NamedTuple):
    """The columns (canonical name or part heading -> indices) and the rows below the header.

    `taken` names the column that was taken for the text although it is none of the text's; `problem` is told of a
    table that has none, but outcomes.
    """

    columns: Columns
    rows: Iterator[Row]
    taken: str
    problem: InputError | None


def _header(rows: Iterable[Row], where: str, rules: ReadingRules) -> _Header:
    """The header of a table and what it means.

    The header is the row among the first ones, or the few rows together, that names most columns: titles often stand
    above it, and a merged cell (提案内容) above what it is divided into (情况, 问题, 建议). Where it is printed again
    on every page, it is no proposal.
    """
    rows = iter(rows)
    first = list(islice(rows, _HEADER_ROWS))
    if not first:
        raise _empty(where)
    spans = [(start, end) for end in range(1, len(first) + 1) for start in range(max(0, end - _HEADER_HEIGHT), end)]
    labels = {span: _stacked([cells for _, cells in first[slice(*span)]]) for span in spans}
    named = {span: columns_of(labels[span], rules) for span in spans}
    best = max(spans, key=lambda span: (len(named[span]), span[0] - span[1], -span[0]))
    columns, taken = named[best], ""
    if columns and not _has_text(columns, rules):
        samples = [cells for _, cells in first[best[1] :]]
        if (long := _long_column(labels[best], samples, rules)) is not None:
            columns, taken = {**columns, "text": [long]}, labels[best][long].strip()[:_SHOWN_LABEL]
    problem = None
    if not _has_text(columns, rules):
        shown = labels[best] if columns else max(labels.values(), key=lambda cells: sum(map(bool, cells)))
        names = "、".join(cell.strip()[:_SHOWN_LABEL] for cell in shown if cell.strip())[:80]
        problem = InputError(
            f"找不到正文列（现有列：{names or '无'}）", where=where, remedy="请把正文一列命名为“正文”或“提案内容”"
        )
        if set(columns).isdisjoint(OUTCOMES) or set(columns).isdisjoint(_WHICH[:2]):
            raise problem
    header = [cells for _, cells in first[slice(*best)]]
    below = (row for row in chain(first[best[1] :], rows) if row[1] not in header)
    return _Header(columns, below, taken, problem)


def _has_text(columns: Columns, rules: ReadingRules) -> bool:
    return "text" in columns or any(heading in columns for heading in rules.parts)


def _long_column(labels: Sequence[str], rows: Sequence[Sequence[str]], rules: ReadingRules) -> int | None:
    """The one column of an unknown name whose cells are long, in a table that does not tell what became of proposals.

    Of several none is surely the text, and beside outcomes it may be the office's own.
    """
    known = columns_of(labels, rules)
    if not known.keys().isdisjoint(OUTCOMES):
        return None
    named = {index for at in known.values() for index in at}
    lengths = {
        index: [len(row[index]) for row in rows if index < len(row) and row[index].strip()]
        for index, name in enumerate(labels)
        if index not in named and name.strip()
    }
    long = [index for index, each in lengths.items() if each and sum(each) >= rules.limits["text_cell"] * len(each)]
    return long[0] if len(long) == 1 else None


def _stacked(rows: Sequence[Sequence[str]]) -> list[str]:
    """The labels of a header of several rows: of each column, the lowest that is written."""
    columns = zip_longest(*rows, fillvalue="")
    return [next((cell for cell in reversed(column) if cell.strip()), "") for column in columns]


def columns_of(cells: Sequence[str], rules: ReadingRules) -> Columns:
    """Which cells of a header row name each canonical field or part.

    Of the text and its parts that is every such cell, as they stand; of another field the one whose name comes first.
    """
    labels = [label(cell) if len(cell) <= 30 else "" for cell in cells]
    named = {
        field: [index for name in names for index, each in enumerate(labels) if each == name]
        for field, names in (*rules.columns.items(), *rules.parts.items())
    }
    of_parts = {index for heading in rules.parts for index in named[heading]}
    for index in of_parts.intersection(named["text"]):
        alone = not of_parts.union(named["text"]) - {index}
        for field in rules.parts if alone else ["text"]:
            named[field] = [at for at in named[field] if at != index]
    several = {"text", *rules.parts}
    return {field: sorted(at) if field in several else at[:1] for field, at in named.items() if at}


def _delimited(stream: IO[bytes], file: str, rules: ReadingRules) -> Iterator[tuple[str, Iterator[Row]]]:
    csv.field_size_limit(rules.limits["file_bytes"])
    unread: list[InputError] = []
    yield "", _delimited_rows(stream, file, unread)
    if unread:
        raise unread[0]


def _delimited_rows(stream: IO[bytes], file: str, unread: list[InputError]) -> Iterator[Row]:
    """The rows up to where the format breaks, which is noted in `unread`.

    They are counted as a spreadsheet shows them, whatever line breaks stand in their cells.
    """
    ended = False

    def to_the_end(lines: Iterable[str]) -> Iterator[str]:
        nonlocal ended
        yield from lines
        ended = True

    with _text(stream, file) as text:
        head = text.readline()
        lines = chain([head], text)  # unlike `text` itself, nothing that a reader who gives up would close
        reader = csv.reader(to_the_end(lines), delimiter=max(",\t;", key=head.count))
        problem, number = "", 0
        try:
            for row in reader:
                if ended:  # inside a quoted cell, which may have swallowed any number of rows
                    problem = "引号没有配对"
                    break
                number += 1
                if any(row):
                    yield number, [_FORMULA_GUARD.sub("", cell) for cell in row]
        except csv.Error:
            problem = "格式有误"
    if problem:
        unread.append(
            InputError(f"第 {number + 1} 行起{problem}，其后没有读", where=file, remedy="请用 Excel 改正后另存为 .xlsx")
        )


@contextmanager
def _text(stream: IO[bytes], file: str) -> Iterator[io.TextIOWrapper]:
    sample = stream.read(1 << 20)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding_of(sample, file), errors="replace", newline="")
    try:
        yield text
    finally:
        if not stream.closed:  # as it is where an interruption has ended the reading
            text.detach()  # the stream is its opener's to close


def sheets(stream: IO[bytes], file: str, rules: ReadingRules) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets of a workbook with anything on them: name (empty where there is but one) and rows.

    Raises:
        InputError: the workbook is damaged, too big, or protected by a password.
    """
    import python_calamine as calamine

    head = stream.read(512).lstrip(b"\xef\xbb\xbf \r\n\t")
    stream.seek(0)
    if head.startswith(b"<"):
        yield "", _cells(_web_rows(stream.read(), file))
        return
    try:
        if head.startswith(b"PK"):
            check_package(stream, file, rules)
        book = calamine.CalamineWorkbook.from_filelike(stream)
        single = len(book.sheet_names) == 1
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows:
                yield "" if single else name, _cells(rows)
    except calamine.PasswordError as error:
        raise InputError(
            "Excel 工作簿加了密码", where=file, remedy="请打开后在“文件-信息-保护”中去掉密码，另存后重试"
        ) from error
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError("工作簿损坏或不是 Excel 文件", where=file, remedy="请用 Excel 打开后另存为 .xlsx") from error


def _web_rows(data: bytes, file: str) -> Iterator[list[str]]:
    """Rows of the HTML table that office systems like to export under the name .xls."""
    from selectolax.lexbor import LexborHTMLParser

    for row in LexborHTMLParser(decode(data, file)).css("tr"):
        yield [cell.text(separator="\n", strip=True) for cell in row.css("td,th")]


def _cells(rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        cells = [_written(value) for value in row]
        if any(cells):
            yield number, cells


def _written(value: Any) -> str:
    """A cell as text: 12.0 is 12, a date is ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _records(stream: IO[bytes], file: str, rules: ReadingRules) -> Iterator[Document | InputError]:
    found = False
    with _text(stream, file) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                found = True
                yield _record(line, file, number, rules)
    if not found:
        raise _empty(file)


def _record(line: str, file: str, number: int, rules: ReadingRules) -> Document | InputError:
    where = f"{file} 第 {number} 行"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return InputError("不是一条 JSON 记录", where=where, remedy="请检查该行，每行应是一个 {…} 对象")
    columns = columns_of([str(name) for name in record], rules)
    values = [_written(value) for value in record.values()]
    return _document({field: _cell(values, at) for field, at in columns.items()}, file, where, number, "jsonl", rules)
