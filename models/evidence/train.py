"""Learn which sentences bear out what an indicator looks for: `weights.npz` here.

    python -m models.evidence.train [--real BATCH.csv]

`corpora/labelled/evidence` holds what readers said of the sentences of whole proposals: whether they would sign each
for each indicator (2 in full, 1 in part), what each proposal lacks (2 all of it, 1 some), and where its author would
best add it. Each answer is learnt as one logistic regression on `bearing_features`, from texts annotated with role
models that have not seen them. No text that is `held_out` is among them. `evaluation.json` is measured by
cross-validation over texts, and with it the thresholds of `rules/quality.toml`: from which a sentence is shown
(`shown_from`), and below which something is told to be wanting (`thin_below`) or missing (`gone_below`), so that what
is said is right as often as `SIGNED` and `RIGHT` say.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.roles import RoleModel
from analyzer.embedding import load_embedder, shipped_model
from analyzer.parsing import parse
from analyzer.quality.bearing import ANSWERS, PLACE, bearing_features
from analyzer.quality.gaps import chance_of_any
from analyzer.quality.standing import STANDING
from analyzer.quality.telling import load_telling
from analyzer.reading import read_text
from analyzer.rules import load_rules
from benchmarks.labelled import LabelledText, align, evidence_labels, held_out, labelled_texts
from models.unseen import annotate_unseen

FOLDER = Path(__file__).resolve().parent
FOLDS = 5
STRENGTH = 0.01  # of the logistic regressions: the inverse of their penalty
VECTOR = 0.3  # what a dimension of the sentence's vector counts beside another feature
EXAMPLE = 5.0  # sentences that an example of the rules counts as
_TITLE = "关于改进有关工作的建议"  # and what it stands under
_HEADINGS = {
    "topic_significance": "一、基本情况",
    "research_depth": "一、基本情况",
    "problem_analysis": "二、存在的问题及原因",
    "feasibility": "三、意见建议",
    "forward_looking": "三、意见建议",
}
SHOWN = 0.5  # least probability from which a sentence is shown
SURE = 0.6  # chance of a sentence that would be signed from which nothing is told, however often that would be right
SIGNED = 0.8  # share of the sentences shown for an indicator that would be signed in full,
SIGNED_OF = 0.75  # and of those of real or of written texts alone
FEWEST = 10  # sentences by which that is told; of fewer none is shown below `RARE`
RARE = 0.8
RIGHT = {"thin_below": 0.92, "gone_below": 0.92}
Floats = NDArray[np.float32]


@dataclass
class Rows:
    """Sentences as readers judged them, one row for each reader of each: features `x`, the text's `ids`, whether it is
    `real`, what the reader `counts` among all of the text, whether this is its `first` one, and the answers. `answers`
    has for each of `ANSWERS` the `indicators` and what was said, `[rows, indicators]`; NaN where the reader was not
    asked. `missing` is what the first reader says that each text lacks, 0-2."""

    x: Floats
    ids: NDArray[np.str_]
    real: NDArray[np.bool_]
    counts: Floats
    first: NDArray[np.bool_]
    indicators: dict[str, list[str]]
    answers: dict[str, Floats]
    missing: dict[str, dict[str, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch that real.jsonl labels")
    every, labelled = evidence_labels(), labelled_texts(parser.parse_args().real)
    texts = [text for text in labelled if text.id in every and not held_out(text.id, fifths=1)]
    rows = judged_rows(texts, annotate_unseen(texts, labelled))
    evaluation = evaluate(rows)
    print(json.dumps(evaluation, indent=2, ensure_ascii=False))
    (FOLDER / "evaluation.json").write_text(json.dumps(evaluation, indent=2, ensure_ascii=False) + "\n", "utf-8")
    rows = with_examples(rows)
    weights = fit(rows, np.ones(len(rows.ids), dtype=bool))
    np.savez(FOLDER / "weights.npz", **weights)


def judged_rows(texts: Sequence[LabelledText], annotated: Sequence[AnnotatedProposal]) -> Rows:
    """What readers said of the sentences of those texts that they judged."""
    every = evidence_labels()
    own = [(text, one) for text, one in zip(texts, annotated, strict=True) if text.id in every]
    records = [record for text, _ in own for record in every[text.id]]
    signed = sorted({name for record in records for names in record["bears"].values() for name in names})
    placed = sorted({name for record in records for name in record["gaps"]})
    indicators = {"fully": signed, "partly": signed, PLACE: placed}
    x, ids, real, counts, first = [], [], [], [], []
    answers: dict[str, list[Floats]] = {answer: [] for answer in ANSWERS}
    for text, one in own:
        features = bearing_features(one)
        starts = [str(span[0]) if span else "" for span in align(text, one.proposal)]
        for number, record in enumerate(every[text.id]):
            x.append(features)
            first += [number == 0] * len(features)
            ids += [text.id] * len(features)
            real += [text.real] * len(features)
            counts += [1 / len(every[text.id])] * len(features)
            said = np.array([[record["bears"].get(start, {}).get(name, 0) for name in signed] for start in starts])
            answers["fully"].append(said == 2)
            answers["partly"].append(said >= 1)
            answers[PLACE].append(np.stack([_places(record["gaps"].get(name), starts) for name in placed], axis=1))
            answers[PLACE][-1][~one.spoken] = np.nan  # nothing is added to a heading
    missing = {text.id: {name: gap["missing"] for name, gap in every[text.id][0]["gaps"].items()} for text, _ in own}
    stacked = {answer: np.concatenate(tables).astype(np.float32) for answer, tables in answers.items()}
    own_rows = np.concatenate(x), np.array(ids), np.array(real), np.array(counts, dtype=np.float32), np.array(first)
    return Rows(*own_rows, indicators, stacked, missing)


def _places(gap: dict[str, Any] | None, starts: Sequence[str]) -> Floats:
    """Which sentences are places for what is missing; NaN where nothing is, or no place was named."""
    if not gap or not gap.get("places"):
        return np.full(len(starts), np.nan, dtype=np.float32)
    return np.array([start in set(map(str, gap["places"])) for start in starts], dtype=np.float32)


def with_examples(rows: Rows) -> Rows:
    """The rows, and the good and bad examples of the rules, each judged for its own indicator alone."""
    annotator = Annotator(load_embedder(), RoleModel.load())
    x, answers = [rows.x], {answer: [table] for answer, table in rows.answers.items()}
    for told in load_rules("quality")["indicator"]:
        for worth in ("good", "bad") if told["id"] in rows.indicators["fully"] else ():
            text = f"{_TITLE}\n{_HEADINGS[told['criterion']]}\n{told[worth]}\n"
            (annotated,) = annotator.annotate([parse(read_text(text, id="", file=""))])
            features = bearing_features(annotated)[annotated.spoken]
            x.append(features)
            for answer, tables in answers.items():
                said = np.full((len(features), tables[0].shape[1]), np.nan, dtype=np.float32)
                if answer != PLACE:
                    said[:, rows.indicators[answer].index(told["id"])] = worth == "good"
                tables.append(said)
    more = sum(map(len, x)) - len(rows.ids)
    return replace(
        rows,
        x=np.concatenate(x),
        ids=np.concatenate([rows.ids, np.full(more, "")]),
        real=np.concatenate([rows.real, np.zeros(more, dtype=bool)]),
        counts=np.concatenate([rows.counts, np.full(more, EXAMPLE, dtype=np.float32)]),
        first=np.concatenate([rows.first, np.ones(more, dtype=bool)]),
        answers={answer: np.concatenate(tables) for answer, tables in answers.items()},
    )


def fit(rows: Rows, chosen: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """Weights of `BearingModel` from some of the rows."""
    x = rows.x[chosen].astype(np.float64)
    middle, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    scale[: shipped_model().table.shape[1]] /= VECTOR
    z = (x - middle) / scale
    weights: dict[str, NDArray[Any]] = {}
    for answer in ANSWERS:
        names, coefficients, bias = [], [], []
        width = _width(answer)
        for name, said in zip(rows.indicators[answer], rows.answers[answer][chosen].T, strict=True):
            asked = ~np.isnan(said)
            if len(np.unique(said[asked])) < 2:
                continue
            model = LogisticRegression(C=STRENGTH, max_iter=300)
            model.fit(z[asked, :width], said[asked], sample_weight=rows.counts[chosen][asked])
            names.append(name)
            coefficients.append(model.coef_[0] / scale[:width])
            bias.append(model.intercept_[0] - middle[:width] @ coefficients[-1])
        weights[f"{answer}_names"] = np.array(names)
        weights[f"{answer}_coefficients"] = np.array(coefficients, dtype=np.float32).T
        weights[f"{answer}_bias"] = np.array(bias, dtype=np.float32)
    return weights


def evaluate(rows: Rows) -> dict[str, Any]:
    """Cross-validated over texts: sentences shown, gaps told and the places that were named."""
    order = {id: number for number, id in enumerate(dict.fromkeys(rows.ids.tolist()))}
    fold = np.array([order[id] % FOLDS for id in rows.ids.tolist()])
    found = {answer: np.full(table.shape, np.nan) for answer, table in rows.answers.items()}
    for number in range(FOLDS):
        weights, test = fit(rows, fold != number), fold == number
        for answer in ANSWERS:
            columns = [rows.indicators[answer].index(name) for name in weights[f"{answer}_names"].tolist()]
            scores = rows.x[test, : _width(answer)] @ weights[f"{answer}_coefficients"] + weights[f"{answer}_bias"]
            found[answer][np.ix_(test, columns)] = 1 / (1 + np.exp(-scores))
    fully, partly = rows.answers["fully"] == 1, rows.answers["partly"] == 1
    names = rows.indicators["fully"]
    shown_from = {name: _shown_from(fully[:, i], found["fully"][:, i], rows.real) for i, name in enumerate(names)}
    shown = found["fully"] >= np.array([shown_from[name] for name in names])
    return {
        "texts": len(order),
        "sentences": len(rows.ids),
        "average_precision": round(float(average_precision_score(fully.ravel(), found["fully"].ravel())), 3),
        "shown": int(shown.sum()),
        "shown_signed_in_full": round(float(fully[shown].mean()), 3),
        "shown_signed_in_part": round(float((partly & ~fully)[shown].mean()), 3),
        "places_hit": round(_hits(rows, found[PLACE]), 3),
        "readers_agree": _agreement(rows),
        "shown_from": shown_from,
        "gaps": {name: _thresholds(rows, found, name) for name in names if _asked(rows, name)},
        "priority": _priorities(),
    }


def _width(answer: str) -> int | None:
    """The features that an answer goes by end here."""
    return None if answer == PLACE else -STANDING


def _agreement(rows: Rows) -> float:
    """Of what one of a text's two readers signs in full, the share that the other does too."""
    twice = [id for id in dict.fromkeys(rows.ids.tolist()) if not rows.first[rows.ids == id].all()]
    of = np.isin(rows.ids, twice)
    one, other = (rows.answers["fully"][of & chosen] == 1 for chosen in (rows.first, ~rows.first))
    return round(float((one & other).sum() / max(1, (one | other).sum())), 3)


