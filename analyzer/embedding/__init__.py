"""Texts to vectors: the shipped static model, or any sentence-transformers model."""

from analyzer.embedding.base import DEFAULT_MODEL, Embedder, Vectors
from analyzer.embedding.load import load_embedder, shipped_model

__all__ = ["DEFAULT_MODEL", "Embedder", "Vectors", "load_embedder", "shipped_model"]
