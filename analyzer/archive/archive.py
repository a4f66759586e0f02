"""Adding to, searching and comparing with the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Row, create_engine, event, func, or_, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.engine import make_url

from analyzer.archive.schema import migrate, profiles, proposals
from analyzer.assessment import Pair, Similar, similar_of
from analyzer.duplicates import Profile, decode_profile, encode_profile
from analyzer.errors import ArchiveError
from analyzer.language.segment import segment
from analyzer.proposal import Document, Proposal, Source

_BUSY = 30  # seconds to wait for another process that writes
_CHUNK = 400  # rows a statement; below every database's limit of parameters
_OUTCOMES = ("session", "outcome", "reply", "mark")

# What makes profiles from documents: judging needs the rooms that `analysis` wires, so it is handed in.
Judge = Callable[[Sequence[Document]], Sequence[tuple[Proposal, float, Profile]]]


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
    reply: str | None
    mark: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: new entries, known ones whose outcome or reply changed, and known ones left as they were."""

    new: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Archived:
    """The archive as a session is compared with it: entries and profiles in the same order, and the entries' totals."""

    entries: tuple[Entry, ...]
    profiles: tuple[Profile, ...]
    totals: tuple[float, ...]

    @property
    def years(self) -> list[int]:
        """The years of all entries that have one."""
        return [entry.year for entry in self.entries if entry.year]

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
            outcome=entry.outcome,
            reply=entry.reply,
        )


class Archive:
    """An archive database: a SQLite file by its path, or any database by its SQLAlchemy URL.

    Writing happens in one transaction a batch, so that a process that is killed leaves whole batches. Several processes
    may read and write at once; a writer waits up to half a minute for another.
    """

    def __init__(self, place: str | Path) -> None:
        self.place = str(place)
        self._engine = _engine(self.place)
        with self._transaction() as connection:
            migrate(connection, self.place)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def add(self, documents: Iterable[Document], judge: Judge, fingerprint: str, batch: int = 64) -> Added:
        """Add documents, each once: one that is known by number, year, title and text only has its outcome renewed.

        `judge` computes profiles; `fingerprint` names the model and rules it uses.
        """
        counts = [0, 0, 0]
        for chunk in _batches(documents, batch):
            judged = judge(chunk)
            with self._transaction() as connection:
                for document, (proposal, total, profile) in zip(chunk, judged, strict=True):
                    counts[self._add(connection, document, proposal, total, profile, fingerprint)] += 1
        return Added(*counts)

    def _add(
        self,
        connection: Connection,
        document: Document,
        proposal: Proposal,
        total: float,
        profile: Profile,
        fingerprint: str,
    ) -> int:
        """0 where the proposal is new, 1 where its outcome changed, 2 where nothing did."""
        key = _key(proposal)
        told = {name: document.fields[name] for name in _OUTCOMES if document.fields.get(name)}
        known = connection.execute(select(proposals).where(proposals.c.key == key)).mappings().first()
        if known is None:
            row = {name: getattr(proposal, name) for name in ("id", "title", "proposer", "sector", "category", "year")}
            source = {"file": proposal.source.file, "format": proposal.source.format}
            added = datetime.now().isoformat(timespec="seconds")
            connection.execute(
                proposals.insert().values(key=key, text=proposal.text, added=added, **row, **source, **told)
            )
            _store(connection, key, fingerprint, total, profile)
            return 0
        changed = {name: value for name, value in told.items() if known[name] != value}
        if not changed:
            return 2
        connection.execute(proposals.update().where(proposals.c.key == key).values(**changed))
        return 1

    def archived(self, judge: Judge, fingerprint: str, progress: Callable[[int, int], None] | None = None) -> Archived:
        """Everything to compare with. Profiles of another fingerprint are computed anew and stored, and no others."""
        self._refresh(judge, fingerprint, progress)
        with self._transaction() as connection:
            joined = proposals.join(profiles, proposals.c.key == profiles.c.key)
            rows = connection.execute(
                select(proposals, profiles.c.total, profiles.c.data)
                .select_from(joined)
                .where(profiles.c.fingerprint == fingerprint)
                .order_by(proposals.c.year, proposals.c.id, proposals.c.key)
            ).all()
        return Archived(
            entries=tuple(_entry(row) for row in rows),
            profiles=tuple(self._profile(row) for row in rows),
            totals=tuple(row.total for row in rows),
        )

    def _profile(self, row: Row[Any]) -> Profile:
        try:
            return decode_profile(row.data, row.text)
        except ValueError as error:
            raise ArchiveError(
                f"第 {row.id} 号的比对数据已损坏", where=self.place, remedy="请导出后重建档案：analyzer archive export"
            ) from error

    def _refresh(self, judge: Judge, fingerprint: str, progress: Callable[[int, int], None] | None) -> None:
        joined = proposals.outerjoin(profiles, proposals.c.key == profiles.c.key)
        stale = or_(profiles.c.fingerprint.is_(None), profiles.c.fingerprint != fingerprint)
        with self._transaction() as connection:
            keys = list(connection.scalars(select(proposals.c.key).select_from(joined).where(stale)))
        for start in range(0, len(keys), _CHUNK):
            if progress:
                progress(start, len(keys))
            chunk = keys[start : start + _CHUNK]
            with self._transaction() as connection:
                rows = connection.execute(select(proposals).where(proposals.c.key.in_(chunk))).all()
                for row, (_, total, profile) in zip(rows, judge([_document(row) for row in rows]), strict=True):
                    _store(connection, row.key, fingerprint, total, profile)

    def list(self, *, year: int | None = None, limit: int | None = None) -> list[Entry]:
        """Entries, newest year first."""
        query = select(proposals).order_by(proposals.c.year.desc(), proposals.c.id, proposals.c.key)
        if year is not None:
            query = query.where(proposals.c.year == year)
        with self._transaction() as connection:
            return [_entry(row) for row in connection.execute(query.limit(limit))]

    def count(self) -> int:
        """How many proposals the archive holds."""
        with self._transaction() as connection:
            return connection.scalar(select(func.count()).select_from(proposals)) or 0

    def search(self, query: str, vector: np.ndarray[Any, Any], archived: Archived, limit: int = 20) -> list[Entry]:
        """Entries for a query, by words and by meaning: each way ranks, and the two ranks are joined.

        `vector` is the query's, float32 `[dim]`. Ranks are joined by reciprocal rank fusion (Cormack et al., 2009).
        """
        if not archived.entries:
            return []
        words = {word for word in segment(query) if len(word) > 1 or not word.isascii()}
        hits = np.array([_hits(words, entry) for entry in archived.entries], dtype=np.float32)
        whole = np.stack([profile.vectors[2] for profile in archived.profiles]).astype(np.float32)
        titles = np.stack([profile.vectors[0] for profile in archived.profiles]).astype(np.float32)
        near = np.maximum(whole @ vector, titles @ vector)
        score = sum(1.0 / (60 + np.argsort(np.argsort(-values, kind="stable"), kind="stable")) for values in (hits, near))
        return [archived.entries[i] for i in np.argsort(-np.asarray(score), kind="stable")[:limit]]

    def remove(self, ids: Sequence[str], *, year: int | None = None) -> int:
        """Remove entries by number, of one year where given; returns how many went."""
        with self._transaction() as connection:
            query = select(proposals.c.key).where(proposals.c.id.in_(list(ids)))
            if year is not None:
                query = query.where(proposals.c.year == year)
            keys = list(connection.scalars(query))
            connection.execute(profiles.delete().where(profiles.c.key.in_(keys)))
            connection.execute(proposals.delete().where(proposals.c.key.in_(keys)))
            return len(keys)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A transaction whose failures are told as `ArchiveError`."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise ArchiveError(_reason(error), where=self.place, remedy="已写入的部分不受影响，排除后可重新运行") from error
        except SQLAlchemyError as error:
            raise ArchiveError(f"提案档案无法使用（{error}）", where=self.place) from error


