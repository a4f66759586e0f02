"""Words as numbers, and what is usual of a batch."""

from __future__ import annotations

import numpy as np

from analyzer.duplicates.terms import centre_of


def test_the_usual_vector_of_another_model_is_that_of_the_batch():
    """No mean is shipped for other models, and what all their vectors share must not count as likeness."""
    rows = np.random.default_rng(1).standard_normal((5, 48)).astype(np.float16) + np.float16(3)
    assert np.allclose(centre_of(rows), rows.astype(np.float64).mean(axis=0), atol=1e-6)


def test_few_proposals_hardly_move_the_usual_vector():
    shipped = centre_of([np.zeros(256, dtype=np.float16)])
    assert np.abs(centre_of([np.ones(256, dtype=np.float16)]) - shipped).max() < 0.01
