"""`analyzer screen` and `analyzer duplicates`: what is written, and what a bad file does to a batch."""

import json

from analyzer.reporting import files

FILES = {"assessments.jsonl", "pairs.jsonl", "groups.json", "report.html", "report.xlsx", "run.json"}


def test_screen_writes_the_six_files_and_no_temporary_ones(run, engine, tmp_path):
    engine.session.failures = ()
    code, out, err = run("screen", "a", "b", "-o", tmp_path / "new" / "out", "--workers", "2", "--no-duplicates")
    assert (code, out) == (0, "")
    assert "4 件提案的结果在" in err
    assert {path.name for path in (tmp_path / "new" / "out").iterdir()} == FILES
    options = engine.calls[-1][3]
    assert (options["workers"], options["duplicates"]) == (2, False)


def test_a_bad_file_is_named_and_counted_and_the_rest_is_written(run, engine, tmp_path):
    code, _, err = run("screen", "a", "-o", tmp_path / "out", "--fail-on", "hard")
    assert code == 2
    assert "已跳过 会议/坏.docx：文件已损坏" in err and "共跳过 1 个，其余已完成" in err
    lines = (tmp_path / "out" / "assessments.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["proposal"]["id"] for line in lines] == ["0001", "0002", "0003", "0004"]
    run_record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert run_record["failures"] == [{"file": "会议/坏.docx", "error": str(engine.session.failures[0].error)}]


def test_an_interruption_says_which_files_were_written(run, engine, tmp_path, monkeypatch):
    replace = files.Path.replace

    def interrupted(self, target):
        if target.name == "groups.json":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(files.Path, "replace", interrupted)
    code, _, err = run("screen", "a", "-o", tmp_path / "out")
    assert (code, err.count("\n")) == (130, 1)
    assert err.startswith("已中断。已写好：assessments.jsonl、pairs.jsonl；其余没有写")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"assessments.jsonl", "pairs.jsonl"}


def test_fail_on_applies_to_every_proposal_of_a_session(run, engine, tmp_path):
    engine.session.failures = ()
    assert run("screen", "a", "-o", tmp_path / "out", "--fail-on", "merge")[0] == 1
    assert run("screen", "a", "-o", tmp_path / "out", "--fail-on", "below:10")[0] == 0


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
