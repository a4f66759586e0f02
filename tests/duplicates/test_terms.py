"""Words as numbers, and what is usual of a batch."""

from __future__ import annotations

import numpy as np

from analyzer.duplicates.terms import centre_of, title_words


def test_another_model_is_seen_from_its_own_usual_vector():
    """What all its vectors share does not count as likeness: in a batch of two neither, nor where its vectors are as
    long as the shipped model's."""
    usual = np.full(256, 3.0, dtype=np.float32)
    pair = np.random.default_rng(1).standard_normal((2, 256)).astype(np.float16) + np.float16(3)
    left, right = pair.astype(np.float32) - centre_of(pair, usual)
    alike = left @ right / np.linalg.norm(left) / np.linalg.norm(right)
    assert abs(alike) < 0.2, "neither one thing nor each other's opposite"


def test_few_proposals_hardly_move_the_usual_vector():
    shipped = centre_of([np.zeros(256, dtype=np.float16)])
    assert np.abs(centre_of([np.ones(256, dtype=np.float16)]) - shipped).max() < 0.01


def test_words_of_grammar_name_no_object_of_a_title():
    """Two titles that say 一个 or 如何 have nothing in common for it."""
    assert title_words("给乡村道路一个明亮的夜晚") == ("乡村道路", "明亮", "夜晚")
    assert title_words("如何让我们的孩子以后没有午睡难题") == ("孩子", "午睡", "难题")
