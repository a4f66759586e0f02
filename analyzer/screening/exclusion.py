"""Matters that a proposal cannot be filed on: secrets, cases, accusations, own affairs, advertising, party affairs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterator

from analyzer.annotation.model import AnnotatedSentence
from analyzer.annotation.names import NameFinder, case_numbers, name_finder
from analyzer.assessment import Severity
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_SHORT = 12  # characters from which a sentence says enough to be judged by its meaning
_OF_PERSONS = ("named_accusation", "under_investigation")  # checks that whoever merely speaks is no matter of
_ROLL = 4  # persons named in one sentence from which it is a roll of names
Test = Callable[[Draft, Rule, AnnotatedSentence], object]


def state_secret(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A secrecy mark on the text or on what it quotes, undisclosed papers, military positions."""
    about = () if _topical(draft, rule) else ("mark",)  # where secrecy is the topic, papers with marks are spoken of
    return _judge(draft, rule, _any_pattern("seal", "source", "military", *about), _any_pattern("cue"))


def litigation(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A particular case before a court, an arbitrator or a review authority, still open or asked about."""

    def open_case(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        near = draft.say(sentence) + draft.following(sentence)
        asked = rule.patterns["pending"].search(near) or rule.patterns["ask"].search(near)
        return bool(asked) and (any(case_numbers(draft.text, sentence.span)) or _at_law(draft, rule, sentence))

    return _judge(draft, rule, open_case, _any_pattern("cue"))


def _at_law(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
    """Whether the sentence says that the proposer, or a person or company by name, is at law."""
    said = draft.say(sentence)
    if not rule.patterns["suit"].search(said):
        return False
    return bool(rule.patterns["own"].search(said)) or _somebody(draft, rule, sentence)


def named_accusation(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A named person said to have done wrong, or a named company reported to the authorities."""

    def accused(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said, names = draft.say(sentence), _names(draft)
        if rule.patterns["wrong"].search(said) and any(names.persons(draft.text, sentence.span)):
            return True
        reported = rule.patterns["report"].search(said + draft.following(sentence))
        return bool(rule.patterns["offence"].search(said) and reported) and any(
            names.companies(draft.text, sentence.span)
        )

    return _judge(draft, rule, accused, _somebody)


def under_investigation(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A named person under investigation by the party's or the state's supervisors."""

    def investigated(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        return bool(rule.patterns["inquiry"].search(draft.say(sentence))) and _person(draft, rule, sentence)

    return _judge(draft, rule, investigated, _person)


def personal_matter(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """The proposer's own or a relative's interest, with the request to settle it."""

    def own_ask(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        if rule.patterns["given"].search(said):
            return True
        near = said + draft.following(sentence)
        own = rule.patterns["own"].search(near)
        return bool(
            own and rule.patterns["stake"].search(near, own.start()) and rule.patterns["ask"].search(near, own.end())
        )

    return _judge(draft, rule, own_ask, _any_pattern("cue"))


def promotion(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A brand or company by name, praised, with the request to buy, use or spread its product."""

    def branded(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        return bool(rule.patterns["brand"].search(said)) or any(_names(draft).companies(draft.text, sentence.span))

    def praised(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        both = rule.patterns["praise"].search(said) and rule.patterns["buy"].search(said)
        return bool(both) and branded(draft, rule, sentence)

    def named(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        return bool(rule.patterns["wish"].search(said)) and (
            bool(rule.patterns["cue"].search(said)) or branded(draft, rule, sentence)
        )

    return _judge(draft, rule, praised, named)


def internal_affairs(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A party's own posts and organs, or the conference's own daily work, as what is asked."""

    def inside(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        party = rule.patterns["party"].search(said) and rule.patterns["affair"].search(said)
        near = said + draft.following(sentence)
        return bool((party or rule.patterns["conference"].search(said)) and rule.patterns["ask"].search(near))

    return _judge(draft, rule, inside, _any_pattern("cue"))


def unlawful(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A suggestion whose means the law may forbid; whether it does, a person must judge."""

    def urged(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        for act in rule.patterns["act"].finditer(said):
            clause = re.split("[，；。]", said[: act.start()])[-1] + re.split("[，；。]", said[act.start() :])[0]
            if not rule.patterns["forbids"].search(clause) and rule.patterns["urges"].search(said):
                return True
        return False

    def suggested(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        announces = said.rstrip().endswith("：")
        return not announces and not rule.patterns["forbids"].search(said)

    return _judge(draft, rule, urged, suggested, among=draft.asked)  # what is told of, others did


def _judge(draft: Draft, rule: Rule, words: Test, cue: Test, among: Container[int] | None = None) -> Iterator[Hit]:
    """The sentences that the check's words mark, or that mean what it looks for and bear a cue beside; of those with
    the indices `among` alone, where given.

    A sentence that the rule's guard excuses is let be, and so is one that means rather what another check looks for.
    Where the title says that the matter itself is the topic (arbitration, secrecy), and in a sentence of a few
    characters, meaning alone tells nothing.
    """
    weak, alone = rule.numbers["weak"], rule.numbers["alone"]
    if _topical(draft, rule):
        weak = alone = math.inf
    for sentence, score, triggered in draft.suspects(rule.key, weak):
        said = draft.say(sentence)
        if rule.patterns["guard"].search(said) or (among is not None and sentence.index not in among):
            continue
        marked = triggered and not score < rule.numbers["least"] and words(draft, rule, sentence)
        meant = not marked and score >= min(weak, alone) and _tells(draft, rule, sentence)
        beside = meant and score < alone and draft.foremost(rule.key, sentence) and cue(draft, rule, sentence)
        if marked or (meant and score >= alone) or beside:
            sure = marked or not score < rule.numbers.get("hard", -math.inf)
            yield Hit(sentence.span.start, sentence.span.end, severity=None if sure else Severity.SOFT)


def _tells(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
    """Whether a sentence is long enough for its meaning to tell, and says nothing merely neutral of whom it names."""
    neutral = rule.key in _OF_PERSONS and _names(draft).neutral(draft.text, sentence.span)
    return len(draft.say(sentence).strip()) >= _SHORT and not neutral


def _topical(draft: Draft, rule: Rule) -> bool:
    """Whether the title makes what the check looks for the topic."""
    return "topic" in rule.patterns and bool(rule.patterns["topic"].search(draft.proposal.title))


def _any_pattern(*names: str) -> Test:
    """Whether one of the rule's patterns of these names is in the sentence."""

    def found(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
        said = draft.say(sentence)
        return any(rule.patterns[name].search(said) for name in names)

    return found


def _somebody(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
    """Whether the sentence names a person or a company."""
    return _person(draft, rule, sentence) or any(_names(draft).companies(draft.text, sentence.span))


def _person(draft: Draft, rule: Rule, sentence: AnnotatedSentence) -> bool:
    """Whether the sentence names a person, with an office or without."""
    names, text = _names(draft), draft.text
    if any(names.persons(text, sentence.span)):
        return True
    return 1 <= len(list(names.unannounced(text, sentence.span))) < _ROLL


def _names(draft: Draft) -> NameFinder:
    return name_finder(draft.settings.rules_dir)
