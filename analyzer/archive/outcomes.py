"""What a table without texts tells became of archived proposals: which of them each row means, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from analyzer.language.sessions import session_of
from analyzer.reading import Handled
from analyzer.rules import load_rules


@dataclass(frozen=True, slots=True)
class Settled:
    """What a table of outcomes did: entries of which more is known now, those known so before, and the rows that mean
    no entry, or no one of several."""

    updated: int = 0
    unchanged: int = 0
    unmatched: tuple[Handled, ...] = ()


class Register:
    """Archived proposals by number and by title; `rows` have the columns key, id, title, year, session."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._least = float(load_rules("archive")["outcomes"]["least_title"])
        self._numbered: dict[str, list[Any]] = {}
        self._titled: dict[str, list[Any]] = {}
        for row in rows:
            self._numbered.setdefault(_number(row.id), []).append(row)
            self._titled.setdefault(_squeezed(row.title), []).append(row)

    def key_of(self, told: Mapping[str, str]) -> str | None:
        """The key of the one entry that is meant: of this number, where year and title do not speak against it, else
        of this title; None where that is none or several."""
        title = _squeezed(told.get("title", ""))
        numbered = self._numbered.get(_number(told["id"]), ()) if told.get("id") else ()
        alike = [row for row in numbered if not title or fuzz.ratio(title, _squeezed(row.title)) >= self._least]
        for candidates in (alike, self._titled.get(title, ()) if title else ()):
            if found := [row.key for row in _of_time(candidates, told)]:
                return str(found[0]) if len(found) == 1 else None
        return None


def _of_time(rows: Sequence[Any], told: Mapping[str, str]) -> list[Any]:
    """The rows of the year and session that are told, as far as both sides know them."""
    year, session = told.get("year"), session_of(told.get("session", ""))
    return [
        row
        for row in rows
        if not (year and row.year and year != str(row.year))
        and not (session and (own := session_of(row.session or "")) and session != own)
    ]


def _number(id: str) -> str:
    """A number without the zeros that a spreadsheet drops."""
    return id.lstrip("0") if id.isdecimal() else id


def _squeezed(title: str) -> str:
    return "".join(title.split())
