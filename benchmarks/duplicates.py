"""Repeated proposals: ours and the peers on the labelled pairs that nothing was tuned on, and the cost at scale.

    python -m benchmarks.duplicates [--real BATCH.csv] [--transformer FOLDER]
    python -m benchmarks.duplicates --scale 1000 10000 100000

The peers compare whole texts and give one number. Each one's threshold is the lowest that wrongly merges at most 3 %
of templates and neighbours in the tuned part; ours is the shipped one. Written to `results/duplicates.json`.

* AP: average precision of merges (near copies and same asks) among all labelled pairs; topic: of these and same topic
* found: share of near copies, and of same asks, that are merged
* wrong: share of templates and neighbours (related and unrelated pairs) that are merged
* seconds: all pairs of the batches, from texts to numbers, one process
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import average_precision_score

from analyzer.duplicates import Profile, find_pairs
from analyzer.duplicates.profile import WHOLE
from analyzer.duplicates.relations import merge_probability, relation_model
from analyzer.language.segment import segment
from analyzer.rules import load_rules
from benchmarks.labelled import held_out
from benchmarks.pairs import PARTS, Labelled, LabelledPair, labelled_pairs, measured
from benchmarks.scale import scale

RESULTS = Path(__file__).parent / "results" / "duplicates.json"
GRAM = 5
PERMUTATIONS = 128
WRONGLY_MERGED = 0.03
MERGES = {"near_copy", "same_ask", "follow_up"}
TOPIC = {*MERGES, "same_topic"}

Score = Callable[[Labelled, Sequence[LabelledPair]], np.ndarray]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of the real batch whose pairs are labelled")
    parser.add_argument("--transformer", type=Path, help="folder of a sentence-transformers model")
    parser.add_argument("--scale", type=int, nargs="+", help="numbers of generated proposals")
    options = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results["machine"], results["date"] = f"{platform.machine()}, Python {platform.python_version()}", str(date.today())
    if options.scale:
        results["scale"] = {**results.get("scale", {}), **{str(count): scale(count) for count in options.scale}}
    else:
        results["quality"] = quality(labelled_pairs(options.real), options.transformer)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def quality(sets: list[Labelled], transformer: Path | None) -> dict[str, Any]:
    """Every method on every set."""
    methods: dict[str, Score] = {
        "ours": ours,
        "ours, the model alone": model,
        "whole-text vectors, cosine (as SemHash compares)": vectors,
        "TF-IDF cosine, jieba words": tfidf,
        "MinHash, datasketch, 5-grams": datasketch_minhash,
        "MinHash, rensa, 5-grams": rensa_minhash,
        "Jaccard of 5-grams of \\W-split tokens (text-dedup)": text_dedup,
    }
    if transformer:
        methods["paraphrase mining, transformer"] = Transformer(transformer)
    shipped = load_rules("duplicates")["pairs"]["merge"]
    rows: dict[str, Any] = {}
    print("per part: AP of merges, of topic; near copies and same asks found; templates and neighbours wrongly merged")
    for name, score in methods.items():
        start = time.perf_counter()
        scores = [score(one, one.pairs) for one in sets]
        seconds = time.perf_counter() - start
        threshold = shipped if name.startswith("ours") else _threshold(sets, scores)
        rows[name] = {"seconds": round(seconds, 2), "threshold": round(float(threshold), 3)}
        for part in PARTS:
            chosen = [
                (pair, value)
                for one, values in zip(sets, scores, strict=True)
                for pair, value in zip(one.pairs, values, strict=True)
                if one.part == part and held_out(pair.topic)
            ]
            if chosen:
                rows[name][part] = _figures(chosen, threshold)
        print(_line(name, rows[name]))
    return rows


def _figures(chosen: Sequence[tuple[LabelledPair, float]], threshold: float) -> dict[str, float]:
    relations = [pair.relation for pair, _ in chosen]
    values = np.array([value for _, value in chosen])
    merged = values >= threshold

    def share(of: set[str]) -> float:
        rows = np.array([relation in of for relation in relations])
        return round(float(merged[rows].mean()), 3) if rows.any() else float("nan")

    return {
        "pairs": len(chosen),
        "ap": round(float(average_precision_score([r in MERGES for r in relations], values)), 3),
        "topic_ap": round(float(average_precision_score([r in TOPIC for r in relations], values)), 3),
        "near_copies_found": share({"near_copy"}),
        "same_asks_found": share({"same_ask"}),
        "templates_wrong": share({"template"}),
        "neighbours_wrong": share({"related", "unrelated"}),
    }


def _line(name: str, row: dict[str, Any]) -> str:
    parts = (row[part] for part in PARTS if part in row)
    cells = ("  ".join(f"{part[key]:.2f}" for key in part if key != "pairs") for part in parts)
    return " | ".join((f"{name:52}{row['seconds']:7.2f} s", *cells))


def _threshold(sets: list[Labelled], scores: list[np.ndarray]) -> float:
    """The lowest score that wrongly merges at most 3 % of the templates and neighbours of the tuned part."""
    wrong = sorted(
        (
            value
            for one, values in zip(sets, scores, strict=True)
            for pair, value in zip(one.pairs, values, strict=True)
            if not held_out(pair.topic) and pair.relation not in TOPIC
        ),
        reverse=True,
    )
    return float(np.nextafter(wrong[int(len(wrong) * WRONGLY_MERGED)], np.inf))


def ours(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """Probability of a merge as the program shows it; 0 where it shows none."""
    found = (match.pair for match in find_pairs(list(labelled.profiles.values()), everything=True))
    shown = {frozenset((pair.a, pair.b)): pair.probability for pair in found}
    return np.array([shown.get(frozenset((pair.a, pair.b)), 0.0) for pair in pairs])


def model(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """What the relation model alone says of every pair, whatever keeps the two apart."""
    share = load_rules("duplicates")["pairs"]["same_topic"]
    return merge_probability(relation_model().probabilities(measured(labelled, pairs)), share)


def vectors(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """Cosine of the whole texts' vectors."""
    rows = {id: one.vectors[WHOLE].astype(np.float32) for id, one in labelled.profiles.items()}
    return np.array([rows[pair.a] @ rows[pair.b] for pair in pairs])


