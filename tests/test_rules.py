"""An office's own rule files: what is wrong with one is said in a line, and never taken for a fault of the program."""

import shutil
from pathlib import Path

import pytest

import analyzer.rules
from analyzer.cli import main
from analyzer.errors import ConfigurationError
from analyzer.parsing.grammar import load_grammar
from analyzer.reading.rules import reading_rules
from analyzer.rules import load_rules
from analyzer.settings import Settings

SHIPPED = Path(analyzer.rules.__file__).parent
NAMES = sorted(path.relative_to(SHIPPED).with_suffix("").as_posix() for path in SHIPPED.rglob("*.toml"))


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("parsing", "within_list", "elsewhere", "parsing.toml：规则文件缺少 within_list"),
        ("parsing", "[cue]", "[cue]\n[cue.other]", "parsing.toml：规则文件缺少 background"),
        ("parsing", "longest = 60", "longest = ", "parsing.toml：规则文件格式有误（第 "),
        ("parsing", "'^(?:此致", "'^(?:(此致", "parsing.toml：正则表达式有误：^(?:(此致"),
        ("reading", "pages = 300", "pages = 300\nlist = 3\n[furniture]\n[gone]", "reading.toml：规则文件格式有误"),
        ("reading", "[furniture]", "[web.other]", "reading.toml：规则文件缺少 furniture"),
        ("reading", "[furniture]", "[furnitures]", "reading.toml：不认识的规则“furnitures”。是不是 furniture？"),
        ("reading", "truncated = '", "truncated = 5 # '", "reading.toml：规则文件里有的值类型不对"),
    ],
)
def test_a_faulty_rule_file_is_told_in_one_line(tmp_path, name, old, new, says):
    shutil.copy(SHIPPED / f"{name}.toml", tmp_path)
    file = tmp_path / f"{name}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        (load_grammar if name == "parsing" else reading_rules)(tmp_path)
    line = str(caught.value)
    assert line.startswith(says) and "请" in line and len(line) < 300


@pytest.mark.parametrize("text", ["x=1\n", "# 待补\n"], ids=["unknown", "empty"])
@pytest.mark.parametrize("name", NAMES)
def test_a_rule_file_that_says_nothing_switches_nothing_off(tmp_path, capsys, name, text):
    written(tmp_path, f"rules/{name}.toml", text)
    settings = tmp_path / "office.toml"
    settings.write_text('rules_dir = "rules"\n', encoding="utf-8")
    (tmp_path / "draft.txt").write_text("关于停车的建议\n停车难。\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "draft.txt"), "--settings", str(settings)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{name}.toml：" in line and "请" in line


def test_a_slip_in_a_name_is_told_with_what_was_meant(tmp_path):
    with pytest.raises(ConfigurationError, match=r"events\.toml：不认识的规则“ovre”。是不是 over？"):
        Settings(rules_dir=written(tmp_path, "events.toml", "[ovre]\n"))


def test_a_number_where_a_table_belongs_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match=r"topics\.toml：“grouping”的值类型不对"):
        Settings(rules_dir=written(tmp_path, "topics.toml", "grouping = 1\n"))


def test_what_is_asked_of_a_file_and_lacking_is_told(tmp_path):
    rules = load_rules("duplicates", written(tmp_path, "duplicates.toml", "[pairs]\nmerge = 0.5\n"))
    assert rules["pairs"]["merge"] == 0.5
    for lacking in (lambda: rules["groups"], lambda: rules["pairs"]["strong"]):
        with pytest.raises(ConfigurationError, match=r"duplicates\.toml：规则文件缺少 (?:groups|strong)。请"):
            lacking()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("chek.toml", "chek.toml：没有叫这个名字的规则文件。是不是 checks.toml？请改名"),
        ("Checks.toml", "是不是 checks.toml？"),
        ("checks.toml.txt", "是不是 checks.toml？"),
        ("departments.toml", "是不是 lexicon/departments.toml？"),
        (
            "lexicon/department.toml",
            "lexicon/department.toml：没有叫这个名字的规则文件。是不是 lexicon/departments.toml？",
        ),
        ("我们的.toml", "我们的.toml：没有叫这个名字的规则文件。请改名"),
    ],
)
def test_a_file_that_nobody_would_read_is_told_with_the_name_that_was_meant(tmp_path, name, says):
    with pytest.raises(ConfigurationError) as caught:
        Settings(rules_dir=written(tmp_path, name, "x = 1\n"))
    assert says in str(caught.value)


def test_settings_notes_and_copies_under_other_endings_may_lie_among_the_rules(tmp_path):
    for name in ("analyzer.toml", "说明.md", "checks.toml.bak", "._checks.toml", "旧/checks.toml"):
        written(tmp_path, name, "x = 1\n")
    Settings(rules_dir=tmp_path)


def test_a_word_list_may_be_composed_where_the_shipped_one_is_not(tmp_path):
    text = 'words = []\n[[compose]]\nprefixes = ["老"]\nstems = ["小区"]\n'
    Settings(rules_dir=written(tmp_path, "lexicon/civic.toml", text))
