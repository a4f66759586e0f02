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


def test_a_sentence_that_speaks_of_printing_or_of_editors_stays():
    for text in ("打印本页的要求给办事群众带来不便，建议取消。", "责任编辑队伍老化，县融媒体中心应加强培训。"):
        assert text_of(text) == text


def test_a_site_that_leaves_text_out_is_reported(kinds):
    document = read_text(f"{SENTENCE} ……(某文网http://www.example.com省略935字,正式会员可完整阅读)…… 二、建议")
    assert document.text == f"{SENTENCE}\n二、建议"
    assert kinds(document)["truncated"] == 1


def test_a_repeated_title_and_a_repeated_paragraph_go(kinds, title, paragraphs):
    document = read_text("\n".join((title, title, *paragraphs, paragraphs[0])))
    assert document.text == "\n".join((title, *paragraphs))
    assert kinds(document) == {"second_title": len(title), "repeated": len(paragraphs[0])}


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
