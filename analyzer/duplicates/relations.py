"""From measurements to a relation: four yes-or-no models in a row, frozen in `rules/relations.toml`.

Is it the same topic? If so, can the two be handled as one? If so, is the one a copy of the other? If the topic is
another, is it the same skeleton? Each question is a logistic model whose weights all point the way that good sense
says (no feature of likeness ever counts against a merge), which is what keeps a model from a few hundred labelled pairs
reliable on texts of another length and style. They are trained by `models/relations/train.py`. A sixth relation, the
same proposer coming back to a matter in another year, follows from who and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.assessment import Relation
from analyzer.duplicates.features import FEATURES, Features
from analyzer.errors import ConfigurationError
from analyzer.language.proposers import persons
from analyzer.rules import load_rules

Probabilities = NDArray[np.float64]

CLASSES = (Relation.NEAR_COPY, Relation.SAME_ASK, Relation.SAME_TOPIC, Relation.TEMPLATE, Relation.RELATED)
QUESTIONS = ("topic", "merge", "copy", "template")
BEST = tuple(3.0 if name == "longest" else 1.0 for name in FEATURES)  # the highest that each feature can be
_ROUNDING = 1e-3  # that a score may differ by for rounding alone


@dataclass(frozen=True, slots=True, eq=False)
class RelationModel:
    """Logistic weights `[questions, features]` on features scaled by `mean` and `scale`, and `bias` `[questions]`."""

    mean: Probabilities
    scale: Probabilities
    weights: Probabilities
    bias: Probabilities

    def probabilities(self, features: Features) -> Probabilities:
        """Probability of each of `CLASSES`, float64 `[pairs, classes]`."""
        scores = (features - self.mean) / self.scale @ self.weights.T + self.bias
        topic, merge, copy, template = (1.0 / (1.0 + np.exp(-np.clip(scores, -50.0, 50.0)))).T
        merged = topic * merge
        return np.stack(
            (merged * copy, merged * (1 - copy), topic - merged, (1 - topic) * template, (1 - topic) * (1 - template)),
            axis=1,
        )

    def hopeful(self, features: Features, to_come: Sequence[str], limits: Mapping[str, float]) -> NDArray[np.bool_]:
        """Which pairs may be a merge or of one topic, by `[pairs]` of `duplicates.toml`, if the features `to_come`,
        still 0, are as good as can be."""
        scores = (features - self.mean) / self.scale @ self.weights.T + self.bias
        for name in to_come:
            at = FEATURES.index(name)
            steps = self.weights[:, at] / self.scale[at]
            scores += np.maximum(steps * BEST[at], 0.0) + _ROUNDING
        topic, merge = (1.0 / (1.0 + np.exp(-np.clip(scores[:, :2], -50.0, 50.0)))).T
        handled = topic * (limits["same_topic"] + (1.0 - limits["same_topic"]) * merge)
        return np.asarray((topic >= limits["strong"]) | (handled >= limits["merge"]))


@lru_cache(maxsize=4)
def relation_model(rules_dir: Path | None = None) -> RelationModel:
    """The model in force.

    Raises:
        ConfigurationError: `relations.toml` lacks a question or the scale of a feature, or names an unknown feature.
    """
    rules = load_rules("relations", rules_dir)
    try:
        scaling = np.array([[rules["scaling"][name]["mean"], rules["scaling"][name]["scale"]] for name in FEATURES])
        weights = np.zeros((len(QUESTIONS), len(FEATURES)))
        for row, question in enumerate(QUESTIONS):
            for name, weight in rules[question]["weights"].items():
                weights[row, FEATURES.index(name)] = weight
        bias = np.array([float(rules[question]["bias"]) for question in QUESTIONS])
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"关系模型有误（{error}）", where="relations.toml") from error
    return RelationModel(scaling[:, 0], scaling[:, 1], weights, bias)


def merge_probability(probabilities: Probabilities, same_topic: float) -> Probabilities:
    """Probability that two proposals can be handled as one (并案), from `RelationModel.probabilities`.

    They can where they ask for the same. Offices merge what is near (内容相近) too: of proposals on one topic with
    other asks the share `same_topic` counts.
    """
    return np.asarray(probabilities[..., 0] + probabilities[..., 1] + same_topic * probabilities[..., 2])


def asking_otherwise(probabilities: Probabilities) -> Probabilities:
    """The same where it is known that the two do not ask for the same: what spoke for a merge speaks for one topic."""
    return np.array([0.0, 0.0, topic_probability(probabilities), *probabilities[3:]])


def topic_probability(probabilities: Probabilities) -> Probabilities:
    """Probability that two proposals raise the same matter, from `RelationModel.probabilities`."""
    return np.asarray(probabilities[..., :3].sum(axis=-1))


def same_proposers(a: str | None, b: str | None) -> bool:
    """Whether all who propose the one are among those who propose the other: 张三 and 张三、钱七."""
    if not a or not b:
        return False
    names_a, names_b = set(persons(a)), set(persons(b))
    return bool(names_a and names_b) and (names_a <= names_b or names_b <= names_a)


def relation_of(probabilities: Probabilities, returns: bool, limits: Mapping[str, float]) -> Relation:
    """The relation to show, from one pair's probabilities, by `[pairs]` of `duplicates.toml`.

    `returns` says that one proposer raised both, in different years.
    """
    near_copy, same_ask, same_topic, template, related = probabilities.tolist()
    topic = near_copy + same_ask + same_topic
    if returns and topic >= limits["strong"]:
        return Relation.FOLLOW_UP
    merge = merge_probability(probabilities, limits["same_topic"])
    if merge >= limits["merge"] and near_copy < same_ask:
        return Relation.SAME_ASK
    if merge >= limits["near_copy"]:
        return Relation.NEAR_COPY
    if merge >= limits["merge"]:  # half a copy: of the matter or of the wording alone
        return Relation.TEMPLATE if template > same_ask + same_topic else Relation.SAME_ASK
    if topic >= limits["strong"]:
        return Relation.SAME_TOPIC
    return Relation.TEMPLATE if template >= related else Relation.RELATED
