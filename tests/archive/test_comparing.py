"""`check`, `screen` and `duplicates` with an archive: what was raised before, when, and what became of it."""

from dataclasses import replace

import pytest

from analyzer import Analyzer
from analyzer.archive import Archive
from analyzer.assessment import Relation, Scope, as_json
from analyzer.errors import ArchiveError
from analyzer.proposal import Document, Source
from analyzer.reporting.view import run_rows, total_line
from analyzer.settings import shown

TITLE = "关于为既有住宅加装电梯完善资金分担办法的提案"
TEXT = """一、存在问题
我市建成于2000年以前的多层住宅有1.2万个单元，多数没有电梯。据市住建局2022年统计，六十岁以上住户占四成，高层住户上下楼十分不便。
低层住户担心采光受影响而反对，资金分担没有统一标准，许多单元协商一年仍无结果。
二、工作建议
1.建议由市住建局牵头，在一年内出台分楼层的资金分担指导比例，供业主协商时采用。
2.建议由市财政局设立加装电梯补贴，每台补助十万元，对低收入家庭另行减免。
3.建议由街道组建协商议事会，配备律师和工程师，六十日内给出调解意见。
"""
OTHER = """一、存在问题
我市农村河道淤积严重，汛期排水不畅，近三年有二十七个村受涝。
二、工作建议
1.建议由市水利局制定三年清淤计划，优先安排受涝的村。
2.建议由乡镇落实河道保洁员，每周巡查一次。
"""


def document(id, year, text=TEXT, title=TITLE, **fields):
    fields = {"title": title, "year": str(year), "proposer": "王某", **fields}
    return Document(id, text, Source(f"{id}.docx", "docx"), fields)


@pytest.fixture(scope="module")
def analyzer():
    return Analyzer()


@pytest.fixture
def past(file, analyzer):
    sources = [
        document("0007", 2021, outcome="立案", mark="B", reply="已列入计划，待资金落实后实施。"),
        document("0008", 2022, OTHER, "关于农村河道清淤的提案", proposer="李某"),
    ]
    with Archive(file, create=True) as archive:
        archive.add(sources, analyzer)
    return file


def test_an_earlier_proposal_is_shown_with_its_year_outcome_and_reply(analyzer, past):
    assessment = analyzer.check(document("草稿", 2024), archive=past)
    (similar,) = assessment.similar
    assert (similar.id, similar.year, similar.outcome) == ("0007", 2021, "立案（B）")
    assert similar.reply == "已列入计划，待资金落实后实施。" and similar.relation is Relation.FOLLOW_UP
    assert (assessment.scope.compared_with, assessment.scope.years) == (2, (2021, 2022))
    record = as_json(assessment)["similar"][0]
    assert (record["year"], record["outcome"], record["reply"]) == (2021, "立案（B）", similar.reply)


def test_ones_own_earlier_proposal_is_followed_up_by_a_draft_that_names_no_year(analyzer, past):
    """The draft is taken for one of the current year; other proposers beside change nothing."""
    draft = Document("草稿", TEXT, Source("草稿.docx", "docx"), {"title": TITLE, "proposer": "王某、赵某"})
    (similar,) = analyzer.check(draft, archive=past).similar
    assert similar.relation is Relation.FOLLOW_UP and not similar.merge


def test_what_is_archived_already_is_not_its_own_duplicate(analyzer, past):
    assessment = analyzer.check(document("0007", 2021), archive=past)
    assert assessment.similar == () and assessment.scope.compared_with == 1
    # Under another number it is one: filed twice.
    assert analyzer.check(document("0009", 2021), archive=past).similar[0].id == "0007"


CORRECTED = TEXT.replace("补助十万元", "补助十二万元")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"title": "关于完善加装电梯资金分担办法的提案", "proposer": "王某、赵某"}, []),
        ({"proposer": ""}, []),
        ({"proposer": "赵某"}, ["0007"]),
        ({"proposer": "", "title": "关于既有住宅电梯的提案"}, ["0007"]),
    ],
)
def test_a_corrected_proposal_is_no_duplicate_of_its_archived_version(analyzer, past, fields, found):
    """Number, year and proposer make it the same one; without a proposer, the title. A clash is compared."""
    assessment = analyzer.check(document("0007", 2021, CORRECTED, **fields), archive=past)
    assert [similar.id for similar in assessment.similar] == found
    assert assessment.scope.compared_with == 1 + len(found)


def test_a_correction_without_a_year_is_known_from_one_archived_this_year(analyzer, past):
    this_year = analyzer.settings.date.year
    with Archive(past) as archive:
        archive.add([document("草稿", this_year)], analyzer)
    draft = Document("草稿", CORRECTED, Source("草稿.docx", "docx"), {"title": TITLE, "proposer": "王某"})
    assert [similar.id for similar in analyzer.check(draft, archive=past).similar] == ["0007"]


def test_a_number_of_another_session_is_no_correction(analyzer, file):
    """Where no year is known, 十三届三次 tells two proposals of one number apart, and names the archived one."""
    earlier = document("0007", "", session="政协澜州市十三届二次会议")
    with Archive(file, create=True) as archive:
        archive.add([earlier], analyzer)
        past = archive.archived(analyzer)
    assert past.names == ("0007（政协澜州市十三届二次会议档案）",)
    corrected, later = (document("0007", "", TEXT + "。", session=f"第十三届第{number}次") for number in "二三")
    assert not past.without([analyzer.parse(corrected)], 2026).entries
    assert len(past.without([analyzer.parse(later)], 2026).entries) == 1


