"""Measure the trained model beside TF-IDF and write `evaluation.json` and the model card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analyzer.embedding import load_embedder
from benchmarks.embedding import load_tasks, measure

CARD = """---
language: zh
license: mit
library_name: model2vec
base_model: BAAI/bge-small-zh-v1.5
tags: [static-embeddings, sentence-transformers, feature-extraction]
---
# proposal-static-zh

Vectors for Chinese proposals and other official text: {words:,} words, {dim} dimensions, {megabytes:.0f} MB, numpy
only. A text's vector is the sum of its words' vectors, however long the text; a word's length is its weight.

## Use

`analyzer` loads it by default (`analyzer.embedding.load_embedder()`). In other libraries fold, cut and join the text
first; the vectors are then the same:

```python
from analyzer.language.normalise import fold
from analyzer.language.segment import segment
from model2vec import StaticModel  # or: from sentence_transformers import SentenceTransformer

model = StaticModel.from_pretrained("models/proposal-static-zh")
vectors = model.encode([" ".join(segment(fold(text).text)) for text in texts])
```

## Training

`python models/proposal-static-zh/train.py --help`; fixed seeds, about half an hour on two cores, nearly all of it the
teacher. Words are those of work reports, laws and proposals (counts only), the lexicons of `analyzer/rules/lexicon`
and the most frequent ones of jieba's dictionary. Each begins as the teacher's vector of it, in the {dim} main
directions of the teacher's sentence vectors, weighted by smooth inverse frequency. Then vectors and weights learn to
match the teacher on 80,000 sentences and 3,200 passages of reports and laws, and to find the topical partner of a
text: title and stretch of a law, neighbouring stretches, laws on one topic of different places. Words too rare to be
trained are moved by the map that the frequent ones show. Then the direction that all texts share is taken out and
the others are evened out by the square root of their spread.

The second stage reads matters told in other words (`corpora/labelled/matters`, written for this project): a telling is
brought near its other telling and away from neighbouring matters that share its words, an ask near the same ask and
away from another one. It reads problems, each with the suggestion that answers it among the others on its matter
(`corpora/labelled/answers`). Two fifths of all these words are left out at random at each step. The first stage's
similarities of official sentences and its topical pairs are kept.

The model holds vectors of words and no sentence or document.

## Measured

{table}

`written`, `real`: whole proposals, pairs of one topic against all other labelled pairs of `corpora/labelled/pairs`
(AUC, average precision). `title`: mean reciprocal rank of a proposal's own body among 225 for its title; `ask`: of its
own suggestions for its problem part. `retold`: mean reciprocal rank of a matter's other telling among those of all
matters and their neighbours, of rural matters that training did not hold (`corpora/labelled/matters_test.jsonl`);
`answered`: of the suggestion that answers a problem among those of its matter, of matters that training did not hold.
afqmc, lcqmc, pawsx (AUC), stsb (Spearman): public pairs of other domains.
TF-IDF is fitted on the texts measured, over character 2- to 4-grams. `python -m benchmarks.embedding` repeats this.

## Limits

It knows no word order: 甲优于乙 and 乙优于甲 are the same text, negation hardly counts, and paraphrase in everyday
language (pawsx, lcqmc) is better left to a transformer. TF-IDF finds verbatim repeats more surely (`title`, `ask`).
Similarities have no natural threshold: they are inputs to the relation model, not verdicts.
"""


def write_card(folder: Path, proposals: Path, sts: Path | None) -> None:
    """Write both files into `folder`; `sts` adds the public sentence pairs."""
    tasks = load_tasks(proposals, sts)
    embedder = load_embedder(folder)
    measured = {embedder.name: measure(embedder.encode, tasks), "TF-IDF": measure(None, tasks)}
    for row in measured.values():
        del row["texts/s"]  # depends on the machine; see benchmarks/results
    (folder / "evaluation.json").write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    weights = folder / "model.safetensors"
    words = len(json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    card = CARD.format(words=words, dim=embedder.dim, megabytes=weights.stat().st_size / 1e6, table=_table(measured))
    (folder / "README.md").write_text(card, encoding="utf-8")


def _table(measured: dict[str, dict[str, Any]]) -> str:
    columns = list(next(iter(measured.values())))
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in measured.items():
        lines.append(f"| {name} | " + " | ".join(f"{row[column]:.3f}" for column in columns) + " |")
    return "\n".join(lines)
