"""Figures of one sentence that contradict each other: sums, shares and rates of change that do not come out.

A rounded figure is given the room that its last digit leaves, a hedged one (近、约、多) is left alone. What cannot be
told for sure stays silent: parts may overlap, and two values need not be of one series.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, repeat

Patterns = Mapping[str, re.Pattern[str]]

_SCALE = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_SAME = {"名": "人", "位": "人", "份": "人", "％": "%"}  # a questionnaire (份) stands for who answered it
_NUMBER = re.compile(
    r"(?P<hedge>[近约超逾])?(?:过|计)?(?<![\d.,])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>[百千万亿]{0,2})(?P<more>[多余/])?"
    r"(?P<unit>[%％]|人次|公里|公顷|公斤|平方公里|平方米|立方米|小时|分钟|百分点"
    r"|(?![年月日号时点提增减升降涨上下扩到至变跌缩回成倍])[\u4e00-\u9fff])?(?P<date>[月日号时点])?"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?:年(?:\d{1,2}月)?|[-—至到](?=(?:19|20)\d{2}年))")
_YEAR_MARK = "■"
_BRACKETED = re.compile("（[^（）]*）")
_MOVES = re.compile("[增升涨提扩减降跌缩落变][^，。；]{0,3}[到至为成]|[到至]|■|[去上前今]年|年[初末底]|同期|原来|现在")
_SAME_SUBJECT = re.compile(
    r"[\u4e00-\u9fff]{0,3}[，,、（(；]?(?:(?:同比|环比|比|较)?(?:■+的?|[上去前]年)?(?:同期|相比)?"
    r"|[一二两三四五六几]年[间来内]?|期间)(?:净|实际|大幅|累计|共)?"
)
"""What may stand between a value and its rate of change; 学校增加到150所，在校生增长40% tells of another thing."""
_ROOM = 0.02  # by which a stated rate may be off beside what rounding allows, of itself
_AGAIN = 3  # characters within which the same number is the same thing spoken of again: 3件，3件均已审结
_LACKING, _EXCEEDING = 0.95, 1.12  # shares of a whole between which three parts of it were meant to be all
_ROUNDING = 1e-6
_POINT = 1.0  # percentage points by which a share may be off


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is written, with its scale (万) and unit (empty where none follows), and where it stands."""

    start: int
    end: int
    number: str
    scale: float
    unit: str

    @property
    def value(self) -> float:
        """The number, its scale left out."""
        return float(self.number)

    @property
    def total(self) -> float:
        """The number with its scale."""
        return self.value * self.scale

    @property
    def half(self) -> float:
        """Half a unit of the number's last digit."""
        return 0.5 * 10.0 ** -_decimals(self.number)


def quantities(said: str) -> list[Quantity]:
    """The exact quantities of a sentence; years are none."""
    found = []
    for match in _NUMBER.finditer(_YEAR.sub(_marked, said)):
        if not (match["hedge"] or match["more"] or match["date"]):
            scale = math.prod(_SCALE[character] for character in match["scale"])
            unit = match["unit"] or ""
            number = match["number"].replace(",", "")
            found.append(Quantity(match.start("number"), match.end(), number, scale, _SAME.get(unit, unit)))
    return found


def _marked(year: re.Match[str]) -> str:
    return _YEAR_MARK * len(year.group())


def wrong_sum(before: str, said: str, patterns: Patterns, over: float) -> str:
    """Parts or shares listed as making up a whole that do not; what stands in brackets are parts of a part.

    `before` is the sentence before, which may name the whole. Shares that miss 100 by at most `over` points were meant
    to make it up.
    """
    said = _BRACKETED.sub(lambda bracket: " " * len(bracket.group()), said)
    complete = bool(patterns["complete"].search(said))
    return _wrong_shares(said, patterns, over, complete) or _wrong_parts(before, said, patterns, complete)


def _wrong_shares(said: str, patterns: Patterns, over: float, complete: bool) -> str:
    """Shares of one listing; where it is not said that they are all, too few may leave some out."""
    for listing in [said] if complete else said.split("；"):
        shares = [float(share["percent"]) for share in patterns["shares"].finditer(listing)]
        surplus = sum(shares) - 100
        if len(shares) > 2 and _POINT < (abs(surplus) if complete else surplus) <= over:
            return f"各项占比之和为{sum(shares):g}%"
    return ""


def _without_breakdown(parts: list[Quantity]) -> list[Quantity]:
    """The parts but those that make up the one before them: 超龄的15处，佛寺8处、道观4处、教堂3处."""
    for at, part in enumerate(parts[:-2]):
        if math.isclose(part.total, sum(other.total for other in parts[at + 1 :])):
            return parts[: at + 1]
    return parts


