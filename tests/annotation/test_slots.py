"""Slots: what is looked for only near certain words is all that a search of the whole text would find."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.annotation.model import SlotKind
from analyzer.annotation.slots import SlotFinder, slot_finder
from analyzer.errors import ConfigurationError
from analyzer.proposal import Document
from analyzer.reading import read_paths
from analyzer.rules import load_rules

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"
TEXTS = [document.text for document in read_paths([SAMPLE]) if isinstance(document, Document)]
PATTERNS = [row for table in load_rules("slots").values() for row in table.get("patterns", [])]


def finder(tmp_path, patterns):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "slots.toml").write_text(f"[law]\npatterns = [{', '.join(patterns)}]\n", encoding="utf-8")
    return SlotFinder(tmp_path)


@pytest.mark.parametrize("row", [row for row in PATTERNS if isinstance(row, dict)], ids=lambda row: row["near"][0])
def test_near_its_words_a_pattern_finds_what_it_finds_anywhere(row, tmp_path):
    pattern = f"{{ find = '{row['find']}', near = {row['near']}, within = {row['within']} }}"
    near, anywhere = (finder(tmp_path / name, [one]) for name, one in (("near", pattern), ("any", f"'{row['find']}'")))
    for text in TEXTS:
        assert near.find(text) == anywhere.find(text)


def test_the_longer_of_two_overlapping_slots_of_a_kind_stays():
    (figure,) = (slot for slot in slot_finder().find("下降了12.5个百分点") if slot.kind is SlotKind.FIGURE)
    assert (figure.start, figure.end) == (0, 11)


def test_a_pattern_that_is_none_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"slots\.toml"):
        finder(tmp_path, ["'('"])


@pytest.mark.parametrize(
    ("text", "assigned"),
    [
        ("由市住建局牵头，会同消防救援支队完成排查。", "市住建局"),
        ("教育部门应当把课后服务纳入考核。", "教育部门"),
        ("建议省财政厅每年安排专项资金。", "省财政厅"),
        ("（一）省住建厅牵头，编制余热利用规划。", "省住建厅"),
        ("由省交通运输厅牵头推行公路灾损保险。", "省交通运输厅"),
        ("县公安局为骑手购买反光背心。", "公安局"),
        ("县教育局2024年摸底，有142套平房。", None),
        ("县教育局的台账不全。", None),
        ("由于市住建局没有经费，工程停了。", None),
        ("探索与金融机构、法院共用信用数据。", None),
        ("在学校门口设置接送区。", None),
        ("有关部门应尽快出台细则。", None),
        ("建议教育行政主管部门对使用情况单独考核。", "主管部门"),
        ("费用由政府、教育行政主管部门、学校三方筹集。", "主管部门"),
    ],
)
def test_a_body_that_is_only_mentioned_is_not_told_to_act(text, assigned):
    found = [text[slot.start : slot.end] for slot in slot_finder().find(text) if slot.kind is SlotKind.ASSIGNED]
    assert len(found) == (assigned is not None)
    assert all(body.endswith(assigned or "") for body in found)


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("尽快出台办法，方便居民建言，做好工作协调。", []),
        ("请民建、民盟参与督办。", ["民建", "民盟"]),
        ("台办牵头", ["台办"]),
    ],
)
def test_a_short_name_between_two_words_is_none(text, actors):
    found = [text[slot.start : slot.end] for slot in slot_finder().find(text) if slot.kind is SlotKind.ACTOR]
    assert [name for name in found if len(name) == 2] == actors


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (SlotKind.SAMPLE, "受访的1023名患者中有六成不知道可以授权。", "受访的1023名"),
        (SlotKind.SAMPLE, "共有512名家长参与问卷。", "512名家长参与问卷"),
        (SlotKind.SAMPLE, "市妇联对5个街道的412个家庭做了问卷。", "对5个街道的412个家庭做了问卷"),
        (SlotKind.SAMPLE, "据民盟市委对6个乡镇48个村的调研，管网不配套。", "对6个乡镇48个村的调研"),
        (SlotKind.SAMPLE, "对全市48个村给予补助，并开展宣传。", None),
        (SlotKind.SAMPLE, "全市现有1023名护士。", None),
        (SlotKind.VAGUE_ACTOR, "建议各级相关部门加大宣传力度。", "各级相关部门"),
        (SlotKind.VAGUE_ACTOR, "建议商务部门公布名单。", None),
        (SlotKind.STAGE, "先在两所学校试点，管用再推开。", "先在两所学校试点，管用再"),
        (SlotKind.STAGE, "根据需要逐步扩展到一般的公共场所。", "逐步扩展"),
        (SlotKind.STAGE, "2024年完成试点，运行正常。", None),
        (SlotKind.SOURCE, "去年12345热线接到投诉1000余件。", "12345热线接到"),
        (SlotKind.SOURCE, "12345热线还没有接到投诉。", None),
    ],
)
def test_samples_stages_and_nobody_in_particular_are_told_from_their_like(kind, text, found):
    slots = [text[slot.start : slot.end] for slot in slot_finder().find(text) if slot.kind is kind]
    assert slots == ([found] if found else [])


def test_an_office_may_name_bodies_of_its_own(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "departments.toml").write_text('words = ["滩涂养护站"]\n', encoding="utf-8")
    text = "由滩涂养护站巡查。"
    own, shipped = ({text[s.start : s.end] for s in slot_finder(where).find(text)} for where in (tmp_path, None))
    assert "滩涂养护站" in own - shipped


def test_a_kind_that_is_no_table_is_told(tmp_path):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "slots.toml").write_text("[law]\npatterns = 5\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"slots\.toml：规则文件里有的值类型不对"):
        slot_finder(tmp_path)