def _priorities() -> dict[str, float]:
    """How often readers would have the author begin with what is missing altogether."""
    missing, first = Counter[str](), Counter[str]()
    for record in (record for records in evidence_labels().values() for record in records):
        lacking = [name for name, gap in record["gaps"].items() if gap["missing"] == 2]
        missing.update(lacking)
        first.update(name for name in lacking if name in record["first"])
    return {name: round(first[name] / count, 2) for name, count in sorted(missing.items())}


def _shown_from(signed: NDArray[np.bool_], chances: NDArray[np.float64], real: NDArray[np.bool_]) -> float:
    """The least probability from which sentences shown are signed so often as `SIGNED` says, and those of real and of
    written texts alone, where there are enough to tell, as `SIGNED_OF` does."""
    least = [_least(signed, chances, SIGNED) or RARE]
    least += [_least(signed[of], chances[of], SIGNED_OF) or 0.0 for of in (real, ~real)]
    return round(max(least), 2)


def _least(signed: NDArray[np.bool_], chances: NDArray[np.float64], share: float) -> float | None:
    """The least probability, at least `SHOWN` and at most `RARE`; None where too few are shown to tell."""
    order = np.argsort(-chances)
    order = order[chances[order] >= SHOWN]
    if len(order) < FEWEST:
        return None
    last = _last(signed[order], share, FEWEST)
    return RARE if last is None else min(RARE, float(chances[order][last]))


