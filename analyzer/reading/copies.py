"""Copies of one file within a batch: one proposal, however often it lies there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from analyzer.proposal import Proposal
from analyzer.reading.formats import TABLES
from analyzer.reading.rules import reading_rules

SAME = "内容完全相同（可能是同一文件的副本），只计一件"
_LONGEST_NAME = 255  # characters; what is longer is no file's name


class Copies:
    """Tells, as proposals come in order, which are copies of one before.

    A copy agrees in all that is told of it, title, text (but for white space), proposer, year and every other field,
    and in its name but for what systems add to a copy's: 提案 (1)、提案 - 副本. Where the proposer is named, files
    whose names hold no number may have any name. Two numbers with one text are no copy: it was filed twice, which a
    reviewer must see.
    """

    def __init__(self, rules_dir: Path | None = None) -> None:
        self._mark = reading_rules(rules_dir).copy_mark
        self._first: dict[bytes, int] = {}
        self._kept: list[str] = []
        self._of: dict[int, list[Proposal]] = defaultdict(list)

    def has(self, proposal: Proposal) -> bool:
        """Whether a proposal is a copy of one before; if not, it is kept."""
        first = self._first.setdefault(_digest(proposal, self._mark), len(self._kept))
        if first == len(self._kept):
            self._kept.append(_shown(proposal))
            return False
        self._of[first].append(proposal)
        return True

    def names(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Which of the kept proposals, counted from 0, have copies, and the names of these."""
        for first, copies in self._of.items():
            yield first, tuple(map(_shown, copies))

    def __iter__(self) -> Iterator[Proposal]:
        """The copies."""
        for copies in self._of.values():
            yield from copies

    @property
    def notes(self) -> list[str]:
        """A line for each proposal with copies."""
        return [f"{self._kept[first]}：与 {'、'.join(names)} {SAME}" for first, names in self.names()]


def with_copies(proposal: Proposal, names: tuple[str, ...]) -> Proposal:
    """A proposal that names its copies."""
    return replace(proposal, source=replace(proposal.source, copies=names))


def _of_table(proposal: Proposal) -> bool:
    return f".{proposal.source.format}" in TABLES


def _shown(proposal: Proposal) -> str:
    """A file by its name, a row of a table by the table's and its own."""
    file = proposal.source.file
    return f"{file} 中的 {proposal.id}" if _of_table(proposal) else file


def _digest(proposal: Proposal, mark: re.Pattern[str]) -> bytes:
    """A hash that copies share. It takes what is told as Python writes it, so that nothing told can look like more."""
    fields = sorted((name, value) for name, value in proposal.fields.items() if name != "id")
    title, text = ("".join(told.split()) for told in (proposal.title, proposal.text))
    facts = (proposal.proposer, proposal.sector, proposal.category, proposal.year)
    return blake2b(repr((_name(proposal, mark), title, text, facts, fields)).encode(), digest_size=16).digest()


def _name(proposal: Proposal, mark: re.Pattern[str]) -> str:
    """What must agree of a proposal's name: nothing, where it is a file without a number whose proposer is named."""
    renamed = any(repair.kind == "id" for repair in proposal.source.repairs)  # 003#2, where 003 was there before
    number = proposal.id.rpartition("#")[0] if renamed else proposal.id
    if _of_table(proposal):
        return number
    name = mark.sub("", number) if len(number) <= _LONGEST_NAME else number
    return name if not proposal.proposer or any(map(str.isdigit, name)) else ""
