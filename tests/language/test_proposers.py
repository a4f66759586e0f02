"""Lists of proposers as people write them."""

import pytest

from analyzer.language.proposers import persons


@pytest.mark.parametrize(
    ("proposers", "names"),
    [
        ("郝景文", ["郝景文"]),
        ("郝景文、裴　宁（民建），阿依古丽·买买提", ["郝景文", "裴宁", "阿依古丽·买买提"]),
        ("郝景文 裴宁等5人", ["郝景文", "裴宁"]),
        ("郝景文委员等", ["郝景文"]),
        ("郝、13900000000", []),
        ("郝景文（教育界）、裴宁（民建）等5人", ["郝景文", "裴宁"]),
        ("郝景文等三名委员", ["郝景文"]),
        ("澜州市高等教育学会", ["澜州市高等教育学会"]),
        ("民盟市委会(集体提案)", ["民盟市委会"]),
        ("宓××", ["宓××"]),
    ],
)
def test_a_list_of_proposers_is_taken_apart(proposers, names):
    """Brackets, titles and counts are no part of a name."""
    assert persons(proposers) == names
