"""The program's own results: which lie among proposals and are none, and which a newer one may replace."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

# The files of a session, the last written of which says how they were made.
RESULTS = ("assessments.jsonl", "pairs.jsonl", "groups.json", "report.html", "report.xlsx", "run.json")
# What pages, workbooks, Word documents and texts name as their maker.
GENERATOR = "analyzer-proposal-review"
# The columns of an exported archive, which is known by them and nothing else where it is text.
EXPORT_COLUMNS: Mapping[str, str] = {
    "id": "提案号",
    "title": "案由",
    "proposer": "提案人",
    "sector": "界别",
    "category": "类别",
    "year": "年度",
    "session": "届次",
    "outcome": "处理结果",
    "mark": "办理标记",
    "reply": "办理答复",
    "text": "正文",
}

_HEAD = 4096
_RUN = re.compile(rb'\{\s*"analyzer": *"[^"]*",\s*"started":')
_NONE_FOUND = {"pairs.jsonl": b"", "groups.json": b"[]"}  # a session without duplicates
_PAGE = f'<meta name="generator" content="{GENERATOR}">'.encode()
_RECORD = re.compile(  # an assessment, a pair, a topic, a list of groups
    rb'\{\s*"(?:schema_version": *"[^"]*",\s*"source":\s*\{\s*"file":'
    rb'|a":.{1,600}?,"b":.{1,600}?,"a_title":'
    rb'|id":"T\d+","name":.{1,600}?,"words":)'
    rb'|\[\s*\{\s*"id": *"[^"]*",\s*"main": *"[^"]*",\s*"members":'
)
_TOPICS = ("题目编号", "题目", "件数", "首次年度", "最近年度", "最长连续年数", "重复占比", "案号", "案由")
_BOM = b"\xef\xbb\xbf"
_SEAL = re.compile(rf"\n—— {GENERATOR} ([0-9a-f]{{8}})\s*$")
_SEAL_BYTES = 100


def is_report(file: Path) -> bool:
    """Whether a file only tells of proposals: a session's, beside its run record, or one that bears our mark."""
    return _asked(_is_marked, file) or (file.name in RESULTS and _asked(_is_run, file.with_name(RESULTS[-1])))


def is_result(file: Path) -> bool:
    """Whether a file among proposals is none: a report, or a proposal's own text, only laid out anew for comments.

    A draft with our comments is still its author's, and may be all that the office has of it; so is a new layout that
    somebody has saved since.
    """
    return is_report(file) or _asked(_is_copy, file)


def is_replaceable(file: Path) -> bool:
    """Whether nobody's work is lost with a file: there is none, it is empty, or as the program wrote it.

    Whoever saves a Word document or a workbook leaves a name or the time in it, a spreadsheet that saves a table drops
    quotation marks that it has no need of, and a text that was changed does not fit its seal.
    """
    return not file.exists() or (file.is_file() and _asked(_is_untouched, file))


def sealed(text: str) -> str:
    """A plain text with a last line that says who wrote it, and by which a change is seen."""
    return f"{text}\n—— {GENERATOR} {_sum_of(text)}\n"


def _asked(question: Callable[[Path], bool], file: Path) -> bool:
    """The answer for a file; no, where it cannot be read."""
    try:
        return question(file)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError):
        return False


def _is_run(file: Path) -> bool:
    return bool(_RUN.match(_head(file)))


def _is_marked(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix in (".html", ".htm"):
        return _PAGE in _head(file)
    if suffix in (".json", ".jsonl"):
        head = _head(file)
        return bool(_RECORD.match(head)) or head.strip() == _NONE_FOUND.get(file.name)
    if suffix == ".xlsx":
        return _says("keywords", file)
    if suffix == ".csv":
        header, head = ",".join(_TOPICS), _head(file).removeprefix(_BOM).replace(b'"', b"")
        return head.startswith((header.encode(), header.encode("gb18030")))
    return suffix == ".txt" and bool(_SEAL.search(_tail(file, _SEAL_BYTES).decode("utf-8", "replace")))


def _is_copy(file: Path) -> bool:
    return file.suffix.lower() == ".docx" and _says("keywords", file) and _says("lastModifiedBy", file)


def _is_untouched(file: Path) -> bool:
    head = _head(file)
    if not head:
        return True
    if head.startswith(b"PK"):
        return _says("lastModifiedBy", file) and (file.suffix.lower() == ".docx" or _saved_once(file))
    if head.startswith(_BOM):
        headers = (",".join(f'"{name}"' for name in names) for names in (_TOPICS, EXPORT_COLUMNS.values()))
        return head.removeprefix(_BOM).startswith(tuple(header.encode() for header in headers))
    if _PAGE in head or _RUN.match(head) or _RECORD.match(head) or _is_exported(head):
        return True
    if head.strip() == _NONE_FOUND.get(file.name):
        return True
    if not _SEAL.search(_tail(file, _SEAL_BYTES).decode("utf-8", "replace")):
        return False
    text = file.read_text(encoding="utf-8")
    seal = _SEAL.search(text)
    return seal is not None and seal[1] == _sum_of(text[: seal.start()])


def _is_exported(head: bytes) -> bool:
    """Whether a record has the columns of an export in their order, as far as the last, the text."""
    at = 0 if head.startswith(b'{"id": ') else -1
    for name in list(EXPORT_COLUMNS)[:-1]:
        at = head.find(f'"{name}": '.encode(), at) if at >= 0 else -1
    return at > 0


def _sum_of(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"


def _says(name: str, file: Path) -> bool:
    """Whether an Office document names us in this property."""
    return bool(re.search(rf"<(?:\w+:)?{name}\b[^>]*>[^<]*{GENERATOR}".encode(), _properties(file)))


def _saved_once(file: Path) -> bool:
    """Whether an Office document was last saved when it was made."""
    return len(set(re.findall(rb"<dcterms:(?:created|modified)\b[^>]*>([^<]*)", _properties(file)))) == 1


def _properties(file: Path) -> bytes:
    with zipfile.ZipFile(file) as package, package.open("docProps/core.xml") as properties:
        return properties.read(_HEAD)


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEAD)


def _tail(file: Path, size: int) -> bytes:
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - size))
        return stream.read(size)
