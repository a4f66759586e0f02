"""PDF: the text layer page by page, without running heads; scanned pages go to recognition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from analyzer.errors import InputError
from analyzer.reading.extract import Extract
from analyzer.reading.form import read_printed_form
from analyzer.reading.layout import is_one_title
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules

_EDGE_LINES = 2
_TEXT_PER_PAGE = 15
_DIGITS = re.compile(r"\d+")
_BACKWARD = 3.0  # points by which a character may stand before the one that it follows
_WIDE_GAP = 6.0  # points
_LARGER = 1.15  # times as high as the text: the characters of a title
_SAME_HEIGHT = 0.5  # points by which the lines of one title may differ
_HALF = 0.5  # of the width of the text that a title's line fills before it is broken
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
        pages = [_lines(page, titled=not index) for index, page in enumerate(_pages(document))]
        written = sum(len(line.strip()) for page in pages for line in page)
        if not written and not any(next(page.get_objects(), None) for page in _pages(document)):
            raise InputError("PDF 里没有文字和图片", where=file, remedy="请检查是否选对了文件，或重新导出 PDF")
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


class _Line(NamedTuple):
    """A line and where it stands: its sides, and the height of its characters; all 0 where that is not known."""

    text: str
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0


def _lines(page: Any, *, titled: bool) -> list[str]:
    """The lines of a page; one that starts further right than the page's text does is indented by two spaces.

    Of a `titled` page, a title that was broken over several lines is one.
    """
    textpage = page.get_textpage()
    text = textpage.get_text_range().replace("\ufffe", "-")
    aligned = len(text) == textpage.count_chars()
    lines: list[_Line] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append(_placed(textpage, at, line) if aligned else _Line(line))
        at += len(line)
    textpage.close()
    margin = min((line.left for line in lines), default=0.0)
    if titled:
        lines = _with_whole_title(lines)
    return [f"  {line.text.strip()}" if 12 < line.left - margin < 60 else line.text.rstrip() for line in lines]


def _placed(textpage: Any, start: int, line: str) -> _Line:
    first, last = start + len(line) - len(line.lstrip()), start + len(line.rstrip()) - 1
    _, bottom, _, top = textpage.get_charbox(first, loose=True)
    left, right = textpage.get_charbox(start)[0], textpage.get_charbox(last)[2]
    return _Line(_in_order(textpage, start, line), left, right, top - bottom)


def _with_whole_title(lines: list[_Line]) -> list[_Line]:
    """The lines, of which the first that is set larger than the text is one with those that go on with it."""
    heights = Counter[float]()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    usual = max(heights, key=heights.__getitem__, default=0.0)
    wide = _HALF * (max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0))

    def goes_on(line: _Line, following: _Line) -> bool:
        alike = abs(following.height - line.height) < _SAME_HEIGHT and line.height > _LARGER * usual
        return alike and is_one_title(line.text.strip(), following.text.strip(), broken=line.right - line.left >= wide)

    start = next((at for at, pair in enumerate(pairwise(lines)) if goes_on(*pair)), len(lines))
    end = start + 1
    while end < len(lines) and goes_on(lines[end - 1], lines[end]):
        end += 1
    title = "".join(line.text.strip() for line in lines[start:end])
    return [*lines[:start], *(line._replace(text=title) for line in lines[start : start + 1]), *lines[end:]]


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
