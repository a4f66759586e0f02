"""Floors under what the checks find and under how rarely they cry wolf, on the labelled texts."""

from __future__ import annotations

import pytest

from analyzer.annotation.annotate import Annotator
from benchmarks.checks import labelled, measure


@pytest.mark.parametrize(("split", "found", "flagged"), [("dev", 0.78, 0.03), ("test", 0.74, 0.03)])
def test_faults_are_found_and_guards_left_alone(annotator: Annotator, split: str, found: float, flagged: float) -> None:
    tallies = measure(list(labelled(split)), annotator).values()
    assert sum(t.found for t in tallies) >= found * sum(t.faults for t in tallies)
    assert sum(t.flagged for t in tallies) <= flagged * sum(t.guards for t in tallies)