def test_a_number_that_clashes_with_the_archive_stays_distinct(analyzer, past, tmp_path):
    """The session's 0007 is another proposal than the archive's 0007."""
    table = tmp_path / "会议.csv"
    rows = ["提案号,案由,提案人,年度,正文"]
    for id, title, text in (("0007", "关于农村河道清淤的提案", OTHER), ("0001", TITLE, TEXT)):
        rows.append(f'{id},{title},赵某,2024,"{text}"')
    table.write_text("\n".join(rows), encoding="utf-8")

    session = analyzer.screen([table], archive=past)
    assert [(s.id, s.year) for a in session.assessments for s in a.similar] == [("0008", 2022), ("0007", 2021)]
    assert session.pairs == () and session.assessments[0].scope.compared_with == 3

    found = analyzer.duplicates([table], archive=past)
    assert found.archived == session.archived == Scope(2, (2021, 2022))
    pairs = {(pair.a, pair.b) for pair in found.pairs}
    assert pairs == {("0007", "0008（2022年档案）"), ("0001", "0007（2021年档案）")}


def test_a_session_that_is_archived_already_is_not_found_twice(analyzer, past, tmp_path):
    sources = [document("0007", 2021), document("0010", 2021, proposer="李某")]
    with Archive(past) as archive:
        archive.add(sources, analyzer)
        (tmp_path / "a").mkdir()
        for source in sources:
            head = f"{TITLE}\n案号：{source.id}\n提案人：{source.fields['proposer']}\n年度：2021\n"
            (tmp_path / "a" / f"{source.id}.txt").write_text(head + TEXT, encoding="utf-8")
        stored = [analyzer.parse(d) for d in sources]
    rest = analyzer._archived(past, stored, _clock())
    assert [entry.id for entry in rest.entries] == ["0008"]


def _clock():
    from analyzer.clock import Clock

    return Clock(None)


def test_without_duplicates_nothing_is_said_of_comparing(analyzer, past, tmp_path):
    (tmp_path / "a.txt").write_text(f"{TITLE}\n{TEXT}", encoding="utf-8")
    session = analyzer.screen([tmp_path / "a.txt"], archive=past, duplicates=False)
    assert session.assessments[0].scope.compared_with == session.archived.compared_with == 0


def test_the_record_and_the_report_say_which_archive_was_compared_with(analyzer, past, tmp_path):
    (tmp_path / "a.txt").write_text(f"{TITLE}\n{TEXT}", encoding="utf-8")
    session = analyzer.screen([tmp_path / "a.txt"], archive=past)
    assert session.run["archive"] == {"database": str(past), "proposals": 2, "years": (2021, 2022)}
    rows = dict(run_rows(session))
    assert rows["历年提案库 · 文件或地址"] == str(past) and rows["历年提案库 · 提案"] == "2"
    assert rows["历年提案库 · 起止年份"] == "2021、2022"
    assert analyzer.duplicates([tmp_path / "a.txt"]).run["archive"] is None


@pytest.mark.parametrize("verb", ["screen", "duplicates", "topics"])
def test_a_wrong_archive_is_told_before_any_work(analyzer, tmp_path, verb):
    stages = []
    with pytest.raises(ArchiveError, match="没有这个提案档案"):
        getattr(analyzer, verb)(
            [tmp_path], archive=tmp_path / "没有.sqlite", progress=lambda name, *_: stages.append(name)
        )
    assert not stages


def test_a_password_in_the_archives_url_is_not_reported(analyzer, tmp_path):
    (tmp_path / "a.txt").write_text(f"{TITLE}\n{TEXT}", encoding="utf-8")
    settings = replace(analyzer.settings, archive="postgresql://office:geheim@db/archive")
    assert "geheim" not in shown(settings.archive) and "office" in shown(settings.archive)


def test_an_archived_proposal_was_raised_before_and_is_not_mergeable(analyzer, past, tmp_path):
    """It is closed, however alike: no merge is suggested in a check, a session or the pairs of `duplicates`."""
    copied = document("草稿", 2024, proposer="赵某")
    (similar,) = analyzer.check(copied, archive=past).similar
    assert similar.relation is Relation.NEAR_COPY and similar.archived
    assert (similar.merge, similar.mergeable, similar.raised_before) == (True, False, True)
    (tmp_path / "草稿.txt").write_text(f"{TITLE}\n提案人：赵某\n{TEXT}", encoding="utf-8")
    (pair,) = analyzer.duplicates(tmp_path, archive=past).pairs
    assert (pair.merge, pair.mergeable, pair.raised_before) == (True, False, True)
    ((seen,),) = (each.similar for each in analyzer.screen(tmp_path, archive=past).assessments)
    assert (seen.merge, seen.mergeable, seen.raised_before) == (True, False, True)


def test_a_percentile_says_that_it_is_among_archived_proposals(analyzer, file):
    """A single draft has no batch."""
    with Archive(file, create=True) as archive:
        archive.add([document(f"{number:04}", 2020, proposer=f"赵{number}") for number in range(12)], analyzer)
    quality = analyzer.check(document("草稿", 2024), archive=file).quality
    assert quality.percentile == 50.0 and total_line(analyzer.check(document("草稿", 2024), archive=file)).endswith(
        "高于库中 12 件提案的 50%"
    )
