"""What a report needs to know of a session, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from analyzer.assessment import Assessment, Group, Pair, Scope


class Failure(Protocol):
    """A file or row that could not be read, and why (one Chinese line)."""

    @property
    def file(self) -> str:
        """The file as a person knows it."""

    @property
    def error(self) -> object:
        """What `str` makes the reason of."""


class Session(Protocol):
    """The results of a batch, as reports read them.

    `run` says how they were made: versions, options, hashes of model and rules, counts, timings.
    """

    @property
    def assessments(self) -> Sequence[Assessment]:
        """In input order; empty where only duplicates were looked for."""

    @property
    def pairs(self) -> Sequence[Pair]:
        """Pairs within the session."""

    @property
    def groups(self) -> Sequence[Group]:
        """Groups that may be handled as one."""

    @property
    def failures(self) -> Sequence[Failure]:
        """What could not be read."""

    @property
    def run(self) -> Mapping[str, Any]:
        """Facts about the run, nested mappings of plain values."""

    @property
    def archived(self) -> Scope:
        """How many archived proposals the session was compared with, of which years."""
