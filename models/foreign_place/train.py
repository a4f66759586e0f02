"""Train the score by which another place's name is known to stand where the office's own should.

    python -m models.foreign_place.train [--real BATCH.csv]

Faults and guards: the examples of the rule, the single sentences of `corpora/labelled/checks/foreign_places.jsonl`, and
the sentences that name another place in the development texts beside it, of which only the planted ones are faults.
With `--real`, those of a real batch stand as guards: a proposal hardly ever names a wrong place. `evaluation.json` is
measured out of fold, no text being on both sides. Needs scikit-learn; a minute.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from analyzer.annotation.annotate import Annotator
from analyzer.parsing import parse
from analyzer.proposal import Proposal
from analyzer.reading import read_text
from analyzer.screening.draft import Draft
from analyzer.screening.elsewhere import masked, named_abroad, standing
from analyzer.screening.rule import load_asking, load_checks
from analyzer.settings import Settings
from benchmarks.checks import annotator, labelled
from benchmarks.labelled import LABELLED, json_lines, real_texts
from models.masked import Example, train

FOLDER = Path(__file__).parent
CHECK = "foreign_place"
BATCH_PLACE = "江苏省"  # the real batch's own
RULE_PLACE = "江苏省南通市"  # that of the examples in the rules
FAULT, GUARD, REAL = 8.0, 4.0, 1.0  # what a sentence of each kind counts
LEAST = 20  # characters of a planted sentence by which it is found again


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="CSV of a real batch, as sentences without fault")
    train(FOLDER, list(gathered(parser.parse_args().real)))


def gathered(real: Path | None) -> Iterator[Example]:
    """All examples."""
    annotate = annotator()
    rule = next(rule for rule in load_checks() if rule.key == CHECK)
    single = [(text, RULE_PLACE, kind == "bad") for kind in ("good", "bad") for text in getattr(rule, kind)]
    rows = json_lines(LABELLED / "checks" / "foreign_places.jsonl")
    single += [(row["text"], row["own"], row["kind"] == "fault") for row in rows]
    for number, (text, own, fault) in enumerate(single):
        proposal = parse(read_text(text, id=f"sentence{number}", file=""))
        yield from named(annotate, [proposal], Settings(place=own), text if fault else "", GUARD)
    for text in labelled("dev"):
        planted = text.evidence if text.fault and text.check == CHECK else ""
        yield from named(annotate, [text.proposal], text.settings, planted, GUARD)
    if real:
        yield from named(annotate, (t.proposal() for t in real_texts(real)), Settings(place=BATCH_PLACE), "", REAL)


def named(
    annotate: Annotator, proposals: Iterable[Proposal], settings: Settings, planted: str, weight: float
) -> Iterator[Example]:
    """The sentences of proposals that name another place; `planted` is the one at fault, empty where there is none."""
    for annotated in annotate.annotate(list(proposals)):
        draft = Draft(annotated, settings, {}, {}, load_asking())
        for sentence, places in named_abroad(draft):
            said = sentence.span.of(draft.text).strip()
            fault = bool(planted) and (said[:LEAST] in planted or planted[:LEAST] in said)
            hidden, told = masked(draft, sentence, places), standing(draft, sentence, places)
            kind = "faults" if fault else "real" if weight == REAL else "guards"
            yield Example(hidden, told, fault, FAULT if fault else weight, annotated.proposal.id, kind)


if __name__ == "__main__":
    main()
