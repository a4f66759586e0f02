"""Pinyin that a web page set in brackets behind characters, taken out; brackets of the author stay."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect

from analyzer.language.normalise import simplify

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_LETTERS = f"[a-zü{TONED}]+"
_GLOSS = re.compile(rf"([\u3400-\u9fff]{{1,8}})[(（]({_LETTERS}(?:[ '’-]{_LETTERS})*)[)）]")
_SYLLABLE = re.compile(
    "(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    "(?:[aeo]|[ae]i|ao|ou|[ae]ng?|ong|er|i(?:a|e|ao|an|ang|ong|u|n|ng)?|[uü](?:a|o|e|ai|i|an|n|ang)?)"
)
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_EVIDENCE = 3  # different glosses without tones: one or two may be a word of the author's
_PASSES = 2  # 設(shè)備(shè bèi): one gloss parts the characters of another
# The 3,755 characters in daily use stand in GB 2312 by their pinyin; with these begin the next initials.
_INITIALS = "abcdefghjklmnopqrstwxyz"
_FIRST = [character.encode("gb2312") for character in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_LAST = "座".encode("gb2312")


def without_glosses(text: str) -> tuple[str, int]:
    """The text without brackets that hold the pinyin of the characters before them, and how many there were.

    Those without a tone mark go only where the text itself shows that it was glossed: by one with a tone, or by several
    different ones without.
    """
    glosses = {match[2] for match in _GLOSS.finditer(text) if _is_gloss(match[1], match[2])}
    if len(glosses) < _EVIDENCE and set(TONED).isdisjoint("".join(glosses)):
        return text, 0
    shorter = text
    for _ in range(_PASSES):
        shorter = _GLOSS.sub(lambda match: match[1] if _is_gloss(match[1], match[2]) else match.group(), shorter)
    return shorter, sum(text.count(bracket) - shorter.count(bracket) for bracket in "(（")


def _is_gloss(characters: str, letters: str) -> bool:
    """Whether `letters` are syllables of pinyin, as many as characters stand before them at least.

    Without a tone mark they might be a word of another language: then each must begin as its character does.
    """
    plain = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", letters)))
    syllables = re.split("[ '’-]", plain)
    if len(syllables) > len(characters) or not all(map(_SYLLABLE.fullmatch, syllables)):
        return False
    if plain != letters:
        return True
    said = zip(characters[-len(syllables) :], syllables, strict=True)
    return len(plain) > 1 and all(_initial(character) == syllable[0] for character, syllable in said)


def _initial(character: str) -> str:
    """The letter that a character's pinyin begins with; none for the rare ones."""
    code = simplify(character)[0].encode("gb2312", "ignore")
    return _INITIALS[bisect(_FIRST, code) - 1] if _FIRST[0] <= code <= _LAST else ""
