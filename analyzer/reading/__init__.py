"""From what an office holds (files, folders, tables, archives) to repaired text."""

from analyzer.reading.extract import Handled, ReadNote
from analyzer.reading.paths import ReadFailure, names_file, nothing_readable, read_file, read_paths, read_text
from analyzer.reading.tables import OUTCOMES

__all__ = [
    "OUTCOMES",
    "Handled",
    "ReadFailure",
    "ReadNote",
    "names_file",
    "nothing_readable",
    "read_file",
    "read_paths",
    "read_text",
]
