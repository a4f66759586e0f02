"""Whether topics hold what raises one matter, and nothing else, on labelled pairs that nothing is tuned on.

    python -m benchmarks.topics [--real BATCH.csv]

together: share of the pairs on one matter (copies, same asks, other asks, follow-ups) that lie in one topic;
apart: share of the pairs on another matter (templates, unrelated) that do not; related pairs, which a reader may well
put under one heading, are counted beside. The baseline groups by average linkage too, of whole-text vectors, at the
line where it keeps as many pairs together as ours.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.assessment import Raised
from analyzer.duplicates import group_topics
from analyzer.duplicates.linkage import average_linkage
from analyzer.duplicates.profile import WHOLE
from benchmarks.labelled import held_out
from benchmarks.pairs import Labelled, labelled_pairs

RESULTS = Path(__file__).parent / "results" / "topics.json"
KINDS = {"near_copy": "same", "same_ask": "same", "same_topic": "same", "follow_up": "same", "related": "related"}
Topics = dict[str, int]  # the topic that each proposal is in; proposals alone are in none


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of the real batch whose pairs are labelled")
    options = parser.parse_args()
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "date": str(date.today()),
    }
    for one in labelled_pairs(options.real):
        begun = time.perf_counter()
        ours = topics_of(one)
        seconds = time.perf_counter() - begun
        figures = measured(one, ours)
        result[one.name] = {
            "proposals": len(one.profiles),
            "ours": {**figures, "seconds": round(seconds, 2)},
            "whole-text vectors": baseline(one, figures["together"]),
        }
        print(one.name, json.dumps(result[one.name], ensure_ascii=False, indent=1))
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def topics_of(labelled: Labelled) -> Topics:
    """Topics as the program makes them."""
    profiles = list(labelled.profiles.values())
    topics, _ = group_topics(profiles, [Raised(one.id, one.title, None, None, None, one.year) for one in profiles])
    return {one.id: number for number, topic in enumerate(topics) for one in topic.members}


def baseline(labelled: Labelled, together: float) -> dict[str, float]:
    """Average linkage of whole-text vectors at the highest line that keeps at least as many pairs together."""
    ids = list(labelled.profiles)
    vectors = np.stack([labelled.profiles[id].vectors[WHOLE] for id in ids]).astype(np.float32)
    similar = vectors @ vectors.T
    links = {a: {b: float(similar[a, b]) for b in range(len(ids)) if a != b} for a in range(len(ids))}
    figures: dict[str, float] = {}
    for line in np.arange(0.95, 0.2, -0.01):
        groups = average_linkage(links, float(line), lambda _, others: [0.0] * len(others))
        found = {ids[node]: number for number, group in enumerate(groups) if len(group) > 1 for node in group}
        figures = measured(labelled, found)
        if figures["together"] >= together:
            break
    return figures


def measured(labelled: Labelled, topics: Topics) -> dict[str, float]:
    """Pairs in one topic, by what the readers say of them; held-out pairs alone."""
    counts: dict[str, list[bool]] = {"same": [], "related": [], "other": []}
    for pair in labelled.pairs:
        if held_out(pair.topic):
            kind = KINDS.get(pair.relation, "other")
            counts[kind].append(pair.a in topics and topics[pair.a] == topics.get(pair.b))
    return {
        "together": round(float(np.mean(counts["same"])), 3),
        "apart": round(1 - float(np.mean(counts["other"])), 3),
        "related_together": round(float(np.mean(counts["related"])), 3),
        "pairs": sum(len(flags) for flags in counts.values()),
        "topics": len(set(topics.values())),
        "grouped": len(topics),
    }


if __name__ == "__main__":
    main()
