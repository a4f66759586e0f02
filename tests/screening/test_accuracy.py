"""Floors under what the checks find and under how rarely they cry wolf, on the labelled texts."""

from __future__ import annotations

import pytest

from analyzer.annotation.annotate import Annotator
from analyzer.assessment import Severity
from analyzer.screening import Screener
from analyzer.settings import Settings
from benchmarks.checks import labelled, measure
from benchmarks.labelled import natural_texts


@pytest.mark.parametrize(("split", "found", "flagged"), [("dev", 0.78, 0.03), ("test", 0.74, 0.03)])
def test_faults_are_found_and_guards_left_alone(annotator: Annotator, split: str, found: float, flagged: float) -> None:
    tallies = measure(list(labelled(split)), annotator).values()
    assert sum(t.found for t in tallies) >= found * sum(t.faults for t in tallies)
    assert sum(t.flagged for t in tallies) <= flagged * sum(t.guards for t in tallies)


def test_no_natural_proposal_is_held_up(annotator: Annotator) -> None:
    """Nothing is called a reason not to file in proposals that have no fault and stand near the edge of many checks."""
    screener = Screener(Settings())
    annotated = annotator.annotate([text.proposal() for text in natural_texts()])
    hard = [f for each in annotated for f in screener.findings(each) if f.severity is Severity.HARD]
    assert len(annotated) >= 60 and hard == []
