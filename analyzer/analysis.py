"""The whole program as functions: one proposal, or a session of them.

Everything that reads, judges or compares lives in the rooms below; this module only wires them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.annotation.annotate import Annotator, seen_by
from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.names import place_note
from analyzer.annotation.roles import RoleModel
from analyzer.assessment import Assessment, Group, Pair, Quality, Scope, raised_of
from analyzer.clock import Clock, Progress
from analyzer.embedding import Embedder, load_embedder, shipped_model
from analyzer.errors import expect
from analyzer.garbage import uncollected
from analyzer.parsing import parse
from analyzer.processes import processes
from analyzer.proposal import Document, Proposal
from analyzer.quality import Scorer, genre_of, with_percentiles
from analyzer.reading import ReadFailure, ReadNote, names_file, nothing_readable, read_file, read_paths, read_text
from analyzer.reading.copies import Copies
from analyzer.rules import rules_fingerprint
from analyzer.screening import Screener
from analyzer.screening.rule import load_checks
from analyzer.session import (
    Batch,
    Judged,
    Paths,
    Session,
    Topics,
    Wanted,
    archive_facts,
    counts_of,
    reference_totals,
    scope_of,
    several,
    similar_archived,
    similar_in_batch,
)
from analyzer.settings import Settings, load_settings, shown
from analyzer.threads import one_thread

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

    from analyzer.archive import Archive, Archived, Entry
    from analyzer.duplicates import Match, Profile

_BATCH = 32  # proposals a worker takes at a time; also how often progress moves
_EXAMPLES = 3  # of which every so many tell what is usual by another model


class Analyzer:
    """Reads, judges and compares proposals with one set of settings; models load on first use.

    What is expected to fail raises an `AnalyzerError`; an argument of a type that is not accepted, a `TypeError`.

    >>> from analyzer import Analyzer
    >>> assessment = Analyzer().check("关于在老旧小区加装电梯的建议\\n……")
    >>> assessment.quality.band
    '建议修改'
    """

    def __init__(self, settings: Settings | None = None) -> None:
        """Work by `settings`, by default those that `load_settings` finds."""
        expect(settings, (Settings, type(None)), "settings", " Settings")
        self.settings = settings or load_settings()

    @property
    def notes(self) -> list[str]:
        """What is to be said of the settings: that their `place` is no division's name."""
        note = place_note(self.settings.place, self.settings.rules_dir) if self.settings.place else ""
        return [note] if note else []

    @cached_property
    def _embedders(self) -> tuple[Embedder, Embedder]:
        """What proposals are annotated with, and what they are compared by.

        Roles, scores and checks were learnt on the shipped vectors; another model only compares. Both are loaded
        together, so that a model that cannot be used is told before any work.
        """
        return shipped_model(), load_embedder(self.settings.model, allow_download=self.settings.allow_download)

    @cached_property
    def _annotator(self) -> Annotator:
        shipped, _ = self._embedders
        return Annotator(shipped, RoleModel.load(), self.settings.rules_dir)

    def _profiles(self, annotated: Sequence[AnnotatedProposal]) -> list[Profile]:
        from analyzer.duplicates import profile

        shipped, comparing = self._embedders
        if comparing is not shipped:
            annotated = seen_by(comparing, annotated)
        return [profile(each, self.settings.rules_dir) for each in annotated]

    @cached_property
    def _comparing(self) -> dict[str, Any]:
        """How profiles are compared: by the rules in force, and seen from what is usual by the model in force.

        What that is of another model than the shipped one, its vectors of the checks' examples show.
        """
        shipped, comparing = self._embedders
        usual = None
        if comparing is not shipped:
            examples = [text for rule in load_checks() for text in (*rule.good, *rule.bad)]
            usual = comparing.encode(examples[::_EXAMPLES]).mean(axis=0)
        return {"usual": usual, "rules_dir": self.settings.rules_dir}

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.settings)

    @cached_property
    def _screener(self) -> Screener:
        return Screener(self.settings)

    def check(
        self,
        source: str | Path | Document | Proposal,
        *,
        archive: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Assessment:
        """Assess one proposal: a file, a text, or what was read or parsed before.

        A `str` names a file where there is one of that name, or where it is a single line that ends like a document's.
        `archive` is a database file or URL to compare with; None uses the settings' archive, if they name one.

        Raises:
            InputError: the file cannot be used.
            ArchiveError: the archive cannot be opened.
        """
        proposal = self._proposal(source)
        (annotated,) = self._annotator.annotate([proposal])
        assessment = self._assess(annotated)
        past = self._archived(archive, [proposal], Clock(progress))
        matches: list[Match] = []
        if past:
            from analyzer.duplicates import find_pairs

            profiles, year = self._profiles([annotated]), self.settings.date.year
            matches = find_pairs(profiles, past.profiles, year=year, **self._comparing)
        (quality,) = with_percentiles([assessment.quality], *reference_totals([], past))
        return replace(
            assessment, quality=quality, similar=similar_archived(0, matches, past), scope=scope_of([], past)
        )

    @uncollected()
    def screen(
        self,
        paths: Paths,
        *,
        archive: str | Path | None = None,
        duplicates: bool = True,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Session:
        """Assess a session, of one path or several: every proposal alone, then all against each other and the archive.

        Files that cannot be read are reported in `failures`; the rest goes on. `workers` processes share the work;
        results do not depend on their number.

        Raises:
            InputError: not one proposal could be read.
            ArchiveError: the archive cannot be opened.
        """
        clock = self._begun(archive, progress)
        clock.notes += self.notes
        wanted = Wanted(assessment=True, profile=duplicates)
        batch = self._judged(paths, wanted, workers, clock)
        assessments = batch.assessments
        past = self._archived(archive, [*(item.proposal for item in assessments), *batch.copies], clock)
        qualities = with_percentiles([item.quality for item in assessments], *reference_totals(assessments, past))
        matches: list[Match] = []
        groups: list[Group] = []
        if duplicates:
            matches, groups = self._compared(batch, past, workers, clock)
        similar = similar_in_batch(matches, [item.proposal for item in assessments], past)
        scope = scope_of(assessments, past) if duplicates else Scope(0, None)
        assessments = [
            replace(assessment, quality=quality, similar=similar[i], scope=scope)
            for i, (assessment, quality) in enumerate(zip(assessments, qualities, strict=True))
        ]
        pairs = tuple(match.pair for match in matches if not match.archived)
        run = self._run(clock, assessments, pairs, groups, batch.failures, workers)
        archived = scope_of([], past if duplicates else None)
        return Session(tuple(assessments), pairs, tuple(groups), tuple(batch.failures), run, archived)

    @uncollected()
    def duplicates(
        self,
        paths: Paths,
        *,
        archive: str | Path | None = None,
        everything: bool = False,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Session:
        """Pairs and groups only; `everything` ranks the weaker relations too. `assessments` stays empty."""
        clock = self._begun(archive, progress)
        wanted = Wanted(proposal=bool(archive or self.settings.archive), profile=True)
        batch = self._judged(paths, wanted, workers, clock)
        past = self._archived(archive, [*batch.proposals, *batch.copies], clock)
        matches, groups = self._compared(batch, past, workers, clock, everything=everything)
        pairs = tuple(past.pair(match.pair, match.b) if past and match.archived else match.pair for match in matches)
        run = self._run(clock, [], pairs, groups, batch.failures, workers)
        return Session((), pairs, tuple(groups), tuple(batch.failures), run, scope_of([], past))

    @uncollected()
    def topics(
        self,
        paths: Paths = (),
        *,
        archive: str | Path | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Topics:
        """What proposals, and those of the archive, are about: since when, by whom, how often the same again.

        Without `paths` only the archive is looked at. Topics come the largest first; nothing depends on the order of
        the input or the number of `workers`.
        """
        from analyzer.duplicates import find_pairs, group_topics

        clock = self._begun(archive, progress)
        wanted = Wanted(proposal=True, profile=True)
        batch = self._judged(paths, wanted, workers, clock) if paths else Batch()
        past = self._archived(archive, [*batch.proposals, *batch.copies], clock)
        profiles = [*batch.without_others(batch.profiles), *(past.profiles if past else ())]
        own = map(raised_of, batch.without_others(batch.proposals))
        raised = [*own, *(entry.raised for entry in (past.entries if past else ()))]
        matches = find_pairs(profiles, workers=workers, progress=progress, **self._comparing)
        with clock.stage("归纳题目", None) as step:
            topics, alone = group_topics(profiles, raised, matches, step, **self._comparing)
        return Topics(tuple(topics), tuple(alone), tuple(batch.failures), tuple(clock.notes))

    def _proposal(self, source: str | Path | Document | Proposal) -> Proposal:
        expect(source, (str, Path, Document, Proposal), "source", "文件路径、文字、Document 或 Proposal")
        if isinstance(source, Proposal):
            return source
        if isinstance(source, str):
            source = Path(source) if names_file(source, self.settings) else read_text(source)
        document = read_file(source, self.settings) if isinstance(source, Path) else source
        return parse(document, self.settings.rules_dir)

    def _judged(self, paths: Paths, wanted: Wanted, workers: int, clock: Clock) -> Batch:
        """What is wanted of every readable proposal, in order, and the failures; copies of one file are one proposal.

        Workers get ready while files are read. Profiles lie in a file, for there may be a million.
        """
        expect(workers, int, "workers", "整数")
        batch, copies = Batch(), Copies(self.settings.rules_dir)
        if wanted.profile:
            from analyzer.duplicates import Spool

            batch.profiles = Spool()
        with processes(workers, _start_worker, self.settings, wanted) if workers > 1 else nullcontext() as pool:
            documents, batch.failures = self._read(paths, clock)
            with clock.stage("逐件分析", len(documents)) as step:
                for item in _each(documents, self, wanted, pool, step):
                    if not copies.has(item.proposal):
                        batch.add(item, with_proposal=wanted.proposal)
        batch.name_copies(copies)
        clock.proposals = len(documents) - len(batch.copies)
        clock.notes += [*copies.notes, *batch.notes]
        return batch

    def _judge(self, proposals: Sequence[Proposal], wanted: Wanted) -> list[Judged]:
        """What is wanted of each proposal alone."""
        annotated = self._annotator.annotate(proposals)
        assessments = [self._assess(each) if wanted.assessment else None for each in annotated]
        profiles = self._profiles(annotated) if wanted.profile else [None] * len(annotated)
        return [
            Judged(*judged, judged[1].quality.genre if judged[1] else genre_of(judged[0], self.settings.rules_dir))
            for judged in zip(proposals, assessments, profiles, strict=True)
        ]

    def _compared(
        self,
        batch: Batch,
        past: Archived | None,
        workers: int,
        clock: Clock,
        *,
        everything: bool = False,
    ) -> tuple[list[Match], list[Group]]:
        """The pairs of a batch's proposals, among themselves and with the archive, and their groups."""
        from analyzer.duplicates import find_pairs, group_pairs

        with clock.stage("比对重复", None):
            found = find_pairs(
                batch.profiles,
                past.profiles if past else (),
                everything=everything,
                workers=workers,
                progress=clock.progress,
                year=self.settings.date.year,
                **self._comparing,
            )
            matches = batch.of_proposals(found)
            own = [match.pair for match in matches if not match.archived]
            return matches, group_pairs(own, batch.profiles, self.settings.rules_dir)

    def _assess(self, annotated: AnnotatedProposal) -> Assessment:
        with one_thread():
            findings = self._screener.findings(annotated)
            quality: Quality = self._scorer.score(annotated, self._screener.doubts(findings))
        return Assessment(annotated.written, quality, findings, (), Scope(0, None))

    def _read(self, paths: Paths, clock: Clock) -> tuple[list[Document], list[ReadFailure]]:
        documents: list[Document] = []
        failures: list[ReadFailure] = []
        with clock.stage("读取文件", None) as step:
            for found in read_paths(several(paths), self.settings):
                if isinstance(found, ReadFailure):
                    failures.append(found)
                elif isinstance(found, ReadNote):
                    clock.notes.append(str(found))
                else:
                    documents.append(found)
                step(len(documents), None)
        if not documents:
            raise nothing_readable(failures, clock.notes)
        return documents, failures

    def _archived(self, archive: str | Path | None, proposals: Sequence[Proposal], clock: Clock) -> Archived | None:
        """What to compare `proposals` with: the archive without themselves and what they were before a correction."""
        place = archive or self.settings.archive
        if not place:
            return None
        with self.open_archive(place) as opened, clock.stage("读取历年提案", None) as step:
            past = opened.archived(self, step).without(proposals, self.settings.date.year)
        clock.archive = archive_facts(place, past)
        return past

    def _begun(self, archive: str | Path | None, progress: Progress | None) -> Clock:
        """The clock of a run; an archive that cannot be used is told now, before any work."""
        if place := archive or self.settings.archive:
            self.open_archive(place).close()
        return Clock(progress)

    def open_archive(self, place: str | Path, *, create: bool = False) -> Archive:
        """The archive at a file or URL; SQLAlchemy is imported only here, and only when there is one.

        Raises:
            ArchiveError: there is no archive and `create` is false, or it cannot be used.
        """
        from analyzer.archive import Archive

        expect(place, (str, Path), "archive", "提案库的文件路径或数据库网址")
        return Archive(place, create=create)

    def search_archive(self, words: Sequence[str], place: str | Path, limit: int = 20) -> list[Entry]:
        """Archived proposals by words and by meaning, best first."""
        expect(words, (list, tuple), "words", "词的列表")
        with self.open_archive(place) as opened:
            _, comparing = self._embedders
            vector = comparing.encode([" ".join(words)])[0]
            return opened.archived(self).search(words, vector, limit)

    def parse(self, document: Document) -> Proposal:
        """The proposal that a document holds; never fails."""
        expect(document, Document, "document", " Document")
        return parse(document, self.settings.rules_dir)

    def profiles(self, proposals: Sequence[Proposal]) -> list[tuple[float, Profile]]:
        """What the archive keeps of each proposal beside its text: total and profile."""
        annotated = self._annotator.annotate(proposals)
        totals = [self._assess(each).quality.total for each in annotated]
        return list(zip(totals, self._profiles(annotated), strict=True))

    @cached_property
    def fingerprint(self) -> str:
        """Names the model and the rules in force; what was computed under another one is stale."""
        _, comparing = self._embedders
        return f"{comparing.fingerprint}-{rules_fingerprint(self.settings.rules_dir)}"[:64]

    def _run(
        self,
        clock: Clock,
        assessments: Sequence[Assessment],
        pairs: Sequence[Pair],
        groups: Sequence[Group],
        failures: Sequence[ReadFailure],
        workers: int,
    ) -> dict[str, Any]:
        from importlib.metadata import version

        _, embedder = self._embedders
        return {
            "analyzer": version("analyzer"),
            "started": clock.started.isoformat(timespec="seconds"),
            "settings": {key: shown(value) for key, value in asdict(self.settings).items()},
            "workers": workers,
            "model": {"name": embedder.name, "fingerprint": embedder.fingerprint},
            "rules": rules_fingerprint(self.settings.rules_dir),
            "notes": clock.notes,
            "archive": clock.archive,
            "counts": counts_of(clock.proposals, assessments, pairs, groups, failures),
            "seconds": {name: round(seconds, 3) for name, seconds in clock.seconds.items()},
        }


_worker: tuple[Analyzer, Wanted]


def _start_worker(settings: Settings, wanted: Wanted) -> None:
    global _worker
    gc.disable()  # judging leaves no cycles
    _worker = Analyzer(settings), wanted


def _work(documents: Sequence[Document]) -> list[Judged]:
    analyzer, wanted = _worker
    return analyzer._judge([analyzer.parse(document) for document in documents], wanted)


def _each(
    documents: Sequence[Document],
    own: Analyzer,
    wanted: Wanted,
    pool: Pool | None,
    step: Callable[[int, int | None], None],
) -> Iterator[Judged]:
    """Every document judged, in order, by a pool, or in this process where there is none or but one batch."""
    batches = [documents[i : i + _BATCH] for i in range(0, len(documents), _BATCH)]
    found: Iterable[list[Judged]]
    if pool and len(batches) > 1:
        found = pool.imap(_work, batches)
    else:
        found = (own._judge([own.parse(document) for document in batch], wanted) for batch in batches)
    done = 0
    for judged in found:
        yield from judged
        done += len(judged)
        step(done, None)
