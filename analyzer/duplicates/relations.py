"""From measurements to a relation: a logistic model, frozen in `rules/relations.toml`.

The model is trained by `models/relations/train.py` on labelled pairs. It knows five relations; a sixth, the same
proposer coming back to a matter in another year, follows from who and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.assessment import Relation
from analyzer.duplicates.features import FEATURES, Features
from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules

CLASSES = (Relation.NEAR_COPY, Relation.SAME_ASK, Relation.SAME_TOPIC, Relation.TEMPLATE, Relation.RELATED)
PRODUCTS = (
    ("title_found_less", "ask_best"),
    ("whole_words", "ask_words"),
    ("key_words", "verbatim_more"),
    ("title_words", "verbatim_less"),
    ("ask_covered_less", "place_differs"),
    ("verbatim_more", "place_differs"),
)  # of two features: each means something else where the other is high


@dataclass(frozen=True, slots=True, eq=False)
class RelationModel:
    """Multinomial logistic weights: `weights` is `[classes, inputs]` on inputs scaled by `mean` and `scale`."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def probabilities(self, features: Features) -> NDArray[np.float64]:
        """Probability of each of `CLASSES`, `[pairs, classes]`."""
        logits = (inputs(features) - self.mean) / self.scale @ self.weights.T + self.bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def inputs(features: Features) -> NDArray[np.float64]:
    """The model's inputs: features and `PRODUCTS`."""
    wide = features.astype(np.float64)
    places = {name: index for index, name in enumerate(FEATURES)}
    products = [wide[:, places[one]] * wide[:, places[two]] for one, two in PRODUCTS]
    return np.column_stack([wide, *products])


def input_names() -> list[str]:
    """Names of the columns of `inputs`."""
    return [*FEATURES, *(f"{one}*{two}" for one, two in PRODUCTS)]


@lru_cache(maxsize=4)
def relation_model(rules_dir: Path | None = None) -> RelationModel:
    """The model in force.

    Raises:
        ConfigurationError: `relations.toml` lacks a feature or a class.
    """
    rules = load_rules("relations", rules_dir)
    try:
        scaling = [rules["inputs"][name] for name in input_names()]
        weights = [[rules[relation.value][name] for name in input_names()] for relation in CLASSES]
        bias = [rules[relation.value]["bias"] for relation in CLASSES]
    except KeyError as error:
        raise ConfigurationError(f"关系模型缺少 {error}", where="relations.toml") from error
    mean, scale = np.array([[entry["mean"], entry["scale"]] for entry in scaling], dtype=np.float64).T
    return RelationModel(mean, scale, np.array(weights, dtype=np.float64), np.array(bias, dtype=np.float64))


def merge_probability(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability that two proposals can be handled as one (并案)."""
    return np.asarray(probabilities[:, 0] + probabilities[:, 1])


def relation_of(probabilities: NDArray[np.float64], returns: bool, merge_from: float, topic_from: float) -> Relation:
    """The relation to show, from one pair's probabilities.

    `returns` says that one proposer raised both, in different years.
    """
    near_copy, same_ask, same_topic, template, related = probabilities
    if returns and near_copy + same_ask + same_topic >= topic_from:
        return Relation.FOLLOW_UP
    if near_copy + same_ask >= merge_from:
        return Relation.NEAR_COPY if near_copy >= same_ask else Relation.SAME_ASK
    if same_topic + near_copy + same_ask >= max(template, related):
        return Relation.SAME_TOPIC
    return Relation.TEMPLATE if template >= related else Relation.RELATED
