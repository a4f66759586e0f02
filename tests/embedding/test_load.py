"""Models are found by name or path, never fetched unasked, and an absent library is named with its install line."""

from __future__ import annotations

import sys

import pytest

from analyzer.embedding import DEFAULT_MODEL, load_embedder
from analyzer.errors import MissingExtraError, ModelError


def test_shipped_model_is_found_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / DEFAULT_MODEL).mkdir()  # must not shadow the shipped one
    assert load_embedder().name == DEFAULT_MODEL


def test_unknown_model_is_refused_in_one_line():
    with pytest.raises(ModelError, match="找不到这个模型") as caught:
        load_embedder("没有这个模型")
    assert "\n" not in str(caught.value)


def test_missing_library_is_named_with_its_install_line(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match=r'pip install "analyzer\[transformer\]"'):
        load_embedder(tmp_path)


def test_hub_model_is_not_downloaded_unasked(monkeypatch, tmp_path):
    hub = pytest.importorskip("huggingface_hub", reason="needs the extra `transformer`")
    asked = []

    def fetch(name, *, local_files_only, **_):
        asked.append(local_files_only)
        raise hub.errors.LocalEntryNotFoundError("not in the cache")

    monkeypatch.setattr(hub, "snapshot_download", fetch)
    monkeypatch.setitem(sys.modules, "sentence_transformers", type(sys)("sentence_transformers"))
    sys.modules["sentence_transformers"].SentenceTransformer = object
    with pytest.raises(ModelError, match="HF_ENDPOINT"):
        load_embedder("someone/some-model")
    with pytest.raises(ModelError):
        load_embedder("someone/some-model", allow_download=True)
    assert asked == [True, False]
