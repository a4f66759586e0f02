"""The sentence scores fit the shipped vectors and abstain on all others."""

from __future__ import annotations

import json

import numpy as np

from analyzer.embedding import load_embedder
from analyzer.screening.cues import CUES
from analyzer.screening.sense import (
    character_grams,
    gram_numbers,
    numbered_grams,
    shipped_sense,
)
from analyzer.shipped import model_folder


def test_the_weights_were_trained_on_the_shipped_vectors() -> None:
    folder = model_folder("check_sentences")
    assert folder is not None
    card = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert card["embedding"] == load_embedder().fingerprint, "run: python -m models.check_sentences.train"


def test_a_fault_in_other_words_scores_above_an_ordinary_sentence() -> None:
    sense = shipped_sense()
    texts = ["粮库老主任倒卖储备粮，账上早就亏空了，求上级派人查他。", "由市粮食局每季度公布一次储备粮轮换计划。"]
    scores = sense.scores(texts, load_embedder().encode(texts))
    for column in (sense.keys.index("named_accusation"), sense.keys.index("litigation")):
        assert scores[0, column] > scores[1, column]
    assert scores[1].max() < 0


def test_cues_never_add_more_than_is_said() -> None:
    sense = shipped_sense()
    faces = np.random.default_rng(0).integers(0, 2, (200, CUES))
    assert (faces @ sense.cue_weights.T <= sense.cues_add + 1e-5).all()


def test_vectors_of_another_model_and_empty_ones_have_no_score() -> None:
    sense = shipped_sense()
    assert np.isneginf(sense.scores(["一", "二"], np.ones((2, 7), dtype=np.float32))).all()
    dim = load_embedder().dim
    assert np.isneginf(sense.scores(["一"], np.zeros((1, dim), dtype=np.float32))).all()


def test_grams_are_numbered_as_training_counts_them() -> None:
    texts = ["请查查他", "", "a\n请", "𠀀请"]
    owners, numbers = numbered_grams(texts)
    for index, text in enumerate(texts):
        assert numbers[owners == index].tolist() == sorted(
            gram_numbers(np.array(list(character_grams(text)), dtype="<U2")).tolist()
        )
    assert not len(numbered_grams([])[0])
