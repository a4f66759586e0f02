"""Adding to the archive, reading from it, removing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from sqlalchemy import Connection, Row, func, select

from analyzer.archive.database import open_engine, reading, shown, writing
from analyzer.archive.entries import Archived, Entry, key_of, names_of, number_of
from analyzer.archive.outcomes import Register, Settled
from analyzer.archive.schema import ID_LENGTH, profiles, proposals
from analyzer.duplicates import Profile
from analyzer.duplicates.codec import decode_profile, encode_profile
from analyzer.errors import ArchiveError
from analyzer.language.order import natural
from analyzer.proposal import Document, Proposal, Source
from analyzer.reading import OUTCOMES, Handled

_BATCH = 200  # proposals a transaction, and keys a statement: below every database's limit of parameters
_TOLD_LATER = ("session", "outcome", "reply", "mark")  # what becomes known after filing, and is renewed
_TOLD_BELATEDLY = ("proposer", "sector", "category")  # what was known at filing, and is filled in where it was not told
_FIELDS = ("title", "proposer", "sector", "category", "year", "session")
# What databases refuse in text: NUL, and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Progress = Callable[[int, int | None], None]


class Judge(Protocol):
    """What the archive needs to have computed; `Analyzer` is one."""

    @property
    def fingerprint(self) -> str:
        """Names the model and rules in force; what was computed under another is stale."""

    def parse(self, document: Document) -> Proposal:
        """The proposal that a document holds."""

    def profiles(self, proposals: Sequence[Proposal]) -> list[tuple[float, Profile]]:
        """Total and profile of each proposal."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: new entries, known ones of which more is known now, known ones left as they were.

    `namesakes` counts the new entries that share number and year with another entry of different text.
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    namesakes: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.namesakes + other.namesakes,
        )


