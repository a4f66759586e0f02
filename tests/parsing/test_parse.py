"""Parsing: title, fields, parts and items from the forms in which proposals are written."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.parsing import parse
from analyzer.proposal import Document, PartKind, Proposal, Source
from analyzer.reading import read_text

WORDS = st.sampled_from(
    [
        *("一、", "（二）", "1.", "①", "**", "【", "】", "。", "；", "“", "”", "\n", "  ", "\xa0"),
        *("建议", "问题分析：", "存在问题", "案由：", "关于停车的提案", "提案人：张某", "2024年3月1日"),
        *("为此，", "但", "首先，", "停车难", "应当完善管理"),
    ]
)


def parsed(text: str, **fields: str) -> Proposal:
    return parse(Document("x", text, Source("x.txt", "txt"), fields))


def kinds(text: str, **fields: str) -> list[str]:
    return [part.kind.value for part in parsed(text, **fields).parts]


def items(proposal: Proposal) -> list[str]:
    return [span.of(proposal.text) for span in proposal.suggestions]


@settings(deadline=None)  # the first text loads the rules
@given(st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_parsed_and_tiled_by_parts_and_sentences(text):
    proposal = parsed(text)
    spans = list(dict.fromkeys(part.span for part in proposal.parts))
    for run in (spans, [sentence.span for sentence in proposal.sentences]):
        assert "".join(span.of(text) for span in run) == text
        assert all(left.end == right.start for left, right in pairwise(run))
    assert proposal.title
    for item in (*proposal.suggestions, *proposal.problems):
        assert proposal.body.contains(item)
        assert item.of(text).strip() == item.of(text) != ""


OFFICE_FORM = """案由：关于加强老旧小区停车管理的提案
提案人：张某　　界　别：经济界　　联系电话：12345
一、背景情况
近年来，机动车增长很快。
二、存在的问题
（一）泊位少。规划没有预留。
（二）管理乱。
三、建议
（一）建设停车楼。由市住建局负责。
（二）线下：完善收费，一是公示，二是核查。
提案人：张某
2024年3月1日
"""


def test_header_fields_are_read_and_left_out_of_the_body():
    proposal = parsed(OFFICE_FORM)
    assert proposal.title == "关于加强老旧小区停车管理的提案"
    assert (proposal.proposer, proposal.sector, proposal.year) == ("张某", "经济界", 2024)
    assert proposal.fields["contact"] == "12345"
    assert proposal.body.of(proposal.text).startswith("一、背景情况")
    assert proposal.body.of(proposal.text).rstrip().endswith("二是核查。")


def test_headings_give_the_parts_and_inner_numbers_the_items():
    proposal = parsed(OFFICE_FORM)
    assert [part.kind.value for part in proposal.parts] == ["other", "background", "problem", "suggestion", "other"]
    assert items(proposal) == ["建设停车楼。由市住建局负责。", "线下：完善收费，一是公示，二是核查。"]
    assert [span.of(proposal.text) for span in proposal.problems] == ["泊位少。规划没有预留。", "管理乱。"]


def test_merged_heading_counts_as_problem_and_analysis():
    proposal = parsed(
        "背景情况：泊位少。问题分析：    规划滞后，管理不力。具体建议：1、加强管理。2、完善制度。", title="停车"
    )
    assert [part.kind for part in proposal.parts] == [
        PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS, PartKind.SUGGESTION,
    ]  # fmt: skip
    assert proposal.parts[1].span == proposal.parts[2].span


@pytest.mark.parametrize(
    "heading",
    ["问题及分析", "二、存在问题与原因分析", "（二）存在的主要问题及成因", "存在问题剖析", "面临的问题和原因剖析",
     "我市停车难问题及其原因", "瓶颈问题分析", "问题、原因"],
)  # fmt: skip
def test_headings_that_merge_problem_and_analysis_in_other_words(heading):
    text = f"一、基本情况\n山多。\n{heading}\n树少，缺水。\n三、对策\n种树。"
    assert kinds(text, title="种树") == ["background", "problem", "analysis", "suggestion"]


@pytest.mark.parametrize("heading", ["三、为什么难", "三根源", "原因何在", "三、难在哪里"])
def test_causes_asked_for_head_the_analysis(heading):
    """Causes are headed by a question as often as by a noun; a number may have lost its mark."""
    text = f"一、种树的基本情况\n山多。\n二、管护中的难点堵点\n树少。\n{heading}\n缺水。\n四、怎么办\n种树。"
    assert kinds(text, title="种树") == ["background", "problem", "analysis", "suggestion"]


def test_the_causes_of_problems_are_analysis_alone():
    text = "一、存在问题\n树少。\n二、存在问题的原因分析\n缺水。\n三、对策\n种树。"
    assert kinds(text, title="种树") == ["problem", "analysis", "suggestion"]


def test_without_headings_the_sentences_decide():
    text = "近年来，机动车增长很快。但居民反映泊位不足，管理混乱。为此，我们建议：一是建设停车楼；二是完善收费制度。"
    assert kinds(text) == ["background", "problem", "suggestion"]
    assert items(parsed(text)) == ["建设停车楼；", "完善收费制度。"]


def test_suggestions_in_plain_speech_at_the_end_are_found():
    text = (
        "我当了九年网格员。去年腊月柳荫巷一位老人煤气中毒，两天后才被发现。我跟着燃气公司的师傅跑了31栋楼，测出漏气58户。"
        "请燃气公司今年供暖前把穿墙这一截换掉，一户约160元，居民不掏钱。社区派楼长陪着敲门，连敲三次不开的，先装自闭阀再说。"
    )
    assert kinds(text, title="煤气管")[-1] == "suggestion"
    assert "suggestion" not in kinds(text.split("请燃气公司")[0], title="煤气管")


CAUSES = (
    "平台把配送外包给劳务公司，三层下来没有一方愿意承担用工责任；执法部门只能处罚骑手，由此形成恶性循环。"
    "骑手的风险最终由道路上每一位行人共同承担。"
)


@pytest.mark.parametrize("heading", ["三、原因分析", "三、主要原因", "三、问题背后的原因"])
def test_a_proposal_that_ends_in_the_causes_has_no_suggestions(heading):
    """An explicit heading wins over wording, else the check for missing suggestions falls silent."""
    text = f"一、基本情况\n骑手一万人。\n二、存在的问题\n送餐时间太紧。\n{heading}\n{CAUSES}"
    assert kinds(text, title="骑手") == ["background", "problem", "analysis"]


def test_work_already_done_is_no_suggestion():
    """A report tells of measures in the words of suggestions; the heading over what comes next says which they are."""
    text = (
        "一、2024年办理工作总结\n（一）强化组织领导。建立健全办理制度，明确责任分工。\n"
        "二、存在问题\n沟通不畅。\n三、下一步工作谋划\n加强委员培训。"
    )
    assert kinds(text, title="办理工作") == ["background", "problem", "suggestion"]


def test_suggestions_without_a_heading_below_the_causes_are_found():
    """Under the last heading a sentence that asks outright still begins the suggestions."""
    text = f"一、存在的问题\n送餐时间太紧。\n二、原因分析\n{CAUSES}\n为此，建议由市人社局牵头制定保障办法。"
    assert kinds(text, title="骑手") == ["problem", "analysis", "suggestion"]


def test_items_that_are_counted_together_stay_together():
    text = (
        "不少居民反映，小区电动车充电难。主要表现在：1、充电桩少。2、物业应当管而没有管，住户要自己拉线。3、线路老化。\n"
        "为此建议：1、由市住建局增设充电桩。2、物业公司每月检查线路，隐患在十日内消除。"
    )
    proposal = parsed(text, title="充电")
    assert proposal.kinds_at(text.index("物业应当")) == proposal.kinds_at(text.index("线路老化"))
    assert PartKind.SUGGESTION not in proposal.kinds_at(text.index("物业应当"))
    assert PartKind.SUGGESTION in proposal.kinds_at(text.index("物业公司"))


def test_heading_word_inside_a_sentence_is_no_heading():
    assert (
        kinds("背景情况：调研组分析了存在问题的成因，提出以下具体建议：供参考。\n建议：\n加强管理。", title="停车")[0]
        == "background"
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("关于加强停车管理的提案\n停车难。", "关于加强停车管理的提案"),
        ("标题：让停车不再难\n停车难。", "让停车不再难"),
        ("【让停车不再难】\n停车难。", "让停车不再难"),
        ("在老旧小区推广错时停车的建议\n情况：停车难。\n建议：错时开放。", "在老旧小区推广错时停车的建议"),
        (
            "近年来，我市老旧小区停车难的问题越来越突出，居民反映强烈，亟待解决，需要有关部门共同研究并拿出办法。",
            "近年来，我市老旧小区停车难的问题越来越突出，居民反映强烈，亟待解决……",
        ),
        ("", "（无标题）"),
    ],
)  # fmt: skip
def test_title_is_found_or_made(text, title):
    assert parsed(text).title == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("“最后一米”怎么通？——关于打通断头路的提案", "“最后一米”怎么通？——关于打通断头路的提案"),
        ("关于抓好“八个着力点”", "关于抓好“八个着力点”"),
        ("“一老”与“一小”", "“一老”与“一小”"),
        ("《民法典》宣传要进村", "《民法典》宣传要进村"),
        ("《关于修改《电动车管理条例》的建议》", "关于修改《电动车管理条例》的建议"),
        ("**“让停车不再难”**", "让停车不再难"),
    ],
)
def test_only_marks_that_enclose_the_whole_title_go(written, title):
    """A title is shown and compared as the member wrote it: half a pair of quotation marks is an error of ours."""
    assert parsed("停车难。", title=written).title == title
    assert parsed(f"{written}\n停车难。").title == title
    assert parsed(f"案由：{written}\n停车难。").title == title


def test_container_fields_win():
    proposal = parsed("停车难。", title="关于停车的建议", publish_time="2019-01-12 16:04:48", proposer="李某")
    assert (proposal.title, proposal.year, proposal.proposer) == ("关于停车的建议", 2019, "李某")


LETTER = """政协某市第十四届委员会第三次会议提案
第 12 号
案　　由：关于规范共享单车停放的提案
第一提案人：张某　界别：经济界
联名：李某、王某
建议承办单位：市城管局、市交通局

