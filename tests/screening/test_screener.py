"""The screener as a whole: order, spans, limits, settings, bad rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analyzer.assessment import Severity
from analyzer.errors import ConfigurationError
from analyzer.reading import read_file
from analyzer.screening import Screener
from analyzer.settings import Settings
from tests.screening.conftest import OFFICE, Screen, carried

ROOT = Path(__file__).parents[2]
PLAIN = carried("", ask=False)


def keys(findings: object) -> set[str]:
    return {finding.check for finding in findings}  # type: ignore[attr-defined]


def test_an_ordinary_proposal_gives_no_finding(screen: Screen) -> None:
    assert screen(PLAIN) == ()


def test_hard_findings_come_first_then_text_order(screen: Screen) -> None:
    text = carried("这是广大居民的的愿望。村会计晏福生把救灾款侵吞了一半。", ask=False)
    findings = screen(text)
    assert [finding.check for finding in findings] == ["named_accusation", "text_defects"]
    assert [finding.severity for finding in findings] == [Severity.HARD, Severity.SOFT]


def test_a_finding_points_at_its_sentence(screen: Screen) -> None:
    sentence = "据说这类事故每年造成上亿元损失。"
    title, _, body = carried(sentence, ask=False).partition("\n")
    (finding,) = screen(f"{title}\n{body}")
    assert finding.start is not None
    assert body[finding.start : finding.end] == sentence


def test_a_check_speaks_at_most_as_often_as_its_rule_allows(screen: Screen) -> None:
    text = carried("听说有七成小区已经装好。" * 6, ask=False)
    assert len([finding for finding in screen(text) if finding.check == "unverifiable_data"]) == 2


def test_a_proposal_that_stops_at_the_causes_is_told(screen: Screen) -> None:
    """Whatever the causes are called: what stands under their heading is no suggestion."""
    (file,) = (ROOT / "corpora" / "sample").glob("020*")
    assert {"missing_part", "no_suggestion"} <= keys(screen(read_file(file).text))


def test_suggestions_with_a_preface_are_softly_told_to_lack_a_problem(screen: Screen) -> None:
    asks = """关于增设河滩停车场的提案
