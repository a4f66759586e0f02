"""Checks of figures and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from analyzer.annotation.model import AnnotatedSentence, SlotKind
from analyzer.errors import ConfigurationError
from analyzer.language.numerals import arabic
from analyzer.rules import load_rules
from analyzer.screening.arithmetic import wrong_change, wrong_rate, wrong_share, wrong_sum
from analyzer.screening.draft import Draft
from analyzer.screening.masked import MASK
from analyzer.screening.overdue import shipped_overdue, standing, years
from analyzer.screening.rule import Hit, Rule

_BEFORE = 3  # sentences before one that may say where its figures are from
_SUPPORT = frozenset({SlotKind.SOURCE, SlotKind.METHOD, SlotKind.SAMPLE})
_NUMBER = re.compile(r"\d{2,}(?:\.\d+)?")
_ROUNDED = 0.5  # percentage points
_QUOTATION = 12  # characters from which words in quotation marks are somebody's speech and no name
_ORDINAL = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def unverifiable_data(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Figures that nobody stands behind, and figures that contradict each other within one sentence."""
    for sentence, score, triggered in draft.suspects(rule.key, rule.numbers["weak"]):
        if sentence.heading:
            continue
        said = draft.say(sentence)
        detail = (_hearsay(sentence, said, rule) or _contradiction(draft.preceding(sentence), said, rule)) * triggered
        if not detail and sentence.index not in draft.asked and _unfounded(draft, sentence, said, rule, score):
            detail = "数字没有说明出处和时间"
        if detail:
            yield Hit(sentence.span.start, sentence.span.end, detail=detail)


