"""Train the shipped embedding model, measure it and write its card, in one command:

    PYTHONPATH=. python models/proposal-static-zh/train.py --reports FILE --laws FILE --proposals CSV \\
        (--teacher FOLDER --cache FOLDER | --first FOLDER) [--sts FOLDER] [--output FOLDER]

The first stage learns from a teacher, the second from matters told in other words and problems with their answers
(`corpora/labelled/matters`, `answers`); with `--first`, the folder of a model of the first stage stands in for it, and
three minutes do. `--reports` holds a year's
government work report a line, `--laws` a paragraph of law a line, `--teacher` is bge-small-zh-v1.5. Of `--proposals`
only word counts are used in training; they and `--sts`, public sentence pairs, serve the evaluation. Needs the extra
`train`; half an hour on two cores, nearly all of it the teacher, whose vectors are cached.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from card import write_card
from corpus import Document, read_laws, read_reports, sample_passages, sample_sentences, topical_pairs
from matters import ReadIds, Told
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from student import Ids, Recipe, retell, settle_rare, spread, train
from teacher import Teacher
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from analyzer.embedding.static import WordIds
from analyzer.language.lexicon import segmentation_words
from analyzer.language.normalise import fold
from analyzer.language.segment import segment_many
from benchmarks.labelled import answers, matters

HERE = Path(__file__).parent
DIM = 256
WORDS = 50_000
SENTENCES = 80_000
PASSAGES = 3_200
SPECIAL = ["[PAD]", "[UNK]"]
# Words and names; no numbers, whose digits say little, but hotlines (12345) and 3d, 5g, 60岁.
WORD = re.compile(
    r"[\u4e00-\u9fff][a-z0-9\u4e00-\u9fff]{0,15}|[a-z][a-z0-9+.-]{1,15}|\d{1,3}[a-z\u4e00-\u9fff]{1,3}|1\d\d|123\d\d"
)


def main() -> None:
    options = arguments()
    documents = read_reports(options.reports) + read_laws(options.laws)
    rng = random.Random(0)
    sentences = sample_sentences(documents, SENTENCES * 5 // 4, rng)
    passages = sample_passages(documents, PASSAGES * 5 // 2, rng)
    pairs = topical_pairs(documents, rng)
    random.Random(7).shuffle(sentences)  # so that any number of them is a fair sample
    texts = sentences[:SENTENCES] + passages[:PASSAGES]

    words, table = read_model(options.first) if options.first else first_stage(options, documents, texts, pairs)
    table = second_stage(words, table, texts[:SENTENCES], pairs)
    export(words, table, options.output)
    write_card(options.output, options.proposals, options.sts)


def first_stage(
    options: argparse.Namespace, documents: list[Document], texts: list[str], pairs: list[tuple[str, str]]
) -> tuple[list[str], NDArray[np.float32]]:
    """Vocabulary and table, distilled from the teacher."""
    laws = count_words(p for d in documents if d.title for p in d.paragraphs)
    reports = count_words(p for d in documents if not d.title for p in d.paragraphs)
    with options.proposals.open(encoding="utf-8-sig", newline="") as file:
        proposals = count_words(f"{row['reason']}\n{row['content']}" for row in csv.DictReader(file))
    words = vocabulary(laws + reports + proposals)

    teacher = Teacher(options.teacher, options.cache)
    targets = np.concatenate(
        [teacher.encode(texts[:SENTENCES], longest=128), teacher.encode(texts[SENTENCES:], longest=512)]
    )
    word_vectors = teacher.encode(words, longest=32)
    return words, fit(words, texts, targets, word_vectors, pairs, (laws, reports, proposals))


def second_stage(
    words: list[str], table: NDArray[np.float32], texts: list[str], pairs: list[tuple[str, str]]
) -> NDArray[np.float32]:
    """The table once it has read what was told in other words."""
    ids_of = reader(words)
    known = [ids for ids in ids_of(texts) if len(ids)]
    table = retell(table, known, partners_of(pairs, ids_of), Told.read(matters(), answers("tuned"), ids_of))
    return np.asarray(table / np.linalg.norm(table, axis=1).max(), dtype=np.float32)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("reports", "laws", "proposals"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("teacher", "cache", "first", "sts"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--output", type=Path, default=HERE)
    options = parser.parse_args()
    if not (options.first or (options.teacher and options.cache)):
        parser.error("give --teacher and --cache, or --first")
    return options


def cut(texts: Iterable[str]) -> list[list[str]]:
    """Words as the embedder sees them."""
    return segment_many(fold(text).text for text in texts)


def reader(words: list[str]) -> ReadIds:
    """What turns texts into the ids of their words, a word's id being its place in `words`."""
    index = WordIds({word: i for i, word in enumerate(words)})
    return lambda texts: [np.array(index.ids(found), dtype=np.int32) for found in cut(texts)]


