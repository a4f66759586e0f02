"""How well the scores agree with careful readers, beside baselines, on texts that nothing was tuned on.

    python -m benchmarks.quality [--real BATCH.csv] [--transformer MODEL] [-o results.json]

Spearman's rank correlation with the mean reader, per criterion, for real, written, filing and short texts apart; the
readers' own agreement; the partial correlation with length held fixed; and what is left when a kind of indicators is
left out, or when what the filing checks doubt earns points too. Baselines learn from the texts that the score card
learnt from.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.slots import slot_finder
from analyzer.assessment import Doubts
from analyzer.embedding import load_embedder
from analyzer.language.segment import segment
from analyzer.quality import Scorer
from analyzer.quality.indicators import Indicator, load_indicators
from analyzer.quality.score import load_card
from analyzer.screening.screener import Screener
from analyzer.settings import Settings
from benchmarks.checks import annotator
from benchmarks.labelled import CRITERIA, LabelledText, held_out, readings, scored_texts

KINDS: dict[str, Callable[[Indicator], bool]] = {
    "sentences signed": lambda one: not one.share and not one.document,
    "mean worth": lambda one: one.share,
    "the whole text": lambda one: bool(one.document),
}
Array = NDArray[np.float64]
Scores = dict[str, Array]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch that the readings refer to")
    parser.add_argument("--transformer", help="a sentence-transformers model for the embedding baseline")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    scored = readings()
    texts = scored_texts(options.real)
    held = np.array([held_out(text.id, fifths=1) for text in texts])
    group = np.array([text.group for text in texts])
    truth = {c: np.array([np.mean(scored[text.id][c]) for text in texts]) for c in CRITERIA}
    truth["total"] = np.mean([truth[c] for c in CRITERIA], axis=0)
    annotated = annotator().annotate([text.proposal() for text in texts])
    doubted = doubts(texts, annotated)
    systems: dict[str, Scores] = {"analyzer": _analyzer(annotated, doubted)}
    systems |= {f"analyzer without {kind}": _analyzer(annotated, doubted, out) for kind, out in KINDS.items()}
    systems["analyzer without doubts"] = _analyzer(annotated, [Doubts()] * len(texts))
    systems["length"] = dict.fromkeys(truth, np.array([float(len(text.text)) for text in texts]))
    systems["keyword counts"] = _ridge(_counts(texts), truth, ~held)
    systems["TF-IDF ridge"] = _ridge(_tfidf(texts, ~held), truth, ~held)
    if options.transformer:
        systems["transformer ridge"] = _ridge(_vectors(texts, options.transformer), truth, ~held)
    result: dict[str, Any] = {"date": date.today().isoformat(), "machine": platform.machine(), "results": {}}
    for name in ("real", "written", "late", "told", "filing", "short"):
        rows = held & (group == name)
        if rows.sum() < 10:
            continue
        table = {system: _spearman(found, truth, rows) for system, found in systems.items()}
        table["analyzer, length held fixed"] = _partial(systems["analyzer"], truth, systems["length"]["total"], rows)
        table["readers with each other"] = _readers(texts, scored, rows)
        result["results"][name] = {"texts": int(rows.sum()), **table}
        _print(f"{name} texts, {rows.sum()} held out", table)
    if options.output:
        options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def doubts(texts: Sequence[LabelledText], annotated: Sequence[AnnotatedProposal]) -> list[Doubts]:
    """What the filing checks doubt in each text, by the settings that it was written for."""
    screeners = {text.settings: Screener(text.settings) for text in texts}
    found = ((screeners[text.settings], each) for text, each in zip(texts, annotated, strict=True))
    return [screener.doubts(screener.findings(each)) for screener, each in found]


def _analyzer(
    annotated: Sequence[AnnotatedProposal],
    doubted: Sequence[Doubts],
    without: Callable[[Indicator], bool] = lambda _: False,
) -> Scores:
    """The scores; indicators that are left out earn nothing."""
    card = load_card()
    points = {i.id: 0.0 if without(i) else card.points[i.id] for i in load_indicators()}
    with mock.patch("analyzer.quality.score.load_card", return_value=replace(card, points=points)):
        scorer = Scorer(Settings())
    qualities = [scorer.score(*each) for each in zip(annotated, doubted, strict=True)]
    scores = {c: np.array([dict(q.criteria)[c].score for q in qualities]) for c in CRITERIA}  # type: ignore[index]
    return {**scores, "total": np.array([quality.total for quality in qualities])}


def _counts(texts: Sequence[LabelledText]) -> Array:
    """Occurrences of every slot kind: what a scorer that collects keywords would see."""
    finder = slot_finder()
    rows = [[slot.kind for slot in finder.find(text.text)] for text in texts]
    kinds = sorted({kind for row in rows for kind in row})
    return np.log1p(np.array([[row.count(kind) for kind in kinds] for row in rows], dtype=float))


def _tfidf(texts: Sequence[LabelledText], train: NDArray[np.bool_]) -> Array:
    vectorizer = TfidfVectorizer(tokenizer=segment, token_pattern=None, min_df=2, sublinear_tf=True)
    vectorizer.fit([text.text for text, use in zip(texts, train, strict=True) if use])
    return np.asarray(vectorizer.transform([text.text for text in texts]).todense())


def _vectors(texts: Sequence[LabelledText], model: str) -> Array:
    return load_embedder(model).encode([text.text for text in texts]).astype(float)


def _ridge(features: Array, truth: Scores, train: NDArray[np.bool_]) -> Scores:
    spread = features[train].std(axis=0)
    x = (features - features[train].mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return {c: Ridge(alpha=100.0).fit(x[train], y[train]).predict(x) for c, y in truth.items()}


def _spearman(found: Scores, truth: Scores, rows: NDArray[np.bool_]) -> dict[str, float]:
    return {c: round(float(spearmanr(found[c][rows], truth[c][rows]).statistic), 3) for c in truth}


def _partial(found: Scores, truth: Scores, length: Array, rows: NDArray[np.bool_]) -> dict[str, float]:
    """Rank correlation of what length does not explain on either side."""
    by = rankdata(length[rows])

    def rest(values: Array) -> Array:
        ranks = rankdata(values[rows])
        slope, intercept = np.polyfit(by, ranks, 1)
        return ranks - slope * by - intercept

    return {c: round(float(np.corrcoef(rest(found[c]), rest(truth[c]))[0, 1]), 3) for c in truth}


def _readers(
    texts: Sequence[LabelledText], scored: dict[str, dict[str, list[float]]], rows: NDArray[np.bool_]
) -> dict[str, float]:
    """Spearman between the first two readers."""
    chosen = [scored[text.id] for text, use in zip(texts, rows, strict=True) if use]
    chosen = [by for by in chosen if all(len(by[c]) >= 2 for c in CRITERIA)]

    def agreement(of: Callable[[dict[str, list[float]], int], float]) -> float:
        return round(float(spearmanr([of(by, 0) for by in chosen], [of(by, 1) for by in chosen]).statistic), 3)

    result = {c: agreement(lambda by, k, c=c: by[c][k]) for c in CRITERIA}
    return {**result, "total": agreement(lambda by, k: float(np.mean([by[c][k] for c in CRITERIA])))}


def _print(title: str, table: dict[str, dict[str, float]]) -> None:
    columns = (*CRITERIA, "total")
    print(f"\n{title}\n{'':32}" + "".join(f"{c[:12]:>14}" for c in columns))
    for system, row in table.items():
        print(f"{system:32}" + "".join(f"{row[c]:14.3f}" for c in columns))


if __name__ == "__main__":
    main()
