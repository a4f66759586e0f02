"""Checks of level and place: who can decide what is asked, and whose place it is."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.annotation.model import ROLE_COLUMN, AnnotatedSentence, Role
from analyzer.annotation.names import Place, law_titles
from analyzer.screening.draft import Draft
from analyzer.screening.elsewhere import masked, named_abroad, shipped_elsewhere, standing
from analyzer.screening.rule import Hit, Rule

_NATIONAL = "国家"
_MEASURE = ROLE_COLUMN[Role.MEASURE]


def beyond_authority(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A local proposal that asks for what only the state can change, not that the state be asked for it."""
    if not draft.level or draft.level == _NATIONAL:
        return
    numbers = rule.numbers
    for sentence, score, _ in draft.suspects(rule.key, numbers["weak"]):
        said, listed = draft.say(sentence), sentence.index in draft.asked
        asks = draft.annotated.roles[sentence.index, _MEASURE] >= numbers["asks"] if listed else _urges(rule, said)
        if not asks:
            continue
        proper = rule.patterns["guard"].search(said) and not score >= numbers["guarded"]
        if proper:
            continue
        changes = rule.patterns["national"].search(said) or _changes_law(draft, rule, said)
        if not changes and rule.patterns["local"].search(said) and not score >= numbers["locally"]:
            continue
        alike = score >= numbers["alone"] or (score >= numbers["weak"] and rule.patterns["cue"].search(said))
        if changes or (alike and listed):
            yield Hit(sentence.span.start, sentence.span.end)


def _urges(rule: Rule, said: str) -> bool:
    """Whether a sentence outside the suggestions proposes in so many words; its place and role say that it does not."""
    return bool(rule.patterns["urged"].search(said))


def _changes_law(draft: Draft, rule: Rule, said: str) -> bool:
    """Whether a national law, by its title, is to be changed."""
    titles = law_titles(draft.settings.rules_dir)
    return any(titles.known(change["title"]) for change in rule.patterns["change"].finditer(said))


def foreign_place(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Another province, city or county where the office's own should stand."""
    for sentence, places in named_abroad(draft) if draft.level != _NATIONAL else ():
        score = shipped_elsewhere().score(masked(draft, sentence, places), standing(draft, sentence, places))
        charged = (place for place in places[1:] if _charged(draft, rule, sentence, place))
        if place := places[0] if score >= rule.numbers["alone"] else next(charged, None):
            yield Hit(sentence.span.start, sentence.span.end, detail=draft.text[place.start : place.end])


def _charged(draft: Draft, rule: Rule, sentence: AnnotatedSentence, place: Place) -> bool:
    """Whether a suggestion charges a body of a place with something (参照甲市，由乙市教育局牵头).

    The trained score speaks of a sentence's first place, and one held up as a model excuses the whole sentence.
    """
    before, behind = draft.text[sentence.span.start : place.start], draft.text[place.end : sentence.span.end]
    charged = rule.patterns["charging"].search(before) and rule.patterns["charged"].match(behind)
    return bool(charged) and sentence.index in draft.asked
