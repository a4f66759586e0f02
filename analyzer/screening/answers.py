"""How little the suggestions of a proposal answer each of its problems.

All items speak of one matter, so plain nearness says little, and a good answer shares hardly a word with its problem:
站台黑 is answered by 装太阳能灯. What tells is which of the text's own threads an item follows, once what all items
share is taken out, and whether the suggestions nearest to it are nearer to another problem.
"""

from __future__ import annotations

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, Vectors
from analyzer.screening.sense import Scores

_SENTENCE = 0.3  # how much the nearest pair of sentences counts beside the nearest thread,
_RIVAL = 0.2  # how much other problems that are nearer to the suggestions do,
_ALONE = 0.3  # and how much a single suggestion, which may answer all at once, speaks for an answer


def openness(annotated: AnnotatedProposal, problems: Vectors, suggestions: Vectors) -> Scores:
    """Float32 `[problems]`, given the vectors of a proposal's problems, two at least, and of its suggestions.

    The higher, the less a problem is answered; minus infinity where a suggestion is nearer to it than to any other, and
    where nothing is known of its meaning.
    """
    alike = problems @ suggestions.T
    threads = alike if len(suggestions) == 1 else _apart(problems) @ _apart(suggestions).T
    taken = np.bincount(alike.argmax(axis=0), minlength=len(problems)) > 0
    rivals = np.array([np.delete(alike, row, axis=0).max(axis=0) for row in range(len(problems))])
    margin = (alike - rivals).max(axis=1)
    open_ = -threads.max(axis=1) - _RIVAL * margin - _SENTENCE * _nearest_sentences(annotated)
    open_ -= _ALONE * (len(suggestions) == 1)
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


def _apart(vectors: Vectors) -> Scores:
    """Unit vectors of what each row has beyond the mean of all."""
    rest = vectors - vectors.mean(axis=0)
    norms = np.linalg.norm(rest, axis=1, keepdims=True)
    unit: Scores = np.divide(rest, norms, out=np.zeros_like(rest), where=norms > 0)
    return unit
