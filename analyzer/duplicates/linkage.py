"""Groups by average linkage: two groups join only where their members on the whole are close.

A chain of half-similar proposals therefore does not drift into one group. Only the links worth looking at need to be
known beforehand; what else the mean of two groups rests on is asked for when it is needed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar


class Ordered(Protocol):
    """What can be a node: anything with an order of its own."""

    def __lt__(self, other: Any, /) -> bool: ...

    def __hash__(self) -> int: ...


Node = TypeVar("Node", bound=Ordered)
Links = dict[Node, dict[Node, float]]
Missing = Callable[[Sequence[Node], Sequence[Sequence[Node]]], Sequence[float]]


def average_linkage(
    links: Mapping[Node, Mapping[Node, float]], least: float, missing: Missing[Node]
) -> list[list[Node]]:
    """All nodes of the symmetric `links` in groups whose halves are on the mean linked by at least `least`.

    `missing` gives the mean link from the members of one group to those of several others that have no link with it.
    Equal links are joined in the order of their nodes, so that the result depends on nothing else.
    """
    members = {node: [node] for node in links}
    strength: Links[Node] = {node: dict(row) for node, row in links.items()}
    queue = [(-value, one, two) for one, row in strength.items() for two, value in row.items() if one < two]
    heapq.heapify(queue)
    while queue:
        negative, one, two = heapq.heappop(queue)
        if -negative < least:
            break
        if one not in members or two not in members or strength[one].get(two) != -negative:
            continue
        joined = _joined(one, two, members, strength, missing)
        members[one] += members.pop(two)
        for other in strength.pop(two):
            del strength[other][two]
        for other, value in joined.items():
            strength[one][other] = strength[other][one] = value
            first, second = sorted((one, other))
            heapq.heappush(queue, (-value, first, second))
    return list(members.values())


def _joined(
    one: Node, two: Node, members: Mapping[Node, list[Node]], strength: Links[Node], missing: Missing[Node]
) -> dict[Node, float]:
    """The links of the group that `one` and `two` make, to every group that either has a link with."""
    total = len(members[one]) + len(members[two])
    others = sorted({*strength[one], *strength[two]} - {one, two})
    joined = dict.fromkeys(others, 0.0)
    for half in (one, two):
        own = strength[half]
        unknown = [other for other in others if other not in own]
        asked = missing(members[half], [members[other] for other in unknown]) if unknown else ()
        values = {**own, **dict(zip(unknown, asked, strict=True))}
        for other in others:
            joined[other] += float(values[other]) * len(members[half]) / total
    return joined
