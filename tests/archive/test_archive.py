"""What is filed stays filed once, keeps its outcome up to date, and is compared under the model in force."""

import pytest

from analyzer.archive import Added, Archive, Settled
from analyzer.archive.entries import key_of
from analyzer.errors import ArchiveError, MissingExtraError
from analyzer.proposal import Document, Source
from analyzer.reading import Handled
from tests.archive.factories import FakeJudge, document, documents


def test_adding_again_changes_nothing_and_judges_nothing(filled, judge):
    archive = filled(*documents(450))
    assert archive.count() == 450 and len(judge.judged) == 450
    assert archive.add(documents(450), judge) == Added(unchanged=450)
    assert len(judge.judged) == 450


def test_the_same_proposal_twice_in_one_batch_is_one(filled, judge):
    assert filled().add([document(1), document(2), document(1)], judge) == Added(new=2, unchanged=1)


def test_outcome_mark_and_reply_are_renewed_when_told_and_kept_when_not(filled, judge):
    archive = filled(document(1), document(2))
    assert archive.add([document(1, outcome="立案", mark="A", reply="已办结。")], judge) == Added(updated=1)
    assert archive.add([document(1, outcome="并案"), document(2)], judge) == Added(updated=1, unchanged=1)
    first, second = archive.entries()
    assert (first.outcome, first.mark, first.reply, first.result) == ("并案", "A", "已办结。", "并案（A）")
    assert (second.outcome, second.mark, second.reply, second.result) == (None, None, None, None)


def test_who_proposed_is_filled_in_where_it_was_not_told_and_never_replaced(filled, judge):
    """What is compared with knows it too."""
    archive = filled(document(1), document(2, proposer="王某"))
    told = {"proposer": "李某", "sector": "经济界", "category": "城建"}
    assert archive.add([document(1, **told), document(2, proposer="赵某")], judge) == Added(updated=1, unchanged=1)
    first, second = archive.archived(judge).entries
    assert (first.proposer, first.sector, first.category) == ("李某", "经济界", "城建")
    assert (second.proposer, second.sector, second.category) == ("王某", None, None)
    assert [profile.proposer for profile in archive.archived(judge).profiles] == ["李某", "王某"]


def test_white_space_makes_no_new_proposal_but_year_number_title_and_text_do(filled, judge):
    archive = filled(document(1))
    same = document(1, text=document(1).text.replace("\n", "\n\n"))
    assert archive.add([same], judge).unchanged == 1
    others = [document(1, year=2022), document(2, text=document(1).text, title="关于改进社区食堂补贴的提案"),
              document(1, title="关于另一件事的提案"), document(1, text="一、问题\n另一件事。")]  # fmt: skip
    assert archive.add(others, judge).new == 4


def test_two_texts_under_one_number_and_year_are_both_kept_and_counted(filled, judge):
    archive = filled(document(1))
    added = archive.add([document(1, text="一、问题\n改过的正文。"), document(1, year=2022)], judge)
    assert added == Added(new=2, namesakes=1)
    assert [(entry.id, entry.year) for entry in archive.entries()] == [("0001", 2023), ("0001", 2023), ("0001", 2022)]


def test_the_mark_by_which_reading_tells_two_apart_is_no_part_of_the_number(filled, judge):
    first = document(1)
    second = type(first)("0001#2", first.text, first.source, first.fields)
    archive = filled(first)
    assert archive.add([second], judge).unchanged == 1


def test_entries_come_newest_first_and_those_without_a_year_last(filled):
    archive = filled(document(1, 2021), document(2, 2023), document(3, ""), document(4, 2023))
    assert [(entry.id, entry.year) for entry in archive.entries()] == [
        ("0002", 2023), ("0004", 2023), ("0001", 2021), ("0003", None),
    ]  # fmt: skip
    assert [entry.id for entry in archive.entries(year=2023, limit=1)] == ["0002"]
    assert archive.count() == 4 and archive.count(year=2023) == 2


def test_removing_takes_the_entry_and_its_profile(filled, judge):
    archive = filled(*documents(5), document(1, 2022))
    assert archive.remove(archive.entries(ids=["0001", "0003"], year=2023)) == 2
    assert [entry.id for entry in archive.entries(year=2023)] == ["0002", "0004", "0005"]
    assert len(archive.archived(judge).profiles) == 4
    assert archive.add([document(1)], judge).new == 1


def test_what_is_loaded_is_what_was_computed(filled, judge):
    sources = documents(7)
    past = filled(*sources).archived(judge)
    expected = dict(zip((d.id for d in sources), judge.profiles([judge.parse(d) for d in sources]), strict=True))
    for entry, profile, total in zip(past.entries, past.profiles, past.totals, strict=True):
        wanted_total, wanted = expected[entry.id]
        assert total == wanted_total and profile.vectors.tobytes() == wanted.vectors.tobytes()
        assert (profile.id, profile.text, profile.suggestions) == (wanted.id, wanted.text, wanted.suggestions)


def test_another_model_recomputes_what_is_stale_and_nothing_else(filled):
    archive = filled(*documents(3))
    other = FakeJudge("model-2")
    archive.add(documents(2, first=4), other)
    other.judged.clear()
    archive.archived(other)
    assert sorted(other.judged) == ["0001", "0002", "0003"]
    other.judged.clear()
    archive.archived(other)
    assert other.judged == []


def test_a_profile_that_cannot_be_read_is_computed_anew(filled, judge):
    archive = filled(*documents(3))
    with archive._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE profiles SET data = 'x' WHERE key = (SELECT min(key) FROM profiles)")
    judge.judged.clear()
    past = archive.archived(judge)
    assert len(judge.judged) == 1 and len(past.profiles) == 3


