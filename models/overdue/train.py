"""Train the score by which a year is known to be spoken of as one to come.

    python -m models.overdue.train [--real BATCH.csv]

Proposals teach it by themselves: years after the one that a proposal was written in are to come, years before it are
over. They are those written for pairs and quality and, with `--real`, a real batch. Of the development texts for the
filing checks, and the single sentences beside them, the planted ones speak of a year gone by as one to come.
`evaluation.json` is measured out of fold, no text being on both sides. Needs scikit-learn; a minute.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from analyzer.annotation.annotate import Annotator
from analyzer.parsing import parse
from analyzer.proposal import Proposal
from analyzer.reading import read_text
from analyzer.screening.draft import Draft
from analyzer.screening.overdue import standing, years
from analyzer.screening.rule import load_asking, load_checks
from analyzer.settings import Settings
from benchmarks.checks import annotator, labelled
from benchmarks.labelled import LABELLED, LabelledText, json_lines, real_texts, written_texts
from models.masked import Example, train

FOLDER = Path(__file__).parent
CHECK = "out_of_date"
WRITTEN = 2025, 2027  # the last year that is over in the written texts, and the first that is to come
BATCH_YEAR = 2019  # that of the real batch, written in its first days
PLANTED, PLAIN = 6.0, 1.0  # what a planted sentence or its guard counts, and any other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of a real batch, with the years that its proposals name")
    train(FOLDER, list(gathered(parser.parse_args().real)))


def gathered(real: Path | None) -> Iterator[Example]:
    """All examples."""
    annotate = annotator()
    rule = next(rule for rule in load_checks() if rule.key == CHECK)
    single = [(text, kind == "bad") for kind in ("good", "bad") for text in getattr(rule, kind)]
    rows = json_lines(LABELLED / "checks" / "sentences.jsonl")
    single += [(row["text"], row["kind"] == "fault") for row in rows if row["check"] == CHECK]
    for number, (text, fault) in enumerate(single):
        proposal = parse(read_text(f"建议\n{text}", id=f"sentence{number}", file=""))
        yield from named(annotate, proposal, WRITTEN, text if fault else "", PLANTED)
    for text in labelled("dev"):
        planted = text.evidence if text.fault and text.check == CHECK else ""
        today = text.settings.date.year
        yield from named(
            annotate, text.proposal, (today - 1, today + 1), planted, PLANTED if text.check == CHECK else PLAIN
        )
    for text in written_texts():
        yield from named(annotate, text.proposal(), WRITTEN, "", PLAIN)
    for path in sorted((LABELLED / "pairs").glob("texts_*.jsonl")):
        for row in json_lines(path):
            proposal = LabelledText(row["id"], row["title"], row["text"]).proposal()
            yield from named(annotate, proposal, (row["year"] - 1, row["year"] + 1), "", PLAIN)
    for text in real_texts(real) if real else ():
        yield from named(annotate, text.proposal(), (BATCH_YEAR - 1, BATCH_YEAR + 1), "", PLAIN)


def named(
    annotate: Annotator, proposal: Proposal, bounds: tuple[int, int], planted: str, weight: float
) -> Iterator[Example]:
    """The years that a proposal names, up to the first of `bounds` over and from the second on to come.

    Years between are told by the sentence's place alone and are left out; those in the `planted` words are to come.
    """
    over, to_come = bounds
    (annotated,) = annotate.annotate([proposal])
    draft = Draft(annotated, Settings(), {}, {}, load_asking())
    for sentence in draft.sentences:
        said = sentence.span.of(draft.text)
        fault = bool(planted) and (said.strip() in planted or planted in said)
        for year, _, masked in years(said):
            if fault or not over < year < to_come:
                kind = "planted" if fault else "to_come" if year >= to_come else "guards" if weight > PLAIN else "over"
                yield Example(
                    masked, standing(draft, sentence), kind in ("planted", "to_come"), weight, proposal.id, kind
                )


if __name__ == "__main__":
    main()
