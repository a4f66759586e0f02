"""Parts are found in the project's own marked texts: those with headings, and short ones in many voices without."""

from __future__ import annotations

import pytest

from benchmarks.parts import measured, short_texts, written_texts


@pytest.mark.parametrize(
    ("name", "texts", "headed", "share"),
    [
        ("written", written_texts(), True, 0.98),
        ("written", written_texts(), False, 0.94),
        ("short", short_texts(), True, 0.87),
    ],
)  # fmt: skip
def test_characters_are_given_the_part_that_a_reader_accepts(name, texts, headed, share):
    assert measured(name, texts, headed=headed).parser >= share
