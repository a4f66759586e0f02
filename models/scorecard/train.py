"""Learn the score card from proposals that readers scored: `weights.npz` here and `analyzer/rules/scorecard.toml`.

    python -m models.scorecard.train [--real BATCH.csv]

First what a sentence is worth to each criterion (`analyzer/quality/worth.py`): a ridge regression of the readers' mean
score on the length-weighted mean of its sentences' features. Then each criterion's points: a ridge regression with no
intercept (no evidence, no points) on the criterion's indicator values, drawn towards `PRIOR` rather than towards
nothing, so that an indicator that readers name but that few texts show keeps its points. No points are negative, an
indicator whose lack is told to a person earns at least `LEAST`, and one of mere structure no more than its `most`.

What a filing check doubts earns nothing, in learning as in use.

Readers of another set of texts may mean more or less by the same number: `groups` of texts read by others are compared
among themselves only, each with a level of its own that is not kept.

A score of 1-5 becomes 0-100 by `points_of_reading`. Indicators are read with models that were fitted without the text
in question. Texts that are `held_out` are never used; their figures come from `python -m benchmarks.quality`. The
points of 规范性, which readers did not score, are set by hand below.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear
from scipy.stats import spearmanr
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from analyzer.annotation.model import AnnotatedProposal
from analyzer.assessment import CriterionKey, Doubts
from analyzer.quality.bearing import BearingModel
from analyzer.quality.belonging import Belongings
from analyzer.quality.document import MATTER, Measured
from analyzer.quality.indicators import Indicator, load_indicators
from analyzer.quality.matter import MatterWorth, load_whose, matter_features, matter_groups
from analyzer.quality.reader import Reader, counted
from analyzer.quality.telling import load_telling
from analyzer.quality.worth import WEIGHED, Worth, feature_groups, worth_features
from analyzer.settings import Settings
from benchmarks.checks import annotator
from benchmarks.labelled import CRITERIA, LabelledText, held_out, readings, scored_texts, significance
from benchmarks.quality import doubts
from models.evidence.train import fit as fit_bearing
from models.evidence.train import judged_rows, with_examples
from models.unseen import annotate_unseen

FOLDER = Path(__file__).resolve().parent
TARGET = FOLDER.parents[1] / "analyzer" / "rules" / "scorecard.toml"
FORM = {"fm_parts": 35.0, "fm_balance": 15.0, "fm_title": 20.0, "fm_length": 15.0, "fm_items": 15.0}
PENALTIES = (0.3, 1.0, 3.0, 10.0)
PRIOR = {"evidence": 8.0, "worth": 30.0}  # points of an indicator, and of one that goes by what sentences are worth
LEAST = 3.0
FOLDS = 5
SHRINK = 5.0  # penalty of the worth's ridge
UNSHRUNK = 10.0  # what a group's level is scaled by, so that the ridge leaves it free
Array = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch that the readings refer to")
    scores = readings()
    texts = [text for text in scored_texts(parser.parse_args().real) if not held_out(text.id, fifths=1)]
    target = np.array([[points_of_reading(float(np.mean(scores[t.id][c]))) for c in WEIGHED] for t in texts])
    annotated = annotate_unseen(texts)
    short = short_matters()
    groups = np.array([text.group for text in texts])
    doubted = doubts(texts, annotated)
    values = indicator_values(texts, annotated, doubted, target, groups, short)
    points: dict[str, float] = {}
    for column, criterion in enumerate(CRITERIA):
        indicators = [i for i in load_indicators() if i.criterion == criterion]
        x, y = np.array([[row[i.id] for i in indicators] for row in values]), target[:, column]
        ranks = {alpha: _ranks(x, y, groups, indicators, alpha) for alpha in PENALTIES}
        penalty = max(PENALTIES, key=lambda alpha: float(np.mean(list(ranks[alpha].values()))))
        told = " ".join(f"{group} {rank:.3f}" for group, rank in ranks[penalty].items())
        print(f"{criterion:20} n={len(y)} cross-validated Spearman: {told}")
        points.update(zip((i.id for i in indicators), fit(x, y, groups, indicators, penalty), strict=True))
    worth = fit_worth(annotated, doubted, target, groups)
    np.savez(FOLDER / "weights.npz", **worth, **fit_matter(annotated, target, groups, short))
    _write(points)


def points_of_reading(reading: float) -> float:
    """A reader's 1-5 as 0-100: 1 is 0, 5 is 100, and 3, the ordinary acceptable proposal, is 60 (the line of 一般)."""
    return 100.0 * ((reading - 1.0) / 4.0) ** 0.737