尊敬的市政协：
近年来，共享单车很多。但乱停乱放严重，影响通行。
**三、对策建议**
1. 建停车点；
2. 加强监管。
以上建议，请予研究。
此致
敬礼
二〇二四年一月五日
"""


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("（民建市委会经济支部，2024年）", 2024),
        ("（提案人系市政协委员、中学教师，2022年10月）", 2022),
        ("农工党市委会　二〇二五年一月", 2025),
        ("由市教育局会同市财政局负责，2024年", None),
    ],
)
def test_a_date_behind_a_signature_is_the_year_of_the_proposal(line: str, year: int | None):
    text = f"关于完善校车管理的建议\n校车不够。\n建议：\n一、请市教育局增购。\n二、请市财政局拨款。\n{line}"
    proposal = parse(read_text(text, id="x", file="x"))
    assert proposal.year == year
    assert (line in text[proposal.body.start : proposal.body.end]) == (year is None)


def test_form_furniture_and_signature_are_other():
    proposal = parsed(LETTER)
    assert proposal.title == "关于规范共享单车停放的提案"
    assert proposal.year == 2024
    assert proposal.fields["co_proposers"] == "李某、王某"
    assert proposal.fields["units"] == "市城管局、市交通局"
    assert [part.kind.value for part in proposal.parts] == ["other", "background", "problem", "suggestion", "other"]


PLAIN_LETTER = """尊敬的市政协领导：
您好！我是市政协委员，住在文昌路。
校门口每天早晚都堵，上月有学生被车刮倒。
建议请交警部门在早晚高峰设临时单行线。
此致
敬礼！
周淑芬
2025年3月12日
"""


def test_the_frame_of_a_letter_is_no_title_and_no_suggestion():
    """A member who writes a letter is not told that his greeting is the title and 敬礼！ his suggestion."""
    proposal = parsed(PLAIN_LETTER)
    assert proposal.title == "我是市政协委员，住在文昌路"
    assert proposal.proposer == "周淑芬"
    assert proposal.body.of(proposal.text).startswith("您好！我是")
    assert proposal.body.of(proposal.text).rstrip().endswith("单行线。")


def test_a_greeting_below_the_title_is_skipped_and_a_heading_with_a_colon_is_not():
    head = "关于疏导文昌路交通的建议\n"
    for greeting in ("尊敬的各位领导：", "市政协提案委员会：", "各位委员：", "大家好！"):
        proposal = parsed(f"{head}{greeting}\n校门口每天都堵。")
        assert proposal.body.of(proposal.text) == "校门口每天都堵。"
    proposal = parsed(f"{head}一、加强组织领导：\n由市教育局牵头。")
    assert proposal.body.of(proposal.text).startswith("一、加强组织领导")


@pytest.mark.parametrize(
    ("headline", "field", "title"),
    [
        ("关于完善我市加装电梯管养机制的提案", "完善加装电梯管养机制", "关于完善我市加装电梯管养机制的提案"),
        ("关于报送提案的报告", "完善加装电梯管养机制", "完善加装电梯管养机制"),
        ("加装电梯", "关于完善加装电梯管养机制的提案", "关于完善加装电梯管养机制的提案"),
    ],
)
def test_a_headline_that_says_the_field_in_full_is_the_title(headline: str, field: str, title: str):
    """Whoever wrote 关于……的提案 above the text is not told to write it so because the form's field is shorter."""
    assert parsed(f"{headline}\n提案人：周淑芬\n案由：{field}\n一、基本情况\n电梯无人管。").title == title


