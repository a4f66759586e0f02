"""Checks of form: parts, length, title, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from analyzer.annotation.model import ROLE_COLUMN, SITUATION_COLUMNS, TROUBLE_COLUMNS, AnnotatedSentence, Role
from analyzer.assessment import Severity
from analyzer.embedding import shipped_model
from analyzer.language.segment import segment
from analyzer.proposal import PartKind
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule

_MEASURE = ROLE_COLUMN[Role.MEASURE]
_RATHER = 0.5  # probability from which a sentence rather tells of the situation than not
_OFFICIAL_TITLE = re.compile(
    r"^关于(?P<core>.+?)(?:的(?:若干|几点|一些)?(?:提案|建议|意见|建议案|议案|对策建议|意见建议|思考)|$)"
)
_STEEP = 1.5  # power by which a shorter body is asked less of
_SPOKEN_OF = 3  # times
_KIN = 4  # words of the body that may stand for one of the title
_FIELDS = {"proposer": "提案人", "sector": "界别", "category": "类别", "contact": "联系方式", "units": "建议承办单位"}


def missing_part(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """No suggestions at all, or nothing but suggestions: each sentence is asked what it does, whatever its heading."""
    numbers, roles = rule.numbers, draft.annotated.roles
    told = [s for s in draft.sentences if not s.heading]
    measures = max((float(roles[s.index, _MEASURE]) for s in told), default=0.0)
    headed = any(s.part is PartKind.SUGGESTION for s in draft.sentences)
    if not headed and measures < numbers["unmarked" if draft.asks else "asks"]:
        yield Hit(detail="具体建议")
        return
    rows = [s.index for s in told]
    lengths = np.array([len(s.span) for s in told], dtype=np.float32)
    states, troubles = (roles[rows][:, columns].sum(axis=1) for columns in (SITUATION_COLUMNS, TROUBLE_COLUMNS))
    told_share = float(lengths @ states) / max(1.0, float(lengths.sum()))
    if lengths[states >= _RATHER].sum() < numbers["situation"] and told_share < numbers["share"]:
        yield Hit(detail="情况和问题分析")
        return
    before = np.array([PartKind.SUGGESTION not in draft.annotated.kinds[row] for row in rows], dtype=bool)
    led_up = float((lengths * states)[before].sum()) >= numbers["led_up"]
    if told_share < numbers["little"] and not led_up and troubles.max(initial=0.0) < numbers["trouble"]:
        yield Hit(detail="问题分析", severity=Severity.SOFT)


def no_suggestion(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Nothing to act on where the suggestions stand, or anywhere in a text without them."""

    def acts(sentences: Sequence[AnnotatedSentence]) -> bool:
        return any(_to_act_on(draft, s, rule) for s in sentences)

    if not any(s.part is PartKind.SUGGESTION for s in draft.asks):
        if draft.sentences and not acts(draft.sentences):
            yield Hit(draft.asks[-1].span.start, draft.asks[-1].span.end) if draft.asks else Hit()
        return
    heading, *rest = draft.asks
    body = rest if heading.heading else draft.asks
    said = "\n".join(draft.say(s) for s in body)
    if len(said) > rule.numbers["most"]:
        return
    left = sum(map(_is_han, rule.patterns["nothing"].sub("", said)))
    short = left < rule.numbers["least"]  # what a few words do is hard to tell: there they need but say something
    if not (any(_says_what(draft, s, rule) for s in body) if short else acts(draft.sentences)):
        last = body[-1] if body else heading
        yield Hit(last.span.start, last.span.end)


def _to_act_on(draft: Draft, sentence: AnnotatedSentence, rule: Rule) -> bool:
    """Whether a sentence asks for something that somebody could act on, or might: no mere appeal or thanks."""
    asks = float(draft.annotated.roles[sentence.index, _MEASURE])
    told = asks >= rule.numbers["asks"] or asks * sentence.strength >= rule.numbers["acts"]
    return told and not _idle(draft, sentence, rule)


def _says_what(draft: Draft, sentence: AnnotatedSentence, rule: Rule) -> bool:
    """Whether a sentence says something that could be checked, and is no mere appeal or thanks."""
    return sentence.strength >= rule.numbers["firm"] and not _idle(draft, sentence, rule)


