"""`analyzer archive`: what an office types, from the first export of past years to removing a proposal."""

import csv
import json
import subprocess
import sys
from types import ModuleType

import pytest

from analyzer.archive import Archive
from analyzer.reporting.excel import workbook
from tests.archive.factories import FakeJudge, vector
from tests.reporting.factories import session

HEAD = ("提案号", "案由", "提案人", "年度", "处理结果", "办理标记", "办理答复", "正文")


def row(number, year=2023, *told, title="关于修复盲道的提案"):
    told = [*told, "", "", ""][:3]
    return (
        f"{number:04}",
        title,
        "王某",
        year,
        *told,
        f"一、问题\n第{number}处盲道被占。\n二、建议\n1.由市城管局清理。",
    )


@pytest.fixture
def engine(monkeypatch, tmp_path):
    """The wiring of `Analyzer` over a judge that needs no model."""

    class Analyzer(FakeJudge):
        def __init__(self, settings=None):
            super().__init__()

        def open_archive(self, place, *, create=False):
            return Archive(place, create=create)

        def search_archive(self, words, place, limit=20):
            with Archive(place) as archive:
                return archive.archived(self).search(words, vector(" ".join(words)), limit)

    module = ModuleType("analyzer.analysis")
    module.Analyzer = Analyzer
    monkeypatch.setitem(sys.modules, "analyzer.analysis", module)
    monkeypatch.setattr("analyzer.cli.archive.default_archive", lambda: tmp_path / "home" / "archive.sqlite")
    monkeypatch.chdir(tmp_path)
    return module


@pytest.fixture
def table(tmp_path):
    def table(*rows, name="往年.csv"):
        with (tmp_path / name).open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        return name

    return table


def test_adding_says_what_was_new_updated_and_unchanged(run, engine, table):
    assert run("archive", "add", table(row(1), row(2))) == (
        0, "", "新增 2、更新 0、未变 0；档案共 2 件（" + str(engine_place()) + "）\n",
    )  # fmt: skip
    code, out, err = run("archive", "add", table(row(1, 2023, "立案", "A", "已办结。"), row(2), row(3)))
    assert (code, out) == (0, "") and err.startswith("新增 1、更新 1、未变 1；档案共 3 件")


def engine_place():
    from analyzer.cli import archive

    return archive.default_archive()


def test_the_same_number_in_two_years_is_no_fault_and_in_one_year_is_pointed_out(run, engine, table):
    assert run("archive", "add", table(row(1, 2022), row(1, 2023)))[0] == 0
    code, _, err = run("archive", "add", table((*row(1)[:-1], "一、问题\n改过的正文。")))
    assert code == 0 and "其中 1 件与档案中同年同号的另一件内容不同，建议人工核对" in err


def test_a_bad_file_is_named_and_counted_and_the_rest_is_added(run, engine, table, tmp_path):
    (tmp_path / "坏.docx").write_bytes(b"PK broken")
    code, out, err = run("archive", "add", table(row(1)), "坏.docx", "没有.csv")
    assert (code, out) == (2, "")
    assert "新增 1" in err and "已跳过 坏.docx" in err and "已跳过 没有.csv" in err and "共跳过 2 个" in err


def test_a_table_of_outcomes_updates_what_is_archived(run, engine, table, tmp_path):
    """As the help says: without texts, by number; a row of no archived proposal is told in one line."""
    run("archive", "add", table(row(1), row(2)), "--archive", "a.sqlite")
    lines = [
        "案号,年度,办理结果,答复类型,答复内容",
        "0001,2023,已采纳,A,已清理。",
        "0077,2023,已采纳,A,已清理。",
        "0002,,,,",
    ]
    (tmp_path / "结果.csv").write_text("\n".join(lines), encoding="utf-8")
    for told in ("更新 1 件的办理情况，未变 0 件", "更新 0 件的办理情况，未变 1 件"):
        code, _, said = run("archive", "add", "结果.csv", "--archive", "a.sqlite")
        assert code == 0 and told in said
        assert "其中 1 行在档案中找不到唯一对应的提案，没有更新（结果.csv 第 3 行：0077）" in said
    assert "已采纳（A）  有答复" in run("archive", "list", "--archive", "a.sqlite")[1]


def test_list_shows_a_line_each_and_what_became_of_it(run, engine, table):
    run("archive", "add", table(row(1, 2022), row(2, 2023, "立案", "A", "已办结。")))
    code, out, err = run("archive", "list")
    assert code == 0 and out.splitlines() == [
        "2023  0002  关于修复盲道的提案  王某  立案（A）  有答复",
        "2022  0001  关于修复盲道的提案  王某",
    ]
    assert err == "共 2 件\n"
    assert run("archive", "list", "--limit", "1")[2] == "共 2 件，列出 1 件\n"
    record = json.loads(run("archive", "list", "--year", "2023", "--format", "jsonl")[1])
    assert (record["id"], record["outcome"], record["mark"], record["reply"]) == ("0002", "立案", "A", "已办结。")
    assert "text" not in record


