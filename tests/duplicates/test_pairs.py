from __future__ import annotations

import dataclasses
import pickle
import re
import time
from pathlib import Path

import numpy as np

import analyzer.rules
from analyzer.assessment import STRONG_RELATIONS, Relation
from analyzer.duplicates import compare, find_pairs, profile
from analyzer.duplicates.profile import ITEMS
from analyzer.rules import load_rules
from tests.duplicates.conftest import BASE, COPY


def test_a_copy_is_found_with_its_passages_and_asks(session):
    """A near-copy is the first pair, is to be merged, and every claim about it points into both texts."""
    first = find_pairs(list(session.values()))[0].pair
    assert {first.a, first.b} <= {"base", "copy", "again"}
    pair = compare(session["base"], session["copy"])
    assert pair.relation is Relation.NEAR_COPY
    assert pair.merge
    assert pair.similarity.verbatim > 0.7
    for passage in pair.passages:
        one = session["base"].text[passage.start : passage.end]
        two = session["copy"].text[passage.other_start : passage.other_end]
        assert one[:4].strip() and one[0] == two[0] and one[-1] == two[-1]
    assert [(match.a, match.b) for match in pair.asks] == [(0, 0), (1, 1), (2, 2)]
    assert pair.a_asks == pair.b_asks == ()


def test_a_proposer_who_returns_in_another_year_follows_up(session):
    pair = compare(session["base"], session["again"])
    assert pair.relation is Relation.FOLLOW_UP
    assert not pair.merge
    assert "2023年、2025年" in pair.reason


def test_a_draft_without_a_year_is_of_the_current_one_against_the_archive(session):
    """A member's own proposal of an earlier year is no copy to be merged; one of this year is."""
    draft = dataclasses.replace(session["base"], id="draft", year=None, proposer="沈若川、钱七")
    (followed,) = (match.pair for match in find_pairs([draft], [session["base"]], year=2026))
    assert followed.relation is Relation.FOLLOW_UP and not followed.merge
    assert "2023年、2026年" in followed.reason
    (copied,) = (match.pair for match in find_pairs([draft], [session["base"]], year=2023))
    assert copied.relation is Relation.NEAR_COPY and copied.merge


def test_a_copy_about_another_place_is_shown_but_never_merged(make):
    """The program said that the places differ, and advised to merge the two at 100 %."""
    pair = compare(
        *(make(place, f"关于{place}加装电梯的提案", BASE.replace("云汀市", place)) for place in ("云汀市", "禾岭市"))
    )
    assert (pair.relation, pair.merge) == (Relation.NEAR_COPY, False)
    assert pair.probability < load_rules("duplicates")["pairs"]["merge"]
    assert "地点不同（云汀市、禾岭市），不建议并案" in pair.reason


def test_what_asks_for_nothing_asks_for_the_same_as_no_other(session, make):
    """One topic at most, unless the one is a copy of the other."""
    base = session["base"]
    told = "云汀市2000年以前建成的多层住宅有4300栋，住着居民9.8万户。"
    pair = compare(
        make("told", base.title, told), make("asks", base.title, "具体建议：\n由市住建局制定低层住户补偿指导标准。")
    )
    assert (pair.relation, pair.merge) == (Relation.SAME_TOPIC, False)
    reasons, copied = (text[: text.index("二、建议")] for text in (BASE, COPY))
    pair = compare(make("reasons", base.title, reasons), make("copied", base.title, copied))
    assert (pair.relation, pair.merge) == (Relation.NEAR_COPY, True)


def test_short_notes_of_one_field_are_not_merged(make):
    """Both are on waters and share hardly a word: the program advised to merge the two at 94 %."""
    ponds = """我养蟹三十年，也当了三届委员。现在塘口多、尾水多、纠纷多，症结在这些地方：
* 换水都挤在九月，几百个塘一起排，河里一夜变浑。
* 小户没钱建净化池，三五亩塘让他挖掉一亩，他不肯。
* 死鱼死蟹随手往河里、沟里一扔，大热天臭出二里地，没有收的地方。
出路：由镇水利站排个轮流放水的日子表，村里喇叭提前通知；十户以上连片的，由镇里统一流转低洼田建净化塘，种菱角、茭白吃掉氮磷，收成归出地的人。"""
    lakes = """江湖隔断几十年，鱼上不来，四个品种已经十年没见。
涵闸改造，四、五月鱼产卵期每晚开两小时；岸边退养两千亩，种茭草当产房；渔政把地笼清干净，一个罚一百；\
钓鱼只许一人一竿；渔民转岗做巡护员，月薪两千四；学校孩子每年春分放一次本地鱼苗，放什么由水科所说了算。"""
    pair = compare(
        make("ponds", "关于加强水产养殖尾水治理的建议", ponds),
        make("lakes", "关于实施“一河三湖”鱼类栖息地修复的建议", lakes),
    )
    assert (pair.relation, pair.merge) == (Relation.RELATED, False)
    assert pair.probability < 0.3


