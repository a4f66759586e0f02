"""Proposals in any number, made of the project's own written texts, with merges planted among them.

A topic is a written proposal of which most content words are exchanged for others, the same throughout a topic, so
that topics differ while lengths, parts and the way words repeat stay those of real writing. Some topics are raised
more than once: copied with small changes, or asked for again in other words and another order. The texts make no
sense; they are for measuring time, memory and what a search misses.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analyzer.duplicates.terms import word_id
from analyzer.language.segment import segment
from analyzer.proposal import Document, PartKind, Proposal, Source
from benchmarks.labelled import LABELLED, LabelledText, json_lines, written_texts

_EXCHANGED = 0.7  # share of the content words that a topic exchanges
_LONGEST = 2500  # characters of a source text; longer ones would make the planted ones unlike real proposals
_REPEATS = (1, 1, 1, 1, 1, 1, 2, 2, 3, 5)  # how often a topic is raised: about a third of proposals have a double
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Generated:
    """A proposal's document and the topic that it was made for; proposals of one topic are planted merges."""

    document: Document
    topic: int


class Generator:
    """Makes proposals; the same seed makes the same ones."""

    def __init__(self, seed: int = 7) -> None:
        self._seed = seed
        texts = [text for text in written_texts() if len(text.text) <= _LONGEST]
        for path in sorted((LABELLED / "pairs").glob("texts_*.jsonl")):
            texts += [LabelledText(r["id"], r["title"], r["text"]) for r in json_lines(path)]
        self._sources = [text.proposal() for text in texts]

    @cached_property
    def _words(self) -> list[list[str]]:
        """Content words of the sources by their length, so that an exchange keeps a text's look."""
        found: dict[int, set[str]] = {}
        for source in self._sources:
            for word in segment(source.text):
                if word_id(word) >= 0:
                    found.setdefault(len(word), set()).add(word)
        return [sorted(found.get(length, ())) for length in range(max(found, default=0) + 1)]

    def topics(self, first: int, last: int) -> Iterator[Generated]:
        """The proposals of the topics from `first` to before `last`, those of one topic next to each other."""
        for topic in range(first, last):
            for repeat, document in enumerate(self._raised(topic)):
                yield Generated(Document(f"g{topic:07d}-{repeat}", *document), topic)

    def _raised(self, topic: int) -> Iterator[tuple[str, Source, dict[str, str]]]:
        """Text, source and fields of each proposal of a topic."""
        rng = random.Random(f"{self._seed}/{topic}")
        source = rng.choice(self._sources)
        exchange: dict[str, str] = {}
        for repeat in range(rng.choice(_REPEATS)):
            title = self._exchanged(source.title, exchange, rng, 0.0)
            text = self._written(source, exchange, rng, repeat)
            fields = {"title": title, "year": "2025", "proposer": f"提案人{topic}-{repeat}"}
            yield text, Source("generated", "txt"), fields

    def _written(self, source: Proposal, exchange: dict[str, str], rng: random.Random, repeat: int) -> str:
        """The first time as it is, then in turn a copy with small changes and the same in other words and order."""
        changed = (0.0, 0.03, 0.25)[min(repeat, 2 - repeat % 2)] if repeat else 0.0
        pieces = []
        for part in sorted({(p.start, p.end): p for p in source.parts}.values(), key=lambda p: p.start):
            sentences = [s.span.of(source.text) for s in source.sentences if part.start <= s.start < part.end]
            if changed > 0.1 and part.kind is not PartKind.SUGGESTION and len(sentences) > 2:
                head, rest = sentences[0], sentences[1:]
                rng.shuffle(rest)
                sentences = [head, *rest[: max(1, int(len(rest) * 0.8))]]
            pieces += [self._exchanged(sentence, exchange, rng, changed) for sentence in sentences]
        return "".join(pieces)

    def _exchanged(self, text: str, exchange: dict[str, str], rng: random.Random, changed: float) -> str:
        """`text` with the topic's exchange of words, and a share of them changed once more."""
        words = []
        for word in segment(text):
            if word_id(word) >= 0:
                if word not in exchange:
                    other = rng.choice(self._words[len(word)])
                    exchange[word] = other if rng.random() < _EXCHANGED else word
                word = rng.choice(self._words[len(word)]) if rng.random() < changed else exchange[word]
            elif _NUMBER.fullmatch(word) and changed == 0.0:
                word = exchange.setdefault(word, str(rng.randrange(10 ** (len(word) - 1), 10 ** len(word))))
            words.append(exchange.get(word, word) if _NUMBER.fullmatch(word) else word)
        return "".join(words)