def test_closing_sentence_is_no_part_of_the_last_item():
    assert items(parsed(LETTER)) == ["建停车点；", "加强监管。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【背景情况】\n山多。\n【具体建议】\n种树。", ["background", "suggestion"]),
        ("## 关于种树的建议\n**一、基本情况**\n山多。\n**二、办法**\n种树。", ["other", "background", "suggestion"]),
        ("调研情况：山多。管护不力问题分析：树少。具体建议：种树。",
         ["background", "problem", "analysis", "suggestion"]),
        ("建议：\n请林业局种树。\n理由：\n但山上缺乏树木。", ["suggestion", "problem"]),
        ("一、现状\n山多。\n二、存在的不足\n树少。\n三、成因分析\n缺水。\n四、意见建议\n种树。",
         ["background", "problem", "analysis", "suggestion"]),
    ],
)  # fmt: skip
def test_headings_in_their_varieties(text, expected):
    assert kinds(text) == expected


def test_item_that_names_a_problem_stays_a_suggestion():
    proposal = parsed(
        "一、建议\n（一）解决浇水不足问题。由水利局供水。\n（二）经费保障措施。由财政局安排。", title="种树"
    )
    assert {part.kind.value for part in proposal.parts} == {"suggestion"}
    assert len(proposal.suggestions) == 2


