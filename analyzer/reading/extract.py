"""What a reader hands over: the raw text of one file, before repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from analyzer.errors import InputError
from analyzer.proposal import Document, Repair, Source
from analyzer.reading.mojibake import is_mojibake
from analyzer.reading.repair import repair
from analyzer.reading.rules import ReadingRules


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text as its format gave it, the fields that its form or metadata named, and what reading it took."""

    text: str
    format: str
    fields: Mapping[str, str] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadNote:
    """Something that the reader of the results should know of how a file was read; nothing has failed."""

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}：{self.text}"


@dataclass(frozen=True, slots=True)
class Handled:
    """A row that tells what became of a proposal whose text stands elsewhere.

    Of `fields` at least one of `id` and `title` tells which, `year` and `session` when; the rest is `outcome`, `mark`
    and `reply`.
    """

    where: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """A table without texts that tells what became of proposals; `problem` is what it lacks as a table of proposals.

    `alone` says that nothing else was read from the file.
    """

    file: str
    rows: tuple[Handled, ...]
    problem: InputError
    alone: bool


def unread(problem: InputError) -> ReadNote:
    """What to know of a sheet that was not read, where others of its file were."""
    return ReadNote(problem.where, f"{problem.problem}，这张表没有读")


def to_document(extract: Extract, *, file: str, rules: ReadingRules, id: str = "", where: str = "") -> Document:
    """The repaired document; its id is the one given, else the file's stem. `where` names the place in an error.

    Raises:
        InputError: the text is empty, longer than one proposal can be, or still in a wrong code after repair.
    """
    where = where or file
    if len(extract.text) > rules.limits["characters"]:
        raise InputError(
            f"正文超过 {rules.limits['characters']:,} 字，不像一件提案",
            where=where,
            remedy="如是多件提案合订，请拆成单个文件",
        )
    text, repairs, published = repair(extract.text, rules)
    if not text:
        raise InputError("没有正文", where=where, remedy="请检查内容是否为空，或只有图片")
    if is_mojibake(text):
        raise InputError("文字是乱码，无法还原", where=where, remedy="请从原件重新导出，或另存为 UTF-8")
    fields = repaired_fields(extract.fields, rules)
    if published:
        fields.setdefault("publish_time", published)
    source = Source(file, extract.format, (*extract.repairs, *repairs))
    return Document(id or PurePath(file).stem or "text", text, source, fields)


def repaired_fields(fields: Mapping[str, str], rules: ReadingRules) -> dict[str, str]:
    """Fields as they are kept: repaired, each on one line but for the reply."""
    return {name: _repaired(name, value, rules) for name, value in fields.items()}


def _repaired(name: str, value: str, rules: ReadingRules) -> str:
    """A field on one line, but for the reply, which is a letter."""
    if value.isascii():
        return value
    repaired = repair(value, rules)[0]
    return repaired if name == "reply" else repaired.replace("\n", " ")
