"""Where a sentence stands: first or last of its text, part and suggestion, and how it ranks there."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.quality.standing import STANDING, standing_features
from analyzer.reading import read_text

TEXT = """关于在学校门口设接送区的建议
一、情况
去年我们走访了三所小学。家长的车把路堵了半小时。
二、建议
（一）由市交警支队在三所学校门口设接送区。每处停二十分钟。
（二）由市教育局组织家长轮流值守。
"""
IN_TEXT, IN_SUGGESTION, WHICH_SUGGESTION = slice(0, 4), slice(8, 12), slice(12, 16)


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_embedder(), RoleModel.load())


def features(annotator: Annotator, text: str) -> dict[str, np.ndarray]:
    (annotated,) = annotator.annotate([parse(read_text(text))])
    rows = standing_features(annotated)
    assert rows.shape == (len(annotated.sentences), STANDING)
    return {s.span.of(annotated.proposal.text).strip(): rows[s.index] for s in annotated.sentences}


def test_first_and_last_are_told_and_headings_stand_nowhere(annotator: Annotator) -> None:
    rows = features(annotator, TEXT)
    first, last = rows["去年我们走访了三所小学。"], next(row for said, row in rows.items() if "值守" in said)
    assert first[IN_TEXT][:3].tolist() == [1, 0, 0] and last[IN_TEXT][:3].tolist() == [0, 1, 1]
    assert not next(row for said, row in rows.items() if said == "一、情况").any()


def test_a_sentence_is_placed_in_its_suggestion_and_that_among_the_others(annotator: Annotator) -> None:
    rows = features(annotator, TEXT)
    second = rows["每处停二十分钟。"]
    assert second[IN_SUGGESTION][:3].tolist() == [0, 1, 1]
    assert second[WHICH_SUGGESTION].tolist() == [1, 1, 0, 0]
    assert next(row for said, row in rows.items() if "值守" in said)[WHICH_SUGGESTION].tolist() == [1, 0, 1, 1]


@pytest.mark.parametrize("text", ["只有标题", "建议：\n", "没有分条的一句话。"])
def test_a_text_of_hardly_anything_is_no_error(annotator: Annotator, text: str) -> None:
    assert all(np.isfinite(row).all() for row in features(annotator, text).values())