def _levels(groups: NDArray[np.str_]) -> Array:
    """Float `[texts, groups read by others]`: which of them each text belongs to."""
    others = sorted(set(groups) - {"real", "written"})
    return np.array([[float(group == other) for other in others] for group in groups]).reshape(len(groups), -1)


def fit_worth(
    annotated: Sequence[AnnotatedProposal], doubted: Sequence[Doubts], target: Array, groups: NDArray[np.str_]
) -> dict[str, NDArray[np.float32]]:
    """Weights of `Worth` from texts and their points `[texts, criteria]`.

    A text's features are the mean of its sentences', weighed as the criterion's share weighs them, doubted ones being
    zero.
    """
    coefficients, bias = [], []
    widths, levels = feature_groups(annotated[0]), UNSHRUNK * _levels(groups)
    for column, criterion in enumerate(WEIGHED):
        looks = next(i for i in load_indicators() if i.share and i.criterion is criterion)
        x = np.stack([_mean_features(*each, looks) for each in zip(annotated, doubted, strict=True)])
        one, own = _ridge(x, widths, levels, target[:, column], SHRINK)
        coefficients.append(one)
        bias.append(own)
    return {"coefficients": np.array(coefficients, dtype=np.float32).T, "bias": np.array(bias, dtype=np.float32)}


def fit_matter(
    annotated: Sequence[AnnotatedProposal], target: Array, groups: NDArray[np.str_], short: ShortMatters
) -> dict[str, NDArray[np.float32]]:
    """Weights of `MatterWorth` from texts, their points `[texts, criteria]` and the short matters beside them."""
    every = [*annotated, *short.annotated]
    x = np.stack([matter_features(each, load_whose()) for each in every]).astype(float)
    y = np.concatenate([target[:, WEIGHED.index(CriterionKey.TOPIC_SIGNIFICANCE)], short.points])
    levels = UNSHRUNK * _levels(np.append(groups, ["matter"] * len(short.points)))
    weights, bias = _ridge(x, matter_groups(every[0]), levels, y, 2 * SHRINK)
    return {"matter": weights.astype(np.float32), "matter_bias": np.float32(bias)}


@dataclass(frozen=True)
class ShortMatters:
    """Short texts of which readers scored nothing but the significance, as points `[texts]`."""

    annotated: list[AnnotatedProposal]
    points: Array


def short_matters() -> ShortMatters:
    """Those of `corpora/labelled/significance`, annotated; no role model has seen them."""
    read = significance()
    points = np.array([points_of_reading(score) for _, score in read])
    return ShortMatters(annotator().annotate([text.proposal() for text, _ in read]), points)


def _ridge(x: Array, widths: Sequence[int], levels: Array, y: Array, penalty: float) -> tuple[Array, float]:
    """Weights and bias of a ridge regression on `x`, beside levels that are not kept.

    Each group of columns is brought to one spread, so that the vector's many weigh no more than another group.
    """
    blocks = np.split(x, np.cumsum(widths)[:-1], axis=1)
    spread = np.concatenate([np.full(w, np.sqrt(b.var(axis=0).sum())) for w, b in zip(widths, blocks, strict=True)])
    middle = x.mean(axis=0)
    ridge = Ridge(penalty).fit(np.concatenate([(x - middle) / spread, levels], axis=1), y)
    weights: Array = ridge.coef_[: len(spread)] / spread
    return weights, float(ridge.intercept_ - middle @ weights)


