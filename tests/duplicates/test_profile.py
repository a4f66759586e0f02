"""What comparing keeps of a proposal."""

from __future__ import annotations

import numpy as np


def test_the_sentences_of_the_suggestions_share_out_one(session):
    """One direction a sentence of the suggestions, as long as its share; problems and leads are left out."""
    base = session["base"]
    shares = np.linalg.norm(base.said.astype(np.float32), axis=1)
    assert len(base.said) == 3
    assert abs(shares.sum() - 1) < 0.01 and shares.min() > 0.01


def test_without_suggestions_the_whole_text_is_what_is_said(make):
    told = make("told", "关于停车", "云汀市老旧小区车位少。消防通道被占的小区超过七成。夜间一位难求，邻里纠纷不断。")
    assert not told.suggestions
    assert len(told.said) == 3


def test_what_stands_where_suggestions_should_is_asked_though_they_are_not_told_apart(make):
    told = make("told", "关于停车", "背景情况：\n车位少。\n具体建议：\n全市允许夜间路边停车。")
    assert not told.suggestions
    assert [span.of(told.text) for span in told.asked] == ["全市允许夜间路边停车。"]
    assert told.asks
    assert not make("items", "关于停车", "具体建议：\n由市城管局增设车位。").asked
    assert not make("silent", "关于停车", "云汀市老旧小区车位少，夜间一位难求。").asks


def test_a_title_alone_says_nothing(make):
    assert make("title", "关于停车的建议", "").said.shape == (0, 256)


def test_of_many_sentences_the_weightiest_are_kept(make):
    asks = "".join(f"由市城管局在第{n}个片区增设公共车位{n}00个，年底前建成并向居民开放。" for n in range(1, 40))
    assert len(make("long", "关于停车的建议", f"车位少，群众意见大。\n建议：\n{asks}").said) == 16
