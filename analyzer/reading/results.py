"""The program's own results, which may lie among proposals and are none."""

from __future__ import annotations

# The files of a session, the last written of which says how they were made.
RESULTS = ("assessments.jsonl", "pairs.jsonl", "groups.json", "report.html", "report.xlsx", "run.json")
