"""Where the shipped models lie: inside the installed package, or beside it in a source checkout."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ModelError

_DAMAGE = (BadZipFile, EOFError, IndexError, KeyError, OSError, TypeError, ValueError, zlib.error)


def model_folder(name: str) -> Path | None:
    """The folder of the shipped model `name`; None where there is none."""
    package = Path(__file__).parent
    candidates = (package / "_models" / name, package.parent / "models" / name)
    return next((candidate for candidate in candidates if candidate.is_dir()), None)


@contextmanager
def model_weights(name: str, called: str, folder: Path | None = None) -> Iterator[dict[str, NDArray[Any]]]:
    """The arrays of `weights.npz` in a model's folder, by default that of the shipped model `name`.

    Raises:
        ModelError: the file is missing, damaged or not what the block makes of it; the model is named as `called`.
    """
    place = folder or model_folder(name) or Path(name)
    try:
        with (place / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            yield {array: stored[array] for array in stored.files}
    except _DAMAGE as error:
        raise ModelError(f"{called}读不出来", where=str(place), remedy="请重新安装本程序") from error
