"""Copies of one file within a batch: one proposal, however often it lies there."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from analyzer.proposal import Proposal
from analyzer.reading.formats import TABLES
from analyzer.rules import load_rules, telling_faults

SAME = "内容完全相同（可能是同一文件的副本），只计一件"


class Copies:
    """Tells, as proposals come in order, which are copies of one before.

    A copy agrees in title, proposer and text but for white space, and has the same name but for what systems add to
    the name of a copy, 提案 (1)、提案 - 副本. Where the proposer is named, files may have any name. Two numbers of a
    table with one text are no copy: they were filed twice, which a reviewer must see.
    """

    def __init__(self, rules_dir: Path | None = None) -> None:
        with telling_faults("reading"):
            self._mark = re.compile(load_rules("reading", rules_dir)["copies"]["mark"])
        self._first: dict[bytes, tuple[int, str, bool]] = {}
        self._kept: list[str] = []
        self._of: dict[int, list[str]] = defaultdict(list)

    def has(self, proposal: Proposal) -> bool:
        """Whether a proposal is a copy of one before; if not, it is kept."""
        table = f".{proposal.source.format}" in TABLES  # a row, whose name is a number
        shown, number = proposal.id if table else proposal.source.file, self._mark.sub("", proposal.id)
        first, name, free = self._first.setdefault(_key(proposal), (len(self._kept), number, not table))
        if first < len(self._kept) and (name == number or (free and not table and proposal.proposer)):
            self._of[first].append(shown)
            return True
        self._kept.append(shown)
        return False

    def told(self, index: int, proposal: Proposal) -> Proposal:
        """The kept proposal at `index`, with the names of its copies."""
        if index not in self._of:
            return proposal
        return replace(proposal, source=replace(proposal.source, copies=tuple(self._of[index])))

    @property
    def count(self) -> int:
        """How many were copies."""
        return sum(map(len, self._of.values()))

    @property
    def notes(self) -> list[str]:
        """A line for each proposal with copies."""
        return [f"{self._kept[first]}：与 {'、'.join(names)} {SAME}" for first, names in self._of.items()]


def _key(proposal: Proposal) -> bytes:
    parts = ("".join(part.split()) for part in (proposal.title, proposal.proposer or "", proposal.text))
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
