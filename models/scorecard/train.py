"""Learn the points of the score card from proposals that readers scored, and write `analyzer/rules/scorecard.toml`.

    python -m models.scorecard.train [--real BATCH.csv]

Each criterion's points are a ridge regression with non-negative coefficients and no intercept (no evidence, no points)
of the readers' mean score on the criterion's indicator values, drawn towards `PRIOR` rather than towards nothing, so
that an indicator that readers name but that few texts show keeps its points. A score of 1-5 becomes 0-100 by
`points_of_reading`. Indicators are read with role models that were fitted without the text in question.
Texts that are `held_out` are never used; their figures come from `python -m benchmarks.quality`. The points of 规范性,
which readers did not score, are set by hand below.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.stats import spearmanr
from sklearn.model_selection import KFold

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.assessment import CriterionKey
from analyzer.embedding import load_embedder
from analyzer.quality.document import Measured
from analyzer.quality.indicators import load_indicators
from analyzer.quality.reader import Reader
from analyzer.settings import Settings
from benchmarks.labelled import CRITERIA, LabelledText, held_out, labelled_texts, readings
from models.sentence_roles.train import fit as fit_roles
from models.sentence_roles.train import labelled_rows

TARGET = Path(__file__).resolve().parents[2] / "analyzer" / "rules" / "scorecard.toml"
FORM = {"fm_parts": 35.0, "fm_balance": 15.0, "fm_title": 20.0, "fm_length": 15.0, "fm_items": 15.0}
PENALTIES = (0.3, 1.0, 3.0, 10.0)
PRIOR = 12.0  # points
FOLDS = 5
Array = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch that the readings refer to")
    scores = readings()
    texts = [t for t in labelled_texts(parser.parse_args().real) if t.id in scores and not held_out(t.id, fifths=1)]
    values = indicator_values(texts)
    real = np.array([text.real for text in texts])
    points: dict[str, float] = {}
    for criterion in CRITERIA:
        ids = [i.id for i in load_indicators() if i.criterion == criterion]
        x = np.array([[row[id] for id in ids] for row in values])
        y = np.array([points_of_reading(float(np.mean(scores[text.id][criterion]))) for text in texts])
        penalty = max(PENALTIES, key=lambda alpha: np.nanmean(_ranks(x, y, real, alpha)))
        on_real, on_written = _ranks(x, y, real, penalty)
        print(f"{criterion:20} n={len(y)} cross-validated Spearman: real {on_real:.3f} written {on_written:.3f}")
        points.update(zip(ids, fit(x, y, penalty), strict=True))
    _write(points)


def points_of_reading(reading: float) -> float:
    """A reader's 1-5 as 0-100: 1 is 0, 5 is 100, and 3, the ordinary acceptable proposal, is 60 (the line of 一般)."""
    return 100.0 * ((reading - 1.0) / 4.0) ** 0.737


def indicator_values(texts: Sequence[LabelledText]) -> list[dict[str, float]]:
    """Every indicator's value for every text, each read with a role model that has not seen the text."""
    rows = labelled_rows(texts)
    reader, settings, embedder = Reader(load_indicators()), Settings(), load_embedder()
    values: list[dict[str, float]] = [{} for _ in texts]
    for _, test in KFold(FOLDS, shuffle=True, random_state=0).split(texts):
        unseen = np.isin(rows.ids, [texts[i].id for i in test])
        annotator = Annotator(embedder, RoleModel(fit_roles(rows, ~unseen, members=1)))
        for i, annotated in zip(test, annotator.annotate([texts[i].proposal() for i in test]), strict=True):
            measured = Measured(annotated, settings.length_limit, settings.title_limit)
            values[i] = {reading.indicator.id: reading.value for reading in reader.read(measured)}
    return values


def fit(x: Array, y: Array, penalty: float) -> Array:
    """Points `[indicators]`, none negative: least squares with a penalty on the distance from `PRIOR`."""
    width = x.shape[1]
    weight = np.sqrt(penalty)
    augmented = np.concatenate([x, weight * np.eye(width)])
    return nnls(augmented, np.concatenate([y, np.full(width, weight * PRIOR)]))[0]


def _ranks(x: Array, y: Array, real: NDArray[np.bool_], penalty: float) -> tuple[float, float]:
    """Cross-validated Spearman on real and on written texts."""
    found = np.zeros_like(y)
    for train, test in KFold(10, shuffle=True, random_state=1).split(x):
        found[test] = x[test] @ fit(x[train], y[train], penalty)
    return _rank(y, found, real), _rank(y, found, ~real)


def _rank(y: Array, found: Array, rows: NDArray[np.bool_]) -> float:
    return float(spearmanr(y[rows], found[rows]).statistic) if rows.sum() > 2 else float("nan")


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
