"""Verbs run against an engine of fixed results, so that these tests protect the command line alone."""

import sys
from dataclasses import dataclass, field
from types import ModuleType

import pytest

from analyzer.cli import main
from analyzer.errors import InputError
from tests.reporting import factories


@dataclass
class Engine:
    """What the verbs passed in, and what they get back."""

    calls: list = field(default_factory=list)
    session: factories.FakeSession = field(default_factory=factories.session)
    assessment: object = field(default_factory=factories.assessment)
    error: BaseException | None = None

    def answer(self, verb, settings, *arguments, **options):
        self.calls.append((verb, settings, arguments, options))
        if self.error is not None:
            raise self.error
        return self.assessment if verb == "check" else self.session


@pytest.fixture
def engine(monkeypatch, tmp_path):
    made = Engine()

    class Analyzer:
        notes = ()

        def __init__(self, settings=None):
            self.settings = settings

        def check(self, source, **options):
            if not isinstance(source, str) and not source.exists():
                raise InputError("找不到文件", where=str(source), remedy="请检查路径")
            return made.answer("check", self.settings, source, **options)

        def screen(self, paths, **options):
            return made.answer("screen", self.settings, paths, **options)

        def duplicates(self, paths, **options):
            return made.answer("duplicates", self.settings, paths, **options)

    module = ModuleType("analyzer.analysis")
    module.Analyzer = Analyzer
    monkeypatch.setitem(sys.modules, "analyzer.analysis", module)
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
