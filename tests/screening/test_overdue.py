"""A year gone by is judged by how its sentence speaks of it, never by which year it is."""

from __future__ import annotations

import pytest

from analyzer.screening.overdue import years
from tests.screening.conftest import Screen, carried


def test_each_year_is_masked_in_turn_and_the_others_otherwise() -> None:
    said = "以2023年为基准，到2025年6月底减半，2026—2028年稳住。"
    assert list(years(said)) == [
        (2023, None, "以◇年为基准，到◆年6月底减半，◆—◆年稳住。"),
        (2025, 6, "以◆年为基准，到◇年6月底减半，◆—◆年稳住。"),
        (2026, None, "以◆年为基准，到◆年6月底减半，◇—◆年稳住。"),
        (2028, None, "以◆年为基准，到◆年6月底减半，◆—◇年稳住。"),
    ]


def test_a_table_of_years_pasted_as_text_is_bounded() -> None:
    assert len(list(years("、".join(["2021年"] * 5000)))) == 12


@pytest.mark.parametrize("said", ["共2025户", "文号〔2025〕12号", "编号20251月", "2025"])
def test_a_number_that_is_no_year_is_none(said: str) -> None:
    assert not list(years(said))


@pytest.mark.parametrize(
    ("sentence", "noticed"),
    [
        ("由市民政局把晚餐供应点增加到30家，到{}年底前全部开办。", True),
        ("截至{}年底，全市晚餐供应点已有30家。", False),
        ("凡{}年以前建成的食堂，由市民政局逐家检查燃气管道。", False),
    ],
)
def test_the_same_year_is_over_or_to_come_as_its_sentence_says(screen: Screen, sentence: str, noticed: bool) -> None:
    for year, over in ((2023, True), (2030, False)):
        found = screen(carried(sentence.format(year), ask=True))
        assert ("out_of_date" in {finding.check for finding in found}) is (noticed and over)


@pytest.mark.parametrize(
    ("sentence", "noticed"),
    [
        ("有关会议强调：“食堂一个社区也不能少，到2020年全部建成。”", False),
        ("有关会议强调：“社区食堂是民生工程。到2020年要全部建成，一个社区也不能少”。", False),
        ("“一老一小”都要照顾到，到2020年社区食堂要全部建成。", True),
    ],
)
def test_what_somebody_is_quoted_with_is_told_of_as_history(screen: Screen, sentence: str, noticed: bool) -> None:
    """A speech of those years may well look ahead to them; the proposer does not."""
    found = {finding.check for finding in screen(carried(sentence, ask=False))}
    assert ("out_of_date" in found) is noticed
