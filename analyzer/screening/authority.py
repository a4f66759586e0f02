"""Checks of level and place: who can decide what is asked, and whose place it is."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.annotation.names import Division, Place, gazetteer, law_titles
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_NATIONAL = "国家"


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
    names = gazetteer(draft.settings.rules_dir)
    for sentence in draft.sentences:
        said = draft.say(sentence)
        asked = sentence.index in draft.asked
        if not (asked or rule.patterns["we"].search(said)) or rule.patterns["guard"].search(said):
            continue
        for place in names.find(draft.text, sentence.span.start, sentence.span.end):
            abroad = not any(home.holds(d) or d.holds(home) for d in place.divisions)
            if abroad and _stands_for_own(draft, rule, place, said, asked):
                yield Hit(sentence.span.start, sentence.span.end, detail=draft.text[place.start : place.end])
                break


def _stands_for_own(draft: Draft, rule: Rule, place: Place, said: str, asked: bool) -> bool:
    """Whether the place stands where only one's own can: 我们安徽, a suggestion's place or body, beside 我市."""
    before = draft.text[max(0, place.start - 12) : place.start].rsplit("。", 1)[-1]
    if rule.patterns["ours"].search(before):
        return True
    if before.endswith("《"):
        return asked and bool(rule.patterns["cited"].search(before))
    if said.startswith(draft.text[place.start : place.end]) and rule.patterns["mixed"].search(said):
        return True
    if not asked or draft.text[place.start : place.end] in draft.proposal.title:
        return False
    after = draft.text[place.end : place.end + 24].split("。", 1)[0]
    due = rule.patterns["wish"].search(said) and not rule.patterns["fact"].search(said)
    charged = rule.patterns["charged"].search(before)
    return bool(
        rule.patterns["object"].search(before)
        or (charged and rule.patterns["acts"].match(after))
        or (said.startswith(draft.text[place.start : place.end]) and rule.patterns["acts"].match(after) and due)
        or (rule.patterns["people"].match(after) and rule.patterns["wish"].search(said))
    )
