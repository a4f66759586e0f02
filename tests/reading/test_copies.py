"""Copies of one file are one proposal; what was filed twice, or by two, stays two."""

from dataclasses import replace

import pytest

from analyzer.reading.copies import Copies
from tests.reporting.factories import proposal


def row(id, **changes):
    made = proposal(id, **changes)
    return replace(made, source=replace(made.source, format="csv"))


@pytest.mark.parametrize(
    "name", ["提案 (1)", "提案（2）", "提案 - 副本", "提案 - 副本 (2)", "复件 提案", "提案 - Copy", "提案#2"]
)
def test_a_copy_is_known_by_its_name_where_no_proposer_is_named(name):
    """Every office system adds its own mark to the name of a copy."""
    copies = Copies()
    assert not copies.has(proposal("提案", proposer=None))
    assert copies.has(proposal(name, proposer=None, file=f"会议/{name}.docx"))
    assert copies.count == 1 and f"会议/{name}.docx 内容完全相同" in copies.notes[0]


def test_two_files_of_one_proposer_are_copies_whatever_they_are_called():
    copies = Copies()
    made = proposal("003")
    other = replace(made, id="王明", text=made.text.replace("\n", "\n\n"))
    assert [copies.has(made), copies.has(other)] == [False, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (proposal("003"), proposal("004", proposer="高怀德")),
        (proposal("003", proposer=None), proposal("004", proposer=None)),
        (row("003"), row("004")),
    ],
    ids=["another proposer", "no proposer and another name", "another number of a table"],
)
def test_one_text_filed_twice_is_no_copy_of_a_file(one, other):
    """It is evidence of a merge, which a reviewer must see."""
    copies = Copies()
    assert [copies.has(one), copies.has(other), copies.count] == [False, False, 0]


def test_a_row_of_the_same_number_is_a_copy():
    """One table was handed in twice."""
    copies = Copies()
    assert [copies.has(row("003")), copies.has(row("003#2"))] == [False, True]
    assert copies.notes == ["003：与 003#2 内容完全相同（可能是同一文件的副本），只计一件"]
