"""Finding places of an analysed text in a Word document, and hanging comments on exactly those characters.

The analysed text is a repaired copy of what the document says, so places are found by their folded text, not by
offsets. Runs are split where a comment begins or ends; nothing else of the document changes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.text.run import Run
from rapidfuzz import fuzz, process

from analyzer.language.normalise import Folded, fold
from analyzer.proposal import Span

AUTHOR, INITIALS = "提案分析", "析"
_ANCHORS = ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")
_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_THREADS = "{http://schemas.microsoft.com/office/word/2012/wordml}"
# A repaired sentence is recognised in its paragraph when this much of it (0-100) stands there.
_ALIKE = 70
# Word numbers list items itself: their numbers stand in the analysed text, but in no run of the document.
_NUMBERING = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．])")


@dataclass(frozen=True, slots=True)
class Place:
    """From character `start` of paragraph `first` to before character `end` of paragraph `last`."""

    first: int
    start: int
    last: int
    end: int


class Manuscript:
    """A document's paragraphs (in the body and in tables) as one folded text with the way back."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._paragraphs = [p for p in document.element.body.iter(qn("w:p")) if _commentable(p)]
        self._folded = [fold("".join(text.text or "" for text in _texts(p))) for p in self._paragraphs]
        self._whole = "".join(line.text for line in self._folded)
        self._starts = [0, *accumulate(len(line.text) for line in self._folded)]

    def locate(self, source: Folded, span: Span) -> Place | None:
        """Where the document says what `span` of the analysed text says; a whole paragraph where it was repaired."""
        low, high = (_folded_offset(source, offset) for offset in (span.start, span.end))
        words = source.text[low:high]
        if not words:
            return None
        for skipped in (0, len(match[0]) if (match := _NUMBERING.match(words)) else 0):
            sought = words[skipped:]
            found = [match.start() for match in re.finditer(re.escape(sought), self._whole)] if sought else []
            if found:
                before = len(re.findall(re.escape(sought), source.text[: low + skipped]))
                start = found[min(before, len(found) - 1)]
                return self._place(start, start + len(sought))
        return self._alike(words)

    def opening(self) -> Place | None:
        """The first paragraph that says anything."""
        return self._place(0, len(next(line.text for line in self._folded if line.text))) if self._whole else None

    def comment(self, place: Place, text: str) -> None:
        """Hang a comment on the characters of `place`."""
        _split(self._paragraphs[place.last], place.end)
        _split(self._paragraphs[place.first], place.start)
        first = _run_of(self._paragraphs[place.first], place.start)
        last = _run_of(self._paragraphs[place.last], place.end - 1)
        comment = self._document.comments.add_comment(text, AUTHOR, INITIALS)
        Run(first, self._document).mark_comment_range(Run(last, self._document), comment.comment_id)

    def _place(self, start: int, end: int) -> Place:
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        return Place(
            first,
            self._folded[first].offsets[start - self._starts[first]],
            last,
            self._folded[last].offsets[end - 1 - self._starts[last]] + 1,
        )

    def _alike(self, words: str) -> Place | None:
        lines = {number: line.text for number, line in enumerate(self._folded) if 2 * len(line.text) > len(words)}
        best = process.extractOne(words, lines, scorer=fuzz.partial_ratio, score_cutoff=_ALIKE)
        if best is None:
            return None
        start = self._starts[best[2]]
        return self._place(start, start + len(best[0]))


def remove_earlier_comments(document: Document) -> None:
    """Take out what the program itself said before, with its anchors; other people's comments stay, replies too."""
    earlier = [comment._comment_elm for comment in document.comments if comment.author == AUTHOR]
    ids = {comment.get(qn("w:id")) for comment in earlier}
    for anchor in list(document.element.body.iter(*map(qn, _ANCHORS))):
        if anchor.get(qn("w:id")) in ids:
            run = anchor.getparent()
            run.remove(anchor)
            if run.tag == qn("w:r") and all(child.tag == qn("w:rPr") for child in run):
                run.getparent().remove(run)
    _untie_replies(document, {p.get(_PARAGRAPH_ID) for comment in earlier for p in comment.iter(qn("w:p"))} - {None})
    for comment in earlier:
        comment.getparent().remove(comment)


def _untie_replies(document: Document, gone: set[str]) -> None:
    """Let replies to comments whose paragraphs are `gone` stand alone; a part of its own says who replies to whom."""
    for part in document.part.package.iter_parts():
        if gone and part.partname.endswith("/commentsExtended.xml"):
            threads = parse_xml(part.blob)
            for entry in list(threads):
                if entry.get(f"{_THREADS}paraId") in gone:
                    threads.remove(entry)
                elif entry.get(f"{_THREADS}paraIdParent") in gone:
                    del entry.attrib[f"{_THREADS}paraIdParent"]
            part._blob = serialize_part_xml(threads)


def _folded_offset(source: Folded, offset: int) -> int:
    return bisect_right(source.offsets, offset - 1)


def _commentable(paragraph: Any) -> bool:
    # Word refuses comments inside text boxes.
    return next(paragraph.iterancestors(qn("w:txbxContent")), None) is None


def _texts(paragraph: Any) -> Iterator[Any]:
    for text in paragraph.iter(qn("w:t")):
        ancestors = text.iterancestors(qn("w:p"), qn("w:rt"), qn("w:txbxContent"))
        if next(ancestors, None) is paragraph:
            yield text


def _at(paragraph: Any, offset: int) -> tuple[Any, int]:
    """The text element that holds character `offset`, and the character's place in it."""
    for text in _texts(paragraph):
        length = len(text.text or "")
        if offset < length:
            return text, offset
        offset -= length
    raise IndexError(offset)


def _outer_run(text: Any) -> Any:
    return list(text.iterancestors(qn("w:r")))[-1]


def _run_of(paragraph: Any, offset: int) -> Any:
    return _outer_run(_at(paragraph, offset)[0])


def _split(paragraph: Any, offset: int) -> None:
    """Make a run begin at character `offset`, unless the paragraph ends there."""
    if offset >= sum(len(text.text or "") for text in _texts(paragraph)):
        return
    text, within = _at(paragraph, offset)
    run = text.getparent()
    if run is not _outer_run(text):
        return
    if within:
        rest = deepcopy(text)
        text.text, rest.text = text.text[:within], text.text[within:]
        for part in (text, rest):
            part.set(qn("xml:space"), "preserve")
        text.addnext(rest)
        text = rest
    moved = [text, *text.itersiblings()]
    if all(child in moved or child.tag == qn("w:rPr") for child in run):
        return
    following = OxmlElement("w:r")
    if run.rPr is not None:
        following.append(deepcopy(run.rPr))
    following.extend(moved)
    run.addnext(following)
