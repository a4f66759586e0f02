"""`analyzer screen` and `analyzer duplicates`: what is written, and what a bad file does to a batch."""

import errno
import json
from dataclasses import replace

import pytest

from analyzer.errors import ArchiveError
from analyzer.reading.results import RESULTS
from analyzer.reporting import files
from analyzer.reporting.filled import OVERVIEW
from tests.reporting.office import saved
from tests.reporting.test_filled import records_of

FILES = set(RESULTS)


def test_screen_writes_the_six_files_and_no_temporary_ones(run, engine, tmp_path):
    engine.session.failures = ()
    code, out, err = run("screen", "a", "b", "-o", tmp_path / "new" / "out", "--workers", "2", "--no-duplicates")
    assert (code, out) == (0, "")
    assert "4 件提案的结果在" in err
    assert {path.name for path in (tmp_path / "new" / "out").iterdir()} == FILES
    options = engine.calls[-1][3]
    assert (options["workers"], options["duplicates"]) == (2, False)


def test_every_result_stands_under_its_own_name(run, engine, tmp_path):
    """What the six files hold follows the order of their names."""
    run("screen", "a", "-o", tmp_path)
    begins = (b'{"schema_version"', b'{"a"', b"[", b"<!doctype html", b"PK", b"{")
    for name, begin in zip(RESULTS, begins, strict=True):
        assert (tmp_path / name).read_bytes().startswith(begin), name


def test_a_bad_file_is_named_and_counted_and_the_rest_is_written(run, engine, tmp_path):
    code, _, err = run("screen", "a", "-o", tmp_path / "out", "--fail-on", "hard")
    assert code == 2
    assert "已跳过 会议/坏.docx：文件已损坏" in err and "共跳过 1 个，其余已完成" in err
    lines = (tmp_path / "out" / "assessments.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["proposal"]["id"] for line in lines] == ["0001", "0002", "0003", "0004"]
    run_record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert run_record["failures"] == [{"file": "会议/坏.docx", "error": str(engine.session.failures[0].error)}]


def interrupted_at(monkeypatch, name, error):
    """Let moving the result of this name into place end in `error`."""
    replace = files.Path.replace

    def moved(self, target):
        if target.name == name:
            raise error
        return replace(self, target)

    monkeypatch.setattr(files.Path, "replace", moved)


def test_an_interruption_says_which_files_were_written(run, engine, tmp_path, monkeypatch):
    interrupted_at(monkeypatch, "groups.json", KeyboardInterrupt)
    code, _, err = run("screen", "a", "-o", tmp_path / "out")
    assert (code, err.count("\n")) == (130, 1)
    assert err.startswith("已中断。已写好：assessments.jsonl、pairs.jsonl；其余没有写")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"assessments.jsonl", "pairs.jsonl"}


def test_no_result_is_replaced_before_all_are_made(run, engine, tmp_path, monkeypatch):
    """Results of two runs never stand side by side because the second one ended while it was making a report."""
    engine.session.failures = ()
    run("screen", "a", "-o", tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    engine.session.pairs = ()

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("analyzer.reporting.excel.workbook", broken)
    assert run("screen", "a", "-o", tmp_path)[2] == "已中断，没有写出任何结果。\n"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_of_mixed_results_has_no_run_record(run, engine, tmp_path, monkeypatch):
    """A run that dies between two moves leaves no run.json, by which the folder is known to be incomplete."""
    run("screen", "a", "-o", tmp_path)
    interrupted_at(monkeypatch, "report.html", OSError(errno.EACCES, "open elsewhere"))
    code, _, err = run("screen", "a", "-o", tmp_path)
    assert code == 2 and "report.html：结果写不进去" in err
    assert {path.name for path in tmp_path.iterdir()} == FILES - {"run.json"}


def test_what_a_killed_run_left_is_removed_and_nothing_else(run, engine, tmp_path):
    engine.session.failures = ()
    left = [".assessments.jsonl.ab12_cd3.tmp", ".run.json.zzzzzzzz.tmp"]
    others = [".notes.txt.ab12_cd3.tmp", ".assessments.jsonl.tmp", "assessments.jsonl.ab12_cd3.tmp"]
    for name in (*left, *others):
        (tmp_path / name).write_text("x")
    run("screen", "a", "-o", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, *others}


def test_what_is_to_be_known_of_the_reading_is_told_and_no_failure(run, engine, tmp_path):
    """A repeated id is named with its file; nothing was skipped, so that the exit code stays 0."""
    engine.session.failures = ()
    engine.session.run["notes"] = ["两年.csv：1 件与前面的编号相同"] * 30
    code, _, err = run("screen", "a", "-o", tmp_path)
    assert code == 0 and err.count("两年.csv：") == 20 and "另有 10 条读取说明" in err


def test_fail_on_applies_to_every_proposal_of_a_session(run, engine, tmp_path):
    engine.session.failures = ()
    assert run("screen", "a", "-o", tmp_path / "out", "--fail-on", "merge")[0] == 1
    assert run("screen", "a", "-o", tmp_path / "out", "--fail-on", "below:10")[0] == 0


def test_fail_on_merge_is_refused_where_nothing_is_compared(run, engine, tmp_path):
    code, out, err = run("screen", "a", "-o", tmp_path / "out", "--no-duplicates", "--fail-on", "merge")
    assert (code, out, err.count("\n")) == (2, "", 1) and "请去掉 --no-duplicates" in err
    assert not engine.calls and not (tmp_path / "out").exists()


def test_an_unusable_output_folder_is_refused_before_any_work(run, engine, tmp_path):
    (tmp_path / "out").write_text("")
    code, _, err = run("screen", "a", "-o", tmp_path / "out")
    assert code == 2 and "不能用作结果文件夹" in err and not engine.calls


def test_duplicates_as_json_lines_has_the_keys_of_the_contract(run, engine):
    engine.session.failures = ()
    code, out, _ = run("duplicates", "a", "--format", "jsonl", "--all")
    assert code == 0 and engine.calls[-1][3]["everything"] is True
    keys = {"a", "b", "a_title", "b_title", "relation", "probability", "merge", "similarity", "passages"}
    assert all(keys <= set(json.loads(line)) for line in out.splitlines())


def test_duplicates_as_text_and_html(run, engine, tmp_path):
    assert "同题同建议" in run("duplicates", "a")[1]
    code, out, _ = run("duplicates", "a", "-o", tmp_path / "pairs.html")
    assert (code, out) == (2, "")
    assert "同题同建议" in (tmp_path / "pairs.html").read_text(encoding="utf-8")


def write_into(report, cells=None):
    """What an office fills in between two runs, as Excel saves it; returns the file's bytes."""
    report.write_bytes(saved(report.read_bytes(), cells))
    return report.read_bytes()


def test_what_an_office_filled_in_stands_in_the_next_workbook_too(run, engine, tmp_path):
    """The run after the next one carries it on, and keeps no more copies."""
    engine.session.failures = ()
    run("screen", "a", "-o", tmp_path)
    filled = write_into(tmp_path / "report.xlsx", {(1, "P2"): "退回修改"})
    code, _, err = run("screen", "a", "-o", tmp_path)
    assert code == 0 and "填写的意见有 1 行带入了新的工作簿；原工作簿留作 report.旧.xlsx\n" in err
    assert records_of((tmp_path / "report.xlsx").read_bytes(), OVERVIEW)[0]["处理意见"] == "退回修改"
    assert (tmp_path / "report.旧.xlsx").read_bytes() == filled
    code, _, err = run("screen", "a", "-o", tmp_path)
    assert "1 行带入了新的工作簿\n" in err
    assert records_of((tmp_path / "report.xlsx").read_bytes(), OVERVIEW)[0]["处理意见"] == "退回修改"
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, "report.旧.xlsx"}


