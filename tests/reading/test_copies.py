"""Copies of one file are one proposal; what was filed twice, or by two, or is told otherwise, stays two."""

import time
from dataclasses import replace

import pytest

from analyzer.reading.copies import Copies
from analyzer.reading.repair import noted
from tests.reporting.factories import LINES, proposal


def row(id, **changes):
    made = proposal(id, **changes)
    return replace(made, source=replace(made.source, file="会议.csv", format="csv"))


def renamed(made):
    """As the reading room hands over the second of one id."""
    return replace(made, id=f"{made.id}#2", source=replace(made.source, repairs=(noted("id", 1),)))


def kept(*made):
    copies = Copies()
    return [not copies.has(each) for each in made]


@pytest.mark.parametrize(
    "name", ["提案 (1)", "提案（2）", "提案 - 副本", "提案 - 副本 (2)", "复件 提案", "提案 - Copy"]
)
def test_a_copy_is_known_by_its_name_where_no_proposer_is_named(name):
    """Every office system adds its own mark to the name of a copy."""
    copies = Copies()
    assert not copies.has(proposal("提案", proposer=None))
    assert copies.has(proposal(name, proposer=None, file=f"会议/{name}.docx"))
    assert len(list(copies)) == 1 and f"会议/{name}.docx 内容完全相同" in copies.notes[0]


def test_two_files_of_one_proposer_are_copies_whatever_they_are_called():
    made = proposal("王明的提案")
    assert kept(made, replace(made, id="终稿", text=made.text.replace("\n", "\n\n"))) == [True, False]


def test_files_of_one_name_in_two_folders_are_copies():
    made = proposal("003", proposer=None)
    assert kept(made, renamed(made)) == [True, False]


def test_the_copy_of_another_file_with_that_text_is_one_too():
    """A copy is looked for among all that are kept, not only beside the first of that text."""
    names = ("003", "004", "004 (1)", "003 - 副本")
    assert kept(*map(proposal, names)) == [True, True, False, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (proposal("提案"), proposal("提案 (1)", proposer="高怀德")),
        (proposal("甲", proposer=None), proposal("乙", proposer=None)),
        (proposal("003"), proposal("004")),
        (row("003"), row("004")),
        (row("教育(12)"), row("教育(13)")),
        (row("7#1"), row("7#2")),
    ],
    ids=["another proposer", "no proposer", "numbers of files", "rows", "a number in brackets", "a number with #"],
)
def test_one_text_filed_twice_is_no_copy_of_a_file(one, other):
    """It is evidence of a merge, which a reviewer must see."""
    assert kept(one, other) == [True, True]


@pytest.mark.parametrize(
    "changes",
    [
        {"sector": "教育界"},
        {"year": 2024},
        {"category": "社会"},
        {"fields": {"contact": "另有联系人"}},
        {"text": "\n".join(LINES).replace("42个", "43个")},
        {"title": "关于另一件事的提案"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_differs_in_one_character_or_in_what_is_told_of_it_is_no_copy(changes):
    """Nothing that one of the two says may be lost."""
    made = proposal("提案")
    assert kept(made, replace(made, id="提案 (1)", **changes)) == [True, True]


def test_a_row_of_the_same_number_is_a_copy_named_with_its_table():
    """One table was handed in twice."""
    copies = Copies()
    assert [copies.has(row("003")), copies.has(renamed(row("003")))] == [False, True]
    assert copies.notes == ["会议.csv 中的 003：与 会议.csv 中的 003#2 内容完全相同（可能是同一文件的副本），只计一件"]


@pytest.mark.parametrize("name", [" " * 60_000, "副本" * 120 + "x", "- " * 127])
def test_a_hostile_name_takes_no_time(name):
    """Names come from archives and tables that anyone may have made."""
    begun = time.perf_counter()
    assert kept(*(proposal(name + str(number), proposer=None) for number in range(20))) == [True] * 20
    assert time.perf_counter() - begun < 1


def test_half_characters_and_separators_tell_texts_apart():
    made = proposal("提案")
    others = [replace(made, title=title, text=text) for title, text in (("a\0b", "c"), ("a", "b\0c"))]
    halves = [replace(made, text=f"{made.text}{half}") for half in ("\ud800", "\udfff", "?")]
    assert kept(*others, *halves) == [True] * 5
