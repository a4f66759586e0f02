"""Topics: what raises one matter is together under a name of its own words, and nothing else is."""

import dataclasses
import random

import pytest

from analyzer.assessment import Raised
from analyzer.duplicates import find_pairs, group_topics
from tests.duplicates.conftest import BASE, NEIGHBOUR, OTHER

FURTHER = """既有住宅加装电梯两年来进展缓慢。我走访了31个单元，低层住户不同意的有14个，已建成的电梯有9部没有维保。
建议街道聘请退休法官主持低层住户与高层住户的协商，补偿数额由双方议定；由市市场监管局每年抽查加装电梯的维保记录。"""
SLOGANS = (
    """要充分认识这项工作的重要意义，切实增强责任感。要加强领导，健全机制，加大投入，营造良好氛围，形成工作合力。"""
)


@pytest.fixture(scope="module")
def batch(make):
    profiles = [
        make("base", "关于加快老旧小区加装电梯的提案", BASE),
        make("copy", "关于加快老旧小区加装电梯的提案", BASE),
        make("other asks", "关于化解加装电梯邻里矛盾的建议", FURTHER),
        make("neighbour", "关于完善老旧小区停车设施的提案", NEIGHBOUR),
        make("other", "关于培育预制菜产业的提案", OTHER),
        make("slogans", "关于进一步加强城市工作的建议", SLOGANS),
        make("more slogans", "关于进一步加强农村工作的建议", SLOGANS.replace("这项", "该项")),
    ]
    return profiles, raised(profiles)


def raised(profiles):
    return [Raised(one.id, one.title, None, None, None, 2020) for one in profiles]


def found(profiles, described):
    topics, alone = group_topics(profiles, described)
    return [(t.id, t.name, t.words, [one.id for one in t.members]) for t in topics], [one.id for one in alone]


def test_one_matter_is_one_topic_whatever_is_asked_for(batch):
    ((id, name, words, members),), alone = found(*batch)
    assert (id, members) == ("T001", ["base", "copy", "other asks"])
    assert "电梯" in name and {"低层", "维保"} <= set(words)
    assert alone == ["more slogans", "neighbour", "other", "slogans"]


def test_the_order_of_the_input_changes_nothing(batch):
    expected = found(*batch)
    for seed in range(4):
        both = list(zip(*batch, strict=True))
        random.Random(seed).shuffle(both)
        assert found(*map(list, zip(*both, strict=True))) == expected


def test_proposals_of_a_year_stand_in_the_order_in_which_a_person_counts(make):
    profiles = [make(id, "关于加快老旧小区加装电梯的提案", BASE) for id in ("10", "9", "1")]
    (topic,), _ = group_topics(profiles, raised(profiles))
    assert [one.id for one in topic.members] == ["1", "9", "10"]


def test_members_that_repeat_another_are_marked(batch):
    profiles, described = batch
    matches = [match for match in find_pairs(profiles) if {match.a, match.b} == {0, 1}]
    (topic,), alone = group_topics(profiles, described, matches)
    assert [one.id for one in topic.members if one.repeats] == ["base", "copy"]
    assert not any(one.repeats for one in alone)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_one_proposal_have_no_topics(batch, count):
    profiles, described = batch
    assert group_topics(profiles[:count], described[:count]) == ([], described[:count])


def test_a_thousand_copies_are_one_topic_at_once(batch):
    copies = [dataclasses.replace(batch[0][0], id=f"{i:04d}") for i in range(1000)]
    topics, alone = group_topics(copies, raised(copies))
    assert [len(topic.members) for topic in topics] == [1000] and not alone


def test_texts_with_nothing_in_them_are_no_topic(make):
    empty = [make(f"{i}", "", "") for i in range(3)]
    topics, alone = group_topics(empty, raised(empty))
    assert not topics and len(alone) == 3


def test_members_without_a_year_are_in_the_order_of_their_sessions(batch):
    """Known years first; 十三届 comes before 十四届, 三次 before 十次."""
    sessions = ("十四届一次", "十三届十次会议", "第十三届第三次会议")
    told = [
        dataclasses.replace(one, year=None, session=session)
        for one, session in zip(batch[1][:3], sessions, strict=True)
    ]
    (topic, *_), _ = group_topics(batch[0], [*told, *batch[1][3:]])
    assert [one.session for one in topic.members if not one.year] == [sessions[2], sessions[1], sessions[0]]
    assert list(topic.sessions) == [sessions[2], sessions[1], sessions[0]]
