"""Embedding models side by side: the shipped one, a transformer, and TF-IDF of character n-grams.

    python -m benchmarks.embedding [--models NAME_OR_FOLDER ...] [--proposals CSV] [--sts FOLDER] [-o FILE]

`topic` uses the project's own labelled pairs; the other columns appear where their data are given:

* written, real: whole proposals, pairs of one topic against all other labelled pairs, AUC and average precision
  (`real` needs `--proposals`, the CSV of the labelled batch);
* title, ask: mean reciprocal rank of a proposal's own body among all when its title is the query, and of its own
  suggestions when its problem part is;
* retold: mean reciprocal rank of a matter's second telling, for its first, among the second tellings and the
  neighbours of all matters (`corpora/labelled/matters_test.jsonl`, that nothing was trained on);
* answered: mean reciprocal rank of the ask that answers a problem among all asks of its matter, each seen from the
  matter's middle (the part of `corpora/labelled/answers` that nothing was trained on);
* afqmc, lcqmc, pawsx (AUC) and stsb (Spearman): public sentence pairs (`--sts`), from other domains;
* texts/s: whole proposals on this machine; MB: size of the model's folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score, roc_auc_score

from analyzer.embedding import load_embedder
from analyzer.embedding.load import find_model
from benchmarks.labelled import LABELLED, answers, json_lines, real_texts

HERE = Path(__file__).parent
PAIRS = LABELLED / "pairs"
SAME_TOPIC = {"near_copy", "same_ask", "same_topic", "follow_up"}
PARTS = re.compile(r"调研情况[:：]?(.*?)问题分析[:：]?(.*?)具体建议[:：]?(.*)", re.DOTALL)

Encode = Callable[[Sequence[str]], Any]  # texts -> unit rows, dense or sparse
Pairs = tuple[list[str], list[str], list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", nargs="*", default=["proposal-static-zh"], help="names or folders")
    parser.add_argument("--proposals", type=Path)
    parser.add_argument("--sts", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "results" / "embedding.json")
    options = parser.parse_args()

    tasks = load_tasks(options.proposals, options.sts)
    rows = {}
    for name in options.models:
        embedder = load_embedder(name)
        folder = find_model(name)
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) if folder else float("nan")
        rows[embedder.name] = {**measure(embedder.encode, tasks), "MB": round(size / 1e6, 1), "dim": embedder.dim}
    rows["TF-IDF 2-4 字"] = measure(None, tasks)
    result = {"date": date.today().isoformat(), "machine": platform.machine(), "models": rows}
    options.output.parent.mkdir(exist_ok=True)
    options.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print_table(rows)


def load_tasks(proposals: Path | None, sts: Path | None) -> dict[str, Any]:
    """The data of every task that can be run: labelled pairs, `proposals` and one entry for each STS file."""
    written = [item for path in sorted(PAIRS.glob("texts_*.jsonl")) for item in json_lines(path)]
    texts = {item["id"]: f"{item['title']}\n{item['text']}" for item in written}
    tasks: dict[str, Any] = {"written": labelled_pairs(sorted(PAIRS.glob("relations_*.csv")), texts)}
    if proposals is not None:
        batch = real_texts(proposals)
        tasks["real"] = labelled_pairs([PAIRS / "real.csv"], {one.id: f"{one.title}\n{one.text}" for one in batch})
        tasks["proposals"] = [(one.title, one.text) for one in batch]
    tasks["retold"] = retold(json_lines(LABELLED / "matters_test.jsonl"))
    tasks["answered"] = [(one["problems"], [*one["asks"], *one["loose"]]) for one in answers("held_out")]
    for path in sorted(sts.iterdir()) if sts is not None else ():
        tasks[path.stem] = sts_pairs(path)
    return tasks


def retold(matters: Iterable[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """A telling of each matter; and its telling in other words, in the same order, followed by all neighbours."""
    first, second, neighbours = [], [], []
    for matter in matters:
        tellings = ("\n".join((matter["titles"][i], matter["problem"][i], matter["asks"][0][i])) for i in (0, 1))
        for side, telling in zip((first, second), tellings, strict=True):
            side.append(telling)
        neighbours.append("\n".join(matter["neighbours"]))
    return first, second + neighbours


def labelled_pairs(files: Sequence[Path], texts: dict[str, str]) -> Pairs:
    """Every labelled pair as whole texts with their titles, 1 for one topic, 0 for all else."""
    left, right, labels = [], [], []
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                left.append(texts[row["a"]])
                right.append(texts[row["b"]])
                labels.append(float(row["relation"] in SAME_TOPIC))
    return left, right, labels


def sts_pairs(path: Path) -> Pairs:
    """Sentence pairs with their scores from a tab-separated file, with an id column and a header or without."""
    rows = [line.split("\t")[-3:] for line in path.read_text(encoding="utf-8").splitlines() if line.count("\t") >= 2]
    rows = [row for row in rows if row[2].replace(".", "", 1).isdigit()]
    return [row[0] for row in rows], [row[1] for row in rows], [float(row[2]) for row in rows]


def measure(encode: Encode | None, tasks: dict[str, Any]) -> dict[str, float]:
    """All numbers of one model; None is TF-IDF, fitted anew on the texts of each task."""
    scores: dict[str, float] = {}
    for name, data in tasks.items():
        if name == "proposals":
            scores.update(retrieval(encode, data))
            continue
        if name == "retold":
            queries, targets = data
            read = encode or tfidf(queries + targets)
            scores[name] = reciprocal_rank(read(queries), read(targets))
            continue
        if name == "answered":
            scores[name] = answered(encode, data)
            continue
        left, right, labels = data
        texts = list(dict.fromkeys([*left, *right]))
        rows = {text: row for row, text in enumerate(texts)}
        vectors = (encode or tfidf(texts))(texts)
        similarity = paired(vectors[[rows[text] for text in left]], vectors[[rows[text] for text in right]])
        if len(set(labels)) > 2:
            scores[name] = float(spearmanr(similarity, labels).statistic)
        else:
            scores[name] = float(roc_auc_score(labels, similarity))
        if name in ("written", "real"):
            scores[f"{name} AP"] = float(average_precision_score(labels, similarity))
    return {name: round(value, 4) for name, value in scores.items()}


def retrieval(encode: Encode | None, proposals: list[tuple[str, str]]) -> dict[str, float]:
    """Title to own body, problem to own suggestions, and texts a second over the bodies."""
    titles = [title for title, _ in proposals]
    bodies = [body for _, body in proposals]
    parts = [
        found.groups() for _, body in proposals if (found := PARTS.search(body)) and min(map(len, found.groups())) > 80
    ]
    encode = encode or tfidf(titles + bodies)
    encode(bodies[:8])
    start = time.perf_counter()
    vectors = encode(bodies)
    speed = len(bodies) / (time.perf_counter() - start)
    problems, asks = encode([part[1] for part in parts]), encode([part[2] for part in parts])
    return {"title": reciprocal_rank(encode(titles), vectors), "ask": reciprocal_rank(problems, asks), "texts/s": speed}


def answered(encode: Encode | None, matters: list[tuple[list[str], list[str]]]) -> float:
    """Mean reciprocal rank of ask i for problem i among the asks of the same matter."""
    read = encode or tfidf([text for problems, asks in matters for text in (*problems, *asks)])
    ranks = []
    for problems, asks in matters:
        vectors = read([*problems, *asks])
        rest = np.asarray(vectors - vectors.mean(axis=0))
        rest /= np.linalg.norm(rest, axis=1, keepdims=True) + 1e-9
        ranks += [reciprocal_rank(rest[[i]], np.roll(rest[len(problems) :], -i, axis=0)) for i in range(len(problems))]
    return float(np.mean(ranks))


def reciprocal_rank(queries: Any, targets: Any) -> float:
    """Mean reciprocal rank of target i for query i among all targets."""
    similarity = queries @ targets.T
    similarity = similarity if isinstance(similarity, np.ndarray) else similarity.toarray()
    ranks = (similarity >= np.diagonal(similarity)[:, None]).sum(axis=1)
    return float((1 / ranks).mean())


def paired(left: Any, right: Any) -> Any:
    """Row by row dot products."""
    if isinstance(left, np.ndarray):
        return (left * right).sum(axis=1)
    return np.asarray(left.multiply(right).sum(axis=1)).ravel()


def tfidf(texts: list[str]) -> Encode:
    """TF-IDF over character 2- to 4-grams, fitted on `texts`."""
    model = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32).fit(texts)
    encode: Encode = model.transform
    return encode


def print_table(rows: dict[str, dict[str, float]]) -> None:
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    print(" ".join(f"{column:>9}" for column in columns))
    for name, row in rows.items():
        print(" ".join(f"{row.get(column, float('nan')):9.3f}" for column in columns), name)


if __name__ == "__main__":
    main()