def test_plain_lead_in_ends_an_official_part():
    text = "背景情况：山多。问题分析：树少，缺水。为此提出以下建议：由林业局种树。具体建议：由水利局供水。"
    proposal = parsed(text, title="种树")
    assert PartKind.SUGGESTION in proposal.kinds_at(text.index("由林业局"))


def test_number_glued_to_its_heading_still_counts():
    text = "具体建议：二、种树的对策1、尽快选种林业局负责。苗木统一采购。2、按时浇水水利局负责。"
    assert [item[:4] for item in items(parsed(text, title="种树"))] == ["尽快选种", "按时浇水"]


def test_chapter_number_glued_to_the_item_before_still_counts():
    text = "具体建议：一、加强网上产品的监管二、周二、周五各讲一课三、提升服务，第二、三产业先行"
    assert [item[:4] for item in items(parsed(text, title="保险"))] == ["加强网上", "周二、周", "提升服务"]


def test_paragraphs_are_items_where_nothing_is_numbered():
    assert items(parsed("建议：\n由林业局种树。苗木统一采购。\n由水利局供水。", title="种树")) == [
        "由林业局种树。苗木统一采购。",
        "由水利局供水。",
    ]


def test_sentences_in_plain_words_belong_to_items_of_a_running_part_and_what_is_told_between_does_not():
    """Suggestions in one paragraph need no official verb each: without one they go on with the ask before them; a
    sight told among them belongs to none."""
    asked = [
        "押金别再放在房东手里，交到银行的专门账户。",
        "街道派个人专门管这个，几天内给个说法。",
        "做饭的地方装个摄像头，点开就能看。",
    ]
    told = "门口那盏灯坏了，上星期钥匙还断在锁里。"
    lead = "建议市里这样办："
    proposal = parsed(f"租房的年轻人吃了很多亏，钱也要不回来。{lead}{asked[0]}{asked[1]}{told}{asked[2]}")
    assert items(proposal) == [lead + asked[0] + asked[1], asked[2]]


STORY = "我家住在河边的老巷子里，门口那段路一下雨就积水，去年冬天邻居李婶还摔断了腿。"


@pytest.mark.parametrize(
    "ask",
    [
        "我就想请市政的人来把下水道通一通。",
        "能不能趁修路把水管也换了？",
        "要是门口能装上一盏路灯就好了。",
        "这段路总得有人管，最好由街道出面。",
        "哪怕先铺几块砖，我们也知足了。",
        "麻烦水务局派人来看看这个井盖。",
        "在巷口立块牌子，提醒一声，成吗？",
    ],
)
def test_an_ask_in_spoken_words_at_the_end_of_a_story_is_a_suggestion(ask):
    """A letter asks without a heading, a number or an official verb."""
    assert items(parsed(STORY + ask)) == [ask]


