"""An export is whole, cannot run in a spreadsheet, and can be added again as the same archive."""

import json

import pytest
from python_calamine import CalamineWorkbook

from analyzer.archive import EXPORT_FORMATS, Added, Archive, export
from analyzer.errors import InputError
from analyzer.reading import read_paths
from tests.archive.factories import FakeJudge, document, documents

FORMULA = "=HYPERLINK(1)"


def filled(file, *sources):
    archive = Archive(file, create=True)
    archive.add(sources, FakeJudge())
    return archive


def full():
    return [
        *documents(30, 2023, session="十四届二次", outcome="立案", mark="A", reply="已列入计划，\n明年完成。"),
        *documents(30, 2022, proposer="王某", sector="教育", category="民生"),
        document(3, ""),
        document(99, title=FORMULA, text=f"{FORMULA}\n-1件来信\n@某人", outcome="+转社情民意"),
    ]


@pytest.mark.parametrize("suffix", EXPORT_FORMATS)
def test_an_export_added_again_changes_nothing_and_fills_an_empty_archive_equally(tmp_path, suffix):
    table = tmp_path / f"导出{suffix}"
    with filled(tmp_path / "a.sqlite", *full()) as archive, Archive(tmp_path / "b.sqlite", create=True) as other:
        entries = archive.entries()
        export(entries, table)
        assert archive.add(read_paths([table], unique=False), FakeJudge()) == Added(unchanged=62)
        assert other.add(read_paths([table], unique=False), FakeJudge()) == Added(new=62)
        as_told = [(e.key, e.id, e.year, e.title, e.text, e.outcome, e.mark, e.proposer, e.session) for e in entries]
        assert as_told == [
            (e.key, e.id, e.year, e.title, e.text, e.outcome, e.mark, e.proposer, e.session) for e in other.entries()
        ]
    assert [path.name for path in tmp_path.glob("*.tmp")] == []


def test_csv_opens_in_excel_as_chinese_text_without_formulas(tmp_path):
    with filled(tmp_path / "a.sqlite", full()[-1]) as archive:
        export(archive.entries(), tmp_path / "a.csv")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith('\ufeff"提案号","案由",'.encode())
    assert f"'{FORMULA}".encode() in data and "'+转社情民意".encode() in data


def test_a_workbook_holds_text_as_text_and_the_year_as_a_number(tmp_path):
    with filled(tmp_path / "a.sqlite", full()[-1]) as archive:
        export(archive.entries(), tmp_path / "a.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["提案号", "案由", "提案人"]
    assert rows[1][1] == FORMULA and rows[1][5] == 2023.0 and rows[1][0] == "0099"


def test_json_lines_have_english_keys(tmp_path):
    with filled(tmp_path / "a.sqlite", document(1)) as archive:
        export(archive.entries(), tmp_path / "a.jsonl")
    record = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert list(record) == [
        "id", "title", "proposer", "sector", "category", "year", "session", "outcome", "mark", "reply", "text",
    ]  # fmt: skip


def test_a_text_too_long_for_excel_is_refused_not_cut(tmp_path):
    with filled(tmp_path / "a.sqlite", document(1, text="一、问题\n" + "长" * 33_000)) as archive:
        with pytest.raises(InputError, match=r"第 0001 号.*请导出为"):
            export(archive.entries(), tmp_path / "a.xlsx")
        export(archive.entries(), tmp_path / "a.csv")
    assert not (tmp_path / "a.xlsx").exists()


def test_an_unknown_suffix_or_folder_is_refused_and_an_old_export_stays(tmp_path):
    (tmp_path / "a.docx").write_text("old")
    for name, says in (("a.docx", "不能导出为“.docx”"), ("a", "没有扩展名"), ("none/a.csv", "写不进去")):
        with pytest.raises(InputError, match=says):
            export([], tmp_path / name)
    assert (tmp_path / "a.docx").read_text() == "old"
