"""What people wrote into an earlier workbook, for the rows of the next one that say the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from io import BytesIO

from analyzer.reading.rules import reading_rules
from analyzer.reading.tables import Row, sheets
from analyzer.reporting.view import printable

OVERVIEW, FINDINGS, PAIRS, PAST, GROUPS = "总览", "审查提示", "疑似重复", "库中相近", "并案建议组"
# Of each sheet, the columns that tell a row from the others, and those that are left empty for people to fill in.
_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    OVERVIEW: (("编号", "案由"), ("处理意见", "理由")),
    FINDINGS: (("编号", "案由", "检查", "提示", "原文"), ("核查意见",)),
    PAIRS: (("甲编号", "甲案由", "乙编号", "乙案由"), ("核查意见",)),
    PAST: (("编号", "案由", "库中案号", "库中案由", "年度"), ("核查意见",)),
    GROUPS: (("编号", "案由", "主提案"), ("核查意见",)),
}
_LEAD_COLUMNS = ("并案组", "角色", "编号")
_HEADER_ROWS = 10  # a title may have been written above
_COMPARED = 190  # characters; a workbook shortens what is longer

_Key = tuple[str, ...]


class Filled:
    """What was filled in, by sheet and by what tells a row; each is taken once.

    A row is the same where it is about the same proposals, by number and title: of another session, another proposal
    may bear the number.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, _Key], deque[tuple[str, ...]]] = {}
        self.taken = 0

    @property
    def left(self) -> int:
        """How many filled-in rows found none of the new ones."""
        return sum(map(len, self._waiting.values()))

    def put(self, sheet: str, told: Sequence[str], values: tuple[str, ...]) -> None:
        """Keep the values of a row, unless all are empty."""
        if any(values):
            self._waiting.setdefault((sheet, _key(sheet, told)), deque()).append(values)

    def take(self, sheet: str, *told: str | None) -> tuple[str | None, ...]:
        """The values for a row, by what tells it; None for each where nothing was filled in."""
        values = self._waiting.get((sheet, _key(sheet, told)))
        if not values:
            return (None,) * len(_COLUMNS[sheet][1])
        self.taken += 1
        return tuple(value or None for value in values.popleft())


def filled_in(data: bytes, name: str) -> Filled:
    """What people wrote into the workbook of an earlier run, whatever they sorted, hid or moved.

    Raises:
        InputError: the workbook is damaged, too big, or protected by a password.
    """
    found = Filled()
    for sheet, rows in sheets(BytesIO(data), name, reading_rules()):
        if sheet in _COLUMNS:
            _read(found, sheet, list(rows))
    return found


def _read(found: Filled, sheet: str, rows: Sequence[Row]) -> None:
    told, filled = _COLUMNS[sheet]
    lead = _LEAD_COLUMNS if sheet == GROUPS else ()
    wanted = {*(told if sheet != GROUPS else told[:-1]), *filled, *lead}
    start = next((i for i, (_, cells) in enumerate(rows[:_HEADER_ROWS]) if wanted <= set(cells)), None)
    if start is None:
        return
    at = {name: rows[start][1].index(name) for name in wanted}
    records = [{name: cells[index].strip() for name, index in at.items()} for _, cells in rows[start + 1 :]]
    if lead:
        group, role, number = lead
        leads = {record[group]: record[number] for record in records if record[role] == "主提案"}
        records = [{**record, "主提案": leads.get(record[group], "")} for record in records]
    for record in records:
        found.put(sheet, [record[name] for name in told], tuple(record[name] for name in filled))


def _key(sheet: str, told: Sequence[str | None]) -> _Key:
    """What tells a row, without white space; a pair is the same from either side."""
    parts = ["".join(printable(part or "").split())[:_COMPARED] for part in told]
    return tuple(parts if sheet != PAIRS or parts[:2] <= parts[2:] else parts[2:] + parts[:2])
