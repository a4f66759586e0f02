"""What duplicate finding costs in a session of many proposals, and what its approximate search loses."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, groupby
from typing import Any
from unittest import mock

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.duplicates import Profile, Spool, find_pairs, group_pairs, profile
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.rules import load_rules
from benchmarks.generate import Generator

_APPROXIMATE_UP_TO = 20_000  # sizes at which the approximate search is measured against the exact one
_CORES = 2
_TOPICS = 100  # topics that a process makes at a time


def scale(count: int) -> dict[str, Any]:
    """Find pairs and groups among `count` generated proposals on two cores; profiles are made and timed beforehand."""
    start = time.perf_counter()
    profiles, topics = generated_profiles(count)
    profiling = time.perf_counter() - start
    held = _memory()
    start = time.perf_counter()
    matches = find_pairs(profiles, workers=_CORES)
    finding = time.perf_counter() - start
    start = time.perf_counter()
    groups = group_pairs([match.pair for match in matches], profiles)
    grouping = time.perf_counter() - start
    planted = {
        pair for _, members in groupby(range(count), key=topics.__getitem__) for pair in combinations(members, 2)
    }
    exact = _merges(matches)
    result = {
        "seconds_profiles": round(profiling, 1),
        "seconds_pairs": round(finding, 1),
        "seconds_groups": round(grouping, 2),
        "pairs": len(matches),
        "groups": len(groups),
        "planted_merges": len(planted),
        "planted_found": round(len(planted & exact) / max(1, len(planted)), 4),
        "gib_before": held,
        "gib_peak": _memory(),
    }
    if count <= _APPROXIMATE_UP_TO:
        result["approximate_keeps"] = _kept(profiles, exact)
    print(count, result, flush=True)
    return result


def _kept(profiles: Sequence[Profile], exact: set[tuple[int, int]]) -> float:
    """Share of the exact search's merges that the approximate index keeps."""
    rules = load_rules("duplicates")
    with mock.patch.dict(rules["candidates"], exact_up_to=0):
        approximate = _merges(find_pairs(profiles))
    return round(len(exact & approximate) / max(1, len(exact)), 4)


def _merges(matches: Sequence[Any]) -> set[tuple[int, int]]:
    return {(match.a, match.b) for match in matches if match.pair.merge}


def _memory() -> float:
    """Peak memory of this process so far, in GiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2)


def generated_profiles(count: int) -> tuple[Spool, list[int]]:
    """Profiles of `count` generated proposals, in a file, and the topic of each; made by as many processes."""
    profiles, topics = Spool(), list[int]()
    with multiprocessing.get_context("spawn").Pool(_CORES) as pool:
        for made in pool.imap(_profile_topics, range(0, count, _TOPICS)):  # a topic has a proposal at least
            for one, topic in made[: count - len(topics)]:
                profiles.append(one)
                topics.append(topic)
            if len(topics) == count:
                break
    return profiles, topics


def _profile_topics(first: int) -> list[tuple[Profile, int]]:
    made = list(_generator().topics(first, first + _TOPICS))
    annotated = _annotator().annotate([parse(one.document) for one in made])
    return [(profile(each), one.topic) for each, one in zip(annotated, made, strict=True)]


@lru_cache(maxsize=1)
def _generator() -> Generator:
    return Generator()


@lru_cache(maxsize=1)
def _annotator() -> Annotator:
    return Annotator(load_embedder(), RoleModel.load())
