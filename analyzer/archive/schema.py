"""The tables of the archive, and the steps that bring an older database up to date.

`proposals` holds what was filed and what became of it; `profiles` what was computed from it, each row under the
fingerprint of the model and rules that made it, so that a change of either leaves rows that are known to be stale.
A step is never edited once released; a new one is added at the end.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
)

from analyzer.errors import ArchiveError

metadata = MetaData()

versions = Table("analyzer_archive", metadata, Column("version", Integer, nullable=False))

proposals = Table(
    "proposals",
    metadata,
    Column("key", String(32), primary_key=True),  # hash of number, year, title and text
    Column("id", String(200), nullable=False),  # 案号 as the office writes it; may recur in another year
    Column("title", Text, nullable=False),
    Column("proposer", Text),
    Column("sector", Text),
    Column("category", Text),
    Column("year", Integer),
    Column("session", Text),  # 届次
    Column("outcome", Text),  # 立案, 并案, 转社情民意 …
    Column("reply", Text),  # 办理答复
    Column("mark", Text),  # A, B, C as the place defines them
    Column("file", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("added", String(19), nullable=False),  # local time, ISO 8601
    Index("proposals_year", "year"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("key", String(32), ForeignKey("proposals.key", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("total", Float, nullable=False),
    Column("data", LargeBinary, nullable=False),
)


def _create(connection: Connection) -> None:
    metadata.create_all(connection, tables=[proposals, profiles])


STEPS: tuple[Callable[[Connection], None], ...] = (_create,)


def migrate(connection: Connection, place: str) -> None:
    """Bring the database to the newest version, in the caller's transaction.

    Raises:
        ArchiveError: the database was written by a newer program, or holds something else.
    """
    known = set(inspect(connection).get_table_names())
    if versions.name not in known and known & {"proposals", "profiles"}:
        raise ArchiveError("这个数据库不是本程序的提案档案", where=place, remedy="请换一个文件名")
    versions.create(connection, checkfirst=True)
    version = connection.scalar(select(versions.c.version)) or 0
    if version > len(STEPS):
        raise ArchiveError("提案档案由更新版本的程序建立", where=place, remedy="请升级本程序后再用")
    for step in STEPS[version:]:
        step(connection)
    if version != len(STEPS):
        connection.execute(versions.delete())
        connection.execute(versions.insert().values(version=len(STEPS)))
