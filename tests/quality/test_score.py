"""Scores follow what sentences say: padding earns nothing, evidence names its sentence, gaps are honest."""

from __future__ import annotations

from importlib import resources

import pytest

from analyzer.analysis import Analyzer
from analyzer.assessment import CriterionKey, Quality
from analyzer.errors import ConfigurationError
from analyzer.quality import with_percentiles
from analyzer.quality.indicators import load_indicators
from analyzer.rules import load_rules
from analyzer.settings import Settings

STRONG = """关于在老旧小区集中充电棚加装喷淋的建议
2025年9月至11月，我们走访城东12个社区，发放问卷600份，收回547份，62%的住户把电动自行车推进楼道充电。
清河里小区2024年两次因电池起火疏散四十多名老人。
原因在于充电棚由物业代建，《物业管理办法》没有写明消防设施由谁出钱，物业按面积收费，加装喷淋的钱没有来源。
为此建议：
一、由市住建局牵头，会同消防救援支队在2026年底前为全市210处充电棚加装喷淋，每处约1.5万元，从专项维修资金列支。
二、由市发改委把充电服务费中的一成划入维护账户，每季度在政府网站公布收支。
三、先在城东两个街道试行一年，由第三方评估火情变化后再推开。
"""
EMPTY = """关于进一步加强有关工作的建议
近年来，各级各部门高度重视，取得了显著成效，具有十分重要的意义。
但也存在重视不够、机制不健全、力度不大等问题。
建议：
一、提高认识，加强领导。
二、完善机制，形成合力。
三、加大宣传，营造氛围。
"""
SLOGANS = "要进一步提高站位，统一思想，加强领导，完善机制，形成合力，营造良好氛围。\n" * 15


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def quality(analyzer: Analyzer, text: str) -> Quality:
    return analyzer.check(text).quality


SIGNED = """关于疏导文昌路交通的建议
校门口早高峰半个钟头有四百多辆电动车经过，交警只有一个。
上个月18号，一名学生被逆行的电动车刮倒，缝了七针。
建议请交警部门在早晚高峰设临时单行线。
"""


def test_a_signature_and_its_date_earn_nothing(analyzer: Analyzer) -> None:
    """The date below a letter is no date of research: it earned six points, and was shown as their evidence."""
    signed = analyzer.check(f"{SIGNED}此致\n敬礼！\n周淑芬\n2025年3月12日\n")
    body = signed.proposal.body
    evidence = [line for criterion in signed.quality.criteria.values() for line in criterion.evidence]
    assert evidence and all(line.start < body.end for line in evidence)
    assert signed.quality.total == pytest.approx(quality(analyzer, SIGNED).total, abs=1)


NURSERIES = """关于加快社区托育服务的建议
我市3岁以下婴幼儿约9.8万人，入托率只有6.2%，低于全省平均8.9%的水平。
今年4月，市妇联对5个街道的412个家庭做了问卷，63%的家庭有送托意愿。
建议由市卫健委牵头，在2026年底前完成新建小区托育用房移交清理。
"""


def test_a_sample_named_before_the_method_is_not_told_to_be_missing(analyzer: Analyzer) -> None:
    """对412个家庭做了问卷 says how many were asked as well as 问卷调查了412个家庭."""
    missing = quality(analyzer, NURSERIES).criteria[CriterionKey.RESEARCH_DEPTH].missing
    assert "rd_method" not in [gap.indicator for gap in missing]


@pytest.mark.parametrize("title", ["", "关于疏导文昌路交通的建议\n", "缓解文昌路校门口拥堵\n"])
def test_the_first_words_of_a_text_are_no_title_to_be_praised(analyzer: Analyzer, title: str) -> None:
    """A draft without a title is told so, once; it was praised for the 案由 that the program had cut from its text."""
    criteria = quality(analyzer, title + SIGNED.partition("\n")[2]).criteria
    shown = [line.indicator for line in criteria[CriterionKey.TOPIC_SIGNIFICANCE].evidence]
    gaps = {gap.indicator for criterion in criteria.values() for gap in criterion.missing}
    assert ("ts_named" in shown) == (title != "")
    assert gaps & {"ts_named", "fm_title"} == (
        {"ts_named"} if not title else set() if "关于" in title else {"fm_title"}
    )


