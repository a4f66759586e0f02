"""The shipped model gives usable vectors, and says plainly when a model cannot be had."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from analyzer.embedding import load_embedder
from analyzer.errors import ModelError


def test_same_matter_in_other_words_is_nearer_than_another_matter():
    vectors = load_embedder().encode(["老旧小区加装电梯", "既有多层住宅增设电梯", "稻田秸秆离田利用"])
    assert vectors.dtype == np.float32
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_rows_are_unit_vectors_or_zero():
    norms = np.linalg.norm(load_embedder().encode(["养老服务", "", "\u2603"]), axis=1)
    assert np.allclose(norms[0], 1.0, atol=1e-5)
    assert norms[1] == 0.0


def test_the_default_model_needs_neither_torch_nor_sklearn():
    load_embedder().encode(["提案"])
    assert "sentence_transformers" not in sys.modules or "torch" in sys.modules


def test_an_unknown_model_is_refused_in_one_line():
    with pytest.raises(ModelError, match="找不到这个模型") as caught:
        load_embedder("没有这个模型")
    assert "\n" not in str(caught.value)
