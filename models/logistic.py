"""Logistic regression whose weights are kept near a prior and within bounds: what few labelled examples can bear."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Bounds = Sequence[tuple[float | None, float | None]]


def fitted(x: Floats, yes: Floats, counts: Floats, prior: Floats, penalty: float, bounds: Bounds) -> Floats:
    """Weights, one a column of `x` (`[examples, features]`) and each within its bounds, and last the bias.

    `yes` holds the answers (0 or 1), `counts` what each example counts; `penalty` weighs the squared distance of the
    weights from `prior`.
    """

    def loss(values: Floats) -> tuple[float, Floats]:
        scores = x @ values[:-1] + values[-1]
        error = counts * (1 / (1 + np.exp(-scores)) - yes)
        away = penalty * (values[:-1] - prior)
        total = float(counts @ (np.logaddexp(0, scores) - yes * scores) + away @ (values[:-1] - prior) / 2)
        return total, np.append(x.T @ error + away, error.sum())

    found = minimize(loss, np.append(prior, 0.0), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return np.asarray(found.x, dtype=np.float64)
