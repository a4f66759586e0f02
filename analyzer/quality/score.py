"""The score card: additive, saturating, monotone; what can be shown for a point is a sentence that bears it out.

Points per indicator come from `rules/scorecard.toml`, learnt from proposals that readers scored (models/scorecard) and
open to an office's changes. A score speaks of the strength of the text's evidence, never of its author.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from analyzer.annotation.model import AnnotatedProposal
from analyzer.assessment import NO_DOUBTS, Criterion, CriterionKey, Doubts, Gap, Quality
from analyzer.errors import ConfigurationError
from analyzer.quality.advice import advise
from analyzer.quality.bearing import shipped_bearing
from analyzer.quality.document import Measured
from analyzer.quality.evidence import gather
from analyzer.quality.genre import genre_note, genre_of
from analyzer.quality.indicators import load_indicators
from analyzer.quality.matter import MatterWorth
from analyzer.quality.reader import Reader, Reading
from analyzer.quality.telling import load_telling
from analyzer.quality.worth import shipped_worth
from analyzer.rules import REMEDY, guess, load_rules, telling_faults
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """Weights and names of the criteria, points per indicator, and the bands."""

    names: Mapping[CriterionKey, str]
    weights: Mapping[CriterionKey, float]
    points: Mapping[str, float]
    bands: tuple[tuple[float, str], ...]

    def band(self, total: float) -> str:
        """The band a total falls into."""
        return next(name for lowest, name in self.bands if total >= lowest)


class Scorer:
    """Scores annotated proposals by one set of rules."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._card = load_card(settings.rules_dir)
        self._telling = load_telling(settings.rules_dir)
        indicators, matter = load_indicators(settings.rules_dir), MatterWorth.load(rules_dir=settings.rules_dir)
        self._reader = Reader(indicators, shipped_worth(), matter, shipped_bearing(), self._telling)

    def score(self, annotated: AnnotatedProposal, doubts: Doubts = NO_DOUBTS) -> Quality:
        """Quality of one proposal; `percentile` is left open, see `with_percentiles`.

        What the filing checks doubt earns nothing, or less, and is not shown.
        """
        measured = Measured(annotated, self._settings.length_limit, self._settings.title_limit)
        readings = self._reader.read(measured, doubts)
        criteria = {key: self._criterion(key, readings, measured) for key in CriterionKey}
        total = round(sum(c.score * c.weight for c in criteria.values()) / sum(self._card.weights.values()), 1)
        genre = genre_of(annotated.proposal, self._settings.rules_dir)
        return Quality(
            total=total,
            band=self._card.band(total),
            percentile=None,
            criteria=criteria,
            advice=advise(annotated, readings, self._card.points, self._card.weights, self._telling),
            coverage=measured.coverage,
            note=genre_note(annotated.proposal, genre),
            genre=genre,
        )

    def _criterion(self, key: CriterionKey, readings: Sequence[Reading], measured: Measured) -> Criterion:
        own = [reading for reading in readings if reading.indicator.criterion is key]
        score = sum(self._card.points.get(reading.indicator.id, 0.0) * reading.value for reading in own)
        return Criterion(
            name=self._card.names[key],
            score=round(min(100.0, max(0.0, score)), 1),
            weight=self._card.weights[key],
            evidence=gather(own, self._card.points, measured.annotated, self._telling),
            missing=tuple(
                Gap(reading.indicator.id, reading.gap)
                for reading in sorted(own, key=lambda reading: -reading.urgency)
                if reading.gap
            ),
        )


def with_percentiles(
    qualities: Sequence[Quality], reference: Sequence[float] | None = None, among: str = "同批"
) -> list[Quality]:
    """The qualities with their percentile (0-100) among `reference` totals, by default among themselves.

    `among` says in Chinese what the reference is. What reads like something else than a proposal has none.
    Ties share the middle of their range. Fewer than ten totals give no percentile: it would mean nothing.
    """
    totals = sorted(reference if reference is not None else [quality.total for quality in qualities])
    if len(totals) < 10:
        return list(qualities)
    ranked = []
    for quality in qualities:
        if quality.genre:
            ranked.append(quality)
            continue
        middle = (bisect_left(totals, quality.total) + bisect_right(totals, quality.total)) / 2
        ranked.append(replace(quality, percentile=round(100 * middle / len(totals), 1), percentile_among=among))
    return ranked


@lru_cache(maxsize=4)
def load_card(rules_dir: Path | None = None) -> ScoreCard:
    """The score card in force.

    Raises:
        ConfigurationError: a criterion or its weight or all bands are missing, or what `_points` refuses.
    """
    with telling_faults("quality"):
        rules = load_rules("quality", rules_dir)
        names = {CriterionKey(row["key"]): str(row["name"]) for row in rules["criterion"]}
        weights = {CriterionKey(row["key"]): float(row["weight"]) for row in rules["criterion"]}
        bands = sorted(((float(lowest), str(name)) for lowest, name in rules["bands"]), reverse=True)
    if set(names) != set(CriterionKey) or min(weights.values()) < 0 or not sum(weights.values()):
        raise ConfigurationError("六项标准须齐全，权重不能为负", where="quality.toml", remedy=REMEDY)
    if not bands:
        raise ConfigurationError("bands 里没有等级", where="quality.toml", remedy=REMEDY)
    return ScoreCard(names, weights, _points(rules_dir), (*bands[:-1], (float("-inf"), bands[-1][1])))


def _points(rules_dir: Path | None) -> Mapping[str, float]:
    """Points by indicator. Those of a shipped indicator that the office's rules leave out count for nothing.

    Raises:
        ConfigurationError: there are none, they are negative, or stand for an indicator that there is not.
    """
    known = {indicator.id for where in (None, rules_dir) for indicator in load_indicators(where)}
    with telling_faults("scorecard"):
        points = {name: float(value) for name, value in load_rules("scorecard", rules_dir)["points"].items()}
    if any(value < 0 for value in points.values()) or not any(points.values()):
        raise ConfigurationError("分值不能为负，也不能全部为零", where="scorecard.toml", remedy=REMEDY)
    for name in points:
        if name not in known:
            like = guess(name, {one: one for one in known})
            raise ConfigurationError(f"没有“{name}”这项指标", where="scorecard.toml", remedy=f"{like}{REMEDY}")
    return points
