"""Groups of proposals that may be handled as one (并案).

Groups are built by average linkage over the probabilities of a merge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.assessment import Group, Pair
from analyzer.duplicates.explain import lead, match_asks
from analyzer.duplicates.linkage import Links, average_linkage
from analyzer.duplicates.profile import ITEMS, Profile
from analyzer.garbage import uncollected
from analyzer.rules import load_rules

_Links = Links[str]
_TOLD = 3  # suggestions that a group's reason names


@uncollected()
def group_pairs(pairs: Sequence[Pair], profiles: Sequence[Profile], rules_dir: Path | None = None) -> list[Group]:
    """Groups of at least two proposals, the largest first; the same in whatever order pairs and profiles come.

    Pairs whose proposals are not among `profiles` (archived ones) are left aside.
    """
    rules = load_rules("duplicates", rules_dir)
    by_id = _ById(profiles)
    links = _links(pair for pair in pairs if pair.a in by_id and pair.b in by_id and pair.a != pair.b)
    merges = [(pair.a, pair.b) for pair in pairs if pair.merge and pair.a in links and pair.b in links[pair.a]]
    clusters = _clusters(merges, links, by_id, rules["groups"]["cohesion"])
    groups = [_group(members, links, by_id, rules) for members in clusters]
    groups.sort(key=lambda group: (-len(group.members), group.main))
    return [_numbered(group, number) for number, group in enumerate(groups, start=1)]


class _ById:
    """Profiles by their ids; of those with one id that whose text comes first."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._places: dict[str, int] = {}
        self.copy_keys: dict[str, int] = {}
        for index, one in enumerate(profiles):
            if one.id not in self._places or one.copy_key < self.copy_keys[one.id]:
                self._places[one.id], self.copy_keys[one.id] = index, one.copy_key

    def __contains__(self, id: str) -> bool:
        return id in self._places

    def __getitem__(self, id: str) -> Profile:
        return self._profiles[self._places[id]]


def _links(pairs: Iterable[Pair]) -> _Links:
    links: _Links = defaultdict(dict)
    for pair in pairs:
        strength = max(pair.probability, links[pair.a].get(pair.b, 0.0))
        links[pair.a][pair.b] = links[pair.b][pair.a] = strength
    return links


def _clusters(merges: Iterable[tuple[str, str]], links: _Links, by_id: _ById, cohesion: float) -> list[tuple[str, ...]]:
    """Average linkage over the merge pairs; texts that agree letter by letter are one node from the start.

    Pairs that were never compared count as 0.
    """
    node_of = _nodes({id for pair in merges for id in pair}, by_id)
    copies: dict[str, list[str]] = defaultdict(list)
    for id, node in node_of.items():
        copies[node].append(id)
    strength: _Links = {node: {} for node in copies}
    for a, b in {(one, two) for one in node_of for two in links[one] if two in node_of}:
        one, two = node_of[a], node_of[b]
        if one != two:
            strength[one][two] = strength[two][one] = max(links[a][b], strength[one].get(two, 0.0))
    joined = average_linkage(strength, cohesion, lambda _, others: [0.0] * len(others))
    groups = (tuple(sorted(id for node in nodes for id in copies[node])) for nodes in joined)
    return [ids for ids in groups if len(ids) > 1]


def _nodes(ids: Iterable[str], by_id: _ById) -> dict[str, str]:
    """The node that each proposal starts in: the first id with the same text."""
    first: dict[int, str] = {}
    return {id: first.setdefault(by_id.copy_keys[id], id) for id in sorted(ids)}


