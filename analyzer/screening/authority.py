"""Checks of level and place: who can decide what is asked, and whose place it is."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.annotation.model import ROLE_COLUMN, Role
from analyzer.annotation.names import law_titles
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
        if sentence.index not in draft.asked or draft.annotated.roles[sentence.index, _MEASURE] < numbers["asks"]:
            continue
        said = draft.say(sentence)
        proper = rule.patterns["guard"].search(said) and not score >= numbers["guarded"]
        if proper:
            continue
        changes = rule.patterns["national"].search(said) or _changes_law(draft, rule, said)
        if not changes and rule.patterns["local"].search(said) and not score >= numbers["locally"]:
            continue
        alike = score >= numbers["alone"] or (score >= numbers["weak"] and rule.patterns["cue"].search(said))
        if changes or alike:
            yield Hit(sentence.span.start, sentence.span.end)


def _changes_law(draft: Draft, rule: Rule, said: str) -> bool:
    """Whether a national law, by its title, is to be changed."""
    titles = law_titles(draft.settings.rules_dir)
    return any(titles.known(change["title"]) for change in rule.patterns["change"].finditer(said))


def foreign_place(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Another province, city or county where the office's own should stand."""
    for sentence, places in named_abroad(draft) if draft.level != _NATIONAL else ():
        score = shipped_elsewhere().score(masked(draft, sentence, places), standing(draft, sentence, places))
        if score >= rule.numbers["alone"]:
            name = draft.text[places[0].start : places[0].end]
            yield Hit(sentence.span.start, sentence.span.end, detail=name)
