"""The office's past proposals: text, outcome, reply and what comparing needs, in one database."""

from __future__ import annotations

from analyzer.archive.archive import Added, Archive, Archived, Entry

__all__ = ["Added", "Archive", "Archived", "Entry"]