def partners_of(pairs: list[tuple[str, str]], ids_of: ReadIds) -> list[tuple[Ids, Ids]]:
    """The pairs in which both texts have two words or more."""
    left, right = (ids_of(side) for side in zip(*pairs, strict=True))
    return [pair for pair in zip(left, right, strict=True) if min(map(len, pair)) > 1]


def count_words(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words in cut(texts):
        counts.update(words)
    return counts


def vocabulary(counts: Counter[str]) -> list[str]:
    """`WORDS` words, the most frequent first: what the texts hold at least three times, the lexicon, all characters,
    and for the rest the most frequent words of jieba's dictionary."""
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    general: dict[str, int] = tokenizer.FREQ
    words = {word for word, count in counts.items() if count >= 3 and WORD.fullmatch(word)}
    words |= {word.lower() for word, frequency in segmentation_words() if frequency > 3}
    words |= {c for word in counts for c in word if "\u4e00" <= c <= "\u9fff"}
    words |= {w for w, frequency in general.items() if frequency > 20 and len(w) == 1 and "\u4e00" <= w <= "\u9fff"}
    further = (w for w in general if general[w] and len(w) > 1 and WORD.fullmatch(w) and w not in words)
    words |= set(sorted(further, key=lambda word: (-general[word], word))[: WORDS - len(words)])
    return sorted(words, key=lambda word: (-counts[word], word))


def fit(
    words: list[str],
    texts: list[str],
    targets: NDArray[np.float32],
    word_vectors: NDArray[np.float32],
    pairs: list[tuple[str, str]],
    counts: tuple[Counter[str], Counter[str], Counter[str]],
) -> NDArray[np.float32]:
    """The trained table, `[len(words), DIM]`."""
    recipe = Recipe()
    ids_of = reader(words)
    seen = ids_of(texts)
    keep = [i for i, ids in enumerate(seen) if len(ids)]
    partners = partners_of(pairs, ids_of)

    mean = targets[:SENTENCES].mean(axis=0)
    _, directions = np.linalg.eigh(np.cov((targets[:SENTENCES] - mean).T))
    directions = directions[:, ::-1][:, :DIM]
    centred = word_vectors - word_vectors[:20_000].mean(axis=0)
    # Smooth inverse frequency (a = 1e-4), a word's share being the mean over the three kinds of text.
    laws, reports, proposals = ({w: n / c.total() for w, n in c.items()} for c in counts)
    share = np.array([laws.get(w, 0) / 4 + reports.get(w, 0) / 4 + proposals.get(w, 0) / 2 for w in words])
    table = train(
        unit(centred @ directions),
        (1e-4 / (1e-4 + share)).astype(np.float32),
        [seen[i] for i in keep],
        unit((targets[keep] - mean) @ directions),
        partners,
        None,
        recipe,
    )
    trained = np.array([counts[0][word] + counts[1][word] for word in words], dtype=np.float32)
    table = settle_rare(table, centred, trained)
    chosen = np.random.default_rng(recipe.seed).choice(len(partners), min(15_000, len(partners)), replace=False)
    return spread(table, [partners[i][1] for i in chosen if len(partners[i][1]) > 20], recipe.whitening)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def read_model(folder: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Words and table of a model that `export` wrote."""
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    table = load_file(folder / "model.safetensors")["embeddings"].astype(np.float32)
    return list(vocabulary)[len(SPECIAL) :], table[len(SPECIAL) :]


def export(words: list[str], table: NDArray[np.float32], folder: Path) -> None:
    """The folder that `analyzer`, `model2vec` and `sentence-transformers` load; special tokens have the zero vector."""
    folder.mkdir(parents=True, exist_ok=True)
    vocab = {word: i for i, word in enumerate([*SPECIAL, *words])}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]", continuing_subword_prefix=""))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    zeros = np.zeros((len(SPECIAL), DIM), dtype=np.float16)
    save_file({"embeddings": np.concatenate([zeros, table.astype(np.float16)])}, folder / "model.safetensors")
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "segmenter": "jieba",
        "tokenizer_name": "BAAI/bge-small-zh-v1.5",
        "hidden_dim": DIM,
        "normalize": True,
        "max_length": None,
        "embedding_dtype": "float16",
    }
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    for name, content in (("config.json", config), ("modules.json", modules)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
