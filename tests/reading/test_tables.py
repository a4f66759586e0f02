"""A table gives a proposal a row, by the names of its columns; a bad row is named and the others are read."""

import datetime
import gc
import json

import pytest
import xlsxwriter

from analyzer.errors import InputError
from analyzer.proposal import Document
from analyzer.reading import Handled, ReadFailure, ReadNote, read_file, read_paths

LONG = "我们走访了十二家卫生院，了解到常用药品的供应情况不够稳定。"


def split(path):
    found = list(read_paths([path]))
    documents = [item for item in found if isinstance(item, Document)]
    return documents, [str(item.error) for item in found if isinstance(item, ReadFailure)]


def workbook(path, sheets):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_every_sheet_is_read_below_its_header_wherever_it_stands(tmp_path):
    path = workbook(
        tmp_path / "会议.xlsx",
        {
            "经济": [
                ["青石县政协提案目录"],
                [],
                ["序号", "案号", "案由", "提案人", "提案内容"],
                [1, 7, "甲案", "张三", LONG],
            ],
            "说明": [["本表由提案委提供"]],
            "社会": [
                ["案号", "标题", "正文", "界别", "日期"],
                [8, "乙案", LONG, "经济界", datetime.date(2024, 1, 9)],
                [9, "丙案", "", "经济界", ""],
            ],
        },
    )
    documents, errors = split(path)
    assert [(document.id, document.fields["title"]) for document in documents] == [("7", "甲案"), ("8", "乙案")]
    assert documents[1].fields["year"] == "2024"
    assert documents[1].fields["sector"] == "经济界"
    assert errors == ["会议.xlsx 工作表“社会” 第 3 行：这一行没有正文。请补上正文，或删去这一行"]


def test_a_sheet_without_a_column_of_texts_is_told_where_others_are_read(tmp_path):
    """A second half of a session under unknown column names does not go missing without a word."""
    path = workbook(
        tmp_path / "会议.xlsx",
        {"甲": [["案号", "正文"], [1, LONG]], "乙": [["案号", "案由", "所提意见"], [2, "乙案", LONG]], "空": []},
    )
    *documents, note = read_paths([path])
    assert [document.id for document in documents] == ["1"]
    assert str(note) == "会议.xlsx 工作表“乙”：找不到正文列（现有列：案号、案由、所提意见），这张表没有读"


def test_every_column_of_texts_is_read(tmp_path):
    """内容 and 正文 side by side are both the proposal's, in the sheet's order; the same words count once."""
    rows = ["案号,正文,内容", f"1,{LONG},建议如下。", f"2,,{LONG}", f"3,{LONG},{LONG}"]
    (tmp_path / "表.csv").write_text("\n".join(rows), encoding="utf-8")
    documents, errors = split(tmp_path / "表.csv")
    assert [document.text for document in documents] == [f"{LONG}\n建议如下。", LONG, LONG] and not errors


def test_two_columns_of_one_name_are_both_read(tmp_path):
    """A sheet that divides its text over two columns called 内容 loses neither."""
    (tmp_path / "表.csv").write_text(f"案号,内容,内容,建议,建议\n1,{LONG},山区多。,补药。,派人。", encoding="utf-8")
    assert split(tmp_path / "表.csv")[0][0].text == f"{LONG}\n山区多。\n具体建议：\n补药。\n派人。"


def test_every_column_of_a_part_is_read(tmp_path):
    (tmp_path / "表.csv").write_text(f"案号,背景情况,调研情况,建议\n1,山区多。,{LONG},补药。", encoding="utf-8")
    assert split(tmp_path / "表.csv")[0][0].text == f"情况：\n山区多。\n{LONG}\n具体建议：\n补药。"


