"""How many threads numpy's libraries multiply matrices in.

For the sentences of one proposal a single thread is fastest: waking others takes longer than the product, and where
the machine has other work to do, they wait for each other four times as long as a whole check takes.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

VARIABLE = "OMP_NUM_THREADS"
"""Read by the libraries as they are loaded; for processes that have not loaded numpy yet."""


def one_thread() -> AbstractContextManager[Any]:
    """A single thread for the matrix products of a block."""
    if os.environ.get(VARIABLE) == "1":
        return nullcontext()
    limiter: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limiter


@lru_cache(maxsize=1)
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
