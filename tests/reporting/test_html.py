"""The pages are self-contained, escape everything, link claims and text both ways, and stay small."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from analyzer.assessment import Scope
from analyzer.proposal import Source, Span
from analyzer.reporting import html
from analyzer.reporting.html import check_page, session_page
from analyzer.reporting.marks import Mark, segments
from tests.reporting.factories import LINES, FakeSession, archived_session, assessment, proposal, session


class Page(HTMLParser):
    """Ids, links and tags of a page; fails on tags that do not nest."""

    void = ("meta", "link", "input", "br", "line", "rect")

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.open, self.attributes = [], [], [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.links.append(values["href"])
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open.pop() == tag


def pages():
    made = session()
    return [check_page(made.assessments[0]), "".join(session_page(made))]


def test_what_is_grave_is_told_before_all_advice():
    """A member who mends the score first has mended the wrong thing."""
    page = check_page(assessment())
    grave = "审查提示中有 1 条重点，请先核查：结构不完整"
    assert page.index(grave) < page.index("建议先改这几处")
    assert "请先核查" not in check_page(assessment(findings=()))


@pytest.mark.parametrize("text", pages(), ids=["check", "session"])
def test_every_link_leads_to_a_unique_place_of_the_same_page(text):
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)


@pytest.mark.parametrize("text", pages(), ids=["check", "session"])
def test_no_outside_address_is_ever_loaded(text):
    page = Page(text)
    assert not re.search(r"https?://|@import|url\(|//cdn", text)
    assert not any(name in {"src", "srcset", "action"} for name, _ in page.attributes)
    assert "default-src 'none'" in text and 'lang="zh-CN"' in text and "@media print" in text


def test_evidence_and_text_link_both_ways():
    text = check_page(assessment())
    assert re.search(r'href="#t-e0".{0,200}走访江州市', text, re.S)
    assert re.search(r'id="t-e0"></span><a class="m e" href="#e0"[^>]*>2025年3月至5月', text)


def test_markup_in_a_proposal_stays_text():
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'关于测试"
    made = replace(proposal(id='"><script>', lines=(hostile, *LINES[1:])), proposer=hostile, sector=hostile)
    one = assessment(made)
    other = replace(one, proposal=replace(made, id="</style>{{7*7}}"))
    for text in (check_page(one), "".join(session_page(FakeSession((one, other), run={hostile: hostile})))):
        page = Page(text)
        assert page.tags.count("script") == 1 and "img" not in page.tags
        assert not any(name.startswith("on") for name, _ in page.attributes)
        assert "{{7*7}}" in text or one.proposal.id == '"><script>'


def test_ids_stand_in_every_list_of_the_session_and_never_run_into_the_next_column():
    long = "提案009_施某某_关于加强机关单位移动办公保密管理的建议"
    made = session()
    first = made.assessments[0]
    renamed = replace(first, proposal=replace(first.proposal, id=long), findings=first.findings)
    pairs = tuple(replace(pair, a=long if pair.a == first.proposal.id else pair.a) for pair in made.pairs)
    text = "".join(session_page(replace(made, assessments=(renamed, *made.assessments[1:]), pairs=pairs)))
    assert re.search(rf'<td class="id"><a href="#n\d+">{long}</a></td>', text)
    assert re.search(rf'<div class="sides">\s*<div><b><a href="#n\d+">{long}</a></b>', text)
    assert "td.id" in text and "overflow-wrap: anywhere" in text and 'class="nowrap"' not in text


def test_overlapping_claims_are_cut_into_segments_that_spell_the_text():
    text = "甲乙丙丁戊己庚"
    marks = [Mark("e0", "e", "依据", 1, 5), Mark("f0", "h", "提示", 3, 6), Mark("e1", "e", "依据", 1, 2)]
    made = segments(text, marks, [Span(6, 7)])
    assert "".join(segment.text for segment in made) == text
    assert [(s.text, [m.key for m in s.marks]) for s in made] == [
        ("甲", []), ("乙", ["e1", "e0"]), ("丙", ["e0"]), ("丁戊", ["f0", "e0"]), ("己", ["f0"]), ("庚", [])
    ]  # fmt: skip
    assert [s.starts for s in made if s.starts] == [("e0", "e1"), ("f0",)] and made[-1].private


def test_names_can_be_hidden_in_fields_and_in_the_header_of_the_text():
    text = check_page(assessment())
    hidden = re.findall(r'<span class="who">(.*?)</span>', text, re.S)
    assert "林知远" in hidden and any("联系电话" in part for part in hidden)


def names_left(page, name):
    """Text outside of what is hidden that says the name, or more than its surname."""
    shown = re.sub(r'<span class="who">.*?</span>', "", page, flags=re.S)
    return [text for text in re.findall(r">([^<]*)", shown) if name[1:] in text]


def test_names_can_be_hidden_wherever_they_are_quoted():
    """In the title of a file, in excerpts that begin or end within a name, under marks, in names set with spaces."""
    lines = (LINES[0], "提案人：林知远", *LINES[2:6], "林知远和苗 青走访时听到的“先用后付”<值得一试>。", *LINES[6:])
    made = session(4, lines, "林知远\n一、基本情况")
    first = made.assessments[0]
    renamed = replace(
        first.proposal, source=Source("林知远 加装电梯.docx", "docx"), fields={"co_proposers": "苗青等3人"}
    )
    (passage,) = made.pairs[0].passages
    within = replace(
        made.pairs[0], passages=(replace(passage, start=passage.start + 1, other_start=passage.start + 1),)
    )
    finding = replace(first.findings[0], start=renamed.text.index("知远和"), end=renamed.text.index("走访时"))
    evidence = replace(first, proposal=renamed, findings=(finding,))
    page = "".join(session_page(replace(made, assessments=(evidence, *made.assessments[1:]), pairs=(within,))))
    Page(page)
    assert not names_left(page, "林知远") and not names_left(page, "苗青") and ">苗 青</span>" in page
    assert "&lt;值得一试&gt;" in page
    assert not names_left(check_page(evidence), "林知远")


def test_pairs_show_both_sides_and_the_cap_is_stated(monkeypatch):
    monkeypatch.setattr(html, "PAIRS_SHOWN", 1)
    text = "".join(session_page(session()))
    assert "疑似重复 2 对" in text and "列出并案参考值最高的 1 对" in text
    assert text.count("<mark>") == 2 and "对应的建议" in text and "各自另有的建议" in text


def test_a_large_session_stays_within_its_budget_and_says_what_it_left_out(monkeypatch):
    monkeypatch.setattr(html, "CARD_BYTES", 40_000)
    monkeypatch.setattr(html, "TEXT_BYTES", 60_000)
    text = "".join(session_page(session(200)))
    Page(text)
    assert re.search(r"其余 \d+ 件见 report.xlsx", text) and re.search(r"的 \d+ 件附全文", text)
    assert len(text.encode()) < 1_500_000


def test_the_scope_and_the_limits_of_the_score_are_on_every_page():
    for text in pages():
        assert "未与外部网络比对" in text and "不代替人工审查" in text and "不是处理结论" in text
        assert "抄袭" not in text


def test_duplicates_alone_are_a_page_without_scores():
    made = session()
    text = "".join(session_page(FakeSession((), made.pairs, made.groups, (), made.run)))
    Page(text)
    assert "提案查重报告" in text and "提案表" not in text and "同题同建议" in text


def test_a_page_of_duplicates_says_how_much_of_the_archive_was_compared_with():
    made = replace(session(), assessments=())
    assert "仅在本批提案之间比对" in "".join(session_page(made))
    page = "".join(session_page(replace(made, archived=Scope(300, (2019, 2023)))))
    assert "并与历年提案库的 300 件、年份 2019–2023 的提案比对" in page and "仅在本批" not in page


def test_a_report_tells_what_the_archive_holds_and_merges_nothing_with_it():
    """An archived proposal is closed: its answer is to be read, and it counts as no merge."""
    made = archived_session()
    page = "".join(session_page(made))
    assert "库中相近的以往提案 1 件次" in page and "2021，四届二次会议" in page
    assert "办理结果：立案（B）；答复：已列入年度计划" in page
    assert "重复参考值 93%，曾提过，请看当时的办理和答复" in page
    only = replace(made.assessments[0], similar=made.assessments[0].similar[:1])
    alone = "".join(session_page(replace(made, assessments=(only,), pairs=(), groups=())))
    assert "建议核查并案" not in alone and "可能与" not in alone and '<span class="tag">库中曾提过 1 件</span>' in alone


@pytest.mark.parametrize("made", [check_page(assessment()), "".join(session_page(session()))])
def test_a_page_has_one_heading_of_the_first_level(made):
    """A screen reader is told what the page is."""
    assert Page(made).tags.count("h1") == 1


def test_names_in_the_notes_of_a_run_can_be_hidden_too():
    """A note names files, and files are named after who wrote them."""
    made = session(2)
    note = "会议/林知远.docx：与 会议/林知远 (1).docx 内容完全相同"
    text = "".join(session_page(replace(made, run={**made.run, "notes": [note]})))
    assert '会议/<span class="who">林知远</span>.docx：与 会议/<span class="who">林知远</span> (1).docx' in text


def test_what_was_compared_with_nothing_has_no_number_of_similar_ones():
    """0 件 would say that there are none."""
    alone = assessment(scope=Scope(0, None))
    assert "以前提过的相近提案</h2>" in check_page(alone) and "以前提过的相近提案 0 件</h2>" in check_page(assessment())


def test_what_is_no_proposal_is_listed_but_not_counted():
    """Mean and number of proposals leave a news item out; the table can be narrowed to it."""
    made = session()
    first, *rest = made.assessments
    page = "".join(html.session_page(made))
    other = replace(first, quality=replace(first.quality, genre="新闻报道", total=1.0))
    mixed = "".join(html.session_page(replace(made, assessments=(other, *rest))))
    assert "不像提案" not in page
    assert f"<b>{len(rest)} 件</b>" in mixed and "另有 1 件不像提案" in mixed
    assert "像新闻报道，不像提案" in mixed and '<option value="other">' in mixed
