"""Checks of figures and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.annotation.model import AnnotatedSentence, SlotKind
from analyzer.screening.draft import Draft
from analyzer.screening.overdue import shipped_overdue, standing, years
from analyzer.screening.rule import Hit, Rule

_TWO = 2
_BRACKETED = re.compile("（[^（）]*）")
_CHANGES = frozenset("提增减升降涨上下扩到至变跌缩回")  # what may follow a number that has no measure word
_BEFORE = 3  # sentences before one that may say where its figures are from
_SUPPORT = frozenset({SlotKind.SOURCE, SlotKind.METHOD, SlotKind.SAMPLE})
_SCALE = {"": 1.0, "万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "万亿": 1e12}
_ORDINAL = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def unverifiable_data(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Figures that nobody stands behind, and figures that contradict each other within one sentence."""
    for sentence, score, triggered in draft.suspects(rule.key, rule.numbers["weak"]):
        if sentence.heading:
            continue
        said = draft.say(sentence)
        judged = (judge(sentence, said, rule) for judge in _JUDGES) if triggered else ()
        detail = next((detail for detail in judged if detail), "")
        if not detail and triggered:
            before = draft.preceding(sentence)
            detail = _part(before, said, rule) or _sum(before, said, rule)
        if not detail and _unfounded(draft, sentence, said, rule, score):
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
    makes one's own.
    """
    quoted = rule.patterns["unnamed"].search(said)
    until = quoted.end() if quoted else 0
    counted = rule.patterns["quantity"].search(said, until) or (not quoted and sentence.has(SlotKind.FIGURE))
    if not counted or not (quoted or score >= rule.numbers["weak"]) or rule.patterns["dated"].search(said):
        return False
    if quoted and rule.patterns["dated"].search(draft.preceding(sentence)):
        return False
    before = 0 if score >= rule.numbers["sure"] and not quoted else _BEFORE
    told = draft.annotated.sentences[max(0, sentence.index - before) : sentence.index + 1]
    support = (slot for near in told for slot in near.slots if slot.kind in _SUPPORT)
    here = range(sentence.span.start, sentence.span.start + until)  # 调查显示 names no source
    return all(slot.kind is SlotKind.SOURCE and slot.start in here for slot in support)


def _impossible(sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A share above the whole."""
    if "%" not in said and "％" not in said:
        return ""
    for share in rule.patterns["share"].finditer(said):
        if float(share["percent"]) > 100 and not share["ratio"]:
            return f"{share['what']}{share['percent']}%超过100%"
    return ""


def _counts(said: str, rule: Rule) -> list[tuple[int, str, float]]:
    """Where each count of things ends, its unit and its number."""
    return [
        (m.end(), _unit(m["unit"]), float(m["count"]) * _SCALE[m["scale"]])
        for m in rule.patterns["whole"].finditer(said)
    ]


def _unit(unit: str) -> str:
    return "人" if unit in "名位" else unit


def _part(before: str, said: str, rule: Rule) -> str:
    """A share that no whole named before its part gives, here or in the sentence before."""
    if "%" not in said and "％" not in said:
        return ""
    earlier, counts = _counts(before, rule), _counts(said, rule)
    for share in rule.patterns["of_whole"].finditer(said):
        part, percent = float(share["part"]), float(share["percent"])
        ahead = [(unit, n) for end, unit, n in counts if end <= share.start()]
        wholes = [n for unit, n in ahead if unit == _unit(share["unit"]) and n > part]
        others = [n for _, unit, n in earlier if unit == _unit(share["unit"]) and n > part]
        if rule.patterns["goes_on"].match(said):
            wholes += others
        if wholes and all(abs(100 * part / whole - percent) > 1 for whole in wholes + others):
            return f"{part:g}占{wholes[0]:g}的{100 * part / wholes[0]:.1f}%，不是{share['percent']}%"
    return ""


def _sum(before: str, said: str, rule: Rule) -> str:
    """Parts listed as making up the whole that do not; what stands in brackets are parts of a part."""
    said = _BRACKETED.sub("", said)
    shares = [float(share["percent"]) for share in rule.patterns["shares"].finditer(said)]
    complete = rule.patterns["complete"].search(said)
    surplus = sum(shares) - 100
    if len(shares) > _TWO and (1 < surplus <= rule.numbers["over"] or (complete and abs(surplus) > 1)):
        return f"各项占比之和为{sum(shares):g}%"
    if not complete and not rule.patterns["rest"].search(said):
        return ""
    goes_on = rule.patterns["goes_on"].match(said)
    counts = _counts(before, rule) if goes_on else _counts(said, rule)[:1]
    first = 0 if goes_on or not counts else counts[0][0]
    parts = [(_unit(part["unit"]), float(part["count"])) for part in rule.patterns["part"].finditer(said, first)]
    wholes = [n for _, unit, n in counts if parts and unit == parts[0][0]]
    total = sum(n for unit, n in parts if unit == parts[0][0])
    if len(parts) < _TWO or not wholes or total in wholes:
        return ""
    return f"各部分之和{total:g}与总数{wholes[-1]:g}不符"


