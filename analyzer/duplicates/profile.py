"""All that comparing needs to know of a proposal, computed once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from analyzer.annotation.model import AnnotatedProposal, SlotKind, Vectors
from analyzer.duplicates.passages import distinct, letters, rolling, wording
from analyzer.duplicates.places import level_of, places_of
from analyzer.duplicates.terms import Ids, counted, title_words, word_id, word_ids
from analyzer.language.lexicon import load_lexicon
from analyzer.proposal import PartKind, Span
from analyzer.rules import load_rules

TITLE, PROBLEM, WHOLE, ITEMS = 0, 1, 2, 3  # rows of `Profile.vectors`; items begin at the last

_REASONING = (PartKind.BACKGROUND, PartKind.PROBLEM, PartKind.ANALYSIS)
_SEED = 20
_SAID = 16  # sentences by which suggestions are compared, at most
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A proposal as duplicate finding sees it; small, and picklable.

    `vectors` is float16 `[3 + suggestions, dim]`: title, reasoning (background, problem, analysis), whole text, then
    each suggestion; rows are unit vectors or zero. `asked` are the sentences of the part for suggestions where these
    are not told apart. `said`, float16 `[sentences, dim]`, are the sentences of the suggestions (of the whole text
    where it has none), the weightiest alone where there are many; their lengths are their shares and add up to one.
    `words` are the numbers of its distinct words in rising order, `counts`, uint8 `[3, words]`, how often each occurs
    in title, reasoning and suggestions. `signature` is the MinHash of its wording, `copy_key` the same for texts that
    agree letter by letter (0 where there is no text). `units` are the bodies that each suggestion names, `places` the
    divisions that the text names, the commonest first, `level` the level of government that it addresses (empty where
    it cannot be told).
    """

    id: str
    title: str
    text: str
    proposer: str | None
    year: int | None
    suggestions: tuple[Span, ...]
    asked: tuple[Span, ...]
    problems: tuple[Span, ...]
    units: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    level: str
    vectors: NDArray[np.float16]
    said: NDArray[np.float16]
    words: Ids
    counts: NDArray[np.uint8]
    signature: NDArray[np.uint32]
    copy_key: int

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.suggestions or self.asked)


def profile(annotated: AnnotatedProposal, rules_dir: Path | None = None) -> Profile:
    """The profile of an annotated proposal."""
    proposal = annotated.proposal
    text = proposal.text
    asked, reasoned = _words_by_part(annotated)
    titled = [word_id(word) for word in title_words(proposal.title, rules_dir)]
    words, counts = counted([titled, reasoned, asked])
    signature, copy_key = _signature(text, rules_dir)
    return Profile(
        id=proposal.id,
        title=proposal.title,
        text=text,
        proposer=proposal.proposer,
        year=proposal.year,
        suggestions=proposal.suggestions,
        asked=() if proposal.suggestions else _asked(annotated),
        problems=proposal.problems,
        units=tuple(_units(annotated, span, rules_dir) for span in proposal.suggestions),
        places=places_of(proposal.title, text, rules_dir),
        level=level_of(proposal.title, text, rules_dir),
        vectors=_vectors(annotated),
        said=_said(annotated),
        words=words,
        counts=counts,
        signature=signature,
        copy_key=copy_key,
    )


def _asked(annotated: AnnotatedProposal) -> tuple[Span, ...]:
    return tuple(sentence.span for sentence in annotated.in_part(PartKind.SUGGESTION) if not sentence.heading)


def _words_by_part(annotated: AnnotatedProposal) -> tuple[list[int], list[int]]:
    """Word numbers of the suggestions, and of everything else in the body."""
    proposal = annotated.proposal
    asked: list[int] = []
    reasoned: list[int] = []
    done = proposal.body.start
    for part in sorted({(part.start, part.end): part for part in proposal.parts}.values(), key=lambda p: p.start):
        start = max(part.start, done)
        if start < part.end:
            (asked if part.kind is PartKind.SUGGESTION else reasoned).extend(word_ids(proposal.text[start : part.end]))
            done = part.end
    return asked, reasoned


