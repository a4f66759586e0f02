"""Suggestions are compared as they are and beyond the matter; neither order nor padding changes what is found."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.duplicates.asks import apart, matched, moved, padded

_DIM = 8


def _units(rng: np.random.Generator, count: int) -> np.ndarray:
    vectors = rng.standard_normal((count, _DIM)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _pair(mine: np.ndarray, theirs: np.ndarray, matter: np.ndarray) -> tuple[float, float]:
    """Both measures of one pair by itself."""
    sides = [(vectors[None], np.ones((1, len(vectors)), dtype=bool)) for vectors in (mine, theirs)]
    return float(matched(*sides)[0]), float(apart(*sides, matter[None])[0])


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
    found = matched(left, right)[0], apart(left, right, np.stack([matter, matter]))[0]
    assert np.allclose(found, _pair(mine, theirs, matter), atol=1e-5)


def _moved(mine: np.ndarray, theirs: np.ndarray, matter: np.ndarray, padding: int = 0) -> float:
    sides, shares = [], []
    for vectors in (mine, theirs):
        there = np.arange(len(vectors) + padding) < len(vectors)
        sides.append((np.concatenate([vectors, vectors[:padding]])[None], there[None]))
        shares.append((there / len(vectors)).astype(np.float32)[None])
    return float(moved(*sides, (shares[0], shares[1]), matter[None])[0])


def test_sentences_are_moved_onto_each_other_whatever_their_order() -> None:
    """The same things said in another order are the same; one thing said is not two."""
    first, second, third = np.eye(_DIM, dtype=np.float32)[:3]
    nothing = np.zeros(_DIM, dtype=np.float32)
    assert _moved(np.stack([first, second]), np.stack([second, first]), nothing) > 0.99
    half = _moved(np.stack([first, first]), np.stack([first, second]), nothing)
    assert 0.45 < half < 0.55
    assert _moved(np.stack([first, second]), np.stack([third, third]), nothing) < 0.05


def test_what_both_texts_are_about_is_no_likeness_of_their_sentences() -> None:
    matter, one, two = np.eye(_DIM, dtype=np.float32)[:3]
    mine, theirs = (((matter + own) / np.sqrt(2))[None] for own in (one, two))
    assert _moved(mine, theirs, np.zeros(_DIM, dtype=np.float32)) > 0.49
    assert _moved(mine, theirs, matter) < 0.01


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 6), st.integers(0, 3))
def test_moving_knows_no_side_and_no_padding(seed: int, left: int, right: int, padding: int) -> None:
    rng = np.random.default_rng(seed)
    mine, theirs, matter = _units(rng, left), _units(rng, right), _units(rng, 1)[0]
    found = _moved(mine, theirs, matter)
    assert 0.0 <= found <= 1.0 + 1e-3
    assert abs(_moved(mine, theirs, matter, min(padding, left, right)) - found) < 1e-4
    assert abs(_moved(theirs, mine, matter) - found) < 0.2  # what a few rounds leave of vectors spread so far


def test_nothing_said_moves_nowhere() -> None:
    nothing = np.zeros((1, 0, _DIM), dtype=np.float32), np.zeros((1, 0), dtype=bool)
    shares = np.zeros((1, 0), dtype=np.float32)
    assert moved(nothing, nothing, (shares, shares), np.zeros((1, _DIM), dtype=np.float32)).tolist() == [0.0]
