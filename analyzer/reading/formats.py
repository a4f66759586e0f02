"""Which reader a file needs, by what it is and not only by its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO

from analyzer.errors import InputError
from analyzer.proposal import Repair
from analyzer.reading.decode import decode
from analyzer.reading.extract import Extract
from analyzer.reading.plain import read_markdown, read_plain
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules
from analyzer.reading.unpack import unknown_compression

TABLES = frozenset({".xlsx", ".xls", ".csv", ".tsv", ".jsonl"})
_HEAD = 4096
_SECTOR = 512
_HAN = re.compile("[\u4e00-\u9fff]")
_CELLS = re.compile("[,\t]")
_PROVEN_TEXT = 20
_PACKAGES = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an archive with nothing in it
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8")


def suffix_of(stream: IO[bytes], size: int, file: str, rules: ReadingRules) -> tuple[str, tuple[Repair, ...]]:
    """The suffix to read the file as, with the repair recorded where its name says another.

    Raises:
        InputError: the file is empty, too big, or of a kind that cannot be read.
    """
    named = PurePath(file).suffix.lower()
    if not size:
        raise InputError("文件是空的（0 字节）", where=file, remedy="请检查是否选对了文件")
    head = stream.read(_HEAD)
    stream.seek(0)
    found = _by_content(head, stream, named, rules, file) or named
    if found not in rules.readers:
        known = "、".join(suffix.lstrip(".") for suffix in rules.readers)
        raise InputError(f"不支持这种文件（{named or '无扩展名'}）", where=file, remedy=f"可读的格式：{known}")
    limit = rules.limits["table_bytes" if rules.readers[found] in ("table", "zip") else "file_bytes"]
    if size > limit:
        raise InputError(f"文件过大（{size >> 20} MB，上限 {limit >> 20} MB）", where=file, remedy="请拆分后重试")
    differs = named in rules.readers and rules.readers[found] != rules.readers[named]
    return found, (noted("format", 1),) if differs else ()


def _by_content(head: bytes, stream: IO[bytes], named: str, rules: ReadingRules, file: str) -> str | None:
    """The suffix that the first bytes prove; None where they prove nothing."""
    if head.startswith(_PACKAGES):
        return _by_members(stream, named, file)
    if head.startswith(b"%PDF-") or (named == ".pdf" and b"%PDF-" in head[:1024]):
        return ".pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _by_directory(stream, named, file)
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return named if rules.readers.get(named) == "picture" else ".png"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<meta")) or (
        start.startswith(b"<?xml") and b"<html" in head.lower()
    ):
        return named if named in TABLES else ".html"
    if rules.readers.get(named) in ("word", "pdf", "office", "zip", "picture") or named in (".xlsx", ".xls"):
        return _plain_or_broken(head, named, file)
    return None


def _plain_or_broken(head: bytes, named: str, file: str) -> str:
    """A binary format's name on other bytes: Chinese text is read as text, the rest is damaged.

    Raises:
        InputError: the bytes are neither what the name says nor Chinese text.
    """
    try:
        text = decode(head[: _HEAD // 4 * 4], file)
    except InputError:
        text = ""
    if len(_HAN.findall(text)) >= _PROVEN_TEXT and len(_HAN.findall(text)) > len(text) // 3:
        return ".csv" if named in (".xlsx", ".xls") and _CELLS.search(text) else ".txt"
    raise InputError(
        f"内容不是 {named.lstrip('.')} 文件，可能已损坏或改过扩展名",
        where=file,
        remedy="请先确认能用相应软件打开，再另存后重试；打不开的请提案人重发",
    )


def _by_members(stream: IO[bytes], named: str, file: str) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except NotImplementedError as error:
        raise unknown_compression(file) from error
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        kind = named.lstrip(".") or "压缩"
        raise InputError(f"{kind} 文件损坏，打不开", where=file, remedy="请重新导出或另存后重试") from error
    finally:
        stream.seek(0)
    if "word/document.xml" in names:
        return ".docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return ".xlsx"
    if "content.xml" in names and "mimetype" in names:
        return ".odt"
    return named if named in (".docx", ".xlsx") else ".zip"


def _by_directory(stream: IO[bytes], named: str, file: str) -> str:
    """Old Office container: a Word document, a workbook, or a new one under a password.

    Raises:
        InputError: a password protects it.
    """
    data = stream.read(1 << 20)
    shift, first = int.from_bytes(data[30:32], "little"), int.from_bytes(data[48:52], "little")
    stream.seek(first + 1 << shift if shift in (9, 12) else 0)  # the directory of a long file may stand at its end
    data += stream.read(_HEAD)
    stream.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _locked("Excel 工作簿" if named in TABLES else "Word 文档", file)
    if "WordDocument".encode("utf-16-le") in data:
        if _is_encrypted_word(data):
            raise _locked("Word 文档", file)
        return named if named in (".doc", ".wps") else ".doc"
    if any(f"{entry}\0".encode("utf-16-le") in data for entry in ("Workbook", "Book")):  # whole: Word has Book Title
        return ".xls"
    return ".doc" if named == ".docx" else named


def _locked(what: str, file: str) -> InputError:
    return InputError(f"{what}加了密码", where=file, remedy="请打开后在“文件-信息-保护”中去掉密码，另存后重试")


def _is_encrypted_word(data: bytes) -> bool:
    """Whether the header of the old Word format (at the start of a sector) has the bit for encryption set."""
    starts = range(_SECTOR, len(data) - _SECTOR, _SECTOR)
    header = next((start for start in starts if data.startswith(b"\xec\xa5", start)), None)
    return header is not None and bool(data[header + 11] & 1)


def extract_from(data: bytes, file: str, suffix: str, rules: ReadingRules) -> Extract:
    """The raw text of a document (no table, no archive).

    Raises:
        InputError: the document is damaged, encrypted or holds no text.
        MissingExtraError: it is a picture, and recognition is not installed.
    """
    return _reader(rules.readers[suffix], suffix)(data, file, rules)


def _reader(kind: str, suffix: str) -> Callable[[bytes, str, ReadingRules], Extract]:
    if kind == "text":
        return read_markdown if suffix in (".md", ".markdown") else read_plain
    if kind == "word":
        from analyzer.reading.word import read_docx as read
    elif kind == "pdf":
        from analyzer.reading.pdf import read_pdf as read
    elif kind == "html":
        from analyzer.reading.web import read_html as read
    elif kind == "picture":
        from analyzer.reading.pictures import read_picture as read
    else:
        from analyzer.reading.office import read_office as read
    return read