@pytest.mark.parametrize(
    "told",
    [
        "李婶常说，要是门口有盏灯就好了。",
        "要是救护车早来十分钟，人就救回来了。",
        "前年我们求过街道，能不能装一盏灯，第二个月就装上了。",
        "菜能不能卖掉，全看天气。",
        "他问窗口，材料能不能在网上交？",
        "可我回去整夜没合眼。",
        "为了凑满意率，她最后还是把药停了，病总得看，饭也总得吃。",
    ],
)
def test_what_only_sounds_like_an_ask_is_no_suggestion(told):
    """Wishes of others, what might have been, asks long met and questions that ask nobody are told, not asked."""
    assert items(parsed(f"{STORY}{told}后来的事，巷子里的人都知道。")) == []


def test_rules_and_duties_in_a_story_are_no_suggestions():
    """One sentence that reads like an ask does not make a list of a part for which nothing else speaks."""
    story = "禁渔期里网要收起来，船要拖上岸，证要交到所里去。这些规矩我们都守着。可对岸的灯，一到半夜就亮成一串。"
    assert items(parsed(story)) == []


def test_short_case_line_is_a_title_and_a_long_one_a_part():
    text = "案由：近年来，河道淤积严重，影响行洪。群众多次反映。\n办法：1、清淤。2、禁采。"
    proposal = parsed(text)
    assert [part.kind.value for part in proposal.parts] == ["background", "suggestion"]
    assert proposal.title == "近年来，河道淤积严重，影响行洪"


FIELDS = "案号：022\n提案人：张某\n界别：经济界\n联名人：无\n"
MINUTES = "药房太小，药品放在走廊。建议扩建。"


@pytest.mark.parametrize(
    "top",
    [
        "关于建立乡镇药房“采购—配送”闭环的提\n案\n",
        "政协青石县第六届委员会第五次会议提案 第015号\n关于扩建乡镇药房的提案\n",
        "政协青石县第六届委员会第五次会议\n提案表\n关于扩建乡镇药房的提案\n",
        "关于扩建乡镇药房的提案\n（2026年1月12日）\n",
    ],
    ids=["broken title", "head with number", "head and form name", "date below"],
)
def test_fields_are_read_whatever_stands_round_the_title(top):
    proposal = parsed(top + FIELDS + MINUTES)
    assert proposal.title.startswith("关于") and proposal.title.endswith("提案")
    assert (proposal.proposer, proposal.sector, proposal.fields["id"]) == ("张某", "经济界", "022")
    assert proposal.body.of(proposal.text) == MINUTES


def test_labels_in_square_brackets_are_fields():
    """【案由】关于… says the same as 案由：关于…; a bracketed heading above the text stays one."""
    head = "【案由】关于扩建乡镇药房的提案\n【提案人】张某\n【界别】经济界\n"
    proposal = parse(read_text(head + "【情况】\n药房太小。\n【办法】\n扩建药房。"))
    assert (proposal.title, proposal.proposer, proposal.sector) == ("关于扩建乡镇药房的提案", "张某", "经济界")
    assert [part.kind.value for part in proposal.parts] == ["other", "background", "suggestion"]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("承办单位建议：县卫健委", "units", "县卫健委"),
        ("提案人对承办单位的建议：县卫健委", "units", "县卫健委"),
        ("希望承办单位：县卫健委", "units", "县卫健委"),
        ("交办意见：建议由县卫健委主办。", "office", "建议由县卫健委主办。"),
        ("是否公开：是", "office", "是"),
    ],
)
def test_the_boxes_of_a_form_are_fields_above_and_below_the_text(line, name, value):
    """They are neither suggestions nor part of the situation, though the office writes sentences in its own."""
    for text in (f"{FIELDS}{line}\n{MINUTES}", f"{FIELDS}{MINUTES}\n{line}\n"):
        proposal = parsed(f"关于扩建乡镇药房的提案\n{text}")
        assert proposal.fields[name] == value
        assert proposal.body.of(proposal.text).strip() == MINUTES


def test_a_box_below_the_text_may_be_empty():
    proposal = parsed(f"关于扩建乡镇药房的提案\n{FIELDS}{MINUTES}\n提案委审查意见：\n")
    assert (proposal.fields["office"], proposal.body.of(proposal.text).strip()) == ("", MINUTES)


@pytest.mark.parametrize("body", ["市工商联", "民盟市委", "九三学社青石县委", "团市委", "农工党市委会"])
def test_the_body_that_signs_is_the_proposer(body):
    proposal = parsed(f"关于扩建乡镇药房的提案\n{MINUTES}\n　　　　　　　　{body}\n2025年1月10日")
    assert (proposal.proposer, proposal.body.of(proposal.text).strip()) == (body, MINUTES.strip())


