"""What proposals are about: groups that raise one matter, whatever they ask for, each with a name.

Two proposals are linked by the probability that they raise the same matter. Average linkage makes topics of the links,
so that a topic holds nothing that its members on the whole do not share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.annotation.model import Vectors
from analyzer.assessment import REPEATS, Raised, Topic
from analyzer.duplicates.bank import Indices
from analyzer.duplicates.batch import Batch
from analyzer.duplicates.candidates import candidate_pairs, canonical_order
from analyzer.duplicates.linkage import Links, average_linkage
from analyzer.duplicates.naming import name_of, words_of
from analyzer.duplicates.pairs import Match
from analyzer.duplicates.profile import Profile
from analyzer.duplicates.relations import relation_model, topic_probability
from analyzer.duplicates.terms import title_words
from analyzer.language.order import natural
from analyzer.language.sessions import session_of
from analyzer.rules import load_rules

_LAST = 9999  # year, term and session of what tells none

Progress = Callable[[int, int | None], None]
_Named = tuple[str, tuple[str, ...]]


def group_topics(
    profiles: Sequence[Profile],
    raised: Sequence[Raised],
    matches: Iterable[Match] = (),
    progress: Progress | None = None,
    usual: Vectors | None = None,
    rules_dir: Path | None = None,
) -> tuple[list[Topic], list[Raised]]:
    """Topics of at least two proposals, the largest first, and the proposals that stand alone.

    `raised` describes the proposals in the order of their `profiles`, and `matches` are the pairs found among them; the
    result is the same in whatever order these come. `usual` is as in `find_pairs`. A group that no word names is no
    topic.
    """
    repeating = {index for match in matches if match.pair.relation in REPEATS for index in (match.a, match.b)}
    raised = [replace(one, repeats=index in repeating) for index, one in enumerate(raised)]
    copies: dict[int, list[int]] = {}
    for index in canonical_order(profiles).tolist():
        copies.setdefault(profiles[index].copy_key, []).append(index)
    alike = list(copies.values())
    linker = _Linker([profiles[same[0]] for same in alike], usual, rules_dir)
    topics: list[Topic] = []
    alone = set(range(len(profiles)))
    for nodes, named in linker.groups(linker.links(progress)):
        members = [index for node in nodes for index in alike[node]]
        named = named or (linker.named(nodes) if len(members) > 1 else None)
        if named:
            topics.append(Topic("", *named, _by_year(raised[index] for index in members)))
            alone.difference_update(members)
    topics.sort(key=lambda topic: (-len(topic.members), topic.name, topic.members[0].id))
    numbered = [replace(topic, id=f"T{number:03d}") for number, topic in enumerate(topics, start=1)]
    return numbered, list(_by_year(raised[index] for index in alone))


def _by_year(raised: Iterable[Raised]) -> tuple[Raised, ...]:
    """By year; those without one last, by their sessions where these are told."""
    return tuple(sorted(raised, key=lambda one: (*_when(one), natural(one.id), one.title, one.proposer or "")))


def _when(one: Raised) -> tuple[int, tuple[int, int]]:
    session = None if one.year else session_of(one.session or "")
    return one.year or _LAST, session or (_LAST, _LAST)


class _Linker:
    """How strongly the proposals of one batch are linked."""

    def __init__(self, profiles: Sequence[Profile], usual: Vectors | None, rules_dir: Path | None) -> None:
        rules = load_rules("topics", rules_dir)
        self._grouping, self._naming = rules["grouping"], rules["naming"]
        self._batch = Batch(profiles, usual=usual, rules_dir=rules_dir)
        self._tiles = self._batch.tiles(profiles, len(profiles))  # one, for means are of any members
        self._bank = self._tiles.bank(0)
        self._model = relation_model(rules_dir)
        self._rules_dir = rules_dir

    def links(self, progress: Progress | None) -> Links[int]:
        """For every proposal the links that by themselves would make a topic, among the candidates for comparison."""
        rows, columns = candidate_pairs(self._tiles, None, self._batch.rules)
        links: Links[int] = {node: {} for node in range(len(self._bank.profiles))}
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        for start, end in zip(starts, np.append(starts[1:], len(rows)), strict=False):
            row, others = int(rows[start]), columns[start:end]
            values = self._from(row, others)
            for at in np.flatnonzero(values >= self._grouping["least"]):
                other = int(others[at])
                links[row][other] = links[other][row] = float(values[at])
            if progress and row % 64 == 0:
                progress(row, len(links))
        return links

    def groups(self, links: Links[int], least: float = 0.0) -> Iterator[tuple[list[int], _Named | None]]:
        """Nodes in groups; one that no word names is taken apart until its pieces have a name or stand alone."""
        least = least or float(self._grouping["least"])
        for nodes in average_linkage(links, least, self.means):
            named = self.named(sorted(nodes)) if len(nodes) > 1 else None
            if named or len(nodes) == 1:
                yield nodes, named
            else:
                inside = {one: {two: links[one][two] for two in links[one].keys() & set(nodes)} for one in nodes}
                yield from self.groups(inside, least * float(self._grouping["finer"]))

    def means(self, members: Sequence[int], others: Sequence[Sequence[int]]) -> Sequence[float]:
        """The mean link from one group to each of several others, of large groups by a sample of their members."""
        samples = [self._sample(group) for group in others]
        flat = np.array([other for group in samples for other in group], dtype=np.int64)
        mean = np.mean([self._from(row, flat) for row in self._sample(members)], axis=0)
        bounds = np.cumsum([0, *(len(group) for group in samples)])
        return [float(mean[start:end].mean()) for start, end in pairwise(bounds)]

    def named(self, nodes: Sequence[int]) -> _Named | None:
        """Name and words of a group; None where nothing names it. A text and its copies have at least a title."""
        profiles = [self._bank.profiles[node] for node in nodes]
        keys = [self._key_words(node) for node in nodes]
        name = name_of(profiles, keys, self._naming, self._rules_dir)
        if not name and len(nodes) == 1 and title_words(profiles[0].title, self._rules_dir):
            name = profiles[0].title
        return (name, words_of(profiles, keys, self._naming)) if name else None

    def _key_words(self, node: int) -> dict[int, float]:
        """The numbers of a text's heaviest words, with their weights."""
        own = slice(self._bank.word_bounds[node], self._bank.word_bounds[node + 1])
        words, weights = self._bank.words[own], self._bank.word_weights[3, own]
        heaviest = np.lexsort((words, -weights))[: int(self._naming["keys"])]
        return dict(zip(words[heaviest].tolist(), weights[heaviest].tolist(), strict=True))

    def _from(self, row: int, others: Indices) -> NDArray[np.float64]:
        features = self._batch.measure(self._bank, row, self._bank, others)
        return topic_probability(self._model.probabilities(features))

    def _sample(self, members: Sequence[int]) -> Sequence[int]:
        ordered = sorted(members)
        size = int(self._grouping["sample"])
        if len(ordered) <= size:
            return ordered
        return [ordered[i * len(ordered) // size] for i in range(size)]
