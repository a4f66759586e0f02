"""The program never takes what it wrote itself for proposals, and never leaves out anything that it did not write."""

from dataclasses import replace

import pytest

from analyzer.proposal import Document
from analyzer.reading import ReadFailure, ReadNote, read_file, read_paths
from analyzer.reading.results import RESULTS, is_result
from analyzer.reporting import records
from analyzer.reporting.excel import workbook
from analyzer.reporting.html import check_page, session_page
from analyzer.reporting.word import annotated_docx
from tests.reporting import factories

LONG = "我们走访了十二家卫生院，了解到常用药品的供应情况不够稳定。"
RUN = {"analyzer": "0.1.0", "started": "2026-01-09T08:00:00"}


def write_session(folder, **changes):
    """A session's results, as `screen` writes them."""
    folder.mkdir(exist_ok=True)
    made = replace(factories.session(), run={**RUN, **factories.session().run}, **changes)
    contents = (
        "".join(records.assessment_lines(made.assessments)),
        "".join(records.pair_lines(made.pairs)),
        records.groups_json(made.groups),
        "".join(session_page(made)),
        workbook(made),
        records.run_json(made),
    )
    for name, content in zip(RESULTS, contents, strict=True):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder):
    found = list(read_paths([folder]))
    assert not [item for item in found if isinstance(item, ReadFailure)]
    return [item.id for item in found if isinstance(item, Document)], [
        str(item) for item in found if isinstance(item, ReadNote)
    ]


def test_a_session_screened_into_its_own_folder_is_read_again_without_its_results(tmp_path):
    """`screen . -o out` twice gives the same proposals twice, and one line says what was left out."""
    (tmp_path / "1.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "report.txt").write_text(LONG + LONG, encoding="utf-8")
    write_session(tmp_path / "out")
    ids, notes = read(tmp_path)
    assert ids == ["1", "report"]
    assert notes == [f"{tmp_path.name}：其中有本程序写出的结果 6 个（如 out/assessments.jsonl），没有当作提案读"]


def test_proposals_beside_results_are_read(tmp_path):
    """`screen 会议 -o 会议` leaves out the six results, not the folder that they lie in."""
    (tmp_path / "1.txt").write_text(LONG, encoding="utf-8")
    assert read(write_session(tmp_path))[0] == ["1"]


@pytest.mark.parametrize("left", [{}, {"pairs": (), "groups": ()}])
def test_results_whose_run_record_is_missing_are_results(tmp_path, left):
    """A run that dies while it replaces an older one's results leaves them without run.json."""
    write_session(tmp_path, **left)
    (tmp_path / "run.json").unlink()
    assert [name for name in RESULTS[:-1] if not is_result(tmp_path / name)] == []


def test_results_are_known_by_their_mark_wherever_they_lie(tmp_path):
    write_session(tmp_path / "out")
    for name in ("report.html", "report.xlsx", "assessments.jsonl", "pairs.jsonl", "groups.json"):
        moved = tmp_path / f"结果{(tmp_path / name).suffix}"
        moved.write_bytes((tmp_path / "out" / name).read_bytes())
        assert is_result(moved), name
    for name, content in (("a.html", check_page), ("a.json", records.check_json)):
        (tmp_path / name).write_text(content(factories.assessment()), encoding="utf-8")
        assert is_result(tmp_path / name)


@pytest.mark.parametrize("name", RESULTS)
def test_a_file_of_an_offices_own_is_no_result_because_of_its_name(tmp_path, name):
    (tmp_path / name).write_text(LONG, encoding="utf-8")
    (tmp_path / "run.json").write_text('{"analyzer": 1}', encoding="utf-8")
    assert not is_result(tmp_path / name)


def test_an_offices_own_records_with_a_version_and_a_source_are_read(tmp_path):
    """Records that begin with the same two keys are ours only where the source names a file, as our contract has it."""
    record = f'{{"schema_version": "2", "source": "县政协", "id": "7", "text": "{LONG}"}}'
    (tmp_path / "提案.jsonl").write_text(record, encoding="utf-8")
    assert read(tmp_path) == (["7"], [])


def test_a_draft_with_our_comments_is_still_a_draft(tmp_path):
    """The commented copy may be all that an office has of a proposal: it is read alone and in a folder."""
    (tmp_path / "稿.docx").write_bytes(annotated_docx(factories.assessment(), None))
    assert read(tmp_path) == (["稿"], [])
    assert read_file(tmp_path / "稿.docx").text.startswith(factories.TITLE)