@pytest.mark.parametrize("bodies", ["县妇联", "县科协\n县妇联", "经济界\n教育界"])
def test_a_body_below_a_label_is_what_the_label_says(bodies):
    """Who is to do it, and not who asks for it."""
    proposal = parsed(f"关于扩建乡镇药房的提案\n{MINUTES}\n请以下单位配合：\n{bodies}")
    assert (proposal.proposer, proposal.sector) == (None, None)
    assert proposal.body.of(proposal.text).endswith(bodies)


@pytest.mark.parametrize("place", ["above the title", "below the title", "signature"])
@pytest.mark.parametrize(
    ("lines", "proposer", "sector"),
    [
        ("无党派人士界", None, "无党派人士界"),
        ("农工党界别", None, "农工党界别"),
        ("（经济界）", None, "经济界"),
        ("民盟市委\n民建市委", "民盟市委、民建市委", None),
        ("县工商联\n经济界", "县工商联", "经济界"),
        ("张三丰（民盟）\n李四（教育界）", "张三丰、李四", "民盟、教育界"),
    ],
)
def test_who_signs_on_lines_of_their_own_proposes_together(place, lines, proposer, sector):
    """A joint proposal is that of all its bodies, in their order; a sector alone is told as one."""
    title = "关于扩建乡镇药房的提案"
    around = {"above the title": (lines, title, MINUTES), "below the title": (title, lines, MINUTES)}
    proposal = parsed("\n".join(around.get(place, (title, MINUTES, lines))))
    assert (proposal.title, proposal.proposer, proposal.sector) == (title, proposer, sector)
    assert proposal.body.of(proposal.text).strip() == MINUTES


def test_who_a_label_names_is_not_joined_by_a_signature():
    proposal = parsed(f"关于扩建乡镇药房的提案\n提案人：民盟县委\n{MINUTES}\n民盟青石县委\n民建青石县委")
    assert (proposal.proposer, proposal.body.of(proposal.text).strip()) == ("民盟县委", MINUTES)


@pytest.mark.parametrize("letterhead", ["政协青石县委员会", "政协青石县第六届委员会"])
def test_the_conference_itself_is_no_proposer(letterhead):
    """Its committees propose; its own name is a letterhead."""
    assert parsed(f"{letterhead}\n关于扩建乡镇药房的提案\n{MINUTES}\n{letterhead}").proposer is None


@pytest.mark.parametrize("line", ["建议：扩建药房。", "意见：扩建药房", "办理单位要公开进度。", "是否公开，由县里定。"])
def test_what_only_looks_like_a_box_is_body(line):
    text = f"关于扩建乡镇药房的提案\n{FIELDS}{MINUTES}\n{line}"
    assert line in parsed(text).body.of(text)


@pytest.mark.parametrize(
    ("byline", "proposer", "sector"),
    [
        ("（张三丰委员）", "张三丰", None),
        ("（张三丰、李四委员）", "张三丰、李四", None),
        ("（市政协委员 张三丰）", "张三丰", None),
        ("张三丰（经济界）", "张三丰", "经济界"),
        ("欧阳修（教育界）", "欧阳修", "教育界"),
        ("伊·巴特（教育界）", "伊·巴特", "教育界"),
        ("卓明远", "卓明远", None),
        ("王 伟", "王伟", None),
        ("欧阳娜", "欧阳娜", None),
        ("提案人 施雨桐 界别 文化艺术界", "施雨桐", "文化艺术界"),
        ("提案人 王建国\n界别 经济界", "王建国", "经济界"),
        ("市政协委员 施雨桐", "施雨桐", None),
        ("青石县政协委员：施雨桐、卓明远", "施雨桐、卓明远", None),
        ("集体提案：民盟市委会", "民盟市委会", None),
        ("民进青石县总支", "民进青石县总支", None),
        ("民盟市委", "民盟市委", None),
        ("（市工商联）", "市工商联", None),
        ("共青团青石县委", "共青团青石县委", None),
        ("县政协农业委员会", "县政协农业委员会", None),
        ("教育界委员小组", "教育界委员小组", None),
    ],
)
def test_a_byline_below_the_title_opens_the_fields(byline, proposer, sector):
    """What follows a byline is still the form, and no sentence of the proposal."""
    fields = "建议承办单位：县卫健委\n联系方式：00000000000\n"
    proposal = parsed(f"关于扩建乡镇药房的提案\n{byline}\n{fields}{MINUTES}")
    assert (proposal.proposer, proposal.sector) == (proposer, sector)
    assert (proposal.fields["units"], proposal.fields["contact"]) == ("县卫健委", "00000000000")
    assert proposal.body.of(proposal.text) == MINUTES


