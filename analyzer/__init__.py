"""Analyser of Chinese political proposals (政协提案)."""
