"""The rules of `rules/parsing.toml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzer.language.sentences import NUMBER
from analyzer.language.sessions import session_of
from analyzer.parsing.bylines import Bylines, load_bylines
from analyzer.proposal import PartKind
from analyzer.rules import load_rules, telling_faults

Kinds = frozenset[PartKind]
ChangeCost = Mapping[PartKind, Mapping[PartKind, float]]
BODY_KINDS = (PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS, PartKind.SUGGESTION)
MERGED: Kinds = frozenset({PartKind.PROBLEM, PartKind.ANALYSIS})

LONGEST_HEADING = 28
_JOIN = r"(?:[与和及、暨]|以及)(?:存在|主要|面临|突出|相关|有关|具体|产生|其|的)*"
_DRESS = re.compile(rf"^[\s*#【\[（(]*(?:{NUMBER})?[\s*【]*|[\s*】\]）)：:。.]+$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading announces. `bare` headings (存在问题) name no topic of their own."""

    kinds: Kinds
    bare: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled patterns and tables of the parser; see `rules/parsing.toml` for what each is."""

    field: re.Pattern[str]
    field_names: Mapping[str, str]
    blank: frozenset[str]
    bylines: Bylines
    title_shape: re.Pattern[str]
    furniture: re.Pattern[str]
    salutation: re.Pattern[str]
    title_longest: int
    title_cut: int
    nouns: Mapping[str, PartKind]
    label: re.Pattern[str]
    tail: re.Pattern[str]
    bare: re.Pattern[str]
    topical: frozenset[str]
    whole: Mapping[str, Kinds]
    imperative: re.Pattern[str]
    clause: re.Pattern[str]
    official: re.Pattern[str]
    inside: tuple[str, ...]
    lead_gate: re.Pattern[str]
    lead_in: Mapping[PartKind, re.Pattern[str]]
    cues: Mapping[PartKind, tuple[tuple[float, re.Pattern[str], re.Pattern[str] | None], ...]]
    start_cost: Mapping[PartKind, float]
    change_cost: ChangeCost
    aside_cost: ChangeCost
    paragraph: float
    within_list: float
    wording: float
    listed: float
    vouched: float
    no_suggestion: float
    closing_sentence: re.Pattern[str]
    closing_line: re.Pattern[str]
    closing_date: re.Pattern[str]
    closing_signed: re.Pattern[str]
    national: str
    first_years: Mapping[int, int]
    sessions: int

    def heading(self, sentence: str) -> Heading | None:
        """What `sentence` announces if it is the heading of a part, else None."""
        core = "".join(_DRESS.sub("", sentence).split())
        if not core or len(core) > LONGEST_HEADING:
            return None
        if core in self.whole:
            return Heading(self.whole[core], bare=True)
        first, comma, _ = core.partition("，")
        if comma:  # 我的请求，写细一点
            heading = self.heading(first)
            return heading if heading and heading.bare else None
        tail = self.tail.search(core)
        if tail is None:
            return None
        nouns = [noun for noun in self.tail_nouns(tail["tail"]) if noun in self.nouns]
        kinds = frozenset(self.nouns[noun] for noun in nouns)
        if tail["study"] and PartKind.PROBLEM in kinds:
            kinds |= {PartKind.ANALYSIS}
        before = core[: tail.start()]
        if self.bare.fullmatch(before):
            return Heading(kinds, bare=True)
        attributive = len(nouns) > 1 or before.endswith(("的", "与", "和", "及", "、"))
        if (nouns[-1] in self.topical or attributive) and not (self.imperative.match(core) or self.clause.search(core)):
            return Heading(kinds, bare=False)
        return None

    def numbered_label(self, sentence: str) -> PartKind | None:
        """The kind of what stands behind a label with a number: 问题一：水时有时无。"""
        label = self.label.match(sentence)
        return self.nouns[label["noun"]] if label else None

    def glued_headings(self, text: str) -> list[tuple[int, int]]:
        """Where an official heading stands without a break before it, yet not inside a sentence."""
        found = (match.span() for match in self.official.finditer(text))
        return [
            (start, end)
            for start, end in found
            if not text[max(0, start - LONGEST_HEADING) : start].endswith(self.inside)
        ]

    def year_of_session(self, session: str) -> int | None:
        """The year of a plenary session of the national committee; None of any other, whose year is not sure."""
        named = session_of(session) if self.national in session else None
        if named is None or named[0] not in self.first_years or named[1] > self.sessions:
            return None
        return self.first_years[named[0]] + named[1] - 1

    def lead_in_of(self, sentence: str) -> PartKind | None:
        """The part that a sentence announces in plain words: 建议如下："""
        if not (sentence.endswith(("：", ":")) or self.lead_gate.search(sentence)):
            return None
        return next((kind for kind, pattern in self.lead_in.items() if pattern.search(sentence)), None)

    def weight(self, kind: PartKind, sentence: str) -> float:
        """How much the cues in `sentence` speak for a kind of part."""
        return sum(
            weight
            for weight, cue, unless in self.cues[kind]
            if cue.search(sentence) and not (unless and unless.search(sentence))
        )

    def tail_nouns(self, tail: str) -> list[str]:
        """The nouns joined in a heading's tail: 现状与不足 -> 现状, 不足."""
        return [noun for noun in re.split(_JOIN, tail) if noun]


