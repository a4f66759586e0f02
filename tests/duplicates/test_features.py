"""What is measured of a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analyzer.duplicates.batch import Batch
from analyzer.duplicates.features import FEATURES, measure, measure_hopeful

BEYOND = [FEATURES.index("whole_beyond"), FEATURES.index("ask_beyond")]
RETOLD = """我们这儿好多五六层的老楼没有升降机，七八十岁的人买袋米都得歇三回，有的一年到头不敢出家门。
想装的人家不少，可一楼二楼怕挡光、嫌吵，一家摇头全楼就黄了；跑手续要进四五个衙门，半年多下不来；装好了又没人出钱修，坏了就晾着。
能不能这么办：给楼下人家定个补钱的数，由街道的人上门劝和，一个月给准话；各家衙门合成一扇窗，交一回材料二十天办完；\
公家每部贴几万块，平时的电钱和修理钱准许从房子的公共维修款里出。"""


def test_other_words_for_one_matter_show_beyond_the_few_words_shared(session, make):
    profiles = [*session.values(), make("retold", "住高层的老两口怎么下楼", RETOLD)]
    rows = {one.id: row for row, one in enumerate(profiles)}
    batch = Batch(profiles)
    bank = batch.bank(profiles)
    others = np.array([rows[id] for id in ("retold", "copy", "other")])
    retold, copy, other = batch.measure(bank, rows["base"], bank, others)
    beyond = FEATURES.index("whole_beyond")
    assert retold[FEATURES.index("whole_words")] < 0.1 < 0.5 < copy[FEATURES.index("whole_words")]
    assert retold[beyond] > max(other[beyond], 0.1)
    assert copy[beyond] == 0, "where words tell, nothing is looked for beyond them"


def test_among_many_texts_other_words_are_believed_only_of_one_object(session, make):
    """Of thousands, some two of one field are near by chance: walnuts and tea oil, a crossing and a station, were to be
    merged. Who names the object in the other's words is believed as among a few."""
    stairs = make("stairs", "住高层的老两口怎么下楼", RETOLD)
    lifts = make("lifts", "关于老旧小区加装电梯", RETOLD)
    few = [*session.values(), stairs, lifts]
    retold = np.arange(len(session), len(few))
    bank = Batch(few).bank(few)
    among_few, among_many = (
        measure(each, 0, each, retold)[:, BEYOND[0]] for each in (bank, replace(bank, compared=5_000))
    )
    assert (among_few > 0.1).all()
    assert among_many[0] < among_few[0] / 2
    assert among_many[1] == among_few[1]


def test_nothing_shows_beyond_the_words_of_a_cover_note(session, make):
    """Next to no words in common says nothing of a text that has next to no words."""
    note = make("note", "说明", "本文件夹为市政协会议提案，请查收。\n建议由提案委办公室登记。")
    profiles = [*session.values(), note]
    batch = Batch(profiles)
    bank = batch.bank(profiles)
    measured = batch.measure(bank, len(session), bank, np.arange(len(session)))
    assert (measured[:, BEYOND] == 0).all()


def test_nothing_shows_beyond_the_words_of_a_lone_sentence(session, make):
    """Whatever it asks for, it is as near as any to what the other side asks: two were to be merged for it, at 71 %."""
    reasons = RETOLD[: RETOLD.index("能不能")]
    lone = make("lone", "住高层的老两口怎么下楼", f"{reasons}\n建议有关部门高度重视老楼的难处，让老人下楼更方便。")
    profiles = [*session.values(), lone]
    batch = Batch(profiles)
    bank = batch.bank(profiles)
    (one,) = batch.measure(bank, 0, bank, np.array([len(session)]))
    assert one[FEATURES.index("whole_vector")] > 0.5 and one[FEATURES.index("whole_words")] < 0.1
    assert not one[BEYOND].any()


def test_nothing_shows_beyond_the_words_of_empty_suggestions(make):
    """They are in place whatever the matter: two texts with other reasons were to be merged for them, at 69 %."""
    empty = """建议：
一、{0}进一步统一思想，切实增强责任感和紧迫感；
二、{0}进一步压实责任，形成一级抓一级、层层抓落实的局面；
三、{0}进一步总结经验，推动各项工作取得更大进展。"""
    reasons = (
        "华北平原的机井越打越深，含水层被抽空，地面下沉，小麦只能靠抽水浇灌。",
        "一些青年沉迷短视频，诚信意识淡薄，家风教育缺位，志愿服务无人参加。",
    )
    profiles = [
        make(str(index), title, f"{reason * 2}\n{empty.format(time)}")
        for index, (title, reason, time) in enumerate(
            zip(("地下水超采", "市民素质"), reasons, ("年底以前", "各部门"), strict=True)
        )
    ]
    batch = Batch(profiles)
    bank = batch.bank(profiles)
    (measured,) = batch.measure(bank, 0, bank, np.array([1]))
    assert measured[FEATURES.index("ask_best")] > 0.5 and measured[FEATURES.index("ask_said")] > 0.1
    assert not measured[BEYOND].any()


def test_pairs_that_cannot_become_one_are_left_before_they_are_measured_to_the_end(session, make):
    """What is to come is never above what was allowed for: no pair that is one topic in the end was left before."""
    profiles = [*session.values(), make("retold", "住高层的老两口怎么下楼", RETOLD)]
    batch = Batch(profiles)
    bank = batch.bank(profiles)
    rows, columns = np.divmod(np.arange(len(profiles) ** 2), len(profiles))
    steps = []

    def hopeful(features: np.ndarray, to_come: Sequence[str]) -> np.ndarray:
        steps.append((features.copy(), to_come))
        return np.ones(len(features), dtype=bool)

    _, measured = measure_hopeful(bank, rows, bank, columns, hopeful)
    for bounded in ("key_words", "whole_beyond", "ask_beyond"):
        at = FEATURES.index(bounded)
        assert all(bounded not in to_come for _, to_come in steps)
        assert (steps[0][0][:, at] >= measured[:, at] - 1e-6).all()
