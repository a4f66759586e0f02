"""Telling a proposal from texts that are none: news, replies, notices, speeches, work reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analyzer.proposal import PartKind, Proposal
from analyzer.rules import load_rules, telling_faults

_HEAD = 400  # characters in which a text shows what it is
_TITLE_LINES = 4  # among which a title stands, below a letterhead
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class _Genre:
    name: str
    titles: re.Pattern[str]
    patterns: re.Pattern[str]
    always: bool


def genre_of(proposal: Proposal, rules_dir: Path | None = None) -> str:
    """The Chinese name of what a text reads like where that is no proposal, otherwise empty."""
    of_proposals, genres = _genres(rules_dir)
    head = proposal.text[:_HEAD]
    title, *lines = ("".join(line.split()) for line in (proposal.title, *head.split("\n")[:_TITLE_LINES]))
    unsure = not of_proposals.fullmatch(title)
    titles = [line for line in (title, *lines) if unsure and len(line) <= _LONGEST_TITLE]
    for genre in genres:
        if ((unsure or genre.always) and genre.patterns.search(head)) or any(map(genre.titles.fullmatch, titles)):
            return genre.name
    return ""


def genre_note(proposal: Proposal, genre: str) -> str:
    """A Chinese sentence where the text reads like something else than a proposal, otherwise empty."""
    if genre:
        return f"本文像{genre}，不像提案；以下各项按提案的要求衡量，仅供参考，建议人工核查"
    if not any(part.kind is PartKind.SUGGESTION for part in proposal.parts) and not proposal.suggestions:
        return "未见建议部分：若本文不是提案，以下各项仅供参考"
    return ""


@lru_cache(maxsize=4)
def _genres(rules_dir: Path | None) -> tuple[re.Pattern[str], tuple[_Genre, ...]]:
    """The shape of a proposal's title, and the genres in the order in which they are asked."""
    rules = load_rules("quality", rules_dir)
    with telling_faults("quality"):
        genres = tuple(
            _Genre(row["name"], _any(row["titles"]), _any(row["patterns"]), bool(row.get("always")))
            for row in rules.get("genre", [])
        )
        return re.compile(rules["proposal_title"]["shape"]), genres


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.MULTILINE)
