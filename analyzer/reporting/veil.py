"""Proposers' names wherever a page says them, each in an element that the page can hide."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from analyzer.assessment import Assessment
from analyzer.language.proposers import persons
from analyzer.language.words import WordFinder
from analyzer.proposal import Span
from analyzer.reporting import view

_WHO = Markup('<span class="who">{}</span>')
_SPACES = ("", " ", "\u3000", "  ", "\u3000\u3000")
_SHORTEST = 2


class Veil:
    """Finds the names of proposers in any text; called, it makes HTML of the text with every name marked."""

    def __init__(self, proposers: Iterable[str]) -> None:
        spellings = dict.fromkeys(spelling for each in proposers for name in persons(each) for spelling in _spelt(name))
        self._finder = WordFinder(spellings)
        self._reach = max(map(len, spellings), default=0)

    def __call__(self, text: str, start: int = 0, end: int | None = None, limit: int | None = None) -> Markup:
        """Characters `start` to `end` of `text`, cut to `limit` with an ellipsis; names that are cut are marked too."""
        text, end = view.printable(text), len(text) if end is None else end
        tail = ""
        if limit is not None and end - start > limit:
            end, tail = start + limit - 1, "…"
        made, at = [], start
        for name in self.spans(text, start - self._reach, end + self._reach):
            low, high = max(name.start, at), min(name.end, end)
            if low < high:
                made += [escape(text[at:low]), _WHO.format(text[low:high])]
                at = high
        return Markup("").join((*made, text[at:end], tail))

    def spans(self, text: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Where names stand in a stretch of `text`, in order."""
        return [Span(first, last) for first, last, _ in self._finder.longest(text, max(start, 0), end)]


def veil_for(assessments: Iterable[Assessment]) -> Veil:
    """Knows who raised these proposals, alone or with others, and who those that are similar."""
    names: list[str | None] = []
    for assessment in assessments:
        proposal = assessment.proposal
        names += [proposal.proposer, proposal.fields.get("co_proposers")]
        names += [similar.proposer for similar in assessment.similar]
    return Veil(filter(None, names))


def _spelt(name: str) -> Iterable[str]:
    """A name as it may stand in a text, one of two characters with white space inside too."""
    return (space.join(name) for space in _SPACES) if len(name) == _SHORTEST else (name,)
