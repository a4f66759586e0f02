"""Train the sentence role model from labelled sentences, and write its card's numbers.

    python -m models.sentence_roles.train [--real BATCH.csv]

`corpora/labelled/sentences/written.jsonl` labels the texts of `corpora/labelled/quality`, `real.jsonl` a batch that the
project does not contain; without `--real` only the written ones are used. Texts that are `held_out` are never trained
on; `evaluation.json` is measured on them, beside the majority role and a model without slots.
Needs the extra `train`; seeds are fixed; a minute on two cores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, f1_score

from analyzer.annotation.annotate import sentence_parts, slots_by_sentence
from analyzer.annotation.roles import ROLES, RoleModel, role_features
from analyzer.annotation.slots import slot_finder
from analyzer.embedding import load_embedder
from benchmarks.labelled import LabelledText, align, held_out, labelled_texts, sentence_labels

FOLDER = Path(__file__).parent
HIDDEN = 96
EPOCHS = 60
MEMBERS = 3
Matrix = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="CSV of the real batch that real.jsonl labels")
    x, y, ids = labelled_rows(labelled_texts(parser.parse_args().real))
    held = np.array([held_out(id, fifths=1) for id in ids])
    print(f"{len(x)} labelled sentences, {held.sum()} held out")
    weights = fit(x[~held], y[~held])
    evaluation = _evaluate(weights, x[held], y[held])
    evaluation["sentences"] = {"trained": int((~held).sum()), "held_out": int(held.sum())}
    print(json.dumps(evaluation, indent=2))
    np.savez_compressed(FOLDER / "weights.npz", **{k: v.astype(np.float16) for k, v in weights.items()})
    (FOLDER / "evaluation.json").write_text(json.dumps(evaluation, indent=2) + "\n", encoding="utf-8")


def labelled_rows(texts: Sequence[LabelledText]) -> tuple[Matrix, Matrix, list[str]]:
    """Features `[n, f]`; role index, strength and forward `[n, 3]`; and the id of the text of each labelled sentence."""
    labels = sentence_labels()
    finder, embedder = slot_finder(), load_embedder()
    rows, targets, ids = [], [], []
    for text in texts:
        if text.id not in labels:
            continue
        proposal = text.proposal()
        vectors = embedder.encode([s.span.of(proposal.text) for s in proposal.sentences])
        slots = slots_by_sentence(proposal, finder.find(proposal.text))
        features = role_features(proposal, sentence_parts(proposal), slots, vectors)
        for row, span in zip(features, align(text, proposal), strict=True):
            for label in labels[text.id] if span else ():
                if _overlap(span, (label["start"], label["end"])) > 0.6:
                    rows.append(row)
                    targets.append((ROLES.index(label["role"]), label["strength"], label["forward"]))
                    ids.append(text.id)
    return np.stack(rows), np.array(targets, dtype=np.float32), ids


def _overlap(a: tuple[int, int] | None, b: tuple[int, int]) -> float:
    if a is None:
        return 0.0
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def _member(x: Matrix, y: Matrix, seed: int) -> dict[str, Matrix]:
    """One member: dropout and weight decay keep a wide input from memorising a few thousand sentences."""
    torch.manual_seed(seed)
    inputs, roles, scales = torch.tensor(x), torch.tensor(y[:, 0]).long(), torch.tensor(y[:, 1:])
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
        for batch in torch.randperm(len(inputs)).split(128):
            output = model(inputs[batch])
            loss = torch.nn.functional.cross_entropy(output[:, : len(ROLES)], roles[batch], label_smoothing=0.05)
            loss = loss + torch.nn.functional.mse_loss(output[:, len(ROLES) :], scales[batch]) * 2
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    weights = [p.detach().numpy() for p in model.parameters()]
    return {"hidden": weights[0].T, "hidden_bias": weights[1], "output": weights[2].T, "output_bias": weights[3]}


def fit(x: Matrix, y: Matrix, members: int = MEMBERS) -> dict[str, Matrix]:
    """Weights of the role model: several members as one wider network whose output is the mean of theirs."""
    fitted = [_member(x, y, seed) for seed in range(members)]
    return {
        "hidden": np.concatenate([m["hidden"] for m in fitted], axis=1),
        "hidden_bias": np.concatenate([m["hidden_bias"] for m in fitted]),
        "output": np.concatenate([m["output"] for m in fitted], axis=0) / members,
        "output_bias": np.mean([m["output_bias"] for m in fitted], axis=0),
    }


def _evaluate(weights: dict[str, Matrix], x: Matrix, y: Matrix) -> dict[str, object]:
    judged = RoleModel(weights).judge(x)
    truth = y[:, 0].astype(int)
    found = judged.probabilities.argmax(axis=1)
    majority = np.full_like(truth, np.bincount(truth).argmax())
    return {
        "role_accuracy": round(float(accuracy_score(truth, found)), 3),
        "role_macro_f1": round(float(f1_score(truth, found, average="macro")), 3),
        "majority_accuracy": round(float(accuracy_score(truth, majority)), 3),
        "role_f1": {
            ROLES[i].value: round(float(f1), 3)
            for i, f1 in zip(sorted(set(truth) | set(found)), f1_score(truth, found, average=None), strict=True)
        },
        "strength_spearman": round(float(spearmanr(y[:, 1], judged.strength).statistic), 3),
        "forward_spearman": round(float(spearmanr(y[:, 2], judged.forward).statistic), 3),
    }


if __name__ == "__main__":
    main()
