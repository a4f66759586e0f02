from __future__ import annotations

import dataclasses
import itertools

import numpy as np

from analyzer.assessment import Pair, Relation, Similarity
from analyzer.duplicates import find_pairs, group_pairs
from analyzer.duplicates.profile import ITEMS


def pair(a: str, b: str, probability: float, merge: bool | None = None) -> Pair:
    merge = probability >= 0.5 if merge is None else merge
    relation = Relation.SAME_ASK if merge else Relation.SAME_TOPIC
    return Pair(a, b, a, b, relation, probability, merge, Similarity(None, None, None, 0.0), ())


def members(pairs, profiles) -> list[tuple[str, ...]]:
    return [group.members for group in group_pairs(pairs, profiles)]


def distinct(session, *ids):
    return [dataclasses.replace(session["base"], id=id, copy_key=number) for number, id in enumerate(ids, start=1)]


def test_a_chain_of_half_similar_proposals_does_not_drift(session):
    """a-b and c-d are close, b-c only just: two groups, not one."""
    profiles = distinct(session, "a", "b", "c", "d")
    pairs = [pair("a", "b", 0.9), pair("c", "d", 0.9), pair("b", "c", 0.5)]
    assert sorted(members(pairs, profiles)) == [("a", "b"), ("c", "d")]


def test_the_order_of_pairs_and_profiles_changes_nothing(session):
    profiles = distinct(session, "a", "b", "c", "d")
    pairs = [pair("a", "b", 0.8), pair("b", "c", 0.8), pair("a", "c", 0.7), pair("c", "d", 0.6), pair("a", "d", 0.1)]
    expected = group_pairs(pairs, profiles)
    for shuffled in itertools.permutations(pairs):
        assert group_pairs(shuffled, profiles[::-1]) == expected


def test_members_and_neighbours_stand_in_the_order_in_which_a_person_counts(session):
    profiles = distinct(session, "10", "9", "110", "90")
    pairs = [pair("10", "9", 0.9), *(pair("9", other, 0.4, merge=False) for other in ("110", "90"))]
    (group,) = group_pairs(pairs, profiles)
    assert (group.members, group.near) == (("9", "10"), ("90", "110"))


def test_a_group_lists_its_asks_units_and_what_lies_just_outside(session):
    matches = find_pairs([session["base"], session["copy"], session["neighbour"], session["other"]])
    pairs = [match.pair for match in matches] + [pair("base", "neighbour", 0.2, merge=False)]
    (group,) = group_pairs(pairs, list(session.values()))
    assert group.members == ("base", "copy")
    assert group.main in group.members
    assert len(group.common_asks) == 3
    assert group.common_asks[1].startswith("推行并联审批")
    assert group.differing_asks == {"base": (), "copy": ()}
    assert "市住建局" in group.units
    assert group.near == ("neighbour",)
    assert group.reason.startswith("2件谈同一件事")


def test_what_all_members_ask_for_is_told_apart_from_what_some_do(session):
    """The third leaves one suggestion out: it is no common one, and the other two have it beyond what is common."""
    whole = session["base"]
    lesser = dataclasses.replace(
        whole, suggestions=whole.suggestions[:2], vectors=whole.vectors[: ITEMS + 2], units=whole.units[:2]
    )
    profiles = [
        dataclasses.replace(one, id=id, copy_key=number)
        for number, (id, one) in enumerate({"a": whole, "b": whole, "c": lesser}.items(), start=1)
    ]
    (group,) = group_pairs([pair("a", "b", 0.9), pair("a", "c", 0.9), pair("b", "c", 0.9)], profiles)
    asks = [ask.partition("。")[0] for ask in group.common_asks]
    assert asks == ["建立利益平衡机制", "推行并联审批"]
    assert (
        group.reason == "3件谈同一件事，建议相近：都有“建立利益平衡机制”、“推行并联审批”，其中2件都有“设立维保资金”。"
    )
    assert group.differing_asks == {"a": ("设立维保资金",), "b": ("设立维保资金",), "c": ()}