def test_two_are_no_merge_where_no_suggestion_is_near_one_of_the_other(session, make, tmp_path):
    """However alike the two are as a whole: beside 同题同建议 stood that no suggestion answers another."""
    again = make(
        "again",
        "关于解决老旧小区电梯加装难的建议",
        """老旧小区的多层住宅没有电梯，老人上下楼困难，加装电梯推进缓慢：低层住户反对，审批部门多，建成以后没有人维护。
建议：
1.由市住建局定出给低层住户的补偿标准，街道派人调解，一个月内拿出意见。
2.把规划、消防等部门的审批并到一个窗口，二十个工作日办完。
3.由市财政给每部电梯补助五万元，维保费可以从住宅维修资金支出。""",
    )
    pair = compare(session["base"], again)
    assert (pair.relation, pair.merge) == (Relation.SAME_ASK, True)
    shipped = (Path(analyzer.rules.__file__).parent / "duplicates.toml").read_text(encoding="utf-8")
    nothing_near = re.sub(r"(?m)^(ask|ask_near) = \S+", r"\1 = 1.1", shipped)
    (tmp_path / "duplicates.toml").write_text(nothing_near, encoding="utf-8")
    pair = compare(session["base"], again, rules_dir=tmp_path)
    assert (pair.relation, pair.merge, pair.asks) == (Relation.SAME_TOPIC, False, ())
    assert "建议没有对应的（3条与3条）" in pair.reason


def test_templates_are_among_everything_and_not_among_what_is_shown(make):
    """However surely the two are no merge."""
    text = """近年来，我市{0}取得了长足进步，但对照群众对美好生活的向往，仍然存在薄弱环节。
问题分析：
一是思想认识不够到位，对{0}重视程度不高。二是资金投入不足，{0}缺少稳定的经费保障。
具体建议：
一、提高思想认识，把{0}列入重要议事日程。
二、加大资金投入，设立{0}专项资金。"""
    filled = [make(name, f"关于加强{name}的建议", text.format(name)) for name in ("小区物业管理", "非遗技艺传承")]
    (match,) = find_pairs(filled, everything=True)
    assert (match.pair.relation, match.pair.merge) == (Relation.TEMPLATE, False)
    assert match.pair.probability < 0.02
    assert find_pairs(filled) == []


def test_a_long_passage_in_common_is_among_everything(make):
    """Of texts on different topics."""
    passage = (
        "全市214个村的统计报表由农业、民政、卫健三套系统重复填报，村干部平均每月填表37张，占用一半以上的工作时间，"
        "群众办事常常找不到人。"
    )
    fillers = (
        "宽带接入率只有七成，农产品网络零售额不高。",
        "山区快递站点稀少，冷链车每周只来一趟。",
        "古桥年久失修，石栏断了三处。",
    )
    one = make("one", "关于推进数字乡村建设的建议", f"{''.join(fillers[:2]) * 3}{passage}建议由县工信局补齐基站。")
    two = make("two", "关于修缮乡间古桥的建议", f"{fillers[2] * 5}{passage}建议由县文物局勘察并修缮。")
    (match,) = find_pairs([one, two], everything=True)
    assert not match.pair.merge
    assert any(place.end - place.start >= 60 for place in match.pair.passages)


def test_neighbours_and_strangers_are_not_merged(session):
    """The same residential areas and departments, another object: never a merge."""
    for other in ("neighbour", "other"):
        pair = compare(session["base"], session[other])
        assert not pair.merge
        assert pair.relation not in {Relation.NEAR_COPY, Relation.SAME_ASK}


