"""A full disk, a read-only or damaged file, a file of something else: one Chinese line, and nothing is lost."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

from analyzer.archive import Archive, database, schema
from analyzer.archive import archive as module
from analyzer.errors import ArchiveError
from tests.archive.factories import FakeJudge, document, documents

ROOT = Path(__file__).parents[2]
BATCH = module._BATCH


def fill(file, count=30):
    with Archive(file, create=True) as archive:
        archive.add(documents(count), FakeJudge())


def line_of(file, act):
    """The one line that using the archive gives."""
    with pytest.raises(ArchiveError) as caught, Archive(file) as archive:
        act(archive)
    assert "\n" not in str(caught.value) and str(file) in str(caught.value)
    return str(caught.value)


def test_a_full_disk_keeps_the_batches_before_and_adding_again_goes_on(file, judge):
    fill(file, BATCH)
    with Archive(file) as archive:
        pages = archive._engine.raw_connection().execute("PRAGMA page_count").fetchone()[0]
        event.listen(
            archive._engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages * 2}"), insert=True
        )
        with pytest.raises(ArchiveError, match="磁盘已满，这一批没有写入"):
            archive.add(documents(10 * BATCH), judge)
        kept = archive.count()
        assert BATCH <= kept < 10 * BATCH and kept % BATCH == 0
        assert len(archive.archived(judge).profiles) == kept
    with Archive(file) as archive:
        assert archive.add(documents(4 * BATCH), judge).new == 4 * BATCH - kept


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file size")
def test_a_file_that_may_not_grow_is_told_and_stays_whole(file):
    fill(file, BATCH)
    limit = file.stat().st_size + 20_000
    probe = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "import sys; sys.argv = ['', sys.argv[1], '1', '5000']\n"
        "from tests.archive import writer; writer.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", probe, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0 and "没有写入" in result.stderr
    with Archive(file) as archive:
        assert archive.count() == BATCH


def test_a_read_only_archive_can_be_read_and_compared_with_even_when_stale(file, judge, monkeypatch):
    fill(file)
    only_readable(file, monkeypatch)
    with Archive(file) as archive:
        assert archive.count() == 30 and len(archive.entries(year=2023)) == 30
        stale = FakeJudge("model-2")
        assert len(archive.archived(stale).profiles) == 30 and len(stale.judged) == 30
        with pytest.raises(ArchiveError, match="提案档案是只读的"):
            archive.add([document(99)], judge)


def only_readable(file, monkeypatch):
    """Read-only also for root, whom file modes do not stop."""
    file.chmod(0o444)
    if os.access(file, os.W_OK):
        original = database._take_transactions_over

        def refuse_writes(connection, record):
            original(connection, record)
            connection.execute("PRAGMA query_only = ON")

        monkeypatch.setattr(database, "_take_transactions_over", refuse_writes)


def test_a_busy_archive_is_told_after_waiting(file, monkeypatch):
    fill(file)
    monkeypatch.setattr(database, "_BUSY", 0.2)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert "正被另一个程序占用" in line_of(file, lambda archive: archive.count())
    holder.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"PK\x03\x04" + bytes(5000)])
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(file, content):
    file.write_bytes(content)
    for create in (False, True):
        with pytest.raises(ArchiveError, match="不是提案档案"):
            Archive(file, create=create)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "what"), [("往年.xlsx", "表格"), ("往年.csv", "表格"), ("提案.docx", "提案文件"), ("会议.zip", "提案文件")]
)
def test_a_table_or_document_instead_of_an_archive_is_told_apart_from_a_damaged_one(tmp_path, name, what):
    """Whoever gives last year's table to --archive hears that it is to be added first."""
    (tmp_path / name).write_bytes(b"PK\x03\x04" + bytes(5000))
    with pytest.raises(ArchiveError, match=f"这是{what}，不是提案档案。请先用 analyzer archive add 把它入库"):
        Archive(tmp_path / name)
    with pytest.raises(ArchiveError, match=f"这是{what}，不是提案档案。请换一个文件名"):
        Archive(tmp_path / name, create=True)


