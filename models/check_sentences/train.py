"""Train the linear scores by which the filing checks know their sentences, and write the card's numbers.

    python -m models.check_sentences.train [--real BATCH.csv]

Faults: the bad examples of `rules/checks.toml`, the planted sentences of the development texts, and
`corpora/labelled/checks/sentences.jsonl`. Everything else that those files hold is a guard; sentences of a real batch,
where its table is given, are too, since a real proposal hardly ever has such a fault. `evaluation.json` is measured
out of fold: each sentence is scored by a model that has not seen it. Needs the extra `train`; seconds.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from analyzer.embedding import load_embedder
from analyzer.screening.rule import load_checks
from benchmarks.labelled import LABELLED, json_lines, real_texts

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
)
STRENGTH = 20.0  # inverse of the penalty on weights
FAULT, GUARD, OTHER = 20.0, 4.0, 1.0  # what a sentence of each kind counts
FOLDS = 5
LEAST = 6  # characters of a sentence
Matrix = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of a real batch, as sentences without fault")
    embedder = load_embedder()
    faults, guards, others = sentences(parser.parse_args().real)
    texts = [text for key in KEYS for text in faults[key]] + guards + others
    owner = np.array([key for key in KEYS for _ in faults[key]] + [""] * (len(guards) + len(others)))
    kinds = np.repeat([FAULT, GUARD, OTHER], [len(owner) - len(guards) - len(others), len(guards), len(others)])
    x = embedder.encode(texts)
    weights, bias, evaluation = [], [], {}
    for key in KEYS:
        y = owner == key
        counts = np.where(y | (kinds != FAULT), kinds, OTHER)  # another check's fault is no more than a sentence
        scores = out_of_fold(x, y, counts)
        evaluation[key] = summary(scores, y, guard=kinds == GUARD, other=kinds == OTHER)
        model = fit(x, y, counts)
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    np.savez_compressed(
        FOLDER / "weights.npz",
        keys=np.array(KEYS),
        weights=np.array(weights, dtype=np.float32),
        bias=np.array(bias, dtype=np.float32),
    )
    card = {"embedding": embedder.fingerprint, "checks": evaluation}
    (FOLDER / "evaluation.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))


def sentences(real: Path | None) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Faults by check, guards, and sentences of real proposals."""
    faults: dict[str, list[str]] = defaultdict(list)
    guards: list[str] = []
    for rule in load_checks():
        guards += [text for text in rule.good if "\n" not in text]
        faults[rule.key] += [text for text in rule.bad if "\n" not in text]
    for row in json_lines(LABELLED / "checks" / "sentences.jsonl"):
        (faults[row["check"]] if row["kind"] == "fault" else guards).append(row["text"])
    for row in json_lines(LABELLED / "checks" / "texts.jsonl"):
        if row["split"] == "dev" and row["kind"] == "fault":
            faults[row["check"]] += [row["evidence"]] if row["evidence"] else []
        elif row["split"] == "dev":
            guards += split(row["text"])
    others = [sentence for text in real_texts(real) for sentence in split(text.text)] if real else []
    return faults, list(dict.fromkeys(guards)), others


def split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[。！？])|\n", text) if len(part.strip()) > LEAST]


def fit(x: Matrix, y: NDArray[np.bool_], counts: NDArray[np.float64]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(x, y, sample_weight=counts)


def out_of_fold(x: Matrix, y: NDArray[np.bool_], counts: NDArray[np.float64]) -> Matrix:
    scores = np.zeros(len(x), dtype=np.float32)
    for seen, unseen in KFold(FOLDS, shuffle=True, random_state=0).split(x):
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
