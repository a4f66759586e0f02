"""Proposers' names are found however lists and texts write them, and marked without changing what is said."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from analyzer.reporting.veil import Veil


def test_a_name_that_a_quotation_cuts_is_marked_as_far_as_it_stands_there():
    veil = Veil(["郝景文"])
    text = "提案人：郝景文，界别：教育界"
    assert veil(text, 5, 9) == Markup('<span class="who">景文</span>，界')
    assert veil(text, 0, limit=7) == Markup('提案人：<span class="who">郝景</span>…')


def test_a_longer_name_is_marked_whole():
    assert Veil(["裴宁", "裴宁远"])("裴宁远与裴 宁") == Markup(
        '<span class="who">裴宁远</span>与<span class="who">裴 宁</span>'
    )


@given(st.text("郝景文裴宁 <&\"'。", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_marking_changes_no_character(text, start, length):
    made = Veil(["郝景文、裴宁"])(text, start, min(start + length, len(text)))
    assert unescape(made.replace('<span class="who">', "").replace("</span>", "")) == text[start : start + length]
