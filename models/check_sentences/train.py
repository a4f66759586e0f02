"""Train the linear scores by which the filing checks know their sentences, and write the card's numbers.

    python -m models.check_sentences.train [--real BATCH.csv]

Faults: the bad examples of `rules/checks.toml`, the planted sentences of the development texts, and
`corpora/labelled/checks/sentences.jsonl`. Everything else that those files hold is a guard. Titles and sentences of the
texts written for quality, pairs and matters, and of a real batch where its table is given, stand as sentences without
fault, since a proposal hardly ever has one; not those of texts that readers called private. Last come the weights that
say how far a suggestion stands apart (`pieces.py`).
`evaluation.json` is measured out of fold: each sentence is scored by a model that has not seen it. Needs the extra
`train`; minutes.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from itertools import chain
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from analyzer.annotation.names import name_finder
from analyzer.embedding import load_embedder
from analyzer.proposal import Span
from analyzer.screening.cues import CUES, cues
from analyzer.screening.rule import load_checks
from analyzer.screening.sense import Sense, character_grams
from benchmarks.labelled import (
    LABELLED,
    LabelledText,
    json_lines,
    matters,
    natural_texts,
    plain_texts,
    readings,
    real_texts,
    significance,
)
from models.check_sentences.pieces import train as train_pieces

FOLDER = Path(__file__).parent
KEYS = (
    "state_secret",
    "litigation",
    "named_accusation",
    "under_investigation",
    "personal_matter",
    "promotion",
    "academic",
    "internal_affairs",
    "unlawful",
    "beyond_authority",
    "privacy",
    "empty_content",
    "unverifiable_data",
    "no_suggestion",
    "title_form",
)
STRENGTH = 5.0  # inverse of the penalty on weights
GRAM, CUE = 2.0, 0.3  # what grams and cues are scaled by beside the vector, which has length one
SEEN = 3  # sentences in which a gram must stand to be learnt
FAULT, GUARD, OTHER = 20.0, 4.0, 1.0  # what a sentence of each kind counts
FOLDS = 3
LEAST = 6  # characters of a sentence
PUBLIC = 2.0  # significance (1-5) from which readers took a matter for a public one
Matrix = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of a real batch, as sentences without fault")
    embedder = load_embedder()
    real = parser.parse_args().real
    faults, guards, others = sentences(real)
    texts = [text for key in KEYS for text in faults[key]] + guards + others
    owner = np.array([key for key in KEYS for _ in faults[key]] + [""] * (len(guards) + len(others)))
    kinds = np.repeat([FAULT, GUARD, OTHER], [len(owner) - len(guards) - len(others), len(guards), len(others)])
    vectors = embedder.encode(texts)
    grams = TfidfVectorizer(analyzer=character_grams, min_df=SEEN, binary=True).fit(texts)
    names = name_finder()
    faces = CUE * np.array([cues(text, Span(0, len(text)), names) for text in texts])
    x = hstack([csr_matrix(vectors), csr_matrix(faces), GRAM * grams.transform(texts)]).tocsr()
    found, evaluation = [], {}
    for key in KEYS:
        y = owner == key
        counts = np.where(y | (kinds != FAULT), kinds, OTHER)  # another check's fault is no more than a sentence
        evaluation[key] = summary(out_of_fold(x, y, counts), y, guard=kinds == GUARD, other=kinds == OTHER)
        found.append(weights(fit(x, y, counts)))
    save(np.array(found), grams, vectors.shape[1], np.zeros(0, dtype=np.float32))
    apart, evaluation["apart"] = train_pieces(faultless_texts(real), Sense.load(FOLDER))
    save(np.array(found), grams, vectors.shape[1], apart)
    card = {"embedding": embedder.fingerprint, "checks": evaluation}
    (FOLDER / "evaluation.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))


def weights(model: LogisticRegression) -> Matrix:
    """Weights and, last, the bias."""
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)


def save(found: Matrix, grams: TfidfVectorizer, dim: int, apart: Matrix) -> None:
    """Write `weights.npz`: what `Sense` reads, scales folded in."""
    known = grams.get_feature_names_out()
    np.savez_compressed(
        FOLDER / "weights.npz",
        keys=np.array(KEYS),
        weights=np.column_stack([found[:, :dim], found[:, -1]]),
        cue_weights=CUE * found[:, dim : dim + CUES],
        grams=known.astype(str),
        gram_weights=(GRAM * found[:, dim + CUES : -1].T).astype(np.float16),
        rarity=grams.idf_.astype(np.float32),
        apart=apart,
    )


def sentences(real: Path | None) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Faults by check, guards, and sentences of real proposals."""
    faults: dict[str, list[str]] = defaultdict(list)
    guards: list[str] = []
    for rule in load_checks():
        guards += [text for text in rule.good if "\n" not in text]
        faults[rule.key] += [text for text in rule.bad if "\n" not in text]
    for row in json_lines(LABELLED / "checks" / "sentences.jsonl"):
        (faults[row["check"]] if row["kind"] == "fault" else guards).append(row["text"])
    files = sorted((LABELLED / "checks").glob("texts*.jsonl"))
    for row in (row for file in files for row in json_lines(file) if row["split"] == "dev"):
        planted = row["evidence"] if row["kind"] == "fault" else ""
        if planted:
            faults[row["check"]].append(planted)
        if row["check"] != "title_form" or not planted:
            guards.append(row["title"])
        if not row.get("also"):
            guards += [
                said for said in split(row["text"]) if not planted or (said not in planted and planted not in said)
            ]
    told = (text for row in matters() for text in (*row["problem"], *chain.from_iterable(row["asks"])))
    texts = faultless_texts(real)
    plain = chain((said for text in texts for said in (text.title, text.text)), told)
    others = dict.fromkeys(sentence for text in plain for sentence in split(text))
    return faults, list(dict.fromkeys(guards)), list(others)