def _wrong_parts(before: str, said: str, patterns: Patterns, complete: bool) -> str:
    """Counts of parts. Those not said to be all are taken for all where three or more come near the whole; others may
    overlap, or some may be left out."""
    told, listed = quantities(said), patterns["goes_on"].search(said)
    if listed:
        ahead = [q for q in told if q.end <= listed.start()] or quantities(_BRACKETED.sub("", before))
        beside = patterns["beside"].search(said, listed.end())
        rest = [q for q in told if listed.end() <= q.start < (beside.start() if beside else len(said))]
    else:
        ahead, rest = told[:1], told[1:]
    parts = [part for part in rest if part.unit == rest[0].unit not in ("", "%")]
    again = [b for a, b in pairwise(parts) if a.total == b.total and b.start - a.end < _AGAIN]
    parts = _without_breakdown([part for part in parts if part not in again])
    wholes = [q.total for q in ahead if parts and q.unit == parts[0].unit]
    if len(parts) < 2 or not wholes:
        return ""
    totals = [part.total for part in parts]
    total, largest, whole = sum(totals), max(totals), wholes[-1]
    comes_out = any(map(math.isclose, (*wholes, 2 * largest), repeat(total)))  # 其中8家里，5家……、3家……
    comes_out |= whole in list(accumulate(totals))[1:-1]  # what is told behind all the parts is none
    if comes_out or largest > max(wholes):
        return ""
    left = patterns["rest"].search(said)  # 其余40个
    all_told = complete or (left and any(part.start == left.end() - 1 for part in parts))
    near = listed and len(parts) > 2 and _LACKING * whole < total < _EXCEEDING * whole
    return f"各部分之和{total:g}与总数{whole:g}不符" if all_told or near else ""


def wrong_share(before: str, said: str, patterns: Patterns) -> str:
    """A share that no whole named before its part gives, here or in the sentence before."""
    if "%" not in said and "％" not in said:
        return ""
    found = [share.span() for share in patterns["of_whole"].finditer(said)]
    earlier = quantities(before)
    told = [q for q in quantities(said) if not any(start <= q.start < end for start, end in found)]
    for share in patterns["of_whole"].finditer(said):
        part, percent, unit = float(share["part"]), float(share["percent"]), _SAME.get(share["unit"], share["unit"])
        wholes = [q.total for q in told if q.end <= share.start() and q.unit == unit and q.total > part]
        others = [q.total for q in earlier if q.unit == unit and q.total > part]
        if patterns["goes_on"].match(said):
            wholes += others
        if wholes and all(abs(100 * part / whole - percent) > _POINT for whole in wholes + others):
            return f"{part:g}占{wholes[0]:g}的{100 * part / wholes[0]:.1f}%，不是{share['percent']}%"
    return ""


def wrong_rate(said: str, patterns: Patterns) -> str:
    """A rate that the two counts told right before it do not give: 发放420份，收回297份，回收率94.5%."""
    for told in patterns["of_rate"].finditer(said):
        whole, part, percent = float(told["whole"]), float(told["part"]), float(told["percent"])
        if part <= whole and abs(100 * part / whole - percent) > _POINT:
            return f"{part:g}占{whole:g}的{100 * part / whole:.1f}%，不是{told['percent']}%"
    return ""


def wrong_change(said: str, patterns: Patterns) -> str:
    """A rate of change that the two values told before it do not give, whichever of them comes first.

    The two must be the only ones of their unit since the last stop, told as a change (from one to the other, or with
    their years), and what the rate is of.
    """
    marked = _YEAR.sub(_marked, said)
    for change in patterns["change"].finditer(marked):
        start = max(marked.rfind("；", 0, change.start()), marked.rfind("。", 0, change.start())) + 1
        told = [q for q in quantities(said[: change.start()]) if q.start >= start]
        pair = [q for q in told if q.unit in (told[-1].unit, "")]
        if len(pair) != 2 or patterns["average"].search(marked, start, change.end()):
            continue
        first, second = pair
        goes_on = _SAME_SUBJECT.fullmatch(marked, second.end, change.start())
        if not goes_on or not _MOVES.search(marked, first.end, second.start):
            continue
        rate = change["rate"]
        if "%" in (first.unit, second.unit):
            if first.unit == second.unit and abs(abs(second.value - first.value) - float(rate)) < _ROUNDING:
                return f"由{first.value:g}%到{second.value:g}%是{rate}个百分点，不是{rate}%"
        elif not _gives(first, second, rate, fall=bool(change["fall"] or change["lower"])):
            return f"{first.number}与{second.number}相比，变化率与{rate}%不符"
    return ""


def _gives(first: Quantity, second: Quantity, rate: str, fall: bool) -> bool:
    """Whether the larger of two values is above the smaller, or with `fall` the smaller below it, by `rate` percent."""
    if first.scale == 1 and not first.unit:  # 由3.2增至4.5亿元
        first = replace(first, scale=second.scale)
    less, more = sorted((first, second), key=lambda q: q.value * q.scale)
    changes = []
    for a in (-less.half, less.half):
        for b in (-more.half, more.half):
            low, high = (less.value + a) * less.scale, (more.value + b) * more.scale
            changes.append(100 * (high - low) / (high if fall else low))
    room = 10.0 ** -_decimals(rate) + _ROOM * float(rate)
    return min(changes) - room <= float(rate) <= max(changes) + room


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])
