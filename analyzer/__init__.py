"""Offline analyser of Chinese political proposals (政协提案): quality with evidence, filing checks, repeated topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.analysis import Analyzer
    from analyzer.assessment import Assessment, Pair, Quality, Topic
    from analyzer.errors import AnalyzerError
    from analyzer.proposal import Document, Proposal
    from analyzer.session import Session, Topics
    from analyzer.settings import Settings

__all__ = [
    "Analyzer",
    "AnalyzerError",
    "Assessment",
    "Document",
    "Pair",
    "Proposal",
    "Quality",
    "Session",
    "Settings",
    "Topic",
    "Topics",
]

_HOMES = {
    "Analyzer": "analysis",
    "AnalyzerError": "errors",
    "Assessment": "assessment",
    "Document": "proposal",
    "Pair": "assessment",
    "Proposal": "proposal",
    "Quality": "assessment",
    "Session": "session",
    "Settings": "settings",
    "Topic": "assessment",
    "Topics": "session",
}


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that `analyzer --help` need not load numpy and the models."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"analyzer.{_HOMES[name]}"), name)
