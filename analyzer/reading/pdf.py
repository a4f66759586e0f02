"""PDF: the text layer page by page, without running heads; scanned pages go to recognition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from analyzer.errors import InputError
from analyzer.reading.extract import Extract
from analyzer.reading.form import read_printed_form
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules

_EDGE_LINES = 2
_TEXT_PER_PAGE = 15
_DIGITS = re.compile(r"\d+")
_BACKWARD = 3.0  # points by which a character may stand before the one that it follows
_WIDE_GAP = 6.0  # points
_OCR_SCALE = 2.0  # 144 dpi; enough for the body size of official papers


def read_pdf(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """Text of a PDF; a file without a text layer is recognised as pictures.

    Raises:
        InputError: the file is damaged, encrypted or too long.
        MissingExtraError: it is a scan, and recognition is not installed.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("PDF 加了密码", where=file, remedy="请用阅读器打开后另印成不加密的 PDF") from error
        raise InputError("PDF 损坏，打不开", where=file, remedy="请重新导出 PDF") from error
    try:
        if len(document) > rules.limits["pages"]:
            raise InputError(f"PDF 超过 {rules.limits['pages']} 页", where=file, remedy="如是提案汇编，请拆成单件")
        pages = [_lines(page) for page in _pages(document)]
        written = sum(len(line.strip()) for page in pages for line in page)
        if written < _TEXT_PER_PAGE * len(pages):
            return _recognised(document, file, rules)
    except pypdfium2.PdfiumError as error:
        raise InputError("PDF 损坏，有的页读不出来", where=file, remedy="请重新导出 PDF") from error
    finally:
        document.close()
    kept, removed = without_running_heads(pages)
    repairs = (noted("page_numbers", removed),) if removed else ()
    fields, lines = read_printed_form([line for page in kept for line in page], rules)
    return Extract("\n".join(lines), "pdf", fields, repairs=repairs)


def without_running_heads(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """The pages without page numbers and the lines that stand at the edge of most pages; and how many went."""
    edges = Counter(
        key for page in pages for key in {_masked(line) for line in (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])}
    )
    needed = max(2, 0.6 * len(pages))
    kept: list[list[str]] = []
    for page in pages:
        last = len(page) - _EDGE_LINES
        kept.append(
            [
                line for index, line in enumerate(page)
                if not (
                    (index < _EDGE_LINES or index >= last)
                    and ((edges[_masked(line)] >= needed and len(line.strip()) <= 60) or _is_number(line))
                )
            ]
        )  # fmt: skip
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _masked(line: str) -> str:
    return _DIGITS.sub("0", "".join(line.split()))


def _is_number(line: str) -> bool:
    bare = line.strip(" -—–－·")
    return bare.isdigit() and len(bare) <= 3


def _pages(document: Any) -> Iterator[Any]:
    for number in range(len(document)):
        page = document[number]
        yield page
        page.close()


def _lines(page: Any) -> list[str]:
    """The lines of a page; one that starts further right than the page's text does is indented by two spaces."""
    textpage = page.get_textpage()
    text = textpage.get_text_range().replace("\ufffe", "-")
    lines = [line for line in text.splitlines(keepends=True) if line]
    lefts: list[float] = []
    at = 0
    aligned = len(text) == textpage.count_chars()
    for number, line in enumerate(lines):
        lefts.append(textpage.get_charbox(at)[0] if aligned and line.strip() else 0.0)
        at += len(line)
        if aligned:
            lines[number] = _in_order(textpage, at - len(line), line)
    textpage.close()
    used = [left for left, line in zip(lefts, lines, strict=True) if line.strip()]
    margin = min(used, default=0.0)
    return [
        f"  {line.strip()}" if 12 < left - margin < 60 else line.rstrip()
        for left, line in zip(lefts, lines, strict=True)
        if line.strip()
    ]


def _in_order(textpage: Any, start: int, line: str) -> str:
    """A line's characters from left to right; quotation marks of another font may come after all others.

    Where they do, spaces that stand for the gaps between what was drawn one after the other say nothing: spaces are
    put where there are wide gaps.
    """
    from pypdfium2 import raw

    drawn: list[tuple[float, float, str]] = []
    for index, character in enumerate(line.rstrip(), start):
        if not raw.FPDFText_IsGenerated(textpage.raw, index):
            left, _, right, _ = textpage.get_charbox(index, loose=True)
            drawn.append((left, right, character))
    backward = sum(following[0] < one[0] - _BACKWARD for one, following in pairwise(drawn))
    if not backward or 4 * backward > len(drawn):  # as in text that stands on its head
        return line
    pieces: list[str] = []
    reached = drawn[0][1]
    for left, right, character in sorted(drawn, key=lambda one: one[0]):
        pieces.append(f" {character}" if pieces and left - reached > _WIDE_GAP else character)
        reached = right
    return "".join(pieces)


def _recognised(document: Any, file: str, rules: ReadingRules) -> Extract:
    from analyzer.reading.pictures import recognise

    if not len(document):
        raise InputError("PDF 里没有页面", where=file, remedy="请重新导出 PDF")
    if len(document) > rules.limits["ocr_pages"]:
        raise InputError(
            f"扫描件超过 {rules.limits['ocr_pages']} 页，未识别",
            where=file,
            remedy="请拆成单件，或先用文字识别软件转换",
        )
    pages = [recognise(page.render(scale=_OCR_SCALE).to_numpy(), file) for page in _pages(document)]
    kept, removed = without_running_heads(pages)
    repairs = [noted("ocr", len(pages)), *([noted("page_numbers", removed)] if removed else [])]
    return Extract("\n".join(line for page in kept for line in page), "pdf", repairs=tuple(repairs))
