"""The order in which a person counts."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"([0-9]+)")


def natural(name: str) -> tuple[list[str | tuple[int, str]], str]:
    """A key that sorts names by the numbers in them: 2 before 10, 提案9号 before 提案10号.

    Digits are compared by length and then by value, leading zeros apart, so that a number may be as long as it likes.
    """
    parts: list[str | tuple[int, str]] = list(_NUMBER.split(name))
    parts[1::2] = [(len(digits), digits) for digits in (number.lstrip("0") for number in _NUMBER.findall(name))]
    return parts, name
