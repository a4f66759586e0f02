"""Names in a text: places, persons, companies, courts' case numbers, titles of laws.

Nothing here runs over a whole proposal unasked: a judge looks for names where its own words make a name matter. What
names look like is data: `rules/lexicon/names.toml`, `divisions.toml` and `law_titles.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzer.errors import bounded
from analyzer.language.segment import is_word, segment
from analyzer.language.words import WordFinder
from analyzer.proposal import Span
from analyzer.rules import load_rules

_HAN = r"[\u4e00-\u9fff]"
_NATION = "中华人民共和国"
_EVERYWHERE = ("全国", "中国")  # where no place is another's
_SURE_NAME = 3  # characters of a name that can be told from words by its look
_PUT_IN = 3  # characters at the end of a law's title in which 法 stands behind two that may not belong there
_SHORT_TITLE = 5  # titles of fewer characters lie too close to one another to speak of slips
_LONGEST_BRAND = 4
_LOOK_BACK = 14  # characters in front of 公司 in which its brand may stand
_CHINESE = re.compile(_HAN + "+")
_CLAUSE = re.compile(r"[^\u4e00-\u9fff]")
_CASE = re.compile(
    rf"[（(〔\[](?:19|20)\d{{2}}[）)〕\]]{_HAN}{{0,3}}\d{{0,4}}{_HAN}{{1,4}}\d{{1,6}}号"
    rf"|{_HAN}{{1,4}}字\s?(?:第)?[（(〔\[]?(?:19|20)\d{{2}}[）)〕\]]?年?第?\d{{1,6}}号"
)
_PEOPLES = "朝鲜|土家|苗|侗|布依|藏|羌|彝|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|哈萨克|柯尔克孜"
_KIND = re.compile(rf"(?:(?:{_PEOPLES})族?)+自治州$|(?:壮族|回族|维吾尔)?自治区$|特别行政区$|地区$|(?<=..)[省市盟]$")
"""What a full name ends in and a short name leaves out."""
_BEFORE_SHORT = "在来留驻全"
_BEHIND_SHORT = "州园江剧菜港海池台语尔林山器南北东西中分期"  # that make another word of it: 在豫园, 在穗分化期
_DIRECTION = re.compile("[河桥城路湖江][东西南北中]")  # 河东、河西两处
_ITEM = re.compile(r"(?:(?![、和与])[\u4e00-\u9fff]){2,}")
_LISTED = re.compile(r"[两二三四五六七八九\d]个?[区县市地处]")
_ITEMS = re.compile(rf"{_HAN}{{2,}}(?:[、和与]{_HAN}{{2,4}})+$")
_LONGEST_LIST = 40  # characters
_TOGETHER = 2
_STREET = re.compile(
    r"(?:[东西南北中一二三四五六七八九十]?(?:路|街|大道|大街|巷)|大学|学院|银行|证券|理工|师范|医科|话|菜|人寿)"
)


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county; the fields above its own level are filled, those below are empty."""

    province: str
    prefecture: str = ""
    county: str = ""

    def __str__(self) -> str:
        names = (self.province, self.prefecture, self.county)
        return "".join(dict.fromkeys(names))

    def holds(self, other: Division) -> bool:
        """Whether `other` is this division or lies in it."""
        return (
            self.province == other.province
            and self.prefecture in ("", other.prefecture)
            and self.county in ("", other.county)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at `[start, end)`, and the divisions that bear the name (鼓楼区 is in four cities)."""

    start: int
    end: int
    divisions: tuple[Division, ...]


class Gazetteer:
    """The divisions of China by name."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules = load_rules("lexicon/divisions", rules_dir)
        self._only_full = frozenset(rules["only_full"])
        self._unfit = frozenset(rules["unfit"])
        self._bearers = names = dict[str, list[Division]]()
        self._bare: dict[str, list[Division]] = {}  # counties without 区 or 县
        for province, prefectures in rules["division"].items():
            self._add(names, province, Division(province))
            for prefecture, counties in prefectures.items():
                own = "" if prefecture == "直辖" else prefecture
                if own:
                    self._add(names, own, Division(province, own))
                for county in counties.split():
                    division = Division(province, own, county)
                    names.setdefault(county, []).append(division)
                    if county not in self._unfit and not _DIRECTION.fullmatch(county[:-1]):
                        self._bare.setdefault(county[:-1], []).append(division)
        for name, nicknames in rules.get("nicknames", {}).items():
            if name in names:  # an office's list may name what its divisions lack
                names.update(dict.fromkeys(nicknames.split(), names[name]))
        self._shorts = {short: tuple(names[name]) for short, name in rules.get("shorts", {}).items() if name in names}
        one = "|".join(map(re.escape, self._shorts)) or "(?!)"
        self._short = re.compile(f"(?<=[{_BEFORE_SHORT}])(?:{one})(?![{_BEHIND_SHORT}])")
        self._names = WordFinder({name: tuple(divisions) for name, divisions in names.items()})

    def _add(self, names: dict[str, list[Division]], name: str, division: Division) -> None:
        names.setdefault(name, []).append(division)
        short = _KIND.sub("", name)
        if name.endswith("自治州"):
            names.setdefault(f"{short}州", []).append(division)
        if len(short) >= 2 and short != name and short not in self._only_full:
            names.setdefault(short, []).append(division)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Place]:
        """Places named in `text[start:end]`, the longest at each spot; streets and universities are no places."""
        places = [Place(*named) for named in self._names.longest(text, start, end)]
        chained = self._chained([place for place in places if not _STREET.match(text, place.end)])
        named = [place for place in chained if text[place.start : place.end] not in self._unfit]
        called = [*self._called_short(text, start, end), *self._listed_bare(text, start, end)]
        free = [c for c in called if all(c.end <= place.start or place.end <= c.start for place in named)]
        return sorted([*named, *free], key=lambda place: place.start)

    def division(self, name: str) -> Division | None:
        """The division that the whole of `name` stands for (江苏省南京市, 南京); None where there is none."""
        found = self.find(name)
        whole = found and found[0].start == 0 and found[-1].end == len(name)
        return found[-1].divisions[0] if whole else None

    def nearest(self, name: str) -> list[Division]:
        """The divisions whose names begin like `name`, else those whose names are most like it; three at most.

        What `name` begins with narrows them (湖北省襄樊市 is most like 湖北省襄阳市). Where nothing is like the rest,
        it is itself the nearest (江苏省苏州市 for 江苏省苏州市工业园区).
        """
        from difflib import get_close_matches

        begins = next((place for place in self.find(name) if place.start == 0), Place(0, 0, ()))
        within = {
            called: division
            for called, divisions in self._bearers.items()
            for division in divisions
            if not begins.divisions or any(outer.holds(division) for outer in begins.divisions)
        }
        rest = name[begins.end :]
        stem = rest[:2] + rest[2:-1]  # without 市, 区, 县
        alike = [called for called in within if len(stem) > 1 and called.startswith(stem)]
        like = [within[called] for called in alike or get_close_matches(rest, within)]
        return list(dict.fromkeys(like or begins.divisions))[:3]

    def _called_short(self, text: str, start: int, end: int | None) -> Iterator[Place]:
        """留锡发展, 在杭高校."""
        for match in self._short.finditer(text, start, len(text) if end is None else end):
            yield Place(match.start(), match.end(), self._shorts[match.group()])

    def _listed_bare(self, text: str, start: int, end: int | None) -> Iterator[Place]:
        """南岗、道里两区: bare names count in a list that says so, two of one prefecture at least."""
        for told in _LISTED.finditer(text, start, len(text) if end is None else end):
            begin = max(start, told.start() - _LONGEST_LIST)
            listing = _ITEMS.search(text[begin : told.start()])
            items = _ITEM.finditer(text, begin + listing.start(), told.start()) if listing else ()
            places = [place for item in items if (place := self._bare_at(item))]
            homes = Counter(home for place in places for home in {(d.province, d.prefecture) for d in place.divisions})
            if homes and max(homes.values()) >= _TOGETHER:
                yield from places

    def _bare_at(self, item: re.Match[str]) -> Place | None:
        """The bare name at the end of an item, where it is one."""
        for length in (4, 3, 2):
            if divisions := self._bare.get(item.group()[-length:]):
                return Place(item.end() - min(length, len(item.group())), item.end(), tuple(divisions))
        return None

    def _chained(self, places: list[Place]) -> list[Place]:
        """南京市鼓楼区 is one place: a name right behind the division that holds it is read within that one."""
        chained: list[Place] = []
        for place in places:
            if chained and chained[-1].end == place.start:
                inner = tuple(d for d in place.divisions if any(o.holds(d) for o in chained[-1].divisions))
                if inner:
                    chained[-1] = Place(chained[-1].start, place.end, inner)
                    continue
            chained.append(place)
        return chained


