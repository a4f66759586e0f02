"""Topics as a person reads them: years, sectors, repeats, how earlier ones were handled; and as a table."""

import pytest

from analyzer.assessment import Raised, Topic
from analyzer.reporting.topics import topic_rows, topics_text

TOPIC = Topic(
    "T001",
    "盲道",
    ("盲道", "共享单车"),
    (
        Raised(
            "0007", "关于清理盲道的建议", "林知远", "特邀界", "城建", 2024, True, True, "立案", "B", "已纳入更新计划"
        ),
        Raised("0103", "关于整治盲道断头的提案", "林知远", "特邀界", "城建", 2025, False, True),
    ),
)
ALONE = (Raised("0104", "关于培育预制菜产业的提案", None, None, None, 2025),)


SAID = (
    "3 件提案（2024–2025 年），其中档案 1 件：1 个题目有两件以上，另有 1 件",
    "T001  盲道（盲道、共享单车）",
    "2024 年 1 件、2025 年 1 件，最长连续 2 年；2 件与他件重复（100%）",
    "界别：特邀界 2",
    "以往办理：处理 立案 1；办理标记 B 1",
    "答复：已纳入更新计划",
    "按年度看重复",
    "建议人工核查",
)


@pytest.mark.parametrize("words", SAID)
def test_text_says_since_when_by_whom_and_how_it_was_handled(words):
    assert words in topics_text([TOPIC], ALONE, width=120)


def test_what_has_no_year_is_told_by_its_session():
    one = Raised("0007", "关于清理盲道的建议", None, None, None, None, session="十三届三次")
    told = topics_text([Topic("T001", "盲道", (), (one, TOPIC.members[1]))], (), width=120)
    assert "2025 年 1 件、十三届三次 1 件；" in told and "关于清理盲道的建议（十三届三次）" in told


def test_text_of_nothing_is_a_sentence():
    assert topics_text([], []).startswith("0 件提案：0 个题目")


def test_rows_have_a_cell_for_every_column():
    header, *rows = topic_rows([TOPIC], ALONE)
    assert {len(row) for row in rows} == {len(header)} and len(rows) == 3
    first, _, last = (dict(zip(header, row, strict=True)) for row in rows)
    assert (first["题目"], first["首次年度"], first["来自档案"], first["办理标记"]) == ("盲道", 2024, "是", "B")
    assert (last["题目"], last["案号"], last["提案人"]) == ("", "0104", "")
