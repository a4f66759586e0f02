"""A list of proposers, as forms and tables write it, taken apart."""

from __future__ import annotations

import re

_SPACED = re.compile(r"(?<!\w)(\w)\s+(\w)(?!\w)")  # 王　明: a short name set as wide as a longer one
_ASIDE = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[)）\]】〕]")
_BETWEEN = re.compile(r"[^\w·•×]+")
_COUNTED = r"(?:共?[\d一二两三四五六七八九十百几多]+余?)?[位名]?(?:委员|同志|人)?"
_BEHIND = re.compile(rf"(?:委员|同志)?(?:等{_COUNTED})?$")
_SHORTEST = 2


def persons(proposers: str) -> list[str]:
    """The single names of a list of proposers, without brackets and titles: 王明、李 红（民建）等5人."""
    listed = _BETWEEN.split(_SPACED.sub(r"\1\2", _ASIDE.sub("、", proposers)))
    names = [_BEHIND.sub("", name) for name in listed]
    return [name for name in names if len(name) >= _SHORTEST and not name.isdecimal()]