class Archive:
    """An archive database: a SQLite file by its path, or any database by its SQLAlchemy URL.

    Whatever is written is written a batch a transaction, so that a process that is killed leaves whole batches.
    Several processes may read and write at once; a writer waits up to half a minute for another.
    """

    def __init__(self, place: str | Path, *, create: bool = False) -> None:
        self.place = shown(str(place))
        self._engine = open_engine(str(place), create=create)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def add(self, documents: Iterable[Document], judge: Judge, progress: Progress | None = None) -> Added:
        """Add documents, each once: one that is known by number, year, title and text only has its outcome renewed
        and what was not told of it filled in.

        Raises:
            ArchiveError: the database fails. Batches before are kept; adding all again goes on where it stopped.
        """
        added = Added()
        remaining = iter(documents)
        while batch := list(islice(remaining, _BATCH)):
            filed = {key_of(proposal): proposal for proposal in map(judge.parse, batch)}
            added += self._add(filed, judge)
            # The same proposal twice in one batch counts as the known one that it is.
            added += Added(unchanged=len(batch) - len(filed))
            if progress:
                progress(added.new + added.updated + added.unchanged, None)
        return added

    def _add(self, filed: dict[str, Proposal], judge: Judge) -> Added:
        """One batch. What is slow, judging, is done before the transaction; what is known then is not judged."""
        with reading(self._engine, self.place) as connection:
            known = _told_before(connection, filed)
        unknown = [key for key in filed if key not in known]
        judged = dict(zip(unknown, judge.profiles([filed[key] for key in unknown]), strict=True))
        with writing(self._engine, self.place) as connection:
            known = _told_before(connection, filed)
            updated = _update(connection, filed, known)
            new = [key for key in filed if key not in known]
            if new:
                connection.execute(proposals.insert(), [_values(key, filed[key]) for key in new])
                # A proposal that another process removed meanwhile has no profile here; it gets one when compared.
                fresh = {key: judged[key] for key in new if key in judged}
                _store(connection, fresh, judge.fingerprint)
            return Added(len(new), updated, len(known) - updated, _namesakes(connection, [filed[key] for key in new]))

    def settle(self, handled: Iterable[Handled]) -> Settled:
        """Renew outcome, mark and reply of the entries that rows of tables without texts mean; what is not told stays.

        Raises:
            ArchiveError: the database fails. Batches before are kept; settling all again goes on where it stopped.
        """
        columns = [proposals.c[name] for name in ("key", "id", "title", "year", "session")]
        with reading(self._engine, self.place) as connection:
            register = Register(connection.execute(select(*columns)))
        told: dict[str, dict[str, str]] = {}
        unmatched: list[Handled] = []
        for each in handled:
            key = register.key_of({name: _clean(value) or "" for name, value in each.fields.items()})
            if key is None:
                unmatched.append(each)
            else:
                told.setdefault(key, {}).update({name: each.fields[name] for name in OUTCOMES if name in each.fields})
        updated, remaining = 0, iter(told.items())
        while batch := dict(islice(remaining, _BATCH)):
            with writing(self._engine, self.place) as connection:
                updated += _settle(connection, batch)
        return Settled(updated, len(told) - updated, tuple(unmatched))

    def archived(self, judge: Judge, progress: Progress | None = None) -> Archived:
        """Everything to compare with.

        Profiles that are missing, unreadable or of another fingerprint are computed anew and stored, and no others.
        Where they cannot be stored, as in a read-only file, they are computed again the next time.
        """
        query = (
            select(proposals, profiles.c.fingerprint, profiles.c.total, profiles.c.data)
            .select_from(proposals.outerjoin(profiles, proposals.c.key == profiles.c.key))
            .order_by(proposals.c.year, proposals.c.id, proposals.c.key)
        )
        with reading(self._engine, self.place) as connection:
            rows = connection.execute(query).all()
        entries = tuple(self._entry(row) for row in rows)
        judged = {row.key: known for row in rows if (known := _judged(row, judge.fingerprint))}
        stale = [row for row in rows if row.key not in judged]
        for start in range(0, len(stale), _BATCH):
            if progress:
                progress(start, len(stale))
            judged |= self._renew(stale[start : start + _BATCH], judge)
        return Archived(
            entries,
            names_of(entries),
            tuple(judged[entry.key][1] for entry in entries),
            tuple(judged[entry.key][0] for entry in entries),
        )

    def _renew(self, rows: Sequence[Row[Any]], judge: Judge) -> dict[str, tuple[float, Profile]]:
        renewed = judge.profiles([judge.parse(_document(row)) for row in rows])
        judged = dict(zip((row.key for row in rows), renewed, strict=True))
        try:
            with writing(self._engine, self.place) as connection:
                still = set(_told_before(connection, judged))
                _store(connection, {key: value for key, value in judged.items() if key in still}, judge.fingerprint)
        except ArchiveError:
            pass  # comparing is what was asked for, and it can go on
        return judged

    def entries(
        self, *, ids: Sequence[str] | None = None, year: int | None = None, limit: int | None = None
    ) -> list[Entry]:
        """Entries, newest year first, each year as a person counts; of these numbers and this year, where given."""
        query = select(proposals)
        if ids is not None:
            query = query.where(proposals.c.id.in_(ids))
        if year is not None:
            query = query.where(proposals.c.year == year)
        with reading(self._engine, self.place) as connection:
            entries = [self._entry(row) for row in connection.execute(query)]
        return sorted(entries, key=_place_in_list)[:limit]

    def count(self, *, year: int | None = None) -> int:
        """How many proposals the archive holds, of this year where given."""
        query = select(func.count()).select_from(proposals)
        if year is not None:
            query = query.where(proposals.c.year == year)
        with reading(self._engine, self.place) as connection:
            return connection.scalar(query) or 0

    def remove(self, entries: Iterable[Entry]) -> int:
        """Remove entries, all or none; returns how many were still there."""
        keys = [entry.key for entry in entries]
        removed = 0
        with writing(self._engine, self.place) as connection:
            for start in range(0, len(keys), _BATCH):
                chunk = keys[start : start + _BATCH]
                connection.execute(profiles.delete().where(profiles.c.key.in_(chunk)))
                removed += connection.execute(proposals.delete().where(proposals.c.key.in_(chunk))).rowcount
        return removed

    def _entry(self, row: Row[Any]) -> Entry:
        """Raises ArchiveError where a damaged file gives something else than text and a year."""
        entry = Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
        told = (entry.proposer, entry.sector, entry.category, entry.session, entry.outcome, entry.mark, entry.reply)
        if not (
            all(isinstance(value, str) for value in (entry.key, entry.id, entry.title, entry.text))
            and all(isinstance(value, str | None) for value in told)
            and isinstance(entry.year, int | None)
        ):
            raise ArchiveError("提案档案已损坏", where=self.place, remedy="请从备份恢复")
        return entry


def _place_in_list(entry: Entry) -> tuple[Any, ...]:
    return entry.year is None, -(entry.year or 0), natural(entry.id), entry.key


