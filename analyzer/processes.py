"""Worker processes that leave Ctrl-C to the one that started them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analyzer.threads import VARIABLE as THREADS

if TYPE_CHECKING:
    from multiprocessing.pool import Pool


def processes(count: int, start: Callable[..., None], *given: Any) -> Pool:
    """A pool of `count` processes, each begun with `start(*given)`; they ignore Ctrl-C from their first moment on.

    Spawned, not forked: the same on Windows, and safe beside threads. Each multiplies matrices in one thread, since
    together they use all cores already.
    """
    from multiprocessing import get_context

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    threads = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        return get_context("spawn").Pool(count, start, given)
    finally:
        if threads is None:
            del os.environ[THREADS]
        else:
            os.environ[THREADS] = threads
        if main:
            signal.signal(signal.SIGINT, before)