def _last(right: NDArray[np.bool_], share: float, fewest: int = 1) -> int | None:
    """The last of a row, after `fewest` at least, up to which so large a share is right; None where none is."""
    shares = np.cumsum(right) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(shares[fewest - 1 :] >= share)
    return int(good[-1]) + fewest - 1 if len(good) else None


def _asked(rows: Rows, name: str) -> bool:
    return any(name in gaps for gaps in rows.missing.values())


def _hits(rows: Rows, found: NDArray[np.float64]) -> float:
    """How often the likeliest place is one that the reader named."""
    hits = []
    for id in dict.fromkeys(rows.ids.tolist()):
        own = np.flatnonzero((rows.ids == id) & rows.first)
        for column in range(found.shape[1]):
            said = rows.answers[PLACE][own, column]
            if not np.isnan(said).all():
                hits.append(said[int(np.nanargmax(np.where(np.isnan(said), np.nan, found[own, column])))])
    return float(np.mean(hits))


def _thresholds(rows: Rows, found: dict[str, NDArray[np.float64]], name: str) -> dict[str, float]:
    """The thresholds for one indicator, with how much of what readers miss is told at them."""
    column = rows.indicators["fully"].index(name)
    texts = list(dict.fromkeys(rows.ids.tolist()))
    lacks = np.array([rows.missing[id].get(name, 0) for id in texts])
    result = {}
    for limit, answer, least in (("thin_below", "fully", 1), ("gone_below", "partly", 2)):
        chances = found[answer][:, column]
        best = np.array(
            [float(chance_of_any(chances[(rows.ids == id) & rows.first], load_telling().best)) for id in texts]
        )
        order = np.argsort(best)
        last = _last(lacks[order] >= least, RIGHT[limit])
        at = 0.0 if last is None else min(float(best[order][last]), SURE)
        result[limit] = round(at, 2)
        result[f"told_of_{least}"] = round(float((best <= at)[lacks >= least].mean()), 2)
    return result


if __name__ == "__main__":
    main()
