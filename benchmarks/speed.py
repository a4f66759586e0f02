"""Cold start, warm check, and proposals a second through every stage, in one run.

    python -m benchmarks.speed [--batch TABLE] [-o results.json]

The batch is a table of proposals, by default the written ones repeated. Times are medians of five (of three
for `screen`); machines differ, so compare figures of one run with each other.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from analyzer.analysis import Analyzer
from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.duplicates import find_pairs, profile
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.proposal import Document
from analyzer.quality import Scorer
from analyzer.reading import read_paths, read_text
from analyzer.screening import Screener
from analyzer.settings import Settings
from benchmarks.labelled import written_texts

ROUNDS = 5
SESSION = 2000  # proposals of a session that `screen` is timed on


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    documents = _documents(options.batch)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "proposals": len(documents),
        "characters": sum(len(document.text) for document in documents),
        "cold `analyzer check`, 1,500 characters, seconds": _cold(_draft(documents)),
        "warm check, milliseconds": _warm(_draft(documents)),
        **_stages(documents, options.batch),
        f"screen of {SESSION:,} without duplicates, two workers, proposals a second": _screen(documents),
    }
    for name, value in result.items():
        print(f"{name:55} {value:,.2f}" if isinstance(value, float) else f"{name:55} {value}")
    if options.output:
        options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _documents(batch: Path | None) -> list[Document]:
    if batch:
        return [found for found in read_paths([batch]) if isinstance(found, Document)]
    return [read_text(text.text, id=text.id) for text in written_texts() * 2]


def _draft(documents: Sequence[Document]) -> Document:
    """The document nearest to 1,500 characters."""
    return min(documents, key=lambda document: abs(len(document.text) - 1500))


def _cold(draft: Document) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.txt"
        path.write_text(draft.text, encoding="utf-8")
        command = [sys.executable, "-m", "analyzer", "check", str(path), "--format", "json"]
        return _median(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _warm(draft: Document) -> float:
    analyzer = Analyzer()
    analyzer.check(draft)
    return 1000 * _median(lambda: [analyzer.check(draft) for _ in range(20)]) / 20


def _stages(documents: Sequence[Document], batch: Path | None) -> dict[str, float]:
    """Proposals a second through each stage alone, in one process."""
    settings = Settings()
    annotator = Annotator(load_embedder(), RoleModel.load())
    scorer, screener = Scorer(settings), Screener(settings)
    proposals = [parse(document) for document in documents]
    annotated = annotator.annotate(proposals)
    profiles = [profile(each) for each in annotated]
    stages: dict[str, Callable[[], object]] = {
        "parsing": lambda: [parse(document) for document in documents],
        "annotation": lambda: annotator.annotate(proposals),
        "quality": lambda: [scorer.score(each) for each in annotated],
        "screening": lambda: [screener.findings(each) for each in annotated],
        "duplicates: profiles": lambda: [profile(each) for each in annotated],
        "duplicates: pairs": lambda: find_pairs(profiles),
    }
    if batch:
        stages = {"reading": lambda: list(read_paths([batch])), **stages}
    return {f"{name}, proposals a second": len(documents) / _median(run) for name, run in stages.items()}


def _screen(documents: Sequence[Document]) -> float:
    """Proposals a second through `screen` without duplicates, start of the workers included."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "session.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("id", "text"))
            rows.writerows((number, documents[number % len(documents)].text) for number in range(SESSION))
        analyzer = Analyzer()
        return SESSION / _median(lambda: analyzer.screen([table], duplicates=False, workers=2), rounds=3)


def _median(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