def _mean_features(annotated: AnnotatedProposal, doubts: Doubts, looks: Indicator) -> Array:
    weights = Belongings([looks]).of(annotated)[:, 0].astype(float)
    total: Array = (weights * counted(annotated, doubts.places)) @ worth_features(annotated).astype(float)
    return total / (weights.sum() + looks.margin)


def indicator_values(
    texts: Sequence[LabelledText],
    annotated: Sequence[AnnotatedProposal],
    doubted: Sequence[Doubts],
    target: Array,
    groups: NDArray[np.str_],
    short: ShortMatters,
) -> list[dict[str, float]]:
    """Every indicator's value for every text, what its sentences are worth and bear out learnt from others."""
    settings, values = Settings(), [dict[str, float]() for _ in annotated]
    rows = with_examples(judged_rows(texts, annotated))
    for train, test in KFold(FOLDS, shuffle=True, random_state=2).split(target):
        seen = [annotated[i] for i in train], [doubted[i] for i in train]
        worth = Worth(fit_worth(*seen, target[train], groups[train]))
        bearing = BearingModel(fit_bearing(rows, ~np.isin(rows.ids, [texts[i].id for i in test])))
        matter = MatterWorth(fit_matter(seen[0], target[train], groups[train], short), load_whose())
        reader = Reader(load_indicators(), worth, matter, bearing, load_telling())
        for i in test:
            measured = Measured(annotated[i], settings.length_limit, settings.title_limit)
            values[i] = {reading.indicator.id: reading.value for reading in reader.read(measured, doubted[i])}
    return values


def fit(x: Array, y: Array, groups: NDArray[np.str_], indicators: Sequence[Indicator], penalty: float) -> Array:
    """Points `[indicators]` within their bounds: least squares with a penalty on the distance from `PRIOR`."""
    weight, levels = np.sqrt(penalty), _levels(groups)
    prior = np.array([PRIOR["worth" if i.share or i.document == MATTER else "evidence"] for i in indicators])
    free = np.full(levels.shape[1], np.inf)
    least = np.concatenate([[LEAST if indicator.gap else 0.0 for indicator in indicators], -free])
    most = np.concatenate([[indicator.most for indicator in indicators], free])
    pull = np.concatenate([weight * np.eye(len(prior)), np.zeros((len(prior), len(free)))], axis=1)
    augmented = np.concatenate([np.concatenate([x, levels], axis=1), pull])
    points: Array = lsq_linear(augmented, np.concatenate([y, weight * prior]), (least, most)).x
    return points[: len(prior)]


def _ranks(
    x: Array, y: Array, groups: NDArray[np.str_], indicators: Sequence[Indicator], penalty: float
) -> dict[str, float]:
    """Cross-validated Spearman within each group of texts."""
    found = np.zeros_like(y)
    for train, test in KFold(10, shuffle=True, random_state=1).split(x):
        found[test] = x[test] @ fit(x[train], y[train], groups[train], indicators, penalty)
    named = sorted(set(groups.tolist()))
    return {group: float(spearmanr(y[groups == group], found[groups == group]).statistic) for group in named}


def _write(points: dict[str, float]) -> None:
    lines = [
        "# Points of the score card: how much of a criterion's 100 an indicator gives when it is full.",
        "# Learnt from scored proposals by `python -m models.scorecard.train`; an office may change them.",
        "# A criterion's score is the sum of points times value, at most 100.",
        "",
        "[points]",
    ]
    names = {indicator.id: indicator for indicator in load_indicators()}
    for key in CriterionKey:
        lines += [f"# {key}"]
        for id, indicator in names.items():
            if indicator.criterion is key:
                lines.append(f"{id} = {round({**points, **FORM}[id], 1)}  # {indicator.name}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