COPIED = """关于构建区域健康服务体系的建议
一、基本情况
随着人口老龄化发展，健康服务需求呈现多样化、多层次的特点，构建服务体系具有重要意义。
二、存在问题
随着人口老龄化发展，健康服务需求呈现多样化、多层次的特点，构建服务体系具有重要意义。
三、建议
（一）由市卫健委在2026年底前为12个街道各配两名全科医生，经费由市财政列支。
（二）由市医保局每季度公布一次各院转诊人次。
"""


def test_a_part_that_copies_or_says_nothing_is_not_shown_as_one(analyzer):
    shown = {e.indicator for criterion in quality(analyzer, COPIED).criteria.values() for e in criterion.evidence}
    assert not shown & {"fm_parts", "fm_balance", "rd_part", "pa_part"}
    assert {"fm_parts", "fm_balance"} <= {e.indicator for e in quality(analyzer, STRONG).criteria["form"].evidence}


TOLD_WHY = """关于打通柳荫路北段的建议
柳荫路全长3.1公里，2017年南段通车，北段380米至今没有接上环城路。2025年11月我又去看了一次，围挡还在，只拆了两户。
为什么断了八年？我查了答复件，也问了街道，症结有两个：一是剩下的9户里有3户是原农机厂的职工住房，没有产权证，拆迁政策套不上；二是管线迁改的1500万元在市区两级之间没有谈拢，2025年度的预算里没有这笔钱。
建议：
1.由市住建局会同市自然资源局对3户无证住房按公房置换办理，2026年6月底前签约。
2.由市财政局与区里按五五分担管线迁改费，年底前先通双向两车道。
"""


def test_an_analysis_without_a_heading_that_says_why_is_not_told_to_be_missing(analyzer):
    assessed = quality(analyzer, TOLD_WHY)
    missing = {gap.indicator for criterion in assessed.criteria.values() for gap in criterion.missing}
    assert not missing & {"pa_part", "fm_parts"}
    unexplained = TOLD_WHY.split("为什么")[0] + TOLD_WHY[TOLD_WHY.index("建议：") :]
    criteria = quality(analyzer, unexplained).criteria
    assert "pa_part" in {gap.indicator for gap in criteria["problem_analysis"].missing}


def test_a_text_over_the_limit_is_not_said_to_be_of_the_right_length(analyzer):
    long = STRONG + "走访的小区中有三个没有车棚。" * 110
    assessment = analyzer.check(long)
    form = assessment.quality.criteria["form"]
    assert "fm_length" not in {e.indicator for e in form.evidence}
    (gap,) = [gap.message for gap in form.missing if gap.indicator == "fm_length"]
    assert f"正文{assessment.proposal.characters}字" in gap and "1500字以内" in gap


def test_suggestions_to_nobody_in_particular_are_told_so(analyzer):
    asks = "".join(f"{n}、建议相关部门{what}。\n" for n, what in ((1, "清理楼道"), (2, "增设车棚"), (3, "公布电价")))
    gaps = (
        quality(analyzer, f"关于规范充电的建议\n居民在楼道充电，三年起火41次。\n建议：\n{asks}")
        .criteria["feasibility"]
        .missing
    )
    assert any("有关部门" in gap.message for gap in gaps)


def test_short_and_concrete_beats_empty_on_every_criterion_that_readers_judge(analyzer):
    strong, empty = quality(analyzer, STRONG), quality(analyzer, EMPTY)
    assert strong.total > empty.total + 25
    for key in (CriterionKey.RESEARCH_DEPTH, CriterionKey.PROBLEM_ANALYSIS, CriterionKey.FEASIBILITY):
        assert strong.criteria[key].score > empty.criteria[key].score + 15


@pytest.mark.parametrize("base", [STRONG, EMPTY])
def test_padding_with_slogans_does_not_raise_the_score(analyzer, base):
    assert quality(analyzer, base + SLOGANS).total <= quality(analyzer, base).total + 4


