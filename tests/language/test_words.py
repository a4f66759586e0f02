"""Words are found wherever they stand, with their values, in the stretch that is asked for."""

from analyzer.language.words import WordFinder

FINDER = WordFinder({"南京": 1, "南京市": 2, "市": 3})


def test_words_within_words_are_found_longer_ones_first_at_an_end():
    assert list(FINDER.find("在南京市")) == [(1, 3, 1), (1, 4, 2), (3, 4, 3)]


def test_only_what_lies_within_the_stretch_counts_at_the_offsets_of_the_text():
    assert list(FINDER.find("市在南京市", 2, 4)) == [(2, 4, 1)]


def test_a_table_without_words_finds_nothing():
    assert list(WordFinder({}).find("南京市")) == []


def test_the_longest_word_at_each_spot_counts_alone():
    assert FINDER.longest("在南京市、南京和市里") == [(1, 4, 2), (5, 7, 1), (8, 9, 3)]