def _told_before(connection: Connection, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """The rows of these keys that exist: key, and what was told of each."""
    columns = [proposals.c[name] for name in ("key", *_TOLD_LATER, *_TOLD_BELATEDLY)]
    return {row.key: row for row in connection.execute(select(*columns).where(proposals.c.key.in_(list(keys))))}


def _update(connection: Connection, filed: dict[str, Proposal], known: dict[str, Row[Any]]) -> int:
    """Renew what was told of known proposals; what is not told this time stays. Returns how many changed."""
    updated = 0
    for key, row in known.items():
        later, belated = _told_later(filed[key]), _told_belatedly(filed[key])
        filled = {name: value for name, value in belated.items() if value and not getattr(row, name)}
        changed = _changed(row, later)
        if filled or changed:
            connection.execute(proposals.update().where(proposals.c.key == key).values(**filled, **changed))
            updated += 1
        if filled:  # its profile names the proposer; it gets a new one when compared
            connection.execute(profiles.delete().where(profiles.c.key == key))
    return updated


def _settle(connection: Connection, told: Mapping[str, Mapping[str, str]]) -> int:
    """Renew what became of known proposals; returns how many changed."""
    updated = 0
    for key, row in _told_before(connection, told).items():
        later = {name: _clean(value) for name, value in told[key].items()}
        if changed := _changed(row, later):
            connection.execute(proposals.update().where(proposals.c.key == key).values(**changed))
            updated += 1
    return updated


def _changed(row: Row[Any], later: Mapping[str, str | None]) -> dict[str, str]:
    """What is told now and was not told so before."""
    return {name: value for name, value in later.items() if value and getattr(row, name) != value}


def _told_later(proposal: Proposal) -> dict[str, str | None]:
    return {name: _clean(proposal.fields.get(name)) for name in _TOLD_LATER}


def _told_belatedly(proposal: Proposal) -> dict[str, str | None]:
    return {name: _clean(getattr(proposal, name)) for name in _TOLD_BELATEDLY}


def _values(key: str, proposal: Proposal) -> dict[str, Any]:
    """A row of `proposals`."""
    return {
        "key": key,
        "id": _number(proposal),
        "title": _clean(proposal.title) or "",
        "year": proposal.year,
        "file": _clean(proposal.source.file) or "",
        "format": proposal.source.format,
        "text": _clean(proposal.text) or "",
        "added": datetime.now().isoformat(timespec="seconds"),
        **_told_belatedly(proposal),
        **_told_later(proposal),
    }


def _number(proposal: Proposal) -> str:
    return _UNSTORABLE.sub(" ", number_of(proposal))[:ID_LENGTH]


def _clean(value: str | None) -> str | None:
    """Storable text of the same length, so that offsets into it stay right; None for an empty field."""
    return _UNSTORABLE.sub(" ", value) if value else None


def _namesakes(connection: Connection, new: Sequence[Proposal]) -> int:
    numbers = {_number(proposal) for proposal in new}
    if not numbers:
        return 0
    query = (
        select(proposals.c.id, proposals.c.year)
        .where(proposals.c.id.in_(numbers))
        .group_by(proposals.c.id, proposals.c.year)
        .having(func.count() > 1)
    )
    shared = {(row.id, row.year) for row in connection.execute(query)}
    return sum((_number(proposal), proposal.year) in shared for proposal in new)


def _store(connection: Connection, judged: dict[str, tuple[float, Profile]], fingerprint: str) -> None:
    """Replace the profiles of these keys."""
    if judged:
        connection.execute(profiles.delete().where(profiles.c.key.in_(list(judged))))
        rows = [
            {"key": key, "fingerprint": fingerprint, "total": total, "data": encode_profile(profile)}
            for key, (total, profile) in judged.items()
        ]
        connection.execute(profiles.insert(), rows)


def _judged(row: Row[Any], fingerprint: str) -> tuple[float, Profile] | None:
    """Total and profile of a row; None where they are stale or cannot be read."""
    if row.fingerprint != fingerprint or not isinstance(row.data, bytes) or not isinstance(row.total, float):
        return None
    try:
        return row.total, decode_profile(row.data, row.text)
    except ValueError:
        return None


def _document(row: Row[Any]) -> Document:
    fields = {name: str(value) for name in _FIELDS if (value := getattr(row, name)) is not None}
    return Document(row.id, row.text, Source(row.file, row.format), fields)
