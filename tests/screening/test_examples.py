"""Every check notices its own bad examples and stays silent on its good ones."""

from __future__ import annotations

import pytest

from analyzer.screening.checks import CHECKS
from analyzer.screening.rule import load_checks
from tests.screening.conftest import Screen, carried

ASKED = frozenset({"unlawful", "beyond_authority", "out_of_date", "foreign_place", "internal_affairs", "promotion"})
RULES = {rule.key: rule for rule in load_checks()}
EXAMPLES = [
    pytest.param(rule.key, example, bad, id=f"{rule.key}-{'bad' if bad else 'good'}-{number}")
    for rule in RULES.values()
    for bad, examples in ((True, rule.bad), (False, rule.good))
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("key", "example", "bad"), EXAMPLES)
def test_example(screen: Screen, key: str, example: str, bad: bool) -> None:
    text = example if "\n" in example else carried(example, ask=key in ASKED)
    assert (key in {finding.check for finding in screen(text)}) is bad


def test_every_check_of_the_contract_has_a_rule_a_function_and_examples_of_both_kinds() -> None:
    assert set(RULES) == set(CHECKS)
    assert len(RULES) == 25
    assert all(rule.good and rule.bad for rule in RULES.values())


def test_messages_ask_a_person_to_look_and_name_a_basis() -> None:
    for rule in RULES.values():
        assert rule.message.startswith("建议人工核查：")
        assert rule.basis
        assert "抄袭" not in rule.message
        assert "http" not in rule.basis
