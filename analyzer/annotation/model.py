"""What annotation knows of a proposal: the records that quality, screening and duplicates read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analyzer.proposal import PartKind, Proposal, Span

Vectors = NDArray[np.float32]

_SURE = 0.5  # probability of its roles from which a sentence is taken to have one of them


class SlotKind(StrEnum):
    """The pieces of information that make a sentence checkable (DOMAIN section 6.2)."""

    ACTOR = "actor"  # a body that could be responsible: 市住建局, 教育部门, 街道办
    ASSIGNED = "assigned"  # such a body told to act: 由市住建局牵头, 教育部门应
    VAGUE_ACTOR = "vague_actor"  # whoever is concerned: 有关部门, 各级政府
    PLACE = "place"  # an administrative division, or a concrete local spot
    TIME = "time"  # a date or period
    DEADLINE = "deadline"  # a date or period by which something is to be done
    FIGURE = "figure"  # a number with its unit
    SOURCE = "source"  # who says so: 据市统计局数据, 国家卫健委公布
    VAGUE_SOURCE = "vague_source"  # 据统计, 据反映, 有研究表明, with nobody named
    METHOD = "method"  # how it was found out: 座谈, 问卷, 走访, 蹲点, 抽样
    SAMPLE = "sample"  # how many were asked or looked at: 415份问卷, 12个社区
    LAW = "law"  # a named law, policy or plan in 《》 or by its number
    PLAN = "plan"  # a plan or programme named without 《》: “十五五”规划
    INSTRUMENT = "instrument"  # what carries a measure: 办法, 标准, 目录, 平台, 试点, 专项资金
    MONEY = "money"  # an amount or a source of money
    CHECK = "check"  # how it is verified: 考核, 通报, 第三方评估, 公示
    GROUP = "group"  # the people affected: 老年人, 外卖骑手
    CAUSE = "cause"  # a causal link: 原因在于, 由于, 导致
    CONSEQUENCE = "consequence"
    COMPARISON = "comparison"  # elsewhere, or before and after: 借鉴杭州做法, 同比
    STAGE = "stage"  # one step before another: 分两步, 先试点再推广, 逐步扩大
    GOAL = "goal"  # a stated end state: 到2030年覆盖率达到90%
    HORIZON = "horizon"  # the future: 未来五年, 2035年, 中长期
    TREND = "trend"  # where things are heading: 预计, 将达到, 呈上升趋势
    RISK = "risk"  # what may go wrong: 风险, 隐患, 缺口将扩大
    ACTION = "action"  # a verb of doing in a suggestion: 建立, 出台, 改造
    SLOGAN = "slogan"  # words that say nothing by themselves: 高度重视, 加大力度
    FIELD = "field"  # an emerging field of the current plan period: 低空经济, 具身智能


class Role(StrEnum):
    """What a sentence does in a proposal; exclusive."""

    HEADING = "heading"
    OPENING = "opening"  # stock importance, policy background with nothing specific
    POLICY = "policy"  # a law, plan or decision that the matter rests on, with what it says
    FACT = "fact"  # state of affairs, not first-hand
    RESEARCH = "research"  # how the proposer found out
    FINDING = "finding"  # what was found: figures, observations
    CASE = "case"  # a named or told example
    COMPARISON = "comparison"  # elsewhere in China or abroad
    PROBLEM = "problem"
    CAUSE = "cause"
    CONSEQUENCE = "consequence"
    MEASURE = "measure"  # what should be done
    GOAL = "goal"
    TREND = "trend"
    RISK = "risk"
    CLOSING = "closing"
    OTHER = "other"


ROLE_COLUMN = {role: column for column, role in enumerate(Role)}  # in tables with a column for each role
TROUBLE_COLUMNS = [ROLE_COLUMN[r] for r in (Role.PROBLEM, Role.CAUSE, Role.CONSEQUENCE, Role.RISK)]
SITUATION_COLUMNS = [  # what a situation, its problems and their analysis are told by
    *TROUBLE_COLUMNS,
    *(ROLE_COLUMN[r] for r in (Role.POLICY, Role.FACT, Role.RESEARCH, Role.FINDING, Role.CASE)),
    *(ROLE_COLUMN[r] for r in (Role.COMPARISON, Role.TREND)),
]
SLOT_COLUMN = {kind: column for column, kind in enumerate(SlotKind)}  # in tables with a column for each kind


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of information at `[start, end)` of the proposal's text."""

    kind: SlotKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A sentence with all that is known of it.

    `part` is the part it stands in (the first of merged ones). `role` is the most probable role; `strength` says how
    specific and checkable the sentence is, `forward` how far it looks ahead, both 0-2 as readers rated them.
    """

    index: int
    span: Span
    part: PartKind
    heading: bool
    slots: tuple[Slot, ...]
    role: Role
    strength: float
    forward: float

    def has(self, *kinds: SlotKind) -> bool:
        """Whether the sentence has a slot of every kind given."""
        present = {slot.kind for slot in self.slots}
        return present.issuperset(kinds)

    def has_any(self, kinds: Collection[SlotKind]) -> bool:
        """Whether the sentence has a slot of one of the kinds."""
        return any(slot.kind in kinds for slot in self.slots)


@dataclass(frozen=True)
class AnnotatedProposal:
    """A proposal with its annotated sentences: as `written`, and as judges read it, `proposal`, whose text has the same
    length and the punctuation of Chinese print.

    `vectors` is float32 `[sentences, dim]`, each row a unit vector or zero; `weights`, float32 `[sentences]`, is how
    much each says to the embedder; `roles` is float32 `[sentences, len(Role)]`, the probability of each role;
    `strength` and `forward` are the sentences' own, as float32 `[sentences]`; `title_vector` is float32 `[dim]`, and
    `title_weight` how much the title says.
    """

    written: Proposal
    proposal: Proposal
    sentences: tuple[AnnotatedSentence, ...]
    vectors: Vectors
    weights: Vectors
    roles: Vectors
    strength: Vectors
    forward: Vectors
    title_vector: Vectors
    title_weight: float

    def in_part(self, *kinds: PartKind) -> Iterator[AnnotatedSentence]:
        """The sentences, headings left out, that stand in parts of the given kinds."""
        for sentence, found in zip(self.sentences, self.kinds, strict=True):
            if not (sentence.heading or found.isdisjoint(kinds)):
                yield sentence

    def within(self, span: Span) -> tuple[AnnotatedSentence, ...]:
        """The sentences that end inside `span`: an item's span leaves out the number that its first sentence has."""
        return self.sentences[self._rows(span)]

    def pooled(self, span: Span) -> Vectors:
        """Unit vector `[dim]` of the sentences inside `span`, weighted by length; zero where there are none."""
        rows = self._rows(span)
        total: Vectors = self._lengths[rows] @ self.vectors[rows]
        norm = np.sqrt(total @ total)
        return total / norm if norm else total

    @cached_property
    def problem_vectors(self) -> Vectors:
        """Float32 `[problems, dim]`: the pooled vector of each problem item."""
        return self._pooled(self.proposal.problems)

    @cached_property
    def suggestion_vectors(self) -> Vectors:
        """Float32 `[suggestions, dim]`: the pooled vector of each suggestion."""
        return self._pooled(self.proposal.suggestions)

    def _pooled(self, spans: Sequence[Span]) -> Vectors:
        rows = [self.pooled(span) for span in spans]
        return np.stack(rows) if rows else np.zeros((0, self.vectors.shape[1]), dtype=np.float32)

    def _rows(self, span: Span) -> slice:
        return slice(bisect_right(self._ends, span.start), bisect_right(self._ends, span.end))

    @cached_property
    def _ends(self) -> list[int]:
        return [sentence.span.end for sentence in self.sentences]

    @cached_property
    def _lengths(self) -> Vectors:
        """Float32 `[sentences]`: how much each counts in a pooled vector; headings not at all."""
        return np.array([0 if s.heading else len(s.span) for s in self.sentences], dtype=np.float32)

    @cached_property
    def spoken(self) -> NDArray[np.bool_]:
        """Bool `[sentences]`: False for headings."""
        return np.array([not sentence.heading for sentence in self.sentences], dtype=bool)

    @cached_property
    def says(self) -> NDArray[np.bool_]:
        """Bool `[sentences]`: False for headings, and for what says nothing of its own."""
        says: NDArray[np.bool_] = self.spoken & ((self.strength > 0) | (self.forward > 0))
        return says

    def surely(self, columns: Sequence[int]) -> NDArray[np.bool_]:
        """Bool `[sentences]`: which surely have one of the roles, given by their `ROLE_COLUMN`."""
        surely: NDArray[np.bool_] = self.roles[:, columns].sum(axis=1) >= _SURE
        return surely

    @cached_property
    def slot_marks(self) -> Vectors:
        """Float32 `[sentences, len(SlotKind)]`: 1 where a sentence has a slot of the kind."""
        width = len(SLOT_COLUMN)
        marks = np.zeros((len(self.sentences), width), dtype=np.float32)
        marks.flat[[s.index * width + SLOT_COLUMN[slot.kind] for s in self.sentences for slot in s.slots]] = 1.0
        return marks

    @cached_property
    def kinds(self) -> list[frozenset[PartKind]]:
        """The kinds of the part, or merged parts, that each sentence stands in."""
        return [self.proposal.kinds_at(sentence.span.start) for sentence in self.sentences]
