"""An office's own rules: what they leave out is as shipped, and what is wrong in them is said in one line."""

from __future__ import annotations

import ast
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from analyzer import screening
from analyzer.assessment import Severity
from analyzer.errors import ConfigurationError
from analyzer.rules import load_rules
from analyzer.screening.checks import CHECKS
from analyzer.screening.rule import Hit, load_checks
from analyzer.screening.screener import _finding
from tests.screening.conftest import OFFICE, Screen

CHECK = """
[[check]]
key = "no_suggestion"
name = "建议为空"
severity = "soft"
message = "建议人工核查：没有建议"
basis = "本会规定"
[check.numbers]
least = 30
"""

EXHORTING = """关于加强市民文明养犬工作的建议
一、基本情况
近年来养犬的市民越来越多，有的小区早晚遛犬不牵绳，居民多有意见。
二、存在问题
管理不够到位，宣传不够深入，部门之间配合不够紧密。
三、具体建议
各级各部门要高度重视，统一思想，真抓实干，形成合力，为建设文明城市作出更大贡献。
"""


def test_what_an_older_file_lacks_is_as_shipped(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(CHECK, encoding="utf-8")
    (rule,) = load_checks(tmp_path)
    shipped = next(one for one in load_checks() if one.key == "no_suggestion")
    assert rule.numbers["least"] == 30
    assert rule.numbers["idle"] == shipped.numbers["idle"]
    assert rule.patterns["nothing"].pattern == shipped.patterns["nothing"].pattern


def test_events_are_triggers_of_the_check_that_names_their_file() -> None:
    rule = next(one for one in load_checks() if one.key == "out_of_date")
    assert set(load_rules("events")["over"]) <= set(rule.triggers)


def test_a_month_that_is_none_is_named(tmp_path: Path) -> None:
    from analyzer.screening.figures import _events

    (tmp_path / "events.toml").write_text('[over]\n"省运会" = "2023年10月"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="省运会"):
        _events(tmp_path)


@pytest.mark.parametrize("text", ["check = []\n", "asking = '建议'\n"])
def test_a_file_without_any_check_is_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "checks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"checks\.toml：一项 \[\[check\]\] 都没有。可以删去个别检查"):
        load_checks(tmp_path)


def test_a_check_that_is_no_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text('check = ["no_suggestion"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"checks\.toml：规则文件里有的值类型不对"):
        load_checks(tmp_path)


def test_a_rule_says_so_where_its_check_can_weigh_more_than_usual() -> None:
    """What the rule does not say, `analyzer explain` cannot tell."""
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(screening.__file__).parent.glob("*.py")]
    functions = [node for module in modules for node in module.body if isinstance(node, ast.FunctionDef)]
    weighing = {function.name for function in functions if any(map(_raises, ast.walk(function)))}
    raising = {rule.key for rule in load_checks() if rule.raises}
    assert {key for key, check in CHECKS.items() if check.__name__ in weighing} == raising
    assert weighing <= {check.__name__ for check in CHECKS.values()}


def _raises(node: ast.AST) -> bool:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Hit"
    return named and any(isinstance(part, ast.Attribute) and part.attr == "HARD" for part in ast.walk(node))


def test_a_hit_may_always_weigh_less_than_its_rule_says_and_more_where_the_rule_raises() -> None:
    hard, soft = (
        next(rule for rule in load_checks() if rule.severity is severity and not rule.raises) for severity in Severity
    )
    assert _finding(hard, Hit(severity=Severity.SOFT)).severity is Severity.SOFT
    assert _finding(soft, Hit(severity=Severity.HARD)).severity is Severity.SOFT
    assert _finding(replace(soft, raises=True), Hit(severity=Severity.HARD)).severity is Severity.HARD


def test_an_office_may_have_no_finding_weigh_more_than_its_rule_says(tmp_path: Path, screen: Screen) -> None:
    shipped = resources.files("analyzer.rules").joinpath("checks.toml").read_text(encoding="utf-8")
    (tmp_path / "checks.toml").write_text(shipped.replace("\nraises = true\n", "\nraises = false\n"), encoding="utf-8")
    own = replace(OFFICE, rules_dir=tmp_path)
    told = [[f.severity for f in screen(EXHORTING, office) if f.check == "empty_content"] for office in (OFFICE, own)]
    assert told == [[Severity.HARD], [Severity.SOFT]]