def _hearsay(sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A figure credited to nobody in particular, of no particular year."""
    vague = rule.patterns["vague"].search(said)
    if not vague or not rule.patterns["quantity"].search(said, vague.end()):
        return ""
    from_here = sentence.span.start + vague.end()
    named = any(slot.kind is SlotKind.SOURCE and slot.start >= from_here for slot in sentence.slots)
    if named or rule.patterns["dated"].search(said):
        return ""
    return f"“{vague.group().strip('，')}”没有说明出处和时间"


def _unfounded(draft: Draft, sentence: AnnotatedSentence, said: str, rule: Rule, score: float) -> bool:
    """A quantity from data that are nobody's (数据显示), or that sounds like hearsay, with no date or named source.

    Data may be told of just before, and so may one's own look at things; but what surely is hearsay no survey before
    makes one's own, unless the sentence only goes on after a semicolon. A share of a whole that the text counts
    elsewhere is worked out from it.
    """
    quoted = rule.patterns["unnamed"].search(said)
    until = quoted.end() if quoted else 0
    counted = rule.patterns["quantity"].search(said, until) or (not quoted and sentence.has(SlotKind.FIGURE))
    if not counted or not (quoted or score >= rule.numbers["weak"]) or rule.patterns["dated"].search(said):
        return False
    before = draft.preceding(sentence)
    goes_on = quoted or before.rstrip().endswith("；")
    if goes_on and rule.patterns["dated"].search(before):
        return False
    if not quoted and _worked_out(draft.text, said, rule):
        return False
    near = 0 if score >= rule.numbers["sure"] and not goes_on else _BEFORE
    told = draft.annotated.sentences[max(0, sentence.index - near) : sentence.index + 1]
    support = (slot for each in told for slot in each.slots if slot.kind in _SUPPORT)
    here = range(sentence.span.start, sentence.span.start + until)  # 调查显示 names no source
    return all(slot.kind is SlotKind.SOURCE and slot.start in here for slot in support)


def _worked_out(text: str, said: str, rule: Rule) -> bool:
    """Whether the sentence tells the share of a count (184家，占23%) in a number that stands in the text."""
    shares = [(float(share["part"]), float(share["percent"])) for share in rule.patterns["of_whole"].finditer(said)]
    wholes = [float(number) for number in _NUMBER.findall(text)] if shares else []
    return any(abs(100 * part - percent * whole) <= _ROUNDED * whole for part, percent in shares for whole in wholes)


def _contradiction(before: str, said: str, rule: Rule) -> str:
    """What in the figures of a sentence, the one before given, does not come out."""
    before, said, patterns = arabic(before), arabic(said), rule.patterns
    return (
        _impossible(said, rule)
        or wrong_change(said, patterns)
        or wrong_rate(said, patterns)
        or wrong_share(before, said, patterns)
        or wrong_sum(before, said, patterns, rule.numbers["over"])
    )


def _impossible(said: str, rule: Rule) -> str:
    """A share above the whole."""
    if "%" not in said and "％" not in said:
        return ""
    for share in rule.patterns["share"].finditer(said):
        if float(share["percent"]) > 100 and not share["ratio"]:
            return f"{share['what']}{share['percent']}%超过100%"
    return ""


def out_of_date(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A time that is over, spoken of as one to come."""
    for sentence in draft.hits(rule.key):
        if sentence.heading and sentence.index not in draft.asked:
            continue
        said = draft.say(sentence)
        if detail := (
            _past_year(draft, sentence, said, rule)
            or _past_plan(draft, sentence, said, rule)
            or _past_event(draft, said, rule)
        ):
            yield Hit(sentence.span.start, sentence.span.end, detail=detail)


def _past_year(draft: Draft, sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A year gone by that is spoken of as one to come; what somebody once aimed at, or is quoted with, is history."""
    for year, month, masked in years(said):
        at = said.find(str(year))
        told = sentence.index not in draft.asked and (rule.patterns["once"].search(said, 0, at) or _quoted(said, at))
        if told or rule.patterns["already"].match(masked, masked.index(MASK) + 1):
            continue
        over = draft.year - rule.numbers["history"] < year < draft.year
        over = over or (year == draft.year and (month or 12) < draft.month)
        least = rule.numbers["to_come" if sentence.index in draft.asked else "elsewhere"]
        if over and shipped_overdue().score(masked, standing(draft, sentence)) >= least:
            return f"{year}年{f'{month}月' if month else ''}已过"
    return ""


def _quoted(said: str, at: int) -> bool:
    """Whether `said[at]` stands in a quotation, which may have begun in a sentence before or go on in the next."""
    opened, closed = said.rfind("“", 0, at), said.find("”", at)
    if said.rfind("”", 0, at) > opened:
        return False
    if opened < 0:
        return closed >= 0 and "“" not in said[at:closed]
    return closed < 0 or closed - opened > _QUOTATION


def _past_plan(draft: Draft, sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A five-year plan that has begun or ended, as one to be drawn up or carried out."""
    for plan in rule.patterns["plan"].finditer(said):
        first = _first_year(plan)
        clause = _around(said, plan.start(), plan.end())
        if rule.patterns["past"].search(clause):
            continue
        drawn_up = rule.patterns["coming"].search(clause) and draft.year > first
        ahead = rule.patterns["ahead"].search(said[plan.end() :]) or rule.patterns["ahead"].search(said[: plan.start()])
        if drawn_up or (ahead and draft.year > first + 4):
            return _years_of(plan)
    told = rule.patterns["this_year"].search(said)
    if told and draft.year > _first_year(told) + (4 if told["last"] else 0):
        return _years_of(told)
    return ""


def _first_year(plan: re.Match[str]) -> int:
    """The first of a five-year plan's years."""
    return 2001 + 5 * _ORDINAL[plan["ordinal"]]


def _years_of(plan: re.Match[str]) -> str:
    first = _first_year(plan)
    return f"“十{plan['ordinal']}五”是{first}—{first + 4}年"


def _past_event(draft: Draft, said: str, rule: Rule) -> str:
    """An event of the list that is over and still awaited."""
    for name, (year, month) in _events(draft.settings.rules_dir).items():
        at = said.find(name)
        if (
            at < 0
            or (year, month) >= (draft.year, draft.month)
            or rule.patterns["afterwards"].match(said[at + len(name) :])
        ):
            continue
        if rule.patterns["awaited"].search(_around(said, at, at + len(name))):
            return f"{name}已于{year}年{month}月结束"
    return ""


@lru_cache(maxsize=4)
def _events(rules_dir: Path | None) -> dict[str, tuple[int, int]]:
    """The year and month in which each event was over.

    Raises:
        ConfigurationError: one of them is no month.
    """
    events = {}
    for name, month in load_rules("events", rules_dir).get("over", {}).items():
        if not re.fullmatch(r"\d{4}-\d{2}", str(month)):
            raise ConfigurationError(
                f"“{name}”的结束月份有误（{month}）", where="events.toml", remedy="请写作“2025-11”"
            )
        events[name] = int(month[:4]), int(month[5:])
    return events


def _around(said: str, start: int, end: int) -> str:
    """The clause about `said[start:end]`."""
    before = max(said.rfind(mark, 0, start) for mark in "，；。") + 1
    after = min((at for mark in "；。" if (at := said.find(mark, end)) >= 0), default=len(said))
    return said[before:after]
