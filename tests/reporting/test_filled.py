"""What an office wrote into a workbook stands in the next one, at the same proposal, and nowhere else."""

from dataclasses import replace
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from analyzer.assessment import Relation, Similar, Similarity
from analyzer.errors import InputError
from analyzer.reporting.excel import workbook
from analyzer.reporting.filled import FINDINGS, GROUPS, OVERVIEW, PAIRS, PAST, filled_in
from tests.reporting.factories import Scope, session
from tests.reporting.office import saved
from tests.reporting.test_excel import rows_of


def records_of(data, sheet):
    header, *rows = rows_of(data, sheet)
    return [dict(zip(header, row, strict=True)) for row in rows]


def again(made, data):
    """The next workbook, and what of the earlier one found no place in it."""
    filled = filled_in(data, "report.xlsx")
    return workbook(made, filled), filled


def test_decisions_and_reasons_follow_their_proposal_wherever_it_stands_now():
    """The first row is gone, so that all others stand higher; a reason is text, whatever it looks like."""
    made = session(4)
    first = workbook(made)
    gone, decided, noted, _ = (row["编号"] for row in records_of(first, OVERVIEW))
    rest = tuple(each for each in made.assessments if each.proposal.id != gone)
    filled_cells = {(1, "P3"): "退回修改", (1, "Q3"): "缺少&lt;分析&gt;", (1, "Q4"): "=1+1"}
    data, filled = again(replace(made, assessments=rest), saved(first, filled_cells))
    told = {row["编号"]: (row["处理意见"], row["理由"]) for row in records_of(data, OVERVIEW)}
    assert told.pop(decided) == ("退回修改", "缺少<分析>") and told.pop(noted) == ("", "=1+1")
    assert set(told.values()) == {("", "")} and (filled.taken, filled.left) == (2, 0)


def test_remarks_on_findings_pairs_and_groups_follow_what_they_are_about():
    made = session(4)
    past = Similar(
        "88", "关于旧事的提案", "王某", 2021, Relation.NEAR_COPY, 0.9, False, Similarity(1, 1, 1, 1), (), archived=True
    )
    first_one = replace(made.assessments[0], similar=(*made.assessments[0].similar, past))
    made = replace(made, assessments=(first_one, *made.assessments[1:]), archived=Scope(9, (2021, 2021)))
    first = workbook(made)
    names = {name: number for number, name in enumerate(sheet_names(first), 1)}
    columns = {FINDINGS: "H", PAIRS: "O", PAST: "N", GROUPS: "L"}
    cells = {(names[sheet], f"{column}2"): f"{sheet}已核" for sheet, column in columns.items()}
    data, filled = again(made, saved(first, cells))
    for sheet in columns:
        first_row, *others = (row["核查意见"] for row in records_of(data, sheet))
        assert first_row == f"{sheet}已核" and not any(others)
    assert (filled.taken, filled.left) == (4, 0)


def sheet_names(data):
    return CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names


def test_a_pair_is_the_same_from_either_side():
    made = session(2)
    swapped = tuple(
        replace(pair, a=pair.b, b=pair.a, a_title=pair.b_title, b_title=pair.a_title, passages=())
        for pair in made.pairs
    )
    data, _ = again(replace(made, pairs=swapped), saved(workbook(made), {(4, "O2"): "不并案"}))
    assert records_of(data, PAIRS)[0]["核查意见"] == "不并案"


def test_another_proposal_under_the_same_number_gets_no_decision():
    """Results of another session are written into the folder: its 0001 is not the one that was decided on."""
    made = session(1)
    (only,) = made.assessments
    other = replace(made, assessments=(replace(only, proposal=replace(only.proposal, title="关于另一件事的提案")),))
    data, filled = again(other, saved(workbook(made), {(1, "P2"): "退回修改"}))
    assert records_of(data, OVERVIEW)[0]["处理意见"] == ""
    assert (filled.taken, filled.left) == (0, 1)


def test_a_remark_on_a_group_is_lost_to_another_lead():
    """并入 0001 says nothing of 并入 0002."""
    made = session(2)
    (group,) = made.groups
    led = replace(made, groups=(replace(group, main=group.members[1]),))
    number = sheet_names(workbook(made)).index(GROUPS) + 1
    _, filled = again(led, saved(workbook(made), {(number, "L2"): "同意并案"}))
    assert (filled.taken, filled.left) == (0, 1)


def test_a_workbook_that_cannot_be_read_is_told():
    with pytest.raises(InputError, match=r"report\.xlsx"):
        filled_in(b"PK\x03\x04 broken", "report.xlsx")
