"""Long texts reach a transformer whole: packed by sentences within its limit and averaged by length."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from analyzer.embedding import load_embedder

LIMIT = 52


class CharacterModel:
    """Stands in for SentenceTransformer: a token a character, a text's vector the shares of 甲 and 乙 in it."""

    max_seq_length = LIMIT
    seen = ()

    def __init__(self, path, local_files_only):
        assert local_files_only

    def tokenizer(self, texts, add_special_tokens):
        return {"input_ids": [list(range(len(text))) for text in texts]}

    def encode(self, texts, **_):
        type(self).seen = tuple(texts)
        return np.array([[text.count("甲"), text.count("乙")] for text in texts], dtype=np.float32) / LIMIT


@pytest.fixture
def embedder(monkeypatch, tmp_path):
    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = CharacterModel
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    return load_embedder(tmp_path)


def test_long_text_is_packed_by_sentences_within_the_limit(embedder):
    text = ("甲" * 19 + "。") * 3 + ("乙" * 19 + "。") * 3
    embedder.encode([text])
    assert "".join(CharacterModel.seen) == text
    assert all(len(passage) <= LIMIT - 2 and passage.endswith("。") for passage in CharacterModel.seen)


def test_sentence_beyond_the_limit_is_cut_not_lost(embedder):
    text = "甲" * 120 + "乙" * 40 + "。"
    embedder.encode([text])
    assert "".join(CharacterModel.seen) == text
    assert max(map(len, CharacterModel.seen)) <= LIMIT - 2


def test_end_of_a_long_text_counts(embedder):
    start, both = embedder.encode(["甲" * 19 + "。", ("甲" * 19 + "。") * 2 + ("乙" * 19 + "。") * 4])
    assert start[1] == 0
    assert both[1] > both[0] > 0


def test_rows_are_unit_vectors_or_zero(embedder):
    vectors = embedder.encode(["甲乙", ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0], atol=1e-6)


def test_fingerprint_follows_the_files(embedder, tmp_path):
    before = embedder.fingerprint
    (tmp_path / "config.json").write_text('{"changed": 1}', encoding="utf-8")
    assert load_embedder(tmp_path).fingerprint != before
