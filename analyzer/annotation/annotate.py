"""From proposals to annotated proposals, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, AnnotatedSentence, Role, Slot, SlotKind, Vectors
from analyzer.annotation.roles import Judged, RoleModel
from analyzer.annotation.slots import slot_finder
from analyzer.embedding import Embedder
from analyzer.language.normalise import punctuated
from analyzer.proposal import PartKind, Proposal
from analyzer.threads import one_thread

_NAMES = frozenset({SlotKind.LAW, SlotKind.PLAN, SlotKind.FIELD})
_MOSTLY = 0.7  # share of a sentence that names take up when it is no more than a list of them


class Annotator:
    """Annotates proposals with one embedder, one role model and one set of slot rules."""

    def __init__(self, embedder: Embedder, roles: RoleModel, rules_dir: Path | None = None) -> None:
        self.embedder = embedder
        self._roles = roles
        self._slots = slot_finder(rules_dir)

    def annotate(self, proposals: Sequence[Proposal]) -> list[AnnotatedProposal]:
        """Annotate a batch; all sentences of the batch are embedded and judged in one call."""
        if not proposals:
            return []
        written, proposals = proposals, [_punctuated(proposal) for proposal in proposals]
        vectors, weights, heads = _encoded(proposals, self.embedder)
        parts = [sentence_parts(proposal) for proposal in proposals]
        slots = [slots_by_sentence(proposal, self._slots.find(proposal.text)) for proposal in proposals]
        with one_thread():
            judged = self._roles.judge(proposals, parts, slots, vectors)
        return list(map(_annotated, written, proposals, parts, slots, vectors, weights, judged, heads))


def seen_by(embedder: Embedder, annotated: Sequence[AnnotatedProposal]) -> list[AnnotatedProposal]:
    """The same proposals with another embedder's vectors and weights; roles and all that rests on them stay."""
    if not annotated:
        return []
    encoded = zip(*_encoded([each.proposal for each in annotated], embedder), strict=True)
    return [
        replace(each, vectors=vectors, weights=weights, title_vector=title[0], title_weight=title[1])
        for each, (vectors, weights, title) in zip(annotated, encoded, strict=True)
    ]


def _encoded(
    proposals: Sequence[Proposal], embedder: Embedder
) -> tuple[list[Vectors], list[Vectors], list[tuple[Vectors, float]]]:
    """Of each proposal the vectors and weights of its sentences, and those of its title."""
    texts = [proposal.text[s.start : s.end] for proposal in proposals for s in proposal.sentences]
    titles = [proposal.title for proposal in proposals]
    encoded, weights = embedder.weigh([*texts, *titles])
    ends = list(accumulate(len(proposal.sentences) for proposal in proposals))
    heads = list(zip(encoded[len(texts) :], weights[len(texts) :].tolist(), strict=True))
    return np.split(encoded[: len(texts)], ends[:-1]), np.split(weights[: len(texts)], ends[:-1]), heads


def _punctuated(proposal: Proposal) -> Proposal:
    """The proposal as judges read it."""
    text, title = punctuated(proposal.text), punctuated(proposal.title)
    same = text == proposal.text and title == proposal.title
    return proposal if same else replace(proposal, text=text, title=title)


def _annotated(
    written: Proposal,
    proposal: Proposal,
    parts: Sequence[PartKind],
    slots: Sequence[tuple[Slot, ...]],
    vectors: Vectors,
    weights: Vectors,
    judged: Judged,
    title: tuple[Vectors, float],
) -> AnnotatedProposal:
    says = _says(proposal, slots)
    strength, forward = judged.strength * says, judged.forward * says
    sentences = tuple(
        AnnotatedSentence(
            index=i,
            span=sentence.span.stripped(proposal.text),
            part=part,
            heading=sentence.heading,
            slots=found,
            role=Role.HEADING if sentence.heading else role,
            strength=strong,
            forward=ahead,
        )
        for i, (sentence, part, found, role, strong, ahead) in enumerate(
            zip(proposal.sentences, parts, slots, judged.roles, strength.tolist(), forward.tolist(), strict=True)
        )
    )
    judgements = judged.probabilities, strength, forward
    return AnnotatedProposal(written, proposal, sentences, vectors, weights, *judgements, *title)


def _says(proposal: Proposal, slots: Sequence[Sequence[Slot]]) -> Vectors:
    """Float32 `[sentences]`: 1 where a sentence says something of its own, else 0.

    Headings do not, nor does a sentence said before, a mere list of names of laws, plans and fields, and what stands
    below the text proper: a signature's date is no date of research.
    """
    says = []
    said = ""
    for sentence, found in zip(proposal.sentences, slots, strict=True):
        wording = "".join(proposal.text[sentence.start : sentence.end].split())
        named = sum(slot.end - slot.start for slot in found if slot.kind in _NAMES)
        below = sentence.start >= proposal.body.end
        says.append(not (below or sentence.heading or wording in said or named > _MOSTLY * len(wording)))
        said += wording
    return np.array(says, dtype=np.float32)


def sentence_parts(proposal: Proposal) -> list[PartKind]:
    """The part each sentence begins in; of merged parts the first."""
    kinds: list[PartKind] = []
    starts = [(part.start, part.end, part.kind) for part in proposal.parts]
    at = 0
    for sentence in proposal.sentences:
        while at < len(starts) and starts[at][1] <= sentence.start:
            at += 1
        covered = at < len(starts) and starts[at][0] <= sentence.start
        kinds.append(starts[at][2] if covered else PartKind.OTHER)
    return kinds


def slots_by_sentence(proposal: Proposal, slots: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """Slots handed to the sentence they begin in; both are in text order, and sentences tile the text."""
    grouped: list[list[Slot]] = [[] for _ in proposal.sentences]
    at = 0
    for slot in slots:
        while proposal.sentences[at].end <= slot.start:
            at += 1
        grouped[at].append(slot)
    return [tuple(group) for group in grouped]