def _group(members: tuple[str, ...], links: _Links, by_id: _ById, rules: Mapping[str, Any]) -> Group:
    limits = rules["groups"]
    profiles = [by_id[id] for id in members]
    asks = _Asks(profiles, rules["pairs"]["ask"])
    main = min(
        range(len(members)),
        key=lambda i: (-asks.breadth(i), profiles[i].year or 9999, -len(profiles[i].text), members[i]),
    )
    makers = asks.makers(main)
    common = [(main, ask) for ask, count in enumerate(makers) if count == len(members)]
    inside = set(members)
    outside: dict[str, float] = {}
    for id in members:
        for other, value in links[id].items():
            if other not in inside and value >= limits["near"]:
                outside[other] = max(value, outside.get(other, 0.0))
    length = int(limits["ask_length"])
    return Group(
        id="",
        main=members[main],
        members=members,
        reason=_reason(len(members), [(count, lead(asks.text(main, ask))) for ask, count in enumerate(makers)]),
        common_asks=tuple(lead(asks.text(*at), length) for at in common)[: limits["largest_shown"]],
        differing_asks={
            members[i]: tuple(lead(asks.text(*at), length) for at in asks.own(i, common)) for i in range(len(members))
        },
        units=_units(profiles),
        near=tuple(sorted(outside, key=lambda id: (-outside[id], id))[: limits["near_shown"]]),
    )


class _Asks:
    """The suggestions of a group's members; (member, suggestion) names one."""

    def __init__(self, profiles: Sequence[Profile], threshold: float) -> None:
        self.profiles = profiles
        self.threshold = threshold
        self.vectors = [one.vectors[ITEMS:].astype(np.float32) for one in profiles]

    def text(self, member: int, ask: int) -> str:
        one = self.profiles[member]
        return one.suggestions[ask].of(one.text)

    def breadth(self, member: int) -> int:
        """How many suggestions of others this member makes too, its own included; a sample of a large group."""
        own = self.vectors[member]
        if not len(own):
            return 0
        return len(own) + sum(
            int(((theirs @ own.T).max(axis=1) >= self.threshold).sum()) for theirs in self.vectors[:50] if len(theirs)
        )

    def makers(self, main: int) -> list[int]:
        """How many members make each suggestion of the main proposal, itself included; each of theirs counts once."""
        counts = [1] * len(self.vectors[main])
        for i, one in enumerate(self.profiles):
            if i != main:
                for match in match_asks(self.profiles[main], one, self.threshold):
                    counts[match.a] += 1
        return counts

    def own(self, member: int, common: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """A member's suggestions that are none of the common ones."""
        one = self.vectors[member]
        if not common:
            return [(member, ask) for ask in range(len(one))]
        shared = np.stack([self.vectors[i][ask] for i, ask in common])
        return [(member, ask) for ask in np.flatnonzero((one @ shared.T).max(axis=1) < self.threshold).tolist()]


def _units(profiles: Sequence[Profile]) -> tuple[str, ...]:
    """Bodies that the suggestions name, by how many members name them."""
    named = Counter(unit for one in profiles for unit in {unit for units in one.units for unit in units})
    return tuple(sorted(named, key=lambda unit: (-named[unit], unit))[:8])


def _reason(size: int, asked: Sequence[tuple[int, str]]) -> str:
    """What makes a group of `size` members one: what all ask for, and what at least half of them do.

    `asked` are suggestions with how many members make each.
    """
    all_ask = [f"“{ask}”" for count, ask in asked if count == size]
    some_ask = [(count, f"“{ask}”") for count, ask in asked if 1 < count < size <= 2 * count - 1]
    if not all_ask and not some_ask:
        return f"{size}件题目和问题相近，共同的建议不明显，请对照原文后再定。"
    told = []
    if all_ask:
        told.append(f"都提出{'、'.join(all_ask[:_TOLD])}{'等' if len(all_ask) > _TOLD else ''}")
    if some_ask := sorted(some_ask, key=lambda each: -each[0])[: max(0, _TOLD - len(all_ask))]:
        told.append(f"其中{'，'.join(f'{count}件都提出{ask}' for count, ask in some_ask)}")
    return f"{size}件谈同一件事，{'，'.join(told)}。"


def _numbered(group: Group, number: int) -> Group:
    return Group(
        id=f"G{number:03d}",
        main=group.main,
        members=group.members,
        reason=group.reason,
        common_asks=group.common_asks,
        differing_asks=group.differing_asks,
        units=group.units,
        near=group.near,
    )
