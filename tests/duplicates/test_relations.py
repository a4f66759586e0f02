from __future__ import annotations

import numpy as np
import pytest

from analyzer.assessment import Relation
from analyzer.duplicates.features import FEATURES
from analyzer.duplicates.relations import (
    asking_otherwise,
    merge_probability,
    relation_model,
    relation_of,
    same_proposers,
)
from analyzer.errors import ConfigurationError

LIMITS = {"same_topic": 0.3, "merge": 0.5, "near_copy": 0.8, "strong": 0.5}


def test_probabilities_of_the_relations_sum_to_one():
    features = np.random.default_rng(5).random((50, len(FEATURES))).astype(np.float32)
    assert np.allclose(relation_model().probabilities(features).sum(axis=1), 1.0)


def test_no_similarity_counts_against_a_merge():
    """Raising any similarity never lowers the probability of a merge; another place does, longer texts do, and wording
    shared under titles that are lost in the other text."""
    base = np.full((1, len(FEATURES)), 0.4, dtype=np.float32)
    before = merge_probability(relation_model().probabilities(base), 0.3)[0]
    for column, name in enumerate(FEATURES):
        raised = base.copy()
        raised[0, column] += 0.3
        after = merge_probability(relation_model().probabilities(raised), 0.3)[0]
        if name in ("place_differs", "level_differs", "size", "swapped"):
            assert after < before
        else:
            assert after >= before - 1e-9


def test_half_a_copy_is_of_the_matter_or_of_the_wording_alone():
    """Texts on one skeleton share half their wording too: what is no sure copy is merged only for what it asks."""
    assert relation_of(np.array([0.55, 0.05, 0.1, 0.3, 0.0]), False, LIMITS) is Relation.TEMPLATE
    assert relation_of(np.array([0.40, 0.35, 0.1, 0.1, 0.05]), False, LIMITS) is Relation.SAME_ASK


def test_a_return_in_another_year_is_a_follow_up_whatever_the_text():
    assert relation_of(np.array([0.9, 0.1, 0, 0, 0]), True, LIMITS) is Relation.FOLLOW_UP
    assert relation_of(np.array([0.9, 0.1, 0, 0, 0]), False, LIMITS) is Relation.NEAR_COPY
    assert relation_of(np.array([0.0, 0.0, 0.1, 0.6, 0.3]), True, LIMITS) is Relation.TEMPLATE


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("张三", "张三", True),
        ("张三", "张三、钱七", True),
        ("钱 七，张三", "张三、钱七；李四", True),
        ("张三、李四", "张三、钱七", False),
        ("张三", "张三丰", False),
        ("张三（农业界）", "张三等5人", True),
        (None, None, False),
        ("、", "张三", False),
    ],
)
def test_who_proposes_again_may_have_others_beside(a, b, same):
    """All of the one are among the other's; nobody is the same as nobody."""
    assert same_proposers(a, b) is same and same_proposers(b, a) is same


def test_who_surely_asks_otherwise_has_but_the_topic_in_common():
    told = asking_otherwise(np.array([0.5, 0.3, 0.1, 0.06, 0.04]))
    assert told.tolist() == pytest.approx([0.0, 0.0, 0.9, 0.06, 0.04])
    assert relation_of(told, False, LIMITS) is Relation.SAME_TOPIC


def test_an_edited_model_that_does_not_fit_is_named(tmp_path):
    (tmp_path / "relations.toml").write_text("[topic]\nbias = 1\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"relations\.toml"):
        relation_model(tmp_path)
