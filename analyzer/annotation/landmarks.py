"""Names that tell where they are without being a division: a lake, a university, a motorway, a region.

They are data: `rules/lexicon/landmarks.toml`. Names that several places bear are not in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from analyzer.annotation.names import Division, Place, gazetteer
from analyzer.language.words import WordFinder
from analyzer.rules import load_rules


class Landmarks:
    """Landmarks by name, with the divisions that they lie in or cross."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules, places = load_rules("lexicon/landmarks", rules_dir), gazetteer(rules_dir)
        names: dict[str, tuple[Division, ...]] = {}
        for where, listed in rules["landmark"].items():
            divisions = tuple(place.divisions[0] for one in where.split() for place in places.find(one)[-1:])
            names |= dict.fromkeys(listed.split(), divisions)
        self._names = WordFinder(names)
        self._namesake = re.compile(rules["namesake"])

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Place]:
        """Landmarks named in `text[start:end]`, in order, the longest at each spot; 湘江路 may be in any town."""
        found: list[Place] = []
        for begin, stop, divisions in self._names.find(text, start, end):
            while found and begin <= found[-1].start and stop > found[-1].end:
                found.pop()
            if divisions and (not found or begin >= found[-1].end):
                found.append(Place(begin, stop, divisions))
        return [place for place in found if not self._namesake.match(text, place.end)]


@lru_cache(maxsize=4)
def landmarks(rules_dir: Path | None = None) -> Landmarks:
    """The landmarks of the rules in force, loaded once."""
    return Landmarks(rules_dir)
