"""The terminal text is complete, in order, and safe to print."""

from dataclasses import replace

from rich.cells import cell_len

from analyzer.assessment import Scope, similar_of
from analyzer.reporting.terminal import check_text, pairs_text
from tests.reporting.factories import LINES, assessment, pair, proposal, session


def test_a_member_reads_strengths_advice_gaps_findings_and_similar_in_this_order():
    one, other = proposal("0017"), proposal("2021-88", year=2021)
    similar = (replace(similar_of(pair(one, other), one.id, other), outcome="立案", reply="已列入年度计划"),)
    text = check_text(assessment(one, similar=similar))
    headings = ("总评 78 分", "写得好的地方", "建议先改这几处", "还缺什么", "审查提示 2 条", "以前提过的相近提案 1 件")
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "走访江州市六个街道的42个小区" in text
    assert "办理结果：立案；答复：已列入年度计划" in text
    assert "已与 12874 件、年份 2008–2025 的提案比对；未与外部网络比对。" in text


def test_hard_findings_come_before_soft_ones():
    text = check_text(assessment())
    assert text.index("[重点] 结构不完整") < text.index("[提醒] 内容空泛")


def test_what_is_grave_is_told_before_all_advice():
    """A member who mends the score first has mended the wrong thing."""
    grave = "审查提示中有 1 条重点，请先核查：结构不完整"
    text = check_text(assessment())
    assert text.index(grave) < text.index("总评")
    assert "请先核查" not in check_text(assessment(findings=()))


def test_the_sentence_below_a_piece_of_advice_is_told_to_be_its_place():
    """未见……数据 above a bare quotation reads as if the quotation were what is wrong."""
    advised = check_text(assessment()).partition("建议先改这几处")[2].partition("还缺什么")[0]
    assert advised.count("此处：“（二）加强宣传引导") == advised.count("“（二）") == 1


def test_no_line_is_wider_than_the_terminal():
    for width in (60, 80, 120):
        assert max(cell_len(line) for line in check_text(assessment(), width=width).splitlines()) <= width


def test_escape_sequences_of_a_document_never_reach_the_terminal():
    hostile = proposal(lines=("\x1b[31m关于[red]测试[/red]的提案\x9b2J\x00", *LINES[1:]))
    text = check_text(assessment(hostile))
    assert not set(text) & {"\x1b", "\x9b", "\x00"}
    assert "[red]测试[/red]" in text


def test_without_comparison_the_scope_says_so_and_never_that_nothing_is_repeated():
    text = check_text(assessment(scope=Scope(0, None)))
    assert "本次未与其他提案比对；未与外部网络比对。" in text
    assert "未重复" not in text and "抄袭" not in text


def test_pairs_are_listed_by_probability_with_their_reason_and_groups():
    made = session()
    weaker = replace(made.pairs[0], probability=0.4, merge=False)
    text = pairs_text(replace(made, pairs=(weaker, made.pairs[1])))
    assert text.index("并案参考值 93%，建议核查并案") < text.index("并案参考值 40%")
    assert "并案建议 2 组（建议人工核查）" in text and "主提案建议" in text


def test_what_a_reason_quotes_is_not_cut_a_second_time():
    made = session()
    reason = f"2件谈同一件事，都提出{'、'.join(['“由市住建局牵头建立电梯运行档案，每年公布一次维保记录……”'] * 5)}。"
    pairs = (replace(made.pairs[0], reason=reason),)
    text = "".join(pairs_text(replace(made, pairs=pairs, groups=(replace(made.groups[0], reason=reason),))).split())
    assert text.count(reason) == 2


def test_pairs_end_with_what_was_compared_with_even_where_there_are_none():
    made = session()
    assert pairs_text(made).endswith("\n仅在本批提案之间比对；未与外部网络比对。\n")
    text = pairs_text(replace(made, pairs=(), groups=(), archived=Scope(300, (2019, 2023))))
    assert text.endswith("\n已在本批提案之间，并与历年提案库的 300 件、年份 2019–2023 的提案比对；未与外部网络比对。\n")
