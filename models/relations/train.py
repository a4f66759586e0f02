"""Train the relation model on labelled pairs and freeze it into `analyzer/rules/relations.toml`.

    python -m models.relations.train [--real BATCH.csv]

Written pairs come from `corpora/labelled/pairs`; `--real` adds the labelled pairs of a real batch. Topics (of real
pairs, first ids) for which `held_out` is true are never looked at. Prints what five-fold cross-validation by topic
finds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, confusion_matrix
from sklearn.model_selection import GroupKFold

from analyzer.duplicates.features import FEATURES
from analyzer.duplicates.relations import CLASSES, QUESTIONS, RelationModel, merge_probability
from analyzer.rules import load_rules
from benchmarks.labelled import held_out
from benchmarks.pairs import PARTS, Labelled, Part, labelled_pairs, measured
from models.logistic import fitted

OUTPUT = Path(__file__).resolve().parents[2] / "analyzer" / "rules" / "relations.toml"
CLASS_OF = {"follow_up": "same_ask", "unrelated": "related"}  # follow-ups are told by proposer and year, not by text
WEIGHTS: Mapping[Part, float] = {"written": 1.0, "session": 0.7, "real": 2.0}
"""How much a pair of each part counts. Texts of a session were not written as pairs, and those judged are the ones that
looked most alike: counted in full, they teach that little is one matter, and topics fall apart."""
PENALTY = 100.0  # on squared distance from the weights of `LOOKS_AT`, scaled to fit
ELSEWHERE = {"place_differs": -3.0, "level_differs": -0.5}
"""What another place or level adds to the score of a merge: set, not learnt, since the labelled pairs hold few, and a
matter of another place is another body's to handle."""

_BEYOND = ("whole_beyond", "ask_beyond")
_WORDING = ("copy", "verbatim_less", "verbatim_more", "verbatim_ask", "longest")
LOOKS_AT: Mapping[str, Mapping[str, float]] = {
    "topic": {"whole_vector": 3, "whole_words": 1, "key_words": 1, "title_found": 1, "ask_vector": 1, "size": -1}
    | {"swapped": -3}
    | dict.fromkeys(_BEYOND, 2),
    "merge": dict.fromkeys(("whole_vector", "ask_vector", "ask_best", "ask_apart", *_BEYOND), 2)
    | {"ask_said": 6}
    | dict.fromkeys(("ask_words", "whole_words", "key_words", "verbatim_less"), 1),
    "copy": dict.fromkeys(_WORDING, 1),
    "template": dict.fromkeys(_WORDING, 1)
    | {"title_words": -1, "whole_vector": -1, "whole_words": -1, "key_words": -1, "swapped": 1},
}
"""The features that each question looks at, and their weights beside each other at the start; negative ones count
against.

Few, and kept near these weights, because there are few labelled pairs and two kinds of them: whatever weighs the
features freely learns how the written pairs were made, and ranks real pairs worse than their plain mean does. Vectors
start heavier, since they alone see one matter told in other words, and that of single sentences heaviest: it tells the
same ask from another one on the same matter best, in written pairs and in real ones.
"""


@dataclass(frozen=True)
class Examples:
    """Training data: features, class indices, sample weights, the topic of each pair and the part that it is of."""

    features: np.ndarray
    classes: np.ndarray
    weights: np.ndarray
    topics: np.ndarray
    parts: np.ndarray

    def part(self, chosen: np.ndarray) -> Examples:
        return Examples(*(array[chosen] for array in vars(self).values()))


def examples(sets: list[Labelled]) -> Examples:
    """Measured pairs of the part that may be tuned on."""
    names = [relation.value for relation in CLASSES]
    features, classes, topics, parts = [], [], [], []
    for one in sets:
        tuned = [pair for pair in one.pairs if not held_out(pair.topic)]
        features.append(measured(one, tuned))
        classes += [names.index(CLASS_OF.get(pair.relation, pair.relation)) for pair in tuned]
        topics += [pair.topic for pair in tuned]
        parts += [one.part] * len(tuned)
    weights = np.array([WEIGHTS[part] for part in parts])
    return Examples(np.vstack(features).astype(float), np.array(classes), weights, np.array(topics), np.array(parts))


