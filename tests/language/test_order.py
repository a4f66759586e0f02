"""Numbers and names stand in the order in which a person counts."""

from analyzer.language.order import natural


def test_numbers_within_names_are_counted():
    assert sorted(["10", "1", "11", "2"], key=natural) == ["1", "2", "10", "11"]
    assert sorted(["提案10号", "提案9号", "附件1"], key=natural) == ["提案9号", "提案10号", "附件1"]
    assert sorted(["2024-10", "2024-9", "2023-11"], key=natural) == ["2023-11", "2024-9", "2024-10"]


def test_leading_zeros_and_numbers_of_any_length_are_compared_and_equal_values_have_one_order():
    long = "9" * 10_000
    assert sorted([long, "010", "9", "10", "", "甲"], key=natural) == ["", "9", "010", "10", long, "甲"]
