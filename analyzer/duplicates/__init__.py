"""Which proposals repeat each other, how, and which may be handled as one."""

from analyzer.duplicates.groups import group_pairs
from analyzer.duplicates.pairs import Match, compare, find_pairs
from analyzer.duplicates.profile import Profile, profile
from analyzer.duplicates.tiles import Spool
from analyzer.duplicates.topics import group_topics

__all__ = ["Match", "Profile", "Spool", "compare", "find_pairs", "group_pairs", "group_topics", "profile"]
