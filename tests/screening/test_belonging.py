"""A suggestion on another matter stands apart; those on the matter do not, and without a model nothing does."""

from __future__ import annotations

from analyzer.annotation.annotate import Annotator
from analyzer.parsing import parse
from analyzer.reading import read_text
from analyzer.screening.draft import Draft
from analyzer.screening.rule import load_asking
from analyzer.screening.sense import Sense, shipped_sense
from analyzer.settings import Settings

TEXT = """关于健全独居老人探访制度的建议
一、背景情况
去年9月，我们走访了9个社区，访谈老人和社区干部71人，发现上门探访做得不够细。
二、问题分析
（一）探访没有固定的人。6个社区由网格员兼职，一人要看望八十多位老人，两周才轮到一次。
三、具体建议
（一）由市民政局会同街道设立探访员岗位，每人负责40户老人，每周上门探访一次。
（二）由市交通运输局在城南修建三座跨河大桥，拓宽省道，增设货车称重检测站。
"""


def _apart(annotator: Annotator, sense: Sense | None) -> list[bool]:
    annotated = annotator.annotate([parse(read_text(TEXT, id="a", file="a"))])[0]
    draft = Draft(annotated, Settings("市"), {}, {}, load_asking(), sense)
    return [draft.apart(item, 0.0) >= 0.0 for item in annotated.proposal.suggestions]


def test_a_suggestion_on_another_matter_stands_apart(annotator: Annotator) -> None:
    assert _apart(annotator, shipped_sense()) == [False, True]


def test_nothing_stands_apart_where_nothing_is_known_of_meaning(annotator: Annotator) -> None:
    assert _apart(annotator, None) == [False, False]