@lru_cache(maxsize=4)
def gazetteer(rules_dir: Path | None = None) -> Gazetteer:
    """The shared gazetteer of a rules folder."""
    return Gazetteer(rules_dir)


def place_note(place: str, rules_dir: Path | None = None) -> str:
    """What is to be said of the place that an office gives as its own (`Settings.place`): that no division is called
    so, with the nearest ones, or which one it is taken for; nothing where it is one."""
    known, name = gazetteer(rules_dir), place.strip()
    if name in _EVERYWHERE or known.division(name):
        return ""
    if found := known.find(name):
        return f"设置里的 place“{bounded(name, 60)}”不是行政区划全称，外地地名按“{found[-1].divisions[0]}”核查"
    near = "、".join(map(str, known.nearest(name)))
    like = f"；最接近的是{near}" if near else ""
    return f"设置里的 place“{bounded(name, 60)}”不是行政区划名，外地地名没有核查{like}"


class NameFinder:
    """Persons and companies within a stretch of text."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules = load_rules("lexicon/names", rules_dir)
        self._surnames = frozenset("".join(rules["surnames"].split()))
        self._compound = frozenset(rules["compound_surnames"])
        self._not_names = frozenset(rules["not_names"])
        self._everyday = frozenset(rules["everyday"])
        self._not_given = frozenset(rules["not_given"])
        self._heads = (self._surnames | {name[0] for name in self._compound}) - self._everyday
        self._address = frozenset(rules["forms_of_address"])
        self._titled = {
            "office": _longest_first(rules["offices"]),
            "any": _longest_first(rules["offices"] + rules["people"]),
        }
        ends = _any_of(rules["company_ends"])
        self._company = re.compile(f"(?:{ends})")
        quoted = r"“[\u4e00-\u9fffA-Za-z]{2,8}"
        self._quoted = re.compile(f"{quoted}(?:{ends})”|{quoted}”(?:牌|{ends})")
        self._not_brand = frozenset(rules["not_brand"])
        self._neutral = re.compile(rules["neutral"])

    def persons(self, text: str, span: Span, *, office: bool = False) -> Iterator[Span]:
        """Persons named behind an office or a word for people (村主任仝立堂); with `office`, behind an office only.

        王某 and a pen name are no names.
        """
        for title in self._titled["office" if office else "any"].finditer(text, span.start, span.end):
            begin = title.end()
            length = self._name_length(text[begin : min(begin + 8, span.end)])
            if length:
                yield Span(begin, begin + length)

    def unannounced(self, text: str, span: Span) -> Iterator[Span]:
        """Persons by the look of their names alone (葛志恒眼下正…): a surname and characters that make no word.

        Surer than chance and no more: for sentences that something else already makes suspect.
        """
        at = span.start
        for word in segment(span.of(text)):
            if word[0] in self._heads:  # the cheapest test comes first
                odd = len(word) == 1 or not is_word(word)
                length = self._name_length(text[at : min(at + 8, span.end)]) if odd else 0
                if length >= _SURE_NAME and len(word) <= length:
                    yield Span(at, at + length)
            at += len(word)

    def neutral(self, text: str, span: Span) -> bool:
        """Whether somebody with an office merely speaks there, or does what he is there for."""
        return bool(self._neutral.search(text, span.start, span.end))

    def _name_length(self, rest: str) -> int:
        """Characters of the person's name that `rest` begins with; 0 where it begins with none.

        A name is a surname and one or two characters that are not the head of a longer word: 邬仲谦|上月, 路骁|涉嫌.
        """
        surname = self._surname(rest)
        if not surname:
            return 0
        if "某" in rest[: surname + 2] or rest[surname : surname + 2] in self._address:
            return 0
        if rest[:2] in self._not_names or is_word(rest[: surname + 2]):
            return 0
        if surname == 1 and rest[0] in self._everyday and is_word(rest[1:3]):
            return 0  # 干部|应带头, 村民|区充电
        for given in (2, 1):
            end = surname + given
            name, after = rest[:end], rest[end:]
            if len(name) < end or not _CHINESE.fullmatch(name) or name[-1] in self._not_given:
                continue
            if given == 1 and (is_word(name) or rest[end - 1] in _FUNCTION):
                continue
            if not (given == 2 and (name[-1] in _FUNCTION or _splits(name, after))):
                return end
        return 0

    def _surname(self, rest: str) -> int:
        """Characters of the surname that `rest` begins with; 0 where it begins with none."""
        return 2 if rest[:2] in self._compound else int(rest[:1] in self._surnames)

    def companies(self, text: str, span: Span) -> Iterator[Span]:
        """Companies and brands with a name of their own: 鼎垣电梯公司, “擎宇”牌; not 电梯公司, 某公司."""
        for quoted in self._quoted.finditer(text, span.start, span.end):
            yield Span(*quoted.span())
        for match in self._company.finditer(text, span.start, span.end):
            begin = self._brand_start(text, max(span.start, match.start() - _LOOK_BACK), match.end())
            if begin is not None:
                yield Span(begin, match.end())

    def _brand_start(self, text: str, start: int, end: int) -> int | None:
        """Where the brand of the company that ends at `end` begins: at characters that make up no word."""
        clause = _CLAUSE.split(text[start:end])[-1]
        at = end
        brand: int | None = None
        for word in reversed(segment(clause)[-7:]):
            at -= len(word)
            odd = len(word) == 1 or not is_word(word)
            if odd and not self._not_brand.issuperset(word) and len(word) <= _LONGEST_BRAND:
                brand = at
            elif brand is not None or self._not_brand.issuperset(word):
                break
        return brand if brand is not None and "某" not in text[brand:end] else None


def _splits(name: str, after: str) -> bool:
    """Whether the name's last character begins the next word: 路骁涉|嫌."""
    return is_word(name[-1] + after[:1]) and not (len(after) > 1 and is_word(after[:2]))


