"""A proposal as a new Word document in the layout of official documents (GB/T 9704)."""

from __future__ import annotations

import re
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from analyzer.language.normalise import fold
from analyzer.proposal import Proposal
from analyzer.reading.results import GENERATOR
from analyzer.reporting.view import printable

# Sizes by their Chinese names: 二号 22 pt, 三号 16 pt, 四号 14 pt; 22 lines of 28 pt a page.
_TITLE, _BODY, _FOOT, _LINE = Pt(22), Pt(16), Pt(14), Pt(28)
_FIRST_LEVEL = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_SECOND_LEVEL = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
_LABEL = re.compile(r"\W*(?:\w{2,8}[\s*]*[:】]\W*)?")
_WORD = re.compile(r"\w")
_HEADING_CHARACTERS = 40


def official_document(proposal: Proposal) -> Document:
    """Title in 小标宋 二号, text in 仿宋 三号, headings in 黑体 and 楷体, A4 with the standard's margins."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.core_properties.author = ""
    document.core_properties.keywords = GENERATOR
    document.core_properties.comments = ""
    document.core_properties.title = printable(proposal.title)
    _page_number(section.footer.paragraphs[0])
    if proposal.title:
        _title(document, proposal.title)
    title, head = fold(proposal.title).text, len(proposal.text[: proposal.body.start].splitlines())
    for number, line in enumerate(proposal.text.splitlines()):
        line = printable(line).strip()
        folded = fold(line).text
        if line and folded != title and not (number < head and _labelled(folded, title)):
            _line(document, line)
    return document


def _labelled(line: str, title: str) -> bool:
    """Whether a folded line above the body is the title with a label (案由：) or marks around it, and nothing else."""
    label, found, rest = line.partition(title)
    return bool(found and _LABEL.fullmatch(label)) and not _WORD.search(rest)


def _title(document: Document, title: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = _LINE
    _spacing(paragraph, Pt(32))
    _run(paragraph, printable(title), "方正小标宋简体", _TITLE)


def _line(document: Document, line: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = 2 * _BODY
    _spacing(paragraph, _LINE)
    short = len(line) <= _HEADING_CHARACTERS
    font = (
        "黑体"
        if short and _FIRST_LEVEL.match(line)
        else "楷体_GB2312"
        if short and _SECOND_LEVEL.match(line)
        else "仿宋_GB2312"
    )
    _run(paragraph, line, font, _BODY)


def _spacing(paragraph: Any, line: Any) -> None:
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, line
    if layout.space_after is None:
        layout.space_after = Pt(0)


def _run(paragraph: Any, text: str, font: str, size: Any) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", size
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return run


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", "宋体", _FOOT)
    run = _run(paragraph, "", "宋体", _FOOT)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
    _run(paragraph, " —", "宋体", _FOOT)
