"""What a batch comes to: the results of a session, and how each proposal stands to the others and to the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analyzer.assessment import Assessment, Group, Pair, Raised, Relation, Scope, Similar, Topic, similar_of
from analyzer.errors import expect
from analyzer.language.order import natural
from analyzer.proposal import Proposal
from analyzer.reading import ReadFailure
from analyzer.reading.copies import Copies, with_copies
from analyzer.settings import shown

if TYPE_CHECKING:
    from analyzer.archive import Archived
    from analyzer.duplicates import Match, Profile, Spool

Paths = str | Path | Iterable[str | Path]
"""One file, folder, table or archive of proposals, or several."""

_SHOWN_SIMILAR = 20  # per proposal
_SHOWN_OTHERS = 5
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found out of each proposal of a batch."""

    proposal: bool = False
    assessment: bool = False
    profile: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What a proposal was found to be alone, as far as it is wanted; `genre` as in `Quality`."""

    proposal: Proposal
    assessment: Assessment | None
    profile: Profile | None
    genre: str


@dataclass(slots=True)
class Batch:
    """What was wanted of the proposals of a batch, what could not be read, and the copies that are not counted.

    `others` names by their places those that read like something else, with what it is: these repeat no proposal,
    though they quote one (replies, news), and raise no matter.
    """

    proposals: list[Proposal] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    profiles: Spool | list[Profile] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    copies: list[Proposal] = field(default_factory=list)
    others: dict[int, str] = field(default_factory=dict)
    size: int = 0

    @property
    def notes(self) -> list[str]:
        """What to say of the texts that are no proposals, where there are any."""
        named = list(self.others.values())
        shown = "、".join(named[:_SHOWN_OTHERS]) + ("等" if len(named) > _SHOWN_OTHERS else "")
        return [f"有 {len(named)} 件不像提案（{shown}），没有参加比对和统计，建议人工核查"] if named else []

    def add(self, judged: Judged, *, with_proposal: bool) -> None:
        """Keep what is wanted of one proposal; the same is wanted of every one."""
        if with_proposal:
            self.proposals.append(judged.proposal)
        if judged.assessment:
            self.assessments.append(judged.assessment)
        if judged.profile:
            self.profiles.append(judged.profile)
        if judged.genre:
            self.others[self.size] = f"{judged.proposal.source.file}像{judged.genre}"
        self.size += 1

    def without_others(self, each: Iterable[_One]) -> list[_One]:
        """Of what there is of every member, that of the proposals."""
        return [one for index, one in enumerate(each) if index not in self.others]

    def of_proposals(self, matches: Iterable[Match]) -> list[Match]:
        """The matches between proposals, of the batch or archived."""
        return [
            match for match in matches
            if match.a not in self.others and (match.archived or match.b not in self.others)
        ]  # fmt: skip

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


def several(paths: Paths) -> list[Path]:
    """The paths that a caller named.

    Raises:
        TypeError: something among them is none.
    """
    accepted = "文件、文件夹或表格的路径，或这样的路径的列表"
    expect(paths, (str, Path, Iterable), "paths", accepted)
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    for path in named:
        expect(path, (str, Path), "paths", accepted)
    return [Path(path) for path in named]


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
    """Totals that percentiles refer to, the session's own and the archive's, and what they are of in Chinese.

    What reads like something else than a proposal counts for none.
    """
    totals = [item.quality.total for item in assessments if not item.quality.genre]
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
