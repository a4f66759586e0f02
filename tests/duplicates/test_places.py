from __future__ import annotations

import pytest

from analyzer.duplicates.places import level_of, places_differ, places_of


def test_the_title_says_where():
    assert places_of("关于支持淮安发展航空物流的建议", "南京、苏州、无锡都有机场。") == ("江苏省/淮安市",)


def test_a_place_of_comparison_is_not_what_a_text_is_about():
    text = "云汀市现有托位5900个。云汀市财政每年补助。借鉴上海做法，云汀市可先行试点。"
    assert places_of("关于扩大普惠托育的提案", text) == ("云汀市",)


@pytest.mark.parametrize("text", ["城市社区要优化区域布局，" * 4, "单位市场化改革，" * 4, "开发区和示范区，" * 4])
def test_ordinary_words_are_no_places(text):
    assert places_of("", text) == ()


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        (("江苏省/常州市",), ("江苏省/泰州市",), True),
        (("江苏省",), ("江苏省/泰州市",), False),
        (("云汀市",), ("临岫市",), True),
        (("禾安区",), ("云汀市",), False),
        (("云汀市", "禾安区"), ("云汀市",), False),
        ((), ("云汀市",), False),
    ],
)
def test_places_differ_only_where_neither_holds_the_other(a, b, differ):
    assert places_differ(a, b) is differ
    assert places_differ(b, a) is differ


def test_the_level_is_the_one_that_stands_out():
    assert level_of("", "我市将在全市推开，请市政府支持。") == "city"
    assert level_of("", "我市和我省。全省与全市。") == ""
