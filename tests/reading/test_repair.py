"""What a file did to a text is undone and counted; what the author wrote stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import InputError
from analyzer.parsing import parse
from analyzer.reading import read_file, read_text
from analyzer.reading.mojibake import undo_mojibake

SENTENCE = "我们走访了十二家卫生院，了解到常用药品的供应情况不够稳定。"


def text_of(text: str) -> str:
    return read_text(text).text


def test_pinyin_glosses_go_and_the_text_is_simplified(kinds):
    document = read_text("標(biāo)題:關(guān)于農(nóng)村孩子們(men)的閱讀（dú）")
    assert document.text == "标题:关于农村孩子们的阅读"
    assert kinds(document)["pinyin"] == 5
    assert kinds(document)["traditional"] == 7


def test_pinyin_of_several_characters_and_without_tones_goes():
    """Left in, it cuts words in two for every judge; 县 and 个 begin as their syllables do, so no tone is needed."""
    text = "設(shè)備(shè bèi)由公司牽頭(qiān tóu)，縣(xian)個(ge)鄉(xiang)鎮(zhen)配合(pei hé)，西安(xī'ān)在內。"
    assert text_of(text) == "设备由公司牵头，县个乡镇配合，西安在内。"


@pytest.mark.parametrize("elsewhere", ["", "１", "⼈"])
def test_pinyin_without_tones_goes_by_the_evidence_of_pinyin_alone(elsewhere):
    """Whether a bracket is the page's or the author's must not depend on what other repairs a text needs."""
    assert text_of(f"县(xian)个(ge)乡(xiang)镇(zhen)配合{elsewhere}").startswith("县个乡镇配合")
    for few in ("请咖啡(ka fei)店配合", "县(xian)个(ge)乡镇配合", "一里(li)、二里(li)、三里(li)外"):
        assert text_of(few + elsewhere).startswith(few)


@pytest.mark.parametrize(
    "bracket",
    ["软件APP(Android)", "细颗粒物（PM2.5）", "无线网(wifi)", "方案(a)", "公顷(ha)", "附件(an)", "企业(Ltd)",
     "咖啡馆(café)", "阿里(ali)", "兆帕(bar)", "平台（meituan）", "自然村(xing zheng cun)"],
)  # fmt: skip
def test_a_bracket_of_the_author_stays_beside_glosses(bracket):
    """A gloss elsewhere in the text makes no gloss of a foreign word, a unit or a letter that counts."""
    assert text_of(f"關(guān)于{bracket}的建議") == f"关于{bracket}的建议"


@pytest.mark.parametrize(
    "text",
    [
        "国内生产总值（GDP）增长",
        "企业负责人(CEO)参会",
        "压力为3兆帕(bar)",
        "数据（data）共享",
        "世界卫生组织(WHO)",
        "详见附件(an)",
    ],
)
def test_a_bracket_of_the_author_stays(text):
    assert text_of(text) == text


def test_a_character_that_lost_its_first_byte_is_restored_from_its_gloss():
    assert text_of("發(fā)揮作用,F(xiàn)將情況匯報如下。") == "发挥作用,现将情况汇报如下。"
    assert text_of("邀請領(lǐng)域?qū)<覅⑴c論證。") == "邀请领域专家参与论证。"


@given(st.text(alphabet=st.sampled_from(SENTENCE + "（）《》“”建议提案城市管理"), min_size=4, max_size=60))
def test_utf8_read_as_latin_1_comes_back(text):
    text = "提案" + text
    assert undo_mojibake(text.encode().decode("latin-1"))[0] == text


def test_utf8_read_as_windows_1252_comes_back():
    broken = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in SENTENCE.encode())
    assert undo_mojibake(broken)[0] == SENTENCE


def test_utf8_read_as_gbk_comes_back():
    text = "关于加强城市管理，提升服务水平的建议"  # 54 bytes: every pair of bytes is a GBK character
    assert undo_mojibake(text.encode().decode("gb18030"))[0] == text


def test_gbk_read_as_latin_1_comes_back():
    text = f"关于药品供应的建议\n一、情况\n{SENTENCE}2024年共312次（23%）。"
    assert text_of(text.encode("gbk").decode("latin-1")) == text


def test_what_is_right_stays_above_a_body_in_a_wrong_code(kinds):
    """A title typed into a form is right where the pasted body is not; it must not turn into question marks."""
    title, body = "关于药品供应的“十四五”建议", f"一、情况\n{SENTENCE}\n联系人：王鑫"
    document = read_text(f"{title}\n——\n{body.encode('gbk').decode('latin-1')}")
    assert document.text == f"{title}\n——\n{body}"
    assert kinds(document) == {"encoding": len(body.replace("\n", ""))}


@pytest.mark.parametrize(
    "broken",
    [
        (SENTENCE * 3).encode("gbk").decode("latin-1").replace("Ò", "", 1),
        f"关于药品供应的建议\n{(SENTENCE * 3).encode('gbk').decode('latin-1')}\n¹©Ó",
        (SENTENCE * 3).encode().decode("cp1252", "ignore"),
    ],
    ids=["GBK, a byte lost", "GBK below a right title, a byte lost", "UTF-8, many bytes lost"],
)
def test_a_text_that_stays_in_a_wrong_code_is_refused(broken):
    """Letters without sense must get an error that says what to do, and no score."""
    with pytest.raises(InputError, match="文字是乱码，无法还原。请从原件重新导出"):
        read_text(broken)


@pytest.mark.parametrize(
    "text",
    [
        "La qualité de l'éducation à Orléans dépend des écoles, où les élèves étudient été après été.",
        f"{SENTENCE}法国经验（La Poste: « présence postale à proximité, où les aînés âgés sont aidés »）可以借鉴。",
        "The committee suggests that the city build 120 charging piles at 25°C ± 3.",
    ],
)
def test_a_text_in_another_language_is_read(text):
    """Accents and English words are no wrong code."""
    assert read_text(text).text


def test_a_table_of_contents_with_dotted_leaders_is_read():
    """Middle dots and signs like ± are no letters, however many stand in a text."""
    text = f"目录\n情况{'·' * 16}1\n问题{'·' * 17}2\n建议{'·' * 17}3\n误差±3°×2"
    assert text_of(text).replace("\n", "") == text.replace("\n", "")


def test_one_character_that_might_come_of_wrong_decoding_proves_nothing():
    assert undo_mojibake("café“±3 度") == ("café“±3 度", 0)


@given(
    st.lists(st.sampled_from([*SENTENCE, "café", "naïve", "Ünal", "25°C", "±3", "“", "”", "铝", "涓流"])).map("".join)
)
def test_text_that_is_right_is_left_alone(text):
    assert undo_mojibake(text) == (text, 0)


def test_lost_characters_are_counted_and_stay(kinds):
    document = read_text("加强\ufffd\ufffd管理工作。")
    assert "\ufffd\ufffd" in document.text
    assert kinds(document) == {"lost_characters": 2}


def test_a_file_damaged_before_it_was_stored_is_told_to_come_from_the_original(tmp_path):
    (tmp_path / "坏.txt").write_text("加强\ufffd管理工\ufffd作。" * 40, encoding="utf-8")
    with pytest.raises(InputError, match="从原件重新导出"):
        read_file(tmp_path / "坏.txt")


def test_control_private_and_compatibility_characters(kinds):
    document = read_text("\ufeff加\u200b强\ue5d2⼈才\x07队伍建设。")
    assert document.text == "加强人才队伍建设。"
    assert kinds(document) == {"control_characters": 4, "compatibility_characters": 1}


def test_numbers_that_are_one_character_open_items():
    document = read_text("建议：\n⒈由市住建局增设充电桩。\n⒉由街道每月公布使用率。\n㈢电价由物业公示。")
    assert document.text.splitlines()[1:] == [
        "1.由市住建局增设充电桩。",
        "2.由街道每月公布使用率。",
        "(三)电价由物业公示。",
    ]
    assert len(parse(document).suggestions) == 2


def test_full_width_letters_and_digits_become_half_width_but_punctuation_stays():
    assert text_of("ＡＩ产业２０２４年增长１２．５％，（见表）。") == "AI产业2024年增长12.5%，（见表）。"


def test_web_furniture_goes_and_is_counted(kinds):
    above = "首页 > 政协提案\n字号：大 中 小"
    below = "责任编辑：王一\n【打印本页】 【关闭窗口】\n上一篇：另一件提案\n版权所有 青石县政协"
    document = read_text(f"{above}\n{SENTENCE}\n{below}")
    assert document.text == SENTENCE
    assert kinds(document)["furniture"] > 30


FURNITURE = (
    "字号：大 中 小",
    "字体：[大][中][小] 打印 关闭",
    "【字号 大｜中｜小】",
    "责任编辑：王一",
    "编辑：王一 校对：李二 审核：张三",
    "（编辑：王一）",
    "【责任编辑：提案委办公室】",
    "【打印本页】 【关闭窗口】",
    "【打印】【关闭】 分享到：微信 微博",
    "上一篇：关于加强停车管理，方便群众的建议",
    "下一篇：没有了！",
    "您所在的位置：提案工作",
    "当前位置：首页 > 提案工作 > 提案公开",
    "首页 > 政协提案",
    "网站首页 >> 提案工作 >> 提案选登",
    "主页 > 提案选登 > 正文",
    "首页 | 要闻 | 提案",
    "浏览次数：86",
    "阅读：120 次",
    "分享到：",
    "分享到：微信 微博 QQ空间",
    "分享到 0",
    "上一篇 | 下一篇",
    "【大 中 小】",
    "【 字体：大 中 小 】【打印】【关闭】",
    "字号：T|T",
    "A+ A A-",
    "浏览次数：12 字体：[ 大 中 小 ]",
    "[来源：县政协] [作者：提案委] [日期：2024-01-02] [热度：12]",
    "时间：2024-01-01 来源：县政协提案委 作者：张一 字体：大 中 小",
    "来源：县政协办公室",
    "发布人：管理员 发布时间：2024-01-01",
    "发布者：admin",
    "主办：政协青石县委员会",
    "设为首页 | 加入收藏",
    "登录 | 注册",
    "回到顶部",
    "查看更多",
    "点赞 0",
    "本文链接：http://www.example.gov.cn/a.html",
    "政协概况 政协要闻 提案工作 委员风采",
    "分享至好友和朋友圈",
    "扫一扫在手机打开当前页",
    "用微信扫描二维码分享至好友和朋友圈",
    "微信扫一扫：分享",
    "相关链接：省政协 全国政协",
    "推荐阅读",
    "版权所有 青石县政协",
    "青石县政协版权所有",
    "主办单位：青石县政协 版权所有©2024",
    "本网站版权所有，未经许可不得转载。",
    "版权所有 侵权必究",
    "Copyright © 2024 Qingshi, All rights reserved",
    "苏ICP备05012345号-1 苏公网安备 32010602010101号",
    "主办：青石县政协办公室 技术支持：县数据局 网站标识码：0000000000",
    "发布时间：2026-01-13 09:13 来源：县政协提案委 浏览次数：86",
    "来源：青石县政协 作者：提案委 发布时间：2024-01-09",
)


@pytest.mark.parametrize("line", FURNITURE)
def test_each_kind_of_furniture_goes(line):
    """What a page's frame says must not be scored as the proposal's."""
    assert text_of(f"{SENTENCE}\n{line}") == SENTENCE


@pytest.mark.parametrize(
    "line",
    [
        "打印本页的要求给办事群众带来不便，建议取消。",
        "字号：大 中 小三档的适老化改造只有12家完成。",
        "字体大中小不一的店招影响街景",
        "责任编辑队伍老化，县融媒体中心应加强培训。",
        "责任编辑：某平台无专职审核员",
        "审核：由街道初审、县住建局复核",
        "编辑：缺位",
        "编辑：兼职",
        "校对：人工",
        "审核：两级",
        "审核：街道、民政局",
        "上一条人行道两年没有修好",
        "当前位置：幼儿园距加油站不足50米",
        "所在位置：《总体规划》确定的生态红线内",
        "首页栏目更新滞后，群众查不到办事指南。",
        "首页/政务公开两级栏目，三年没有更新。",
        "阅读",
        "阅读 12 次",
        "阅读推广点每镇一处",
        "访问量低的政务网站有12个",
        "分享经济平台责任不清，用户维权难。",
        "分享数据接口，由市大数据局统一建设。",
        "分享到个人的补贴平均23元",
        "扫一扫即可租车，实名核验形同虚设，全年冒用案件56起。",
        "扫一扫打开车锁的共享单车",
        "扫描病历的费用由患者承担",
        "相关链接失效的政府网页有37处",
        "相关链接：37处打不开，群众投诉多。",
        "推荐阅读书目不分年级，学生用不上。",
        "推荐阅读 书目分级目录值得推广",
        "热门推荐算法诱导未成年人打赏",
        "版权所有者维权成本高，平均每件花费2.3万元、耗时9个月，多数人只好放弃。",
        "版权所有权登记平均用时45天",
        "版权所有：权属不清的作品占四成",
        "版权所有，未经许可不得转载的声明形同虚设，全年投诉37件。",
        "上一条：道路拓宽的建议没有落实，请予督办。",
        "仍有37家网站没有ICP备案号",
        "未办ICP备案的网站仍有37家",
        "该网站（苏ICP备05012345号）长期发布虚假广告",
        "加注©标识的作品仅占一成",
        "Copyright意识薄弱的企业占六成",
        "主办：由县文旅局负责，承办单位招标确定。",
        "承办：县融媒体中心负责网站维护",
        "主办：县住建局 承办：县城管局",
        "发布时间：2019年至今没有更新过",
        "更新日期：2020年的数据仍在使用，时间太久。",
        "来源：一是网民发布的短视频，二是时间不明的旧闻",
        "来源：县统计局",
        "来源：县政协2024年调查",
        "作者：张一",
        "发布人：信用代码不符的占三成",
        "主办：政协牵头、部门配合",
        "登录难、注册难",
        "无障碍浏览",
        "提案工作 委员风采",
        "A级景区 A类企业",
        "https://tjj.example.gov.cn/2024.html",
        "来源：财政拨款占七成，到账时间平均晚4个月",
        "建成的泵站（二期未完工，缺口300万元）仍不能使用。",
        "建成的泵站（二期未完）仍不能使用。",
        "我市老年人口占比24%（https://tjj.example.gov.cn/2024.html）。",
    ],
)
def test_a_sentence_that_looks_like_furniture_stays(line):
    """A sentence lost changes what a proposal says and its score; nothing in the report would show it."""
    assert text_of(f"{SENTENCE}\n{line}").replace(" ", "") == f"{SENTENCE}\n{line}".replace(" ", "")


def test_a_site_that_leaves_text_out_is_reported(kinds):
    document = read_text(f"{SENTENCE} ……(某文网http://www.example.com省略935字,正式会员可完整阅读)…… 二、建议")
    assert document.text == f"{SENTENCE}\n二、建议"
    assert kinds(document)["truncated"] == 1


def test_a_repeated_title_and_a_repeated_paragraph_go(kinds, title, paragraphs):
    document = read_text("\n".join((title, title, *paragraphs, paragraphs[0])))
    assert document.text == "\n".join((title, *paragraphs))
    assert kinds(document) == {"second_title": len(title), "repeated": len(paragraphs[0])}


def test_a_heading_goes_with_its_section_where_all_of_that_was_said_before(kinds, paragraphs):
    """A bare heading left behind would become a part of its own with nothing in it."""
    section = ["一、基本情况", paragraphs[0], "二、存在问题", paragraphs[1]]
    document = read_text("\n".join((*section, *section, "三、建议", paragraphs[2])))
    assert document.text == "\n".join((*section, "三、建议", paragraphs[2]))
    assert kinds(document) == {"repeated": sum(map(len, section))}


def test_a_heading_stays_above_what_is_new(paragraphs):
    """Where a section repeats a paragraph and goes on, its heading is that of the rest."""
    first = ["一、基本情况", paragraphs[0], "二、存在问题", "（一）药房太小"]
    again = ["二、存在问题", "（一）药房太小", paragraphs[0], "（二）配送太慢", paragraphs[1]]
    kept = [*first, *(line for line in again if line != paragraphs[0])]
    assert text_of("\n".join((*first, *again))) == "\n".join(kept)


def test_a_line_that_is_no_heading_stays_before_a_repeated_paragraph(paragraphs):
    """Each measure keeps its own responsible body, though other measures name the same one."""
    body = "责任单位：县林业局"
    before = ["（一）加强管护", paragraphs[0], body, "（二）补种", paragraphs[1], body]
    after = ["（三）宣传", paragraphs[2]]
    assert text_of("\n".join((*before, paragraphs[0], *after))) == "\n".join((*before, *after))


def test_a_title_said_again_before_the_text_goes(title, paragraphs):
    assert text_of(f"标题:{title} |\n{title} {paragraphs[0]}") == f"标题:{title}\n{paragraphs[0]}"


def test_short_lines_may_repeat():
    assert text_of("情况很好。\n情况很好。") == "情况很好。\n情况很好。"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_reading_it_again_changes_little(text):
    try:
        document = read_text(text)
    except InputError:
        return
    assert document.text == document.text.strip()
    assert "\n\n" not in document.text
    assert not set(document.text) & set("\r\t\xa0\u3000\x00")


def test_an_empty_text_is_refused():
    with pytest.raises(InputError, match="没有正文"):
        read_text(" \n\u3000")
