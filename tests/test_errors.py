"""Errors reach the person whole, wherever they arise."""

import pickle

import pytest

from analyzer.errors import ConfigurationError, MissingExtraError


@pytest.mark.parametrize(
    "error",
    [ConfigurationError("缺少 check", where="checks.toml", remedy="请补上"), MissingExtraError("识别组件", "ocr")],
    ids=lambda error: type(error).__name__,
)
def test_an_error_that_a_worker_sends_arrives_whole(error):
    received = pickle.loads(pickle.dumps(error))
    assert type(received) is type(error) and str(received) == str(error)
