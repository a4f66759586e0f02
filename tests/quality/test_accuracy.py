"""Scores agree with careful readers on written texts that nothing was tuned on; see benchmarks/results/quality.json."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.analysis import Analyzer
from analyzer.assessment import CriterionKey
from analyzer.quality.indicators import load_indicators
from analyzer.quality.score import load_card
from benchmarks.labelled import held_out, readings, scored_texts

FLOORS = {
    CriterionKey.TOPIC_SIGNIFICANCE: 0.7,
    CriterionKey.RESEARCH_DEPTH: 0.85,
    CriterionKey.PROBLEM_ANALYSIS: 0.8,
    CriterionKey.FEASIBILITY: 0.85,
    CriterionKey.FORWARD_LOOKING: 0.85,
}


@pytest.fixture(scope="module")
def judged():
    analyzer, scored = Analyzer(), readings()
    texts = [text for text in scored_texts(None) if text.group == "written" and held_out(text.id, fifths=1)]
    return [(scored[text.id], analyzer.check(text.proposal()).quality) for text in texts]


def agreement(readers: list[float], found: list[float]) -> float:
    ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (readers, found)]
    return float(np.corrcoef(*ranks)[0, 1])


@pytest.mark.parametrize("key", FLOORS)
def test_each_criterion_ranks_texts_as_readers_do(judged, key):
    readers = [float(np.mean(by[key])) for by, _ in judged]
    assert agreement(readers, [quality.criteria[key].score for _, quality in judged]) >= FLOORS[key]


def test_totals_rank_texts_as_readers_do(judged):
    readers = [float(np.mean(list(by.values()))) for by, _ in judged]
    assert agreement(readers, [quality.total for _, quality in judged]) >= 0.8


def test_mere_structure_earns_little():
    points = load_card().points
    bounded = [indicator for indicator in load_indicators() if indicator.most < 100]
    assert len(bounded) >= 4
    assert all(points[indicator.id] <= indicator.most <= 10 for indicator in bounded)


def test_whatever_is_told_to_be_missing_would_earn_points():
    points = load_card().points
    assert all(points[indicator.id] > 0 for indicator in load_indicators() if indicator.gap)
