"""An office's own rule files: what is wrong with one is said in a line, and never taken for a fault of the program."""

import shutil
from pathlib import Path

import pytest

import analyzer.rules
from analyzer.errors import ConfigurationError
from analyzer.parsing.grammar import load_grammar
from analyzer.reading.rules import reading_rules

SHIPPED = Path(analyzer.rules.__file__).parent


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("parsing", "within_list", "elsewhere", "parsing.toml：规则文件缺少 within_list"),
        ("parsing", "longest = 60", "longest = ", "parsing.toml：规则文件格式有误（第 "),
        ("parsing", "'^(?:此致", "'^(?:(此致", "parsing.toml：正则表达式有误：^(?:(此致"),
        ("reading", "pages = 300", "pages = 300\nlist = 3\n[furniture]\n[gone]", "reading.toml：规则文件格式有误"),
        ("reading", "[furniture]", "[other]", "reading.toml：规则文件缺少 furniture"),
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
