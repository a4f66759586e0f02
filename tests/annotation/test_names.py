"""Names are found where they stand, and ordinary words are not taken for names."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.annotation.names import Division, case_numbers, gazetteer, law_titles, name_finder, place_note
from analyzer.proposal import Span


def whole(text: str) -> Span:
    return Span(0, len(text))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("试点选在苏州市姑苏区和吴江区", ["苏州市姑苏区", "吴江区"]),
        ("我们安徽宿州的砀山县", ["安徽宿州", "砀山县"]),
        ("在怒江、恩施、西双版纳和广西", ["怒江", "恩施", "西双版纳", "广西"]),
        ("上海南京路和南京大学", ["上海"]),
        ("新乡贤、老城区、保持长治久安", []),
    ],
)
def test_places(text: str, places: list[str]) -> None:
    assert [text[place.start : place.end] for place in gazetteer().find(text)] == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("在鄞州、余杭、海曙三个区先行试点", ["鄞州", "余杭", "海曙"]),
        ("建议先在巴南、长寿两处各设一间", ["巴南", "长寿"]),
        ("平安、长寿两个愿望", []),  # of no one prefecture
        ("让更多年轻人愿意留锡发展，用好在杭高校", ["锡", "杭"]),
        ("在杭州、宁波两地", ["杭州", "宁波"]),
        ("方便蓉城市民下班以后", ["蓉城"]),
        ("我和县果业中心的人，车辆穿越城区", []),
        ("绍兴市越城区与马鞍山市和县", ["绍兴市越城区", "马鞍山市和县"]),
        ("漳州二路口的绿化岛", []),
        ("构筑城市安全防线，在穗分化期喷药，在豫园", []),
        ("在路南、路北两处绿化带和河东、河西两处码头", []),
    ],
)
def test_places_by_other_names_and_chance_names(text: str, places: list[str]) -> None:
    assert [text[place.start : place.end] for place in gazetteer().find(text)] == places


def test_an_autonomous_prefecture_is_found_by_its_everyday_name() -> None:
    text = "参照恩施州和云南省德宏州的做法"
    assert [text[place.start : place.end] for place in gazetteer().find(text)] == ["恩施州", "云南省德宏州"]
    assert gazetteer().division("云南省德宏州") == Division("云南省", "德宏傣族景颇族自治州")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("襄樊市", ["湖北省襄阳市"]),
        ("围场县", ["河北省承德市围场满族蒙古族自治县"]),
        ("黄山", ["安徽省黄山市", "安徽省黄山市黄山区"]),
        ("江苏省苏州市工业园区", ["江苏省苏州市"]),
        ("火星", []),
    ],
)
def test_names_that_begin_alike_are_nearest(name: str, nearest: list[str]) -> None:
    assert list(map(str, gazetteer().nearest(name))) == nearest


def test_a_place_knows_the_divisions_that_bear_its_name() -> None:
    (place,) = gazetteer().find("南京市鼓楼区")
    assert place.divisions == (Division("江苏省", "南京市", "鼓楼区"),)
    (ambiguous,) = gazetteer().find("鼓楼区")
    assert len(ambiguous.divisions) > 1
    assert Division("江苏省").holds(place.divisions[0])
    assert not Division("江苏省", "苏州市").holds(place.divisions[0])


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("副镇长阚德允，把补助套出", ["阚德允"]),
        ("处长邬仲谦上月被带走", ["邬仲谦"]),
        ("实际控制人路骁涉嫌行贿", ["路骁"]),
        ("村民洪阿土是老木匠", ["洪阿土"]),
        ("局长欧阳明远说", ["欧阳明远"]),
        ("主任任务繁重，书记应当负责", []),
        ("局长王某和村民李阿姨", []),
        ("教师和学生都到场", []),
    ],
)
def test_persons_behind_an_office_or_a_word_for_people(text: str, persons: list[str]) -> None:
    assert [span.of(text) for span in name_finder().persons(text, whole(text))] == persons


def test_other_names_of_divisions_that_an_office_does_not_list_name_nothing(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "divisions.toml").write_text(
        """
        only_full = []
        unfit = []
        [division."浙江省"]
        "宁波市" = "鄞州区"
        [nicknames]
        "宁波市" = "甬城"
        "成都市" = "蓉城"
        [shorts]
        "甬" = "宁波市"
        "蓉" = "成都市"
        """,
        encoding="utf-8",
    )
    text = "甬城与蓉城，在甬高校与在蓉高校"
    places = gazetteer(tmp_path).find(text)
    assert [text[place.start : place.end] for place in places] == ["甬城", "甬"]
    assert all(place.divisions == (Division("浙江省", "宁波市"),) for place in places)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("推广绿茵禾公司的降解膜", True),
        ("选用“擎宇”牌系统", True),
        ("软件商恒屿科技延期交付", True),
        ("由保险公司和国有电梯公司承担", False),
        ("某公司拖欠工资", False),
        ("推行“统建统营”", False),
    ],
)
def test_companies_with_a_name_of_their_own(text: str, named: bool) -> None:
    assert any(name_finder().companies(text, whole(text))) is named


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("案号为（2025）苏0602民初4417号。", ["（2025）苏0602民初4417号"]),
        ("佛仲字2025年第883号案", ["佛仲字2025年第883号"]),
        ("国办发〔2025〕7号文件", []),
    ],
)
def test_case_numbers(text: str, numbers: list[str]) -> None:
    assert [span.of(text) for span in case_numbers(text, whole(text))] == numbers


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("中华人民共和国未成人保护法", "未成年人保护法"),
        ("环境噪音污染防治法", "环境噪声污染防治法"),
        ("优化营商环境条列", "优化营商环境条例"),
        ("安全生产法", None),
        ("南通市住宅电梯安全条例", None),
        ("教师法", None),
    ],
)
def test_a_slip_in_a_law_title_is_seen_and_local_rules_stay_unjudged(title: str, meant: str | None) -> None:
    assert law_titles().meant(title) == meant


@pytest.mark.parametrize("place", ["江苏省南京市", " 江苏 南京 ", "北京市朝阳区", "蓉城", "安徽省马鞍山市和县", "全国"])
def test_nothing_is_said_of_a_place_that_is_a_division(place: str) -> None:
    assert place_note(place) == ""


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("火星", "“火星”不是行政区划名，外地地名没有核查"),
        ("襄樊市", "外地地名没有核查；最接近的是湖北省襄阳市"),
        ("崇川", "最接近的是江苏省南通市崇川区"),
        ("江苏省苏州市工业园区", "外地地名按“江苏省苏州市”核查"),
    ],
)
def test_a_place_that_is_none_is_told_with_the_nearest(place: str, says: str) -> None:
    assert says in place_note(place)
