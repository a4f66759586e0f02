"""How much of a proposal's text is given the right part, measured on hand-marked texts.

    python -m benchmarks.parts [REAL.csv]

Written texts lie in `corpora/labelled/quality/`, short ones in many voices in `corpora/labelled/checks/texts_e.jsonl`;
the marks of real ones (ids and offsets alone) need the table that they were made on: columns `proposal_number`,
`reason` and `content`. A character counts as right if one of the kinds that the parser gives it is among the kinds that
the reader allowed. White space is not counted, so marks hold whatever the layout. The baseline knows the official
headings only. Each set is measured again with its part headings taken out.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analyzer.language.sentences import split_sentences
from analyzer.parsing import parse
from analyzer.parsing.grammar import load_grammar
from analyzer.proposal import Document, Proposal, Source
from benchmarks.labelled import LABELLED, json_lines, labelled_texts

OFFICIAL = {
    "background": re.compile("(?:调研|背景)情况[：:]"),
    "problem": re.compile("问题(?:分析|及分析)[：:]"),
    "suggestion": re.compile("具体建议[：:]"),
}
MARKED = ("real", "written", "short")
Texts = dict[str, tuple[str, str]]


def marks(name: str) -> Iterable[tuple[str, list[frozenset[str]]]]:
    """Id and the allowed kinds of every character that is not white space."""
    for row in json_lines(LABELLED / "parts" / f"{name}.jsonl"):
        bounds = row["boundaries"]
        ends = [bound["start"] for bound in bounds[1:]] + [row["characters"]]
        kinds: list[frozenset[str]] = [frozenset({"other", *bounds[0]["kinds"]})] * bounds[0]["start"]
        for bound, end in zip(bounds, ends, strict=True):
            kinds += [frozenset(bound["kinds"])] * (end - bound["start"])
        yield row["id"], kinds


def sets_of_texts(batch: Path | None = None) -> dict[str, Texts]:
    """Title and text by id, of each set that is marked: written, short and, where its table is given, real."""
    sets: dict[str, Texts] = {}
    for text in labelled_texts(batch):
        sets.setdefault(text.group, {})[text.id] = (text.title, text.text)
    return {name: texts for name, texts in sets.items() if name in MARKED}


def parsed(identity: str, title: str, text: str) -> Proposal:
    return parse(Document(identity, text, Source(identity, "txt"), {"title": title}))


def by_parser(identity: str, title: str, text: str) -> list[frozenset[str]]:
    proposal = parsed(identity, title, text)
    kinds: list[frozenset[str]] = [frozenset()] * len(text)
    for part in proposal.parts:
        kinds[part.start : part.end] = [kinds[part.start] | {part.kind.value}] * (part.end - part.start)
    return kinds


def by_official_headings(identity: str, title: str, text: str) -> list[frozenset[str]]:
    starts = sorted((match.start(), kind) for kind, pattern in OFFICIAL.items() for match in pattern.finditer(text))
    kinds = [frozenset({"background"})] * len(text)
    for start, kind in starts:
        kinds[start:] = [frozenset({kind})] * (len(text) - start)
    return kinds


def without_headings(text: str, kinds: list[frozenset[str]]) -> tuple[str, list[frozenset[str]]]:
    """Text and marks without the headings of parts: what is left is told by its sentences alone."""
    grammar = load_grammar()
    spans = grammar.glued_headings(text)
    spans += [
        (start, end) for start, end, heading in split_sentences(text)
        if (heading or text[start:end].rstrip().endswith(("：", ":"))) and grammar.heading(text[start:end].strip())
    ]  # fmt: skip
    gone = {at for span in spans for at in range(*span)}
    marked = iter(kinds)
    marks = [None if character.isspace() else next(marked) for character in text]
    left = [(character, mark) for at, (character, mark) in enumerate(zip(text, marks, strict=True)) if at not in gone]
    return "".join(character for character, _ in left), [mark for _, mark in left if mark is not None]


@dataclass(frozen=True)
class Measured:
    """Shares of characters that were given an accepted kind, and each text's own share."""

    characters: int
    parser: float
    official_headings: float
    shares: list[tuple[float, str]]


def measured(name: str, texts: Texts, *, headed: bool = True) -> Measured:
    """Hold the parser and the baseline to the marks of a set; without `headed`, on texts without headings of parts."""
    judges = (by_parser, by_official_headings)
    right, total = [0, 0], 0
    shares: list[tuple[float, str]] = []
    for identity, allowed in marks(name):
        title, text = texts[identity]
        if not headed:
            text, allowed = without_headings(text, allowed)
        total += len(allowed)
        for index, judge in enumerate(judges):
            found = [
                kinds for kinds, mark in zip(judge(identity, title, text), text, strict=True) if not mark.isspace()
            ]
            hits = sum(bool(given & wanted) for given, wanted in zip(found, allowed, strict=True))
            right[index] += hits
            if judge is by_parser:
                shares.append((hits / len(allowed), identity))
    return Measured(total, right[0] / total, right[1] / total, sorted(shares))


def report(name: str, texts: Texts, worst: int, *, headed: bool = True) -> None:
    found = measured(name, texts, headed=headed)
    print(f"{name}{'' if headed else ', headings removed'}: {len(found.shares)} texts, {found.characters} characters")
    print(f"  parser               {found.parser:.3f} of characters")
    print(f"  official headings    {found.official_headings:.3f} of characters")
    print("  lowest:", ", ".join(f"{identity} {share:.2f}" for share, identity in found.shares[:worst]))


def speed(texts: Texts) -> None:
    started = time.perf_counter()
    for identity, (title, text) in texts.items():
        parsed(identity, title, text)
    seconds = time.perf_counter() - started
    size = sum(len(text) for _, text in texts.values())
    print(f"  {seconds / len(texts) * 1e3:.2f} ms a text of {size // len(texts)} characters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", nargs="?", type=Path, help="table of the real texts")
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst texts to name")
    options = parser.parse_args()
    for name, texts in sets_of_texts(options.real).items():
        report(name, texts, options.worst)
        report(name, texts, options.worst, headed=False)
        speed(texts)


if __name__ == "__main__":
    main()
