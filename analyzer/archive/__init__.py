"""The office's past proposals: text, outcome, reply and what comparing needs, in one database."""

from analyzer.archive.archive import Added, Archive, Judge
from analyzer.archive.entries import Archived, Entry
from analyzer.archive.export import EXPORT_FORMATS, export, records
from analyzer.archive.outcomes import Settled

__all__ = ["EXPORT_FORMATS", "Added", "Archive", "Archived", "Entry", "Judge", "Settled", "export", "records"]
