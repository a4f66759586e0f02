"""How well the filing checks find planted faults and how often they cry wolf.

    python -m benchmarks.checks [--split dev] [--real REAL.csv] [--save]

On the labelled texts (`corpora/labelled/checks/`): per check, faults found and guards wrongly flagged, beside a
baseline that flags a text as soon as one of the check's keywords stands in it. On proposals without fault: what is
noticed all the same. On the real batch, whose table is given by path: the share of proposals with a hard finding, and
per check the share of findings that a reader judged right (`real_findings.csv`: ids, offsets and verdicts, no text).
`--save` writes the figures to `results/checks.json`.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.roles import RoleModel
from analyzer.assessment import Severity
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.proposal import Document, Proposal
from analyzer.reading import read_text
from analyzer.screening import Screener
from analyzer.screening.rule import load_checks
from analyzer.settings import Settings
from benchmarks.labelled import LABELLED, REAL_OFFICE, json_lines, natural_texts, office, real_texts

Figures = dict[str, Any]
RESULTS = Path(__file__).parent / "results" / "checks.json"
_FIELDS = {"department": "units", "cosigners": "co_proposers"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text written for one check: `fault` or `guard`, under the settings of its office; `evidence` is the planted
    sentence of a fault, empty where the whole text is one."""

    check: str
    fault: bool
    split: str
    proposal: Proposal
    settings: Settings
    evidence: str


@dataclass(slots=True)
class Tally:
    """Faults found and guards flagged, of how many."""

    found: int = 0
    faults: int = 0
    flagged: int = 0
    guards: int = 0

    def add(self, fault: bool, noticed: bool) -> None:
        if fault:
            self.faults += 1
            self.found += noticed
        else:
            self.guards += 1
            self.flagged += noticed

    def __str__(self) -> str:
        return f"{self.found:3}/{self.faults:<3} {self.flagged:3}/{self.guards:<3}"


def labelled(split: str | None = None) -> Iterator[Labelled]:
    """The labelled texts, read and parsed as the program would."""
    files = sorted((LABELLED / "checks").glob("texts*.jsonl"))
    for row in (row for file in files for row in json_lines(file)):
        if split in (None, row["split"]):
            document = read_text(row["text"], id=row["id"], file=row["id"])
            given = {_FIELDS.get(name, name): str(value) for name, value in row.get("fields", {}).items()}
            fields = {**document.fields, **given, "title": row["title"]}
            proposal = parse(Document(document.id, document.text, document.source, fields))
            fault, evidence = row["kind"] == "fault", row["evidence"] or ""
            yield Labelled(row["check"], fault, row["split"], proposal, office(row["settings"]), evidence)


def annotator() -> Annotator:
    return Annotator(load_embedder(), RoleModel.load())


def measure(texts: list[Labelled], annotate: Annotator) -> dict[str, Tally]:
    """Per check, what the screener notices."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for text in texts:
        findings = Screener(text.settings).findings(annotate.annotate([text.proposal])[0])
        tallies[text.check].add(text.fault, text.check in {finding.check for finding in findings})
    return dict(tallies)


def keywords(texts: list[Labelled]) -> dict[str, Tally]:
    """The baseline: a check speaks wherever one of its trigger words stands. Checks without such words stay silent."""
    words = {rule.key: rule.triggers for rule in load_checks()}
    tallies: dict[str, Tally] = defaultdict(Tally)
    for text in texts:
        body = text.proposal.body.of(text.proposal.text)
        tallies[text.check].add(text.fault, any(word in body for word in words[text.check]))
    return dict(tallies)


def report_labelled(split: str, annotate: Annotator) -> Figures:
    texts = list(labelled(split))
    ours, baseline = measure(texts, annotate), keywords(texts)
    print(f"{split}: {len(texts)} texts; faults found, guards flagged\n{'':22} {'checks':16} keywords")
    for key in sorted(ours):
        print(f"{key:22} {ours[key]!s:16} {baseline[key]}")
    figures: Figures = {"texts": len(texts), "checks": {key: asdict(ours[key]) for key in sorted(ours)}}
    for label, tallies in (("all", ours), ("keywords", baseline)):
        faults = sum(t.faults for t in tallies.values())
        guards = sum(t.guards for t in tallies.values())
        found = sum(t.found for t in tallies.values()) / faults
        flagged = sum(t.flagged for t in tallies.values()) / guards
        print(f"{label:22} found {found:.3f} of {faults}, wrongly flagged {flagged:.3f} of {guards}")
        figures[label] = {"found": round(found, 4), "wrongly_flagged": round(flagged, 4)}
    return figures


def report_natural(annotate: Annotator) -> Figures:
    """What is noticed in proposals without fault: some of the soft findings are fair, none of the hard ones is."""
    screener = Screener(Settings())
    results = [screener.findings(each) for each in annotate.annotate([text.proposal() for text in natural_texts()])]
    counts = Counter(finding.severity.value for findings in results for finding in findings)
    print(f"natural: {len(results)} proposals without fault; findings hard {counts['hard']}, soft {counts['soft']}")
    return {"proposals": len(results), **{severity.value: counts[severity.value] for severity in Severity}}


def verdicts() -> dict[tuple[str, str, str], str]:
    """A reader's verdict on each finding of the real batch: (id, check, start) -> right, doubtful or wrong."""
    with (LABELLED / "checks" / "real_findings.csv").open(encoding="utf-8", newline="") as file:
        return {(row["id"], row["check"], row["start"]): row["verdict"] for row in csv.DictReader(file)}


def report_real(path: Path, annotate: Annotator) -> Figures:
    annotated: list[AnnotatedProposal] = annotate.annotate([text.proposal() for text in real_texts(path)])
    screener, known = Screener(REAL_OFFICE), verdicts()
    for proposal in annotated:  # names and dictionaries are loaded on first use
        screener.findings(proposal)
    started = time.process_time()
    results = [(proposal.proposal.id, screener.findings(proposal)) for proposal in annotated]
    milliseconds = (time.process_time() - started) / len(results) * 1e3
    hard = sum(any(f.severity is Severity.HARD for f in findings) for _, findings in results)
    print(f"real: {len(results)} proposals, {hard / len(results):.3f} with a hard finding, {milliseconds:.2f} ms each")
    proposals: Counter[str] = Counter()
    judged: dict[str, Counter[str]] = defaultdict(Counter)
    for id, findings in results:
        proposals.update({finding.check for finding in findings})
        for finding in findings:
            start = "" if finding.start is None else str(finding.start)
            judged[finding.check][known.get((id, finding.check, start), "not read")] += 1
    for key, count in proposals.most_common():
        print(f"  {key:22} on {count:3} proposals: {', '.join(f'{n} {v}' for v, n in judged[key].most_common())}")
    verdict = {key: {"proposals": count, **judged[key]} for key, count in proposals.most_common()}
    share = round(hard / len(results), 4)
    return {"proposals": len(results), "hard": share, "milliseconds": round(milliseconds, 2), "checks": verdict}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--real", type=Path, help="table of the real proposals")
    parser.add_argument("--save", action="store_true", help="write results/checks.json")
    options = parser.parse_args()
    annotate = annotator()
    figures: Figures = {"date": date.today().isoformat(), options.split: report_labelled(options.split, annotate)}
    figures["natural"] = report_natural(annotate)
    if options.real:
        figures["real"] = report_real(options.real, annotate)
    if options.save:
        text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