def test_the_order_of_the_input_changes_nothing(session):
    """The same pairs with the same probabilities, whatever order the proposals come in."""

    def found(profiles):
        return {
            (*sorted((m.pair.a, m.pair.b)), m.pair.relation, m.pair.probability)
            for m in find_pairs(profiles, everything=True)
        }

    profiles = list(session.values())
    expected = found(profiles)
    assert found(profiles[::-1]) == expected
    assert found([profiles[i] for i in (2, 0, 4, 1, 3)]) == expected


def test_matches_index_the_input_the_earlier_first(session):
    profiles = list(session.values())
    for match in find_pairs(profiles, everything=True):
        assert match.a < match.b
        assert (profiles[match.a].id, profiles[match.b].id) == (match.pair.a, match.pair.b)


def test_only_strong_relations_unless_everything_is_asked_for(session):
    profiles = list(session.values())
    usual = find_pairs(profiles)
    assert {match.pair.relation for match in usual} <= STRONG_RELATIONS
    assert len(find_pairs(profiles, everything=True)) >= len(usual)


def test_archived_proposals_are_indexed_apart_and_not_paired_with_each_other(session):
    """An id of the archive may clash with one of the session."""
    matches = find_pairs([session["base"]], [session["other"], session["copy"], session["base"]])
    assert matches
    assert all(match.archived and match.a == 0 for match in matches)
    assert {match.b for match in matches} == {1, 2}


def test_a_proposal_compared_with_itself_is_a_copy(session):
    pair = compare(session["base"], session["base"])
    assert pair.relation is Relation.NEAR_COPY
    assert pair.similarity.verbatim == 1.0
    assert len(pair.passages) == 1


def test_two_proposals_with_one_id_are_two_proposals(session):
    twin = dataclasses.replace(session["copy"], id="base")
    match = find_pairs([session["base"], twin])[0]
    assert (match.a, match.b) == (0, 1)


def test_a_thousand_identical_texts_make_about_a_thousand_pairs(session):
    """No quadratic blow-up: beyond a few, copies are paired with the first of their kind only."""
    copies = [dataclasses.replace(session["base"], id=f"{i:04d}") for i in range(1000)]
    start = time.perf_counter()
    matches = find_pairs(copies)
    assert time.perf_counter() - start < 20
    assert 994 <= len(matches) <= 1100
    assert {match.a for match in matches} | {match.b for match in matches} == set(range(1000))


def test_texts_without_parts_or_words_do_no_harm(make, session):
    """Empty texts, one sentence, no suggestions, punctuation only: pairs may be missing, never an exception."""
    odd = [
        make("empty", "", ""),
        make("empty too", "", ""),
        make("dots", "……", "。。。！！"),
        make("one", "关于加装电梯的提案", "建议加快老旧小区加装电梯。"),
        make("flat", "关于电梯", "电梯很重要。" * 400),
        session["base"],
    ]
    pairs = {(match.pair.a, match.pair.b): match.pair for match in find_pairs(odd, everything=True)}
    assert ("empty", "empty too") not in pairs or not pairs["empty", "empty too"].merge
    for one in odd:
        for two in odd:
            pair = compare(one, two)
            assert 0.0 <= pair.probability <= 1.0
            assert len(pair.passages) < 500
            assert pair.reason.endswith("。")


def test_nothing_to_compare():
    assert find_pairs([]) == []


def test_a_profile_can_be_pickled(session):
    """Worker processes and caches pass profiles on."""
    one = session["base"]
    again = pickle.loads(pickle.dumps(one))
    assert again.title == one.title
    assert np.array_equal(again.vectors, one.vectors)


def test_every_suggestion_has_a_vector(session):
    """A single-sentence item begins behind its number, its sentence before it; its vector was once empty."""
    for one in session.values():
        rows = one.vectors[ITEMS:].astype(np.float32)
        assert len(rows) == len(one.suggestions) == 3
        assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=0.01)


def test_the_reason_is_one_sentence_with_both_sides(session):
    reason = compare(session["base"], session["neighbour"]).reason
    assert reason.endswith("。")
    assert reason.count("。") == 1
    assert "前者" in reason and "后者" in reason


def test_profile_is_exported():
    assert callable(profile)
