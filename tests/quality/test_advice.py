"""Where advice points: at a sentence where the place is sure, else at its paragraph, if that is short."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.analysis import Analyzer
from analyzer.rules import load_rules
from analyzer.settings import Settings
from tests.quality.test_score import EMPTY
from tests.quality.test_telling import SHIPPED

NOTED = """关于增加幼儿园学位的建议
我县现有幼儿园在园儿童一万二千人，班额普遍超过规定。
[1]缺口占比超过两成的定为红色；缺口占比在一成到两成之间的定为橙色，由评估机构每年发布一次预警报告。
建议：
一、由县教育局每年新建两所幼儿园。
二、由县财政局安排专项资金。"""
TWO_EACH = EMPTY.replace("。\n", "。这一点群众也有意见。\n")  # every paragraph has two sentences


def pointed(tmp_path: Path, sure: float, longest: int) -> list[str]:
    rules = load_rules("quality")["telling"]
    changed = SHIPPED.replace(f"sure_place = {rules['sure_place']} ", f"sure_place = {sure} ")
    changed = changed.replace(f"paragraph = {rules['paragraph']} ", f"paragraph = {longest} ")
    (tmp_path / "quality.toml").write_text(changed, "utf-8")
    assessment = Analyzer(Settings(rules_dir=tmp_path)).check(TWO_EACH)
    text = assessment.proposal.text
    return [text[a.start : a.end] for a in assessment.quality.advice if a.start is not None]


@pytest.mark.parametrize(("sure", "longest", "whole"), [(0.0, 250, False), (1.1, 250, True), (1.1, 5, False)])
def test_an_unsure_place_is_a_paragraph_unless_that_is_long(
    tmp_path: Path, sure: float, longest: int, whole: bool
) -> None:
    places = pointed(tmp_path, sure, longest)
    lines = TWO_EACH.splitlines()
    assert places
    assert all(any(place in line for line in lines) for place in places)
    assert all((place in lines) == whole for place in places)


def test_no_part_of_a_footnote_is_a_place_to_add_to() -> None:
    assessment = Analyzer().check(NOTED)
    text, note = assessment.proposal.text, NOTED.splitlines()[2]
    places = [text[a.start : a.end] for a in assessment.quality.advice if a.start is not None]
    assert places and not any(place in note or note in place for place in places)