def test_what_one_member_alone_asks_for_is_not_called_common(session):
    """A suggestion that is somewhat like one of the main proposal is listed as its member's own."""
    whole = session["base"]
    vectors = np.zeros_like(whole.vectors)
    vectors[ITEMS:, :3] = np.eye(3)
    other = vectors.copy()
    other[ITEMS + 2, :4] = (0.0, 0.0, 0.57, 0.82)
    profiles = [
        dataclasses.replace(whole, id="a", copy_key=1, vectors=vectors),
        dataclasses.replace(whole, id="b", copy_key=2, vectors=other),
    ]
    (group,) = group_pairs([pair("a", "b", 0.9)], profiles)
    assert [ask.partition("。")[0] for ask in group.common_asks] == ["建立利益平衡机制", "推行并联审批"]
    assert group.differing_asks == {"a": ("设立维保资金",), "b": ("设立维保资金",)} and "维保" not in group.reason


def test_one_suggestion_of_a_member_answers_one_of_the_main_proposal(session):
    """Whoever asks once for what the main proposal asks twice has not asked for both."""
    whole = session["base"]
    twice = np.concatenate([whole.vectors[: ITEMS + 1], whole.vectors[ITEMS : ITEMS + 1]])
    main = dataclasses.replace(whole, id="a", copy_key=1, suggestions=whole.suggestions[:2], vectors=twice)
    once = dataclasses.replace(
        whole, id="b", copy_key=2, suggestions=whole.suggestions[:1], vectors=whole.vectors[: ITEMS + 1]
    )
    (group,) = group_pairs([pair("a", "b", 0.9)], [main, once])
    assert group.main == "a" and len(group.common_asks) == 1


def test_identical_texts_are_one_group_though_not_all_are_paired(session):
    copies = [dataclasses.replace(session["base"], id=f"{i:03d}") for i in range(60)]
    matches = find_pairs(copies)
    assert members([match.pair for match in matches], copies) == [tuple(one.id for one in copies)]


def test_pairs_with_the_archive_and_with_oneself_make_no_group(session):
    pairs = [pair("base", "of long ago", 0.9), pair("base", "base", 0.9)]
    assert group_pairs(pairs, list(session.values())) == []


def test_another_place_is_in_no_group_though_it_is_linked_to_all(session):
    """a and b are copies about different places, c is like both: one of them stays outside, and is named as near."""
    a, b, c = distinct(session, "a", "b", "c")
    apart = dataclasses.replace(pair("a", "b", 0.3, merge=False), relation=Relation.NEAR_COPY)
    (group,) = group_pairs([pair("a", "c", 0.9), pair("b", "c", 0.8), apart], [a, b, c])
    assert (group.members, group.near) == (("a", "c"), ("b",))


def test_one_text_about_two_places_is_two_nodes(session):
    places = {"a": ("云汀市",), "b": ("云汀市",), "c": ("禾岭市",), "d": ("禾岭市",)}
    profiles = [dataclasses.replace(session["base"], id=id, places=place) for id, place in places.items()]
    assert members([match.pair for match in find_pairs(profiles)], profiles) == [("a", "b"), ("c", "d")]


def test_opposite_asks_are_in_no_group_together(make, session):
    asks = {"a": "由市教育局取消小学期末统一考试。", "b": "由市教育局保留小学期末统一考试。"}
    one, two = (make(id, "关于考试", f"背景情况：\n考试多。\n具体建议：\n{ask}") for id, ask in asks.items())
    (other,) = distinct(session, "c")
    pairs = [pair("a", "c", 0.9), pair("b", "c", 0.8), pair("a", "b", 0.3)]
    assert members(pairs, [one, two, other]) == [("a", "c")]


def test_no_pairs_no_groups(session):
    assert group_pairs([], list(session.values())) == []
    assert group_pairs([], []) == []