def test_a_header_of_two_merged_rows_below_a_title(tmp_path):
    path = tmp_path / "会议.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, plain = book.add_worksheet(), book.add_format()
        sheet.merge_range(0, 0, 0, 7, "青石县政协十届三次会议提案汇总表", plain)
        for column, name in ((0, "序号"), (1, "案由"), (7, "界别")):
            sheet.merge_range(1, column, 2, column, name, plain)
        sheet.merge_range(1, 2, 1, 3, "提案者", plain)
        sheet.merge_range(1, 4, 1, 6, "提案内容", plain)
        sheet.write_row(2, 2, ["姓名", "联系电话", "情况", "问题分析", "具体建议"])
        sheet.write_row(3, 0, [1, "甲案", "张三", "123", LONG, "配送太慢。", "建周转库。", "经济界"])
        sheet.write_row(4, 0, [2, "乙案", "李四", "123", LONG, "", "建平台。", "教育界"])
    documents, errors = split(path)
    assert not errors
    assert [document.id for document in documents] == ["1", "2"]
    assert documents[0].text == f"情况：\n{LONG}\n问题分析：\n配送太慢。\n具体建议：\n建周转库。"
    assert documents[0].fields == {
        "id": "1", "title": "甲案", "proposer": "张三", "sector": "经济界", "contact": "123",
    }  # fmt: skip


def test_a_header_far_down_with_numbered_names(tmp_path):
    notes = [[f"填表说明第{number}条"] for number in range(20)]
    header = ["编号", "题目", "一、基本情况", "二、存在的问题", "三、具体建议"]
    path = workbook(tmp_path / "会议.xlsx", {"表": [*notes, header, [1, "甲案", LONG, "配送太慢。", "建周转库。"]]})
    assert read_file(path).text == f"情况：\n{LONG}\n问题分析：\n配送太慢。\n具体建议：\n建周转库。"


