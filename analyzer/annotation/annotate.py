"""From proposals to annotated proposals, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, AnnotatedSentence, Role, Slot, SlotKind, Vectors
from analyzer.annotation.roles import RoleModel
from analyzer.annotation.slots import slot_finder
from analyzer.embedding import Embedder
from analyzer.proposal import PartKind, Proposal

_NAMES = frozenset({SlotKind.LAW, SlotKind.PLAN, SlotKind.FIELD})
_MOSTLY = 0.7  # share of a sentence that names take up when it is no more than a list of them


class Annotator:
    """Annotates proposals with one embedder, one role model and one set of slot rules."""

    def __init__(self, embedder: Embedder, roles: RoleModel, rules_dir: Path | None = None) -> None:
        self.embedder = embedder
        self._roles = roles
        self._slots = slot_finder(rules_dir)

    def annotate(self, proposals: Sequence[Proposal]) -> list[AnnotatedProposal]:
        """Annotate a batch; all sentences of the batch are embedded in one call."""
        texts = [sentence.span.of(proposal.text) for proposal in proposals for sentence in proposal.sentences]
        titles = [proposal.title for proposal in proposals]
        vectors = self.embedder.encode([*texts, *titles])
        annotated = []
        row = 0
        for index, proposal in enumerate(proposals):
            rows = vectors[row : row + len(proposal.sentences)]
            row += len(proposal.sentences)
            annotated.append(self._annotate(proposal, rows, vectors[len(texts) + index]))
        return annotated

    def _annotate(self, proposal: Proposal, vectors: Vectors, title_vector: Vectors) -> AnnotatedProposal:
        slots = slots_by_sentence(proposal, self._slots.find(proposal.text))
        parts = sentence_parts(proposal)
        judged = self._roles.judge(proposal, parts, slots, vectors)
        says = _says(proposal, slots)
        strength, forward = judged.strength * says, judged.forward * says
        sentences = tuple(
            AnnotatedSentence(
                index=i,
                span=sentence.span.stripped(proposal.text),
                part=parts[i],
                heading=sentence.heading,
                slots=slots[i],
                role=Role.HEADING if sentence.heading else judged.roles[i],
                strength=float(strength[i]),
                forward=float(forward[i]),
            )
            for i, sentence in enumerate(proposal.sentences)
        )
        return AnnotatedProposal(proposal, sentences, vectors, judged.probabilities, strength, forward, title_vector)


def _says(proposal: Proposal, slots: Sequence[Sequence[Slot]]) -> Vectors:
    """Float32 `[sentences]`: 1 where a sentence says something of its own, else 0.

    Headings do not, nor does a sentence said before, and a mere list of names of laws, plans and fields.
    """
    says = np.zeros(len(proposal.sentences), dtype=np.float32)
    said = ""
    for i, sentence in enumerate(proposal.sentences):
        wording = "".join(sentence.span.of(proposal.text).split())
        named = sum(slot.end - slot.start for slot in slots[i] if slot.kind in _NAMES)
        says[i] = not (sentence.heading or wording in said or named > _MOSTLY * len(wording))
        said += wording
    return says


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
    ends = np.fromiter((s.end for s in proposal.sentences), dtype=np.int64, count=len(grouped))
    if len(ends):
        starts = np.fromiter((s.start for s in slots), dtype=np.int64, count=len(slots))
        owners = np.searchsorted(ends, starts, side="right")
        for slot, owner in zip(slots, owners, strict=True):
            grouped[owner].append(slot)
    return [tuple(group) for group in grouped]
