"""Weigh what tells that a problem is left without a suggestion, and write `analyzer/rules/answers.toml`.

    python -m models.answers.train [--real BATCH.csv]

A logistic regression on the problems of the development texts of the checks, of which those planted as unanswered are
the faults, of the texts written for quality, and with `--real` of a real batch, which stand as answered. Prints what
five-fold cross-validation by text finds. Needs scikit-learn; a minute.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from analyzer.annotation.annotate import Annotator
from analyzer.proposal import Proposal
from analyzer.screening.answers import MEASURES, measures
from analyzer.screening.draft import Draft
from analyzer.screening.rule import load_asking
from analyzer.settings import Settings
from benchmarks.checks import annotator, labelled
from benchmarks.labelled import real_texts, written_texts
from models.logistic import fitted

CHECK = "problem_unanswered"
OUTPUT = Path(__file__).resolve().parents[2] / "analyzer" / "rules" / "answers.toml"
STRENGTH = 0.3  # inverse of the penalty on weights
FAULT = 8.0  # what a fault counts
BOUNDS = {"new": (0.0, None)} | dict.fromkeys(("suggestions", "problems", "length"), (None, None))
"""Which way a measure may count; all others are kinds of nearness, and count against."""
FOLDS = 5
KNOWN = 8  # characters by which a planted problem is found again


class Example(NamedTuple):
    """A problem as `measures` sees it, whether it was left without an answer, and its text's id."""

    measured: NDArray[np.float32]
    fault: bool
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of a real batch, as problems that are answered")
    examples = list(gathered(parser.parse_args().real))
    x = np.array([example.measured for example in examples], dtype=float)
    y = np.array([example.fault for example in examples])
    scores = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, groups=[example.text for example in examples]):
        weights, bias = fit(x[train], y[train])
        scores[test] = x[test] @ weights + bias
    print(f"{len(y)} problems, {y.sum()} unanswered, average precision {average_precision_score(y, scores):.3f}")
    for threshold in (-1.5, -1.0, -0.5, 0.0):
        found, wrong = (scores[y] >= threshold).mean(), (scores[~y] >= threshold).mean()
        print(f"from {threshold:4}: found {found:.3f}, wrong {wrong:.4f}")
    OUTPUT.write_text(frozen(*fit(x, y)), encoding="utf-8")


def gathered(real: Path | None) -> Iterator[Example]:
    """The problems of all texts."""
    annotate = annotator()
    for text in labelled("dev"):
        yield from examples_of(annotate, text.proposal, text.evidence if text.fault and text.check == CHECK else "")
    for plain in [*written_texts(), *(real_texts(real) if real else ())]:
        yield from examples_of(annotate, plain.proposal(), "")


def examples_of(annotate: Annotator, proposal: Proposal, planted: str) -> Iterator[Example]:
    """The problems of one text; `planted` is the one without an answer, empty where all have one."""
    if len(proposal.problems) < 2 or not proposal.suggestions:
        return
    (annotated,) = annotate.annotate([proposal])
    draft = Draft(annotated, Settings(), {}, {}, load_asking())
    middle = planted[len(planted) // 2 :][:KNOWN]
    measured = measures(annotated, draft.problem_vectors, draft.suggestion_vectors)
    for problem, row in zip(proposal.problems, measured, strict=True):
        said = problem.of(proposal.text)
        yield Example(row, bool(planted) and (middle in said or said[:KNOWN] in planted), proposal.id)


def fit(x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights of the measures as they are, and the bias: a logistic regression in which nearness never speaks for an
    open problem, nor what is new against it, for the planted problems are few."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    scaled, counts = (x - mean) / scale, np.where(y, FAULT, 1.0)

    bounds = [BOUNDS.get(name, (None, 0.0)) for name in MEASURES]
    found = fitted(scaled, y.astype(float), counts, np.zeros(len(MEASURES)), 1 / STRENGTH, bounds)
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def frozen(weights: NDArray[np.float64], bias: float) -> str:
    """The weights as a rule file."""
    lines = [
        "# How little a problem is answered: the bias plus the weighted measures of `analyzer/screening/answers.py`.",
        "# Written by `python -m models.answers.train`.",
        f"bias = {bias:.4f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in zip(MEASURES, weights, strict=True)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
