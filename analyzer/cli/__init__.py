"""The command line: one file per verb. Nothing heavy is imported before a verb runs."""

from analyzer.cli.app import main

__all__ = ["main"]