def test_a_list_of_law_titles_does_not_raise_the_score_noticeably(analyzer):
    titles = "《环境保护法》《水法》《森林法》《土地管理法》《城乡规划法》《消防法》《物业管理条例》。\n"
    head, rest = EMPTY.split("\n", 1)
    assert quality(analyzer, f"{head}\n{titles * 3}{rest}").total <= quality(analyzer, EMPTY).total + 5


def test_repeating_a_sentence_does_not_raise_the_score(analyzer):
    finding = "62%的住户把电动自行车推进楼道充电。"
    once = EMPTY.replace("但也存在", f"走访547户，{finding}但也存在")
    assert quality(analyzer, once.replace(finding, finding * 4)).total <= quality(analyzer, once).total + 2


CONCRETE = """关于改善中小学校门口接送秩序的建议
2025年9月至11月，我和两位委员在9所学校门口蹲点计时，放学前后平均车速只有6.3公里/小时，一辆公交车通过280米用了17分钟。
问题在于：9所学校中只有2所门前设有接送车位，家长只能占用公交站和非机动车道，去年发生剐蹭41起，两名学生受伤。
交警、城管、学校各管一段，因为《城市道路管理办法》没有写明由谁处置校门口的临时停车。
与邻近的清河市相比，该市2024年为每所学校划定限时车位后，同一时段车速提高了一倍，值得借鉴。
建议由市公安局交警支队会同市城管局，2026年底前为30所学校各划定不少于20个限时10分钟的车位，费用列入市级财政预算。
"""


def missing(made: Quality) -> set[str]:
    return {gap.indicator for criterion in made.criteria.values() for gap in criterion.missing}


def test_what_stands_in_the_text_is_never_said_to_be_missing(analyzer):
    there = {"rd_method", "rd_finding", "rd_figure", "rd_compare", "rd_basis", "ts_policy"}
    there |= {"pa_problem", "pa_cause", "pa_consequence", "fs_actor", "fs_terms"}
    made = quality(analyzer, CONCRETE)
    assert not there & missing(made)
    assert not there & {advice.indicator for advice in made.advice}
    assert {"rd_method", "rd_figure", "pa_problem", "fs_actor"} <= missing(quality(analyzer, EMPTY))


@pytest.mark.parametrize("text", [STRONG, EMPTY, CONCRETE])
def test_advice_that_is_followed_raises_the_total_by_what_it_promises(analyzer, text):
    examples = {row["id"]: row["good"] for row in load_rules("quality")["indicator"] if not row.get("document")}
    before = analyzer.check(text)
    for advice in before.quality.advice:
        if advice.indicator in examples and advice.end is not None:
            draft = before.proposal.text
            after = quality(analyzer, f"{draft[: advice.end]}{examples[advice.indicator]}{draft[advice.end :]}")
            assert after.total >= before.quality.total + advice.gain / 2


def test_advice_points_at_different_whole_sentences(analyzer):
    draft = EMPTY.replace("但也存在", "情况如下：\n项目 数量\n甲 3\n但也存在")
    assessment = analyzer.check(draft)
    text = assessment.proposal.text
    places = [text[a.start : a.end].strip() for a in assessment.quality.advice if a.start is not None]
    assert len(places) >= 2 and len(set(places)) == len(places)
    assert all(place.endswith("。") for place in places)


def test_every_point_names_a_sentence_of_the_text(analyzer):
    assessment = analyzer.check(STRONG)
    text = assessment.proposal.text
    evidence = [item for criterion in assessment.quality.criteria.values() for item in criterion.evidence]
    assert any("547份" in text[item.start : item.end] for item in evidence)
    assert all(0 <= item.start <= item.end <= len(text) for item in evidence)


@pytest.mark.parametrize(
    "text", ["三句话。没有建议。也没有问题。", "建议：\n一、修路。", "甲" * 30_000, "Hello world. 123"]
)
def test_odd_texts_get_a_score_and_no_exception(analyzer, text):
    assert 0 <= quality(analyzer, text).total <= 100


