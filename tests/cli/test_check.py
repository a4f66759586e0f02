"""`analyzer check`: formats, output and conditions."""

import io
import json
import sys
from dataclasses import replace

import pytest

from analyzer.assessment import SCHEMA_VERSION, similar_of
from tests.reporting.factories import assessment, pair, proposal
from tests.reporting.office import saved


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "草稿.txt"
    path.write_text("关于测试的提案", encoding="utf-8")
    return path


def test_text_goes_to_stdout_and_nothing_else(run, engine, draft):
    code, out, err = run("check", draft)
    assert (code, err) == (0, "")
    assert "总评 78 分" in out


def test_json_is_one_object_of_the_contract(run, engine, draft):
    record = json.loads(run("check", draft, "--format", "json")[1])
    assert record["schema_version"] == SCHEMA_VERSION
    assert set(record) == {"schema_version", "source", "proposal", "quality", "findings", "similar", "scope"}
    evidence = record["quality"]["criteria"]["research_depth"]["evidence"][0]
    assert record["proposal"]["text"][evidence["start"] : evidence["end"]].startswith("2025年3月至5月")


@pytest.mark.parametrize(("name", "start"), [("a.json", b"{"), ("a.html", b"<!doctype html>"), ("a.docx", b"PK")])
def test_the_format_follows_the_output_name(run, engine, draft, tmp_path, name, start):
    code, out, err = run("check", draft, "-o", tmp_path / name)
    assert (code, out) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(start) and "已写入" in err


@pytest.mark.parametrize("verb", ["check", "duplicates", "topics"])
def test_a_name_of_no_known_format_is_refused_before_any_work(run, engine, draft, tmp_path, verb):
    """Plain text is never written into a .pdf, which nothing could open."""
    code, out, err = run(verb, draft, "-o", tmp_path / "b.pdf")
    assert (code, out, err.count("\n")) == (2, "", 1) and not engine.calls
    assert "b.pdf：不能写成 .pdf 文件。可用的扩展名：.txt、" in err and not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize("name", ["意见", "意见.TXT", "意见.log"])
def test_text_is_written_without_suffix_as_txt_or_where_it_is_asked_for(run, engine, draft, tmp_path, name):
    asked = ("--format", "text") if name.endswith("log") else ()
    assert run("check", draft, "-o", tmp_path / name, *asked)[0] == 0
    assert "总评" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_dash_reads_utf8_or_gb18030_text_from_stdin(run, engine, monkeypatch):
    for encoding in ("utf-8", "gb18030"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("关于测试的提案".encode(encoding))))
        assert run("check", "-")[0] == 0
        assert engine.calls[-1][2] == ("关于测试的提案\n",)