@pytest.mark.parametrize(
    "line",
    ["（征求意见稿）", "存在问题（社会各界）", "药房（县城）", "背景（教育）", "建议者（教育界）", "来自（农业界）",
     "高校（教育界）", "（全体委员）", "（张三丰、部分委员）", "情况", "前言", "成效", "农村教育", "马路边", "云平台",
     "康养", "管护难", "路不宽", "东方红", "和谐县", "政协委员高度重视", "政协委员谈养老", "提案人简介", "集体提案",
     "界别工作", "提升境界", "教育", "县妇联牵头", "县总工会工作", "工作小组"],
)  # fmt: skip
def test_what_only_looks_like_a_byline_is_body(line):
    """Only a name that no words make up, or what stands beside a person's, makes a short line a byline."""
    proposal = parsed(f"关于扩建乡镇药房的提案\n{line}\n{MINUTES}")
    assert proposal.proposer is None
    assert line in proposal.body.of(proposal.text)


@pytest.mark.parametrize(
    ("told", "proposer", "sector"),
    [
        ("提案人：向世昌（农业界）", "向世昌", "农业界"),
        ("提案者：张三(民盟)", "张三", "民盟"),
        ("第一提案人：李四（中共界）等5人", "李四等5人", "中共界"),
        ("提案人：向世昌 农业界", "向世昌", "农业界"),
        ("提案人：农业界　向世昌", "向世昌", "农业界"),
        ("提案人：张三（民盟）、李四（教育）", "张三、李四", "民盟、教育"),
        ("提案人：张三（民盟，教育界）", "张三（民盟）", "教育界"),
        ("提案人：向世昌（农业界，13812345678）", "向世昌", "农业界"),
        ("提案人：张三（民盟）\n界别：教育界", "张三（民盟）", "教育界"),
        ("提案单位：民盟市委会（集体提案）", "民盟市委会（集体提案）", None),
        ("提案人：张三（民革澜州市委会）", "张三（民革澜州市委会）", None),
        ("提案人：张三（张家界市）", "张三（张家界市）", None),
        ("提案人：农业界", "农业界", None),
        ("提案人：民盟、民建", "民盟、民建", None),
    ],
)
def test_a_sector_beside_the_proposers_name_is_the_sector(told, proposer, sector):
    """In brackets or behind a space; a body, a kind of proposal, a place or a sector that proposes itself is none."""
    proposal = parsed(f"关于增加养老床位的提案\n{told}\n{MINUTES}")
    assert (proposal.proposer, proposal.sector) == (proposer, sector)


@pytest.mark.parametrize(
    ("session", "year"),
    [
        ("全国政协十三届三次会议", 2020),
        ("政协第十四届全国委员会第一次会议", 2023),
        ("全国政协十四届六次", None),
        ("全国政协第二十届一次", None),
        ("政协澜州市十四届三次会议", None),
        ("十三届三次", None),
        ("六届五次会议（2026年1月）", 2026),
    ],
)
def test_only_a_session_of_the_national_committee_tells_its_year(session, year):
    """Provinces and cities begin their terms a year apart: a year is never invented."""
    proposal = parsed(MINUTES, session=session)
    assert (proposal.year, proposal.fields["session"]) == (year, session)


@pytest.mark.parametrize("place", ["top", "below the title", "end"])
@pytest.mark.parametrize(
    "lines",
    [
        "时间：2024-03-05",
        "发布时间：2024年3月5日",
        "提交时间：2024-03-05 10:11",
        "（2024年3月5日）",
        "时间：2024-03-05 来源：县政协提案委 作者：张一 字体：大 中 小",
        "作者：张一\n时间：2024年3月5日",
        "来源：青石县政协网 发布日期：2024/3/5",
    ],
)
def test_the_date_of_a_pasted_page_is_the_year(lines, place):
    """A proposal copied from a web page is judged against the year in which it came out, and not against today's."""
    title = "关于扩建乡镇药房的提案"
    around = {
        "top": (lines, title, MINUTES),
        "below the title": (title, lines, MINUTES),
        "end": (title, MINUTES, lines),
    }
    assert parse(read_text("\n".join(around[place]))).year == 2024


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        ("提案日期：2023年12月1日\n发布时间：2024-03-05", 2023),
        ("届次：全国政协十三届三次会议\n发布时间：2024-03-05", 2020),
        ("更新时间：2024-03-05", None),
        ("一、调研情况\n时间：2022年5月", None),
        (f"{MINUTES}\n时间：2022年5月\n{MINUTES}", None),
    ],
)
def test_a_pages_date_gives_way_to_a_better_one_and_another_date_is_none(lines, year):
    assert parse(read_text(f"关于扩建乡镇药房的提案\n{lines}\n{MINUTES}")).year == year