def test_a_work_report_is_said_to_be_no_proposal(analyzer):
    note = quality(analyzer, "2024年提案办理工作总结\n现将有关情况汇报如下。一年来，共办理提案三百件。").note
    assert "不像提案" in note


def test_percentiles_need_ten_texts_and_share_ties(analyzer):
    one = quality(analyzer, EMPTY)
    assert with_percentiles([one] * 9)[0].percentile is None
    assert with_percentiles([one] * 10)[0].percentile == 50.0


SHELL = """关于加强有关工作的建议
一、基本情况
二、存在问题
三、原因分析
四、意见建议
"""


def test_headings_without_a_body_earn_almost_nothing(analyzer):
    made = quality(analyzer, SHELL)
    for key in CriterionKey:
        if key is not CriterionKey.FORM:
            assert made.criteria[key].score <= 20


ONE_LINE_ITEMS = """关于在电池充电棚加装喷淋的建议
我们走访12个社区，充电棚起火两次。
建议：
1.由市住建局牵头，2026年底前为210处充电棚加装喷淋。
2.由市发改委把充电服务费的一成划入维护账户，每季度公布。
3.先在城东两个街道试行一年，由第三方评估后再推开。
"""


def test_suggestions_of_one_line_each_count_as_suggestions(analyzer):
    made = quality(analyzer, ONE_LINE_ITEMS)
    assert made.criteria[CriterionKey.FEASIBILITY].score > 60
    named = {(e.start, e.end) for e in made.criteria[CriterionKey.FEASIBILITY].evidence}
    text = analyzer.check(ONE_LINE_ITEMS).proposal.text
    assert any(text[start:end].startswith("1.由市住建局") for start, end in named)


ONE_PROBLEM = """关于增设过街天桥的建议
胜利路双向八车道，两个路口相距900米，居民横穿马路去菜场，去年发生事故7起。
问题在于两个路口之间没有任何过街设施，老人走一趟要绕行二十分钟。
建议由市交通局在菜场门口建一座带电梯的天桥，2027年开工。
"""


def test_a_single_problem_is_neither_unanswered_nor_badly_ordered(analyzer):
    assert not {"fs_coverage", "pa_order"} & missing(quality(analyzer, ONE_PROBLEM))


def test_evidence_and_gap_never_speak_of_the_same_indicator(analyzer):
    for text in (STRONG, CONCRETE, ONE_PROBLEM, ONE_LINE_ITEMS):
        for key, criterion in quality(analyzer, text).criteria.items():
            if key is CriterionKey.FORM:
                continue  # a form can be right in part
            whole = {item.indicator for item in criterion.evidence if item.points >= 3}
            assert not whole & {gap.indicator for gap in criterion.missing}


def test_each_sentence_is_shown_once_for_a_criterion_and_only_the_best_are(analyzer):
    long = STRONG + "\n".join(
        f"{number}、由市交通局在2027年底前为{number}个路口各装一处红绿灯，费用列入市级财政预算。"
        for number in range(4, 16)
    )
    for text in (STRONG, CONCRETE, ONE_PROBLEM, long):
        made = quality(analyzer, text)
        for key, criterion in made.criteria.items():
            if key is CriterionKey.FORM:
                continue
            of_text = {i.id for i in load_indicators() if i.document}
            places = [(e.start, e.end) for e in criterion.evidence if e.indicator not in of_text]
            assert len(places) == len(set(places)) <= 5


def test_no_more_is_shown_than_was_earned(analyzer):
    for text in (STRONG, CONCRETE):
        for criterion in quality(analyzer, text).criteria.values():
            assert sum(item.points for item in criterion.evidence) <= criterion.score + 1


@pytest.mark.parametrize("empty", ["提高站位", "具有十分重要的意义"])
def test_what_bears_nothing_out_is_shown_for_nothing(analyzer, empty):
    """A slogan is no evidence, whatever its text earns elsewhere."""
    opening = "解决好这一问题具有十分重要的意义，事关大局，影响深远。\n"
    assessment = analyzer.check(STRONG.replace("2025年9月", f"{opening}2025年9月") + SLOGANS)
    text, whole = assessment.proposal.text, {i.id for i in load_indicators() if i.document}
    shown = [e for c in assessment.quality.criteria.values() for e in c.evidence if e.indicator not in whole]
    assert shown
    assert not any(empty in text[item.start : item.end] for item in shown)


