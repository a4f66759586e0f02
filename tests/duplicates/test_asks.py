"""Suggestions are compared as they are and beyond the matter; neither order nor padding changes what is found."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.duplicates.asks import compared, padded

_DIM = 8


def _units(rng: np.random.Generator, count: int) -> np.ndarray:
    vectors = rng.standard_normal((count, _DIM)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _pair(mine: np.ndarray, theirs: np.ndarray, matter: np.ndarray) -> tuple[float, float]:
    """Both measures of one pair by itself."""
    sides = [(vectors[None], np.ones((1, len(vectors)), dtype=bool)) for vectors in (mine, theirs)]
    matched, apart = compared(*sides, matter[None])
    return float(matched[0]), float(apart[0])


def test_each_suggestion_is_matched_once() -> None:
    first, second = np.eye(_DIM, dtype=np.float32)[:2]
    alike, _ = _pair(np.stack([first, first]), np.stack([first, second]), np.zeros(_DIM, dtype=np.float32))
    assert alike == 0.5  # not 1: what `first` is matched with is taken


def test_what_both_texts_are_about_does_not_make_them_alike() -> None:
    matter, one, other = np.eye(_DIM, dtype=np.float32)[:3]
    mine, theirs = (0.8 * matter + 0.6 * one)[None], (0.8 * matter + 0.6 * other)[None]
    alike, beyond = _pair(mine, theirs, matter)
    assert alike > 0.6
    assert beyond == 0


@given(st.integers(0, 1000), st.integers(1, 5), st.integers(1, 5))
def test_sides_and_padding_do_not_matter(seed: int, count: int, other: int) -> None:
    rng = np.random.default_rng(seed)
    mine, theirs, matter = _units(rng, count), _units(rng, other), _units(rng, 1)[0]
    assert np.allclose(_pair(mine, theirs, matter), _pair(theirs, mine, matter), atol=1e-5)

    vectors = np.concatenate([mine, _units(rng, 7), theirs])
    bounds = np.array([0, count, count + 7, count + 7 + other])
    # the first pair is the one above, the second one of other sizes, so that the first is filled up
    left, right = padded(vectors, bounds, np.array([0, 1])), padded(vectors, bounds, np.array([2, 1]))
    found = compared(left, right, np.stack([matter, matter]))
    assert np.allclose([measure[0] for measure in found], _pair(mine, theirs, matter), atol=1e-5)
