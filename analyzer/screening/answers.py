"""How little the suggestions of a proposal answer each of its problems.

All items speak of one matter, so plain nearness says little, and a good answer shares hardly a word with its problem:
站台黑 is answered by 装太阳能灯. What tells is how near an item is once what all items share is taken out, and whether
the suggestions that are nearest to it are nearer still to another problem. The measures are weighed by
`rules/answers.toml`, which `models/answers/train.py` writes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from analyzer.annotation.model import AnnotatedProposal, Vectors
from analyzer.errors import ConfigurationError
from analyzer.proposal import Span
from analyzer.rules import load_rules
from analyzer.screening.belonging import pairs
from analyzer.screening.sense import Scores

MEASURES = (
    "margin",  # how much nearer a suggestion is to the problem than to any other, by what is beyond the common: most,
    "next_margin",  # and second most
    "alike",  # cosine of the nearest suggestion, by the same,
    "next_alike",  # and of the second nearest
    "first",  # whether a suggestion is nearer to it than to any other, taken whole
    "near",  # cosine of the nearest suggestion, taken whole,
    "nearer",  # and how far above the problems' mean
    "sentence",  # cosine of the nearest pair of sentences,
    "nearer_sentence",  # and how far above the problems' mean
    "new",  # share of its pairs of characters, those of the title left out, that no suggestion has
    "suggestions",  # how many there are,
    "problems",  # of these too,
    "length",  # and the logarithm of its characters
)


def openness(measured: Vectors, rules_dir: Path | None = None) -> Scores:
    """Float32 `[problems]`: the higher, the less a problem is answered; `measured` is what `measures` gives."""
    weights, bias = _weights(rules_dir)
    return np.asarray(measured @ weights + bias, dtype=np.float32)


@lru_cache(maxsize=4)
def _weights(rules_dir: Path | None) -> tuple[Scores, float]:
    """One weight a measure, and the bias.

    Raises:
        ConfigurationError: `answers.toml` lacks one.
    """
    rules = load_rules("answers", rules_dir)
    try:
        return np.array([float(rules["weights"][name]) for name in MEASURES], dtype=np.float32), float(rules["bias"])
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"问题与建议的对应规则有误（{error}）", where="answers.toml") from error


def measures(annotated: AnnotatedProposal, problems: Vectors, suggestions: Vectors) -> Vectors:
    """Float32 `[problems, MEASURES]` of a proposal's problems, two at least, and suggestions, given the vectors of
    either, float32 `[items, dim]`."""
    proposal = annotated.proposal
    middle = np.concatenate([problems, suggestions]).mean(axis=0)
    alike = _apart(problems, middle) @ _apart(suggestions, middle).T
    rivals = np.array([np.delete(alike, row, axis=0).max(axis=0) for row in range(len(problems))])
    margins, whole = np.sort(alike - rivals), problems @ suggestions.T
    near, sentence = whole.max(axis=1), _nearest_sentences(annotated)
    first = np.bincount(whole.argmax(axis=0), minlength=len(problems)) > 0
    second = -min(2, alike.shape[1])
    columns = (
        margins[:, -1],
        margins[:, second],
        alike.max(axis=1),
        np.sort(alike)[:, second],
        first,
        near,
        near - near.mean(),
        sentence,
        sentence - sentence.mean(),
        _new(annotated),
        [len(suggestions)] * len(problems),
        [len(problems)] * len(problems),
        [math.log(max(1, len(span))) for span in proposal.problems],
    )
    return np.array(columns, dtype=np.float32).T


def _new(annotated: AnnotatedProposal) -> list[float]:
    """Of each problem, the share of its pairs of characters, the title's left out, that no suggestion has."""
    proposal = annotated.proposal
    known = set(pairs(proposal.title))
    told = [set(pairs(problem.of(proposal.text))) - known for problem in proposal.problems]
    offered = {pair for item in proposal.suggestions for pair in pairs(item.of(proposal.text))}
    return [len(one - offered) / max(1, len(one)) for one in told]


def _nearest_sentences(annotated: AnnotatedProposal) -> Scores:
    """Float32 `[problems]`: cosine of the nearest pair of a problem's sentence and one of any suggestion."""
    offered = _rows(annotated, annotated.proposal.suggestions)
    vectors = annotated.vectors[offered]
    rows = [_rows(annotated, [problem]) for problem in annotated.proposal.problems]
    return np.array(
        [float((annotated.vectors[own] @ vectors.T).max()) if own and offered else 1.0 for own in rows],
        dtype=np.float32,
    )


def _rows(annotated: AnnotatedProposal, spans: Sequence[Span]) -> list[int]:
    return [sentence.index for span in spans for sentence in annotated.within(span)]


def _apart(vectors: Vectors, middle: Vectors) -> Vectors:
    """Unit vectors of what each row has beyond what all have; zero rows stay zero."""
    rest = (vectors - middle) * vectors.any(axis=1, keepdims=True)
    norms = np.linalg.norm(rest, axis=1, keepdims=True)
    unit: Vectors = np.divide(rest, norms, out=np.zeros_like(rest), where=norms > 0)
    return unit
