"""Past proposals as they are listed, searched and compared with."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from analyzer.assessment import Pair, Raised, Relation, Similar
from analyzer.duplicates import Profile
from analyzer.duplicates.profile import TITLE, WHOLE
from analyzer.duplicates.relations import same_proposers
from analyzer.language.segment import segment
from analyzer.language.sessions import session_of
from analyzer.proposal import Proposal
from analyzer.rules import load_rules

# How the reading room tells a second document of one number from the first; no part of the number.
_SECOND = re.compile(r"#\d+$")
_TOLD = re.compile("第?(?P<number>[^第号（(]*[0-9][^第号]{0,40})号?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A past proposal as it is listed; `key` tells it from others of the same number."""

    key: str
    id: str
    title: str
    proposer: str | None
    sector: str | None
    category: str | None
    year: int | None
    session: str | None
    outcome: str | None
    mark: str | None
    reply: str | None
    text: str

    @property
    def raised(self) -> Raised:
        """The entry for statistics."""
        told = (self.id, self.title, self.proposer, self.sector, self.category, self.year)
        return Raised(
            *told, archived=True, outcome=self.outcome, mark=self.mark, reply=self.reply, session=self.session
        )

    @property
    def result(self) -> str | None:
        """Outcome and mark in one: 立案（A）."""
        if self.outcome and self.mark:
            return f"{self.outcome}（{self.mark}）"
        return self.outcome or self.mark


def names_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """A name for each entry that no other has, nor any proposal of a session: number and year or session,
    0001#2（2023年档案） for the second of that number in that year."""
    seen = Counter[tuple[str, str]]()
    names = []
    for entry in entries:
        when = f"{entry.year}年" if entry.year else entry.session or ""
        seen[entry.id, when] += 1
        times = seen[entry.id, when]
        number = entry.id if times == 1 else f"{entry.id}#{times}"
        names.append(f"{number}（{when}档案）")
    return tuple(names)


def number_of(proposal: Proposal) -> str:
    """The proposal's number as the office wrote it: in the form or above the text (案号：第0123号), else its id."""
    told = _TOLD.fullmatch("".join(proposal.fields.get("id", "").split()))
    return told["number"] if told else _SECOND.sub("", proposal.id)


def key_of(proposal: Proposal) -> str:
    """Hash of number, year, title and text without white space: the same for what is filed twice."""
    year = str(proposal.year or "")
    told = (number_of(proposal), year, "".join(proposal.title.split()), "".join(proposal.text.split()))
    return hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:32]


def _corrected(entry: Entry, proposal: Proposal) -> bool:
    """Whether a proposal with an entry's number and year is that entry in another wording.

    Its proposer tells, for numbers clash; the title, where one of the two names none. None of another session is.
    """
    sessions = (session_of(entry.session or ""), session_of(proposal.fields.get("session", "")))
    if all(sessions) and sessions[0] != sessions[1]:
        return False
    if entry.proposer and proposal.proposer:
        return same_proposers(entry.proposer, proposal.proposer)
    return entry.title.split() == proposal.title.split()


def _raised_before(pair: Pair) -> bool:
    """Whether the archived one of a pair asked for the same, or was raised by the same proposer."""
    return pair.merge or pair.relation is Relation.FOLLOW_UP