def _vectors(annotated: AnnotatedProposal) -> NDArray[np.float16]:
    proposal = annotated.proposal
    starts = np.array([sentence.span.start for sentence in annotated.sentences], dtype=np.int64)
    ends = np.array([sentence.span.end for sentence in annotated.sentences], dtype=np.int64)
    says = np.array([not sentence.heading for sentence in annotated.sentences], dtype=np.float32)
    reasoning = np.zeros(len(starts), dtype=np.float32)
    for part in proposal.parts:
        if part.kind in _REASONING:
            reasoning[(starts >= part.start) & (starts < part.end)] = 1.0
    weights = np.zeros((ITEMS - 1 + len(proposal.suggestions), len(starts)), dtype=np.float32)
    weights[0] = says * reasoning
    weights[1] = says
    for row, span in enumerate(proposal.suggestions, start=2):
        # by overlap, for a sentence begins before its item's number; headings too, since an item's lead names the ask
        overlap = np.minimum(ends, span.end) - np.maximum(starts, span.start)
        weights[row] = np.maximum(overlap, 0) / np.maximum(ends - starts, 1)
    weights *= annotated.weights
    pooled: Vectors = weights @ annotated.vectors
    if pooled[1].any():  # a title alone is no text
        pooled[1] += annotated.title_weight * annotated.title_vector
    rows = np.vstack((annotated.title_vector[None, :], pooled))
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    return unit.astype(np.float16)


def _said(annotated: AnnotatedProposal) -> NDArray[np.float16]:
    """`Profile.said`: directions by meaning, shares by the weight of their words."""
    asked = {s.index for span in annotated.proposal.suggestions for s in annotated.within(span) if not s.heading}
    told = [s.index for s in annotated.sentences if not s.heading and annotated.vectors[s.index].any()]
    rows = np.array([index for index in told if index in asked] or told, dtype=np.int64)
    weights = np.maximum(annotated.weights[rows], _LEAST)
    kept = np.sort(np.argsort(-weights, kind="stable")[:_SAID])
    rows, weights = rows[kept], weights[kept]
    vectors = annotated.vectors[rows]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    share = weights[:, None] / max(float(weights.sum()), _LEAST)
    return np.asarray(vectors / np.maximum(lengths, _LEAST) * share, dtype=np.float16)


def _signature(text: str, rules_dir: Path | None) -> tuple[NDArray[np.uint32], int]:
    rules = load_rules("duplicates", rules_dir)["near_copies"]
    run = int(rules["run"])
    wanted = wording(text, run, rules_dir=rules_dir)
    codes, _ = letters(text)
    hashes = distinct(wanted.hashes)
    if not len(hashes):  # too short, or boilerplate only: let the whole text stand for itself
        hashes = rolling(codes, max(1, min(run, len(codes))))[:1] if len(codes) else np.zeros(1, dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        hashes, np.array([0, len(hashes)], dtype=np.uint64), int(rules["permutations"]), _SEED
    )
    digest = hashlib.blake2b(codes.tobytes(), digest_size=8).digest()
    return np.asarray(matrix.to_rows()[0], dtype=np.uint32), int.from_bytes(digest) if len(codes) else 0


def _units(annotated: AnnotatedProposal, span: Span, rules_dir: Path | None) -> tuple[str, ...]:
    pattern, generic = _unit_rules(rules_dir)
    names: dict[str, None] = {}
    for sentence in annotated.within(span):
        for slot in sentence.slots:
            if slot.kind is SlotKind.ACTOR:
                match = pattern.fullmatch(annotated.proposal.text[slot.start : slot.end])
                if match and match["unit"] not in generic:
                    names[match["unit"]] = None
    return tuple(names)


@lru_cache(maxsize=4)
def _unit_rules(rules_dir: Path | None) -> tuple[re.Pattern[str], frozenset[str]]:
    rules = load_rules("duplicates", rules_dir)["units"]
    vague = load_lexicon("vague_bodies", rules_dir)
    return re.compile(rules["pattern"]), frozenset(rules["generic"]).union(vague)
