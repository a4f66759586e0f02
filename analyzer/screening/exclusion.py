"""Matters that a proposal cannot be filed on: secrets, cases, accusations, own affairs, advertising, party affairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import NameFinder, case_numbers, name_finder
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule


def state_secret(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A secrecy mark on the text or on what it quotes, undisclosed papers, military positions."""
    for sentence, said in _said(draft, rule):
        if any(rule.patterns[name].search(said) for name in ("mark", "source", "military")):
            yield _whole(sentence)


def litigation(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A particular case before a court, an arbitrator or a review authority, still open or asked about."""
    names = _names(draft)
    for sentence, said in _said(draft, rule):
        numbered = any(case_numbers(draft.text, sentence.span))
        named = numbered or _party(names, draft, sentence, rule)
        near = said + draft.following(sentence)
        if named and (rule.patterns["pending"].search(near) or rule.patterns["ask"].search(near)):
            yield _whole(sentence)


def _party(names: NameFinder, draft: Draft, sentence: AnnotatedSentence, rule: Rule) -> bool:
    """Whether the sentence says that the proposer, or a person or company by name, is at law."""
    if not rule.patterns["suit"].search(draft.say(sentence)):
        return False
    if rule.patterns["own"].search(draft.say(sentence)):
        return True
    return any(names.persons(draft.text, sentence.span)) or any(names.companies(draft.text, sentence.span))


def named_accusation(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A named person said to have done wrong, or a named company reported to the authorities."""
    names = _names(draft)
    for sentence, said in _said(draft, rule):
        near = said + draft.following(sentence)
        person = rule.patterns["wrong"].search(said) and any(names.persons(draft.text, sentence.span))
        company = (
            rule.patterns["offence"].search(said)
            and rule.patterns["report"].search(near)
            and any(names.companies(draft.text, sentence.span))
        )
        if person or company:
            yield _whole(sentence)


def under_investigation(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A named person under investigation by the party's or the state's supervisors."""
    names = _names(draft)
    for sentence, said in _said(draft, rule):
        if rule.patterns["inquiry"].search(said) and any(names.persons(draft.text, sentence.span)):
            yield _whole(sentence)


def personal_matter(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """The proposer's own or a relative's interest, with the request to settle it."""
    for sentence, said in _said(draft, rule):
        near = said + draft.following(sentence)
        own = rule.patterns["own"].search(near)
        if not own or not rule.patterns["stake"].search(near, own.start()):
            continue
        ask = rule.patterns["ask"].search(near, own.end())
        if ask and ask.start() >= own.end():
            yield _whole(sentence)


def promotion(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A brand or company by name, praised, with the request to buy, use or spread its product."""
    names = _names(draft)
    for sentence, said in _said(draft, rule):
        if not rule.patterns["praise"].search(said) or not rule.patterns["buy"].search(said):
            continue
        if rule.patterns["brand"].search(said) or any(names.companies(draft.text, sentence.span)):
            yield _whole(sentence)


def internal_affairs(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A party's own posts and organs, or the conference's own daily work, as what is asked."""
    for sentence, said in _said(draft, rule):
        near = said + draft.following(sentence)
        party = rule.patterns["party"].search(said) and rule.patterns["affair"].search(said)
        daily = rule.patterns["conference"].search(said)
        if (party or daily) and rule.patterns["ask"].search(near):
            yield _whole(sentence)


def unlawful(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A suggestion whose means the law may forbid; whether it does, a person must judge."""
    for sentence, said in _said(draft, rule):
        for act in rule.patterns["act"].finditer(said):
            clause = re.split("[，；。]", said[: act.start()])[-1] + re.split("[，；。]", said[act.start() :])[0]
            if not rule.patterns["forbids"].search(clause) and rule.patterns["urges"].search(said):
                yield _whole(sentence)
                break


def _said(draft: Draft, rule: Rule) -> Iterator[tuple[AnnotatedSentence, str]]:
    """The sentences with a trigger word that the rule's guard does not excuse."""
    guard = rule.patterns["guard"]
    for sentence in draft.hits(rule.key):
        said = draft.say(sentence)
        if not guard.search(said):
            yield sentence, said


def _names(draft: Draft) -> NameFinder:
    return name_finder(draft.settings.rules_dir)


def _whole(sentence: AnnotatedSentence) -> Hit:
    return Hit(sentence.span.start, sentence.span.end)
