"""Connections and transactions: SQLite files that many may use, other databases by URL, failures told in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from analyzer.archive.schema import migrate, newest, version_of, versions
from analyzer.errors import ArchiveError, MissingExtraError, reason_of
from analyzer.reading.rules import reading_rules

_BUSY = 30  # seconds to wait for another process that writes
_SQLITE = b"SQLite format 3\0"  # how such a file begins
_ATTEMPTS = 5  # at making the tables, where others make them at the same moment

# What SQLite says, what it means, what to do.
_REASONS = (
    ("not a database", "不是提案档案，或已损坏", "请检查是否选对了文件，或从备份恢复"),
    ("malformed", "提案档案已损坏", "请从备份恢复"),
    ("no such", "提案档案已损坏（缺少表或列）", "请从备份恢复"),
    ("Could not decode", "提案档案已损坏（文字无法识别）", "请从备份恢复"),
    ("locked", "提案档案正被另一个程序占用", "请稍后重试"),
    ("full", "磁盘已满，这一批没有写入", "请腾出空间后重新运行，已写入的不会重复"),
    ("disk I/O", "磁盘读写出错，这一批没有写入", "请检查磁盘空间与连接后重新运行，已写入的不会重复"),
    ("readonly", "提案档案是只读的", "请取得写入权限，或换一个位置"),
    ("unable to open", "提案档案打不开", "请检查路径与读写权限"),
)


def shown(place: str) -> str:
    """The place as messages name it: a URL without its password."""
    try:
        return make_url(place).render_as_string() if "://" in place else place
    except ArgumentError:
        return place.rsplit("@", 1)[-1]


def open_engine(place: str, *, create: bool) -> Engine:
    """The database at a path or URL, its tables made or brought up to date.

    Raises:
        ArchiveError: there is no archive and `create` is false, or it cannot be used.
        MissingExtraError: the URL names PostgreSQL and its driver is not installed.
    """
    try:
        url = make_url(place) if "://" in place else URL.create("sqlite", database=str(Path(place).expanduser()))
        if url.get_backend_name() == "sqlite":
            _prepare_file(url, place, create=create)
            engine = create_engine(url, connect_args={"timeout": _BUSY})
            event.listen(engine, "connect", _take_transactions_over)
            event.listen(engine, "begin", _begin)
        else:
            if url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            engine = create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        if place.startswith("postgresql"):
            raise MissingExtraError("PostgreSQL 驱动", "postgres", where=shown(place)) from error
        raise ArchiveError(f"数据库驱动 {error.name} 未安装", where=shown(place), remedy="请先安装") from error
    except ArgumentError as error:
        raise ArchiveError("数据库地址写得不对", where=shown(place), remedy="请检查地址") from error
    except OSError as error:
        raise ArchiveError(f"提案档案打不开（{reason_of(error)}）", where=shown(place), remedy="请检查路径") from error
    try:
        _bring_up_to_date(engine, shown(place), create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare_file(url: URL, place: str, *, create: bool) -> None:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return
    file = Path(url.database)
    if create:
        file.parent.mkdir(parents=True, exist_ok=True)
    elif not file.exists():
        raise _missing(shown(place))
    if file.is_dir():
        raise ArchiveError("这是文件夹，不是提案档案", where=shown(place), remedy="请写出其中档案文件的名字")
    kind = reading_rules().readers.get(file.suffix.lower())
    if kind and file.is_file() and not _is_database(file):
        what = "表格" if kind == "table" else "提案文件"
        remedy = "请换一个文件名" if create else "请先用 analyzer archive add 把它入库，再与提案档案比对"
        raise ArchiveError(f"这是{what}，不是提案档案", where=shown(place), remedy=remedy)


def _is_database(file: Path) -> bool:
    """Whether a file is one of SQLite's, or empty, as a new one is."""
    with file.open("rb") as stream:
        return stream.read(len(_SQLITE)) in (_SQLITE, b"")


def _missing(place: str) -> ArchiveError:
    return ArchiveError("没有这个提案档案", where=place, remedy="请检查路径，或先用 analyzer archive add 建立")


def _bring_up_to_date(engine: Engine, place: str, *, create: bool) -> None:
    """Only a database that needs it is written to, so that a read-only one can be read."""
    with reading(engine, place) as connection:
        version = version_of(connection, place)
    if version == 0 and not create:
        raise _missing(place)
    for attempt in range(1, _ATTEMPTS + 1):
        if version == newest():
            return
        try:
            with _transaction(engine, place, writes=True) as connection:
                migrate(connection, place)
        except ArchiveError:
            if attempt == _ATTEMPTS:
                raise
        with reading(engine, place) as connection:
            version = version_of(connection, place)


@contextmanager
def reading(engine: Engine, place: str) -> Iterator[Connection]:
    """A transaction that only reads.

    Raises:
        ArchiveError: the database fails.
    """
    with _transaction(engine, place, writes=False) as connection:
        yield connection


@contextmanager
def writing(engine: Engine, place: str) -> Iterator[Connection]:
    """A transaction that writes, one at a time: a second waits for the first. Keep it short.

    Raises:
        ArchiveError: the database fails; nothing of the transaction is kept.
    """
    with _transaction(engine, place, writes=True) as connection:
        # Where the database lets several write at once, its writers queue for this row.
        if engine.dialect.name != "sqlite":
            connection.execute(versions.update().values(version=versions.c.version))
        yield connection


@contextmanager
def _transaction(engine: Engine, place: str, *, writes: bool) -> Iterator[Connection]:
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise _told(error, engine, place) from error
    except (SQLAlchemyError, UnicodeDecodeError) as error:  # the driver decodes damaged text
        raise ArchiveError(f"提案档案无法使用（{type(error).__name__}）", where=place) from error


def _take_transactions_over(connection: Any, _: Any) -> None:
    """Transactions begin when `_begin` says so, not when the driver guesses that a statement needs one."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """A writer takes its lock at once and waits for it, instead of failing half-way.

    The journal stays SQLite's default: WAL would let readers go on while one writes, but it needs shared memory,
    which a network folder has not, and an archive in three files, of which people copy one.
    """
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _told(error: DBAPIError, engine: Engine, place: str) -> ArchiveError:
    said = str(error.orig)
    if engine.dialect.name == "sqlite":
        for sign, problem, remedy in _REASONS:
            if sign in said:
                return ArchiveError(problem, where=place, remedy=remedy)
    return ArchiveError(f"提案档案读写失败（{said[:200]}）", where=place, remedy="请检查数据库是否可用，然后重试")
