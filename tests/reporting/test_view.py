"""What all reports say in the same words."""

from analyzer.assessment import Scope
from analyzer.reporting import view
from tests.reporting.factories import Failure, assessment, proposal, session


def test_run_information_is_flat_named_and_keeps_numbers_apart_from_yes_and_no():
    rows = dict(view.run_rows(session()))
    assert rows["进程数"] == "1" and rows["设置 · 历年提案库"] == "—"
    assert rows["数量 · 相似对 · 同题同建议"] == "2" and rows["用时（秒） · 比对重复"] == "1.25"


def test_strengths_never_show_one_sentence_twice():
    claims = view.strengths(assessment())
    assert [claim.criterion.name for claim in claims] == ["调研深度", "建议可行性"]


def test_the_scope_is_a_statement_about_what_was_compared():
    assert view.scope_line(Scope(3, (2024, 2024))) == "已与 3 件、年份 2024 的提案比对；未与外部网络比对。"
    assert view.scope_line(Scope(3, None)) == "已与 3 件提案比对；未与外部网络比对。"


def test_a_failure_names_its_file_once():
    assert view.failure_line(Failure("a.docx", "a.docx：已损坏")) == "a.docx：已损坏"
    assert view.failure_line(Failure("a.docx", "已损坏")) == "a.docx：已损坏"


def test_attention_needs_a_reason():
    assert not view.attention(assessment(proposal(), total=80, hard=False)).needed
    assert view.attention(assessment(proposal(), total=50)).reasons == ("结构不完整", "评分偏低")
