"""Names for groups of proposals, from their own words: a piece of a title, between words that most of them share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

from analyzer.annotation.names import gazetteer
from analyzer.duplicates.profile import Profile
from analyzer.duplicates.terms import background, title_words, word_id
from analyzer.language.segment import segment

Keys = Mapping[int, float]

_CLAUSE = re.compile(r"[\s，,。、；;：:！!？?—…]")
_BRACKETS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"))


def name_of(
    profiles: Sequence[Profile], keys: Sequence[Keys], rules: Mapping[str, Any], rules_dir: Path | None = None
) -> str | None:
    """The piece of a title that says most of what the proposals share and least of what they do not.

    `keys` are each proposal's key words by number, with their weights. The heaviest word that names an object is in
    the name; None where the texts do not turn on such a word.
    """
    titles = sorted({one.title for one in profiles})
    words = {word for title in titles for word in title_words(title, rules_dir)}
    worth = {word: _worth(word, profiles, keys, rules) for word in words}
    objects = [
        word
        for word, value in worth.items()
        if value > 0
        and _mentions(word, profiles) >= rules["object"] * len(profiles)
        and _names_object(word, rules["general" if value > rules["light"] else "general_light"], rules, rules_dir)
    ]
    if not objects:
        return None
    heaviest = min(objects, key=lambda word: (-worth[word], word))
    pieces = [piece for title in titles for piece in _pieces(title, worth, rules) if heaviest in piece.text] or [
        _Piece(heaviest, 0.0)
    ]
    return min(pieces, key=lambda piece: (-piece.worth, len(piece.text), piece.text)).text


def words_of(profiles: Sequence[Profile], keys: Sequence[Keys], rules: Mapping[str, Any]) -> tuple[str, ...]:
    """The key words that most of the proposals share, the heaviest first."""
    holders = Counter(number for own in keys for number in own)
    weights: dict[int, float] = defaultdict(float)
    for own in keys:
        for number, weight in own.items():
            if holders[number] > rules["majority"] * len(keys):
                weights[number] += weight
    spelled: dict[int, Counter[str]] = {}
    for one in profiles[: int(rules["read"])]:
        for word in segment(f"{one.title}\n{one.text}"):
            if (number := word_id(word)) in weights:
                spelled.setdefault(number, Counter())[word] += 1
    heaviest = sorted(spelled, key=lambda number: (-weights[number], number))[: int(rules["words"])]
    return tuple(min(spelled[number], key=lambda word: (-spelled[number][word], word)) for number in heaviest)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    worth: float


def _worth(word: str, profiles: Sequence[Profile], keys: Sequence[Keys], rules: Mapping[str, Any]) -> float:
    """What a title's word adds to a name: its weight in the texts if most share it, less than nothing if they do not.

    A word that most at least mention adds nothing, but does not harm either.
    """
    number = word_id(word)
    has = [word in one.title or number in own for one, own in zip(profiles, keys, strict=True)]
    weights = [own.get(number, float(rules["light"])) for own in keys]
    if sum(has) > rules["majority"] * len(profiles):
        return sum(weights) / len(weights)
    if _mentions(word, profiles) > rules["majority"] * len(profiles):
        return 0.0
    return -float(rules["unshared"]) * max(weights)


def _names_object(word: str, most: float, rules: Mapping[str, Any], rules_dir: Path | None) -> bool:
    """Whether a word can stand for a matter: no place, and in at most the share `most` of official documents."""
    if word in rules["regions"] or background()[word_id(word)] > most:
        return False
    return all(place.end - place.start < len(word) for place in gazetteer(rules_dir).find(word))


def _mentions(word: str, profiles: Sequence[Profile]) -> int:
    return sum(word in one.text or word in one.title for one in profiles)


def _pieces(title: str, worth: Mapping[str, float], rules: Mapping[str, Any]) -> Iterator[_Piece]:
    """Every piece of a title's clauses between two shared words, closing words as in 养老服务 included."""
    words = segment(title)
    ends = [at for at, word in enumerate(words) if worth.get(word, 0.0) > 0]
    for first, last in combinations_with_replacement(ends, 2):
        after = last + 1
        while after < len(words) and words[after] in rules["tails"]:
            after += 1
        text = "".join(words[first:after])
        balanced = all(text.count(one) == text.count(two) for one, two in _BRACKETS)
        broken = _CLAUSE.search(text) or set(rules["particles"]).intersection(words[first:after])
        if len(text) <= rules["longest"] and balanced and not broken:
            yield _Piece(text, sum(worth.get(word, 0.0) for word in dict.fromkeys(words[first:after])))
