"""The shipped kind of model: a vector for each word, a text the sum of its words' vectors.

A model folder is read by `model2vec` and `sentence-transformers` too, and they give the same vectors for text that
is folded, cut and joined with spaces first. `config.json` says `"segmenter": "jieba"`; `tokenizer.json` is a WordPiece
tokenizer without continuation marks, so that a word outside the vocabulary is read as its longest known pieces from
the left; `model.safetensors` holds `embeddings`, whose lengths are the words' weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.embedding.base import Vectors, normalised
from analyzer.errors import ModelError, reason_of
from analyzer.language.lexicon import segmentation_words
from analyzer.language.normalise import folded
from analyzer.language.segment import segment

_WEIGHTS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_CONFIG = "config.json"
_BATCH = 256  # texts whose word vectors are held at once
_TYPES = {"F16": "<f2", "F32": "<f4"}  # as safetensors and numpy name them
_LONGEST_HEADER = 1 << 20
_SEAM = -1  # the id between two texts of a batch
_LONGEST_WORD = 100  # the bound of the WordPiece tokenizer in the folder
_REMEDY = "请重新安装程序，或检查模型文件夹是否完整"


def is_static_model(folder: Path) -> bool:
    """Whether `folder` holds a model of this kind."""
    try:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("segmenter") == "jieba"


class StaticEmbedder:
    """A static word-vector model; see `Embedder` for what it promises.

    `vocabulary` gives the row of each word in `table`, float16 or float32 `[words, dim]`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self.vocabulary: dict[str, int] = json.loads((folder / _TOKENIZER).read_text(encoding="utf-8"))["model"][
                "vocab"
            ]
            self.table = _table(folder / _WEIGHTS)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"模型文件读不出来（{reason_of(error)}）", where=str(folder), remedy=_REMEDY) from error
        if self.table.ndim != 2 or len(self.table) != len(self.vocabulary):
            raise ModelError("模型的词表与向量数目不符", where=str(folder), remedy=_REMEDY)
        self._words = WordIds(self.vocabulary)
        self._wide = np.zeros(self.table.shape, dtype=np.float32)  # takes memory only as rows are written
        self._widened = np.zeros(len(self.table), dtype=bool)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._folder.resolve().name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.table.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the weights, the vocabulary and the words that segmentation knows."""
        digest = hashlib.sha256(repr(segmentation_words()).encode())
        for name in (_TOKENIZER, _WEIGHTS):
            digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode`."""
        return self.weigh(texts)[0]

    def weigh(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """See `Embedder.weigh`: the weight is the length of the words' sum."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            # A folded text has no white space, so that a batch can be cut as one text with a line break as the seam.
            words = segment("\n".join(folded(text) for text in texts[start : start + _BATCH]))
            ids = np.array(self._words.ids(words), dtype=np.intp)
            self._widen(ids)
            at = 0
            for row, end in enumerate((*np.flatnonzero(ids == _SEAM).tolist(), len(ids)), start):
                self._wide.take(ids[at:end], axis=0).sum(axis=0, out=vectors[row])
                at = end + 1
        return normalised(vectors)

    def _widen(self, ids: NDArray[np.intp]) -> None:
        """Make the rows of `ids` float32, each the first time that it is used: most words come again."""
        new = ids[~self._widened[ids]]  # a seam is taken for the last row, which does no harm
        self._wide[new] = self.table[new]
        self._widened[new] = True


def _table(path: Path) -> NDArray[Any]:
    """The table `embeddings` of a safetensors file, left on the disk until rows of it are asked for."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if size > _LONGEST_HEADER:
            raise ValueError("not a safetensors file")
        entry = json.loads(file.read(size))["embeddings"]
    start, shape = 8 + size + entry["data_offsets"][0], tuple(entry["shape"])
    table: NDArray[Any] = np.memmap(path, _TYPES[entry["dtype"]], mode="r", offset=start, shape=shape)
    return table


class WordIds(dict[str, tuple[int, ...]]):
    """Word -> the ids of its pieces; words met are remembered up to a bound, since most come again."""

    _BOUND = 200_000

    def __init__(self, vocabulary: dict[str, int]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._longest = max(map(len, vocabulary))
        self["\n"] = (_SEAM,)

    def ids(self, words: Iterable[str]) -> list[int]:
        """Ids of all pieces of `words`, unknown ones left out."""
        return [piece for word in words for piece in self[word]]

    def __missing__(self, word: str) -> tuple[int, ...]:
        pieces = self._pieces(word)
        if len(self) < self._BOUND:
            self[word] = pieces
        return pieces

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Longest known pieces from the left; none at all where some stretch of the word is unknown."""
        if len(word) > _LONGEST_WORD:
            return ()
        pieces: list[int] = []
        start = 0
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                piece = self._vocabulary.get(word[start:end])
                if piece is not None:
                    pieces.append(piece)
                    start = end
                    break
            else:
                return ()
        return tuple(pieces)
