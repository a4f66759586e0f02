"""Which kind each sentence of the body is: by headings and lead-ins, and between them by what sentences do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.language.sentences import NUMBER
from analyzer.parsing.grammar import BODY_KINDS, MERGED, ChangeCost, Grammar, Heading, Kinds
from analyzer.parsing.items import Number, in_list, numbers
from analyzer.parsing.wording import COLUMNS, part_wording
from analyzer.proposal import PartKind, Sentence

BACKGROUND, PROBLEM, ANALYSIS, SUGGESTION = BODY_KINDS
_STATES: tuple[Kinds, ...] = (*(frozenset({kind}) for kind in BODY_KINDS), MERGED)
_ANY: Kinds = frozenset(BODY_KINDS)
_SURE = 8.0
_ASKING = 2.5  # the weight of suggestion cues from which a sentence asks for something
_COUNTER = re.compile(
    rf"^[*#【]*(?:{NUMBER}|第[一二三四五六七八九十]+(?:步|条|件|点|个?方面)|[一二三四五六七八九十]是|首先|其次|再次|最后)"
    r"[，,、：:\s]*"
)
_FAR = 1e9


@dataclass(slots=True)
class _Mark:
    """What is known of a sentence before its neighbours are weighed: the kinds it may have, and a hint."""

    allowed: Kinds
    hint: PartKind | None = None
    opens: bool = False


class _Step(NamedTuple):
    """A sentence on the way through the kinds: what each of `_STATES` costs for it, whether it goes on with a list, and
    whether it starts a paragraph."""

    own: list[float]
    joined: bool
    starts: bool


def kinds_of_sentences(text: str, sentences: Sequence[Sentence], grammar: Grammar) -> tuple[list[Kinds], list[bool]]:
    """The kinds of each sentence (two for a merged 问题及分析), and whether it is the heading of a part."""
    numbered = numbers(text, sentences)
    marks = _read_marks(text, sentences, numbered, grammar)
    _widen(marks, text, sentences, grammar)
    if all(len(mark.allowed) == 1 or mark.allowed == MERGED for mark in marks):
        return [mark.allowed for mark in marks], [mark.opens for mark in marks]
    steps = _steps(text, sentences, numbered, marks, grammar)
    unasked = grammar.no_suggestion if SUGGESTION in marks[-1].allowed else 0.0
    path = _best_path(steps, grammar, grammar.change_cost, unasked)
    if not any(SUGGESTION in kinds for kinds in path):  # asks in the midst of a story
        path = _best_path(steps, grammar, grammar.aside_cost, 0.0)
    return path, [mark.opens for mark in marks]


def _read_marks(text: str, sentences: Sequence[Sentence], numbered: Sequence[Number], grammar: Grammar) -> list[_Mark]:
    """Follow headings, labels with a number (问题一：……) and plain lead-ins through the text."""
    current: Kinds = _ANY
    marks: list[_Mark] = []
    said = [text[sentence.start : sentence.end].strip() for sentence in sentences]
    headings = _headings(said, sentences, numbered, grammar)
    chapters, labelled = _chapters(headings, numbered), False
    for index, (sentence, words, heading) in enumerate(zip(sentences, said, headings, strict=True)):
        if heading is not None and _follows(heading, current):
            current, labelled = heading.kinds, False
            marks.append(_Mark(current, opens=True))
            continue
        if labelled and text[sentence.start - 1] == "\n":  # a label goes no further than its line
            current, labelled = _ANY, False
        if label := grammar.numbered_label(words):
            current, labelled = frozenset({label}), True
        lead = grammar.lead_in_of(words)
        if lead is SUGGESTION and index < chapters:
            lead = None
        if lead is SUGGESTION and SUGGESTION not in current - (_ANY if current == _ANY else frozenset()):
            current = frozenset({SUGGESTION})
        elif (lead is PROBLEM and current == {BACKGROUND}) or (lead is ANALYSIS and current == {PROBLEM}):
            current = frozenset({lead})
        marks.append(_Mark(current, hint=lead))
    return marks


def _headings(
    said: Sequence[str], sentences: Sequence[Sentence], numbered: Sequence[Number], grammar: Grammar
) -> list[Heading | None]:
    """The headings of parts. One with a topic of its own (（6）钱的问题) is none in the midst of a list of others."""
    headings: list[Heading | None] = []
    listed: set[Number] = set()
    for words, sentence, number in zip(said, sentences, numbered, strict=True):
        heading = grammar.heading(words) if sentence.heading or words.endswith(("：", ":")) else None
        if heading and number and not heading.bare and (number[0], number[1] - 1) in listed:
            heading = None
        if number and not heading:
            listed.add(number)
        headings.append(heading)
    return headings


def _chapters(headings: Sequence[Heading | None], numbered: Sequence[Number]) -> int:
    """Where chapters begin of which a later one has the suggestions: what is said before announces none."""
    for heading, number in zip(headings, numbered, strict=True):
        if heading and number and heading.bare and SUGGESTION in heading.kinds and number[1] > 1:
            first = (number[0], 1)
            return numbered.index(first) if first in numbered else 0
    return 0


def _follows(heading: Heading, current: Kinds) -> bool:
    """Within suggestions only a bare heading of another kind counts: 解决停车难问题 is an item there."""
    return current != {SUGGESTION} or heading.bare or SUGGESTION in heading.kinds


def _widen(marks: list[_Mark], text: str, sentences: Sequence[Sentence], grammar: Grammar) -> None:
    """Let sentences decide where headings are silent about a kind that a proposal must have.

    A heading wins over wording: what stands under the last one is suggestions only from a sentence that asks.
    """
    headed = {kind for mark in marks if mark.allowed != _ANY for kind in mark.allowed}
    if SUGGESTION in headed:
        for mark in marks:
            if mark.allowed == _ANY:
                mark.allowed = _ANY - {SUGGESTION}
    elif headed:
        below = max((index for index, mark in enumerate(marks) if mark.opens), default=-1) + 1
        words = (_words(text, sentence) for sentence in sentences[below:])
        asking = next((index for index, each in enumerate(words, below) if _asks(each, grammar)), len(marks))
        for mark in marks[asking:]:
            mark.allowed |= {SUGGESTION}
    if headed and not headed & MERGED:
        for mark in marks:
            if mark.allowed == {BACKGROUND}:
                mark.allowed |= {PROBLEM}


def _steps(
    text: str, sentences: Sequence[Sentence], numbered: Sequence[Number], marks: Sequence[_Mark], grammar: Grammar
) -> list[_Step]:
    """What each sentence costs, whatever stands before it."""
    words = [_words(text, sentence) for sentence in sentences]
    own = map(_own_costs, words, marks, _wording(words).tolist(), repeat(grammar))
    joined = in_list(numbered)
    starts = [False, *("\n" in text[one.start : other.start] for one, other in pairwise(sentences))]
    return [_Step(*each) for each in zip(own, joined, starts, strict=True)]


def _best_path(steps: Sequence[_Step], grammar: Grammar, change_cost: ChangeCost, unasked: float) -> list[Kinds]:
    """The cheapest sequence of kinds (Viterbi), given cues, the usual order and the allowed kinds.

    `change_cost` is that of passing from one kind to the next, `unasked` that of an end without suggestions.
    """
    changes = {relief: _change_costs(relief, change_cost) for relief in (0.0, grammar.paragraph)}
    costs = [cost + _start_cost(state, grammar) for cost, state in zip(steps[0].own, _STATES, strict=True)]
    choices: list[list[int]] = []
    for step in steps[1:]:
        extra = grammar.within_list if step.joined else 0.0
        change = changes[grammar.paragraph if step.starts else 0.0]
        before: list[int] = []
        reached: list[float] = []
        for target, (cost, ways) in enumerate(zip(step.own, change, strict=True)):
            paths = [past + one + extra for past, one in zip(costs, ways, strict=True)]
            paths[target] = costs[target]
            cheapest = min(paths)
            before.append(paths.index(cheapest))
            reached.append(cheapest + cost)
        choices.append(before)
        costs = reached
    costs = [cost + (0.0 if SUGGESTION in state else unasked) for cost, state in zip(costs, _STATES, strict=True)]
    last = min(range(len(costs)), key=costs.__getitem__)
    path = [last]
    for before in reversed(choices):
        last = before[last]
        path.append(last)
    return [_STATES[index] for index in reversed(path)]


def _wording(words: Sequence[str]) -> NDArray[np.float32]:
    """`PartWording.judge` of sentences without their counters."""
    starts = accumulate((len(each) + 1 for each in words), initial=0)
    bounds = [(start, start + len(each)) for start, each in zip(starts, words, strict=False)]
    return part_wording().judge("\n".join(words), bounds)


def _words(text: str, sentence: Sentence) -> str:
    return without_counter(text[sentence.start : sentence.end].strip())


def _asks(words: str, grammar: Grammar) -> bool:
    return grammar.weight(SUGGESTION, words) >= _ASKING


def listed(told: Sequence[str], kind: PartKind, grammar: Grammar) -> tuple[list[bool], list[bool]]:
    """Which of the sentences `told` in a part of a kind begin one of the things that it lists, and which belong to one.

    A cue begins one. A suggestion's wording alone tells that a sentence asks or goes on asking, where a cue or lead-in,
    or the wording of all of them together, vouches for the part: one sentence of a story reads so now and then.
    """
    cued = [grammar.weight(kind, words) > 0 for words in told]
    if kind is not SUGGESTION or all(cued):
        return cued, cued
    asking = _wording([without_counter(words) for words in told])[:, COLUMNS[kind]]
    if any(cued) or asking.mean() > grammar.vouched or any(grammar.lead_in_of(words) is kind for words in told):
        return cued, (asking > grammar.listed).tolist()
    return cued, cued


def without_counter(sentence: str) -> str:
    """A sentence without the number that it begins with."""
    return _COUNTER.sub("", sentence, count=1)


def _own_costs(words: str, mark: _Mark, wording: Sequence[float], grammar: Grammar) -> list[float]:
    if len(mark.allowed) == 1 or mark.allowed == MERGED:
        return [0.0 if state == mark.allowed else _FAR for state in _STATES]
    costs: list[float] = []
    for state in _STATES[:-1]:
        (kind,) = state
        if kind not in mark.allowed:
            costs.append(_FAR)
            continue
        if mark.opens:
            costs.append(0.0)
            continue
        score = grammar.weight(kind, words) + (_SURE if mark.hint is kind else 0.0)
        costs.append(-score - grammar.wording * wording[COLUMNS[kind]])
    return [*costs, _FAR]


def _start_cost(state: Kinds, grammar: Grammar) -> float:
    return 0.0 if state == MERGED else min(grammar.start_cost[kind] for kind in state)


def _change_costs(relief: float, change_cost: ChangeCost) -> list[list[float]]:
    """For each state, what it costs to come to it from each other one."""

    def cost(source: Kinds, target: Kinds) -> float:
        return max(0.0, min(change_cost[a].get(b, 0.0) for a in source for b in target) - relief)

    return [[cost(source, target) for source in _STATES] for target in _STATES]
