"""Suggestions that belong to their proposals and suggestions moved in from others: what `belonging.py` learns from."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.roles import RoleModel
from analyzer.embedding import load_embedder
from analyzer.proposal import Span
from analyzer.screening.belonging import meaning, pairs, share, sizes
from analyzer.screening.sense import Sense
from benchmarks.labelled import LabelledText

STRENGTH = 1.0
VECTOR = 2.0  # how much a piece's own vector counts beside the facts
MOVED = 12  # pieces moved into each proposal, of either size
OTHER = 0.3  # cosine of titles up to which two proposals are of different matters
OWN = 0.35  # cosine to its own title that a piece must have to be moved
LEAST = 16  # characters of a piece
SHORTEST = 120  # characters of a proposal without its suggestions
FOLDS = 5
RARE = (0.001, 0.005)  # shares of pieces in their place above which recall is told
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A suggestion, or a sentence of one, as it can be moved: the rows of its sentences and its characters."""

    source: AnnotatedProposal
    rows: tuple[int, ...]
    text: str
    sentence: bool


def pieces(annotated: AnnotatedProposal) -> Iterator[Piece]:
    """All suggestions, and the sentences of those that have several."""
    text = annotated.proposal.text
    for item in annotated.proposal.suggestions:
        inside = annotated.within(item)
        if len(item) >= LEAST and inside:
            yield Piece(annotated, tuple(s.index for s in inside), item.of(text), False)
        long = [s for s in inside if not s.heading and len(s.span) >= LEAST]
        for sentence in long if len(long) > 1 else ():
            yield Piece(annotated, (sentence.index,), sentence.span.of(text), True)


def train(texts: list[LabelledText], sense: Sense) -> tuple[Matrix, dict[str, float]]:
    """Weights and bias of `belonging.py`, and how well they tell, out of fold."""
    annotator = Annotator(load_embedder(), RoleModel.load())
    annotated = [a for a in annotator.annotate([text.proposal() for text in texts]) if _complete(a)]
    movable = [p for a in annotated for p in pieces(a) if _own(p)]
    chance = random.Random(0)
    rows: list[Matrix] = []
    marks: list[tuple[bool, bool, int]] = []  # moved, a single sentence, number of the proposal
    for number, host in enumerate(annotated):
        for piece in pieces(host):
            _add(rows, marks, describe_in(sense, host, piece), (False, piece.sentence, number))
        guests = [p for p in chance.sample(movable, 4 * MOVED) if p.source.title_vector @ host.title_vector < OTHER]
        for guest in [p for p in guests if p.source is not host][: 2 * MOVED]:
            _add(rows, marks, describe_in(sense, host, guest), (True, guest.sentence, number))
    x, marked = np.array(rows), np.array(marks)
    middle, scale = x.mean(axis=0), x.std(axis=0)
    dim = annotated[0].vectors.shape[1]
    middle[:dim], scale[:dim] = 0, 1 / VECTOR
    x, moved = (x - middle) / scale, marked[:, 0].astype(bool)
    scores = np.zeros(len(x))
    for seen, unseen in GroupKFold(FOLDS).split(x, groups=marked[:, 2]):
        scores[unseen] = _fit(x[seen], moved[seen]).decision_function(x[unseen])
    model = _fit(x, moved)
    weights = model.coef_[0] / scale
    found = np.append(weights, model.intercept_[0] - weights @ middle).astype(np.float32)
    return found, summary(scores, moved, marked[:, 1].astype(bool))


def describe_in(sense: Sense, host: AnnotatedProposal, piece: Piece) -> Matrix | None:
    """A piece as it looks in a proposal, its own or another."""
    kept = np.ones(len(host.vectors), dtype=bool)
    there = Counter(pairs(host.proposal.title + "\n" + host.proposal.body.of(host.proposal.text)))
    mine = Counter(pairs(piece.text))
    length = len(host.proposal.body)
    if piece.source is host:
        kept[list(piece.rows)] = False
        there.subtract(mine)
        length -= len(piece.text)
    own, rest = piece.source.vectors[list(piece.rows)], host.vectors[kept]
    meant = meaning(host.title_vector, own, rest.sum(axis=0), own @ rest.T)
    if not meant.any():
        return None
    shared = share(sense, {pair: there[pair] > 0 for pair in mine})
    return np.concatenate([meant, sizes(len(piece.text), length), np.float32([shared])])


def summary(scores: NDArray[np.float64], moved: NDArray[np.bool_], single: NDArray[np.bool_]) -> dict[str, float]:
    """Recall of moved pieces where a small share of those in their place is flagged, with the thresholds."""
    shares: dict[str, float] = {"moved": int(moved.sum()), "in_place": int((~moved).sum())}
    for name, kind in (("suggestion", ~single), ("sentence", single)):
        placed = np.sort(scores[kind & ~moved])[::-1]
        for rare in RARE:
            threshold = placed[int(rare * len(placed))]
            shares[f"{name}_threshold_{rare}"] = round(float(threshold), 2)
            shares[f"{name}_found_{rare}"] = round(float((scores[kind & moved] > threshold).mean()), 4)
    return shares


def _complete(annotated: AnnotatedProposal) -> bool:
    proposal = annotated.proposal
    items: tuple[Span, ...] = tuple(proposal.suggestions)
    return len(items) > 1 and len(proposal.body) - sum(map(len, items)) > SHORTEST and annotated.title_vector.any()


def _own(piece: Piece) -> bool:
    total = piece.source.vectors[list(piece.rows)].sum(axis=0)
    norm = float(np.linalg.norm(total))
    return norm > 0 and float(total @ piece.source.title_vector) / norm >= OWN


def _add(
    rows: list[Matrix], marks: list[tuple[bool, bool, int]], row: Matrix | None, mark: tuple[bool, bool, int]
) -> None:
    if row is not None:
        rows.append(row)
        marks.append(mark)


def _fit(x: Matrix, y: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(x, y)