def test_terminal_control_characters_in_a_title_are_not_shown(run, engine, tmp_path):
    record = {"id": "1\x1b[2J", "title": "标题\x1b[31m红", "text": "正文。"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    run("archive", "add", "a.jsonl")
    assert "\x1b" not in run("archive", "list")[1]


def test_search_lists_the_best_first_and_says_when_there_is_nothing(run, engine, table):
    run("archive", "add", table(row(1), row(2, title="关于校车线路的提案")))
    code, out, _ = run("archive", "search", "校车", "--limit", "1")
    assert code == 0 and out.startswith("2023  0002")
    assert run("archive", "search", "  ")[0] == 2
    code, out, err = run("archive", "search", "xyzzy", "--format", "jsonl")
    assert (code, out) == (0, "") and "没有找到" in err


def test_export_writes_a_table_that_can_be_added_again(run, engine, table):
    run("archive", "add", table(row(1, 2022), row(1, 2023, "立案")))
    assert run("archive", "export", "a.xlsx") == (0, "", "已导出 2 件到 a.xlsx\n")
    assert run("archive", "add", "a.xlsx")[2].startswith("新增 0、更新 0、未变 2")
    assert run("archive", "export", "a.csv", "--year", "2022")[2] == "已导出 1 件到 a.csv\n"
    assert run("archive", "export", "a.pdf")[0] == 2


def test_removing_asks_first_and_never_takes_another_year_with_it(run, engine, table, monkeypatch):
    run("archive", "add", table(row(1, 2022), row(1, 2023), row(2), row(3)))
    code, _, err = run("archive", "remove", "0001", "--yes")
    assert code == 2 and "第 0001 号在几个年度都有（2022、2023）" in err
    code, _, err = run("archive", "remove", "0002")
    assert code == 2 and "2023  0002" in err and "请加 --yes" in err.replace("确定要删", "")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert run("archive", "remove", "0002")[2].endswith("没有删除\n")
    code, _, err = run("archive", "remove", "0001", "0009", "--year", "2022", "--yes")
    assert code == 2 and "已删除 1 件" in err and "档案里没有第 0009 号" in err
    assert run("archive", "list")[2] == "共 3 件\n"


@pytest.mark.parametrize("arguments", [("list",), ("search", "盲道"), ("export", "a.csv"), ("remove", "1", "--yes")])
def test_without_an_archive_the_line_says_how_to_make_one(run, engine, arguments, tmp_path):
    code, out, err = run("archive", *arguments, "--archive", "没有.sqlite")
    assert (code, out) == (2, "")
    assert err == "错误：没有.sqlite：没有这个提案档案。请检查路径，或先用 analyzer archive add 建立\n"
    assert list(tmp_path.iterdir()) == []


def test_the_archive_of_the_settings_is_used_where_none_is_given(run, engine, table, tmp_path):
    (tmp_path / "analyzer.toml").write_text('archive = "own.sqlite"', encoding="utf-8")
    run("archive", "add", table(row(1)))
    assert (tmp_path / "own.sqlite").is_file()
    assert run("archive", "list", "--archive", "own.sqlite")[2] == "共 1 件\n"


@pytest.mark.parametrize("arguments", [("add", "往年.csv"), ("list",), ("search", "盲道"), ("remove", "1", "--yes")])
def test_an_empty_name_is_refused_and_never_means_the_offices_own_archive(run, engine, table, arguments):
    """A script whose variable is not set writes `--archive ""`."""
    table(row(1))
    code, out, err = run("archive", *arguments, "--archive", "")
    assert (code, out) == (2, "") and err.count("\n") == 1 and "选项 --archive：不能是空的" in err
    assert not engine_place().exists()


def test_an_archive_is_the_only_thing_that_loads_sqlalchemy():
    probe = "import sys, analyzer.cli, analyzer.analysis; print('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True).stdout == "False\n"


def test_the_list_is_in_the_order_in_which_a_person_counts(run, engine, table):
    heads = [(str(number), *row(number)[1:]) for number in (10, 2, 1, 11)]
    run("archive", "add", table(*heads, ("3", *row(3, 2024)[1:])))
    lines = run("archive", "list")[1].splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["2024", "3"], ["2023", "1"], ["2023", "2"], ["2023", "10"], ["2023", "11"],
    ]  # fmt: skip
    first = run("archive", "list", "--limit", "2")[1].splitlines()
    assert [line.split()[:2] for line in first] == [["2024", "3"], ["2023", "1"]]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.jsonl"])
def test_an_export_replaces_an_export_and_no_file_of_somebodys_own(run, engine, table, tmp_path, name):
    run("archive", "add", table(row(1)))
    for _ in range(2):
        assert run("archive", "export", name)[0] == 0
    (tmp_path / name).write_text("自己的材料", encoding="utf-8")
    code, _, err = run("archive", "export", name)
    assert code == 2 and err.count("\n") == 1 and f"{name}：已有这个文件" in err and "请换一个文件名" in err
    assert (tmp_path / name).read_text(encoding="utf-8") == "自己的材料"


def test_the_workbook_of_a_screened_session_is_not_filed(run, engine, tmp_path):
    """Its sheets have columns of titles and texts, and hold no proposal."""
    (tmp_path / "report.xlsx").write_bytes(workbook(session()))
    code, _, err = run("archive", "add", "report.xlsx")
    assert (code, err.count("\n")) == (2, 1) and "report.xlsx：这是本程序写出的结果，不是提案" in err
