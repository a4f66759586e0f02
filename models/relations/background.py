"""Count in how many documents each word occurs, and average their vectors, for `analyzer/duplicates/background.npz`.

    python -m models.relations.background --proposals BATCH.csv --official REPORTS.txt LAWS.txt

Proposals are those of a real batch and the ones written for this project; official texts are cut into documents of a
proposal's length. Only numbers leave this program: hashed words, the share of documents that they occur in, and the
mean vector of the proposals.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.duplicates.profile import WHOLE, profile
from analyzer.duplicates.terms import BUCKETS, Ids, word_ids
from analyzer.embedding import load_embedder
from analyzer.proposal import Proposal
from benchmarks.labelled import LABELLED, json_lines, real_texts, written_texts

OUTPUT = Path(__file__).resolve().parents[2] / "analyzer" / "duplicates" / "background.npz"
_DOCUMENT = 1500  # characters of an official text that count as one document
_PROPOSALS_SHARE = 0.7  # the rest is official texts
_LEAST = 0.0006  # words rarer than this are as good as unknown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proposals", type=Path, required=True, help="CSV of a real batch")
    parser.add_argument("--official", type=Path, nargs="+", required=True, help="plain text, a paragraph a line")
    parser.add_argument("--most", type=int, default=4000, help="documents taken of each official file")
    options = parser.parse_args()
    real = _shares(f"{text.title}\n{text.text}" for text in real_texts(options.proposals))
    official = _shares(document for path in options.official for document in islice(_documents(path), options.most))
    written = _shares(_written()) * ((real > 0) | (official > 0))  # names invented for the written texts are no words
    shares = _PROPOSALS_SHARE * (real + written) / 2 + (1 - _PROPOSALS_SHARE) * official
    ids = np.flatnonzero(shares >= _LEAST).astype(np.uint32)
    proposals = [
        [text.proposal() for text in real_texts(options.proposals)],
        [text.proposal() for text in written_texts()],
    ]
    centre = np.mean([_mean_vector(part) for part in proposals], axis=0)
    np.savez_compressed(OUTPUT, ids=ids, shares=shares[ids].astype(np.float16), centre=centre.astype(np.float16))
    print(f"{len(ids)} words: {OUTPUT.name}")


def _written() -> Iterator[str]:
    for text in written_texts():
        yield f"{text.title}\n{text.text}"
    for path in sorted((LABELLED / "pairs").glob("*.jsonl")):
        for record in json_lines(path):
            if record["variant"] == "base":  # the others tell its matter over and over
                yield f"{record['title']}\n{record['text']}"


def _mean_vector(proposals: Sequence[Proposal]) -> np.ndarray:
    annotated = Annotator(load_embedder(), RoleModel.load()).annotate(proposals)
    return np.mean([profile(one).vectors[WHOLE].astype(np.float32) for one in annotated], axis=0)


def _documents(path: Path) -> Iterator[str]:
    held: list[str] = []
    size = 0
    with path.open(encoding="utf-8") as file:
        for line in file:
            for start in range(0, len(line), _DOCUMENT):
                held.append(line[start : start + _DOCUMENT])
                size += len(held[-1])
                if size >= _DOCUMENT:
                    yield "".join(held)
                    held, size = [], 0


def _shares(texts: Iterable[str]) -> np.ndarray:
    counts = np.zeros(BUCKETS, dtype=np.float64)
    total = 0
    for text in texts:
        words: Ids = np.unique(np.asarray(word_ids(text), dtype=np.uint32))
        counts[words] += 1
        total += 1
    return counts / max(total, 1)


if __name__ == "__main__":
    main()
