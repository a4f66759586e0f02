"""Line ends and spaces that a page or an export made are undone; those of the author stay."""

import textwrap

import pytest

from analyzer.reading import read_text


def text_of(text: str) -> str:
    return read_text(text).text


@pytest.mark.parametrize("columns", [22, 28, 36])
def test_hard_wraps_are_undone(columns, paragraphs):
    wrapped = "\n".join("\n".join(textwrap.wrap("　　" + paragraph, columns)) for paragraph in paragraphs)
    assert text_of(wrapped) == "\n".join(paragraphs)


@pytest.mark.parametrize("columns", range(20, 61, 5))
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "blank line"])
def test_lines_cut_at_any_column_are_joined_without_a_seam(columns, between):
    paragraphs = [
        "提案人：张某",
        "情况：2024年3月至2025年6月，我走访了城东18个社区食堂，其中5个月月亏损，2个已经停办，来用餐的老人从每天1200人减到不足500人，"
        "全年补助只到账23.75万元，而运营单位申报的是86.4万元。缺口由运营单位自行垫付，有两家已经欠了供货商4个月的菜款，今年3月停止了晚餐供应。",
        "建议：",
        "一、由市民政局在2026年底前修订补助办法，按用餐人次补助，每人次2.5元，补助标准每2年调整1次。",
    ]
    cut = between.join("\n".join(textwrap.wrap(paragraph, columns, break_on_hyphens=False)) for paragraph in paragraphs)
    assert text_of(cut) == "\n".join(paragraphs)


def test_a_line_that_begins_with_a_comma_goes_on(paragraphs):
    assert text_of(f"{paragraphs[0][:9]}\n，{paragraphs[0][9:]}") == f"{paragraphs[0][:9]}，{paragraphs[0][9:]}"


@pytest.mark.parametrize("number", ["10", "2.5"])
def test_a_line_broken_before_a_unit_goes_on(number, paragraphs):
    """Where Chinese and figures meet, a page may break without any mark, in a text too short to show its width."""
    line = f"我市现有老旧小区 312 个，去年接到此类小区火警 187 起，其中超过 {number}"
    expected = f"我市现有老旧小区312个，去年接到此类小区火警187起，其中超过{number}分钟的有23起。"
    assert text_of(f"{line}\n分钟的有 23 起。\n{paragraphs[1]}") == f"{expected}\n{paragraphs[1]}"


def test_a_line_that_ends_in_a_telephone_number_is_whole(paragraphs):
    line = "联系人是县政协办公室的张三同志，电话可打13900000000"
    assert text_of(f"{line}\n{paragraphs[0]}") == f"{line}\n{paragraphs[0]}"


def test_a_line_without_a_comma_that_ends_in_a_number_is_whole(paragraphs):
    """It may be a heading or a table's row; only within a sentence does a number wait for its unit."""
    line = "全县十二家乡镇卫生院药房面积合计平方米数为1240"
    assert text_of(f"{line}\n{paragraphs[0]}") == f"{line}\n{paragraphs[0]}"


def test_the_printed_name_of_the_conference_is_put_together(paragraphs):
    head = "政协第十四届江苏省委员会第二次会"
    assert text_of(f"{head}\n议提案\n{paragraphs[0]}").split("\n")[0] == f"{head}议提案"


def test_words_of_another_language_are_not_run_together():
    line = "他们把办法写在一本公开出版的书里，供各地参考，书名叫Open"
    assert "书名叫Open Source" in text_of(f"{'甲' * 30}\n{'乙' * 30}\n{line}\nSource Way，值得一读。")


def test_headings_of_one_length_are_not_taken_for_wraps(paragraphs):
    lines = [
        f"{number}、加强农村基层卫生服务能力建设{tail}"
        for number, tail in zip("一二三", ("力度", "水平", "成效"), strict=True)
    ]
    text = "\n".join(line for pair in zip(lines, paragraphs, strict=True) for line in pair)
    assert text_of(text) == text


def test_header_lines_stay_apart():
    header = "提案人：张三\n界别：医药卫生界\n联系电话：00000000000\n案由：关于加强乡镇卫生院建设的建议"
    assert text_of(header) == header


def test_header_fields_on_one_line_are_parted():
    assert text_of("提案人：张  三    界  别：经济界") == "提案人：张三\n界别：经济界"


def test_names_keep_their_space():
    assert text_of("联名提案人：张三 李四 王小五") == "联名提案人：张三 李四 王小五"


def test_a_title_of_two_halves_keeps_its_space():
    assert text_of("建设社区药房 方便群众用药") == "建设社区药房 方便群众用药"


def test_spaces_that_pdf_puts_between_characters_go():
    text = "2015 年 4 月 1 日，当地居民对 于附近的药房熟悉，满意率为 36.1% 。使用 GIS 系统。"
    assert text_of(text) == "2015年4月1日，当地居民对于附近的药房熟悉，满意率为36.1%。使用GIS系统。"


