"""Runs the filing checks over one proposal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import inf

import numpy as np

from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.names import name_finder
from analyzer.assessment import Doubts, Finding, Severity
from analyzer.errors import ConfigurationError
from analyzer.language.words import WordFinder
from analyzer.proposal import Proposal, Span
from analyzer.screening.checks import CHECKS
from analyzer.screening.cues import CUES, cues
from analyzer.screening.draft import Draft
from analyzer.screening.rule import Hit, Rule, load_asking, load_checks
from analyzer.screening.sense import Scores, shipped_sense
from analyzer.settings import Settings


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
        self._sense = shipped_sense()
        self._asking = load_asking(settings.rules_dir)
        self._triggers = WordFinder(_triggers(self._rules))
        self._guided = {rule.key for rule in self._rules if rule.triggers}
        self._discounting = {rule.key for rule in self._rules if rule.discounts}
        self._not_public = {rule.key for rule in self._rules if rule.not_public}
        weak = {rule.key: rule.numbers.get("weak", inf) for rule in self._rules}
        self._weak = np.array([weak.get(key, inf) for key in self._sense.keys])

    def findings(self, annotated: AnnotatedProposal) -> tuple[Finding, ...]:
        """What the checks notice: hard findings first, then in the order of the text."""
        triggered = self._triggered(annotated.proposal)
        felt = self._felt(annotated, triggered)
        draft = Draft(annotated, self._settings, triggered, felt, self._asking, self._sense)
        found: list[Finding] = []
        for rule in self._rules:
            silent = rule.key in self._guided and rule.key not in triggered
            if silent and not draft.feels(rule.key, rule.numbers.get("weak", inf)):
                continue
            hits = list(CHECKS[rule.key](draft, rule))
            found += [_finding(rule, hit) for hit in hits[: rule.most]]
        return tuple(sorted(found, key=_order))

    def doubts(self, findings: Sequence[Finding]) -> Doubts:
        """What findings doubt in the eyes of whom scores the proposal."""
        places = [(f.start, f.end) for f in findings if f.check in self._discounting]
        spans = tuple(Span(start, end) for start, end in places if start is not None and end is not None)
        return Doubts(spans, any(f.check in self._not_public for f in findings))

    def _felt(self, annotated: AnnotatedProposal, triggered: dict[str, list[int]]) -> dict[str, Scores]:
        """For each check that knows its sentences by meaning, their scores.

        Cues, the dearest part, are looked for only where they could lift a score to what its check calls weak, and
        where a trigger word of such a check stands.
        """
        if not len(annotated.vectors):
            return {}
        keys, text = self._sense.keys, annotated.proposal.text
        scores = self._sense.scores([sentence.span.of(text) for sentence in annotated.sentences], annotated.vectors)
        near = scores + self._sense.cues_add >= self._weak
        for column, key in enumerate(keys):
            near[triggered.get(key, []), column] = True
        rows = np.flatnonzero(near.any(axis=1))
        names = name_finder(self._settings.rules_dir)
        faces = np.array([cues(text, annotated.sentences[row].span, names) for row in rows]).reshape(len(rows), CUES)
        scores[rows] += faces @ self._sense.cue_weights.T
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
    weight = rule.severity if hit.severity is Severity.HARD and not rule.raises else hit.severity or rule.severity
    return Finding(
        check=rule.key,
        name=rule.name,
        severity=weight,
        message=rule.message.replace("{detail}", hit.detail),
        basis=rule.basis,
        start=hit.start,
        end=hit.end,
    )


def _order(finding: Finding) -> tuple[bool, int]:
    return finding.severity is not Severity.HARD, -1 if finding.start is None else finding.start