def _growth(sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A rate of change that the two values in front of it do not give."""
    for change in rule.patterns["growth"].finditer(said):
        if rule.patterns["average"].search(change.group()):
            continue
        old, new, rate = change["old"], change["new"], change["rate"]
        if change["old_unit"] in ("%", "％"):
            if change["new_unit"] in ("%", "％") and abs(float(new) - float(old)) == float(rate):
                return f"由{old}%到{new}%是{rate}个百分点，不是{rate}%"
            continue
        measures = {_measure(said[change.end(name) :]) for name in ("old", "new")} - {""}
        if len(measures) > 1:
            continue
        low, high = _bounds(old, change["old_unit"] or change["new_unit"], new, change["new_unit"])
        if low is None or high is None:
            continue
        stated = float(rate)
        slack = 10 ** -_decimals(rate) + 0.02 * stated
        if not low - slack <= stated <= high + slack:
            return f"由{old}到{new}，变化率与{rate}%不符"
    return ""


def _measure(after: str) -> str:
    """The first character of the measure word that follows a number, its scale left out: 元 of 亿元; empty for none.

    Two values of different measure are no one change.
    """
    word = after.lstrip("万亿千百余多")[:1]
    return word if "\u4e00" <= word <= "\u9fff" and word not in _CHANGES else ""


def _bounds(old: str, old_unit: str, new: str, new_unit: str) -> tuple[float | None, float | None]:
    """The least and greatest change in percent that the rounded values allow; None where units do not compare."""
    first, second = _scaled(old, old_unit), _scaled(new, new_unit)
    if first is None or second is None or first[0] <= first[1]:
        return None, None
    changes = [abs((second[0] + b * second[1]) / (first[0] + a * first[1]) - 1) * 100 for a in (-1, 1) for b in (-1, 1)]
    return min(changes), max(changes)


def _scaled(value: str, unit: str) -> tuple[float, float] | None:
    """A value with half a unit of its last digit; the unit's measure word is left to the reader."""
    scale = _SCALE.get("".join(c for c in unit if c in "万亿千百"))
    if scale is None:
        return None
    return float(value) * scale, 0.5 * 10 ** -_decimals(value) * scale


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


_JUDGES = (_hearsay, _impossible, _growth)


def out_of_date(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A time that is over, spoken of as one to come."""
    for sentence in draft.hits(rule.key):
        if sentence.heading and sentence.index not in draft.asked:
            continue
        said = draft.say(sentence)
        detail = _past_year(draft, sentence, said, rule) or _past_plan(draft, sentence, said, rule)
        if detail:
            yield Hit(sentence.span.start, sentence.span.end, detail=detail)


def _past_year(draft: Draft, sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A year gone by that is spoken of as one to come."""
    for year, month, masked in years(said):
        over = year < draft.year or (year == draft.year and (month or 12) < draft.month)
        if over and shipped_overdue().score(masked, standing(draft, sentence)) >= rule.numbers["to_come"]:
            return f"{year}年{f'{month}月' if month else ''}已过"
    return ""


def _past_plan(draft: Draft, sentence: AnnotatedSentence, said: str, rule: Rule) -> str:
    """A five-year plan that has begun or ended, as one to be drawn up or carried out."""
    for plan in rule.patterns["plan"].finditer(said):
        first = 2001 + 5 * _ORDINAL[plan["ordinal"]]
        clause = _around(said, plan.start(), plan.end())
        if rule.patterns["past"].search(clause):
            continue
        drawn_up = rule.patterns["coming"].search(clause) and draft.year > first
        ahead = rule.patterns["ahead"].search(said[plan.end() :]) or rule.patterns["ahead"].search(said[: plan.start()])
        if drawn_up or (ahead and draft.year > first + 4):
            return f"“十{plan['ordinal']}五”是{first}—{first + 4}年"
    return ""


def _around(said: str, start: int, end: int) -> str:
    """The clause about `said[start:end]`."""
    before = max(said.rfind(mark, 0, start) for mark in "，；。") + 1
    after = min((at for mark in "；。" if (at := said.find(mark, end)) >= 0), default=len(said))
    return said[before:after]
