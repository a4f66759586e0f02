"""The command line: one file per verb. Nothing heavy is imported before a verb runs."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """See `analyzer.cli.app.main`; what parses the command line is loaded here, for workers import the rest only.

    Loading takes long enough for somebody to interrupt it, which ends the program as any interruption does.
    """
    from analyzer.cli.console import interrupted

    try:
        from analyzer.cli.app import main as run

        return run(arguments)
    except KeyboardInterrupt:
        interrupted()
        return 130
