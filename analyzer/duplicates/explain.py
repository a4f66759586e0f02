"""Why a pair is shown: matched suggestions, and one sentence that lets a reviewer agree or reject at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from analyzer.assessment import MERGED, AskMatch, Relation
from analyzer.duplicates.opposites import Opposed
from analyzer.duplicates.places import places_differ
from analyzer.duplicates.profile import ITEMS, Profile
from analyzer.duplicates.terms import title_words
from analyzer.rules import load_rules

_LEVELS = {"province": "省级", "city": "市级", "county": "县区级"}
_ENCLOSED = r"“[^”\n]*”|《[^》\n]*》|[（(][^）)\n]*[）)]"  # nothing ends within quotation marks or brackets
_SENTENCE = re.compile(rf"{_ENCLOSED}|(?P<end>[。！!？?\n])")
_CLAUSE = re.compile(rf"{_ENCLOSED}|(?P<end>(?<!\d)[，,；;：:]|[，,；;：:](?!\d))")
_AROUND = " \u3000\n。！!？?，,；;：:、"  # what a lead neither begins nor ends with
_LEAD = 24
_CUT = "……"
_TIE = 0.01  # suggestions of one side that are this near to being the best are as good


def match_asks(a: Profile, b: Profile, threshold: float, opposed: Iterable[Opposed] = ()) -> tuple[AskMatch, ...]:
    """Suggestions of `a` and `b` that ask for the same, each in one match at most, the most similar matched first.

    Each is what the other is most like on its side: what is left over when better ones are taken is no match. Those
    that are `opposed` match nothing of the other side's.
    """
    similar = a.vectors[ITEMS:].astype(np.float32) @ b.vectors[ITEMS:].astype(np.float32).T
    for one in opposed:
        if one.a is not None and one.b is not None:
            similar[one.a, :] = similar[:, one.b] = -1.0
    if not similar.size:
        return ()
    best = np.maximum(similar.max(axis=1, keepdims=True), similar.max(axis=0, keepdims=True))
    rows, columns = np.nonzero((similar >= threshold) & (similar >= best - _TIE))
    ranked = sorted(zip((-similar[rows, columns]).tolist(), rows.tolist(), columns.tolist(), strict=True))
    matches: dict[int, AskMatch] = {}
    taken: set[int] = set()
    for negative, row, column in ranked:
        if row not in matches and column not in taken:
            matches[row] = AskMatch(row, column, round(min(-negative, 1.0), 4))
            taken.add(column)
    return tuple(matches[row] for row in sorted(matches))


@lru_cache(maxsize=1 << 14)
def lead(text: str, length: int = _LEAD) -> str:
    """What a suggestion is about, in its own characters: its first sentence or heading.

    Of one that is longer than `length`, up to the end of a clause that is nearest to there, and ……, that more follows.
    """
    text = text.lstrip(_AROUND)
    first = text[: next(_ends(_SENTENCE, text), len(text))].rstrip(_AROUND)
    if len(first) <= length:
        return first
    end = min((*_ends(_CLAUSE, first), len(first)), key=lambda end: abs(end - length))
    if end > 2 * length:  # no clause ends anywhere near
        end = length
    return first if end == len(first) else f"{first[:end]}{_CUT}"


def _ends(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """Where sentences or clauses of `text` end."""
    return (match.start() for match in pattern.finditer(text) if match["end"])


def reason(
    relation: Relation,
    a: Profile,
    b: Profile,
    asks: tuple[AskMatch, ...],
    seen: Mapping[str, float],
    longest: int,
    opposed: Sequence[Opposed] = (),
    rules_dir: Path | None = None,
) -> str:
    """One Chinese sentence: what the two have in common, and what sets them apart.

    `seen` are the pair's features by name, `longest` the length of the longest common passage, `opposed` the
    suggestions that ask for the opposite of each other.
    """
    pieces = [_common(relation, a, b, seen, longest, rules_dir)]
    if relation in (Relation.NEAR_COPY, Relation.SAME_ASK, Relation.SAME_TOPIC, Relation.FOLLOW_UP):
        sure = any(match.similarity >= load_rules("duplicates", rules_dir)["pairs"]["ask"] for match in asks)
        pieces.append(_matched(relation, a, b, asks, sure))
        pieces.extend(map(_opposite, opposed[:1]) if opposed else _further(relation, a, b, asks, sure))
    difference = _difference(relation, a, b, rules_dir)
    if difference:
        pieces.append(difference)
    return "；".join(piece for piece in pieces if piece) + "。"


def _common(
    relation: Relation, a: Profile, b: Profile, seen: Mapping[str, float], longest: int, rules_dir: Path | None
) -> str:
    shared = _shared_words(a, b, rules_dir)
    about = f"都谈“{'、'.join(shared)}”" if shared else "内容相近"
    copied = f"{seen['verbatim_more']:.0%}的文字相同，最长一段{longest}字"
    if relation is Relation.NEAR_COPY:
        return f"约{copied}" if longest else about
    if relation is Relation.TEMPLATE:
        return f"行文框架相同（约{copied}）" if longest else "行文框架相同"
    if relation is Relation.FOLLOW_UP:
        first, second = sorted((a.year or 0, b.year or 0))
        return f"同一提案人{first}年、{second}年先后提出，{about}"
    if relation is Relation.RELATED:
        return f"只是{about}" if shared else "只在主题上相近"
    return f"{about}，约{copied}" if longest >= 30 else about


def _matched(relation: Relation, a: Profile, b: Profile, asks: tuple[AskMatch, ...], sure: bool) -> str:
    """What suggestions of the two ask for the same: for `sure`, or nearly."""
    if not a.suggestions or not b.suggestions:
        return "有一件没有分条的建议，只能按全文比较"
    if not asks:
        counted = f"（{len(a.suggestions)}条与{len(b.suggestions)}条）"
        return "" if relation in MERGED else f"建议没有对应的{counted}"
    best = max(asks, key=lambda match: (match.similarity, -match.a))
    return (
        f"{len(a.suggestions)}条建议与{len(b.suggestions)}条建议中有{len(asks)}条{'对应' if sure else '相近'}，"
        f"如“{lead(a.suggestions[best.a].of(a.text))}”与“{lead(b.suggestions[best.b].of(b.text))}”"
    )


def _further(relation: Relation, a: Profile, b: Profile, asks: tuple[AskMatch, ...], sure: bool) -> list[str]:
    """The first suggestion that only one side makes, for each side.

    Where the two are to be merged, and not one suggestion surely matches, none is known to be made by one side only.
    """
    if relation in MERGED and not sure:
        return []
    pieces = []
    for name, one, used in (("前者", a, {match.a for match in asks}), ("后者", b, {match.b for match in asks})):
        only = next((i for i in range(len(one.suggestions)) if i not in used), None)
        if only is not None:
            pieces.append(f"{name}另提“{lead(one.suggestions[only].of(one.text))}”")
    return pieces


def _opposite(opposed: Opposed) -> str:
    return f"建议相反：前者“{lead(opposed.said_a)}”，后者“{lead(opposed.said_b)}”"


def _difference(relation: Relation, a: Profile, b: Profile, rules_dir: Path | None) -> str:
    if places_differ(a.places, b.places):
        advice = "，不建议并案" if relation in MERGED else ""
        return f"地点不同（{a.places[0].split('/')[-1]}、{b.places[0].split('/')[-1]}）{advice}"
    if relation in (Relation.TEMPLATE, Relation.RELATED):
        own_a, own_b = _own_words(a, b, rules_dir), _own_words(b, a, rules_dir)
        return f"对象不同：前者为{own_a}，后者为{own_b}" if own_a and own_b else ""
    if a.level and b.level and a.level != b.level:
        return f"层级不同（{_LEVELS[a.level]}、{_LEVELS[b.level]}）"
    return ""


def _shared_words(a: Profile, b: Profile, rules_dir: Path | None) -> list[str]:
    """Up to three words of either title that the other's title or text has too, titles' common ones first."""
    words_a, words_b = title_words(a.title, rules_dir), title_words(b.title, rules_dir)
    both = [word for word in words_a if word in words_b]
    one_sided = [word for word in words_a if word in b.text] + [word for word in words_b if word in a.text]
    return list(dict.fromkeys(both + one_sided))[:3]


def _own_words(one: Profile, other: Profile, rules_dir: Path | None) -> str:
    words = [word for word in title_words(one.title, rules_dir) if word not in other.title and word not in other.text]
    return f"“{'、'.join(words[:3])}”" if words else f"“{one.title}”" if one.title else ""
