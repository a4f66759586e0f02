"""The program never takes what it wrote itself for proposals, and never leaves out anything that it did not write."""

from dataclasses import replace

import docx
import pytest

from analyzer.archive import EXPORT_FORMATS, Entry, export
from analyzer.assessment import raised_of
from analyzer.errors import InputError
from analyzer.proposal import Document
from analyzer.reading import ReadFailure, ReadNote, read_file, read_paths
from analyzer.reading.results import RESULTS, is_replaceable, is_result, sealed
from analyzer.reporting import records
from analyzer.reporting.excel import workbook
from analyzer.reporting.files import csv_lines
from analyzer.reporting.html import check_page, session_page
from analyzer.reporting.terminal import check_text
from analyzer.reporting.topics import topic_rows, topics_workbook
from analyzer.reporting.word import annotated_docx
from tests.reporting import factories
from tests.reporting.office import saved

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


def commented(tmp_path):
    """A draft with our comments, and what is laid out anew where there is no Word document to comment."""
    draft = docx.Document()
    for line in factories.LINES:
        draft.add_paragraph(line)
    draft.core_properties.keywords = "电梯"
    draft.save(tmp_path / "原稿.docx")
    made = factories.assessment()
    return annotated_docx(made, tmp_path / "原稿.docx"), annotated_docx(made, None)


def test_a_draft_with_our_comments_is_still_a_draft(tmp_path):
    """The commented copy may be all that an office has of a proposal: it is read alone and in a folder."""
    folder = tmp_path / "会议"
    folder.mkdir()
    (folder / "稿.docx").write_bytes(commented(tmp_path)[0])
    assert read(folder) == (["稿"], [])
    assert read_file(folder / "稿.docx").text.startswith(factories.TITLE)
    assert docx.Document(str(folder / "稿.docx")).core_properties.keywords == "电梯"


def test_a_proposal_laid_out_anew_for_comments_is_passed_over_beside_its_source(tmp_path):
    """意见.docx of a 稿.txt says what 稿.txt says: in a folder it would be its duplicate. By name it is read."""
    (tmp_path / "稿.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "意见.docx").write_bytes(annotated_docx(factories.assessment(), None))
    assert read(tmp_path)[0] == ["稿"]
    assert read_file(tmp_path / "意见.docx").text.startswith(factories.TITLE)


def test_a_new_layout_that_somebody_went_on_with_is_a_draft_and_stays_one_when_checked(tmp_path):
    draft = tmp_path / "稿.docx"
    draft.write_bytes(saved(annotated_docx(factories.assessment(), None)))
    assert read(tmp_path) == (["稿"], [])
    draft.write_bytes(annotated_docx(factories.assessment(), draft))
    assert read(tmp_path) == (["稿"], [])


def test_results_as_text_and_as_tables_are_passed_over(tmp_path):
    (tmp_path / "稿.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "意见.txt").write_text(sealed(check_text(factories.assessment())), encoding="utf-8")
    table = "".join(csv_lines(topic_rows([], [raised_of(factories.proposal())])))
    (tmp_path / "题目.csv").write_text(table, encoding="utf-8")
    (tmp_path / "另存.csv").write_bytes(table.removeprefix("\ufeff").replace('"', "").encode("gb18030"))
    ids, notes = read(tmp_path)
    assert ids == ["稿"] and "结果 3 个" in notes[0]


@pytest.mark.parametrize("name", RESULTS)
def test_a_report_that_is_named_is_refused(tmp_path, name):
    """`archive add 结果/report.xlsx` would file the cells of a report as proposals."""
    file = write_session(tmp_path / "out") / name
    (found,) = read_paths([file])
    assert isinstance(found, ReadFailure)
    assert str(found.error).startswith(f"{name}：这是本程序写出的结果，不是提案。请")
    with pytest.raises(InputError, match="这是本程序写出的结果"):
        read_file(file)


def outputs(folder):
    """A file of every kind that a person names with -o."""
    made, raised = factories.assessment(), [raised_of(factories.proposal())]
    filed = [Entry("k", "0001", factories.TITLE, None, None, None, 2024, None, None, None, None, LONG)]
    entries = {f"档案{suffix}": filed for suffix in EXPORT_FORMATS}
    for name, each in entries.items():
        export(each, folder / name)
    draft, layout = commented(folder)
    contents = {
        "意见.txt": sealed(check_text(made)),
        "意见": sealed(check_text(made)),
        "意见.json": records.check_json(made),
        "意见.html": check_page(made),
        "批注.docx": draft,
        "意见.docx": layout,
        "雷同.jsonl": "".join(records.pair_lines(factories.session().pairs)),
        "无.jsonl": "",
        "题目.csv": "".join(csv_lines(topic_rows([], raised))),
        "题目.xlsx": topics_workbook([], raised),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [*entries, *contents]


def test_what_the_program_wrote_and_nobody_touched_may_be_replaced(tmp_path):
    names = outputs(tmp_path)
    assert [name for name in names if not is_replaceable(tmp_path / name)] == []
    assert is_replaceable(tmp_path / "没有.txt")


def test_what_somebody_else_wrote_or_saved_since_may_not(tmp_path):
    """As saved by Word, Excel, a script and a text editor; Excel quotes no more in a table than it needs to."""
    outputs(tmp_path)
    for name in ("批注.docx", "意见.docx", "档案.xlsx", "题目.xlsx"):
        (tmp_path / name).write_bytes(saved((tmp_path / name).read_bytes()))
        assert not is_replaceable(tmp_path / name), name
    outputs(tmp_path)
    for name in ("档案.xlsx", "题目.xlsx"):
        (tmp_path / name).write_bytes(saved((tmp_path / name).read_bytes(), by=None))
        assert not is_replaceable(tmp_path / name), name
    for name in ("档案.csv", "题目.csv"):
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes().replace(b'"', b""))
        assert not is_replaceable(tmp_path / name), name
    text = (tmp_path / "意见.txt").read_text(encoding="utf-8")
    (tmp_path / "意见.txt").write_text(text.replace("总评", "我看总评"), encoding="utf-8")
    (tmp_path / "笔记.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "名单.csv").write_text('\ufeff"提案号","案由"\r\n"1","甲"\r\n', encoding="utf-8")
    (tmp_path / "提案.jsonl").write_text('{"id": "1", "title": "甲", "text": "乙"}\n', encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"PK broken")
    for name in ("意见.txt", "笔记.txt", "名单.csv", "提案.jsonl", "坏.docx", "原稿.docx", "."):
        assert not is_replaceable(tmp_path / name), name


def test_line_ends_alone_change_no_text(tmp_path):
    (tmp_path / "意见.txt").write_bytes(sealed("总评\n").replace("\n", "\r\n").encode())
    assert is_replaceable(tmp_path / "意见.txt")
