"""Batches of which only a part is in memory: the same results as with all of it there."""

from __future__ import annotations

import dataclasses
import pickle
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.duplicates import find_pairs, pairs
from analyzer.duplicates.bank import Bank
from analyzer.duplicates.batch import Batch
from analyzer.duplicates.tiles import Chosen, Spool, Tiles, tile_by_tile
from analyzer.rules import load_rules


@pytest.fixture
def many(session):
    """The session's proposals several times, each under another number and title."""
    return [
        dataclasses.replace(one, id=f"{one.id}-{turn}", title=f"{one.title}（{turn}）")
        for turn in range(3)
        for one in session.values()
    ]


def _found(profiles, archived=(), workers=1):
    matches = find_pairs(profiles, archived, workers=workers)
    return [(m.a, m.b, m.archived, m.pair) for m in matches]


@pytest.mark.parametrize("size", [1, 4, 7])
def test_the_size_of_tiles_changes_nothing(many, size):
    """The same pairs, with the same explanations, whether all is in one bank or in many; archived ones too."""
    candidates = load_rules("duplicates")["candidates"]
    for all_pairs in (200, 0):  # every pair is looked at, or only those that a search finds
        with mock.patch.dict(candidates, all_pairs_up_to=all_pairs):
            whole, across = _found(many), _found(many[:5], many[5:])
            with mock.patch.dict(candidates, tile=size):
                assert len(Batch(many).tiles(many)) == -(-len(many) // size)
                assert _found(many) == whole
                assert _found(many[:5], many[5:]) == across
        assert len(whole) > 10 and any(archived for _, _, archived, _ in across)


def test_a_spool_gives_back_what_it_was_given(many):
    """Every field of every profile, in any order of reading, and the same pairs as from memory."""
    spool = Spool()
    for one in many:
        spool.append(one)
    assert len(spool) == len(many)
    for index in (3, 0, len(many) - 1, -1):
        for field in dataclasses.fields(many[0]):
            read, given = getattr(spool[index], field.name), getattr(many[index], field.name)
            assert np.array_equal(read, given) if isinstance(given, np.ndarray) else read == given
    assert [one.id for one in spool[2:5]] == [one.id for one in many[2:5]]
    assert _found(spool) == _found(many)
    with pytest.raises(IndexError):
        spool[len(many)]


def test_processes_share_the_work_and_change_nothing(many):
    """From a file that all read, and in lots so small that each process is given several."""
    spool = Spool()
    for one in many:
        spool.append(one)
    alone, across = _found(spool), _found(many[:5], many[5:])
    with mock.patch.object(pairs, "_MANY", 0), mock.patch.object(pairs, "_LOT", 7):
        assert _found(spool, workers=2) == alone
        assert _found(many[:5], many[5:], workers=2) == across


def test_another_process_reads_the_spool_as_it_was_sent(many):
    spool = Spool()
    spool.append(many[0])
    sent = pickle.loads(pickle.dumps(spool))
    spool.append(many[1])
    assert [one.id for one in sent] == [many[0].id]
    assert [one.id for one in spool] == [many[0].id, many[1].id]


def test_a_profile_that_could_not_be_written_is_not_there(many):
    """A full disk: what was there before is read as it was, and one can go on."""
    spool = Spool()
    spool.append(many[0])
    full = mock.Mock(write=mock.Mock(side_effect=OSError(28, "full")))
    with mock.patch.object(spool, "_file", full), pytest.raises(OSError):
        spool.append(many[1])
    spool.append(many[2])
    assert [one.id for one in spool] == [many[0].id, many[2].id]


def test_text_that_is_no_unicode_survives_the_spool(session):
    spool = Spool()
    spool.append(dataclasses.replace(session["base"], text="\ud800" + session["base"].text))
    assert spool[0].text[0] == "\ud800"


@given(st.data())
def test_every_pair_comes_once_by_its_tiles(data):
    """Whatever the pairs and sizes: each pair once, under its own two tiles, at its own two places."""

    def build(profiles) -> Bank:
        raise AssertionError("no bank is needed to sort out pairs")

    counts = [data.draw(st.integers(1, 40)) for _ in range(2)]
    a, b = (Tiles(_Numbers(count), build, data.draw(st.integers(1, 50))) for count in counts)
    places = st.tuples(st.integers(0, counts[0] - 1), st.integers(0, counts[1] - 1))
    pairs = sorted(data.draw(st.sets(places, max_size=60)))
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    found = [
        (a.start(tile) + row, b.start(other) + column)
        for tile, other, in_rows, in_columns in tile_by_tile(a, rows, b, columns)
        for row, column in zip(in_rows.tolist(), in_columns.tolist(), strict=True)
    ]
    assert sorted(found) == pairs


class _Numbers(Chosen):
    """As many profiles as asked for, of which only the copy keys are looked at."""

    def __init__(self, count: int) -> None:
        super().__init__([mock.Mock(copy_key=number) for number in range(count)], np.arange(count))


def test_a_chosen_part_is_no_copy(many):
    chosen = Chosen(many, np.array([4, 1, 2]))
    assert chosen[0] is many[4]
    assert [one.id for one in chosen[1:]] == [many[1].id, many[2].id]
    assert len(chosen) == 3


def test_banks_are_built_when_needed_and_two_are_kept(many):
    built = []

    def build(profiles):
        built.append([one.id for one in profiles])
        return mock.Mock()

    tiles = Tiles(many, build, 6)
    assert len(tiles) == 3
    for tile in (0, 1, 0, 2, 0, 1):
        tiles.bank(tile)
    assert [ids[0] for ids in built] == [many[start].id for start in (0, 6, 12, 6)]
