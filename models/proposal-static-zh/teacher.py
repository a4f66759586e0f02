"""Sentence vectors of the teacher model, kept on disk so that a text is read once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHARD = 2000  # texts encoded between two writes
TOKENS_AT_ONCE = 4096


class Teacher:
    """A BERT-like model whose first position is the sentence vector (bge), with a cache of its vectors."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self._folder = folder
        self._cache = cache
        self._model: Any = None
        self._rows: dict[str, NDArray[np.float16]] = {}
        cache.mkdir(parents=True, exist_ok=True)
        for path in sorted(cache.glob("*.npz")):
            with np.load(path) as shard:
                self._rows.update(zip(shard["keys"].tolist(), shard["vectors"], strict=True))

    def encode(self, texts: Sequence[str], longest: int) -> NDArray[np.float32]:
        """Unit vectors of `texts`, `[len(texts), teacher dim]`, each text cut after `longest` tokens."""
        keys = [_key(text) for text in texts]
        missing = [text for text, key in zip(texts, keys, strict=True) if key not in self._rows]
        for start in range(0, len(missing), SHARD):
            self._add(sorted(missing[start : start + SHARD], key=len), longest)
            print(f"teacher: {min(start + SHARD, len(missing))} of {len(missing)} texts", flush=True)
        return np.stack([self._rows[key] for key in keys]).astype(np.float32)

    def _add(self, texts: list[str], longest: int) -> None:
        vectors = []
        at = 0
        while at < len(texts):
            size = max(1, TOKENS_AT_ONCE // min(longest, len(texts[min(at + 31, len(texts) - 1)]) + 2))
            vectors.append(self._read(texts[at : at + size], longest))
            at += size
        keys = [_key(text) for text in texts]
        rows = np.concatenate(vectors)
        np.savez(self._cache / f"{_key(''.join(keys))}.npz", keys=np.array(keys), vectors=rows)
        self._rows.update(zip(keys, rows, strict=True))

    def _read(self, texts: list[str], longest: int) -> NDArray[np.float16]:
        import torch
        from transformers import AutoModel, AutoTokenizer

        if self._model is None:
            tokenizer = AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
            model = AutoModel.from_pretrained(self._folder, dtype=torch.float32, local_files_only=True).eval()
            self._model = tokenizer, model
        tokenizer, model = self._model
        with torch.inference_mode():
            batch = tokenizer(texts, padding=True, truncation=True, max_length=longest, return_tensors="pt")
            first = model(**batch).last_hidden_state[:, 0]
        return torch.nn.functional.normalize(first, dim=-1).numpy().astype(np.float16)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
