"""A stage is timed and told as it goes, and says nothing of what the run counts."""

from analyzer.clock import Clock


def test_a_stage_with_an_end_does_not_count_proposals():
    """`counts.proposals` in run.json stays the number of proposals, whatever other stage knows how far it goes."""
    told = []
    clock = Clock(lambda *step: told.append(step), proposals=3)
    with clock.stage("比对重复", 90) as step:
        step(45)
    assert told == [("比对重复", 0, 90), ("比对重复", 45, 90)]
    assert clock.proposals == 3 and set(clock.seconds) == {"比对重复"}
