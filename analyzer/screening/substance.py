"""Checks of substance: whether the suggestions say something, to someone, on one matter, to the problems raised."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from analyzer.annotation.model import ROLE_COLUMN, AnnotatedSentence, Role, SlotKind
from analyzer.assessment import Severity
from analyzer.embedding import shipped_model
from analyzer.language.lexicon import load_lexicon
from analyzer.proposal import Span
from analyzer.screening.answers import measures, openness
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_MARK = 8  # characters before a problem in which its number may stand
_MEASURE = ROLE_COLUMN[Role.MEASURE]
_KIND = 2  # characters of a body that may be a mere kind (学校) and be what is spoken of,
_NEAR = tuple("门旁周附")  # behind a body, these make a spot of it: 学校门口
_BEFORE_ACTOR = frozenset("，。；：、\n ）.由请让和与及各议向")  # unless it follows one of these


def empty_content(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Suggestions of which no sentence could be checked or acted on, and one at least merely exhorts.

    Where none stand apart, what follows the text's last checkable sentence is taken for them.
    """
    numbers, scores = rule.numbers, draft.felt.get(rule.key)
    said = [s for s in draft.asks if not s.heading] or _ending(draft, numbers["firm"])
    total = sum(len(s.span) for s in said)
    if scores is None or total < numbers["least"]:
        return
    worst = max(said, key=lambda s: float(scores[s.index]))
    firmest = max(s.strength for s in said)
    mean = sum(s.strength * len(s.span) for s in said) / total
    exhorts = scores[worst.index] >= numbers["weak"] or mean < numbers["bland"]
    if firmest < numbers["firm"] and mean < numbers["mean"] and exhorts:
        hard = firmest < numbers["nothing"] and scores[worst.index] >= numbers["alone"]
        yield Hit(worst.span.start, worst.span.end, severity=Severity.HARD if hard else None)


def _ending(draft: Draft, firm: float) -> list[AnnotatedSentence]:
    """The sentences behind the body's last checkable one."""
    sentences = list(draft.sentences)
    last = max((place for place, s in enumerate(sentences) if s.strength >= firm), default=-1)
    return sentences[last + 1 :]


def _bodies(draft: Draft, sentence: AnnotatedSentence) -> Iterator[str]:
    """The bodies named in a sentence that somebody could be sent to; 有关部门 is none."""
    vague, text = _vague_bodies(draft.settings.rules_dir), draft.text
    for slot in sentence.slots:
        if slot.kind is SlotKind.ACTOR:
            name = text[slot.start : slot.end]
            acts = len(name) > _KIND or slot.start == sentence.span.start or text[slot.start - 1] in _BEFORE_ACTOR
            if acts and name not in vague and text[slot.end : slot.end + 1] not in _NEAR:
                yield name


@lru_cache(maxsize=4)
def _vague_bodies(rules_dir: Path | None) -> frozenset[str]:
    return frozenset(load_lexicon("vague_bodies", rules_dir))


