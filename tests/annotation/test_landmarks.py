"""Names that tell where they are without being a division."""

from __future__ import annotations

import pytest

from analyzer.annotation.landmarks import Landmarks, landmarks
from analyzer.annotation.names import gazetteer
from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules


def _found(text):
    return [(text[p.start : p.end], {d.province for d in p.divisions}) for p in landmarks().find(text)]


def test_a_landmark_is_known_with_the_division_it_lies_in():
    assert _found("请江西理工大学等驻市高校派人，大明湖畔先行亮灯。") == [
        ("江西理工大学", {"江西省"}),
        ("大明湖", {"山东省"}),
    ]


def test_what_crosses_provinces_lies_in_all_of_them():
    ((name, provinces),) = _found("沪昆高速出口两侧的辅道。")
    assert name == "沪昆高速" and {"上海市", "浙江省", "云南省"} <= provinces


@pytest.mark.parametrize("text", ["湘江路的路灯不亮。", "漓江小区没有电梯。", "本地有几家小店。", ""])
def test_streets_and_estates_bear_names_from_anywhere(text):
    assert _found(text) == []


def test_the_longest_name_at_a_spot_counts():
    """豫园 in 豫园商城 is no second landmark."""
    assert [name for name, _ in _found("复旦大学附属中山医院旁的豫园商城")] == ["复旦大学附属中山医院", "豫园商城"]


def test_an_office_that_misspells_a_division_is_told(tmp_path):
    (tmp_path / "lexicon").mkdir()
    text = 'namesake = \'路\'\n[landmark]\n"江苏省南亰市" = "紫金塔"\n'
    (tmp_path / "lexicon" / "landmarks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="南亰市"):
        Landmarks(tmp_path)


def test_every_landmark_lies_in_a_division_and_is_named_once():
    """No division misspelt, no name at two places, none that is a division itself."""
    places, seen = gazetteer(), set()
    for where, listed in load_rules("lexicon/landmarks")["landmark"].items():
        assert all(places.find(one) for one in where.split()), where
        for name in listed.split():
            assert name not in seen and len(name) > 1
            seen.add(name)
    assert len(seen) > 4000
