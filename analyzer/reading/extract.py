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
    text, repairs = repair(extract.text, rules)
    if not text:
        raise InputError("没有正文", where=where, remedy="请检查内容是否为空，或只有图片")
    if is_mojibake(text):
        raise InputError("文字是乱码，无法还原", where=where, remedy="请从原件重新导出，或另存为 UTF-8")
    fields = {name: _repaired(name, value, rules) for name, value in extract.fields.items()}
    source = Source(file, extract.format, (*extract.repairs, *repairs))
    return Document(id or PurePath(file).stem or "text", text, source, fields)


def _repaired(name: str, value: str, rules: ReadingRules) -> str:
    """A field on one line, but for the reply, which is a letter."""
    if value.isascii():
        return value
    repaired = repair(value, rules)[0]
    return repaired if name == "reply" else repaired.replace("\n", " ")
