"""Rules as they are held in memory."""

from __future__ import annotations

import re

import pytest

from analyzer.screening.rule import Patterns


def test_a_pattern_may_name_another_of_its_check():
    """A list of words that two patterns share is said once."""
    patterns = Patterns({"whose": "我家|本人", "own": "(?&whose)|内人", "given": "(?x) 请.{0,9} (?&whose) 的?房"})
    assert patterns["own"].fullmatch("本人") and patterns["own"].fullmatch("内人")
    assert patterns["given"].search("请尽快归还我家的房") and not patterns["given"].search("请尽快归还他家的房")
    with pytest.raises(KeyError):
        Patterns({"own": "(?&whose)"}).compile()


def test_a_pattern_is_there_before_it_is_asked_for():
    """Checks ask whether a rule has a pattern of a name; that it is compiled late must not hide it."""
    patterns = Patterns({"topic": "保密|涉密", "broken": "("})
    assert "topic" in patterns and "other" not in patterns
    assert list(patterns) == ["topic", "broken"] and len(patterns) == 2
    assert patterns["topic"].search("保密管理")
    with pytest.raises(KeyError):
        patterns["other"]
    with pytest.raises(re.error):
        patterns.compile()
