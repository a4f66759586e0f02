"""What is said of one proposal of a session beside the others."""

from analyzer.duplicates import Match
from analyzer.session import similar_in_batch
from tests.reporting.factories import pair, proposal


def test_equally_similar_proposals_stand_in_the_order_in_which_a_person_counts():
    batch = [proposal(id) for id in ("1", "10", "9")]
    matches = [Match(0, other, False, pair(batch[0], batch[other])) for other in (1, 2)]
    assert [one.id for one in similar_in_batch(matches, batch, None)[0]] == ["9", "10"]
