"""Training of the scores of what stands masked in a sentence (`analyzer/screening/masked.py`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from analyzer.screening.masked import marks

SAID, OF_IT = 2.0, 0.5  # what marks and standing are scaled by
STRENGTH = 5.0  # inverse of the penalty on weights
SEEN = 2  # sentences in which a mark must stand to be learnt
FOLDS = 8


class Example(NamedTuple):
    """A sentence with its mask, what is said of it, whether it is a `fault`, its weight, its text and what it is."""

    masked: str
    standing: NDArray[np.float32]
    fault: bool
    weight: float
    text: str
    kind: str


def train(folder: Path, examples: Sequence[Example]) -> None:
    """Fit, write `weights.npz` and, measured out of fold with no text on both sides, `evaluation.json`."""
    y = np.array([example.fault for example in examples])
    weights = np.array([example.weight for example in examples])
    scores = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(y, groups=[example.text for example in examples]):
        x, _ = _features(examples, train)
        scores[test] = _fit(x[train], y[train], weights[train]).decision_function(x[test])
    x, words = _features(examples, np.arange(len(y)))
    model = _fit(x, y, weights)
    known = words.get_feature_names_out()
    np.savez_compressed(
        folder / "weights.npz",
        marks=known.astype(str),
        weights=(SAID * model.coef_[0, : len(known)]).astype(np.float32),
        rarity=words.idf_.astype(np.float32),
        standing=(OF_IT * model.coef_[0, len(known) :]).astype(np.float32),
        bias=np.float32(model.intercept_[0]),
    )
    figures = _evaluation(scores, y, np.array([example.kind for example in examples]))
    (folder / "evaluation.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


def _features(examples: Sequence[Example], seen: NDArray[np.int64]) -> tuple[csr_matrix, TfidfVectorizer]:
    """Sparse `[examples, marks + standing]`, marks learnt from those of `seen`."""
    words = TfidfVectorizer(analyzer=marks, min_df=SEEN, binary=True).fit([examples[i].masked for i in seen])
    said = words.transform([example.masked for example in examples])
    return hstack([SAID * said, csr_matrix(OF_IT * np.stack([e.standing for e in examples]))]).tocsr(), words


def _fit(x: csr_matrix, y: NDArray[np.bool_], weights: NDArray[np.float64]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear").fit(x, y, sample_weight=weights)


def _evaluation(scores: NDArray[np.float64], y: NDArray[np.bool_], kinds: NDArray[np.str_]) -> dict[str, float]:
    """Average precision, and the shares of each kind above some thresholds."""
    figures = {"examples": len(y), "faults": int(y.sum())}
    figures["average_precision"] = round(float(average_precision_score(y, scores)), 3)
    for kind in np.unique(kinds):
        for threshold in (-1, 0, 1, 2):
            figures[f"{kind}_above_{threshold}"] = round(float((scores[kinds == kind] > threshold).mean()), 4)
    return figures
