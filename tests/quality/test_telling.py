"""The thresholds of what a person is told are the office's to change, and a slip in them is told in one line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from analyzer.errors import ConfigurationError
from analyzer.quality.indicators import load_indicators
from analyzer.quality.telling import load_telling

SHIPPED = files("analyzer.rules").joinpath("quality.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "told"), [("# ", "lines"), ("rows = 5\nlines = 5 ", "rows"), ('lines = "五" ', "类型")]
)
def test_a_threshold_that_is_missing_unknown_or_no_number_is_named(tmp_path: Path, changed: str, told: str) -> None:
    (tmp_path / "quality.toml").write_text(SHIPPED.replace("\nlines = 5 ", f"\n{changed}"), "utf-8")
    with pytest.raises(ConfigurationError, match=told):
        load_telling(tmp_path)


def test_an_office_may_have_fewer_changes_advised(tmp_path: Path) -> None:
    (tmp_path / "quality.toml").write_text(SHIPPED.replace("\nadvice = 3 ", "\nadvice = 1 "), "utf-8")
    assert load_telling(tmp_path).advice == 1 and load_telling().advice == 3


def test_a_gap_that_leaves_room_for_what_is_not_known_is_named(tmp_path: Path) -> None:
    (tmp_path / "quality.toml").write_text(SHIPPED.replace("正文{characters}字", "正文{words}字"), "utf-8")
    with pytest.raises(ConfigurationError, match=r"指标“fm_length”有误：'words'"):
        load_indicators(tmp_path)
