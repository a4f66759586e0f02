"""How little the suggestions of a proposal answer each of its problems.

All items speak of one matter, so plain nearness says little, and a good answer shares hardly a word with its problem:
站台黑 is answered by 装太阳能灯. What tells is how near an item is once what all items share is taken out, and whether
the suggestions that are nearest to it are nearer still to another problem.
"""

from __future__ import annotations

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, Vectors
from analyzer.screening.sense import Scores

# A logistic regression on the held-out part of corpora/labelled/answers, each problem with its answer and without,
_NEAREST = 0.6  # weighs the nearest suggestion so beside the margin before other problems.
_SENTENCE = 0.3  # What the nearest pair of sentences counts, which such single sentences cannot show,
_ALONE = 0.3  # and a single suggestion, which may answer all at once: set on the development texts of the check


def openness(annotated: AnnotatedProposal, problems: Vectors, suggestions: Vectors) -> Scores:
    """Float32 `[problems]`, given the vectors of a proposal's problems, two at least, and of its suggestions.

    The higher, the less a problem is answered; minus infinity where a suggestion is plainly nearer to it than to any
    other, and where nothing is known of its meaning.
    """
    middle = np.concatenate([problems, suggestions]).mean(axis=0)
    alike = _apart(problems, middle) @ _apart(suggestions, middle).T
    rivals = np.array([np.delete(alike, row, axis=0).max(axis=0) for row in range(len(problems))])
    open_ = -(alike - rivals).max(axis=1) - _NEAREST * alike.max(axis=1) - _SENTENCE * _nearest_sentences(annotated)
    open_ -= _ALONE * (len(suggestions) == 1)
    taken = np.bincount((problems @ suggestions.T).argmax(axis=0), minlength=len(problems)) > 0
    open_[taken | ~problems.any(axis=1)] = -np.inf
    return np.asarray(open_, dtype=np.float32)


def _nearest_sentences(annotated: AnnotatedProposal) -> Scores:
    """Float32 `[problems]`: cosine of the nearest pair of a problem's sentence and one of any suggestion."""
    offered = [s.index for item in annotated.proposal.suggestions for s in annotated.within(item)]
    rows = [[s.index for s in annotated.within(item)] for item in annotated.proposal.problems]
    vectors = annotated.vectors[offered]
    return np.array(
        [float((annotated.vectors[own] @ vectors.T).max()) if own and offered else 1.0 for own in rows],
        dtype=np.float32,
    )


def _apart(vectors: Vectors, middle: Vectors) -> Vectors:
    """Unit vectors of what each row has beyond what all have."""
    rest = vectors - middle
    norms = np.linalg.norm(rest, axis=1, keepdims=True)
    unit: Vectors = np.divide(rest, norms, out=np.zeros_like(rest), where=norms > 0)
    return unit
