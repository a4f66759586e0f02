"""Finding a model by name or path, and the right engine for it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import analyzer
from analyzer.embedding.base import DEFAULT_MODEL, Embedder
from analyzer.embedding.static import StaticEmbedder, is_static_model
from analyzer.errors import ModelError

_SHIPPED_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_HUB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*")


def load_embedder(name_or_path: str | Path | None = None, *, allow_download: bool = False) -> Embedder:
    """The embedding model of this name or folder; None is the shipped default.

    A bare name is a shipped model; a folder is used as it is; `owner/name` is a model on the Hugging Face hub, which
    is fetched only with `allow_download` and otherwise must already be in the local cache. Folders of our own format
    are read with numpy alone; all others need the extra `transformer`.

    Raises:
        ModelError: there is no such model, it is not downloaded, or its files are damaged.
        MissingExtraError: the model needs sentence-transformers, which is not installed.
    """
    wanted = str(name_or_path or DEFAULT_MODEL)
    if wanted == DEFAULT_MODEL:
        return shipped_model()
    folder = find_model(wanted)
    if folder is not None and is_static_model(folder):
        return StaticEmbedder(folder)
    if folder is None and not _HUB_NAME.fullmatch(wanted):
        raise ModelError("找不到这个模型", where=wanted, remedy=f"请写模型文件夹的路径，或用自带模型 {DEFAULT_MODEL}")
    from analyzer.embedding.transformer import TransformerEmbedder

    return TransformerEmbedder(folder or wanted, allow_download=allow_download)


@lru_cache(maxsize=1)
def shipped_model() -> StaticEmbedder:
    """The default model, loaded once.

    Raises:
        ModelError: it is missing, or its files are damaged.
    """
    folder = find_model(DEFAULT_MODEL)
    if folder is None:
        raise ModelError("找不到自带模型", where=DEFAULT_MODEL, remedy="请重新安装程序")
    return StaticEmbedder(folder)


def find_model(wanted: str) -> Path | None:
    """The existing folder meant: a shipped model, in the wheel or in a source checkout, else a path."""
    if _SHIPPED_NAME.fullmatch(wanted):
        package = Path(analyzer.__file__).parent
        for folder in (package / "_models" / wanted, package.parent / "models" / wanted):
            if folder.is_dir():
                return folder
    path = Path(wanted).expanduser()
    return path if path.is_dir() else None
