"""A proposal as the checks look at it: its sentences, its year, level and place, and where trigger words stand."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, AnnotatedSentence, Vectors
from analyzer.annotation.names import Division, Place, gazetteer
from analyzer.proposal import PartKind, Proposal, Span
from analyzer.screening.belonging import Whole
from analyzer.screening.sense import Scores, Sense
from analyzer.settings import Settings

_OWN = {
    "省": ("我省", "全省", "本省"),
    "市": ("我市", "全市", "本市"),
    "区县": ("我区", "全区", "我县", "全县", "本区", "本县"),
}
_SELF = re.compile("我省|本省|我市|本市|我区|本区|我县|本县")
_ATTACHMENT = re.compile(r"^\s*(?:附件|附[：:]|附表|附录)[^\n]{0,40}$", re.MULTILINE)
_CONFERENCE = re.compile(
    "(?:政协|政治协商会议)[\u4e00-\u9fff]{0,12}?(省|市|区|县|全国)(?:第[一二三四五六七八九十]+届|委员会)"
)
_MONTH = re.compile(r"(?:19|20)\d{2}\D{1,2}(\d{1,2})")
_NATIONAL = "国家"
_RIVAL = 1.0  # how far another check's score for a sentence may be above
_MENTIONS = 3  # times a place must be named, and
_DOMINANCE = 0.75  # its share of all places named, before it is taken for the office's own


@dataclass(frozen=True)
class Draft:
    """One annotated proposal under an office's settings. Everything dear is computed when first asked for."""

    annotated: AnnotatedProposal
    settings: Settings
    triggered: Mapping[str, Sequence[int]]
    felt: Mapping[str, Scores]
    asking: re.Pattern[str]
    sense: Sense | None = None

    @property
    def proposal(self) -> Proposal:
        """The proposal itself."""
        return self.annotated.proposal

    @property
    def text(self) -> str:
        """The proposal's text, into which all spans point."""
        return self.proposal.text

    @property
    def written(self) -> str:
        """The same as its author typed it, half-width punctuation and all."""
        return self.annotated.written.text

    def say(self, sentence: AnnotatedSentence) -> str:
        """The sentence's characters."""
        return sentence.span.of(self.text)

    @cached_property
    def main(self) -> Span:
        """The body without its attachments."""
        body = self.proposal.body
        attachment = _ATTACHMENT.search(self.text, body.start, body.end)
        return Span(body.start, attachment.start() if attachment and attachment.start() > body.start else body.end)

    @cached_property
    def sentences(self) -> tuple[AnnotatedSentence, ...]:
        """The sentences of the body, headings included, attachments left out."""
        main = self.main
        return tuple(s for s in self.annotated.sentences if main.start <= s.span.start < main.end and len(s.span))

    @cached_property
    def asks(self) -> tuple[AnnotatedSentence, ...]:
        """The sentences of the suggestions, headings included; where no part holds them, those from the first that
        asks for something in the second half of the body."""
        asks = tuple(s for s in self.sentences if s.part is PartKind.SUGGESTION)
        if asks:
            return asks
        half = (self.main.start + self.main.end) // 2
        late = [s for s in self.sentences if s.span.start >= half]
        first = next((i for i, s in enumerate(late) if self.asking.search(self.say(s))), len(late))
        return tuple(late[first:])

    @cached_property
    def asked(self) -> frozenset[int]:
        """The indices of the sentences of the suggestions."""
        return frozenset(sentence.index for sentence in self.asks)

    def hits(self, key: str) -> Iterator[AnnotatedSentence]:
        """The body's sentences in which a trigger word of check `key` stands."""
        main = self.main
        for index in self.triggered.get(key, ()):
            sentence = self.annotated.sentences[index]
            if main.start <= sentence.span.start < main.end and len(sentence.span):
                yield sentence

    def suspects(self, key: str, least: float) -> Iterator[tuple[AnnotatedSentence, float, bool]]:
        """The body's sentences that check `key` should look at: with their score, and whether a trigger word is there.

        Those with a trigger word, and those that score at least `least` by their meaning, if they do more than announce
        what follows. Where nothing is known of meaning, the score is no number, which is neither above nor below any.
        """
        triggered = set(self.triggered.get(key, ()))
        scores = self.felt[key].tolist() if key in self.felt else [math.nan] * len(self.annotated.sentences)
        for sentence in self.sentences:
            score, spoken = scores[sentence.index], sentence.index in triggered
            if spoken or (score >= least and not self.say(sentence).endswith("：")):
                yield sentence, score, spoken

    def score(self, key: str, sentence: AnnotatedSentence) -> float:
        """How surely a sentence is what check `key` looks for; no number where nothing is known of its meaning."""
        return float(self.felt[key][sentence.index]) if key in self.felt else math.nan

    def title_score(self, key: str) -> float:
        """The same of the title, cues left out."""
        if self.sense is None or key not in self.sense.keys:
            return math.nan
        vector = self.annotated.title_vector[None]
        return float(self.sense.scores([self.proposal.title], vector)[0, self.sense.keys.index(key)])

    def feels(self, key: str, least: float) -> bool:
        """Whether any sentence scores at least `least` for a check."""
        scores = self.felt.get(key)
        return scores is not None and bool((scores >= least).any())

    def foremost(self, key: str, sentence: AnnotatedSentence) -> bool:
        """Whether no other check's score is far above that of check `key`."""
        return float(self.felt[key][sentence.index]) >= float(self._best[sentence.index]) - _RIVAL

    @cached_property
    def _best(self) -> Scores:
        best: Scores = np.max(np.stack(list(self.felt.values())), axis=0)
        return best

    @cached_property
    def _whole(self) -> Whole | None:
        if self.sense is None:
            return None
        main, annotated = self.main, self.annotated
        inside = [main.start <= sentence.span.start < main.end for sentence in annotated.sentences]
        vectors = np.where(np.array(inside)[:, None], annotated.vectors, np.float32(0))
        text = f"{self.proposal.title}\n{main.of(self.text)}"
        return Whole(self.sense, annotated.title_vector, vectors, text)

    def apart(self, span: Span, least: float) -> float:
        """How far the sentences of `span` stand apart from the title and the rest of the body; minus infinity below
        `least`."""
        inside = self.annotated.within(span)
        if self._whole is None or not inside:
            return -math.inf
        return self._whole.apart(slice(inside[0].index, inside[-1].index + 1), span.of(self.text), least)

    def preceding(self, sentence: AnnotatedSentence) -> str:
        """The sentence before in the same paragraph, or nothing."""
        if not sentence.index:
            return ""
        before = self.annotated.sentences[sentence.index - 1].span
        return "" if "\n" in self.text[before.end : sentence.span.start] else before.of(self.text)

    def following(self, sentence: AnnotatedSentence) -> str:
        """The next sentence of the same paragraph, or nothing."""
        index = sentence.index + 1
        if index >= len(self.annotated.sentences):
            return ""
        after = self.annotated.sentences[index].span
        return "" if "\n" in self.text[sentence.span.end : after.start] else after.of(self.text)

    @cached_property
    def suggestion_vectors(self) -> Vectors:
        """Float32 `[suggestions, dim]`: unit vectors, zero where nothing is known of an item's meaning."""
        return self._pooled(self.proposal.suggestions)

    @cached_property
    def problem_vectors(self) -> Vectors:
        """Float32 `[problems, dim]`, like `suggestion_vectors`."""
        return self._pooled(self.proposal.problems)

    def _pooled(self, spans: Sequence[Span]) -> Vectors:
        rows = [self._meaning(span) for span in spans]
        return np.stack(rows) if rows else np.zeros((0, len(self.annotated.title_vector)), dtype=np.float32)

    def _meaning(self, span: Span) -> Vectors:
        """The vector of an item; of one that is all heading, its own."""
        pooled = self.annotated.pooled(span)
        if pooled.any():
            return pooled
        total = self.annotated.vectors[[s.index for s in self.annotated.within(span)]].sum(axis=0)
        norm = float(np.linalg.norm(total))
        return np.asarray(total / norm if norm else total, dtype=np.float32)

    @cached_property
    def year(self) -> int:
        """The year that the proposal is judged against: its own, else the office's."""
        return self.proposal.year or self.settings.date.year

    @cached_property
    def month(self) -> int:
        """The month of that year up to which deadlines are past: of the proposal's own date; where it says only its
        year, nothing of that year is past; where it does not say even that, today's."""
        if self.proposal.year is None:
            return self.settings.date.month
        dated = _MONTH.search(self.proposal.fields.get("date", ""))
        return int(dated[1]) if dated else 1

    @cached_property
    def level(self) -> str:
        """The office's level as set, else of the conference named (政协澜州市第六届), else as the text speaks of its
        own place (我市, 我省); empty where unclear."""
        if self.settings.level:
            return self.settings.level
        if conference := _CONFERENCE.search(self.text):
            return {"县": "区县", "区": "区县", "全国": _NATIONAL}.get(conference[1], conference[1])
        counts = Counter({level: sum(map(self.text.count, words)) for level, words in _OWN.items()})
        (best, most), (_, second) = counts.most_common(2)
        return best if most >= 2 and most > 2 * second else ""

    @cached_property
    def places(self) -> list[Place]:
        """The places that the body names."""
        return gazetteer(self.settings.rules_dir).find(self.text, self.main.start, self.main.end)

    @cached_property
    def own(self) -> Division | None:
        """The office's own division as set, else the one that a text with 我市 or 我省 mostly names."""
        names = gazetteer(self.settings.rules_dir)
        if self.settings.place:
            found = names.find(self.settings.place)
            return found[-1].divisions[0] if found else None
        if not _SELF.search(self.text):
            return None
        depth = {"省": 1, "市": 2}.get(self.level, 0)
        if not depth:
            return None
        counts = Counter(
            Division(d.province, d.prefecture if depth > 1 else "")
            for d in (place.divisions[0] for place in self.places if len(place.divisions) == 1)
            if depth == 1 or d.prefecture
        )
        if not counts:
            return None
        (best, most) = counts.most_common(1)[0]
        return best if most >= _MENTIONS and most >= _DOMINANCE * counts.total() else None
