"""Any sentence-transformers model, by folder or by its name on the Hugging Face hub: the extra `transformer`.

Nothing is downloaded unless asked for. Where huggingface.co cannot be reached, set the environment variable
`HF_ENDPOINT=https://hf-mirror.com` before starting, or fetch the folder from ModelScope
(`modelscope download --model OWNER/NAME --local_dir FOLDER`) and give its path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.embedding.base import Vectors, normalised
from analyzer.errors import MissingExtraError, ModelError
from analyzer.language.sentences import split_sentences

_PASSAGE_TOKENS = 500  # what every common model can read at once, marks at both ends included
_OTHER_FORMATS = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf"]
_MIRRORS = (
    "请在联网时允许下载（allow_download = true，国内可先设环境变量 HF_ENDPOINT=https://hf-mirror.com），"
    "或从 ModelScope 下载后写文件夹路径"
)


class TransformerEmbedder:
    """A transformer model; long texts are read passage by passage and the passages' vectors averaged."""

    def __init__(self, model: str | Path, *, allow_download: bool = False) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtraError("sentence-transformers ", "transformer", where=str(model)) from error
        self.name = str(model) if isinstance(model, str) else model.resolve().name
        self._folder = model if isinstance(model, Path) else _hub_folder(model, allow_download)
        try:
            self._model: Any = SentenceTransformer(str(self._folder), local_files_only=True)
            self.dim = int(self._model.encode(["词"]).shape[1])
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise ModelError(f"模型加载失败（{error}）", where=self.name, remedy="请检查模型文件夹是否完整") from error
        self._limit = min(_PASSAGE_TOKENS, self._model.max_seq_length or _PASSAGE_TOKENS) - 2

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the model's files."""
        digest = hashlib.sha256()
        for path in sorted(self._folder.rglob("*")):
            if path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"}:
                digest.update(path.relative_to(self._folder).as_posix().encode())
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode`."""
        return self.weigh(texts)[0]

    def weigh(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """See `Embedder.weigh`: the weight is about the number of tokens."""
        passages: list[str] = []
        owners: list[int] = []
        weights: list[int] = []
        for owner, text in enumerate(texts):
            for passage, tokens in self._passages(text):
                passages.append(passage)
                owners.append(owner)
                weights.append(tokens)
        sums = np.zeros((len(texts), self.dim), dtype=np.float32)
        if passages:
            vectors = self._model.encode(passages, normalize_embeddings=True, show_progress_bar=False)
            np.add.at(sums, owners, vectors * np.asarray(weights, dtype=np.float32)[:, None])
        return normalised(sums)

    def _passages(self, text: str) -> Iterator[tuple[str, int]]:
        """Whole sentences packed into passages within the limit, each with its number of tokens."""
        pieces = list(self._pieces(text))
        tokens = self._count(pieces)
        start = total = 0
        for at, count in enumerate(tokens):
            if total and total + count > self._limit:
                yield "".join(pieces[start:at]), total
                start, total = at, 0
            total += count
        if total:
            yield "".join(pieces[start:]), total

    def _pieces(self, text: str) -> Iterator[str]:
        """Sentences; one too long for a passage is cut, since a token is at least a character."""
        for start, end, _ in split_sentences(text):
            for at in range(start, end, self._limit):
                yield text[at : min(at + self._limit, end)]

    def _count(self, pieces: list[str]) -> list[int]:
        if not pieces:
            return []
        return [len(ids) for ids in self._model.tokenizer(pieces, add_special_tokens=False)["input_ids"]]


def _hub_folder(name: str, allow_download: bool) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=not allow_download, ignore_patterns=_OTHER_FORMATS))
    except (OSError, ValueError) as error:  # hub errors are OSErrors; an unreachable network too
        raise ModelError("模型没有下载到本机", where=name, remedy=_MIRRORS) from error