def _idle(draft: Draft, sentence: AnnotatedSentence, rule: Rule) -> bool:
    return draft.score(rule.key, sentence) >= rule.numbers["idle"]


def title_form(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """A title that is too long, or that makes the text a letter, a request or a report."""
    title = "".join(draft.proposal.title.split())
    limit = draft.settings.title_limit
    if len(title) > limit:
        yield Hit(detail=f"标题{len(title)}字，超过{limit}字")
    elif genre := rule.patterns["genre"].search(title):
        yield Hit(detail=f"标题写成“{genre.group()}”，不是提案的案由")
    elif rule.patterns["appeal"].search(title):
        yield Hit(detail="标题是呼吁，没有写明案由")
    elif rule.patterns["bare"].search(title):
        yield Hit(detail="标题只有一个词，没有写明案由")
    elif draft.title_score(rule.key) >= rule.numbers["unclear"]:
        yield Hit(detail="标题像口号或感言，没有写明要办的事")


def title_body_mismatch(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """The words of an official title (关于……的建议) that the text never takes up."""
    official = _OFFICIAL_TITLE.match("".join(draft.proposal.title.split()))
    if not official or rule.patterns["figurative"].search(official["core"]):
        return
    cut, body = segment(rule.patterns["generic"].sub(" ", official["core"])), draft.main.of(draft.text)
    if missing := _not_taken_up(cut, body):
        yield Hit(detail="、".join(missing))
        return
    words = [word for word in cut if _content(word)]
    absent = [word for word in words if not _taken_up(word, body, rule.patterns["loose"])]
    length = sum(map(len, words))
    if length < rule.numbers["least"] or sum(map(len, absent)) < rule.numbers["absent"] * length:
        return
    whole = float(draft.annotated.pooled(draft.main) @ draft.annotated.title_vector)
    near = rule.numbers["near"] * min(1.0, len(body) / rule.numbers["full"]) ** _STEEP
    if whole < near and whole + rule.numbers["kin"] * _kinship(absent, body) < near:
        yield Hit(detail="、".join(dict.fromkeys(absent)))


def _not_taken_up(words: Sequence[str], body: str) -> list[str]:
    """The things of a list of three (茶叶、咖啡、坚果) that the body never speaks of, where it does of another."""
    marks = [place for place, word in enumerate(words) if word == "、"]
    beside = {words[at] for place in marks for at in (place - 1, place + 1) if 0 <= at < len(words)}
    listed = [word for word in dict.fromkeys(words) if word in beside and _content(word)]
    spoken = [word for word in listed if body.count(word) >= _SPOKEN_OF]
    absent = [word for word in listed if not any(word[i : i + 2] in body for i in range(len(word) - 1))]
    return absent if len(marks) > 1 and spoken else []


def too_long(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """More characters than the office's limit, white space and attachments left out."""
    count = len("".join(draft.main.of(draft.text).split()))
    limit = draft.settings.length_limit
    if count > limit:
        yield Hit(detail=f"{count}字，超过{limit}字")


def missing_field(draft: Draft, rule: Rule) -> Iterator[Hit]:
    """Boxes of the form that are there and blank; a box that the form does not have is not missed."""
    fields = draft.proposal.fields
    blank = [name for key, name in _FIELDS.items() if key in fields and not fields[key].strip()]
    if blank:
        yield Hit(detail="、".join(blank))


def _content(word: str) -> bool:
    return len(word) > 1 and _is_han(word[0])


def _taken_up(word: str, body: str, loose: re.Pattern[str]) -> bool:
    """Whether the body has the word, its head (社区养老 as 养老) or most of its pairs of characters."""
    head = word[-2:]
    if word in body or (len(word) > 2 and head in body and not loose.fullmatch(head)):
        return True
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return len(pairs) > 1 and sum(pair in body for pair in pairs) * 2 >= len(pairs)


def _kinship(words: Sequence[str], body: str) -> float:
    """Mean cosine of words to the few words of a body nearest to each, the longer ones counting more: 食品安全 is taken
    up by 食堂 and 后厨."""
    embedder = shipped_model()
    said = [word for word in dict.fromkeys(segment(body)) if _content(word)]
    alike = np.sort(embedder.encode(said) @ embedder.encode(words).T, axis=0)[-_KIN:]
    return float(np.average(alike.mean(axis=0), weights=list(map(len, words)))) if said else 0.0


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
