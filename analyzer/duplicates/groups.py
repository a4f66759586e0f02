"""Groups of proposals that may be handled as one (并案).

Groups are built by average linkage over the probabilities of a merge; what must not be merged is in no group together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.assessment import MERGED, Group, Pair
from analyzer.duplicates.explain import lead, match_asks
from analyzer.duplicates.linkage import Links, average_linkage
from analyzer.duplicates.opposites import opposed_asks
from analyzer.duplicates.profile import ITEMS, Profile
from analyzer.garbage import uncollected
from analyzer.language.order import natural
from analyzer.rules import load_rules

_Links = Links[str]
_TOLD = 3  # suggestions that a group's reason names
_NEVER = float("-inf")  # a link that no others outweigh


@uncollected()
def group_pairs(pairs: Sequence[Pair], profiles: Sequence[Profile], rules_dir: Path | None = None) -> list[Group]:
    """Groups of at least two proposals, the largest first; the same in whatever order pairs and profiles come.

    Pairs whose proposals are not among `profiles` (archived ones) are left aside.
    """
    rules = load_rules("duplicates", rules_dir)
    by_id = _ById(profiles)
    links = _links(pair for pair in pairs if pair.a in by_id and pair.b in by_id and pair.a != pair.b)
    known = [pair for pair in pairs if pair.a in links and pair.b in links[pair.a]]
    clusters = _clusters(known, links, by_id, rules, rules_dir)
    groups = [_group(members, links, by_id, rules) for members in clusters]
    groups.sort(key=lambda group: (-len(group.members), group.main))
    return [_numbered(group, number) for number, group in enumerate(groups, start=1)]


class _ById:
    """Profiles by their ids; of those with one id that whose text comes first."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._rows: dict[str, int] = {}
        self.kinds: dict[str, tuple[int, tuple[str, ...]]] = {}  # the same for one text about one place
        for index, one in enumerate(profiles):
            if one.id not in self._rows or one.copy_key < self.kinds[one.id][0]:
                self._rows[one.id], self.kinds[one.id] = index, (one.copy_key, one.places)

    def __contains__(self, id: str) -> bool:
        return id in self._rows

    def __getitem__(self, id: str) -> Profile:
        return self._profiles[self._rows[id]]


def _links(pairs: Iterable[Pair]) -> _Links:
    links: _Links = defaultdict(dict)
    for pair in pairs:
        strength = max(pair.probability, links[pair.a].get(pair.b, 0.0))
        links[pair.a][pair.b] = links[pair.b][pair.a] = strength
    return links


def _clusters(
    pairs: Sequence[Pair], links: _Links, by_id: _ById, rules: Mapping[str, Any], rules_dir: Path | None
) -> list[tuple[str, ...]]:
    """Average linkage over the pairs to be merged; texts that agree letter by letter are one node from the start.

    Pairs that were never compared count as 0. Two that are about different places, or ask for the opposite of each
    other, are in no group together, whatever links them to others.
    """
    node_of = _nodes({id for pair in pairs if pair.merge for id in (pair.a, pair.b)}, by_id)
    copies: dict[str, list[str]] = defaultdict(list)
    for id, node in node_of.items():
        copies[node].append(id)
    strength: _Links = {node: {} for node in copies}
    for a, b in {(one, two) for one in node_of for two in links[one] if two in node_of}:
        one, two = node_of[a], node_of[b]
        if one != two:
            strength[one][two] = strength[two][one] = max(links[a][b], strength[one].get(two, 0.0))
    unmerged = [
        (pair, node_of[pair.a], node_of[pair.b])
        for pair in pairs
        if not pair.merge and pair.a in node_of and pair.b in node_of and node_of[pair.a] != node_of[pair.b]
    ]
    apart = [(one, two) for pair, one, two in unmerged if pair.relation in MERGED]
    while True:
        joined = _linked(strength, apart, rules["groups"]["cohesion"])
        group_of = {node: number for number, nodes in enumerate(joined) for node in nodes}
        apart = [
            (one, two)
            for pair, one, two in unmerged
            if group_of[one] == group_of[two]
            and opposed_asks(by_id[pair.a], by_id[pair.b], rules["pairs"]["ask"], rules_dir)
        ]
        if not apart:
            groups = (tuple(sorted((id for node in nodes for id in copies[node]), key=natural)) for nodes in joined)
            return [ids for ids in groups if len(ids) > 1]


def _linked(strength: _Links, apart: Iterable[tuple[str, str]], cohesion: float) -> list[list[str]]:
    """Groups by `strength`, in which those `apart` never come together, now or later."""
    for one, two in apart:
        strength[one][two] = strength[two][one] = _NEVER
    return average_linkage(strength, cohesion, lambda _, others: [0.0] * len(others))


def _nodes(ids: Iterable[str], by_id: _ById) -> dict[str, str]:
    """The node that each proposal starts in: the first id with the same text about the same place."""
    first: dict[tuple[int, tuple[str, ...]], str] = {}
    return {id: first.setdefault(by_id.kinds[id], id) for id in sorted(ids)}


def _group(members: tuple[str, ...], links: _Links, by_id: _ById, rules: Mapping[str, Any]) -> Group:
    limits = rules["groups"]
    profiles = [by_id[id] for id in members]
    asks = _Asks(profiles, rules["pairs"]["ask"], limits["common"])
    main = min(
        range(len(members)),
        key=lambda i: (-asks.breadth(i), profiles[i].year or 9999, -len(profiles[i].text), natural(members[i])),
    )
    made = asks.made(main)
    common = [each for each in made if len(each) == len(members)]
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
        reason=_reason(len(members), [(len(each), lead(asks.text(main, each[main]))) for each in made]),
        common_asks=tuple(lead(asks.text(main, each[main]), length) for each in common)[: limits["largest_shown"]],
        differing_asks={
            members[i]: tuple(lead(asks.text(i, ask), length) for ask in asks.others(i, common))
            for i in range(len(members))
        },
        units=_units(profiles),
        near=tuple(sorted(outside, key=lambda id: (-outside[id], natural(id)))[: limits["near_shown"]]),
    )


class _Asks:
    """The suggestions of a group's members; (member, suggestion) names one.

    They ask for the same from similarity `threshold`, and from `common` so surely that it is said of a group.
    """

    def __init__(self, profiles: Sequence[Profile], threshold: float, common: float) -> None:
        self.profiles = profiles
        self.threshold = threshold
        self.common = common
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

    def made(self, main: int) -> list[dict[int, int]]:
        """For each suggestion of the main proposal the members that make it, itself included, and which of theirs it
        is; each of theirs counts once."""
        made = [{main: ask} for ask in range(len(self.vectors[main]))]
        for i, one in enumerate(self.profiles):
            if i != main:
                for match in match_asks(self.profiles[main], one, self.common):
                    made[match.a][i] = match.b
        return made

    def others(self, member: int, common: Sequence[Mapping[int, int]]) -> list[int]:
        """A member's suggestions that are none of the common ones."""
        shared = {each[member] for each in common}
        return [ask for ask in range(len(self.vectors[member])) if ask not in shared]


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
        told.append(f"都有{'、'.join(all_ask[:_TOLD])}{'等' if len(all_ask) > _TOLD else ''}")
    if some_ask := sorted(some_ask, key=lambda each: -each[0])[: max(0, _TOLD - len(all_ask))]:
        told.append(f"其中{'，'.join(f'{count}件都有{ask}' for count, ask in some_ask)}")
    return f"{size}件谈同一件事，建议相近：{'，'.join(told)}。"


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
