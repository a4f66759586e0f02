"""Words as numbers, and what is usual of a batch."""

from __future__ import annotations

import numpy as np

from analyzer.duplicates.terms import centre_of


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
