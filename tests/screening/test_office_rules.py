"""An office's own rules: what they leave out is as shipped, and what is wrong in them is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules
from analyzer.screening.rule import load_checks

CHECK = """
[[check]]
key = "no_suggestion"
name = "建议为空"
severity = "soft"
message = "建议人工核查：没有建议"
basis = "本会规定"
[check.numbers]
least = 30
"""


def test_what_an_older_file_lacks_is_as_shipped(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(CHECK, encoding="utf-8")
    (rule,) = load_checks(tmp_path)
    shipped = next(one for one in load_checks() if one.key == "no_suggestion")
    assert rule.numbers["least"] == 30
    assert rule.numbers["idle"] == shipped.numbers["idle"]
    assert rule.patterns["nothing"].pattern == shipped.patterns["nothing"].pattern


def test_events_are_triggers_of_the_check_that_names_their_file() -> None:
    rule = next(one for one in load_checks() if one.key == "out_of_date")
    assert set(load_rules("events")["over"]) <= set(rule.triggers)


def test_a_month_that_is_none_is_named(tmp_path: Path) -> None:
    from analyzer.screening.figures import _events

    (tmp_path / "events.toml").write_text('[over]\n"省运会" = "2023年10月"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="省运会"):
        _events(tmp_path)


@pytest.mark.parametrize("text", ["check = []\n", "asking = '建议'\n"])
def test_a_file_without_any_check_is_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "checks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"checks\.toml：一项 \[\[check\]\] 都没有。可以删去个别检查"):
        load_checks(tmp_path)


def test_a_check_that_is_no_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text('check = ["no_suggestion"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"checks\.toml：规则文件里有的值类型不对"):
        load_checks(tmp_path)
