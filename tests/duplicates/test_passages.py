from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.duplicates.passages import letters, overlap, rolling, wording

RUN, SHORTEST, GAP = 8, 13, 8


def shared(a: str, b: str, common=None):
    return overlap(wording(a, RUN, common), wording(b, RUN, common), SHORTEST, GAP)


def test_a_passage_is_found_across_punctuation_and_line_breaks():
    a = "前面。市住建局牵头制定两年建设计划，新增端口八万个。"
    found = shared(a, "另外\n市住建局牵头，制定两年建设计划;新增端口八万个")
    (passage,) = found.passages
    assert passage.start == 3
    assert passage.end == len(a) - 1


def test_quotations_document_names_and_boilerplate_make_no_passage():
    """Two proposals that quote one plan, or open with the same set phrases, share no wording of their own."""
    for text in (
        "根据《关于推进城市安全发展的意见及实施方案的若干规定》，",
        "强调“必须把保障人民群众生命财产安全放在更加突出的位置”，",
        "以习近平新时代中国特色社会主义思想为指导，深入贯彻落实党的二十大精神，",
    ):
        assert shared(f"一是这样。{text}甲", f"乙。{text}二是那样").passages == ()


def test_wording_common_in_the_batch_makes_no_passage():
    text = "我们在全市范围内开展了为期三个月的专题调研活动"
    common = np.unique(rolling(letters(text)[0], RUN))
    assert shared(f"甲{text}乙", f"丙{text}丁").passages
    assert shared(f"甲{text}乙", f"丙{text}丁", common).passages == ()


def test_passages_a_few_letters_apart_are_one():
    a = "登记电动自行车一万一千三百辆集中充电端口只有一千四百八十个平均七辆车共用"
    b = a.replace("集中", "统一的")
    (passage,) = shared(a, b).passages
    assert (passage.start, passage.end, passage.other_end) == (0, len(a), len(b))


def test_each_letter_belongs_to_one_passage():
    """A sentence that one text has twice and the other once counts once in the other."""
    sentence = "由市财政局安排专项资金用于老旧小区改造"
    found = shared(sentence * 2, f"{sentence}之外没有别的话了")
    assert len(found.passages) == 1
    assert found.covered_a.sum() == len(sentence)


def test_text_that_repeats_itself_costs_no_more():
    start = time.perf_counter()
    shared("建议加强管理和监督" * 3000, "建议加强管理和监督" * 3000)
    shared("哈" * 20000, "哈" * 20000)
    assert time.perf_counter() - start < 3


texts = st.text(alphabet="甲乙丙丁，。《》“” aA1", max_size=80)


@given(texts, texts)
def test_passages_are_the_same_letters_on_both_sides(a, b):
    """Whatever the texts, a passage begins and ends with the same letter on both sides and lies inside them."""
    for passage in shared(a, b).passages:
        one, two = a[passage.start : passage.end], b[passage.other_start : passage.other_end]
        assert one and two
        assert one[0].lower() == two[0].lower()
        assert one[-1].lower() == two[-1].lower()