def test_what_a_check_doubts_is_no_evidence(analyzer):
    doubtful = STRONG.replace("2025年9月至11月，我们走访城东12个社区，发放问卷600份，收回547份，62%", "据统计，62%")
    assessment = analyzer.check(doubtful)
    (finding,) = [f for f in assessment.findings if f.check == "unverifiable_data"]
    shown = [(e.start, e.end) for c in assessment.quality.criteria.values() for e in c.evidence]
    assert (finding.start, finding.end) not in shown


def test_a_matter_that_is_hardly_public_signifies_less(analyzer):
    private = STRONG.replace("三、先在", "三、我家店门口的充电棚请优先给我家装上，费用请有关部门替我承担。\n四、先在")
    assessment = analyzer.check(private)
    assert "personal_matter" in {finding.check for finding in assessment.findings}
    significance = CriterionKey.TOPIC_SIGNIFICANCE
    public = quality(analyzer, STRONG).criteria[significance].score
    assert assessment.quality.criteria[significance].score < public - 5


def test_what_a_check_doubts_earns_nothing():
    city = Analyzer(Settings(level="市", place="江苏省南通市"))
    asks = "由市税务局把增值税税率下调三个百分点，2026年底前退税。", "由市住建局检查全部充电桩，2026年底前整改。"
    national, local = (city.check(f"{STRONG.rstrip()}\n四、{ask}\n") for ask in asks)
    assert "beyond_authority" in {f.check for f in national.findings} - {f.check for f in local.findings}
    assert national.quality.criteria["feasibility"].score < local.quality.criteria["feasibility"].score - 3


NO_SUGGESTIONS = """关于老旧小区充电安全的建议
2025年9月至11月，我们走访城东12个社区，发放问卷600份，收回547份，62%的住户把电动自行车推进楼道充电。
清河里小区2024年两次因电池起火疏散四十多名老人。
原因在于充电棚由物业代建，物业按面积收费，加装喷淋的钱没有来源。
"""


def test_who_suggests_nothing_is_told_that_alone(analyzer):
    """Not that the suggestions, of which there are none, are empty, name nobody and set no date."""
    told = {gap for gap in missing(quality(analyzer, NO_SUGGESTIONS)) if gap.startswith("fs_")}
    assert told == {"fs_part"}


def test_empty_causes_hardly_raise_the_analysis(analyzer):
    causes = "主要原因是重视程度不够，认识不到位。\n究其原因，在于机制不健全，力度不够大。\n"
    causes += "由于种种原因，问题长期得不到解决。\n"
    padded = CONCRETE.replace("建议由市公安局", causes + "建议由市公安局")
    key = CriterionKey.PROBLEM_ANALYSIS
    assert quality(analyzer, padded).criteria[key].score <= quality(analyzer, CONCRETE).criteria[key].score + 5


VAGUE_ASKS = """关于加快民办教育发展的建议
一、情况
我市现有民办学校62所，在校生4.1万人（市教育局2025年统计）。
二、问题
民办学校的教师流动大，去年有213人离职，家长意见集中。
三、建议
（一）深化改革，营造发展的良好环境。
（二）加大投入，创新方式和种类。
（三）提高认识，推动队伍建设再上台阶。
"""


def test_slogans_are_told_first_that_they_are_slogans(analyzer):
    advice = quality(analyzer, VAGUE_ASKS).advice
    assert next(a.indicator for a in advice if a.criterion is CriterionKey.FEASIBILITY) == "fs_measure"


def test_one_body_among_many_suggestions_is_not_enough(analyzer):
    named = "（一）由市教育局在2026年6月底前核定每所学校的收费标准并公布。\n"
    others = "".join(
        f"（{n}）对{what}的学校每年检查两次，结果张榜公布。\n" for n, what in zip("二三四", "新大老", strict=True)
    )
    made = quality(analyzer, VAGUE_ASKS[: VAGUE_ASKS.index("（一）深化")] + named + others)
    (gap,) = [m.message for m in made.criteria[CriterionKey.FEASIBILITY].missing if m.indicator == "fs_actor"]
    assert gap.startswith("多数建议没有责任主体")


