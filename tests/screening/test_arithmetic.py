"""Figures that contradict each other are noticed; figures that come out, or that need not, are let be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.screening.arithmetic import quantities, wrong_change, wrong_share, wrong_sum
from analyzer.screening.rule import load_checks

RULE = next(rule for rule in load_checks() if rule.key == "unverifiable_data")
OVER = RULE.numbers["over"]


@pytest.mark.parametrize(
    "said",
    [
        "容量由2023年底的240万千瓦增加到2025年底的300万千瓦，两年增长30%。",
        "2025年伤亡事故1386起，2024年是1155起，增长了31%。",
        "签约率2024年为44%，2025年为52%，一年提高了8%。",
        "客流由3.2增至4.5亿人次，增长10%。",
    ],
)
def test_rate_that_the_two_values_do_not_give(said: str) -> None:
    assert wrong_change(said, RULE.patterns)


@pytest.mark.parametrize(
    "said",
    [
        "容量由2023年底的240万千瓦增加到2025年底的300万千瓦，两年增长25%。",
        "2025年事故1386起，2024年是1155起，增长了20%。",
        "签约率2024年为44%，2025年为52%，一年提高了8个百分点。",
        "用户由12万户增加到近16万户，增长一成多，投诉下降9%。",  # a hedged value tells nothing
        "学校64所、医院31家，经费增长30%。",  # no series
        "产值由100亿元增加到144亿元，年均增长20%。",
        "学校由120所增加到150所，在校生增长40%。",  # of another thing
        "产值由100亿元增加到120亿元，占比降为30%。",  # a level, no change
        "经费由100万元增加到136万元，增长超过30%。",
    ],
)
def test_rate_that_comes_out_or_cannot_be_told(said: str) -> None:
    assert not wrong_change(said, RULE.patterns)


@given(st.integers(100, 9000), st.integers(-60, 160))
def test_true_rates_are_never_doubted(old: int, percent: int) -> None:
    new = round(old * (1 + percent / 100))
    rate = 100 * (new - old) / old
    verb = "增长" if rate >= 0 else "下降"
    said = f"投诉量由2024年的{old}件变为2025年的{new}件，{verb}{abs(rate):.1f}%。"
    assert not wrong_change(said, RULE.patterns)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", "历史建筑86处，其中公有产权41处、集体产权19处、私人产权31处。"),
        ("全县村卫生室120个。", "其中砖混结构58个、土木结构32个、其他40个。"),
        ("", "120位老人里，说饭菜好的50位、说一般的60位、没表态的40位，全部都问到了。"),
        ("", "来电中投诉占45%、咨询占38%、求助占27%。"),
    ],
)
def test_parts_that_do_not_make_up_the_whole(before: str, said: str) -> None:
    assert wrong_sum(before, said, RULE.patterns, OVER)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", "历史建筑91处，其中公有产权41处、集体产权19处、私人产权31处。"),
        ("", "全市桥梁2317座，其中三类桥268座、四类桥19座。"),  # not said to be all
        ("", "46所学校中，设卫生室的31所，配校医的6所，其余由老师兼任。"),  # what is left has no number
        ("", "在校生2300人，其中住校1200人、留守儿童800人、单亲家庭600人。"),  # may overlap
        ("", "发病率为304.96/10万，死亡率达201.72/10万，占全部死亡人数的三分之一。"),
        ("", "案件34件，其中发出建议31件、起诉3件，3件均已审结。"),  # one number spoken of twice
        ("", "持证儿童1126名，其中六岁以下412名，七到十四岁581名，其余为15岁以上。"),
        ("", "把143个小区排定计划，2025年完成其中48个，2026年再完成50个，到2027年全部改完。"),
        ("", "养老机构120家，其中公办45家、民办30家，均已通过验收。"),
        ("", "一年检查43次，其中市场监管12次、应急9次、环保7次、消防6次，有11次查的是同一本账。"),  # of another count
        ("", "收治137人，其中坠落伤89人，触电伤17人，其他31人；死亡的11人。"),  # told behind all the parts
        ("", "场所63处，其中木结构的27处，超龄的15处，佛寺8处、道观4处、教堂3处。"),  # the last three are one of them
        ("", "夜班6个以下的占19%；7到9个的占34%；10个以上的占53%。"),  # each of its own whole
    ],
)
def test_parts_that_come_out_or_need_not(before: str, said: str) -> None:
    assert not wrong_sum(before, said, RULE.patterns, OVER)


def test_share_is_compared_with_the_whole_named_before() -> None:
    assert wrong_share("", "64所高中里，36所配有专职教师，占比达到71%。", RULE.patterns)
    assert not wrong_share("", "64所高中里，36所配有专职教师，占比达到56%。", RULE.patterns)


@given(st.text(alphabet="由增长2019年.,百万亿%人次，；其中占0123456789多近/", max_size=60))
def test_any_string_is_read_without_failing(said: str) -> None:
    for quantity in quantities(said):
        assert said[quantity.start : quantity.end].startswith(quantity.number[:1])
    wrong_change(said, RULE.patterns)
    wrong_share(said, said, RULE.patterns)
    wrong_sum(said, said, RULE.patterns, OVER)