def no_responsible_body(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Suggestions that name nobody to act, or so many at once that nobody is first."""
    asks = draft.asks
    if not draft.proposal.fields.get("units") and sum(len(s.span) for s in asks) >= rule.numbers["least"]:
        named = any(list(_bodies(draft, s)) or rule.patterns["body"].search(draft.say(s)) for s in asks)
        if not named:
            measure = draft.annotated.roles[:, _MEASURE]
            told = [s for s in asks if not s.heading] or asks
            best = max(told, key=lambda s: measure[s.index])
            first = next((s for s in told if measure[s.index] >= rule.numbers["asks"]), best)
            yield Hit(first.span.start, first.span.end, detail="全部建议没有写明由谁办理")
            return
    for sentence in asks:
        units = _units(draft.say(sentence), rule, draft.settings.units_per_suggestion)
        if units and not rule.patterns["lead"].search(draft.say(sentence)):
            yield Hit(sentence.span.start, sentence.span.end, detail=f"一条建议至少列了{units}家单位，没有写明谁牵头")


def _units(said: str, rule: Rule, limit: int) -> int:
    """How many bodies a sentence lists, where they are more than the limit; else 0."""
    if said.count("、") < limit - 1:  # the last two may be joined by 和
        return 0
    named = len(set(rule.patterns["unit"].findall(said)))
    listed = rule.patterns["enumerated"].search(said)
    told = max(named, len(re.split("、|以及|[和与及]", listed["bodies"])) if listed else 0)
    return told if told > limit else 0


def several_matters(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A suggestion, or a sentence of one, that stands apart from the title, the problems and all other suggestions.

    Where another stands nearly as far apart, it is the writer's way. Money, publicity and the like support any matter.
    A sentence that says itself it is an aside (另外、顺便), or that adds a request (也请), is held to less.
    """
    if other := _other_half(draft, rule):
        yield Hit(detail=f"标题中的“{other}”")
    least = rule.numbers["least"]
    items = draft.proposal.suggestions if len(draft.proposal.suggestions) > 1 else ()
    for index, item in enumerate(items):
        said = item.of(draft.text)
        general = rule.patterns["supports"].search(said) or rule.patterns["sums_up"].search(said)
        if len(item) < least or general or not _addressed(draft, item) or not _asks(draft, item, rule.numbers["asks"]):
            continue
        far = draft.apart(item, rule.numbers["alone"])
        near = far - rule.numbers["gap"]
        if far > -math.inf and all(draft.apart(other, near) < near for other in items if other != item):
            yield Hit(item.start, item.end, detail=f"第{index + 1}条建议")
    opening = ""  # 再提一点： opens the sentence behind it
    for sentence in draft.asks if sum(not s.heading for s in draft.asks) > 1 else ():
        opening += draft.say(sentence)
        if opening.rstrip().endswith("："):
            continue
        said, opening = opening, ""
        if rule.patterns["sums_up"].search(said):
            continue
        aside = rule.patterns["aside"].match(said)
        asked = _addressed(draft, sentence.span) or (aside and draft.asking.search(said))
        adds = rule.patterns["also"].search(said)
        limit = rule.numbers["aside" if aside else "also" if adds else "sentence"]
        if asked and len(said) >= least and draft.apart(sentence.span, limit) > -math.inf:
            yield Hit(sentence.span.start, sentence.span.end, detail="这句话")


def _other_half(draft: Draft, rule: Rule) -> str:
    """The lesser of two matters that share a title (办好早餐工程和保护历史地名), where the text falls apart too."""
    halves = rule.patterns["two"].search("".join(draft.proposal.title.split()))
    told = [s.index for s in draft.sentences if not s.heading]
    if not halves or not told:
        return ""
    one, other = shipped_model().encode([halves["one"], halves["other"]])
    vectors, numbers = draft.annotated.vectors[told], rule.numbers
    if vectors.shape[1] != len(one) or float(one @ other) >= numbers["halves"]:
        return ""
    nearer = vectors @ one - vectors @ other
    sides = [nearer > numbers["nearer"], nearer < -numbers["nearer"]]
    sums = [vectors[side].sum(axis=0) for side in sides]
    lengths = [float(np.linalg.norm(total)) for total in sums]
    apart = min(lengths) > 0 and float(sums[0] @ sums[1]) < numbers["parted"] * lengths[0] * lengths[1]
    shares = [float(np.mean(side)) for side in sides]
    lesser = halves["one" if shares[0] < shares[1] else "other"]
    return lesser if apart and min(shares) >= numbers["half"] else ""


def _addressed(draft: Draft, span: Span) -> bool:
    """Whether a body is named that could be asked for something."""
    return any(any(_bodies(draft, sentence)) for sentence in draft.annotated.within(span))


def _asks(draft: Draft, span: Span, least: float) -> bool:
    """Whether some sentence asks for something; what was answered last year does not."""
    rows = [sentence.index for sentence in draft.annotated.within(span)]
    return bool((draft.annotated.roles[rows, _MEASURE] >= least).any())


def problem_unanswered(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A numbered problem whose own thread no suggestion follows, while other problems draw the suggestions to them."""
    proposal, text = draft.proposal, draft.text
    if not proposal.suggestions or not 2 <= len(proposal.problems) <= rule.numbers["problems"]:
        return
    numbered = [rule.patterns["numbered"].search(text, max(0, p.start - _MARK), p.start) for p in proposal.problems]
    known = draft.problem_vectors.any(axis=1).all() and draft.suggestion_vectors.any()
    if not any(numbered) or not known:
        return
    measured = measures(draft.annotated, draft.problem_vectors, draft.suggestion_vectors)
    values = openness(measured, draft.settings.rules_dir)
    for problem, value, mark in zip(proposal.problems, values, numbered, strict=True):
        told = any(not sentence.heading for sentence in draft.annotated.within(problem))
        if mark and told and value >= rule.numbers["open"]:
            yield Hit(problem.start, problem.end)


def academic(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A paper rather than a proposal: a sentence that surely belongs in one, or several marks of scholarly writing."""
    sure = rule.numbers["sure_beside_suggestions" if draft.asks else "sure"]
    marks: dict[str, AnnotatedSentence] = {}
    for sentence, score, _ in draft.suspects(rule.key, rule.numbers["weak"]):
        if score >= sure:
            yield Hit(sentence.span.start, sentence.span.end)
            return
        for mark in rule.patterns["mark"].finditer(draft.say(sentence)):
            marks.setdefault(mark.group(), sentence)
        if score >= rule.numbers["weak"]:
            marks[str(sentence.index)] = sentence
    if len(marks) >= rule.numbers["beside_suggestions" if draft.asks else "alone"]:
        first = next(iter(marks.values()))
        yield Hit(first.span.start, first.span.end)
