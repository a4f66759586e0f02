"""A search finds what has the words, what means the same, and shows nothing where there is nothing."""

import numpy as np
import pytest

from analyzer.archive import Archived
from analyzer.archive.entries import names_of
from tests.archive.factories import DIM, FakeJudge, document, vector

NOWHERE = np.zeros(DIM, dtype=np.float32)


def archived(*sources):
    judge = FakeJudge()
    from analyzer.archive import Entry

    parsed = [judge.parse(source) for source in sources]
    entries = tuple(
        Entry(str(i), p.id, p.title, p.proposer, p.sector, p.category, p.year, None, None, None, None, p.text)
        for i, p in enumerate(parsed)
    )
    totals, profiles = zip(*judge.profiles(parsed), strict=True)
    return Archived(entries, names_of(entries), profiles, totals)


@pytest.fixture
def past():
    return archived(
        document(1, text="一、问题\n盲道被占，河道也有淤泥。", title="关于修复盲道的提案", proposer="王某"),
        document(2, text="一、问题\n河道淤泥多年未清。", title="关于河道清淤的提案", proposer="李某"),
        document(3, text="一、问题\n校车线路太少。", title="关于校车线路的提案", proposer="王某"),
    )


def found(past, *words, near=NOWHERE, limit=20):
    return [entry.id for entry in past.search(words, near, limit)]


def test_a_word_in_the_title_counts_more_than_one_in_the_text(past):
    assert found(past, "河道") == ["0002", "0001"]


def test_an_entry_with_every_word_comes_first(past):
    assert found(past, "盲道", "河道")[0] == "0001"


def test_number_and_proposer_are_searched_too(past):
    assert found(past, "0003") == ["0003"]
    assert found(past, "王某") == ["0001", "0003"]


def test_meaning_finds_what_the_words_do_not(past):
    assert found(past, "学生上学乘车", near=vector("关于校车线路的提案"))[0] == "0003"


def test_nothing_like_it_is_an_empty_answer(past):
    assert found(past, "量子通信") == [] and found(Archived((), (), (), ()), "河道") == []


def test_the_limit_keeps_the_best(past):
    assert found(past, "河道", limit=1) == ["0002"]


def test_equal_entries_keep_their_order_and_a_pattern_is_only_text(past):
    twins = archived(document(1), document(7), document(13))
    assert found(twins, "社区食堂") == ["0001", "0007", "0013"]
    assert found(past, ".*") == [] and found(past, "%") == []
