"""The words of the domain: bodies, policies, projects, professions, industries, technologies, the proposal process.

A lexicon is a rule file `lexicon/KIND.toml` with `words`, which stand as they are, and any number of
`[[compose]]` tables, whose every prefix + stem is a word (市 + 住建局); the prefix "" lets a stem stand alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules

KINDS = (
    "departments",
    "institutions",
    "vague_bodies",
    "policies",
    "projects",
    "professions",
    "industries",
    "technologies",
    "civic",
)

# Names of bodies are one word whatever their length; longer terms of other kinds are best left to their parts,
# so that 农村人居环境整治 and 人居环境整治 share words.
_WHOLE_NAMES = ("departments", "institutions")
_LONGEST_TERM = 5

# A term outweighs any division into common words. A name with its level in front (市住建局) must beat 由市/住建局
# but yield to 南京市/住建局, so it weighs a hundredth of that.
_TERM_FREQUENCY = 300
_LEVELLED_FREQUENCY = 3

# The only words that jieba can ever produce: no quotation marks, no spaces.
_CUTTABLE = re.compile(r"[\u4e00-\u9fd5A-Za-z0-9+#&._%-]+")


def load_lexicon(kind: str, rules_dir: Path | None = None) -> tuple[str, ...]:
    """All words of one kind (see `KINDS`), in file order, without repeats.

    Raises:
        ConfigurationError: there is no such kind, or the file does not have the form above.
    """
    return tuple(_weighted(kind, rules_dir))


@lru_cache(maxsize=1)
def segmentation_words() -> tuple[tuple[str, int], ...]:
    """The words that segmentation adds to jieba's dictionary, each with its frequency.

    Only shipped lexicons count: the embedding model and stored vectors rest on one way of cutting, so an office's own
    rules change what is recognised, never how text is cut.
    """
    words: dict[str, int] = {}
    for kind in KINDS:
        for word, frequency in _weighted(kind, None).items():
            if _CUTTABLE.fullmatch(word) and (kind in _WHOLE_NAMES or len(word) <= _LONGEST_TERM):
                words[word] = max(frequency, words.get(word, 0))
    return tuple(words.items())


@lru_cache(maxsize=64)
def _weighted(kind: str, rules_dir: Path | None) -> dict[str, int]:
    rules = load_rules(f"lexicon/{kind}", rules_dir)
    where = f"lexicon/{kind}.toml"
    words = dict.fromkeys(_strings(rules, "words", where), _TERM_FREQUENCY)
    for table in rules.get("compose", ()):
        stems = _strings(table, "stems", where)
        for prefix in _strings(table, "prefixes", where):
            frequency = _LEVELLED_FREQUENCY if prefix else _TERM_FREQUENCY
            for stem in stems:
                words.setdefault(prefix + stem, frequency)
    return words


def _strings(table: dict[str, Any], key: str, where: str) -> list[str]:
    values = table.get(key)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ConfigurationError(f"“{key}”应为词语列表", where=where, remedy="请参照自带的词表改正")
    return values
