"""Sentence cutting: where a sentence ends in official prose, and that nothing of the text is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.sentences import split_sentences

ALPHABET = "停车难的是一二三四1239.．、，。；：！？…“”（）()【】《》*# \n\t\xa0\u3000aZ问题建议"


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in split_sentences(text)]


def headings(text: str) -> list[str]:
    return [text[start:end].strip() for start, end, heading in split_sentences(text) if heading]


@given(st.text(ALPHABET, max_size=120) | st.text(max_size=60))
def test_spans_tile_any_text(text):
    spans = split_sentences(text)
    assert "".join(text[start:end] for start, end, _ in spans) == text
    assert all(start < end for start, end, _ in spans)
    assert all(left[1] == right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“停车难。”我们同意。", ["他说：“停车难。”", "我们同意。"]),
        ("要问“为什么？”的问题。好。", ["要问“为什么？”的问题。", "好。"]),
        ("（见附件。共三页。）下文再说。", ["（见附件。共三页。）下文再说。"]),
        ("《谁来养老？》一书。好。", ["《谁来养老？》一书。", "好。"]),
    ],
)
def test_quotes_and_brackets_stay_with_their_sentence(text, expected):
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "全市泊位1.5万个，缺口3.2%。",
        "新规（2019年1月）已经施行。",
        "居民等等……都有意见。",
        "甲公司Co. 中国区参与共建。",
        "一、二、三产业要融合。",
        "详见https://example.cn/?id=3一页。",
    ],
)
def test_one_sentence_stays_one(text):
    assert pieces(text) == [text]


def test_semicolon_cuts_only_between_long_clauses():
    short = "一是缺钱；二是缺人；三是缺地。"
    long = "市教育局应当在两年之内新建三所公办幼儿园；市财政局每年安排专项资金用于教师培训。"
    assert pieces(short) == [short]
    assert len(pieces(long)) == 2


def test_line_break_ends_a_sentence_and_space_stays_before():
    assert pieces("第一行\n\n　　第二行。 第三句。") == ["第一行\n\n　　", "第二行。 ", "第三句。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、建议：\n（一）完善平台", ["一、建议：", "（一）完善平台"]),
        ("意见不一。问题分析：     由此可见，投入不足。", ["问题分析："]),
        ("意见不一。问题分析：由此可见，投入不足。", ["问题分析："]),
        ("已有平台。（二）线下：完善网点，方便居民。", ["（二）线下："]),
        ("做法如下。1.规划滞后。泊位少，车辆多。①管理粗放。", ["1.规划滞后。"]),
        ("【问题分析】当前泊位不足，居民不便。", ["【问题分析】"]),
        ("近年来，泊位紧张，问题分析：并不容易。", []),
    ],
)
def test_headings_and_numbered_leads_are_found(text, expected):
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建议：\n1.公开收费清单。\n2.由市住建局牵头，月底前整改到位。\n3.增设热线。", ["建议："]),
        ("建议：（一）公开清单。（二）增设热线。", ["建议："]),
        ("建议：\n1.在站前广场增设二十个限时车位\n2.公开收费清单，接受居民监督\n", ["建议："]),
        ("一、公开清单。\n1.写明项目。\n2.写明价格。\n二、增设热线。", ["一、公开清单。"]),
        ("1.公开清单。写明项目和价格。2.增设热线。全天有人接听。", ["1.公开清单。", "2.增设热线。"]),
        ("1.由市住建局公开清单。写明项目。2.增设30处车位。限时。", []),
        ("1.公开清单。\n2.增设热线。\n以上建议，请研究。", []),
        ("一、基本情况\n二、存在问题\n三、建议", ["一、基本情况", "二、存在问题", "三、建议"]),
        ("二、公开清单。\n三、具体建议\n1.增设热线。", ["三、具体建议"]),
    ],
)
def test_an_item_of_one_sentence_is_no_heading(text, expected):
    assert headings(text) == expected


def test_wrapped_line_is_no_heading():
    assert headings("本次走访了三十家企业。现行补贴按投资额的两成给\n予，起点过高。") == []


def test_numbered_lead_after_colon_starts_its_own_sentence():
    assert pieces("具体建议：1、加强管理。2、完善制度。") == ["具体建议：", "1、加强管理。", "2、完善制度。"]


def test_empty_text_has_no_sentences():
    assert split_sentences("") == []


def test_endless_labels_do_not_exhaust_the_stack():
    assert len(pieces("建议：" * 5000)) == 5000