def tfidf(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """Cosine of word counts weighted by rarity within the batch."""
    vectorizer = TfidfVectorizer(tokenizer=segment, token_pattern=None, sublinear_tf=True)
    matrix = vectorizer.fit_transform([_whole(one) for one in labelled.profiles.values()])
    rows = {id: matrix[row] for row, id in enumerate(labelled.profiles)}
    return np.array([rows[pair.a].multiply(rows[pair.b]).sum() for pair in pairs])


def datasketch_minhash(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """Estimated Jaccard similarity of character 5-grams; all 0 where datasketch is not installed."""
    from datasketch import MinHash

    grams = ({gram.encode() for gram in _grams(_whole(one))} for one in labelled.profiles.values())
    hashes = dict(zip(labelled.profiles, MinHash.bulk(grams, num_perm=PERMUTATIONS), strict=True))
    return np.array([hashes[pair.a].jaccard(hashes[pair.b]) for pair in pairs])


def rensa_minhash(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """The same with rensa."""
    from rensa import RMinHash

    grams = [sorted(_grams(_whole(one))) for one in labelled.profiles.values()]
    hashes = dict(zip(labelled.profiles, RMinHash.from_token_sets(grams, PERMUTATIONS, 1), strict=True))
    return np.array([hashes[pair.a].jaccard(hashes[pair.b]) for pair in pairs])


def text_dedup(labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
    """Exact Jaccard similarity of what text-dedup's default splitting makes of Chinese: runs of five clauses."""
    grams = {id: _clauses(_whole(one)) for id, one in labelled.profiles.items()}
    return np.array([len(grams[p.a] & grams[p.b]) / max(1, len(grams[p.a] | grams[p.b])) for p in pairs])


class Transformer:
    """Cosine of a sentence-transformers model's vectors of texts (of their first tokens), by paraphrase mining."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), model_kwargs={"dtype": "float32"})

    def __call__(self, labelled: Labelled, pairs: Sequence[LabelledPair]) -> np.ndarray:
        from sentence_transformers.util import paraphrase_mining

        ids = list(labelled.profiles)
        count = len(ids)
        found = paraphrase_mining(
            self._model,
            [_whole(one) for one in labelled.profiles.values()],
            top_k=count,
            max_pairs=count * count,
            batch_size=8,
            show_progress_bar=False,
        )
        scores = {frozenset((ids[i], ids[j])): score for score, i, j in found}
        return np.array([scores.get(frozenset((pair.a, pair.b)), 0.0) for pair in pairs])


def _whole(one: Profile) -> str:
    return f"{one.title}\n{one.text}"


def _grams(text: str) -> set[str]:
    text = "".join(text.split())
    return {text[start : start + GRAM] for start in range(max(1, len(text) - GRAM + 1))}


def _clauses(text: str) -> set[tuple[str, ...]]:
    tokens = [token for token in re.split(r"\W", text.lower()) if token]
    return {tuple(tokens[start : start + GRAM]) for start in range(max(1, len(tokens) - GRAM + 1))}


if __name__ == "__main__":
    main()