def test_what_finds_no_place_any_more_is_said_and_kept(run, engine, tmp_path):
    """A proposal is withdrawn; what was written of it stays in the older workbooks, each under its own name."""
    engine.session.failures = ()
    run("screen", "a", "-o", tmp_path)
    gone = records_of((tmp_path / "report.xlsx").read_bytes(), OVERVIEW)[0]["编号"]
    filled = write_into(tmp_path / "report.xlsx", {(1, "P2"): "撤案", (1, "P3"): "立案"})
    kept = tuple(each for each in engine.session.assessments if each.proposal.id != gone)
    engine.session = replace(engine.session, assessments=kept)
    (tmp_path / "report.旧.xlsx").write_bytes(b"older")
    code, _, err = run("screen", "a", "-o", tmp_path)
    (line,) = (line for line in err.splitlines() if "没有带入" in line)
    assert (
        code == 0 and "1 行带入" in line and "1 行所对的提案" in line and line.endswith("原工作簿留作 report.旧2.xlsx")
    )
    assert (tmp_path / "report.旧.xlsx").read_bytes() == b"older"
    assert (tmp_path / "report.旧2.xlsx").read_bytes() == filled


def test_an_earlier_workbook_that_is_damaged_is_kept(run, engine, tmp_path):
    engine.session.failures = ()
    run("screen", "a", "-o", tmp_path)
    (tmp_path / "report.xlsx").write_bytes(b"PK\x03\x04 half")
    code, _, err = run("screen", "a", "-o", tmp_path)
    assert code == 0 and "其中填写的意见没有带入；已留作 report.旧.xlsx，请自行抄录\n" in err
    assert (tmp_path / "report.旧.xlsx").read_bytes() == b"PK\x03\x04 half"
    assert records_of((tmp_path / "report.xlsx").read_bytes(), OVERVIEW)


def test_an_earlier_workbook_that_is_open_in_excel_is_told_before_any_work(run, engine, tmp_path, held_open):
    run("screen", "a", "-o", tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    engine.calls.clear()
    with held_open("report.xlsx"):
        code, _, err = run("screen", "a", "-o", tmp_path)
    assert (code, err.count("\n")) == (2, 1) and not engine.calls
    assert "report.xlsx：结果写不进去（没有权限，或正被另一个程序占用）" in err and "关闭正在打开它的程序" in err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", RESULTS)
def test_a_folder_with_a_file_of_somebodys_own_under_a_results_name_is_refused(run, engine, tmp_path, name):
    (tmp_path / name).write_text("自己的材料", encoding="utf-8")
    code, _, err = run("screen", "a", "-o", tmp_path)
    assert (code, err.count("\n")) == (2, 1) and not engine.calls
    assert f"{name}：已有这个文件，不是本程序写出的结果，没有覆盖。请换一个结果文件夹" in err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "自己的材料"


def test_a_run_that_fails_leaves_no_empty_folders(run, engine, tmp_path):
    """As with a wrong --archive; a folder that was there before stays."""
    engine.error = ArchiveError("没有这个提案档案", where="a.sqlite")
    (tmp_path / "有").mkdir()
    assert run("screen", "a", "-o", tmp_path / "新" / "结果")[0] == 2
    assert run("screen", "a", "-o", tmp_path / "有")[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["有"]