def test_a_header_printed_again_on_every_page_is_no_proposal(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,正文\n1,{LONG}\n案号,正文\n2,{LONG}", encoding="utf-8")
    assert [document.id for document in split(path)[0]] == ["1", "2"]


def test_a_row_below_the_header_is_never_taken_for_a_part_of_it(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,正文,备注,\n1,{LONG},标题,类别\n,{LONG},,", encoding="utf-8")
    assert [document.text for document in split(path)[0]] == [LONG, LONG]


def test_a_cell_whose_quote_never_closes_does_not_swallow_the_rows_behind_it_unsaid(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f'案号,正文\n1,{LONG}\n2,"{LONG}\n3,{LONG}\n4,{LONG}', encoding="utf-8")
    documents, errors = split(path)
    assert [document.id for document in documents] == ["1"]
    assert errors == ["会议.csv：第 3 行起引号没有配对，其后没有读。请用 Excel 改正后另存为 .xlsx"]


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path):
    """Line breaks within a cell begin no row, blank lines do: the number told is where the office will look."""
    path = tmp_path / "会议.csv"
    path.write_text(f'案号,正文\n1,"{LONG}\n第二段。\n第三段。"\n\n2,\n3,"{LONG}', encoding="utf-8")
    assert split(path)[1] == [
        "会议.csv 第 4 行：这一行没有正文。请补上正文，或删去这一行",
        "会议.csv：第 5 行起引号没有配对，其后没有读。请用 Excel 改正后另存为 .xlsx",
    ]


def test_one_readable_row_among_bad_ones_is_not_taken_for_the_only_one(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,正文\n1,{LONG}\n2,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"会议\.csv 第 3 行：这一行没有正文"):
        read_file(path)
    path.write_text(f"案号,正文\n1,{LONG}\n2,{LONG}\n", encoding="utf-8")
    with pytest.raises(InputError, match="不止一件提案，而这里一次只看一件。请用 analyzer screen"):
        read_file(path)


def test_parts_in_columns_of_their_own_are_joined_under_their_headings(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f"编号,案由,调研情况,问题分析,具体建议\n1,甲案,{LONG},配送太慢。,建周转库。", encoding="utf-8")
    assert read_file(path).text == f"情况：\n{LONG}\n问题分析：\n配送太慢。\n具体建议：\n建周转库。"


def test_reason_and_remedy_are_columns_of_the_text(tmp_path):
    """The classic form of a proposal asks for 理由 and 办法, and nothing else."""
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,案由,提案者,理由,办法,年份\n1,甲案,张三,{LONG},建周转库。,2026", encoding="utf-8")
    assert read_file(path).text == f"理由：\n{LONG}\n具体建议：\n建周转库。"


def test_json_lines_with_english_names_and_a_broken_line(tmp_path):
    path = tmp_path / "会议.jsonl"
    records = [{"id": "a", "title": "甲案", "text": LONG, "year": 2023}, {"id": "b", "content": LONG}]
    path.write_text("\n".join([json.dumps(records[0]), "{broken", json.dumps(records[1])]), encoding="utf-8")
    documents, errors = split(path)
    assert [document.id for document in documents] == ["a", "b"]
    assert documents[0].fields == {"id": "a", "title": "甲案", "year": "2023"}
    assert errors == ["会议.jsonl 第 2 行：不是一条 JSON 记录。请检查该行，每行应是一个 {…} 对象"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_delimited_text_as_excel_writes_it(tmp_path, delimiter, encoding):
    path = tmp_path / "会议.csv"
    text = f'案号{delimiter}正文\r\n1{delimiter}"{LONG}\r\n第二段，""引号""。"\r\n'
    path.write_bytes(text.encode(encoding))
    assert read_file(path).text == f'{LONG}\n第二段，"引号"。'


def test_a_table_without_a_text_column_says_which_columns_it_has(tmp_path):
    path = workbook(tmp_path / "名单.xlsx", {"表": [["姓名", "单位"], ["张三", "某厂"]]})
    assert split(path)[1] == ["名单.xlsx：找不到正文列（现有列：姓名、单位）。请把正文一列命名为“正文”或“提案内容”"]


def test_rows_with_one_id_are_all_kept_without_an_error(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,正文\n7,甲{LONG}\n7,乙{LONG}\n7,丙{LONG}", encoding="utf-8")
    documents, errors = split(path)
    assert [document.id for document in documents] == ["7", "7#2", "7#3"]
    assert not errors


def test_rows_without_an_id_are_named_by_file_and_row(tmp_path):
    path = tmp_path / "会议.csv"
    path.write_text(f"标题,正文\n甲,{LONG}\n乙,{LONG}", encoding="utf-8")
    assert [document.id for document in split(path)[0]] == ["会议-2", "会议-3"]


def test_a_web_table_under_an_excel_name(tmp_path):
    path = tmp_path / "会议.xls"
    rows = f"<tr><th>案号</th><th>正文</th></tr><tr><td>3</td><td>{LONG}</td></tr>"
    path.write_text(f"<html><table>{rows}</table></html>", encoding="utf-8")
    assert read_file(path).id == "3"


def test_a_workbook_under_a_csv_name(tmp_path):
    path = workbook(tmp_path / "会议.xlsx", {"表": [["案号", "正文"], [5, LONG]]})
    path = path.rename(tmp_path / "会议.csv")
    assert read_file(path).id == "5"


def test_a_table_that_is_given_up_half_way_is_quiet(tmp_path, recwarn):
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,正文\n7,甲{LONG}\n8,乙{LONG}", encoding="utf-8")
    found = read_paths([path])
    next(found)
    with pytest.raises(KeyboardInterrupt):
        found.throw(KeyboardInterrupt)
    gc.collect()
    assert not recwarn.list


def test_a_table_whose_reader_stops_half_way_is_quiet(tmp_path, monkeypatch):
    """As where what is done with its rows fails: Python tells what goes wrong in giving up a generator."""
    path = tmp_path / "会议.csv"
    path.write_text(f"案号,正文\n7,甲{LONG}\n" + f"8,乙{LONG}\n" * 50, encoding="utf-8")
    told = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    found = read_paths([path])
    next(found)
    found.close()
    gc.collect()
    assert not told


@pytest.mark.parametrize("content", ["", "\n\n", "案号,正文\n"])
def test_a_table_without_rows_gives_no_document(tmp_path, content):
    path = tmp_path / "空.csv"
    path.write_text(content, encoding="utf-8")
    documents, errors = split(path)
    assert not documents and len(errors) == 1


def test_what_became_of_a_proposal_is_read_from_its_columns(tmp_path):
    for names in (("处理结果", "办理标记", "办理答复"), ("立案情况", "答复类别", "答复"), ("outcome", "mark", "reply")):
        file = tmp_path / "往年.csv"
        file.write_text(f"案号,正文,{','.join(names)}\n1,建议加装路灯。,立案,A,已办结。", encoding="utf-8")
        (document,) = read_paths([file])
        told = [document.fields[name] for name in ("outcome", "mark", "reply")]
        assert told == ["立案", "A", "已办结。"]


def test_the_apostrophe_before_a_formula_is_taken_off_and_any_other_stays(tmp_path):
    file = tmp_path / "导出.csv"
    file.write_text("案号,正文\n1,'-5度以下停课。\n2,'八项规定'是纪律。", encoding="utf-8")
    assert [document.text for document in read_paths([file])] == ["-5度以下停课。", "'八项规定'是纪律。"]


def test_numbers_may_recur_where_the_input_is_of_several_years(tmp_path):
    file = tmp_path / "往年.csv"
    file.write_text("案号,年度,正文\n1,2022,建议加装路灯。\n1,2023,建议修复盲道。", encoding="utf-8")
    assert [document.id for document in read_paths([file], unique=False)] == ["1", "1"]


def test_the_heads_of_other_offices_are_known(tmp_path):
    """案由, 附议人 and 会办单位 go by many names; each lands in its field."""
    (tmp_path / "表.csv").write_text(
        "提案序号,提案名称,正文内容,提案者姓名,附议委员,委员界别,答复类型,办理结果,承办单位答复,主办部门,提交时间,提案届次\n"
        f"7,甲案,{LONG},张三,李四,农业界,A,已采纳,已补药。,卫健委,2024/1/9,十届三次",
        encoding="utf-8",
    )
    (document,) = split(tmp_path / "表.csv")[0]
    assert (document.id, document.text) == ("7", LONG)
    assert document.fields == {
        "id": "7", "title": "甲案", "proposer": "张三", "co_proposers": "李四", "sector": "农业界", "mark": "A",
        "outcome": "已采纳", "reply": "已补药。", "units": "卫健委", "year": "2024", "session": "十届三次",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "text"),
    [("案号,建议内容", LONG), ("案号,背景,建议内容", f"情况：\n{LONG}\n具体建议：\n补药。")],
)
def test_a_name_of_text_and_part_is_the_part_where_there_is_another(tmp_path, head, text):
    """建议内容 alone is the whole text; beside 背景 it is the suggestions."""
    (tmp_path / "表.csv").write_text(f"{head}\n1,{LONG},补药。", encoding="utf-8")
    assert split(tmp_path / "表.csv")[0][0].text == text


def test_one_long_column_of_an_unknown_name_is_taken_for_the_text_and_told(tmp_path):
    (tmp_path / "表.csv").write_text(f"案号,案由,所提事项\n1,甲案,{LONG * 4}\n2,乙案,{LONG * 4}", encoding="utf-8")
    note, *documents = read_paths([tmp_path / "表.csv"])
    assert str(note) == "表.csv：没有认出正文列，把文字最多的“所提事项”一列当作正文，建议人工核对"
    assert [document.text for document in documents] == [LONG * 4] * 2


@pytest.mark.parametrize("head", ["案号,甲,乙", "案号,办理结果,办理经过"])
def test_a_long_column_is_not_taken_where_it_may_be_something_else(tmp_path, head):
    """Of two long columns neither is surely the text, and beside outcomes it may be the office's own account."""
    (tmp_path / "表.csv").write_text(f"{head}\n1,{LONG * 4},{LONG * 4}", encoding="utf-8")
    assert split(tmp_path / "表.csv")[1][0].startswith(f"表.csv：找不到正文列（现有列：{head.replace(',', '、')}）")


def test_a_table_of_outcomes_is_read_where_it_is_asked_for_and_no_proposals_elsewhere(tmp_path):
    """Rows without a number or an outcome tell nothing; a sheet of it beside proposals is no failure."""
    outcomes = [
        ["案号", "办理结果", "答复内容"],
        [1, "已采纳", "一、补药。\n二、派人。"],
        [2, "", ""],
        ["", "已采纳", ""],
    ]
    path = workbook(tmp_path / "结果.xlsx", {"结果": outcomes})
    (failure,) = read_paths([path])
    assert isinstance(failure, ReadFailure) and failure.error.problem.startswith("找不到正文列")
    rows: list[Handled] = []
    assert not list(read_paths([path], handled=rows))
    reply = {"id": "1", "outcome": "已采纳", "reply": "一、补药。\n二、派人。"}
    assert rows == [Handled("结果.xlsx 第 2 行", reply)]
    both = workbook(tmp_path / "会议.xlsx", {"提案": [["案号", "正文"], [1, LONG]], "结果": outcomes})
    assert [type(found) for found in read_paths([both])] == [Document, ReadNote]
    assert len(list(read_paths([both], handled=rows))) == 1 and len(rows) == 2
