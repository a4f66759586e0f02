"""An interrupted or refused write leaves neither half a file nor a temporary one."""

import errno
import os

import pytest

from analyzer.errors import InputError
from analyzer.reporting import files
from analyzer.reporting.files import remove_leftovers, write_together, write_whole


def test_text_bytes_and_chunks_are_written_as_utf8(tmp_path):
    for content, expected in (("提案", "提案"), ("提案".encode(), "提案"), (iter(["提", "案\n"]), "提案\n")):
        write_whole(tmp_path / "a.txt", content)
        assert (tmp_path / "a.txt").read_text(encoding="utf-8") == expected
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_failure_halfway_keeps_the_old_file_and_leaves_nothing_else(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("旧", encoding="utf-8")

    def chunks():
        yield "新"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(target, chunks())
    assert target.read_text(encoding="utf-8") == "旧"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_missing_folder_is_one_clear_line(tmp_path):
    with pytest.raises(InputError, match=r"b\.txt：结果写不进去"):
        write_whole(tmp_path / "no" / "b.txt", "x")


def test_nothing_is_replaced_where_one_of_the_old_files_is_open_elsewhere(tmp_path, monkeypatch):
    """With report.xlsx open in Excel on Windows, the older results stay whole, and sealed by their run.json."""
    names = ("pairs.jsonl", "report.xlsx", "run.json")
    for name in names:
        (tmp_path / name).write_text("旧", encoding="utf-8")
    opened = files.Path.open

    def locked(self, mode="r", *arguments, **options):
        if self.name == "report.xlsx" and "+" in mode:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, mode, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(files.Path, "open", locked)
        with pytest.raises(InputError, match=r"report\.xlsx：结果写不进去（没有权限，或正被另一个程序占用）"):
            write_together(tmp_path, {name: lambda: "新" for name in names})
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == dict.fromkeys(names, "旧")


def test_a_leftover_that_is_locked_keeps_no_other(tmp_path, monkeypatch):
    """What a killed run left goes as far as it can, whichever of it another program holds."""
    left = {tmp_path / f".run.json.{number}aaaaaaa.tmp" for number in range(3)}
    for path in left:
        path.write_text("x")
    held, unlink = next(tmp_path.iterdir()), files.Path.unlink

    def locked(self, **options):
        if self == held:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        unlink(self, **options)

    monkeypatch.setattr(files.Path, "unlink", locked)
    remove_leftovers(tmp_path, ["run.json"])
    assert set(tmp_path.iterdir()) == {held}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_a_result_is_no_more_readable_than_other_new_files(tmp_path):
    """Proposals bear names and telephone numbers."""
    write_whole(tmp_path / "a.txt", "提案")
    (tmp_path / "b.txt").touch()
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode
