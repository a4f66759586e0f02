"""The document model: one text, and spans into it.

A `Document` is what a file (or a table row) said; a `Proposal` is that text with its title, fields, parts,
sentences and suggestions found. Everything found is a span of character offsets into `Proposal.text`, so that any
view can highlight any claim. Nothing here knows how the spans were found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PartKind(StrEnum):
    """What a stretch of a proposal does, after the filing rule 有情况、有分析、有建议."""

    BACKGROUND = "background"
    PROBLEM = "problem"
    ANALYSIS = "analysis"
    SUGGESTION = "suggestion"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character range `[start, end)` of a text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def stripped(self, text: str) -> Span:
        """The span without the white space at its two ends."""
        covered = self.of(text)
        left = len(covered) - len(covered.lstrip())
        return Span(self.start + left, self.start + max(left, len(covered.rstrip())))


@dataclass(frozen=True, slots=True)
class Part:
    """A contiguous part, heading included.

    The distinct spans of a proposal's parts tile its text. A merged 问题及分析 is two parts, `PROBLEM` and
    `ANALYSIS`, over one span.
    """

    kind: PartKind
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The characters it covers."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a heading line or a numbered item's lead; the sentences of a proposal tile its text."""

    start: int
    end: int
    heading: bool = False

    @property
    def span(self) -> Span:
        """The characters it covers."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair made while reading, with how often it was made."""

    kind: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from: file name as shown to a person, format, repairs made, and copies of it in one batch."""

    file: str
    format: str
    repairs: tuple[Repair, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file's or a table row's text after repair, before parsing.

    `fields` holds what the container itself said (table columns, form tables, file metadata), under the canonical
    names `id title proposer co_proposers sector category year session contact units outcome mark reply`.
    An empty value is a box that is there and blank; a box that is not there has no key.
    """

    id: str
    text: str
    source: Source
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A parsed proposal. `text` is normalised; every span below points into it.

    `body` leaves out the title and the header fields. `problems` and `suggestions` are the items (（一）, 1., 一是 …,
    or paragraphs) of the respective parts, without their numbering.
    """

    id: str
    title: str
    text: str
    body: Span
    parts: tuple[Part, ...]
    sentences: tuple[Sentence, ...]
    suggestions: tuple[Span, ...]
    problems: tuple[Span, ...]
    source: Source
    proposer: str | None = None
    sector: str | None = None
    category: str | None = None
    year: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    def kinds_at(self, offset: int) -> frozenset[PartKind]:
        """The kinds of the part (or merged parts) that cover `offset`."""
        return frozenset(part.kind for part in self.parts if part.start <= offset < part.end)

    def text_of(self, kind: PartKind) -> str:
        """The text of every part of a kind, joined by line breaks; empty where there is none."""
        return "\n".join(part.span.of(self.text) for part in self.parts if part.kind is kind)

    @property
    def characters(self) -> int:
        """Length of the body as offices count it: punctuation counts, white space does not."""
        return len("".join(self.body.of(self.text).split()))
