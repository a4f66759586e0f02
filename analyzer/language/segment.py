"""Chinese word segmentation: jieba's dictionary and algorithm with the lexicon of this domain.

`rjieba`, the same algorithm in Rust and some twenty times faster, cuts where it is installed; `jieba` is the
reference that it is tested against, and the fallback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from analyzer.errors import AnalyzerError
from analyzer.language.lexicon import segmentation_words

Cut = Callable[[str], list[str]]


def segment(text: str) -> list[str]:
    """The words of `text` in order, white space and punctuation included: joined, they are `text` again.

    Raises:
        AnalyzerError: neither rjieba nor jieba can be imported.
    """
    return _cutter()(text)


def segment_many(texts: Iterable[str]) -> list[list[str]]:
    """`segment` of every text."""
    cut = _cutter()
    return [cut(text) for text in texts]


def is_word(word: str) -> bool:
    """Whether the dictionary holds `word`; names and slips that segmentation only guesses at are no words."""
    engine: Any = getattr(_cutter(), "__self__", None)  # both engines' cut is a bound method
    if hasattr(engine, "has_word"):
        return bool(engine.has_word(word))
    return bool(getattr(engine, "FREQ", {}).get(word))


@lru_cache(maxsize=1)
def _cutter() -> Cut:
    try:
        return _rjieba_cutter()
    except ImportError:
        return _jieba_cutter()


def _rjieba_cutter() -> Cut:
    # Importing rjieba builds an engine, which these functions belong to; a second one would take 0.1 s more.
    from rjieba import add_word, cut, has_word

    for word, frequency in segmentation_words():
        if not has_word(word):
            add_word(word, frequency, None)
    bound: Cut = cut
    return bound


def _jieba_cutter() -> Cut:
    try:
        import jieba
    except ImportError as error:  # jieba itself needs setuptools' pkg_resources where importlib.resources is too old
        raise AnalyzerError(
            f"中文分词组件无法加载（{error}）", remedy="请安装：pip install rjieba，或 pip install jieba setuptools"
        ) from error
    jieba.setLogLevel(60)  # its progress messages would mix with ours on stderr
    engine = jieba.Tokenizer()
    engine.initialize()
    for word, frequency in segmentation_words():
        if not engine.FREQ.get(word):
            engine.add_word(word, frequency)
    cut: Cut = engine.lcut
    return cut
