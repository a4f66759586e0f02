"""Segmentation keeps the text, knows the domain, and does not depend on which engine is installed."""

import builtins
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import AnalyzerError
from analyzer.language import segment as module
from analyzer.language.segment import segment, segment_many

PASSAGE = (
    "建议由市住建局牵头，会同市财政局、区卫健委和各街道办，在三年内完成全市老旧小区的适老化改造。"
    "据省统计局发布的数据，我市常住人口中六十岁以上老人占两成，失能老人的长期护理保险覆盖不足一半。"
    "江苏省发展改革委应当发展新质生产力，支持专精特新企业，推进乡村振兴和低空经济，做好碳达峰碳中和工作。"
    "居委会、业委会、物业公司多头管理，权责不清，停车难问题突出；二是充电桩布局不合理，三是经费保障不到位。"
)


@pytest.fixture(scope="module")
def reference():
    return module._jieba_cutter()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("由市住建局牵头", ["由", "市住建局", "牵头"]),
        ("南京市住建局", ["南京市", "住建局"]),
        ("江苏省发展改革委", ["江苏省", "发展改革委"]),
        ("发展新质生产力", ["发展", "新质生产力"]),
        ("推进乡村振兴战略", ["推进", "乡村振兴", "战略"]),
        ("城市人民政府应当", ["城市", "人民政府", "应当"]),
    ],
)
def test_domain_words_are_cut_as_a_reader_would(text, words):
    assert segment(text) == words


def test_rjieba_and_jieba_agree_on_chinese_text(reference):
    assert segment(PASSAGE) == reference(PASSAGE)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_joined_words_are_the_text(text):
    assert "".join(segment(text)) == text


def test_white_space_of_documents_is_kept(reference):
    text = "调研情况：\u3000\u30002019 年\r\n\t问题\xa0分析\u2028建议"
    assert "".join(segment(text)) == text
    assert "".join(reference(text)) == text


def test_many_is_each():
    texts = ["由市住建局牵头", "", PASSAGE]
    assert segment_many(texts) == [segment(text) for text in texts]
    assert segment("") == []


@pytest.fixture
def without(monkeypatch):
    """Makes modules fail to import, as on a machine where they do not fit."""

    def block(*names):
        real = builtins.__import__

        def refuse(name, *args, **kwargs):
            if name in names:
                raise ImportError(f"No module named '{name}'")
            return real(name, *args, **kwargs)

        for name in names:
            monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.setattr(builtins, "__import__", refuse)
        module._cutter.cache_clear()

    yield block
    module._cutter.cache_clear()


def test_jieba_takes_over_where_rjieba_cannot_be_imported(without):
    without("rjieba")
    assert segment("由市住建局牵头") == ["由", "市住建局", "牵头"]


def test_error_names_the_install_line_when_no_engine_is_left(without):
    without("rjieba", "jieba")
    with pytest.raises(AnalyzerError, match="pip install rjieba"):
        segment("由市住建局牵头")