def test_a_bare_name_counts_only_where_the_proposer_is_not_known():
    text = f"关于扩建乡镇药房的提案\n提案人：张三\n卓明远\n{MINUTES}"
    assert (parsed(text).proposer, parsed(text).body.of(text)) == ("张三", f"卓明远\n{MINUTES}")


def test_a_repeated_title_under_the_head_of_a_form_is_not_body():
    head = "政协青石县第六届委员会第五次会议\n提案表\n关于扩建药房的建议\n"
    proposal = parsed(head + MINUTES, title="关于扩建药房的建议")
    assert proposal.body.of(proposal.text) == MINUTES


def test_a_labelled_line_is_no_second_half_of_a_title():
    proposal = parsed(f"关于报送提案的函\n案由：关于扩建药房的提案\n{MINUTES}")
    assert (proposal.title, proposal.body.of(proposal.text)) == ("关于扩建药房的提案", MINUTES)


def test_a_title_about_committees_is_no_furniture():
    assert parsed(f"关于加强村民委员会建设的提案\n{MINUTES}").title == "关于加强村民委员会建设的提案"


def test_a_box_filled_with_nothing_is_empty():
    assert parsed(FIELDS + MINUTES).fields["co_proposers"] == ""
    assert parsed(MINUTES, co_proposers="无").fields["co_proposers"] == ""


@pytest.mark.parametrize("behind", [" 13900000000", "（电话：0510-8888888）", "，手机 13900000000"])
def test_a_telephone_behind_the_name_is_no_part_of_it(behind):
    proposal = parsed(f"关于停车的提案\n提案人：张某{behind}\n界别：经济界\n\n停车很难，去年投诉三百件。")
    assert proposal.proposer == "张某"
    assert proposal.fields["contact"] in ("13900000000", "0510-8888888")


def test_brackets_within_brackets_are_no_trouble():
    """Parsing never fails, however deep a broken export nested its brackets; a few around a title go."""
    assert parsed(f"{'【' * 1500}{'】' * 1500}\n停车难。").body
    assert parsed(f"【《关于停车的建议》】\n{MINUTES}").title == "关于停车的建议"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (
            "我在奶站收奶。沟里扔的死羊没人管，夏天臭得很。\n"
            "我寻思着这么办：让畜牧站在奶站放一口冷柜，凭过秤的签子领补助。柜子坏了由奶站报修。",
            ["我寻思着这么办：让畜牧站在奶站放一口冷柜，凭过秤的签子领补助。", "柜子坏了由奶站报修。"],
        ),
        (
            "一、我记的账\n换到西头以后生意少了一半。\n二、我的请求，写细一点\n"
            "1.请市场办把九号改成服务位。\n2.请把两辆手推车搬走。",
            ["请市场办把九号改成服务位。", "请把两辆手推车搬走。"],
        ),
        (
            "我送了八年快递，去年站点倒了一个小伙子。\n我想求的是：\n红色预警那几天，中午三个钟头不算超时。\n"
            "高温费按天给，站点和公司商量好谁出。\n快递员 孟大林",
            ["红色预警那几天，中午三个钟头不算超时。", "高温费按天给，站点和公司商量好谁出。"],
        ),
        (
            "我开夜班公交，末站没有厕所。车队里去年查出结石的十九个，两位女师傅为这个转了岗。公交公司说地是租的，不好盖。\n"
            "请市城管局和公交集团到末站看看，能放移动公厕的放上。\n"
            "现在末站只停五分钟，跑过去再跑回来，气还没喘匀就得发车，晚一分钟扣两块，没有人敢去。\n"
            "市场卖枣的大姐把自家店里的厕所借给我们用了两年，过年车队送了面锦旗。但三十多个司机老上人家屋里去，"
            "没有办法，也不是个事。",
            ["请市城管局和公交集团到末站看看，能放移动公厕的放上。"],
        ),
    ],
    ids=[
        "lead in the sentence",
        "heading that goes on",
        "lines behind a lead, and a signature",
        "in the midst of a story",
    ],
)
def test_asks_of_letters_are_items_and_what_is_told_around_them_is_none(text, asks):
    """A letter announces its asks in its own words, or asks in the midst of what it tells, and ends with a name."""
    found = items(parsed(text))
    assert found == asks