def test_latin_words_keep_their_spaces():
    assert text_of("他们使用 Open Source Initiative 的定义。") == "他们使用Open Source Initiative的定义。"


def test_runs_of_spaces_are_paragraph_breaks():
    text = "问题分析：\xa0\xa0\xa0 由此，我们从两方面分析，先看线上。    （二）再看线下的渠道。\xa0三、最后看管理部门。"
    assert text_of(text).split("\n") == [
        "问题分析：", "由此，我们从两方面分析，先看线上。", "（二）再看线下的渠道。", "三、最后看管理部门。",
    ]  # fmt: skip


def test_parts_that_an_export_put_end_to_end_are_parted():
    assert text_of("供应不够稳定。问题分析：配送太慢。具体建议：建周转库。").count("\n") == 2


def test_marked_page_numbers_go_and_the_sentence_is_joined(kinds):
    document = read_text("卫生院的药房面积太小，常用药品只能放在走廊\n- 3 -\n的柜子里。\n第 4 页 共 5 页")
    assert document.text == "卫生院的药房面积太小，常用药品只能放在走廊的柜子里。"
    assert kinds(document) == {"page_numbers": 2}


def test_a_bare_page_number_inside_a_sentence_goes():
    assert (
        text_of("卫生院的药房面积太小，常用药品只能放在走廊\n3\n的柜子里。")
        == "卫生院的药房面积太小，常用药品只能放在走廊的柜子里。"
    )


def test_numbers_of_a_pasted_table_stay():
    table = "乡镇\n卫生院\n12\n13\n14\n合计\n39"
    assert text_of(table) == table


def test_a_title_cut_in_two_is_joined():
    assert text_of("关于加强青石县\n乡镇卫生院建设的建议\n正文在此。").startswith(
        "关于加强青石县乡镇卫生院建设的建议\n"
    )


def test_a_row_of_a_table_keeps_its_columns_apart():
    assert text_of("乡镇 药房 村医\n甲镇 2 15") == "乡镇 药房 村医\n甲镇 2 15"
    assert text_of("关于加强 5G 基站建设的建议") == "关于加强5G基站建设的建议"


def test_fields_parted_by_one_space_stand_apart():
    line = "案号：023\u3000提案人：县药学会\u3000界别：科技界\u3000届次：六届五次会议\u3000电话：00000000000"
    assert text_of(f"关于扩建药房的提案\n{line}") == "关于扩建药房的提案\n" + line.replace("\u3000", "\n")


def test_a_field_is_never_the_rest_of_a_wrapped_line():
    header = (
        "政协青石县第六届委员会第五次会议提案\n案号：037\n案由：关于给古树名木上保险建档案的建议\n"
        "届次：六届五次会议（2026年1月）\n建议承办单位：县林业局、县园林绿化中心"
    )
    assert text_of(header) == header


@pytest.mark.parametrize(
    "lines",
    [
        ["关于在全市范围内对二千年以前建成的老旧", "小区多层住宅实行统一规划统一设计加装", "电梯的建议"],
        ["案由：关于加大力度推进我市老旧小区加装", "电梯工作的建议"],
        ["破解“一梯难装”", "——关于推进老旧小区加装电梯的建议"],
    ],
)
def test_a_title_cut_in_three_or_below_its_label_or_with_a_subtitle_is_joined(lines):
    """A title is one line, wherever the page was too narrow for it."""
    assert text_of("\n".join([*lines, "全市有三百台电梯超过十五年。", "建议尽快更换。"])).startswith(
        f"{''.join(lines)}\n"
    )


def test_a_first_line_about_something_is_no_title_cut_in_three():
    """Only full lines are a title's beginning: a name or a date between two headings is none of it."""
    lines = ["关于停车难问题", "民建市委会", "几点建议", "全市有三百台电梯超过十五年。"]
    assert text_of("\n".join(lines)) == "\n".join(lines)


@pytest.mark.parametrize(
    "title", ["灯亮到几点？——社区球场夜间开放与居民休息如何两全", "电梯怎么管？从源头抓起才是办法啊乡亲"]
)
def test_a_title_with_a_question_in_it_is_a_line_of_its_own(title):
    body = "去年以来，社区球场上了热榜：一边嫌吵，一边嫌关灯早。\n建议由区文旅局定时关灯。"
    assert text_of(f"{title}\n{body}") == f"{title}\n{body}"


def test_a_text_padded_with_spaces_is_read_at_once():
    """From every space of a run that ends its line to its end would be five thousand million steps."""
    assert text_of(f"社区食堂少。{' ' * 100_000}\n建议多建。") == "社区食堂少。\n建议多建。"
