"""Train the wording of parts from proposals with headings, and write its card's numbers.

    python -m models.part_wording.train --real BATCH.csv

Texts whose headings name both problems and suggestions label their own sentences: the parser follows the headings,
which are then taken out. Of the others, sentences whose role readers labelled are taken (`corpora/labelled/sentences`).
Other voices come from short texts whose parts a reader marked (`corpora/labelled/parts/short_tuned.jsonl`) and from the
problems and asks of `corpora/labelled/matters`. Texts with other marks are never trained on; `evaluation.json` is
measured on them, headings removed. Needs scikit-learn; the seed is fixed; half a minute.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from analyzer.language.ngrams import BUCKETS, buckets
from analyzer.language.sentences import split_sentences
from analyzer.parsing.grammar import load_grammar
from analyzer.parsing.parts import without_counter
from analyzer.parsing.wording import COLUMNS, part_wording
from analyzer.proposal import PartKind
from benchmarks.labelled import labelled_texts, matters, passages, sentence_labels
from benchmarks.parts import (
    Texts,
    by_parser,
    marks,
    measured,
    sets_of_texts,
    without_headings,
)

FOLDER = Path(__file__).parent
TIMES = 5  # that the marked sentences count: they are few, and the only ones in such voices
PENALTY = 1.0  # inverse strength of the ridge, as scikit-learn counts it
ROLES = {
    COLUMNS[PartKind.BACKGROUND]: {"opening", "policy", "fact", "research", "finding", "case", "comparison", "trend"},
    COLUMNS[PartKind.PROBLEM]: {"problem", "cause", "consequence", "risk"},
    COLUMNS[PartKind.SUGGESTION]: {"measure", "goal"},
}
READERS = frozenset("AC")  # others call a cause what explains a measure among the suggestions
RARE = 3  # n-grams in fewer sentences than this are left out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True, help="table of a real batch with headed texts")
    options = parser.parse_args()
    sets = sets_of_texts(options.real)
    held_out = {identity for name in (*sets, "short_tuned") for identity, _ in marks(name)}
    sentences = [
        *by_headings([sets["real"], sets["written"]], held_out),
        *by_role(options.real, held_out),
        *by_marks(sets["short"]) * TIMES,
        *of_matters(),
    ]
    words, columns = zip(*sentences, strict=True)
    fit(words, columns)
    part_wording.cache_clear()
    evaluation = {
        "sentences": len(words),
        "characters right, headings removed": {
            name: round(measured(name, texts, headed=False).parser, 3) for name, texts in sets.items()
        },
    }
    (FOLDER / "evaluation.json").write_text(json.dumps(evaluation, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(evaluation, indent=2))


def _is_headed(text: str) -> bool:
    grammar = load_grammar()
    headings = (grammar.heading(text[start:end].strip()) for start, end, _ in split_sentences(text))
    kinds = {kind for heading in headings if heading for kind in heading.kinds}
    return {PartKind.PROBLEM, PartKind.SUGGESTION} <= kinds


def by_headings(sets: list[Texts], held_out: set[str]) -> Iterator[tuple[str, int]]:
    """The sentences of headed texts, and their columns."""
    for identity, (title, text) in (item for texts in sets for item in texts.items()):
        if identity not in held_out and _is_headed(text):
            yield from labelled(identity, title, text)


def by_marks(texts: Texts) -> list[tuple[str, int]]:
    """The sentences of short texts that lie in one part alone."""
    found = []
    for identity, kinds in marks("short_tuned"):
        found += [(words, *columns) for words, columns in counted(texts[identity][1], kinds) if len(columns) == 1]
    return found


def of_matters() -> Iterator[tuple[str, int]]:
    """The problems and the asks that were written on one matter in several voices."""
    for row in matters():
        told = [(PartKind.PROBLEM, row["problem"]), *((PartKind.SUGGESTION, asks) for asks in row["asks"])]
        for kind, text in ((kind, text) for kind, texts in told for text in texts):
            for start, end, _ in split_sentences(text):
                if sentence := text[start:end].strip():
                    yield without_counter(sentence), COLUMNS[kind]


def labelled(identity: str, title: str, text: str) -> Iterator[tuple[str, int]]:
    """The sentences of a headed text, without headings and counters, and the column of most of their characters."""
    kinds = [kind for kind, character in zip(by_parser(identity, title, text), text, strict=True)
             if not character.isspace()]  # fmt: skip
    for sentence, columns in counted(*without_headings(text, kinds)):
        if columns:
            yield sentence, columns.most_common(1)[0][0]


def counted(text: str, kinds: Sequence[frozenset[str]]) -> Iterator[tuple[str, Counter[int]]]:
    """The sentences of a text, without counters, and how many of their characters may be of each column.

    `kinds` are those allowed to every character that is not white space.
    """
    places = np.cumsum([0] + [not character.isspace() for character in text])
    for start, end, _ in split_sentences(text):
        if sentence := text[start:end].strip():
            allowed = (kind for kinds_ in kinds[places[start] : places[end]] for kind in kinds_)
            yield (
                without_counter(sentence),
                Counter(COLUMNS[PartKind(kind)] for kind in allowed if kind != PartKind.OTHER.value),
            )


def by_role(batch: Path, held_out: set[str]) -> Iterator[tuple[str, int]]:
    """The labelled sentences of texts without headings, and the column that their role speaks for."""
    labels = sentence_labels()
    for text in [*labelled_texts(batch), *passages()]:
        if text.id not in labels or text.id in held_out or _is_headed(text.text):
            continue
        squeezed = "".join(text.text.split())
        for label in labels[text.id]:
            column = next((column for column, roles in ROLES.items() if label["role"] in roles), None)
            if column is not None and label["reader"] in READERS:
                yield without_counter(squeezed[label["start"] : label["end"]]), column


def fit(words: Sequence[str], columns: Sequence[int]) -> None:
    """Train, and write `weights.npz`."""
    text = "\n".join(words)
    ends = np.cumsum([len(word) + 1 for word in words]) - 1
    found, at = buckets(text, [(int(end) - len(word), int(end)) for word, end in zip(words, ends, strict=True)])
    counts = csr_matrix((np.ones(len(found)), found, at), shape=(len(words), BUCKETS))
    counts.sum_duplicates()
    often = np.flatnonzero(np.bincount(counts.indices, minlength=BUCKETS) >= RARE)
    scaled = diags(1 / np.sqrt(np.maximum(1, np.diff(at)))) @ counts[:, often]
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=1000, random_state=0).fit(scaled, columns)
    np.savez_compressed(
        FOLDER / "weights.npz",
        buckets=often.astype(np.uint32),
        table=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
    )


if __name__ == "__main__":
    main()
