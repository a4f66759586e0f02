"""What a reason quotes is what the text says, cut where a clause ends."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from analyzer.assessment import AskMatch, Relation
from analyzer.duplicates.explain import lead, match_asks, reason
from analyzer.duplicates.profile import ITEMS

LONG = "由各乡镇组织村委会、合作社和收购企业签订供货协议，约定保底价格，县农业农村局每季度公布一次履约情况。"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (LONG, "由各乡镇组织村委会、合作社和收购企业签订供货协议……"),
        ("由县水利局牵头，会同东河镇、西河镇政府，明年汛期前加固堤防。", "由县水利局牵头，会同东河镇、西河镇政府……"),
        ("推行联合踏勘。由县住建局一次带齐各部门。", "推行联合踏勘"),
        ("图书馆开放时间从9:30提前到8:00，周末和节假日延长到22:00。", "图书馆开放时间从9:30提前到8:00……"),
        (
            "落实“修旧如旧，建新如旧。”的要求，由县文旅局会同县住建局出台实施细则，年内公布。",
            "落实“修旧如旧，建新如旧。”的要求……",
        ),
        ("甲" * 80, "甲" * 24 + "……"),
        ("由市民政局一年内实现助餐点全覆盖；", "由市民政局一年内实现助餐点全覆盖"),
        ("。\n", ""),
    ],
)
def test_a_quotation_is_the_text_s_own_characters_up_to_the_end_of_a_clause(text, quoted):
    """Commas of a list end no clause and stay what they are, nor does anything within a figure or a quotation."""
    assert lead(text) == quoted
    assert quoted.removesuffix("……") in text


def asking(one, *rows):
    """The profile with suggestions that point where `rows` do, in two dimensions."""
    vectors = np.zeros((ITEMS + len(rows), one.vectors.shape[1]), dtype=one.vectors.dtype)
    vectors[ITEMS:, :2] = rows
    return dataclasses.replace(one, vectors=vectors, suggestions=one.suggestions[:2][: len(rows)])


def test_a_suggestion_left_over_when_its_best_one_is_taken_matches_nothing(session):
    """It is like what the other side asks, but that is asked by another: to call the rest the same would be false."""
    a = asking(session["base"], (1.0, 0.0), (0.8, 0.6))
    b = asking(session["copy"], (1.0, 0.0), (0.6, -0.8))
    assert [(match.a, match.b) for match in match_asks(a, b, 0.5)] == [(0, 0)]
    twice = asking(session["copy"], (1.0, 0.0), (1.0, 0.0))
    assert [(match.a, match.b) for match in match_asks(twice, twice, 0.5)] == [(0, 0), (1, 1)]


def test_a_reason_for_the_same_ask_never_says_that_no_suggestion_answers_another(session):
    """Of a copy whose suggestions are cut otherwise nothing is said of them, and none is called one side's own."""
    a, b = asking(session["base"], (1.0, 0.0)), asking(session["copy"], (0.0, 1.0))
    said = reason(Relation.SAME_ASK, a, b, (), {"verbatim_more": 0.0}, 0)
    assert "建议" not in said and "对应" not in said and "另提" not in said
    said = reason(Relation.SAME_TOPIC, a, b, (), {"verbatim_more": 0.0}, 0)
    assert "建议没有对应的（1条与1条）" in said and "前者另提" in said


def test_a_reason_calls_suggestions_that_are_not_surely_the_same_near(session):
    """The share shown beside the reason is low then, and what else a side asks may well be asked by the other."""
    a, b = (asking(session[id], (1.0, 0.0), (0.0, 1.0)) for id in ("base", "copy"))
    for similarity, word in ((0.7, "有1条对应，如"), (0.5, "有1条相近，如")):
        said = reason(Relation.SAME_ASK, a, b, (AskMatch(0, 0, similarity),), {"verbatim_more": 0.0}, 0)
        assert f"2条建议与2条建议中{word}" in said
        assert ("前者另提" in said) == ("对应" in said)
