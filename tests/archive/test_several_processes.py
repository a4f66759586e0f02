"""Real processes on one archive: none loses a proposal, files one twice, or leaves half a batch when killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

from analyzer.archive import Archive
from analyzer.archive import archive as module
from tests.archive.factories import FakeJudge, documents

ROOT = Path(__file__).parents[2]
BATCH = module._BATCH


def start(place, first, count, *outcome):
    command = [sys.executable, "-m", "tests.archive.writer", str(place), str(first), str(count), *outcome]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def counts(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return [int(number) for number in out.split()[1:]]


def test_several_writers_make_one_archive_and_file_each_proposal_once(place):
    """The archive does not exist before, so that its tables are made by all of them at once."""
    writers = [start(place, first, 500, "立案") for first in (1, 1, 251, 501)]
    added = [counts(writer) for writer in writers]
    with Archive(place) as archive:
        entries = archive.entries()
        assert sorted(entry.id for entry in entries) == [f"{number:04}" for number in range(1, 1001)]
        assert {entry.outcome for entry in entries} == {"立案"}
        assert len(archive.archived(judge := FakeJudge()).profiles) == 1000 and judge.judged == []
    assert sum(new for new, _, _ in added) == 1000 and sum(map(sum, added)) == 2000


def test_readers_go_on_beside_a_writer(place):
    with Archive(place, create=True) as archive:
        archive.add(documents(100), FakeJudge())
        writer = start(place, 101, 600)
        assert writer.stdout.readline() == "ready\n"
        seen = [archive.count()]
        while writer.poll() is None:
            seen.append(len(archive.entries()))
        assert writer.wait() == 0
        writer.communicate()
        assert seen == sorted(seen) and {(count - 100) % BATCH for count in seen} <= {0}
        assert archive.count() == 700


def test_two_processes_may_renew_stale_profiles_at_once(place):
    with Archive(place, create=True) as one, Archive(place) as two:
        one.add(documents(300), FakeJudge())

        class Meanwhile(FakeJudge):
            def profiles(self, proposals):
                two.archived(FakeJudge("model-2"))
                return super().profiles(proposals)

        assert len(one.archived(Meanwhile("model-2")).profiles) == 300
        assert len(two.archived(judge := FakeJudge("model-2")).profiles) == 300 and judge.judged == []


def test_an_entry_removed_meanwhile_stays_removed(place):
    with Archive(place, create=True) as one, Archive(place) as two:
        one.add(documents(3), FakeJudge())

        class Meanwhile(FakeJudge):
            def profiles(self, proposals):
                two.remove(two.entries(ids=["0002"]))
                return super().profiles(proposals)

        one.archived(Meanwhile("model-2"))
        assert [entry.id for entry in two.entries()] == ["0001", "0003"]
        assert len(two.archived(FakeJudge("model-2")).profiles) == 2


def test_a_killed_writer_leaves_whole_batches_and_is_taken_up_again(place):
    total = 40 * BATCH
    with Archive(place, create=True) as archive:
        for round in range(3):
            begun = archive.count()
            writer = start(place, 1, total)
            deadline = time.monotonic() + 60
            while archive.count() == begun and time.monotonic() < deadline:
                time.sleep(0.003 * round)
            writer.kill()
            writer.communicate()
            reached = archive.count()
            assert begun < reached < total and reached % BATCH == 0
            assert len(archive.archived(judge := FakeJudge()).profiles) == reached and judge.judged == []
        assert archive.add(documents(reached + 5), FakeJudge()).new == 5
        with archive._engine.connect() as connection:
            if archive._engine.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