def test_where_no_suggestion_has_a_body_not_most_but_all_are_told(analyzer):
    nobody = "一、多宣传。\n二、多检查。\n三、多种树。\n"
    made = quality(analyzer, VAGUE_ASKS[: VAGUE_ASKS.index("（一）深化")] + nobody)
    (gap,) = [m.message for m in made.criteria[CriterionKey.FEASIBILITY].missing if m.indicator == "fs_actor"]
    assert gap.startswith("没有写明责任主体")


def test_suggestions_without_a_body_are_told_though_it_earns_little(analyzer):
    """Who is to act comes first in handling, and readers would have the author begin with it."""
    text = """去年9月我们走访了12个村，入户86户，发现路灯坏了一半，夜里两起摔伤都在黑路上。
一、问题
（一）灯坏了没人修。12个村报修后平均等了47天。
（二）电费没着落。7个村停灯省电，占58%。
二、建议
（一）三年内把坏灯全部换成太阳能灯，每村每年换30盏，先换学校和诊所门口的。
（二）每盏灯编号贴码，扫码报修，七天修好，逾期在村务栏公开。
（三）电费按每盏每年60元列入预算，年底按亮灯率结算。"""
    advice = quality(analyzer, text).advice
    assert advice[0].indicator == "fs_actor"


EXAMPLES = [row for row in load_rules("quality")["indicator"] if not row.get("document") and row["criterion"] != "form"]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["id"])
def test_the_good_example_of_an_indicator_earns_more_than_the_bad_one(analyzer, row):
    """What `analyzer explain` shows as earning does."""
    frame = (
        "关于在电池充电棚加装喷淋的建议\n一、情况\n充电棚起火两次。\n二、问题\n喷淋没有人装。\n三、建议\n加装喷淋。\n"
    )
    headings = dict.fromkeys(("topic_significance", "research_depth"), "一、情况\n") | {
        "problem_analysis": "二、问题\n"
    }
    heading = headings.get(row["criterion"], "三、建议\n")
    key = CriterionKey(row["criterion"])
    good, bad = (
        quality(analyzer, frame.replace(heading, f"{heading}{row[worth]}\n")).criteria[key].score
        for worth in ("good", "bad")
    )
    assert good > bad


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("scorecard", "[points]\n", "scorecard.toml：分值不能为负，也不能全部为零"),
        ("scorecard", "[points]\nts_polcy = 9.0\n", "scorecard.toml：没有“ts_polcy”这项指标。是不是 ts_policy？"),
        ("scorecard", '[points]\nts_policy = "多"\n', "scorecard.toml：规则文件里有的值类型不对"),
        ("quality", "indicator = []\n", "quality.toml：一项 [[indicator]] 都没有"),
        ("quality", "[[criterion]]\nkey = 'form'\n", "quality.toml：规则文件缺少 name"),
        ("quality", "[telling]\n", "quality.toml：规则文件缺少 criterion"),
    ],
)
def test_rules_by_which_nothing_would_be_earned_are_told(tmp_path, name, text, says):
    shipped = resources.files("analyzer.rules").joinpath("quality.toml").read_text(encoding="utf-8")
    if text.startswith("indicator"):
        text += shipped[: shipped.index("[[indicator]]")]
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        Analyzer(Settings(rules_dir=tmp_path)).check(EMPTY)
    assert str(caught.value).startswith(says)


def test_an_indicator_may_be_taken_out_though_the_card_has_points_for_it(tmp_path):
    rules = resources.files("analyzer.rules").joinpath("quality.toml").read_text(encoding="utf-8")
    rows = rules.split("[[indicator]]")
    kept = [row for row in rows if 'id = "fm_length"' not in row]
    assert len(kept) == len(rows) - 1
    (tmp_path / "quality.toml").write_text("[[indicator]]".join(kept), encoding="utf-8")
    assert Analyzer(Settings(rules_dir=tmp_path)).check(STRONG).quality.total > 0
