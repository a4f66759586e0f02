"""Personal data in the body; the contact lines of the header are no part of it."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import name_finder
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_ROLL = 4  # items of a list from which names in it are a roll of honour, say
_AT_HOME = ("home", "address")
_GOES_ON = ("他", "她", "老人", "其")  # a sentence that begins so is about who was named before
_NUMBERS = ("identity", "mobile", "card", "account", "plate", "passport", "spelt")


def privacy(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Numbers that belong to one person, and a person's name beside a home address or an illness."""
    for sentence, score, _ in draft.suspects(rule.key, rule.numbers["weak"]):
        said = draft.say(sentence)
        kinds = [name for name in _NUMBERS if rule.patterns[name].search(said)]
        numbered = kinds and not (kinds == ["mobile"] and rule.patterns["public"].search(said))
        told = score >= rule.numbers["weak"] or any(rule.patterns[name].search(said) for name in _AT_HOME)
        if numbered or (told and _person(draft, rule, sentence)):
            yield Hit(sentence.span.start, sentence.span.end)


def _person(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
    """Whether the sentence names a person, or lives where one was named just before."""
    said = draft.say(sentence)
    if rule.patterns["alias"].search(said) or said.count("、") >= _ROLL:
        return False
    names, spans = name_finder(draft.settings.rules_dir), [sentence.span]
    if names.neutral(draft.text, sentence.span):  # an official at work is nobody's patient
        return False
    if sentence.index and said.startswith(_GOES_ON):
        spans.append(draft.annotated.sentences[sentence.index - 1].span)
    return any(any(names.persons(draft.text, at)) or any(names.unannounced(draft.text, at)) for at in spans)
