"""Train the sentence role model from labelled sentences, and write its card's numbers.

    python -m models.sentence_roles.train [--real BATCH.csv]

`corpora/labelled/sentences/written.jsonl` labels the texts of `corpora/labelled/quality` and those of `texts.jsonl`
beside it, `real.jsonl` a batch that the project does not contain; without `--real` only the written ones are used.
Texts that are `held_out` are never trained on; `evaluation.json` is measured on them, beside the majority role and a
model without slots.
Needs the extra `train`; seeds are fixed; a minute on two cores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.stats import spearmanr
from sklearn.linear_model import Ridge
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from analyzer.annotation.annotate import sentence_parts, slots_by_sentence
from analyzer.annotation.roles import ROLES, RoleModel, role_features
from analyzer.annotation.slots import slot_finder
from analyzer.embedding import load_embedder
from analyzer.language.ngrams import BUCKETS, buckets
from benchmarks.labelled import LabelledText, align, held_out, labelled_texts, passages, sentence_labels

FOLDER = Path(__file__).parent
HIDDEN = 96
EPOCHS = 60
BATCH = 128
RARE_COUNTS = 0.4  # power of a role's inverse frequency that its sentences weigh, so that rare roles are named at all
MEMBERS = 3
PENALTY = 2.0  # of the wording's ridge
RARE = 3  # n-grams in fewer sentences than this are left out
OUTPUTS = len(ROLES) + 2
Matrix = NDArray[np.float32]


@dataclass
class Rows:
    """Labelled sentences: `wording` sparse n-gram counts, `rest` float32 `[n, f]` of the other features (wording
    columns zero), `before` and `after` the row of the neighbour in the same text or -1, labels `[n, 3]`, ids."""

    wording: csr_matrix
    rest: Matrix
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    labels: Matrix
    labelled: NDArray[np.bool_]
    ids: NDArray[np.str_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch that real.jsonl labels")
    rows = labelled_rows([*labelled_texts(parser.parse_args().real), *passages()])
    held = np.array([held_out(id, fifths=1) for id in rows.ids])
    print(f"{rows.labelled.sum()} labelled sentences, {(held & rows.labelled).sum()} held out")
    weights = fit(rows, ~held)
    evaluation = evaluate(weights, rows, held)
    evaluation["sentences"] = {
        "trained": int((~held & rows.labelled).sum()),
        "held_out": int((held & rows.labelled).sum()),
    }
    print(json.dumps(evaluation, indent=2))
    np.savez(FOLDER / "weights.npz", **{name: _stored(name, value) for name, value in weights.items()})
    (FOLDER / "evaluation.json").write_text(json.dumps(evaluation, indent=2) + "\n", encoding="utf-8")


def _stored(name: str, value: Matrix) -> NDArray[Any]:
    return value.astype(np.uint32 if name == "buckets" else np.float16)


def labelled_rows(texts: Sequence[LabelledText]) -> Rows:
    """All sentences of the labelled texts; those whose label could be aligned are `labelled`."""
    every = sentence_labels()
    finder, embedder = slot_finder(), load_embedder()
    found, begins, rest, labels, ids = [], [0], [], [], []
    for text in texts:
        if text.id not in every:
            continue
        proposal = text.proposal()
        vectors = embedder.encode([s.span.of(proposal.text) for s in proposal.sentences])
        slots = slots_by_sentence(proposal, finder.find(proposal.text))
        nothing = np.zeros((len(vectors), OUTPUTS), dtype=np.float32)
        rest.append(role_features(proposal, sentence_parts(proposal), slots, vectors, nothing))
        grams, at = buckets(proposal.text, [(s.start, s.end) for s in proposal.sentences])
        found.append(grams)
        begins.extend(begins[-1] + at[1:])
        for span in align(text, proposal):
            fits = [label for label in every[text.id] if _overlap(span, (label["start"], label["end"])) > 0.6]
            labels.append(_label(fits[0]) if fits else (-1.0, 0.0, 0.0))
            ids.append(text.id)
    grams = np.concatenate(found).astype(np.int64)
    counts = csr_matrix((np.ones(len(grams), dtype=np.float32), grams, np.array(begins)), shape=(len(ids), BUCKETS))
    target, names = np.array(labels, dtype=np.float32), np.array(ids)
    index = np.arange(len(ids))
    before = np.where(np.concatenate(([""], names[:-1])) == names, index - 1, -1)
    after = np.where(np.concatenate((names[1:], [""])) == names, index + 1, -1)
    return Rows(counts, np.concatenate(rest), before, after, target, target[:, 0] >= 0, names)


def _label(record: dict[str, Any]) -> tuple[float, float, float]:
    return float(ROLES.index(record["role"])), float(record["strength"]), float(record["forward"])


def fit(rows: Rows, use: NDArray[np.bool_], members: int = MEMBERS) -> dict[str, Matrix]:
    """Weights of the role model from the rows of `use`.

    The network learns from a view of the wording that was fitted without the text in question, as it will meet it.
    """
    use = use & rows.labelled
    frequency = np.asarray((rows.wording[use] > 0).sum(axis=0)).ravel()
    idf = np.where(frequency >= RARE, np.log((1 + use.sum()) / (1 + frequency)) + 1, 0.0).astype(np.float32)
    scaled = _scaled(rows.wording, idf)
    y = _targets(rows.labels)
    seen = Ridge(PENALTY).fit(scaled[use], y[use])
    view = seen.predict(scaled).astype(np.float32)
    chosen = np.flatnonzero(use)
    for train, test in GroupKFold(5).split(chosen, groups=rows.ids[chosen]):
        others = np.isin(rows.ids, np.unique(rows.ids[chosen[test]]))
        view[others] = Ridge(PENALTY).fit(scaled[chosen[train]], y[chosen[train]]).predict(scaled[others])
    fitted = [_member(_joined(rows, view)[use], rows.labels[use], seed) for seed in range(members)]
    kept = np.flatnonzero(idf)
    return {
        "buckets": kept,
        "table": (seen.coef_.T * idf[:, None])[kept].astype(np.float32),
        "squares": (idf**2)[kept],
        "bias": seen.intercept_.astype(np.float32),
        "hidden": np.concatenate([m["hidden"] for m in fitted], axis=1),
        "hidden_bias": np.concatenate([m["hidden_bias"] for m in fitted]),
        "output": np.concatenate([m["output"] for m in fitted], axis=0) / members,
        "output_bias": np.mean([m["output_bias"] for m in fitted], axis=0),
    }


def _scaled(counts: csr_matrix, idf: Matrix) -> csr_matrix:
    norms = np.sqrt(counts @ (idf**2))
    return diags(1 / np.maximum(norms, 1e-6)) @ counts @ diags(idf)


def _targets(labels: Matrix) -> Matrix:
    roles = (labels[:, :1] == np.arange(len(ROLES))).astype(np.float32)
    return np.concatenate([roles, labels[:, 1:]], axis=1)


def _joined(rows: Rows, view: Matrix) -> Matrix:
    """`role_features` with the view of the wording put into its last columns."""
    padded = np.concatenate([view, np.zeros((1, OUTPUTS), dtype=np.float32)])
    x = rows.rest.copy()
    x[:, -3 * OUTPUTS :] = np.concatenate([view, padded[rows.before], padded[rows.after]], axis=1)
    return x


def _overlap(a: tuple[int, int] | None, b: tuple[int, int]) -> float:
    if a is None:
        return 0.0
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def _member(x: Matrix, y: Matrix, seed: int) -> dict[str, Matrix]:
    """One member: dropout and weight decay keep a wide input from memorising a few thousand sentences."""
    torch.set_num_threads(1)  # small matrices: threads cost more than they bring
    torch.manual_seed(seed)
    inputs, roles, scales = torch.tensor(x), torch.tensor(y[:, 0]).long(), torch.tensor(y[:, 1:])
    counts = np.bincount(y[:, 0].astype(int), minlength=len(ROLES)) + 5.0
    weight = counts**-RARE_COUNTS
    balance = torch.tensor(weight / (weight @ counts) * counts.sum(), dtype=torch.float32)
    model = torch.nn.Sequential(
        torch.nn.Dropout(0.2),
        torch.nn.Linear(x.shape[1], HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.4),
        torch.nn.Linear(HIDDEN, len(ROLES) + 2),
    )
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(inputs)).split(BATCH):
            output = model(inputs[batch])
            logits, of = output[:, : len(ROLES)], roles[batch]
            loss = torch.nn.functional.cross_entropy(logits, of, weight=balance, label_smoothing=0.05)
            loss = loss + torch.nn.functional.mse_loss(output[:, len(ROLES) :], scales[batch]) * 2
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    weights = [p.detach().numpy() for p in model.parameters()]
    return {"hidden": weights[0].T, "hidden_bias": weights[1], "output": weights[2].T, "output_bias": weights[3]}


def evaluate(weights: dict[str, Matrix], rows: Rows, held: NDArray[np.bool_]) -> dict[str, Any]:
    """Agreement with the readers on the rows of `held`."""
    squares, table = np.zeros(BUCKETS, dtype=np.float32), np.zeros((BUCKETS, OUTPUTS), dtype=np.float32)
    squares[weights["buckets"]], table[weights["buckets"]] = weights["squares"], weights["table"]
    norms = np.sqrt(rows.wording @ squares)
    view = (rows.wording @ table) / np.maximum(norms, 1e-6)[:, None] + weights["bias"]
    use = held & rows.labelled
    judged = RoleModel(weights).decide(_joined(rows, view.astype(np.float32))[use])
    labels = rows.labels[use]
    truth = labels[:, 0].astype(int)
    found = judged.probabilities.argmax(axis=1)
    majority = np.full_like(truth, np.bincount(truth).argmax())
    return {
        "role_accuracy": round(float(accuracy_score(truth, found)), 3),
        "role_macro_f1": round(float(f1_score(truth, found, average="macro")), 3),
        "majority_accuracy": round(float(accuracy_score(truth, majority)), 3),
        "wording_alone_accuracy": round(float(accuracy_score(truth, view[use][:, : len(ROLES)].argmax(axis=1))), 3),
        "strength_spearman": round(float(spearmanr(labels[:, 1], judged.strength).statistic), 3),
        "forward_spearman": round(float(spearmanr(labels[:, 2], judged.forward).statistic), 3),
        "role_f1": {
            ROLES[i].value: round(float(f1), 3)
            for i, f1 in zip(sorted(set(truth) | set(found)), f1_score(truth, found, average=None), strict=True)
        },
    }


if __name__ == "__main__":
    main()
