"""The rule file `reading.toml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzer.language.normalise import fold
from analyzer.rules import load_rules, telling_faults

_TEXT_COLUMNS = frozenset({"text", "reply", "outcome", "mark"})
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.](?=.)")
_BRACKETED = re.compile(r"[（(\[【].*?[）)\]】]")


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """Limits, names and noise patterns in the form that the readers use."""

    limits: Mapping[str, int]
    readers: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    field_label: re.Pattern[str]
    ignored_labels: frozenset[str]
    furniture_line: re.Pattern[str]
    statement: re.Pattern[str]
    furniture_inline: re.Pattern[str]
    furniture_start: re.Pattern[str]
    furniture_characters: int
    published: re.Pattern[str]
    truncated: re.Pattern[str]
    aside_name: re.Pattern[str]
    of_site: re.Pattern[str]
    marked_page: re.Pattern[str]
    bare_page: re.Pattern[str]
    part_seam: re.Pattern[str]
    copy_mark: re.Pattern[str]
    damaged: Mapping[str, str]


def label(name: str) -> str:
    """A column name or form label as it is compared: folded, without number, brackets and final colon."""
    return _NUMBER.sub("", fold(_BRACKETED.sub("", name) or name).text).strip(":*")


@lru_cache(maxsize=8)
def reading_rules(rules_dir: Path | None = None) -> ReadingRules:
    """The compiled rules of an office, or the shipped ones.

    Raises:
        ConfigurationError: the office's file is not valid TOML, lacks something, or holds a pattern that does not
            compile.
    """
    with telling_faults("reading"):
        return _compiled(load_rules("reading", rules_dir))


def _compiled(data: Mapping[str, Any]) -> ReadingRules:
    furniture, page = data["furniture"], data["page_number"]
    return ReadingRules(
        limits=data["limits"],
        readers={suffix: reader for reader, suffixes in data["formats"].items() for suffix in suffixes},
        columns=_labels(data["columns"]),
        parts=_labels(data["parts"]),
        field_label=_field_label(data["columns"]),
        ignored_labels=frozenset(label(name) for name in data["form"]["ignored"]),
        furniture_line=_any_of(furniture["lines"]),
        statement=re.compile(furniture["statement"]),
        furniture_inline=_any_of(furniture["inline"]),
        furniture_start=re.compile(rf"[ |]+(?={furniture['starts']})"),
        furniture_characters=furniture["line_characters"],
        published=re.compile(furniture["published"]),
        truncated=re.compile(furniture["truncated"]),
        aside_name=re.compile(data["web"]["aside"]),
        of_site=re.compile(data["web"]["site"]),
        marked_page=_any_of(page["marked"]),
        bare_page=re.compile(page["bare"]),
        part_seam=_seam(data["parts"]),
        copy_mark=re.compile(data["copies"]["mark"]),
        damaged=data["gloss"]["damaged"],
    )


def _labels(names: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(label(name) for name in known) for field, known in names.items()}


def _field_label(columns: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """The label of a header field, at least two Chinese characters, with colon or in 【】; none of the text itself."""
    header = (name for field, known in columns.items() if field not in _TEXT_COLUMNS for name in known)
    names = "|".join(re.escape(name) for name in header if len(name) > 1 and name[0] > "z")
    return re.compile(rf"(?:{names})[:：]|【(?:{names})】")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _seam(parts: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """Where a form's part begins in the middle of a line: its name and a colon after a finished sentence."""
    names = "|".join(re.escape(name) for known in parts.values() for name in known if len(name) >= 4 and name[0] > "z")
    return re.compile(rf"([。！？；”）]) *(?=(?:{names})[:：])")
