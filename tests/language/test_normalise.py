"""The folded copy leads back to the original's offsets; simplification leaves simplified text alone."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.normalise import fold, punctuated, simplify

TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("關于关乾㎡①…ＡＢａ　 \n\t①ﬁ½İß")), max_size=60)


@given(TEXTS)
def test_every_folded_character_comes_from_its_offset(text):
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for at in set(folded.offsets):
        piece = "".join(c for c, offset in zip(folded.text, folded.offsets, strict=True) if offset == at)
        assert piece == fold(text[at]).text


@given(TEXTS)
def test_only_white_space_and_what_folds_to_nothing_is_left_out(text):
    kept = set(fold(text).offsets)
    for at, character in enumerate(text):
        if at not in kept:
            assert not "".join(unicodedata.normalize("NFKC", character).split())


@given(st.text(alphabet=st.sampled_from("关于加强城市Ａb１，。 \n關於㎡"), max_size=80))
def test_folding_twice_changes_nothing(text):
    once = fold(text).text
    assert fold(once).text == once


def test_ways_of_writing_one_thing_are_one_string():
    assert fold("關於 ＡＩ 　發展").text == fold("关于ai\n发展").text == "关于ai发展"


def test_a_folded_range_leads_to_the_original_span():
    text = "面积 12 ㎡，关于ＡＩ"
    folded = fold(text)
    start = folded.text.index("m2")
    assert folded.span(start, start + 2).of(text) == "㎡"
    start = folded.text.index("关于ai")
    assert folded.span(start, start + 4).of(text) == "关于ＡＩ"


def test_traditional_text_is_simplified_and_counted():
    assert simplify("關於加強城市管理的建議") == ("关于加强城市管理的建议", 4)


def test_characters_that_simplified_text_uses_too_stay():
    for text in ("乾隆年间的著作", "瞭望塔", "朱镕基故居", "㎡ 和 ①"):
        assert simplify(text) == (text, 0)


@given(st.text())
def test_punctuating_keeps_every_offset_and_twice_is_once(text):
    once = punctuated(text)
    assert len(once) == len(text)
    assert punctuated(once) == once


def test_half_width_marks_beside_chinese_become_those_of_print_and_others_stay():
    typed = "建议:1.加强管理,提高(IEP)效率;2.共1,200人,占30%,8:30开始?见www.a.com:80, OK.\n完."
    print_ = "建议：1.加强管理，提高（IEP）效率；2.共1,200人，占30%，8:30开始？见www.a.com:80, OK.\n完。"
    assert punctuated(typed) == print_
