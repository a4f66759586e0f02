"""A stored profile comes back as it was; a damaged one is refused, and nothing in it is executed."""

import contextlib
import json
import pickle
import random
import zlib
from dataclasses import fields

import numpy as np
import pytest

from analyzer.duplicates import Profile
from analyzer.duplicates.codec import decode_profile, encode_profile
from tests.archive.factories import FakeJudge, document


@pytest.fixture
def profile():
    judge = FakeJudge()
    return judge.profiles([judge.parse(document(1, proposer="王某"))])[0][1]


def test_a_profile_comes_back_equal_in_value_and_type(profile):
    back = decode_profile(encode_profile(profile), profile.text)
    for field in fields(Profile):
        before, after = getattr(profile, field.name), getattr(back, field.name)
        assert type(before) is type(after), field.name
        if isinstance(before, np.ndarray):
            assert before.dtype == after.dtype and before.shape == after.shape and (before == after).all()
        else:
            assert before == after, field.name


def sealed(rest, form=3):
    """A record with the right form and sum, whatever it holds."""
    return bytes([form]) + zlib.crc32(rest).to_bytes(4, "little") + rest


def repacked(profile, change):
    rest = encode_profile(profile)[5:]
    size = int.from_bytes(rest[:4], "little")
    head = json.loads(rest[4 : 4 + size])
    change(head)
    first = json.dumps(head).encode()
    return sealed(len(first).to_bytes(4, "little") + first + rest[4 + size :])


@pytest.mark.parametrize(
    "change",
    [
        lambda head: head.pop("title"),
        lambda head: head["shapes"].update(vectors=[1 << 40, 8]),
        lambda head: head["shapes"].update(words=[-1]),
        lambda head: head["shapes"].update(words="x"),
        lambda head: head.update(suggestions=[[0, 10**9]]),
        lambda head: head.update(suggestions=3),
    ],
)
def test_a_record_of_another_form_is_refused(profile, change):
    with pytest.raises(ValueError):
        decode_profile(repacked(profile, change), profile.text)


def test_a_record_of_another_version_is_refused(profile):
    with pytest.raises(ValueError, match="another form"):
        decode_profile(sealed(encode_profile(profile)[5:], form=1), profile.text)


def test_damaged_bytes_are_refused(profile):
    data, chance = encode_profile(profile), random.Random(5)
    for _ in range(300):
        broken = bytearray(data)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(ValueError):
            assert isinstance(decode_profile(bytes(broken), profile.text), Profile)
    for end in range(0, len(data) - 1, 7):
        with pytest.raises(ValueError):
            decode_profile(data[:end], profile.text)


def test_a_pickle_and_deep_nesting_are_refused():
    nested = b"[" * 200_000
    for data in (
        b"",
        pickle.dumps(print),
        sealed(pickle.dumps(print)),
        sealed(len(nested).to_bytes(4, "little") + nested),
    ):
        with pytest.raises(ValueError):
            decode_profile(data, "")
