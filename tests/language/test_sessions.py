"""Sessions by number, however offices write them."""

import pytest

from analyzer.language.sessions import session_of


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ("十三届三次", (13, 3)),
        ("第十四届第二次会议", (14, 2)),
        ("政协澜州市十四届三次会议", (14, 3)),
        ("中国人民政治协商会议第九届全国委员会第五次会议", (9, 5)),
        ("13届 2次", (13, 2)),
        ("十二届十次", (12, 10)),
        ("第十四届委员会", None),
        ("十四届常委会第三次会议", None),
        ("2024年", None),
        ("", None),
    ],
)
def test_term_and_session_are_read(text, session):
    """A standing committee's meeting is no plenary session."""
    assert session_of(text) == session
