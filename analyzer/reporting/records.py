"""Results as JSON and JSON lines, after the contract of `analyzer.assessment`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from analyzer.assessment import Assessment, Group, Pair, Topic, as_json, pair_as_json, topic_as_json
from analyzer.reporting.session import Session
from analyzer.reporting.view import failure_line


def check_json(assessment: Assessment) -> str:
    """One proposal as one indented object."""
    return json.dumps(as_json(assessment), ensure_ascii=False, indent=2) + "\n"


def assessment_lines(assessments: Iterable[Assessment]) -> Iterator[str]:
    """`assessments.jsonl`: an object a line, in input order."""
    return (_line(as_json(assessment)) for assessment in assessments)


def pair_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """`pairs.jsonl`: an object a line, in the order given."""
    return (_line(pair_as_json(pair)) for pair in pairs)


def topic_lines(topics: Iterable[Topic]) -> Iterator[str]:
    """An object a topic, the largest first."""
    return (_line(topic_as_json(topic)) for topic in topics)


def groups_json(groups: Iterable[Group]) -> str:
    """`groups.json`: a list of groups."""
    return json.dumps([asdict(group) for group in groups], ensure_ascii=False, indent=1) + "\n"


def run_json(session: Session) -> str:
    """`run.json`: how the session was made, and what was skipped and why."""
    failures = [{"file": failure.file, "error": failure_line(failure)} for failure in session.failures]
    return json.dumps({**session.run, "failures": failures}, ensure_ascii=False, indent=1, default=str) + "\n"


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
