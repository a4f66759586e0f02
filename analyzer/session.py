"""What a batch comes to: the results of a session, and how each proposal stands to the others and to the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.assessment import Assessment, Group, Pair, Raised, Relation, Scope, Similar, Topic, similar_of
from analyzer.language.order import natural
from analyzer.proposal import Proposal
from analyzer.reading import ReadFailure
from analyzer.reading.copies import Copies, with_copies
from analyzer.settings import shown

if TYPE_CHECKING:
    from analyzer.archive import Archived
    from analyzer.duplicates import Match, Profile, Spool

_SHOWN_SIMILAR = 20  # per proposal


@dataclass(slots=True)
class Batch:
    """What was wanted of the proposals of a batch, what could not be read, and the copies that are not counted."""

    proposals: list[Proposal] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    profiles: Spool | list[Profile] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    copies: list[Proposal] = field(default_factory=list)

    def add(self, proposal: Proposal | None, assessment: Assessment | None, profile: Profile | None) -> None:
        """Keep what is wanted of one proposal; the same is wanted of every one."""
        if proposal:
            self.proposals.append(proposal)
        if assessment:
            self.assessments.append(assessment)
        if profile:
            self.profiles.append(profile)

    def name_copies(self, copies: Copies) -> None:
        """Say of each proposal what its copies are called."""
        self.copies = list(copies)
        for index, names in copies.names():
            if self.proposals:
                self.proposals[index] = with_copies(self.proposals[index], names)
            if self.assessments:
                told = self.assessments[index]
                self.assessments[index] = replace(told, proposal=with_copies(told.proposal, names))


@dataclass(frozen=True, slots=True)
class Session:
    """The results of a batch. `run` says how they were made: versions, options, hashes, counts, timings.

    `archived` is what of the archive the batch was compared with.
    """

    assessments: tuple[Assessment, ...]
    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    failures: tuple[ReadFailure, ...]
    run: Mapping[str, Any]
    archived: Scope


@dataclass(frozen=True, slots=True)
class Topics:
    """What a batch and its archive are about: topics of at least two proposals, and the proposals that stand alone.

    `notes` are lines on how the batch was read.
    """

    topics: tuple[Topic, ...]
    alone: tuple[Raised, ...]
    failures: tuple[ReadFailure, ...]
    notes: tuple[str, ...] = ()


def similar_in_batch(
    matches: Sequence[Match], proposals: Sequence[Proposal], past: Archived | None
) -> list[tuple[Similar, ...]]:
    """For each proposal of the batch those like it, the most probable merge first."""
    found: list[list[Similar]] = [[] for _ in proposals]
    for match in matches:
        if match.archived:
            assert past is not None
            found[match.a].append(past.similar(match.pair, match.b))
        else:
            a, b = proposals[match.a], proposals[match.b]
            found[match.a].append(similar_of(match.pair, a.id, b))
            found[match.b].append(similar_of(match.pair, b.id, a))
    return [
        tuple(sorted(each, key=lambda item: (-item.probability, natural(item.id)))[:_SHOWN_SIMILAR]) for each in found
    ]


def similar_archived(index: int, matches: Sequence[Match], past: Archived | None) -> tuple[Similar, ...]:
    """Archived proposals like the one at `index`, in the order of the matches."""
    if past is None:
        return ()
    found = [past.similar(match.pair, match.b) for match in matches if match.archived and match.a == index]
    return tuple(found[:_SHOWN_SIMILAR])


def archive_facts(place: str | Path, past: Archived) -> dict[str, Any]:
    """Which archive a batch was compared with, how many of its proposals, of which years: from, to."""
    scope = scope_of([], past)
    return {"database": shown(place), "proposals": scope.compared_with, "years": scope.years}


def counts_of(
    proposals: int,
    assessments: Sequence[Assessment],
    pairs: Sequence[Pair],
    groups: Sequence[Group],
    failures: Sequence[ReadFailure],
) -> dict[str, Any]:
    """How many there are of everything in a batch."""
    return {
        "proposals": proposals,
        "failures": len(failures),
        "findings": dict(Counter(f.check for a in assessments for f in a.findings)),
        "pairs": {relation: sum(pair.relation is relation for pair in pairs) for relation in Relation},
        "groups": len(groups),
    }


def reference_totals(assessments: Sequence[Assessment], past: Archived | None) -> tuple[list[float], str]:
    """Totals that percentiles refer to, the session's own and the archive's, and what they are of in Chinese."""
    totals = [item.quality.total for item in assessments]
    told = [f"同批 {len(totals)} 件"] if totals else []
    if past and past.totals:
        totals += past.totals
        told.append(f"库中 {len(past.totals)} 件")
    return totals, "和".join(told)


def scope_of(assessments: Sequence[Assessment], past: Archived | None) -> Scope:
    """What each proposal was compared with: the others of the batch, and the archive."""
    years = [item.proposal.year for item in assessments if item.proposal.year]
    count = max(0, len(assessments) - 1)
    if past:
        count += len(past.profiles)
        years += past.years
    return Scope(count, (min(years), max(years)) if years else None)
