"""The lexicons are large, clean, compositional, and an office may replace one."""

import pytest

from analyzer.errors import ConfigurationError
from analyzer.language.lexicon import KINDS, load_lexicon, segmentation_words


def test_lexicons_hold_enough_distinct_words():
    assert len({word for kind in KINDS for word in load_lexicon(kind)}) >= 1800


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_clean(kind):
    words = load_lexicon(kind)
    assert len(words) == len(set(words))
    assert all(word == word.strip() and 2 <= len(word) <= 24 for word in words)


@pytest.mark.parametrize(
    "word",
    ["市住建局", "住建局", "省发改委", "卫健委", "教体局", "街道办", "居委会", "业委会", "县人民法院", "市委宣传部"],
)
def test_departments_come_with_and_without_their_level(word):
    assert word in load_lexicon("departments")


def test_vague_bodies_are_not_departments():
    assert not set(load_lexicon("vague_bodies")) & set(load_lexicon("departments"))


def test_long_terms_are_left_to_their_parts_but_names_of_bodies_are_whole():
    words = dict(segmentation_words())
    assert "农村人居环境整治" not in words
    assert "市场监督管理局" in words


def test_levelled_names_weigh_less_than_bare_ones():
    words = dict(segmentation_words())
    assert words["市住建局"] < words["住建局"]


def test_office_may_replace_a_lexicon(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "civic.toml").write_text('words = ["有事好商量"]\n', encoding="utf-8")
    assert load_lexicon("civic", tmp_path) == ("有事好商量",)
    assert load_lexicon("policies", tmp_path) == load_lexicon("policies")


def test_malformed_lexicon_is_named(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "civic.toml").write_text('words = "提案"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"lexicon/civic\.toml"):
        load_lexicon("civic", tmp_path)
