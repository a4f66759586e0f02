"""Measurements of quality and speed, each with its baselines in the same run."""
