"""What a report needs to know of a session, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from analyzer.assessment import Assessment, Group, Pair


class Failure(Protocol):
    """A file or row that could not be read, and why (one Chinese line)."""

    @property
    def file(self) -> str: ...

    @property
    def error(self) -> object: ...


class Session(Protocol):
    """The results of a batch, as reports read them.

    `run` says how they were made: versions, options, hashes of model and rules, counts, timings.
    """

    @property
    def assessments(self) -> Sequence[Assessment]: ...

    @property
    def pairs(self) -> Sequence[Pair]: ...

    @property
    def groups(self) -> Sequence[Group]: ...

    @property
    def failures(self) -> Sequence[Failure]: ...

    @property
    def run(self) -> Mapping[str, Any]: ...
