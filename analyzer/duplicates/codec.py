"""A profile as bytes, for the archive: fields as JSON, arrays as they lie in memory. Nothing is executed on reading."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from math import prod
from typing import Any

import numpy as np

from analyzer.duplicates.profile import Profile
from analyzer.proposal import Span

# First byte of every record: raise it when a field of `Profile` comes to mean something else, and old ones are stale.
_FORM = 3
_PREFIX = 9  # form, CRC-32 of all that follows, length of the JSON
_ARRAYS = {"vectors": "<f2", "said": "<f2", "words": "<u4", "counts": "|u1", "signature": "<u4"}
_SPANS = ("suggestions", "asked", "problems")
_TEXT = "text"  # kept beside the profile, not in it
_HEAD = tuple(field.name for field in fields(Profile) if field.name not in {*_ARRAYS, *_SPANS, _TEXT})


def encode_profile(profile: Profile) -> bytes:
    """The profile without its text. Uncompressed: most of it is vectors, which do not shrink."""
    head: dict[str, Any] = {name: getattr(profile, name) for name in _HEAD}
    for name in _SPANS:
        head[name] = [(span.start, span.end) for span in getattr(profile, name)]
    arrays = {name: np.ascontiguousarray(getattr(profile, name), dtype=dtype) for name, dtype in _ARRAYS.items()}
    head["shapes"] = {name: array.shape for name, array in arrays.items()}
    first = json.dumps(head).encode()
    rest = b"".join((len(first).to_bytes(4, "little"), first, *(array.tobytes() for array in arrays.values())))
    return b"".join((bytes((_FORM,)), zlib.crc32(rest).to_bytes(4, "little"), rest))


def decode_profile(data: bytes, text: str) -> Profile:
    """The profile that `encode_profile` wrote, with its text put back; its arrays are read-only views of `data`.

    Raises:
        ValueError: the bytes are damaged or of another form, or do not fit the text.
    """
    if len(data) < _PREFIX or data[0] != _FORM or int.from_bytes(data[1:5], "little") != zlib.crc32(data[5:]):
        raise ValueError("damaged, or of another form")
    try:
        at = _PREFIX + int.from_bytes(data[5:_PREFIX], "little")
        head = json.loads(data[_PREFIX:at])
        values: dict[str, Any] = {name: head[name] for name in _HEAD} | {_TEXT: text}
        for name, dtype in _ARRAYS.items():
            shape = tuple(head["shapes"][name])
            array = np.frombuffer(data, dtype=dtype, count=prod(shape), offset=at).reshape(shape)
            values[name] = array
            at += array.nbytes
        for name in _SPANS:
            if any(not 0 <= start <= end <= len(text) for start, end in head[name]):
                raise ValueError("spans outside the text")
            values[name] = tuple(Span(start, end) for start, end in head[name])
        values["units"] = tuple(tuple(names) for names in head["units"])
        values["places"] = tuple(head["places"])
        return Profile(**values)
    except (KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
