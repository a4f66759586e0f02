"""The shipped models: found where the program lies, and a clear error where one is not what it should be."""

import io

import numpy as np
import pytest

from analyzer.annotation.roles import RoleModel
from analyzer.errors import ModelError
from analyzer.parsing.wording import PartWording
from analyzer.quality.bearing import BearingModel
from analyzer.quality.worth import Worth
from analyzer.screening.sense import Sense
from analyzer.shipped import model_folder

LOADERS = {
    "句子功能模型": RoleModel,
    "段落模型": PartWording,
    "评分模型": Worth,
    "证据模型": BearingModel,
    "审查句子模型": Sense,
}


def _archive(**arrays):
    stored = io.BytesIO()
    np.savez(stored, **arrays)
    return stored.getvalue()


DAMAGED = {
    "no archive": b"nothing",
    "empty file": b"",
    "cut off": _archive(coefficients=np.zeros((9, 9)))[:-40],
    "another model's": _archive(something=np.zeros(3)),
}


@pytest.mark.parametrize("called", LOADERS)
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_damaged_weights_are_told_by_the_models_name(tmp_path, called, content):
    (tmp_path / "weights.npz").write_bytes(content)
    with pytest.raises(ModelError, match=called):
        LOADERS[called].load(tmp_path)


@pytest.mark.parametrize("called", LOADERS)
def test_missing_weights_are_told_with_their_place(tmp_path, called):
    with pytest.raises(ModelError, match=f"{called}读不出来") as caught:
        LOADERS[called].load(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_a_model_that_is_not_shipped_has_no_folder():
    assert model_folder("no_such_model") is None
