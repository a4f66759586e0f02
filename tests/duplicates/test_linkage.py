"""Average linkage: groups hold together, and what is not known beforehand is asked for."""

from analyzer.duplicates.linkage import average_linkage


def groups(values, least, nodes="abcd"):
    """Groups when only links of at least `least` are given and the others can be asked for."""

    def link(one, two):
        return values.get(one + two, values.get(two + one, 0.0))

    def missing(members, others):
        return [sum(link(a, b) for a in members for b in group) / len(members) / len(group) for group in others]

    links = {a: {b: link(a, b) for b in nodes if b != a and link(a, b) >= least} for a in nodes}
    return sorted(sorted(group) for group in average_linkage(links, least, missing))


def test_a_chain_does_not_drift_into_one_group():
    assert groups({"ab": 0.9, "cd": 0.9, "bc": 0.5}, 0.2) == [["a", "b"], ["c", "d"]]


def test_links_that_were_not_given_count_with_their_true_value():
    """a-c is below the line and not given; with it the mean of {a, b} and c is 0.25, without it 0.2."""
    values = {"ab": 0.9, "bc": 0.4, "ac": 0.1}
    assert groups(values, 0.24, "abc") == [["a", "b", "c"]]
    assert groups(values, 0.26, "abc") == [["a", "b"], ["c"]]


def test_nodes_without_links_stay_alone():
    assert groups({}, 0.1) == [["a"], ["b"], ["c"], ["d"]]
