"""Filing checks (立案审查): what may stand in the way of filing a proposal, each with its sentence and its basis."""

from analyzer.screening.screener import Screener

__all__ = ["Screener"]