闲话少说，我想了这么几条，把思路写在前头：车位放在河滩，钱由几家凑，管理交给村里。
第一条，选地。由县水利局划河滩六亩，离堤脚二十米以外，汛期清空。
第二条，铺砖。由县城管局铺植草砖，划车位一百二十个，不浇水泥。
第三条，收费。由县发改局定价，半小时内不收，一天最多收十元。
第四条，管理。由村委会雇四个人看管，收入七成留村，账目每季度公布。"""
    found = [f for f in screen(asks) if f.check == "missing_part"]
    assert [f.severity for f in found] == [Severity.SOFT] and "问题分析" in found[0].message
    told = asks.replace("闲话少说", "赶集的日子车子堵在桥上，救护车过不去，去年误了两个病人。闲话少说")
    assert "missing_part" not in keys(screen(told))


def test_a_proposal_is_judged_against_its_own_year(screen: Screen) -> None:
    text = carried("力争到2020年底全市覆盖率达到90%，实现全覆盖。", ask=True)
    assert "out_of_date" in keys(screen(text))
    assert "out_of_date" not in keys(screen(text, year="2019"))


def test_a_share_of_what_the_text_counts_is_no_hearsay(screen: Screen) -> None:
    told = (f"来过的{count}人，占50%，剩下的想必都嫌远。" for count in (47, 41))  # of the 94 asked
    assert ["unverifiable_data" in keys(screen(carried(said, ask=False))) for said in told] == [False, True]


def test_a_figure_after_a_semicolon_is_of_the_source_before_it(screen: Screen) -> None:
    told = "{}，38所学校中有33所提供午休服务，共2.14万人；能躺下睡的有7所，想必刚好两成，其余八成仍是趴着睡。"
    sources = ("据区教育局今年春季统计", "听跑学校的人说")
    assert ["unverifiable_data" in keys(screen(carried(told.format(s), ask=False))) for s in sources] == [False, True]


def test_a_case_that_is_settled_is_no_open_one(screen: Screen) -> None:
    told = "有个小区的业主为选审价机构把业委会告上法庭，案子{}，电梯为此多停了两个月。"
    ends = ("去年已调解结案", "至今没有判决，盼法院尽快判决")
    assert ["litigation" in keys(screen(carried(told.format(end), ask=False))) for end in ends] == [False, True]


def test_what_was_once_aimed_at_is_history_where_nothing_is_asked(screen: Screen) -> None:
    aim = "2021年，市里提出到2024年社区食堂覆盖率达到58%的目标。"
    assert "out_of_date" not in keys(screen(carried(aim, ask=False)))


def test_years_told_of_before_the_suggestions_are_rarely_plans(screen: Screen) -> None:
    text = carried("大棚多建于2019年至2021年之间，若经营方式不变，此后几年将有过半老化。", ask=False)
    assert "out_of_date" not in keys(screen(text))


@pytest.mark.parametrize("asked", ["请市公安局每月到社区讲一次课。", "开通反诈专线。", "市公安局派民警进社区宣传。"])
def test_a_few_words_that_say_what_to_do_are_a_suggestion(screen: Screen, asked: str) -> None:
    assert "no_suggestion" not in keys(screen(_ending(asked)))


@pytest.mark.parametrize("asked", ["请有关部门高度重视。", "加大力度。", "略。"])
def test_a_few_words_that_say_nothing_are_none(screen: Screen, asked: str) -> None:
    assert "no_suggestion" in keys(screen(_ending(asked)))


def _ending(asked: str) -> str:
    head, _, _ = PLAIN.partition("三、")
    return f"{head}三、具体建议\n{asked}\n"


@pytest.mark.parametrize(
    "title",
    ["关于整治河道非法采砂、完善社区食堂运营机制的建议", "关于完善社区食堂运营机制和整治河道非法采砂的建议"],
)
def test_the_lesser_half_of_a_title_is_named(screen: Screen, title: str) -> None:
    _, _, body = PLAIN.partition("\n")
    aside = "（三）河道采砂没人管。河道里夜间仍有采砂船，采砂坑深浅不一。河段护岸被掏空两处。\n三、具体建议"
    text = f"{title}\n{body.replace('三、具体建议', aside)}（三）由市水利局查处河道采砂，修复护岸。\n"
    halves = [finding.message for finding in screen(text) if "标题中的" in finding.message]
    assert len(halves) == 1 and "采砂" in halves[0]


@pytest.mark.parametrize("title", ["高标准农田建好之后：谁来管那条渠", "等我们老了，他怎么办"])
def test_a_newspaper_title_that_asks_is_no_appeal(screen: Screen, title: str) -> None:
    _, _, body = PLAIN.partition("\n")
    assert "title_form" not in keys(screen(f"{title}\n{body}"))


def test_place_and_level_are_read_from_the_text_where_the_office_has_not_set_them(screen: Screen) -> None:
    unset = Settings(today=date(2026, 3, 1))
    foreign = carried("由苏州市民政局负责验收。", ask=True)
    assert "foreign_place" not in keys(screen(foreign, unset))
    named = foreign.replace("我市自", "我市（南通市）自").replace("访谈老人", "南通市民政局陪同，在南通市访谈老人")
    assert "foreign_place" in keys(screen(named, unset))
    assert "beyond_authority" in keys(screen(carried("把个人所得税起征点提高到一万元。", ask=True), unset))


def test_a_request_at_the_end_of_a_problem_may_be_beyond_the_office(screen: Screen) -> None:
    """A member who asks beside each problem, and again at the end, asks in both places; what is told of others not."""
    assert "beyond_authority" in keys(
        screen(carried("建议修改《中华人民共和国社会保险法》第二十九条，统一提高比例。", ask=False))
    )
    assert "beyond_authority" not in keys(
        screen(carried("有代表建议修改《中华人民共和国社会保险法》，统一提高比例。", ask=False))
    )


def test_a_national_office_may_ask_for_national_changes(screen: Screen) -> None:
    text = carried("把个人所得税起征点提高到一万元。", ask=True)
    assert "beyond_authority" not in keys(screen(text, replace(OFFICE, level="国家", place="")))


def test_a_list_of_bodies_is_told_to_hold_at_least_those_that_are_known(screen: Screen) -> None:
    """Not every body of a list is known by its name: 列了5家 of seven is wrong, 至少列了5家 is true."""
    bodies = "市公安局交管局、市市场监管局、市应急管理局、市消防救援支队、区城管局、区住建局、各街道"
    (finding,) = screen(carried(f"建议{bodies}共同开展食堂用气安全专项整治。", ask=True))
    assert finding.check == "no_responsible_body" and "一条建议至少列了5家单位，没有写明谁牵头" in finding.message


def test_the_office_sets_the_limits(screen: Screen) -> None:
    tight = replace(OFFICE, length_limit=200, title_limit=8)
    assert keys(screen(PLAIN, tight)) == {"too_long", "title_form"}


@pytest.mark.parametrize("text", ["无", "标题\n。", "标题\n" + "（" * 2000, "标题\n" + "的" * 20000, "标题\n1." * 300])
def test_no_text_breaks_a_check(screen: Screen, text: str) -> None:
    screen(text + "\n正文。")


def test_an_office_may_take_checks_out_but_not_add_any(tmp_path: Path) -> None:
    rules = tmp_path / "checks.toml"
    row = '[[check]]\nkey = "{}"\nname = "x"\nseverity = "soft"\nmessage = "x"\nbasis = "x"\n'
    rules.write_text(row.format("too_long"), encoding="utf-8")
    Screener(replace(OFFICE, rules_dir=tmp_path))
    rules.write_text(row.format("my_own"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="my_own"):
        Screener(Settings(rules_dir=_fresh(tmp_path, rules)))


@pytest.mark.parametrize("damage", ['severity = "loud"', "patterns = { a = '(' }"])
def test_a_damaged_rule_is_named(tmp_path: Path, damage: str) -> None:
    row = f'[[check]]\nkey = "too_long"\nname = "x"\nseverity = "soft"\nmessage = "x"\nbasis = "x"\n{damage}\n'
    row = row.replace('severity = "soft"\n', "") if "severity" in damage else row
    (tmp_path / "checks.toml").write_text(row, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="too_long"):
        Screener(Settings(rules_dir=tmp_path))


def _fresh(folder: Path, rules: Path) -> Path:
    """Another folder with the same rules, since rule files are read once a folder."""
    other = folder / "other"
    other.mkdir()
    (other / rules.name).write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")
    return other
