"""An interrupted or refused write leaves neither half a file nor a temporary one."""

import pytest

from analyzer.errors import InputError
from analyzer.reporting.files import write_whole


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
