"""Loading of the labelled texts in `corpora/labelled`, and the split that keeps a part from ever being tuned on.

Labels of the real batch hold ids, offsets and scores only; its texts are read from the CSV whose path the caller gives.
Offsets of sentence labels count the characters of the original text without white space, so that they stay valid
however a text is repaired and cut.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

from analyzer.parsing import parse
from analyzer.proposal import Document, Proposal
from analyzer.reading import read_text
from analyzer.settings import Settings

LABELLED = Path(__file__).resolve().parents[1] / "corpora" / "labelled"
_CHECKS = LABELLED / "checks"
UNSEEN = ("qc", "qf", "qg", "qh", "qi", "qj", "qk")  # how ids begin of texts written when the score card was done
_GROUPS = {"qj": "late", "qk": "told"}
REAL_OFFICE = Settings(level="省", place="江苏省", today=date(2019, 1, 20))  # of the real batch
CRITERIA = ("topic_significance", "research_depth", "problem_analysis", "feasibility", "forward_looking")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text as it was found or written, with what the container said of it.

    `group` is the set that it was read in, "real", "written", "late" (by writers of whom nothing else is here), "told"
    (in plain words, mostly as a story, on matters public and private), "short" or "filing": readers of different sets
    may mean different things by the same score. `settings` are those of the office that it was written for.
    """

    id: str
    title: str
    text: str
    group: str = "written"
    fields: dict[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)

    @property
    def real(self) -> bool:
        """Whether it is of the real batch."""
        return self.group == "real"

    def proposal(self) -> Proposal:
        """Read and parsed as the program would."""
        document = read_text(self.text, id=self.id, file=self.id)
        fields = {**self.fields, "title": self.title}
        return parse(Document(document.id, document.text, document.source, {**document.fields, **fields}))


def office(row: Mapping[str, str]) -> Settings:
    """The settings that a text of the filing checks was written for."""
    return Settings(row["level"], row.get("place", ""), date.fromisoformat(row["today"]))


def held_out(id: str, fifths: int = 2) -> bool:
    """Whether a text (or topic) belongs to the part that nothing is tuned on, by a hash of its id.

    Two fifths of the pair topics; one fifth of the texts scored by readers and of their sentences, which are few, and
    the whole of seven sets of these.
    """
    return id.startswith(UNSEEN) or int(hashlib.sha256(id.encode()).hexdigest(), 16) % 5 < fifths


def written_texts() -> list[LabelledText]:
    """The proposals written for this project to be scored by readers, and the short ones in many voices."""
    paths = sorted((LABELLED / "quality").glob("texts_*.jsonl"))
    short = [LabelledText(r["id"], r["title"], r["text"], "short") for r in json_lines(_CHECKS / "texts_e.jsonl")]
    rows = (row for path in paths for row in json_lines(path))
    return [LabelledText(r["id"], r["title"], r["text"], _GROUPS.get(r["id"][:2], "written")) for r in rows] + short


def scored_texts(batch: Path | None) -> list[LabelledText]:
    """The texts that readers scored: of those above, and of the texts to develop the filing checks with."""
    scored, known = readings(), labelled_texts(batch)
    seen = {text.id for text in known}
    filing = (text for text in checked_texts("dev") if text.id not in seen)
    return [text for text in (*known, *filing) if text.id in scored]


def checked_texts(split: str = "") -> list[LabelledText]:
    """The texts written for the filing checks, those of a `split` or all."""
    rows = (row for path in sorted(_CHECKS.glob("texts*.jsonl")) for row in json_lines(path))
    return [
        LabelledText(row["id"], row["title"], row["text"], "filing", settings=office(row["settings"]))
        for row in rows
        if not split or row["split"] == split
    ]


def passages() -> list[LabelledText]:
    """The short proposals written so that rare sentence roles are labelled; readers did not score them."""
    return plain_texts([LABELLED / "sentences" / "texts.jsonl"])