def trained(data: Examples) -> RelationModel:
    """The four models, fitted."""
    mean, scale = data.features.mean(axis=0), data.features.std(axis=0) + 1e-6
    scaled = (data.features - mean) / scale
    fits = [_logistic(scaled[rows], yes, data.weights[rows], name) for name, rows, yes in _questions(data.classes)]
    weights, bias = np.array([fit[:-1] for fit in fits]), np.array([fit[-1] for fit in fits])
    merge = QUESTIONS.index("merge")
    for name, weight in ELSEWHERE.items():
        place = FEATURES.index(name)
        weights[merge, place] = weight * scale[place]
        bias[merge] += weight * mean[place]  # so that nothing changes where the place is the same
    return RelationModel(mean, scale, weights, bias)


def _questions(classes: np.ndarray) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each question with the rows that it is asked of, and the answers."""
    topic = classes <= 2
    for name, rows, yes in zip(
        QUESTIONS,
        (np.ones(len(classes), dtype=bool), topic, classes <= 1, ~topic),
        (topic, classes <= 1, classes == 0, classes == 3),
        strict=True,
    ):
        yield name, rows, yes[rows].astype(float)


def _logistic(scaled: np.ndarray, yes: np.ndarray, weights: np.ndarray, question: str) -> np.ndarray:
    """Weights and bias of a logistic regression whose weights keep their signs and stay near those of `LOOKS_AT`."""
    start = np.array([LOOKS_AT[question].get(name, 0) for name in FEATURES], dtype=float)
    strength = fitted((scaled @ start)[:, None], yes, weights, np.zeros(1), 1.0, [(0, None)])
    bounds = [((0, None) if weight > 0 else (None, 0) if weight else (0, 0)) for weight in start]
    return fitted(scaled, yes, weights, strength[0] * start, PENALTY, bounds)


def report(data: Examples) -> None:
    """Cross-validated by topic: how well merges are ranked, and which relations are confused."""
    found = np.zeros((len(data.classes), len(CLASSES)))
    for train, test in GroupKFold(5).split(data.features, groups=data.topics):
        found[test] = trained(data.part(train)).probabilities(data.features[test])
    merges = merge_probability(found, load_rules("duplicates")["pairs"]["same_topic"])
    for name in PARTS:
        part = data.parts == name
        if part.any():
            merge_ap = average_precision_score(data.classes[part] <= 1, merges[part])
            topic_ap = average_precision_score(data.classes[part] <= 2, merges[part])
            print(f"{name}: AP of merges {merge_ap:.3f}, of merges and same topic {topic_ap:.3f}")
            print(confusion_matrix(data.classes[part], found[part].argmax(axis=1), labels=range(len(CLASSES))))


def frozen(model: RelationModel) -> str:
    """The model as a rule file."""
    lines = [
        "# How measurements of a pair become the probabilities of its relation. Written by models/relations/train.py.",
        "#",
        "# A feature (see analyzer/duplicates/features.py) counts (value - mean) / scale. Each question's score is its",
        "# bias plus the weighted features, its probability 1 / (1 + exp(-score)):",
        "#   topic     do both raise the same matter?",
        "#   merge     if so: do they ask for the same, so that they can be handled as one (并案)?",
        "#   copy      if so: is one a copy of the other?",
        "#   template  if the matter is another: is it the same skeleton, filled differently?",
        "",
        "[scaling]",
    ]
    for name, mean, scale in zip(FEATURES, model.mean, model.scale, strict=True):
        lines.append(f"{name} = {{ mean = {mean:.4f}, scale = {scale:.4f} }}")
    for question, bias, weights in zip(QUESTIONS, model.bias, model.weights, strict=True):
        lines += ["", f"[{question}]", f"bias = {bias:.3f}", f"[{question}.weights]"]
        lines += [
            f"{name} = {weight:.3f}" for name, weight in zip(FEATURES, weights, strict=True) if abs(weight) > 1e-3
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of the real batch whose pairs are labelled")
    data = examples(labelled_pairs(parser.parse_args().real))
    report(data)
    OUTPUT.write_text(frozen(trained(data)), encoding="utf-8")
    print(f"{len(data.classes)} pairs: {OUTPUT.name}")


if __name__ == "__main__":
    main()
