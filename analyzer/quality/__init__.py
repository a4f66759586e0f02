"""Quality by the six criteria: how strong the text's evidence is, each point with its sentence."""

from __future__ import annotations

from analyzer.quality.genre import genre_of
from analyzer.quality.score import Scorer, with_percentiles

__all__ = ["Scorer", "genre_of", "with_percentiles"]
