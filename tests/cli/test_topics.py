"""`analyzer topics` on the sample session and its archive, as an analyst runs it."""

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

CORPORA = Path(__file__).parent.parent.parent / "corpora"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    from analyzer.cli import main

    place = tmp_path_factory.mktemp("archive") / "archive.sqlite"
    assert main(["archive", "add", str(CORPORA / "sample_archive"), "--archive", str(place)]) == 0
    return place


def test_topics_over_the_years_with_how_they_were_handled(run, archive):
    code, out, err = run("topics", CORPORA / "sample", "--archive", archive, "--format", "jsonl")
    topics = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [topic["id"] for topic in topics] == [f"T{i:03d}" for i in range(1, len(topics) + 1)]
    aed = next(topic for topic in topics if "除颤器" in topic["name"])
    assert (aed["first_year"], aed["last_year"], aed["outcomes"], aed["marks"]) == (2024, 2026, {"立案": 1}, {"A": 1})
    school = next(topic for topic in topics if "接送" in topic["name"])
    assert (school["proposals"], school["years_running"]) == (3, 2) and school["repeated_share"] > 0.5
    parking = next(topic for topic in topics if "车位" in topic["name"])
    assert {"民革", "致公党"} <= {one["sector"] for one in parking["members"]} <= {"民革", "科协", "致公党"}


def test_a_table_has_every_proposal_once(run, tmp_path):
    code, out, err = run("topics", CORPORA / "sample_archive", "-o", tmp_path / "topics.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "topics.csv").read_text(encoding="utf-8-sig"))))
    assert (code, out) == (0, "") and "已写入" in err
    assert len({row["案号"] for row in rows}) == len(rows) == 14
    assert {row["处理结果"] for row in rows} >= {"立案"}


def test_a_workbook_has_topics_and_proposals_and_keeps_numbers_as_they_are_written(run, tmp_path):
    """What an office opens in Excel: 0007 stays 0007, and what looks like a formula stays text."""
    rows = [
        f'{number},=关于治理盲道的提案,"建议由市城管局清理盲道上的车辆，每月巡查一次。",2024'
        for number in ("0007", "0008")
    ]
    (tmp_path / "两件.csv").write_text("\n".join(["案号,案由,正文,年度", *rows]), encoding="utf-8")
    code, out, err = run("topics", tmp_path / "两件.csv", "-o", tmp_path / "题目.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "题目.xlsx"))
    assert (code, out, book.sheet_names) == (0, "", ["题目", "提案"]) and "已写入" in err
    header, *proposals = book.get_sheet_by_name("提案").to_python()
    assert [row[header.index("案号")] for row in proposals] == ["0007", "0008"]
    assert proposals[0][header.index("案由")].startswith("=")
    header, topic = book.get_sheet_by_name("题目").to_python()
    assert topic[header.index("件数")] == 2 and topic[header.index("各年件数")] == "2024 年 2"


def test_a_workbook_needs_a_file(run):
    code, out, err = run("topics", CORPORA / "sample_archive", "--format", "xlsx")
    assert (code, out, err.count("\n")) == (2, "", 1) and "请用 -o" in err


def test_the_archive_alone_needs_no_path(run, archive):
    code, out, _ = run("topics", "--archive", archive)
    assert code == 0 and out.startswith("14 件提案（2024–2025 年），其中档案 14 件")


def test_nothing_to_look_at_is_wrong_usage(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("topics")
    assert (code, out) == (2, "") and "请写出 PATH，或用 --archive" in err and err.count("\n") == 1


def test_a_bad_file_is_named_and_the_rest_is_done(run, tmp_path):
    (tmp_path / "坏.docx").write_bytes(b"no document")
    (tmp_path / "好.txt").write_text("关于整治盲道的提案\n建议由市城管局清理盲道。", encoding="utf-8")
    code, out, err = run("topics", tmp_path)
    assert code == 2 and "1 件提案" in out and "坏.docx" in err
