"""The program's own results, which may lie among proposals and are none."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

# The files of a session, the last written of which says how they were made.
RESULTS = ("assessments.jsonl", "pairs.jsonl", "groups.json", "report.html", "report.xlsx", "run.json")
# What pages and workbooks name as their maker.
GENERATOR = "analyzer-proposal-review"

_HEAD = 4096
_RUN = re.compile(rb'\{\s*"analyzer": *"[^"]*",\s*"started":')
_NONE_FOUND = {"pairs.jsonl": b"", "groups.json": b"[]"}  # a session without duplicates
_RECORD = re.compile(  # an assessment, a pair, a topic, a list of groups
    rb'\{\s*"(?:schema_version": *"[^"]*",\s*"source":\s*\{\s*"file":'
    rb'|a":.{1,600}?,"b":.{1,600}?,"a_title":'
    rb'|id":"T\d+","name":.{1,600}?,"words":)'
    rb'|\[\s*\{\s*"id": *"[^"]*",\s*"main": *"[^"]*",\s*"members":'
)


def is_result(file: Path) -> bool:
    """Whether the program itself wrote this file: a session's, beside its run record, or one that bears our mark.

    A draft with our comments is still its author's, and may be all that the office has of it.
    """
    return _asked(_is_marked, file) or (file.name in RESULTS and _asked(_is_run, file.with_name(RESULTS[-1])))


def _asked(question: Callable[[Path], bool], file: Path) -> bool:
    """The answer for a file; no, where it cannot be read."""
    try:
        return question(file)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError):
        return False


def _is_run(file: Path) -> bool:
    return bool(_RUN.match(_head(file)))


def _is_marked(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix in (".html", ".htm"):
        return f'<meta name="generator" content="{GENERATOR}">'.encode() in _head(file)
    if suffix in (".json", ".jsonl"):
        head = _head(file)
        return bool(_RECORD.match(head)) or head.strip() == _NONE_FOUND.get(file.name)
    if suffix == ".xlsx":
        with zipfile.ZipFile(file) as package, package.open("docProps/core.xml") as properties:
            return GENERATOR.encode() in properties.read(_HEAD)
    return False


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEAD)
