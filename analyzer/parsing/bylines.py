"""Who proposes, written on a line of its own below the title without a label and its colon."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.language.segment import is_word
from analyzer.rules import load_rules, telling_faults


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

    def fields_of(self, line: str, *, known: bool) -> Mapping[str, str]:
        """The fields that a line without white space tells of; `known` is whether the text has told the proposer."""
        found = _fields(line, self.shapes, self.names.may_name) or _fields(line, self.bodies, bool)
        return found or ({} if known else _fields(line, self.lone, self.names.must_name))


def load_bylines(rules: Mapping[str, Any], rules_dir: Path | None) -> Bylines:
    """The bylines of the rules `byline`, with the names of an office's rules folder or the shipped ones.

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
    shapes = {kind: tuple(map(re.compile, rules[kind])) for kind in ("shapes", "bodies", "lone")}
    return Bylines(names, **shapes)


def _fields(line: str, shapes: tuple[re.Pattern[str], ...], names: Callable[[str], bool]) -> Mapping[str, str]:
    """The fields of the first shape that a line has, where each proposer in it passes for one."""
    match = next(filter(None, (shape.fullmatch(line) for shape in shapes)), None)
    fields = {name: value for name, value in match.groupdict().items() if value} if match else {}
    proposers = filter(None, fields.get("proposer", "").split("、"))
    return fields if all(map(names, proposers)) else {}
