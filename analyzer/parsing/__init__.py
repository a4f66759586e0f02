"""A document's text -> a `Proposal`: title, fields, parts, sentences, items. Nothing of the text is changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from analyzer.language.normalise import punctuated
from analyzer.language.sentences import split_sentences
from analyzer.parsing.grammar import Grammar, Kinds, load_grammar
from analyzer.parsing.header import find_header
from analyzer.parsing.items import find_items
from analyzer.parsing.parts import kinds_of_sentences, listed
from analyzer.proposal import Document, Part, PartKind, Proposal, Sentence, Span

__all__ = ["parse"]

_OTHER: Kinds = frozenset({PartKind.OTHER})


def parse(document: Document, rules_dir: Path | None = None) -> Proposal:
    """The proposal that `document` holds; never fails, whatever the text is.

    Title and fields come from the container where it has them, else from the text. `rules_dir` is the office's own
    rules folder (`Settings.rules_dir`).
    """
    text, grammar = punctuated(document.text), load_grammar(rules_dir)
    header = find_header(text, document.fields, grammar)
    fields = {name: _as_written(value, text, document.text) for name, value in header.fields.items()}
    sentences = _sentences(text, header.body, grammar)
    inside = [header.body.contains(sentence.span) for sentence in sentences]
    body = [sentence for sentence, within in zip(sentences, inside, strict=True) if within]
    kinds, opens = kinds_of_sentences(text, body, grammar) if body else ([], [])
    found = iter(kinds)
    parts = _parts(sentences, [next(found) if within else _OTHER for within in inside])
    return Proposal(
        id=document.id,
        title=_as_written(header.title, text, document.text),
        text=document.text,
        body=header.body,
        parts=parts,
        sentences=tuple(sentences),
        suggestions=_items(text, body, kinds, opens, PartKind.SUGGESTION, grammar),
        problems=_items(text, body, kinds, opens, PartKind.PROBLEM, grammar),
        source=document.source,
        proposer=fields.get("proposer") or None,
        sector=fields.get("sector") or None,
        category=fields.get("category") or None,
        year=header.year,
        fields=fields,
    )


def _as_written(value: str, read: str, written: str) -> str:
    """`value`, found in the text as `read`, as it stands in the text as `written`."""
    at = read.find(value)
    return value if at < 0 or value in written else written[at : at + len(value)]


def _sentences(text: str, body: Span, grammar: Grammar) -> list[Sentence]:
    """The sentences, cut also where the body begins and ends and around an official heading glued to its neighbours."""
    glued = grammar.glued_headings(text)
    heads = {start for start, _ in glued}
    cuts = sorted({body.start, body.end, *heads, *(end for _, end in glued)})
    sentences: list[Sentence] = []
    for start, end, heading in split_sentences(text):
        for cut in cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]:
            sentences.append(Sentence(start, cut, heading or start in heads))
            start, heading = cut, heading and cut not in heads
        sentences.append(Sentence(start, end, heading or start in heads))
    return sentences


def _parts(sentences: Sequence[Sentence], kinds: Sequence[Kinds]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for kind, run in groupby(zip(sentences, kinds, strict=True), key=lambda pair: pair[1]):
        members = [sentence for sentence, _ in run]
        parts += [Part(each, members[0].start, members[-1].end) for each in PartKind if each in kind]
    return tuple(parts)


def _items(
    text: str, body: Sequence[Sentence], kinds: Sequence[Kinds], opens: Sequence[bool], kind: PartKind, grammar: Grammar
) -> tuple[Span, ...]:
    """The items of every part of a kind."""
    items: list[Span] = []
    rows = zip(body, kinds, opens, strict=True)
    for wanted, run in groupby(rows, key=lambda row: kind in row[1]):
        if wanted:
            members = list(run)
            items += find_items(
                text,
                [sentence for sentence, _, _ in members],
                [opening for _, _, opening in members],
                lambda told: listed(told, kind, grammar),
                grammar.closing_sentence,
            )
    return tuple(items)
