"""The workbook opens, is sorted by what needs attention, links both ways and never runs a formula."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from analyzer.reporting.excel import workbook
from tests.reporting.factories import FakeSession, archived_session, assessment, proposal, session

SHEETS = ["总览", "质量评分", "审查提示", "疑似重复", "并案建议组", "待补充", "运行信息"]


def rows_of(data, name):
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python()


def xml_of(data, number):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")


def test_every_sheet_has_a_frozen_header_a_filter_and_a4_landscape_pages():
    data = workbook(session())
    assert CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names == SHEETS
    for number in range(1, len(SHEETS) + 1):
        xml = xml_of(data, number)
        for mark in ('state="frozen"', "<autoFilter", 'paperSize="9"', 'orientation="landscape"'):
            assert mark in xml


def test_the_overview_puts_hard_findings_before_merges_before_low_scores():
    quiet = assessment(proposal("quiet"), total=90, hard=False)
    low = assessment(proposal("low"), total=30, hard=False)
    hard = assessment(proposal("hard"), total=95)
    made = session(2)
    merging = replace(made.assessments[1], findings=(), quality=quiet.quality)
    data = workbook(FakeSession((quiet, low, merging, hard)))
    assert [row[1] for row in rows_of(data, "总览")[1:]] == ["hard", "0002", "low", "quiet"]
    assert rows_of(data, "总览")[1][3] == "结构不完整"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "http://example.com", "\t=1"])
def test_text_of_a_proposal_never_becomes_a_formula_or_a_link(text):
    made = replace(proposal(), title=text, proposer=text)
    data = workbook(FakeSession((assessment(made),)))
    for number in range(1, len(SHEETS) + 1):
        assert "<f>" not in xml_of(data, number)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not any("example.com" in package.read(n).decode() for n in package.namelist() if n.endswith(".rels"))
    assert rows_of(data, "总览")[1][2].strip() == text.strip()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)"])
def test_text_like_a_formula_stays_text_when_a_person_edits_it(text):
    """Excel reads anew what is entered; only the mark of a text keeps it from being a formula then, in links too."""
    data = workbook(FakeSession((assessment(replace(proposal(text), title=text)),)))
    with zipfile.ZipFile(BytesIO(data)) as package:
        formats = re.findall(r"<xf [^>]*>", package.read("xl/styles.xml").decode().partition("<cellXfs")[2])
    for number, cells in ((1, ("B2", "C2")), (2, ("A2", "B2"))):
        for cell in cells:
            style = re.search(rf'<c r="{cell}" s="(\d+)"', xml_of(data, number))
            assert 'quotePrefix="1"' in formats[int(style[1])]


@pytest.mark.parametrize("character", ["字", "𠀀"])
def test_what_a_cell_cannot_hold_is_cut_and_says_so(character):
    """Excel counts in UTF-16, and calls a file with one longer cell damaged."""
    made = replace(proposal(), title=character * 40_000)
    text = rows_of(workbook(FakeSession((assessment(made),))), "总览")[1][2]
    assert len(text.encode("utf-16-le")) // 2 <= 32_767 and text.endswith(f"{character}……（单元格放不下，以下从略）")


def test_rows_and_headers_are_as_high_as_their_text():
    """Not every program finds the height out, and what is cut off is not read."""
    short, long = (replace(assessment(proposal(id)), findings=()) for id in ("0001", "0002"))
    long = replace(long, proposal=replace(long.proposal, title="长" * 63))
    heights = dict(re.findall(r'<row r="(\d+)"[^>]*? ht="([\d.]+)"', xml_of(workbook(FakeSession((short, long))), 1)))
    rows = [row[1] for row in rows_of(workbook(FakeSession((short, long))), "总览")]
    assert float(heights[str(rows.index("0002") + 1)]) == 3 * 16.5
    among = "同批 12,874 件和库中 112,874 件"
    told = replace(short, quality=replace(short.quality, percentile_among=among))
    (height,) = re.findall(r'<row r="1"[^>]*? ht="([\d.]+)"', xml_of(workbook(FakeSession((told,))), 2))
    assert float(height) >= 4 * 16.5


def test_a_wide_sheet_is_printed_on_two_pages_that_can_be_read():
    """Eighteen columns on one page were letters of four points; what names the row stands on both."""
    data = workbook(session())
    assert 'fitToWidth="2"' in xml_of(data, 1) and 'pageOrder="overThenDown"' in xml_of(data, 1)
    assert "fitToWidth" not in xml_of(data, 7) and "fitToWidth" not in xml_of(data, 6)
    with zipfile.ZipFile(BytesIO(data)) as package:
        book = package.read("xl/workbook.xml").decode()
    assert "总览!$A:$C,总览!$1:$1" in book.replace("'", "") and "运行信息!$1:$1" in book.replace("'", "")


def test_numbers_kept_as_text_are_no_errors_and_a_wrong_decision_is_told_in_chinese():
    xml = xml_of(workbook(session()), 1)
    assert '<ignoredError sqref="A2:R5" numberStoredAsText="1"/>' in xml
    assert "请从列表中选一项" in xml


def test_control_characters_and_half_surrogates_do_not_break_the_file():
    made = replace(proposal(), title="关于\x00\x0b\ud800测试")
    assert rows_of(workbook(FakeSession((assessment(made),))), "总览")[1][2] == "关于   测试"


def test_pairs_and_proposals_link_to_each_other():
    data = workbook(session())
    assert "'疑似重复'!A2" in xml_of(data, 1)
    assert "'总览'!A" in xml_of(data, 4) and "'总览'!A" in xml_of(data, 5)
    first = rows_of(data, "疑似重复")[1]
    assert first[5] == "同题同建议" and first[6] == 0.93 and "市住建局牵头" in first[13]


def test_scores_have_bars_and_decisions_a_list_to_choose_from():
    data = workbook(session())
    assert xml_of(data, 2).count('type="dataBar"') >= 8
    assert "退回修改" in xml_of(data, 1)


def test_skipped_files_and_the_scope_are_in_the_run_sheet():
    text = str(rows_of(workbook(session()), "运行信息"))
    assert "文件已损坏" in text and "未与外部网络比对" in text and "proposal-static-zh" in text


def test_an_empty_session_is_still_a_workbook():
    assert CalamineWorkbook.from_filelike(BytesIO(workbook(FakeSession()))).sheet_names == SHEETS


def test_a_session_of_hundreds_stays_a_small_file():
    made = session(400)
    data = workbook(made)
    assert len(data) < 1_000_000 and len(rows_of(data, "总览")) == 401


def test_what_the_archive_holds_has_a_sheet_with_how_it_was_handled():
    """A clerk sees which proposal was raised before, when, by whom, and what was answered."""
    data = workbook(archived_session())
    assert "库中相近" in CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names
    header, *rows = rows_of(data, "库中相近")
    (row,) = [dict(zip(header, row, strict=True)) for row in rows]
    assert row["编号"] == "0001" and row["曾提过"] == "曾提过" and row["关系"] == "同题同建议"
    told = [row[name] for name in ("库中案由", "库中案号", "年度", "届次", "提案人", "办理结果", "办理答复")]
    assert told == [proposal().title, "2021-88", 2021, "四届二次会议", "高怀德", "立案（B）", "已列入年度计划"]
    assert row["重复参考值"] == 0.93 and row["说明"]


def test_the_overview_names_archived_proposals_by_title_and_year():
    """Their numbers are not those of the proposals screened, and would be taken for them."""
    rows = {row[1]: dict(zip(rows_of(workbook(archived_session()), "总览")[0], row, strict=True))
            for row in rows_of(workbook(archived_session()), "总览")[1:]}  # fmt: skip
    assert rows["0001"]["相近提案"] == f"0002、《{proposal().title}》（库中，2021，四届二次会议）"
    assert rows["0001"]["需要关注"].endswith("可能与 1 件并案；库中曾提过 1 件；评分偏低")


def test_the_percentile_says_what_it_is_among():
    made = session(2)
    qualities = [replace(each.quality, percentile_among="同批 2 件和库中 14 件") for each in made.assessments]
    told = tuple(replace(each, quality=quality) for each, quality in zip(made.assessments, qualities, strict=True))
    assert "高于同批 2 件和库中 14 件（%）" in rows_of(workbook(FakeSession(told)), "质量评分")[0]


def test_copies_that_are_not_counted_are_named_with_the_file():
    made = proposal()
    copied = replace(made, source=replace(made.source, copies=("会议/0017 (1).docx",)))
    row = rows_of(workbook(FakeSession((assessment(copied),))), "总览")[1]
    assert "与 会议/0017 (1).docx 内容完全相同（可能是同一文件的副本），只计一件" in row[-1]


def test_decisions_hold_the_outcomes_of_a_review():
    xml = xml_of(workbook(session()), 1)
    assert all(outcome in xml for outcome in ("立案", "并案", "转意见建议", "转社情民意信息", "转委员来信"))