def _engine(place: str) -> Engine:
    url = place if "://" in place else f"sqlite:///{Path(place).expanduser()}"
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(parsed, connect_args={"timeout": _BUSY})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, ModuleNotFoundError, OSError) as error:
        raise ArchiveError(f"提案档案打不开（{error}）", where=place, remedy="请检查路径，或数据库地址与驱动") from error


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Readers go on while one writes (WAL), and transactions begin when we say so, not when the driver guesses."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _reason(error: DBAPIError) -> str:
    text = str(error.orig)
    for sign, reason in (
        ("not a database", "不是提案档案，或已损坏"),
        ("malformed", "提案档案已损坏"),
        ("locked", "提案档案正被另一个程序占用"),
        ("full", "磁盘已满"),
        ("readonly", "提案档案是只读的"),
        ("unable to open", "提案档案打不开"),
    ):
        if sign in text:
            return reason
    return f"提案档案读写失败（{text}）"


def _key(proposal: Proposal) -> str:
    told = (proposal.id.split("#")[0], str(proposal.year or ""), proposal.title, "".join(proposal.text.split()))
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]


def _store(connection: Connection, key: str, fingerprint: str, total: float, profile: Profile) -> None:
    connection.execute(profiles.delete().where(profiles.c.key == key))
    data = encode_profile(profile)
    connection.execute(profiles.insert().values(key=key, fingerprint=fingerprint, total=total, data=data))


def _document(row: Row[Any]) -> Document:
    names = ("id", "title", "proposer", "sector", "category", "year", "session")
    fields = {name: str(value) for name in names if (value := getattr(row, name)) is not None}
    return Document(row.id, row.text, Source(row.file, row.format), fields)


def _entry(row: Row[Any]) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})


def _hits(words: set[str], entry: Entry) -> float:
    """How many of the words an entry has; one in the title counts three times."""
    return sum(3.0 * (word in entry.title) + (word in entry.text) for word in words)


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
