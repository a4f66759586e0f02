"""What the README says can be typed: its verbs and options exist, its two languages agree, its Python runs."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.settings import Settings

ROOT = Path(__file__).parent.parent
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def calls(text):
    """Every `analyzer VERB ...` of code blocks and inline code."""
    code = [*blocks(text, "sh"), *blocks(text, "powershell"), *re.findall(r"`(analyzer [^`]+)`", text)]
    return re.findall(r"\banalyzer ([a-z]+[^\n;&]*)", "\n".join(code).replace("\\", "/"))


@pytest.mark.parametrize("name", READMES)
def test_every_verb_and_option_exists(name, capsys):
    found = calls(READMES[name])
    assert len(found) >= 6
    for call in found:
        verb, *arguments = shlex.split(call)
        assert main([verb, "--help"]) == 0
        page = capsys.readouterr().out
        for option in (argument for argument in arguments if argument.startswith("-")):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", page), call


def test_both_languages_give_the_same_commands_and_settings():
    english, chinese = READMES.values()
    for language in ("sh", "powershell"):
        assert blocks(english, language) == blocks(chinese, language)
    first, second = (tomllib.loads(blocks(text, "toml")[0]) for text in (english, chinese))
    assert first == second


def test_the_settings_shown_are_accepted(tmp_path):
    values = tomllib.loads(blocks(READMES["README.md"], "toml")[0])
    Settings(**{**values, "rules_dir": tmp_path})


@pytest.mark.parametrize("name", READMES)
def test_links_and_named_paths_exist(name):
    text = READMES[name]
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
    for path in ("corpora/sample", "analyzer/rules", "models", "benchmarks"):
        assert path in text and (ROOT / path).exists()


@pytest.mark.parametrize("name", READMES)
def test_every_extra_that_is_named_exists_and_notebooks_come_with_what_opens_them(name):
    """Who was shown two notebooks is told how to open them."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = set(re.findall(r"\[(\w+)\]\"", READMES[name]))
    assert "notebooks" in named and named <= set(known)
    assert any(package.startswith("jupyter") for package in known["notebooks"])


def test_the_python_shown_compiles_and_uses_public_names():
    for text in READMES.values():
        (code,) = blocks(text, "python")
        compile(code, "README", "exec")
        assert "from analyzer import Analyzer" in code
