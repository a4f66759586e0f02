"""Another embedding model compares proposals with each other; scores and findings stay those of the shipped one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyzer import analysis
from analyzer.analysis import Analyzer
from analyzer.embedding import shipped_model
from analyzer.errors import ModelError

SAMPLE = Path(__file__).parents[1] / "corpora" / "sample"
PAIR = [path for number in ("001", "002", "003") for path in SAMPLE.glob(f"提案{number}*")]


class Narrow:
    """A model of other vectors: the first half of the shipped ones."""

    name = "narrow"
    fingerprint = "narrow"
    dim = shipped_model().dim // 2

    def encode(self, texts):
        return self.weigh(texts)[0]

    def weigh(self, texts):
        vectors, weights = shipped_model().weigh(texts)
        half = vectors[:, : self.dim]
        return half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9), weights


@pytest.fixture
def other(monkeypatch):
    monkeypatch.setattr(analysis, "load_embedder", lambda *_, **__: Narrow())
    default = Analyzer()
    return Analyzer(replace(default.settings, model="narrow")), default


def test_scores_and_findings_do_not_depend_on_the_model_that_compares(other):
    chosen, default = (analyzer.check(PAIR[0]) for analyzer in other)
    assert chosen.quality == default.quality
    assert chosen.findings == default.findings


def test_a_model_that_cannot_be_used_is_told_before_any_work():
    with pytest.raises(ModelError, match="找不到这个模型"):
        Analyzer(replace(Analyzer().settings, model="no/such/model")).check("关于停车的建议\n停车难。")


def test_pairs_are_found_by_the_chosen_model(other):
    chosen, _ = other
    session = chosen.duplicates(PAIR)
    assert session.run["model"]["name"] == "narrow"
    assert any(pair.merge for pair in session.pairs)
