"""Who proposes, written on a line of its own below the title without a label and its colon."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.language.segment import is_word
from analyzer.rules import load_rules, telling_faults

_BRACKETS = re.compile(r"\s*[（(\[【〔]([^（()）\[\]【】〔〕]*)(?:[)）\]】〕]|$)")
_BETWEEN = re.compile(r"[\s，,；;、/]+")
_BESIDE = re.compile(r"[\s，,；;/]+")  # between a proposer and the sector; 、 stands between proposers


@dataclass(frozen=True, slots=True)
class Names:
    """What persons' names look like; see `rules/lexicon/names.toml`."""

    surnames: frozenset[str]
    everyday: frozenset[str]
    not_names: frozenset[str]
    not_given: frozenset[str]

    def may_name(self, word: str) -> bool:
        """Whether a word may be a person's name: by its surname, or the dot of a longer name."""
        surname = not self.surnames.isdisjoint((word[:1], word[:2])) and word[:2] not in self.not_names
        return surname or "·" in word

    def must_name(self, word: str) -> bool:
        """Whether a word is a person's name whatever stands around it, and none that is put together of words.

        The dictionary knows many a person of an uncommon word for a surname (王建国), of a common one few.
        """
        compound = word[:2] in self.surnames
        given = word[2:] if compound else word[1:]
        if not self.may_name(word) or len(given) not in (1, 2) or word[-1] in self.not_given:
            return False
        if not compound and is_word(word[:2]):
            return False
        if not compound and word[0] not in self.everyday:
            return True
        return len(word) > 2 and not is_word(word) and not (len(given) == 2 and is_word(given))


@dataclass(frozen=True, slots=True)
class Bylines:
    """The shapes of such lines; the groups are names of fields. See `byline` in `rules/parsing.toml`."""

    names: Names
    shapes: tuple[re.Pattern[str], ...]
    bodies: tuple[re.Pattern[str], ...]
    lone: tuple[re.Pattern[str], ...]
    sector: re.Pattern[str]
    bracketed_sector: re.Pattern[str]

    def fields_of(self, line: str) -> Mapping[str, str]:
        """The fields that a line without white space tells of by its own wording: 张三丰（经济界）, 市工商联."""
        return _fields(line, self.shapes, self.names.may_name) or _fields(line, self.bodies, bool)

    def lone_name(self, line: str) -> Mapping[str, str]:
        """The proposer where a line without white space is a name and no more; empty where it is none."""
        return _fields(line, self.lone, self.names.must_name)

    def parted(self, proposer: str) -> tuple[str, str]:
        """Who proposes, and for which sector: 向世昌（农业界）, or 向世昌 农业界, as 向世昌 and 农业界.

        Of several proposers the sectors are joined, each once. What else stands in brackets stays.
        """
        sectors: list[str] = []

        def taken(brackets: re.Match[str]) -> str:
            pieces = _BETWEEN.split(brackets[1])
            known = [match for piece in pieces if (match := self.bracketed_sector.fullmatch(piece))]
            named = [match for match in known if match["sector"].endswith(("界", "界别"))] or known
            sectors.extend(match["sector"] for match in named[:1])
            rest = [piece for piece in pieces if piece and not (named and piece == named[0].string)]
            return f"（{'，'.join(rest)}）" if rest else ""

        bare = _BRACKETS.sub(taken, proposer)
        if not bare.strip():
            return proposer, ""
        if sectors:
            return bare.strip(), "、".join(dict.fromkeys(sectors))
        first, *others = _BESIDE.split(proposer)
        if len(others) == 1 and self.sector.fullmatch(first):
            first, *others = others[0], first
        if len(others) != 1 or not self.sector.fullmatch(others[0]) or not self._is_person(first):
            return proposer, ""
        return first, others[0]

    def _is_person(self, word: str) -> bool:
        return 2 <= len(word.removesuffix("委员")) <= 4 and self.names.may_name(word)


def load_bylines(rules: Mapping[str, Any], sector: Mapping[str, str], rules_dir: Path | None) -> Bylines:
    """The bylines of the rules `byline` and `sector`, with the names of an office's rules folder or the shipped ones.

    Raises:
        ConfigurationError: the file of names lacks something.
    """
    with telling_faults("lexicon/names"):
        data = load_rules("lexicon/names", rules_dir)
        names = Names(
            surnames=frozenset("".join(data["surnames"].split())) | frozenset(data["compound_surnames"]),
            everyday=frozenset(data["everyday"]),
            not_names=frozenset(data["not_names"]),
            not_given=frozenset(data["not_given"]),
        )
    written = {
        kind: (shape.replace("SECTOR", sector["name"]).replace("SHORT", sector["short"]) for shape in rules[kind])
        for kind in ("shapes", "bodies", "lone")
    }
    shapes = {kind: tuple(map(re.compile, each)) for kind, each in written.items()}
    bracketed = re.compile(rf"(?:所[在属])?(?:界别[：:]?)?(?P<sector>{sector['name']}|{sector['short']})")
    return Bylines(names, **shapes, sector=re.compile(sector["name"]), bracketed_sector=bracketed)


def _fields(line: str, shapes: tuple[re.Pattern[str], ...], names: Callable[[str], bool]) -> Mapping[str, str]:
    """The fields of the first shape that a line has, where each proposer in it passes for one."""
    match = next(filter(None, (shape.fullmatch(line) for shape in shapes)), None)
    fields = {name: value for name, value in match.groupdict().items() if value} if match else {}
    proposers = filter(None, fields.get("proposer", "").split("、"))
    return fields if all(map(names, proposers)) else {}
