"""Runs the filing checks over one proposal."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.names import name_finder
from analyzer.assessment import Finding, Severity
from analyzer.errors import ConfigurationError
from analyzer.language.words import WordFinder
from analyzer.proposal import Proposal
from analyzer.screening.checks import CHECKS
from analyzer.screening.cues import CUES, cues
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule, load_asking, load_checks
from analyzer.screening.sense import Scores, shipped_sense
from analyzer.settings import Settings

_NEAR = -4.5  # score at a glance below which no check would look at a sentence


class Screener:
    """Looks for what may stand in the way of filing (立案). It notices; a person decides."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the checks under an office's settings.

        Raises:
            ConfigurationError: the office's `checks.toml` is damaged or names a check that there is not.
        """
        self._settings = settings
        self._rules = load_checks(settings.rules_dir)
        unknown = [rule.key for rule in self._rules if rule.key not in CHECKS]
        if unknown:
            raise ConfigurationError(
                f"没有这些检查：{'、'.join(unknown)}",
                where="checks.toml",
                remedy="可以改动或删除各项检查，不能添加新的代号",
            )
        self._sense = None if settings.model else shipped_sense()  # its scores are of the shipped model's vectors
        self._asking = load_asking(settings.rules_dir)
        self._triggers = WordFinder(_triggers(self._rules))
        self._guided = {rule.key for rule in self._rules if rule.triggers}

    def findings(self, annotated: AnnotatedProposal) -> tuple[Finding, ...]:
        """What the checks notice: hard findings first, then in the order of the text."""
        triggered = self._triggered(annotated.proposal)
        felt = self._felt(annotated, triggered)
        draft = Draft(annotated, self._settings, triggered, felt, self._asking, self._sense)
        found: list[Finding] = []
        for rule in self._rules:
            if rule.key in self._guided and rule.key not in triggered and not draft.feels(rule.key, _NEAR):
                continue
            hits = list(CHECKS[rule.key](draft, rule))
            found += [_finding(rule, hit) for hit in hits[: rule.most]]
        return tuple(sorted(found, key=_order))

    def _felt(self, annotated: AnnotatedProposal, triggered: dict[str, list[int]]) -> dict[str, Scores]:
        """For each check that knows its sentences by meaning, their scores; minus infinity where nothing speaks for it.

        Scored are the sentences that come near at a glance or hold a trigger word of such a check.
        """
        if self._sense is None or not len(annotated.vectors):
            return {}
        keys = self._sense.keys
        near = self._sense.glance(annotated.vectors) >= _NEAR
        for column, key in enumerate(keys):
            near[triggered.get(key, []), column] = True
        rows = np.flatnonzero(near.any(axis=1))
        text, names = annotated.proposal.text, name_finder(self._settings.rules_dir)
        spans = [annotated.sentences[row].span for row in rows]
        faces = np.array([cues(text, span, names) for span in spans]).reshape(len(rows), CUES)
        scores = np.full(near.shape, -np.inf, dtype=np.float32)
        scores[rows] = self._sense.scores([span.of(text) for span in spans], annotated.vectors[rows], faces)
        scores[~near] = -np.inf
        return {key: scores[:, column] for column, key in enumerate(keys)}

    def _triggered(self, proposal: Proposal) -> dict[str, list[int]]:
        """For each check with trigger words, the sentences in which one stands, in order."""
        starts = [sentence.start for sentence in proposal.sentences]
        found: dict[str, dict[int, None]] = {}
        body = proposal.body
        for _, end, keys in self._triggers.find(proposal.text, body.start, body.end):
            index = max(0, bisect_right(starts, end - 1) - 1)
            for key in keys:
                found.setdefault(key, {})[index] = None
        return {key: list(indices) for key, indices in found.items()}


def _triggers(rules: tuple[Rule, ...]) -> dict[str, list[str]]:
    """The checks that each trigger word belongs to."""
    words: dict[str, list[str]] = {}
    for rule in rules:
        for word in rule.triggers:
            words.setdefault(word, []).append(rule.key)
    return words


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(
        check=rule.key,
        name=rule.name,
        severity=hit.severity or rule.severity,
        message=rule.message.replace("{detail}", hit.detail),
        basis=rule.basis,
        start=hit.start,
        end=hit.end,
    )


def _order(finding: Finding) -> tuple[bool, int]:
    return finding.severity is not Severity.HARD, -1 if finding.start is None else finding.start