def faultless_texts(real: Path | None) -> list[LabelledText]:
    """Proposals without fault: those written for quality and pairs, and the real batch; none that readers called
    private or trivial."""
    folders = (LABELLED / "quality", LABELLED / "pairs")
    texts = plain_texts(path for folder in folders for path in sorted(folder.glob("texts_*.jsonl")))
    weighed = {id: fmean(scores["topic_significance"]) for id, scores in readings().items()}
    texts = [text for text in texts if weighed.get(text.id, PUBLIC) >= PUBLIC]
    texts += [text for text, weight in significance() if weight >= PUBLIC] + natural_texts()
    return texts + (real_texts(real) if real else [])


def split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[。！？])|\n", text) if len(part.strip()) > LEAST]


def fit(x: csr_matrix, y: NDArray[np.bool_], counts: NDArray[np.float64]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear").fit(x, y, sample_weight=counts)


def out_of_fold(x: csr_matrix, y: NDArray[np.bool_], counts: NDArray[np.float64]) -> Matrix:
    scores = np.zeros(len(y), dtype=np.float32)
    for seen, unseen in KFold(FOLDS, shuffle=True, random_state=0).split(y):
        scores[unseen] = fit(x[seen], y[seen], counts[seen]).decision_function(x[unseen])
    return scores


def summary(
    scores: Matrix, y: NDArray[np.bool_], guard: NDArray[np.bool_], other: NDArray[np.bool_]
) -> dict[str, float]:
    """Shares of faults, guards and real sentences above two thresholds."""
    shares = {"faults": int(y.sum())}
    for name, mask in (("faults", y), ("guards", guard), ("real", other)):
        for threshold in (-2, -1, 0, 1):
            above = float((scores[mask] > threshold).mean()) if mask.any() else 0.0
            shares[f"{name}_above_{threshold}"] = round(above, 4)
    return shares


if __name__ == "__main__":
    main()
