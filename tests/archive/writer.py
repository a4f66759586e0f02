"""A process of its own that adds proposals to an archive; run by the tests of concurrency.

`python -m tests.archive.writer PLACE FIRST COUNT [OUTCOME]` prints a line when it starts and what was added.
"""

import sys

from analyzer.archive import Archive
from tests.archive.factories import FakeJudge, documents


def main():
    place, first, count, *outcome = sys.argv[1:]
    told = {"outcome": outcome[0]} if outcome else {}
    print("ready", flush=True)
    with Archive(place, create=True) as archive:
        added = archive.add(documents(int(count), first=int(first), **told), FakeJudge())
    print(added.new, added.updated, added.unchanged, flush=True)


if __name__ == "__main__":
    main()
