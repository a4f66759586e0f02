"""What a reason quotes is what the text says, cut where a clause ends."""

from __future__ import annotations

import pytest

from analyzer.duplicates.explain import lead

LONG = "由各乡镇组织村委会、合作社和收购企业签订供货协议，约定保底价格，县农业农村局每季度公布一次履约情况。"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (LONG, "由各乡镇组织村委会、合作社和收购企业签订供货协议……"),
        ("由县水利局牵头，会同东河镇、西河镇政府，明年汛期前加固堤防。", "由县水利局牵头，会同东河镇、西河镇政府……"),
        ("推行联合踏勘。由县住建局一次带齐各部门。", "推行联合踏勘"),
        ("图书馆开放时间从9:30提前到8:00，周末和节假日延长到22:00。", "图书馆开放时间从9:30提前到8:00……"),
        (
            "落实“修旧如旧，建新如旧。”的要求，由县文旅局会同县住建局出台实施细则，年内公布。",
            "落实“修旧如旧，建新如旧。”的要求……",
        ),
        ("甲" * 80, "甲" * 24 + "……"),
        ("。\n", ""),
    ],
)
def test_a_quotation_is_the_text_s_own_characters_up_to_the_end_of_a_clause(text, quoted):
    """Commas of a list end no clause and stay what they are, nor does anything within a figure or a quotation."""
    assert lead(text) == quoted
    assert quoted.removesuffix("……") in text
