"""What is counted of a topic."""

from analyzer.assessment import Raised, Topic, topic_as_json


def raised(id, year, sector=None, **told):
    return Raised(id, f"关于{id}的提案", None, sector, None, year, **told)


def test_years_running_is_the_longest_run_without_a_gap():
    years = (2016, 2017, 2019, 2020, 2020, 2021, 2024, None)
    topic = Topic("T001", "盲道", (), tuple(raised(str(i), year) for i, year in enumerate(years)))
    assert topic.years_running == 3
    assert list(topic.years.items()) == [(2016, 1), (2017, 1), (2019, 1), (2020, 2), (2021, 1), (2024, 1)]


def test_a_topic_without_years_has_none():
    record = topic_as_json(Topic("T001", "盲道", (), (raised("1", None), raised("2", None))))
    assert (record["first_year"], record["last_year"], record["years_running"], record["years"]) == (None, None, 0, {})


def test_a_topic_counts_its_sectors_repeats_and_results():
    members = (
        raised("1", 2023, "教育界", archived=True, repeats=True, outcome="立案", mark="B"),
        raised("2", 2024, "教育界", archived=True, outcome="立案", mark="A"),
        raised("3", 2025, "工会界", repeats=True),
    )
    record = topic_as_json(Topic("T001", "盲道", ("盲道",), members))
    assert record["sectors"] == {"教育界": 2, "工会界": 1}
    assert (record["outcomes"], record["marks"]) == ({"立案": 2}, {"A": 1, "B": 1})
    assert (record["proposals"], record["repeated_share"]) == (3, 0.6667)
    assert [one["id"] for one in record["members"]] == ["1", "2", "3"]
