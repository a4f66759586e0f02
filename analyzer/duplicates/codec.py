"""A profile as bytes, for the archive: fields as JSON, arrays as they lie in memory. Nothing is executed on reading."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import Any

import numpy as np

from analyzer.duplicates.profile import Profile
from analyzer.proposal import Span

# Part of every record: raise it when a field of `Profile` comes to mean something else, and old records are stale.
_FORM = 1
_ARRAYS = {"vectors": "<f2", "words": "<u4", "counts": "|u1", "signature": "<u4"}
_SPANS = ("suggestions", "problems")
_TEXT = "text"  # kept beside the profile, not in it
_LARGEST = 64 << 20  # bytes of a record: no proposal comes near it, and no damaged one may fill the memory
_HEAD = tuple(field.name for field in fields(Profile) if field.name not in {*_ARRAYS, *_SPANS, _TEXT})


def encode_profile(profile: Profile) -> bytes:
    """The profile without its text, compressed."""
    head: dict[str, Any] = {name: getattr(profile, name) for name in _HEAD}
    head["form"] = _FORM
    for name in _SPANS:
        head[name] = [(span.start, span.end) for span in getattr(profile, name)]
    arrays = {name: np.ascontiguousarray(getattr(profile, name), dtype=dtype) for name, dtype in _ARRAYS.items()}
    head["shapes"] = {name: array.shape for name, array in arrays.items()}
    first = json.dumps(head).encode()
    blocks = (array.tobytes() for array in arrays.values())
    return zlib.compress(b"".join((len(first).to_bytes(4, "little"), first, *blocks)), 1)


def decode_profile(data: bytes, text: str) -> Profile:
    """The profile that `encode_profile` wrote, with its text put back.

    Raises:
        ValueError: the bytes are damaged or of another form, or do not fit the text.
    """
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(data, _LARGEST)
        if not unpacker.eof:
            raise ValueError("cut off, or too large")
        at = 4 + int.from_bytes(plain[:4], "little")
        head = json.loads(plain[4:at])
        if head["form"] != _FORM:
            raise ValueError("of another form")
        values: dict[str, Any] = {name: head[name] for name in _HEAD} | {_TEXT: text}
        for name, dtype in _ARRAYS.items():
            shape = tuple(head["shapes"][name])
            array = np.frombuffer(plain, dtype=dtype, count=int(np.prod(shape)), offset=at).reshape(shape)
            values[name] = array
            at += array.nbytes
        for name in _SPANS:
            values[name] = tuple(Span(start, end) for start, end in head[name])
            if any(not 0 <= span.start <= span.end <= len(text) for span in values[name]):
                raise ValueError("spans outside the text")
        values["units"] = tuple(tuple(names) for names in head["units"])
        values["places"] = tuple(head["places"])
        return Profile(**values)
    except (zlib.error, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
