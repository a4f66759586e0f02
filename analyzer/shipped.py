"""Where the shipped models lie: inside the installed package, or beside it in a source checkout."""

from __future__ import annotations

from pathlib import Path


def model_folder(name: str) -> Path | None:
    """The folder of the shipped model `name`; None where there is none."""
    package = Path(__file__).parent
    candidates = (package / "_models" / name, package.parent / "models" / name)
    return next((candidate for candidate in candidates if candidate.is_dir()), None)
