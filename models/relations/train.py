"""Train the relation model on labelled pairs and freeze it into `analyzer/rules/relations.toml`.

    python -m models.relations.train [--real BATCH.csv]

Written pairs come from `corpora/labelled/pairs`; `--real` adds the labelled pairs of a real batch. Topics (of real
pairs, first ids) for which `held_out` is true are never looked at. Prints what five-fold cross-validation by topic
finds.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, confusion_matrix
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from analyzer.duplicates.relations import CLASSES, input_names, inputs, merge_probability
from benchmarks.labelled import held_out
from benchmarks.pairs import Labelled, labelled_pairs, measured

OUTPUT = Path(__file__).resolve().parents[2] / "analyzer" / "rules" / "relations.toml"
REGULARISATION = 0.03
CLASS_OF = {"follow_up": "same_ask", "unrelated": "related"}  # follow-ups are told by proposer and year, not by text


@dataclass(frozen=True)
class Examples:
    """Training data: model inputs, class indices, weights and the topic of each pair."""

    inputs: np.ndarray
    classes: np.ndarray
    weights: np.ndarray
    topics: np.ndarray
    real: np.ndarray


def examples(sets: list[Labelled]) -> Examples:
    """Measured pairs of the part that may be tuned on."""
    names = [relation.value for relation in CLASSES]
    rows, classes, weights, topics, real = [], [], [], [], []
    for one in sets:
        tuned = [pair for pair in one.pairs if not held_out(pair.topic)]
        rows.append(inputs(measured(one, tuned)))
        classes += [names.index(CLASS_OF.get(pair.relation, pair.relation)) for pair in tuned]
        weights += [1.0] * len(tuned)
        topics += [pair.topic for pair in tuned]
        real += [one.real] * len(tuned)
    return Examples(np.vstack(rows), np.array(classes), np.array(weights), np.array(topics), np.array(real))


def model(regularisation: float = REGULARISATION) -> object:
    return make_pipeline(StandardScaler(), LogisticRegression(C=regularisation, max_iter=5000))


def report(data: Examples) -> None:
    """Cross-validated by topic: how well merges are ranked, and which relations are confused."""
    found = cross_val_predict(
        model(), data.inputs, data.classes, groups=data.topics, cv=GroupKFold(5), method="predict_proba"
    )
    merges = merge_probability(found)
    for name, part in (("written", ~data.real), ("real", data.real)):
        if part.any():
            merge_ap = average_precision_score(data.classes[part] <= 1, merges[part])
            topic_ap = average_precision_score(data.classes[part] <= 2, merges[part])
            print(f"{name}: AP of merges {merge_ap:.3f}, of merges and same topic {topic_ap:.3f}")
            print(confusion_matrix(data.classes[part], found[part].argmax(axis=1), labels=range(len(CLASSES))))


def frozen(data: Examples) -> str:
    """The trained model as a rule file."""
    pipeline = model()
    pipeline.fit(data.inputs, data.classes)
    scaler, logistic = pipeline[0], pipeline[1]
    lines = [
        "# How measurements of a pair become the probabilities of its relation. Written by models/relations/train.py.",
        "#",
        "# An input (see analyzer/duplicates/features.py; a*b is a product) counts (value - mean) / scale; a",
        "# relation's score is its bias plus the weighted inputs, and its probability the soft maximum of the scores.",
        "",
        "[inputs]",
    ]
    names = input_names()
    for name, mean, scale in zip(names, scaler.mean_, scaler.scale_, strict=True):
        lines.append(f'"{name}" = {{ mean = {mean:.4f}, scale = {scale:.4f} }}')
    for relation, bias, weights in zip(CLASSES, logistic.intercept_, logistic.coef_, strict=True):
        lines += ["", f"[{relation.value}]", f"bias = {bias:.4f}"]
        lines += [f'"{name}" = {weight:.4f}' for name, weight in zip(names, weights, strict=True)]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch whose pairs are labelled")
    data = examples(labelled_pairs(parser.parse_args().real))
    report(data)
    OUTPUT.write_text(frozen(data), encoding="utf-8")
    print(f"{len(data.classes)} pairs: {OUTPUT.name}")


if __name__ == "__main__":
    main()
