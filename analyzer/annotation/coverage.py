"""Which suggestion answers which problem.

Both lie in one text about one matter, so plain similarity is high everywhere. What all items share is taken out first:
each item's vector, less the mean of all items. What is left says which of the text's own threads an item belongs to.
"""

from __future__ import annotations

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, Vectors
from analyzer.assessment import ProblemCoverage

_ANSWERS = 0.12  # cosine of the remainders from which a suggestion answers a problem
_SAME = 0.72  # plain cosine at which it does whatever the remainders say


def cover(annotated: AnnotatedProposal) -> tuple[ProblemCoverage, ...]:
    """Every problem item with the indices of the suggestions that answer it, best first."""
    problems, suggestions = annotated.proposal.problems, annotated.proposal.suggestions
    if not problems or not suggestions:
        return tuple(ProblemCoverage(span.start, span.end, ()) for span in problems)
    asked, offered = annotated.problem_vectors, annotated.suggestion_vectors
    plain = asked @ offered.T
    if len(problems) == 1 or len(suggestions) == 1:
        answers = plain > _SAME - 0.2
        rank = plain
    else:
        rank = _remainder(asked) @ _remainder(offered).T
        answers = (rank > _ANSWERS) | (plain > _SAME)
    covered = []
    for i, span in enumerate(problems):
        best = [int(j) for j in np.argsort(-rank[i], kind="stable") if answers[i, j]]
        covered.append(ProblemCoverage(span.start, span.end, tuple(best)))
    return tuple(covered)


def _remainder(vectors: Vectors) -> Vectors:
    rest = vectors - vectors.mean(axis=0)
    norms = np.linalg.norm(rest, axis=1, keepdims=True)
    unit: Vectors = np.divide(rest, norms, out=np.zeros_like(rest), where=norms > 0)
    return unit