@lru_cache(maxsize=8)
def load_grammar(rules_dir: Path | None = None) -> Grammar:
    """The grammar in force; the office's own `parsing.toml` in `rules_dir` replaces the shipped one.

    Raises:
        ConfigurationError: the office's file lacks something, or holds a pattern that does not compile.
    """
    with telling_faults("parsing"):
        rules = load_rules("parsing", rules_dir)
        return _grammar(rules, load_bylines(rules["byline"], rules["sector"], rules_dir))


def _grammar(rules: Mapping[str, Any], bylines: Bylines) -> Grammar:
    heading, shape, sequence = rules["heading"], rules["heading"]["shape"], rules["sequence"]
    nouns = {noun: kind for kind in BODY_KINDS for noun in heading[kind.value]}
    noun = _any(nouns)
    labels = {label: name for name, values in rules["fields"].items() for label in values}
    change_cost = {kind: _costs(sequence[kind.value]) for kind in BODY_KINDS}
    return Grammar(
        field=re.compile(
            rf"(?:(?<=[\s；;|：:])|^)[【\[*]*({_spaced(labels)})\s?(?:[】\]*]*\s?[：:]|】)[ \t\xa0\u3000*]*"
        ),
        field_names=labels,
        blank=frozenset(rules["value"]["blank"]),
        bylines=bylines,
        title_shape=re.compile(rf"^\s*[#*【《“]*\s*({rules['title']['shape']})[】》”*]*\s*$"),
        furniture=re.compile(rules["title"]["furniture"]),
        salutation=re.compile(rules["title"]["salutation"]),
        title_longest=rules["title"]["longest"],
        title_cut=rules["title"]["cut"],
        nouns=nouns,
        label=re.compile(rf"[*#【]*(?P<noun>{noun})(?:[一二三四五六七八九十]|\d{{1,2}})[：:】]"),
        tail=re.compile(
            rf"(?P<tail>(?:{noun})(?:{_JOIN}(?:{noun}))*)(?P<study>{_any(heading['study'])})?(?:如下|方面)?$"
        ),
        bare=re.compile(rf"(?:[一二三四五六七八九十](?!是))?(?:{_any(shape['modifier'])})*"),  # 三 根源, its space lost
        topical=frozenset(heading["topical"]),
        whole={core: frozenset(PartKind(kind) for kind in kinds) for core, kinds in heading["whole"].items()},
        imperative=re.compile(_any(shape["imperative"])),
        clause=re.compile(_any(shape["clause"])),
        official=re.compile(rf"(?:{_any(shape['official'])})[：:]\s*"),
        inside=tuple(shape["inside"]),
        lead_gate=re.compile(_any(rules["lead_in"]["gate"])),
        lead_in={
            PartKind(kind): re.compile("|".join(patterns))
            for kind, patterns in rules["lead_in"].items()
            if kind != "gate"
        },
        cues={kind: tuple(_cue(*entry) for entry in rules["cue"][kind.value]) for kind in BODY_KINDS},
        start_cost=_costs(sequence["start"]),
        change_cost=change_cost,
        aside_cost={**change_cost, PartKind.SUGGESTION: _costs(sequence["aside"])},
        paragraph=sequence["paragraph"],
        within_list=sequence["within_list"],
        wording=sequence["wording"],
        listed=rules["item"]["listed"],
        vouched=rules["item"]["vouched"],
        no_suggestion=sequence["no_suggestion"],
        closing_sentence=re.compile(rules["closing"]["sentence"]),
        closing_line=re.compile(rules["closing"]["line"]),
        closing_date=re.compile(rules["closing"]["date"]),
        closing_signed=re.compile(rules["closing"]["signed"]),
        national=rules["session"]["national"],
        first_years={int(term): year for term, year in rules["session"]["first_years"].items()},
        sessions=rules["session"]["sessions"],
    )


def _cue(weight: float, cue: str, unless: str | None = None) -> tuple[float, re.Pattern[str], re.Pattern[str] | None]:
    return weight, re.compile(cue), re.compile(unless) if unless else None


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _spaced(labels: Iterable[str]) -> str:
    """Alternatives that allow white space within a label, as forms are typed: 界　　别."""
    # \s, not a set with \u3000 in it: such sets take a tenth of a millisecond each to compile, and there are hundreds.
    return "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))


def _costs(table: Mapping[str, Any]) -> dict[PartKind, float]:
    return {PartKind(kind): float(cost) for kind, cost in table.items()}
