"""Checks of level and place: who can decide what is asked, and whose place it is."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.annotation.model import AnnotatedSentence, Role
from analyzer.annotation.names import Division, Place, law_titles
from analyzer.language.segment import segment
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_NATIONAL = "国家"
_COMPARISON, _MEASURE, _PROBLEM = map(list(Role).index, (Role.COMPARISON, Role.MEASURE, Role.PROBLEM))


def beyond_authority(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A local proposal that asks for what only the state can change, not that the state be asked for it."""
    if not draft.level or draft.level == _NATIONAL:
        return
    for sentence, score, _ in draft.suspects(rule.key, rule.numbers["weak"]):
        said = draft.say(sentence)
        if sentence.index not in draft.asked or rule.patterns["guard"].search(said):
            continue
        changes = rule.patterns["national"].search(said) or _changes_law(draft, rule, said)
        if not changes and rule.patterns["local"].search(said):
            continue
        alike = score >= rule.numbers["alone"] or (score >= rule.numbers["weak"] and rule.patterns["cue"].search(said))
        if changes or alike:
            yield Hit(sentence.span.start, sentence.span.end)


def _changes_law(draft: Draft, rule: Rule, said: str) -> bool:
    """Whether a national law, by its title, is to be changed."""
    titles = law_titles(draft.settings.rules_dir)
    return any(titles.known(change["title"]) for change in rule.patterns["change"].finditer(said))


def foreign_place(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Another province or city where the office's own should stand."""
    own = draft.own
    if own is None or draft.level == _NATIONAL:
        return
    home = Division(own.province, own.prefecture)
    abroad = [p for p in draft.places if not any(home.holds(d) or d.holds(home) for d in p.divisions)]
    for sentence in draft.sentences if abroad else ():
        said = draft.say(sentence)
        if rule.patterns["guard"].search(said):
            continue
        asked = sentence.index in draft.asked
        speaks_of_us = asked or rule.patterns["we"].search(said)
        for place in (p for p in abroad if sentence.span.start <= p.start < sentence.span.end):
            if (speaks_of_us and _stands_for_own(draft, rule, place, sentence)) or _left_over(
                draft, rule, place, sentence
            ):
                yield Hit(sentence.span.start, sentence.span.end, detail=draft.text[place.start : place.end])
                break


def _left_over(draft: Draft, rule: Rule, place: Place, sentence: AnnotatedSentence) -> bool:
    """Whether a place named nowhere else is acted on, or has its own towns complained of, with nothing compared.

    A county's name alone may be chance (由市林业局会同县水利局), and so may one that is no word of the sentence.
    """
    name = draft.text[place.start : place.end]
    before, after = draft.text[sentence.span.start : place.start], draft.text[place.end : place.end + 12]
    before = rule.patterns["lead"].sub("", before, count=1)
    if name in draft.proposal.title or draft.text.count(name) > draft.say(sentence).count(name):
        return False
    if all(division.county for division in place.divisions):
        return False
    if {name, name.rstrip("市省")}.isdisjoint(segment(draft.say(sentence))):
        return False
    compared = rule.patterns["we"].search(draft.say(sentence))  # 重庆轻轨……，而我市……
    if compared or rule.patterns["elsewhere"].search(before) or rule.patterns["listed"].match(after):
        return False
    roles = draft.annotated.roles[sentence.index]
    if roles[_COMPARISON] >= rule.numbers["comparison"]:
        return False
    if sentence.index in draft.asked:
        return bool(roles[_MEASURE] >= rule.numbers["measure"])
    return bool(roles[_PROBLEM] >= rule.numbers["problem"] and rule.patterns["people"].match(after))


def _stands_for_own(draft: Draft, rule: Rule, place: Place, sentence: AnnotatedSentence) -> bool:
    """Whether the place stands where only one's own can: 我们安徽, a suggestion's place or body, beside 我市."""
    said, asked = draft.say(sentence), sentence.index in draft.asked
    before = draft.text[max(0, place.start - 12) : place.start].rsplit("。", 1)[-1]
    if rule.patterns["ours"].search(before):
        return True
    if before.endswith("《"):
        return asked and bool(rule.patterns["cited"].search(before))
    first = bool(rule.patterns["lead"].fullmatch(draft.text[sentence.span.start : place.start]))
    if first and rule.patterns["mixed"].search(draft.text[place.start : sentence.span.end]):
        return True
    if not asked or draft.text[place.start : place.end] in draft.proposal.title:
        return False
    after = draft.text[place.end : place.end + 24].split("。", 1)[0]
    due = rule.patterns["wish"].search(said) and not rule.patterns["fact"].search(said)
    charged = rule.patterns["charged"].search(before)
    return bool(
        rule.patterns["object"].search(before)
        or (charged and rule.patterns["acts"].match(after))
        or (first and rule.patterns["acts"].match(after) and due)
        or (rule.patterns["people"].match(after) and rule.patterns["wish"].search(said))
    )