def test_empty_stdin_is_wrong_input(run, engine, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    code, _, err = run("check", "-")
    assert code == 2 and "标准输入：没有文字" in err


@pytest.mark.parametrize(("condition", "code"), [("hard", 1), ("soft", 1), ("below:60", 0), ("below:78.5", 1)])
def test_fail_on_sets_exit_code_1_and_still_prints(run, engine, draft, condition, code):
    result, out, _ = run("check", draft, "--fail-on", condition)
    assert result == code and "总评" in out


@pytest.mark.parametrize("condition", ["merge", "raised"])
def test_fail_on_merge_or_raised_needs_something_to_compare_with(run, engine, draft, tmp_path, condition):
    """Without an archive it can never be met, and exit code 0 would say that nothing like it exists."""
    code, out, err = run("check", draft, "--fail-on", condition)
    assert (code, out, err.count("\n")) == (2, "", 1) and "请用 --archive 指明历年提案库" in err and not engine.calls
    assert run("check", draft, "--fail-on", condition, "--archive", "a.sqlite")[0] == 0
    (tmp_path / "analyzer.toml").write_text('archive = "a.sqlite"', encoding="utf-8")
    assert run("check", draft, "--fail-on", condition)[0] == 0


@pytest.mark.parametrize(
    ("merge", "raised_before", "met"), [(False, False, ""), (False, True, "raised"), (True, True, "merge raised")]
)
def test_fail_on_merge_or_raised_is_met_by_an_archived_proposal(run, engine, draft, merge, raised_before, met):
    """For one draft, what is archived is all that it could be merged with."""
    other = proposal("2021-88", year=2021)
    similar = similar_of(pair(engine.assessment.proposal, other), engine.assessment.proposal.id, other)
    similar = replace(similar, archived=True, merge=merge, raised_before=raised_before)
    engine.assessment = replace(engine.assessment, similar=(similar,))
    for condition in ("merge", "raised"):
        code = run("check", draft, "--fail-on", condition, "--archive", "a.sqlite")[0]
        assert code == int(condition in met.split())


def test_fail_on_hard_leaves_soft_findings_alone(run, engine, draft):
    engine.assessment = assessment(hard=False)
    assert run("check", draft, "--fail-on", "hard")[0] == 0


def test_options_win_over_the_settings_file(run, engine, draft, tmp_path):
    (tmp_path / "office.toml").write_text('level = "市"\nplace = "江州市"\narchive = "a.sqlite"\n', encoding="utf-8")
    run("check", draft, "--settings", tmp_path / "office.toml", "--level", "省")
    settings = engine.calls[-1][1]
    assert (settings.level, settings.place, settings.archive) == ("省", "江州市", str(tmp_path / "a.sqlite"))
    run("check", draft, "--settings", tmp_path / "office.toml", "--archive", "b.sqlite")
    assert engine.calls[-1][3]["archive"] == "b.sqlite"


@pytest.mark.parametrize("name", ["b.docx", "b.html", "b.json", "笔记.txt"])
@pytest.mark.parametrize("verb", ["check", "duplicates", "topics"])
def test_a_file_of_somebodys_own_is_not_written_over(run, engine, draft, tmp_path, verb, name):
    """A wrong name after -o costs nobody their work; what the program wrote itself is replaced."""
    (tmp_path / name).write_text("自己的材料", encoding="utf-8")
    asked = ("--format", "text") if verb != "check" else ()
    code, out, err = run(verb, draft, "-o", tmp_path / name, *asked)
    assert (code, out, err.count("\n")) == (2, "", 1) and not engine.calls
    assert f"{name}：已有这个文件，不是本程序写出的，或写出后有人改过，没有覆盖。请换一个文件名" in err
    assert (tmp_path / name).read_text(encoding="utf-8") == "自己的材料"


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.json", "a.txt", "a"])
def test_a_result_of_an_earlier_run_is_replaced(run, engine, draft, tmp_path, name):
    for _ in range(2):
        assert run("check", draft, "-o", tmp_path / name)[0] == 0


def test_comments_that_somebody_went_on_with_are_not_written_over(run, engine, draft, tmp_path):
    """The commented copy was revised in Word and the older draft is checked once more."""
    run("check", draft, "-o", tmp_path / "意见.docx")
    revised = saved((tmp_path / "意见.docx").read_bytes())
    (tmp_path / "意见.docx").write_bytes(revised)
    assert run("check", draft, "-o", tmp_path / "意见.docx")[0] == 2
    assert (tmp_path / "意见.docx").read_bytes() == revised


def test_a_result_that_is_open_in_word_is_told_before_any_work(run, engine, draft, tmp_path, held_open):
    """It cannot even be read then, which must not pass for somebody's own file."""
    run("check", draft, "-o", tmp_path / "意见.docx")
    engine.calls.clear()
    with held_open("意见.docx"):
        code, _, err = run("check", draft, "-o", tmp_path / "意见.docx")
    assert (code, err.count("\n")) == (2, 1) and not engine.calls
    assert "正被另一个程序占用" in err and "关闭正在打开它的程序" in err
