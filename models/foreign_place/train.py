"""Train the score by which another place's name is known to stand where the office's own should.

    python -m models.foreign_place.train [--real BATCH.csv]

Faults and guards: the examples of the rule, the single sentences of `corpora/labelled/checks/foreign_places.jsonl`, and
the sentences that name another place in the development texts beside it, of which only the planted ones are faults.
With `--real`, those of a real batch stand as guards: a proposal hardly ever names a wrong place. `evaluation.json` is
measured out of fold, no text being on both sides. Needs scikit-learn; a minute.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from analyzer.annotation.annotate import Annotator
from analyzer.parsing import parse
from analyzer.proposal import Proposal
from analyzer.reading import read_text
from analyzer.screening.draft import Draft
from analyzer.screening.elsewhere import marks, masked, named_abroad, standing
from analyzer.screening.rule import load_asking, load_checks
from analyzer.settings import Settings
from benchmarks.checks import annotator, labelled
from benchmarks.labelled import LABELLED, json_lines, real_texts

FOLDER = Path(__file__).parent
CHECK = "foreign_place"
BATCH_PLACE = "江苏省"  # the real batch's own
RULE_PLACE = "江苏省南通市"  # that of the examples in the rules
FAULT, GUARD, REAL = 8.0, 4.0, 1.0  # what a sentence of each kind counts
SAID, OF_IT = 2.0, 0.5  # what marks and standing are scaled by
STRENGTH = 5.0  # inverse of the penalty on weights
SEEN = 2  # sentences in which a mark must stand to be learnt
FOLDS = 8
LEAST = 20  # characters of a planted sentence by which it is found again


class Example(NamedTuple):
    """A sentence that names another place: masked, what is said of it, whether it is a fault, its weight and text."""

    masked: str
    standing: NDArray[np.float32]
    fault: bool
    weight: float
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of a real batch, as sentences without fault")
    examples = list(gathered(parser.parse_args().real))
    y = np.array([example.fault for example in examples])
    weights = np.array([example.weight for example in examples])
    scores = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(y, groups=[example.text for example in examples]):
        x, _ = features(examples, train)
        scores[test] = fit(x[train], y[train], weights[train]).decision_function(x[test])
    x, words = features(examples, np.arange(len(y)))
    model = fit(x, y, weights)
    known = words.get_feature_names_out()
    np.savez_compressed(
        FOLDER / "weights.npz",
        marks=known.astype(str),
        weights=(SAID * model.coef_[0, : len(known)]).astype(np.float32),
        rarity=words.idf_.astype(np.float32),
        standing=(OF_IT * model.coef_[0, len(known) :]).astype(np.float32),
        bias=np.float32(model.intercept_[0]),
    )
    figures = evaluation(scores, y, weights)
    (FOLDER / "evaluation.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))


def gathered(real: Path | None) -> Iterator[Example]:
    """All examples."""
    annotate = annotator()
    rule = next(rule for rule in load_checks() if rule.key == CHECK)
    single = [(text, RULE_PLACE, kind == "bad") for kind in ("good", "bad") for text in getattr(rule, kind)]
    rows = json_lines(LABELLED / "checks" / "foreign_places.jsonl")
    single += [(row["text"], row["own"], row["kind"] == "fault") for row in rows]
    for number, (text, own, fault) in enumerate(single):
        proposal = parse(read_text(text, id=f"sentence{number}", file=""))
        yield from named(annotate, [proposal], Settings(place=own), text if fault else "", GUARD)
    for text in labelled("dev"):
        planted = text.evidence if text.fault and text.check == CHECK else ""
        yield from named(annotate, [text.proposal], text.settings, planted, GUARD)
    if real:
        yield from named(annotate, (t.proposal() for t in real_texts(real)), Settings(place=BATCH_PLACE), "", REAL)


def named(
    annotate: Annotator, proposals: Iterable[Proposal], settings: Settings, planted: str, weight: float
) -> Iterator[Example]:
    """The sentences of proposals that name another place; `planted` is the one at fault, empty where there is none."""
    for annotated in annotate.annotate(list(proposals)):
        draft = Draft(annotated, settings, {}, {}, load_asking())
        for sentence, places in named_abroad(draft):
            said = sentence.span.of(draft.text).strip()
            fault = bool(planted) and (said[:LEAST] in planted or planted[:LEAST] in said)
            hidden, told = masked(draft, sentence, places), standing(draft, sentence, places)
            yield Example(hidden, told, fault, FAULT if fault else weight, annotated.proposal.id)


def features(examples: list[Example], seen: NDArray[np.int64]) -> tuple[csr_matrix, TfidfVectorizer]:
    """Sparse `[examples, marks + standing]`, marks learnt from those of `seen`."""
    words = TfidfVectorizer(analyzer=marks, min_df=SEEN, binary=True).fit([examples[i].masked for i in seen])
    said = words.transform([example.masked for example in examples])
    return hstack([SAID * said, csr_matrix(OF_IT * np.stack([e.standing for e in examples]))]).tocsr(), words


def fit(x: csr_matrix, y: NDArray[np.bool_], weights: NDArray[np.float64]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear").fit(x, y, sample_weight=weights)


def evaluation(scores: NDArray[np.float64], y: NDArray[np.bool_], weights: NDArray[np.float64]) -> dict[str, float]:
    """Out of fold: average precision, and shares of faults, guards and real sentences above some thresholds."""
    figures = {"faults": int(y.sum()), "average_precision": round(float(average_precision_score(y, scores)), 3)}
    for name, rows in (("faults", y), ("guards", ~y & (weights == GUARD)), ("real", ~y & (weights == REAL))):
        for threshold in (-1, 0, 1, 2):
            share = float((scores[rows] > threshold).mean()) if rows.any() else 0.0
            figures[f"{name}_above_{threshold}"] = round(share, 4)
    return figures


if __name__ == "__main__":
    main()
