"""Profiles in any number, of which only a part is in memory as arrays at any time."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from tempfile import NamedTemporaryFile
from typing import IO, Any, overload
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from analyzer.duplicates.bank import Bank, Indices
from analyzer.duplicates.codec import decode_profile, encode_profile
from analyzer.duplicates.profile import Profile

_HELD = 2  # banks: pairs lie within one, or between two
_READ = 16_384  # profiles read from a file that are kept, the first of them going first


class Spool(Sequence[Profile]):
    """Profiles in a temporary file, which goes when the spool does; some of those read are kept.

    Another process that it is sent to reads the same file.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = NamedTemporaryFile(prefix="analyzer-")  # noqa: SIM115 - closed as the spool goes
        finalize(self, self._file.close)
        self._starts = array("q", [0])  # of each profile, then of its text
        self._read: dict[int, Profile] = {}

    def __getstate__(self) -> tuple[str, array[int]]:
        self._file.flush()
        return self._file.name, self._starts

    def __setstate__(self, state: tuple[str, array[int]]) -> None:
        name, self._starts = state
        self._file = open(name, "rb", opener=_shared)  # noqa: SIM115 - as above
        finalize(self, self._file.close)
        self._read = {}

    def append(self, profile: Profile) -> None:
        """Add a profile at the end.

        Raises:
            OSError: the disk is full.
        """
        encoded, text = encode_profile(profile), profile.text.encode("utf-8", "surrogatepass")
        middle = self._starts[-1] + len(encoded)
        self._file.seek(self._starts[-1])
        self._file.write(encoded + text)
        self._starts.extend((middle, middle + len(text)))  # only now: what could not be written is not there

    def __len__(self) -> int:
        return len(self._starts) // 2

    @overload
    def __getitem__(self, index: int) -> Profile: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Profile]: ...
    def __getitem__(self, index: int | slice) -> Profile | Sequence[Profile]:
        if isinstance(index, slice):
            return Chosen(self, np.arange(len(self), dtype=np.int64)[index])
        index = range(len(self))[index]
        if index not in self._read:
            if len(self._read) >= _READ:
                self._read.pop(next(iter(self._read)))
            start, middle, end = self._starts[2 * index : 2 * index + 3]
            self._file.seek(start)
            encoded, text = self._file.read(middle - start), self._file.read(end - middle)
            self._read[index] = decode_profile(encoded, text.decode("utf-8", "surrogatepass"))
        return self._read[index]


def _shared(path: str, flags: int) -> int:
    """Open a file that Windows is to remove as soon as nobody has it open any more."""
    return os.open(path, flags | getattr(os, "O_TEMPORARY", 0))


class Chosen(Sequence[Profile]):
    """Some of many profiles, in an order of their own."""

    def __init__(self, profiles: Sequence[Profile], indices: Indices) -> None:
        self._profiles = profiles
        self._indices = indices

    def __len__(self) -> int:
        return len(self._indices)

    @overload
    def __getitem__(self, index: int) -> Profile: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Profile]: ...
    def __getitem__(self, index: int | slice) -> Profile | Sequence[Profile]:
        if isinstance(index, slice):
            return Chosen(self._profiles, self._indices[index])
        return self._profiles[int(self._indices[index])]


class Tiles:
    """Profiles as banks of at most `size` profiles; those used last are kept."""

    def __init__(self, profiles: Sequence[Profile], build: Callable[[Sequence[Profile]], Bank], size: int) -> None:
        self.profiles = profiles
        self._build = build
        self._size = max(1, size)
        self._held: dict[int, Bank] = {}

    def __len__(self) -> int:
        return -(-len(self.profiles) // self._size)

    def __getstate__(self) -> dict[str, Any]:
        """For another process, which builds the banks that it needs."""
        return {**vars(self), "_held": {}}

    @cached_property
    def copy_keys(self) -> NDArray[np.uint64]:
        """What tells texts that are the same letter by letter, uint64 `[profiles]`."""
        return np.array([one.copy_key for one in self.profiles], dtype=np.uint64)

    def bank(self, tile: int) -> Bank:
        """The profiles from `start(tile)` on."""
        if tile not in self._held:
            if len(self._held) >= _HELD:
                self._held.pop(next(iter(self._held)))
            start = self.start(tile)
            self._held[tile] = self._build(self.profiles[start : start + self._size])
        bank = self._held[tile] = self._held.pop(tile)
        return bank

    def sample(self, indices: Indices) -> tuple[Bank, Indices]:
        """A bank that has these profiles, and where it has them: the tile itself where there is one alone."""
        if len(self) == 1:
            return self.bank(0), indices
        return self._build(Chosen(self.profiles, indices)), np.arange(len(indices))

    def start(self, tile: int) -> int:
        """The first profile of a tile."""
        return tile * self._size

    def places(self, indices: Indices) -> tuple[Indices, Indices]:
        """The tile of each profile, and its place there."""
        return np.divmod(indices, self._size)


def tile_by_tile(a: Tiles, rows: Indices, b: Tiles, columns: Indices) -> Iterator[tuple[int, int, Indices, Indices]]:
    """Pairs of profiles `rows` of `a`, in rising order, and `columns` of `b`, sorted out by their tiles.

    Gives the two tiles, and the places in them. Every other row of tiles is walked backwards, so that it begins with
    the tile that the last one ended with.
    """
    row_tiles, row_places = a.places(rows)
    column_tiles, column_places = b.places(columns)
    for tile in range(len(a)):
        first, last = np.searchsorted(row_tiles, (tile, tile + 1))
        others = np.unique(column_tiles[first:last]).tolist()
        for other in reversed(others) if tile % 2 else others:
            chosen = first + np.flatnonzero(column_tiles[first:last] == other)
            yield tile, other, row_places[chosen], column_places[chosen]