def natural_texts() -> list[LabelledText]:
    """Proposals as they are handed in, near the edge of many checks and without any fault."""
    return plain_texts(sorted(_CHECKS.glob("natural_*.jsonl")))


def plain_texts(paths: Iterable[Path]) -> list[LabelledText]:
    """The texts of JSON lines files that give no more than id, title and text."""
    return [LabelledText(r["id"], r["title"], r["text"]) for path in paths for r in json_lines(path)]


def real_texts(batch: Path) -> list[LabelledText]:
    """The real batch, read from its CSV."""
    with batch.open(encoding="utf-8-sig", newline="") as file:
        return [
            LabelledText(
                row["proposal_number"],
                row["reason"],
                row["content"],
                "real",
                {"proposer": row["personnel_name"], "category": row["type"], "year": row["year"]},
                REAL_OFFICE,
            )
            for row in csv.DictReader(file)
        ]


def labelled_texts(batch: Path | None) -> list[LabelledText]:
    """The written texts and, where a batch is given, the real ones."""
    return written_texts() + (real_texts(batch) if batch else [])


def matters() -> Iterator[dict[str, Any]]:
    """The matters that were told in several voices: `topic`, `titles`, `problem`, `asks`, `neighbours`."""
    for path in sorted((LABELLED / "matters").glob("*.jsonl")):
        yield from json_lines(path)


def answers(part: str) -> Iterator[dict[str, Any]]:
    """Problems of a matter with the ask that answers each: `matter`, `problems`, `asks` in their order, and `loose`
    asks that answer none. `part` is "tuned" or "held_out", one fifth of the matters."""
    for path in sorted((LABELLED / "answers").glob("*.jsonl")):
        yield from (one for one in json_lines(path) if held_out(one["matter"], fifths=1) == (part == "held_out"))


def readings() -> dict[str, dict[str, list[float]]]:
    """Readers' scores: id -> criterion -> one score (1-5) a reader."""
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in _reading_rows(LABELLED / "quality"):
        for criterion in CRITERIA:
            scores[row["id"]][criterion].append(float(row[criterion]))
    return {id: dict(by_criterion) for id, by_criterion in scores.items()}


def significance() -> list[tuple[LabelledText, float]]:
    """Short texts on public and private matters, with the mean of two readers' scores of their significance (1-5)."""
    folder, scores = LABELLED / "significance", defaultdict(list)
    for row in _reading_rows(folder):
        scores[row["id"]].append(float(row["topic_significance"]))
    return [(text, fmean(scores[text.id])) for text in plain_texts(sorted(folder.glob("texts_*.jsonl")))]


def _reading_rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of the readers' tables in a folder, one a text and reader."""
    for path in sorted(folder.glob("readings_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def sentence_labels() -> dict[str, list[dict[str, Any]]]:
    """Labelled sentences by the id of their text, in text order."""
    labels: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in (LABELLED / "sentences" / name for name in ("real.jsonl", "written.jsonl")):
        for record in json_lines(path):
            labels[record["id"]].append(record)
    return dict(labels)


def evidence_labels() -> dict[str, list[dict[str, Any]]]:
    """What readers said of a text's sentences and of what it lacks, one record a reader; see evidence/README.md."""
    labels: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted((LABELLED / "evidence").glob("*.jsonl")):
        for record in json_lines(path):
            labels[record["id"]].append(record)
    return dict(labels)


def align(text: LabelledText, proposal: Proposal) -> list[tuple[int, int] | None]:
    """Where each sentence of `proposal` stands in the original text, in characters without white space.

    Sentences are sought in order; one whose wording a repair changed is None.
    """
    original = "".join(text.text.split())
    spans: list[tuple[int, int] | None] = []
    at = 0
    for sentence in proposal.sentences:
        wanted = "".join(sentence.span.of(proposal.text).split())
        found = original.find(wanted, at) if wanted else -1
        if found < 0:
            spans.append(None)
            continue
        at = found + len(wanted)
        spans.append((found, at))
    return spans


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON lines file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
