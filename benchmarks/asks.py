"""How many asks in running text are found: passages of letters and stories whose asking sentences are marked.

    python -m benchmarks.asks

Half of the passages ask for something, half (`guard`) only look as if: wishes of others, asks long met, questions that
ask nobody, duties and rules that are told, words that are quoted. Of either split it counts the asking sentences that
lie in a suggestion of the parsed proposal, and the other sentences that do.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from analyzer.proposal import Proposal
from benchmarks.labelled import LABELLED, LabelledText, json_lines

PASSAGES = LABELLED / "asks" / "passages.jsonl"
INSIDE = 0.6  # share of a sentence within an item from which it lies in it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="name the sentences of the dev split that are wrong")
    show = parser.parse_args().show
    rows = list(json_lines(PASSAGES))
    for split in ("dev", "test"):
        counts = {"asks": [0, 0], "beside asks": [0, 0], "guards": [0, 0]}
        for row in (row for row in rows if row["split"] == split):
            for sentence, asks, found in judged(row):
                kind = "asks" if asks else "beside asks" if row["asks"] else "guards"
                counts[kind][0] += found
                counts[kind][1] += 1
                if show and split == "dev" and asks != found:
                    print(f"  {row['id']} {'missed' if asks else 'wrong '} {sentence}")
        print(f"{split:5}", "  ".join(f"{kind} {found}/{of}" for kind, (found, of) in counts.items()))


def judged(row: dict[str, Any]) -> Iterator[tuple[str, bool, bool]]:
    """The sentences of a passage, whether each asks for something, and whether it lies in a suggestion."""
    proposal = LabelledText(row["id"], row["title"], row["text"]).proposal()
    for sentence in proposal.sentences:
        words = sentence.span.stripped(proposal.text).of(proposal.text)
        asks = any(words in ask or ask in words for ask in row["asks"])
        yield words, asks, _lies(sentence.start, sentence.end, proposal)


def _lies(start: int, end: int, proposal: Proposal) -> bool:
    inside = sum(max(0, min(end, item.end) - max(start, item.start)) for item in proposal.suggestions)
    return inside >= INSIDE * (end - start)


if __name__ == "__main__":
    main()