_FUNCTION = frozenset("的在被把和与因说为是已正等率做将曾对向从就也都却并还又便给让先同随以")


@lru_cache(maxsize=4)
def name_finder(rules_dir: Path | None = None) -> NameFinder:
    """The shared name finder of a rules folder."""
    return NameFinder(rules_dir)


def case_numbers(text: str, span: Span) -> Iterator[Span]:
    """Numbers of court and arbitration cases: （2025）苏0602民初4417号."""
    for match in _CASE.finditer(text, span.start, span.end):
        yield Span(*match.span())


class LawTitles:
    """The titles of national laws and regulations."""

    def __init__(self, rules_dir: Path | None = None) -> None:
        rules: dict[str, Any] = load_rules("lexicon/law_titles", rules_dir)
        self._laws = frozenset(rules["laws"])
        self._titles = self._laws | frozenset(rules["regulations"])
        self._shortened: dict[str, set[str]] = {}
        for title in self._titles:
            for key in _shortened(title):
                self._shortened.setdefault(key, set()).add(title)

    def known(self, title: str) -> bool:
        """Whether `title` (without 《》) is a national law's or regulation's."""
        return title.removeprefix(_NATION) in self._titles

    def meant(self, title: str) -> str | None:
        """The listed title that `title` is a slip of the pen away from; None where it is listed, or unlike any.

        A slip is one character put in, left out or changed, or two neighbours swapped; of what calls itself a law of
        the nation also two put in before 法 (中华人民共和国消防安全法). A title that begins with a place, and any other
        that is unlike the listed ones, may be a local rule and is never a slip.
        """
        core = title.removeprefix(_NATION)
        if len(core) < _SHORT_TITLE or core in self._titles:
            return None
        law = f"{core[:-_PUT_IN]}法"
        if core != title and core.endswith("法") and law in self._laws:
            return law
        from rapidfuzz.distance import OSA  # imports slowly, and few titles are looked at so closely

        like = set[str]().union(*(self._shortened.get(key, ()) for key in _shortened(core)))
        near = [known for known in like if OSA.distance(core, known, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 and len(near[0]) >= _SHORT_TITLE else None


def _shortened(title: str) -> set[str]:
    """The title and what is left when any one character is dropped: titles one slip apart share one of these."""
    return {title} | {title[:i] + title[i + 1 :] for i in range(len(title))}


@lru_cache(maxsize=4)
def law_titles(rules_dir: Path | None = None) -> LawTitles:
    """The shared titles of a rules folder."""
    return LawTitles(rules_dir)


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _longest_first(words: list[str]) -> re.Pattern[str]:
    return re.compile(_any_of(words))