def test_progress_tells_how_far_adding_and_renewing_are(filled, judge):
    steps = []
    archive = filled()
    archive.add(documents(450), judge, lambda done, total: steps.append((done, total)))
    archive.archived(FakeJudge("model-2"), lambda done, total: steps.append((done, total)))
    assert steps == [(200, None), (400, None), (450, None), (0, 450), (200, 450), (400, 450)]


def test_text_that_databases_refuse_is_stored_at_the_same_length(filled, judge):
    archive = filled(document(1, text="一、问题\n甲\x00乙\ud800丙。", proposer="王\x00某", outcome="立案\udfff。"))
    entry = archive.entries()[0]
    assert (entry.text, entry.proposer, entry.outcome) == ("一、问题\n甲 乙 丙。", "王 某", "立案 。")


def test_a_number_of_any_length_is_stored(filled, judge):
    source = document(1)
    archive = filled(type(source)("长" * 5000, source.text, source.source, source.fields))
    assert len(archive.entries()[0].id) == 200


def test_a_proposal_is_not_its_own_duplicate_but_its_namesakes_are_compared(filled, judge):
    past = filled(*documents(3), document(1, 2022)).archived(judge)
    assert past.years == [2022, 2023, 2023, 2023]
    rest = past.without([judge.parse(document(1))], 2026)
    assert [(entry.id, entry.year) for entry in rest.entries] == [("0001", 2022), ("0002", 2023), ("0003", 2023)]
    assert len(rest.profiles) == len(rest.totals) == 3
    assert past.without([judge.parse(document(9))], 2026) is past


def test_each_entry_has_a_name_of_its_own_that_stays_where_others_are_left_out(filled, judge):
    twin = document(1, text="一、问题\n另一件事。", proposer="李某")
    past = filled(document(1, proposer="王某"), twin, document(1, 2022), document(1, "")).archived(judge)
    assert past.names == ("0001（档案）", "0001（2022年档案）", "0001（2023年档案）", "0001#2（2023年档案）")
    rest = past.without([judge.parse(twin)], 2026)
    named = dict(zip(past.entries, past.names, strict=True))
    assert len(rest.names) == 3 and rest.names == tuple(named[entry] for entry in rest.entries)


def test_no_archive_is_an_error_and_makes_no_file(place):
    with pytest.raises(ArchiveError, match="没有这个提案档案"):
        Archive(place)
    with pytest.raises(ArchiveError, match="没有这个提案档案"):
        Archive(place)


def test_a_missing_driver_is_named_with_its_install_line(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match=r"analyzer\[postgres\]"):
        Archive("postgresql://tester:geheim@localhost/db")
    with pytest.raises(ArchiveError, match="数据库地址写得不对"):
        Archive("nosuch://localhost/db")


def test_messages_never_show_a_password():
    pytest.importorskip("psycopg")
    for url in ("postgresql://tester:geheim@localhost:1/db", "no such ://tester:geheim@localhost/db"):
        with pytest.raises(ArchiveError) as caught:
            Archive(url)
        assert "geheim" not in str(caught.value) and "\n" not in str(caught.value)


def test_the_key_does_not_change_with_the_program():
    """An archive outlives program versions: another key would file every proposal a second time."""
    assert key_of(FakeJudge().parse(document(1))) == "bce4d67c5de74d93bea0203d3b4965bd"


def handled(**fields):
    return Handled("办理结果.xlsx 第 2 行", fields)


def test_a_table_without_texts_renews_what_became_of_entries(filled):
    """By number, whatever zeros a spreadsheet dropped, or by title; told twice, nothing changes."""
    archive = filled(document(1), document(2), document(3))
    title = document(2).fields["title"]
    rows = [handled(id="1", outcome="已采纳", mark="A"), handled(title=title, year="2023", reply="已办结。")]
    assert archive.settle(rows) == Settled(updated=2)
    assert archive.settle([*rows, handled(id="0001", outcome="已采纳")]) == Settled(unchanged=2)
    first, second, third = archive.entries()
    assert (first.outcome, first.mark, second.reply, third.outcome) == ("已采纳", "A", "已办结。", None)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "9"},
        {"id": "0001"},
        {"id": "0001", "year": "2021"},
        {"id": "0002", "year": "2023", "title": "关于在中小学开设人工智能课程的建议"},
        {"title": "关于另一件事的提案"},
        {"id": "0002", "session": "十四届一次"},
    ],
)
def test_a_row_that_means_no_one_entry_for_sure_changes_nothing(filled, fields):
    """Another year or session, the number of two years, a number under quite another title."""
    archive = filled(document(1), document(1, 2022), document(2, session="十三届三次"))
    row = handled(**fields, outcome="已采纳")
    assert archive.settle([row]) == Settled(unmatched=(row,))
    assert not any(entry.outcome for entry in archive.entries())


def test_a_number_in_a_form_or_above_the_text_is_the_entrys(filled):
    """A Word file is archived under its 案号, by which a table of outcomes finds it; a blank box tells none."""
    source = Source("提案 路灯.docx", "docx")
    in_form = Document("提案 路灯", "关于增设路灯的提案\n东山路没有路灯。", source, {"id": "第 0901 号"})
    above = Document("提案 食堂", "关于开办食堂的提案\n案号：0902\n提案人：张三\n镇上没有食堂。", source)
    blank = Document("提案 校车", "关于增开校车的提案\n北村没有校车。", source, {"id": "（由提案委填写）"})
    archive = filled(in_form, above, blank)
    assert {entry.id for entry in archive.entries()} == {"0901", "0902", "提案 校车"}
    assert archive.settle([handled(id="901", outcome="已立案")]).updated == 1
