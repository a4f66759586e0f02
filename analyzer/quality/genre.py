"""Telling a proposal from texts that are none: news, replies, speeches, work reports."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from analyzer.proposal import PartKind, Proposal
from analyzer.rules import load_rules, telling_faults

_HEAD = 400  # characters in which a text shows what it is


def genre_note(proposal: Proposal, rules_dir: Path | None = None) -> str:
    """A Chinese sentence where the text reads like something else than a proposal, otherwise empty."""
    head = f"{proposal.title}\n{proposal.text[:_HEAD]}"
    for name, pattern in _genres(rules_dir):
        if pattern.search(head):
            return f"本文像{name}，不像提案；以下各项按提案的要求衡量，仅供参考，建议人工核查"
    if not any(part.kind is PartKind.SUGGESTION for part in proposal.parts) and not proposal.suggestions:
        return "未见建议部分：若本文不是提案，以下各项仅供参考"
    return ""


@lru_cache(maxsize=4)
def _genres(rules_dir: Path | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load_rules("quality", rules_dir).get("genre", [])
    with telling_faults("quality"):
        return tuple((row["name"], re.compile("|".join(row["patterns"]), re.MULTILINE)) for row in rows)
