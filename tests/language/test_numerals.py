"""Chinese numerals are read exactly or left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.numerals import arabic

_DIGITS, _UNITS = "零一二三四五六七八九", ("", "十", "百", "千")


@pytest.mark.parametrize(
    ("spelt", "read"),
    [
        ("一万一千八百人次", "11800人次"),
        ("增长百分之四十二点六", "增长42.6%"),
        ("四成二的人家，三成一", "42%的人家，31%"),
        ("六成半", "65%"),
        ("十八万亩", "18万亩"),
        ("三点六亿元", "3.6亿元"),
        ("下午三点二十", "下午三点二十"),
        ("十二点五万", "12.5万"),
        ("二〇二五年", "2025年"),
        ("三百零五户", "305户"),
        ("三百五十户", "350户"),
        ("一家七八个人", "一家七八个人"),
        ("建成立项", "建成立项"),
        ("一成不变，占三成多", "一成不变，占三成多"),
        ("几十万亩、近三百户、二百余人", "几十万亩、近三百户、二百余人"),
        ("三万五", "三万五"),
        ("十", "十"),
    ],
)
def test_reading(spelt: str, read: str) -> None:
    assert arabic(spelt) == read


def _spelt(number: int) -> str:
    """A number below ten thousand as it is spelt."""
    digits = str(number)
    pieces = [
        _DIGITS[int(digit)] + _UNITS[len(digits) - place - 1] if digit != "0" else "零"
        for place, digit in enumerate(digits)
    ]
    spelt = "".join(pieces).rstrip("零")
    while "零零" in spelt:
        spelt = spelt.replace("零零", "零")
    return spelt.removeprefix("一") if 10 <= number < 20 else spelt


@given(st.integers(11, 9999))
def test_every_number_below_ten_thousand(number: int) -> None:
    assert arabic(f"共{_spelt(number)}户") == f"共{number}户"


@given(st.text(alphabet="零一二两三十百千万亿点成半百分之户", max_size=20))
def test_any_string_is_read_without_failing(text: str) -> None:
    arabic(text)
