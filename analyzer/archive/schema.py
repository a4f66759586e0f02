"""The tables of the archive, and the steps that bring an older database up to date.

`proposals` holds what was filed and what became of it; `profiles` what was computed from it, each row under the
fingerprint of the model and rules that made it, so that a change of either leaves rows that are known to be stale.
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

ID_LENGTH = 200

metadata = MetaData()

versions = Table("analyzer_archive", metadata, Column("version", Integer, nullable=False))

proposals = Table(
    "proposals",
    metadata,
    Column("key", String(32), primary_key=True),  # hash of number, year, title and text
    Column("id", String(ID_LENGTH), nullable=False),  # 案号 as the office writes it; may recur in another year
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
    Index("proposals_id", "id"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("key", String(32), ForeignKey("proposals.key", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("total", Float, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Step i leads from version i + 1 to version i + 2. A step is never edited once released; a new one goes to the end.
# A new database is made from the tables above at once, and takes no step.
STEPS: tuple[Callable[[Connection], None], ...] = ()


def newest() -> int:
    """The version that this program writes."""
    return len(STEPS) + 1


def version_of(connection: Connection, place: str) -> int:
    """The database's version, 0 where it is empty.

    Raises:
        ArchiveError: it was written by a newer program, or holds something else.
    """
    tables = set(inspect(connection).get_table_names())
    if versions.name not in tables:
        # A file is ours alone; on a server other tables may lie beside ours, but not under the same names.
        foreign = tables if connection.dialect.name == "sqlite" else tables & {proposals.name, profiles.name}
        if foreign:
            raise ArchiveError("这个数据库不是提案档案", where=place, remedy="请换一个文件名或数据库")
        return 0
    version = connection.scalar(select(versions.c.version))
    if not isinstance(version, int) or version < 1:
        raise ArchiveError("提案档案已损坏（没有版本号）", where=place, remedy="请从备份恢复")
    if version > newest():
        raise ArchiveError(
            f"提案档案由更新版本的程序建立（{version}，本程序为 {newest()}）", where=place, remedy="请升级本程序"
        )
    return version


def migrate(connection: Connection, place: str) -> None:
    """Bring the database to the newest version, in the caller's transaction.

    Raises:
        ArchiveError: see `version_of`.
    """
    version = version_of(connection, place)
    if version == 0:
        metadata.create_all(connection)
        connection.execute(versions.insert().values(version=newest()))
        return
    for step in STEPS[version - 1 :]:
        step(connection)
    connection.execute(versions.update().values(version=newest()))
