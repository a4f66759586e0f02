"""Parts are found in the project's own marked texts: those with headings, and short ones in many voices without."""

from __future__ import annotations

import pytest

from benchmarks.parts import measured, sets_of_texts


@pytest.mark.parametrize(
    ("name", "headed", "share"), [("written", True, 0.98), ("written", False, 0.94), ("short", True, 0.87)]
)
def test_characters_are_given_the_part_that_a_reader_accepts(name, headed, share):
    assert measured(name, sets_of_texts()[name], headed=headed).parser >= share