@dataclass(frozen=True, slots=True)
class Archived:
    """The archive as a session is compared with it: entries, their names, profiles and totals in the same order."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    profiles: tuple[Profile, ...]
    totals: tuple[float, ...]

    @property
    def years(self) -> list[int]:
        """The years of all entries that have one."""
        return [entry.year for entry in self.entries if entry.year]

    def without(self, proposals: Collection[Proposal], this_year: int) -> Archived:
        """All but these proposals themselves and what they were before a correction: none is its own duplicate.

        A proposal that names no year may be of `this_year`.
        """
        own = {key_of(proposal) for proposal in proposals}
        numbered: dict[tuple[str, int | None], list[Proposal]] = {}
        for proposal in proposals:
            for year in {proposal.year, proposal.year or this_year}:
                numbered.setdefault((number_of(proposal), year), []).append(proposal)
        kept = [
            i
            for i, entry in enumerate(self.entries)
            if entry.key not in own
            and not any(_corrected(entry, proposal) for proposal in numbered.get((entry.id, entry.year), ()))
        ]
        if len(kept) == len(self.entries):
            return self
        return Archived(
            tuple(self.entries[i] for i in kept),
            tuple(self.names[i] for i in kept),
            tuple(self.profiles[i] for i in kept),
            tuple(self.totals[i] for i in kept),
        )

    def pair(self, pair: Pair, index: int) -> Pair:
        """The pair of a new proposal with entry `index`, under a name that no proposal of the session has.

        What is archived is closed: it was raised before, and nothing is merged with it, however alike (`merge`).
        """
        return replace(pair, b=self.names[index], raised_before=_raised_before(pair))

    def similar(self, pair: Pair, index: int) -> Similar:
        """The pair of a new proposal with entry `index`, as the new one sees it, with what became of the entry."""
        entry = self.entries[index]
        return Similar(
            id=entry.id,
            title=entry.title,
            proposer=entry.proposer,
            year=entry.year,
            relation=pair.relation,
            probability=pair.probability,
            merge=pair.merge,
            similarity=pair.similarity,
            passages=pair.passages,
            reason=pair.reason,
            outcome=entry.result,
            reply=entry.reply,
            session=entry.session,
            archived=True,
            raised_before=_raised_before(pair),
        )

    def search(self, words: Sequence[str], vector: NDArray[np.float32], limit: int) -> list[Entry]:
        """Entries for what a person typed, best first: found by its words, by its meaning, or both.

        `vector`, float32 `[dim]`, is that of the words together. Each way ranks what it finds, and the ranks are
        joined by reciprocal rank fusion (Cormack et al., 2009). An entry that has every word comes before all others.
        """
        if not self.entries:
            return []
        rules = load_rules("archive")["search"]
        hits, complete = self._hits(words, rules["title_weight"])
        near = np.max([self._rows(row) @ vector for row in (TITLE, WHOLE)], axis=0)
        near[near < rules["least_similarity"]] = 0.0
        score = complete + _fused(hits, rules["rank_constant"]) + _fused(near, rules["rank_constant"])
        order = np.argsort(-score, kind="stable")[:limit]
        return [self.entries[i] for i in order if score[i] > 0]

    def _rows(self, row: int) -> NDArray[np.float32]:
        return np.stack([profile.vectors[row] for profile in self.profiles]).astype(np.float32)

    def _hits(self, words: Sequence[str], title_weight: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How much of the words each entry has, rare ones counting more; and 1 where it has every word as typed."""
        parts = {part for word in words for part in segment(word) if len(part) > 1}
        terms = sorted({*words, *parts})
        heads = [" ".join(filter(None, (e.id, e.title, e.proposer, e.sector, e.category))) for e in self.entries]
        in_head = np.array([[term in head for term in terms] for head in heads], dtype=np.float64)
        in_text = np.array([[term in entry.text for term in terms] for entry in self.entries], dtype=np.float64)
        found = np.maximum(in_head, in_text)
        rarity = np.array([log(1 + len(heads) / (1 + count)) for count in found.sum(axis=0)])
        typed = found[:, [terms.index(word) for word in words]]
        return np.asarray((in_text + title_weight * in_head) @ rarity), np.asarray(typed.all(axis=1), dtype=np.float64)


def _fused(values: NDArray[np.floating], constant: float) -> NDArray[np.float64]:
    """`1 / (constant + rank)` by falling value, equal values at one rank; 0 where the value is 0."""
    distinct = np.unique(-values)
    return np.where(values > 0, 1.0 / (constant + np.searchsorted(distinct, -values)), 0.0)
