"""What all reports say in the same words."""

from dataclasses import replace

from analyzer.assessment import Gap, Scope
from analyzer.reporting import view
from tests.reporting.factories import Failure, assessment, pair, proposal, session


def test_run_information_is_flat_named_and_keeps_numbers_apart_from_yes_and_no():
    rows = dict(view.run_rows(session()))
    assert rows["进程数"] == "1" and rows["设置 · 历年提案库"] == "—"
    assert rows["数量 · 疑似重复 · 同题同建议"] == "2" and rows["用时（秒） · 比对重复"] == "1.25"


def test_run_information_names_checks_as_the_findings_do():
    """A clerk knows 结构不完整, not missing_part."""
    made = session(2)
    run = {"counts": {"findings": {"missing_part": 1, "empty_content": 2}}, "settings": {"place": ""}}
    rows = dict(view.run_rows(replace(made, run=run)))
    assert rows == {"数量 · 提示 · 结构不完整": "1", "数量 · 提示 · 内容空泛": "2", "设置 · 地区": "—"}


def test_the_first_and_the_last_of_those_compared_are_told_without_percent():
    """高于库中 14 件提案的 0% is an odd way to say that it is the weakest."""
    quality = replace(assessment().quality, percentile_among="库中 14 件")
    lines = [view.percentile_line(replace(quality, percentile=value)) for value in (0.0, 50.0, 100.0)]
    assert lines == ["低于库中 14 件提案中的每一件", "高于库中 14 件提案的 50%", "高于库中 14 件提案中的每一件"]


def test_run_information_has_no_key_of_the_program():
    """Checks are counted under the names that a reader knows them by."""
    made = session()
    checks = {finding.check: finding.name for one in made.assessments for finding in one.findings}
    rows = view.run_rows(replace(made, run={"analyzer": "1.0", "counts": {"findings": dict.fromkeys(checks, 1)}}))
    assert checks and dict(rows) == {"程序版本": "1.0", **{f"数量 · 提示 · {name}": "1" for name in checks.values()}}


def test_strengths_never_show_one_sentence_twice():
    claims = view.strengths(assessment())
    assert [claim.criterion.name for claim in claims] == ["调研深度", "建议可行性"]


def with_advice_on(made, words):
    """The same assessment, its advice about the sentence with these words, and missing what the advice asks for."""
    start = made.proposal.text.index(words)
    first = replace(made.quality.advice[0], start=start, end=start + len(words))
    criterion = made.quality.criteria[first.criterion]
    gaps = (Gap("x", first.message), Gap("y", "写明样本量"))
    criteria = {**made.quality.criteria, first.criterion: replace(criterion, missing=gaps)}
    return replace(made, quality=replace(made.quality, advice=(first,), criteria=criteria))


def test_a_strength_is_one_whole_sentence_of_the_body():
    made = assessment()
    text = made.proposal.text
    whole = {sentence.span.of(text).strip() for sentence in made.proposal.sentences}
    claims = view.strengths(made)
    assert claims and all(claim.sentence.of(text) in whole for claim in claims)
    part = made.proposal.parts[1]
    wide = replace(claims[0].evidence, start=part.start, end=part.end, points=90.0)
    criteria = {key: replace(c, evidence=(wide,)) for key, c in made.quality.criteria.items()}
    assert not view.strengths(replace(made, quality=replace(made.quality, criteria=criteria)))


def test_points_for_a_title_outside_the_text_show_the_title_and_praise_no_sentence():
    """A table keeps titles in a column: their evidence has an empty span, which is not the text's first sentence."""
    made = assessment()
    titled = replace(view.strengths(made)[0].evidence, start=0, end=0, points=90.0)
    assert view.rested_on(made, titled) == f"（案由：{made.proposal.title}）"
    criteria = {key: replace(c, evidence=(titled,)) for key, c in made.quality.criteria.items()}
    assert not view.strengths(replace(made, quality=replace(made.quality, criteria=criteria)))


def test_a_sentence_that_the_advice_wants_changed_is_never_praised():
    made = assessment()
    words = view.strengths(made)[0].sentence.of(made.proposal.text)
    left = view.strengths(with_advice_on(made, words[3:9]))
    assert words not in {claim.sentence.of(made.proposal.text) for claim in left}


def test_what_is_said_to_be_missing_is_not_praised_elsewhere():
    made = assessment()
    praised = view.strengths(made)[0].evidence.indicator
    advice = (replace(made.quality.advice[1], indicator=praised),)
    left = view.strengths(replace(made, quality=replace(made.quality, advice=advice)))
    assert praised not in {claim.evidence.indicator for claim in left}


def test_what_the_advice_asks_for_is_not_said_to_be_missing_again():
    made = with_advice_on(assessment(), "管护主体")
    messages = [message for _, message in view.gaps(made)]
    assert made.quality.advice[0].message not in messages and "写明样本量" in messages


def test_the_scope_is_a_statement_about_what_was_compared():
    assert view.scope_line(Scope(3, (2024, 2024))) == "已与 3 件、年份 2024 的提案比对；未与外部网络比对。"
    assert view.scope_line(Scope(3, None)) == "已与 3 件提案比对；未与外部网络比对。"


def test_a_failure_names_its_file_once():
    assert view.failure_line(Failure("a.docx", "a.docx：已损坏")) == "a.docx：已损坏"
    assert view.failure_line(Failure("a.docx", "已损坏")) == "a.docx：已损坏"


def test_attention_needs_a_reason():
    assert not view.attention(assessment(proposal(), total=80, hard=False)).needed
    assert view.attention(assessment(proposal(), total=50)).reasons == ("结构不完整", "评分偏低")


def test_what_is_equal_stands_in_the_order_in_which_a_person_counts():
    """Proposals by attention, and pairs by probability."""
    ten, nine, one = (assessment(proposal(id)) for id in ("10", "9", "1"))
    assert [each.proposal.id for each in view.by_attention([ten, nine, one])] == ["1", "9", "10"]
    pairs = [pair(one.proposal, ten.proposal), pair(one.proposal, nine.proposal)]
    assert [each.b for each in view.ordered_pairs(pairs)] == ["9", "10"]


def no_proposal(**changes):
    made = assessment(proposal(**changes), total=20, hard=False)
    return replace(made, quality=replace(made.quality, genre="新闻报道"))


def test_what_is_no_proposal_wants_attention_for_just_that():
    """A news item among proposals is told as one, and not as a proposal that scores low."""
    assert view.attention(no_proposal()).reasons == ("像新闻报道，不像提案",)


def test_statistics_speak_of_proposals_unless_there_is_none():
    own, other = assessment(proposal()), no_proposal(id="2")
    assert view.counted([own, other]) == [own]
    assert view.counted([other]) == [other]
