"""How long each stage of a run takes, told to whoever waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Progress = Callable[[str, int, int | None], None]
"""Given the name of a stage, how far it is, and how far it goes where that is known."""


@dataclass
class Clock:
    """Stage timings, and the caller's progress function with the stage's name put in; what the run came upon, and the
    archive that it compared with."""

    progress: Progress | None
    started: datetime = field(default_factory=datetime.now)
    seconds: dict[str, float] = field(default_factory=dict)
    proposals: int = 0
    notes: list[str] = field(default_factory=list)
    archive: dict[str, Any] | None = None

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Callable[[int, int | None], None]]:
        """Time a block; what it is given tells how far it is, of `total` unless that is said anew."""
        begun = time.perf_counter()

        def step(done: int, of: int | None = None) -> None:
            if self.progress:
                self.progress(name, done, of if of is not None else total)

        step(0)
        yield step
        self.seconds[name] = time.perf_counter() - begun
