"""What asks for the opposite is told from what asks for the same, and from what is about something else."""

import dataclasses

import pytest

from analyzer.assessment import Relation
from analyzer.duplicates import compare
from analyzer.duplicates.opposites import opposed_asks
from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules

REASONS = "背景情况：\n这件事我市群众议论较多。\n问题分析：\n现在的办法不能适应各方面的需要。\n具体建议：\n"
ALIKE = 0.55


@pytest.fixture
def asking(make):
    def of(asks, title="关于这件事的建议"):
        return make("one", title, REASONS + asks)

    return of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("由市教育局取消小学期末统一考试。", "由市教育局保留小学期末统一考试。"),
        ("由市公安局限制电动自行车通行。", "由市公安局取消电动自行车限行。"),
        ("由市公安局限制电动自行车在主城区通行。", "由市公安局解除对主城区电动自行车的限行。"),
        ("由市交通局增加夜间公交班次。", "由市交通局减少夜间公交班次。"),
        ("将路内停车收费标准提高到每小时10元。", "将路内停车收费标准降低到每小时2元。"),
        ("由市卫健委合并相邻乡镇卫生院。", "由市卫健委分设相邻乡镇卫生院。"),
        ("周末地铁运营时间延长一小时。", "周末地铁运营时间缩短两小时。"),
        ("设立城市管理委员会。", "撤销城市管理委员会。"),
        ("保留学生不足50人的农村小学。", "逐步撤并农村小学。"),
        ("公办幼儿园收取延时服务费。", "公办幼儿园不得收取延时服务费。"),
        ("将晚市取消、早市保留。", "将晚市保留、早市保留。"),
    ],
)
def test_opposite_verbs_about_one_object_are_opposed(asking, one, other):
    a, b = asking(one), asking(other)
    assert opposed_asks(a, b, ALIKE)
    assert [found.turned() for found in opposed_asks(a, b, ALIKE)] == list(opposed_asks(b, a, ALIKE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("取消甲类收费，保留乙类收费。", "保留乙类收费，取消甲类收费。"),  # both verbs in one text, about two objects
        ("减少工业排放。", "增加城市绿化。"),
        ("取消小学期末统一考试。", "保留初中期末统一考试。"),
        ("增加公交班次。", "减少公交班次间隔。"),
        ("在老城区增加停车泊位。", "在新城区减少停车泊位。"),
        ("取消不合理收费。", "保留合理收费。"),
        ("缩小城区、乡镇差距。", "扩大城区、街道绿地。"),
        ("保留小学期末统一考试。", "不得随意取消小学期末统一考试。"),  # the same in other words
        ("禁止收取择校费。", "不得收取择校费。"),
        ("保留期末考试。", "研究是否取消期末考试。"),  # nobody asks for it yet,
        ("保留期末考试。", "外市取消了期末考试，可以借鉴。"),  # or it is told
        ("工作日增加公交班次，平时减少公交班次。", "减少公交班次。"),  # one side wants both
    ],
)
def test_other_objects_and_what_is_not_asked_are_not_opposed(asking, one, other):
    assert opposed_asks(asking(one), asking(other), -1.0) == ()


def test_a_problem_is_no_ask(make):
    text = "背景情况：\n{}\n具体建议：\n由市教育局加强学情监测，每学期公布一次结果。"
    one = make("one", "关于考试", text.format("有的学校取消小学期末统一考试。"))
    other = make("other", "关于考试", text.format("有的学校保留小学期末统一考试。"))
    assert opposed_asks(one, other, -1.0) == ()


def test_suggestions_on_other_matters_are_not_opposed(asking):
    """The same words in passing, in suggestions that are not alike."""
    one, other = asking("由市教育局取消小学期末统一考试。"), asking("由市教育局保留小学期末统一考试。")
    far = dataclasses.replace(other, vectors=-other.vectors)
    assert opposed_asks(one, far, ALIKE) == ()


def test_a_pair_of_opposite_asks_is_one_topic_and_never_a_merge(asking):
    """Alike but for one verb: once called a copy, with 并案 advised at 99 %."""
    one = asking("由市教育局取消小学期末统一考试。", "关于取消小学期末考试的建议")
    other = asking("由市教育局保留小学期末统一考试。", "关于保留小学期末考试的建议")
    pair = compare(one, other)
    assert (pair.relation, pair.merge, pair.asks) == (Relation.SAME_TOPIC, False, ())
    assert pair.probability < load_rules("duplicates")["pairs"]["merge"]
    assert "建议相反：前者“由市教育局取消小学期末统一考试”，后者“由市教育局保留小学期末统一考试”" in pair.reason
    assert "前者“由市教育局保留" in compare(other, one).reason


def test_a_faulty_rule_file_is_named(tmp_path, asking):
    (tmp_path / "opposites.toml").write_text("clause = '('\n", encoding="utf-8")
    one = asking("取消期末考试。")
    with pytest.raises(ConfigurationError, match=r"opposites\.toml"):
        opposed_asks(one, one, ALIKE, tmp_path)
