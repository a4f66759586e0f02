"""Personal data in the body; the contact lines of the header are no part of it."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import name_finder
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_ROLL = 4  # items of a list from which names in it are a roll of honour, say
_NUMBERS = ("identity", "mobile", "card", "account", "plate", "passport", "spelt")


def privacy(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Numbers that belong to one person, and a person's name beside a home address or an illness."""
    for sentence, score, _ in draft.suspects(rule.key, rule.numbers["weak"]):
        said = draft.say(sentence)
        kinds = [name for name in _NUMBERS if rule.patterns[name].search(said)]
        numbered = kinds and not (kinds == ["mobile"] and rule.patterns["public"].search(said))
        told = score >= rule.numbers["weak"] or rule.patterns["home"].search(said)
        if numbered or (told and _person(draft, rule, sentence)):
            yield Hit(sentence.span.start, sentence.span.end)


def _person(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
    said = draft.say(sentence)
    if rule.patterns["alias"].search(said) or said.count("、") >= _ROLL:
        return False
    names = name_finder(draft.settings.rules_dir)
    if any(names.persons(draft.text, sentence.span)):
        return True
    return any(names.unannounced(draft.text, sentence.span))