def test_an_empty_file_is_no_archive_yet(file, judge):
    file.touch()
    assert "没有这个提案档案" in line_of(file, lambda archive: None)
    with Archive(file, create=True) as archive:
        assert archive.add([document(1)], judge).new == 1


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_is_no_archive(tmp_path, create):
    """The office knows where its archive lies, and forgot the name of the file."""
    with pytest.raises(ArchiveError, match="这是文件夹，不是提案档案。请写出其中档案文件的名字"):
        Archive(tmp_path, create=create)


def test_the_database_of_another_program_is_left_alone(place):
    engine = database.create_engine(database.make_url(place) if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE proposals (x INTEGER)"))
    with pytest.raises(ArchiveError, match="不是提案档案"):
        Archive(place, create=True)
    with engine.begin() as connection:
        assert "analyzer_archive" not in schema.inspect(connection).get_table_names()
    engine.dispose()


def test_an_archive_of_a_newer_program_is_refused_untouched(filled, place):
    archive = filled(document(1))
    with archive._engine.begin() as connection:
        connection.execute(schema.versions.update().values(version=99))
    with pytest.raises(ArchiveError, match=r"更新版本的程序.*请升级"):
        Archive(place, create=True)
    with archive._engine.begin() as connection:
        assert connection.scalar(schema.select(schema.versions.c.version)) == 99


def test_an_older_archive_is_brought_up_to_date_and_keeps_everything(filled, place, judge, monkeypatch):
    filled(*documents(3)).close()

    def add_column(connection):
        connection.exec_driver_sql("ALTER TABLE proposals ADD COLUMN remark TEXT")

    monkeypatch.setattr(schema, "STEPS", (add_column,))
    for _ in range(2):
        with Archive(place) as archive:
            assert archive.count() == 3
            with archive._engine.begin() as connection:
                assert connection.scalar(schema.select(schema.versions.c.version)) == 2
                assert connection.exec_driver_sql("SELECT count(*) FROM proposals WHERE remark IS NULL").scalar() == 3


def test_a_step_that_fails_leaves_the_older_archive(filled, place, monkeypatch):
    filled(*documents(3)).close()

    def half(connection):
        connection.exec_driver_sql("ALTER TABLE proposals ADD COLUMN remark TEXT")
        connection.exec_driver_sql("ALTER TABLE nowhere ADD COLUMN remark TEXT")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (half,))
        with pytest.raises(ArchiveError):
            Archive(place)
    with Archive(place) as archive, archive._engine.begin() as connection:
        assert archive.count() == 3
        assert "remark" not in {column["name"] for column in schema.inspect(connection).get_columns("proposals")}


def test_damage_anywhere_is_an_archive_error_or_harmless(file, tmp_path, judge):
    """Pages overwritten, bits turned over, the end cut off: never another exception, never a hang."""
    fill(file, 60)
    data, chance, broken = file.read_bytes(), random.Random(3), tmp_path / "broken.sqlite"
    told = 0
    for turn in range(120):
        changed = bytearray(data)
        if turn % 3 == 0:
            at = chance.randrange(len(changed))
            changed[at : at + 64] = chance.randbytes(64)
        elif turn % 3 == 1:
            for _ in range(40):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        else:
            del changed[chance.randrange(len(changed)) :]
        broken.write_bytes(changed)
        try:
            with Archive(broken) as archive:
                archive.entries()
                archive.archived(judge)
                archive.add(documents(3, 2020), judge)
        except ArchiveError as error:
            told += 1
            assert "\n" not in str(error)
    assert told > 30


def test_an_archive_is_one_file_to_copy(file, tmp_path, judge):
    with Archive(file, create=True) as archive:
        archive.add(documents(3), judge)
        shutil.copy(file, tmp_path / "copy.sqlite")
    with Archive(tmp_path / "copy.sqlite") as copy:
        assert copy.count() == 3


def test_a_path_with_signs_that_urls_know_is_a_path(tmp_path, judge):
    file = tmp_path / "2023年 档案#1?50%&a=b.sqlite"
    fill(file)
    assert file.is_file()
    with Archive(file) as archive:
        assert archive.count() == 30


def test_a_column_missing_from_the_tables_is_told(file):
    fill(file)
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE proposals DROP COLUMN mark")
    connection.close()
    assert "已损坏" in line_of(file, lambda archive: archive.entries())
