"""What the program's design promises about time, measured in one run: each figure with its target and their ratio.

    python -m benchmarks.speed [--batch TABLE] [--duplicates 10000] [-o results.json]

The batch is a table of proposals, by default the written ones repeated; duplicates are sought among generated ones,
whose profiles are made beforehand. Each figure is the best of several tries, for other work on the machine can only
slow one down. Machines differ: two yardsticks, loops of nothing but Python and of nothing but numpy, say how fast this
one was, before and after. A ratio up to 1 meets its target. Stages have none: they show where the time goes.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

import analyzer
from analyzer.analysis import Analyzer
from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.duplicates import find_pairs, group_pairs, profile
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.proposal import Document
from analyzer.quality import Scorer
from analyzer.reading import read_paths, read_text
from analyzer.screening import Screener
from analyzer.settings import Settings
from benchmarks.labelled import written_texts
from benchmarks.scale import generated_profiles

ROUNDS = 5
SESSION = 2000  # proposals of a session that `screen` is timed on


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure of the design: seconds, or proposals a second where `rate`."""

    name: str
    target: float
    rate: bool = False

    def ratio(self, figure: float) -> float:
        """How many times the target's time it took."""
        return self.target / figure if self.rate else figure / self.target


COLD = Promise("cold `analyzer check`, 1,500 characters, seconds", 0.7)
WARM = Promise("warm check, seconds", 0.005)
SCREEN = Promise("screen without duplicates, two workers, proposals a second", 1000, rate=True)
DUPLICATES = Promise("pairs and groups of 10,000 proposals, seconds", 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=Path)
    parser.add_argument("--duplicates", type=int, default=10_000, help="how many proposals; 0 leaves them out")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    documents = _documents(options.batch)
    draft = _draft(documents)
    before = _yardsticks()
    figures = {COLD: _cold(draft), WARM: _warm(draft), SCREEN: _screen(documents)}
    if options.duplicates:
        seconds = _duplicates(options.duplicates)
        figures[DUPLICATES] = seconds * 10_000 / options.duplicates  # about linear in this range
    stages = _stages(documents, options.batch)
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "proposals": len(documents),
        "characters": sum(len(document.text) for document in documents),
        "yardsticks, seconds, before and after": {name: [before[name], value] for name, value in _yardsticks().items()},
        "promises": {
            promise.name: {"figure": figure, "target": promise.target, "ratio": round(promise.ratio(figure), 2)}
            for promise, figure in figures.items()
        },
        "stages, proposals a second": stages,
    }
    _print(result)
    if options.output:
        options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _print(result: dict[str, Any]) -> None:
    print(f"{'':60} {'figure':>10} {'target':>10} {'ratio':>6}")
    for name, row in result["promises"].items():
        print(f"{name:60} {row['figure']:10,.4g} {row['target']:10,.4g} {row['ratio']:6.2f}")
    for name, rate in result["stages, proposals a second"].items():
        print(f"  {name:58} {rate:10,.0f}")
    for name, (before, after) in result["yardsticks, seconds, before and after"].items():
        print(f"yardstick {name:50} {before:10.4f} {after:10.4f}")


def _yardsticks() -> dict[str, float]:
    """Seconds of two fixed loops."""
    square = np.random.default_rng(0).standard_normal((400, 400), np.float32)
    return {
        "Python": _best(lambda: sum(len(str(number)) for number in range(200_000))),
        "numpy": _best(lambda: [np.sort(square @ square, axis=1) for _ in range(5)]),
    }


def _documents(batch: Path | None) -> list[Document]:
    if batch:
        return [found for found in read_paths([batch]) if isinstance(found, Document)]
    return [read_text(text.text, id=text.id) for text in written_texts() * 2]


def _draft(documents: Sequence[Document]) -> Document:
    """The document nearest to 1,500 characters."""
    return min(documents, key=lambda document: abs(len(document.text) - 1500))


def _cold(draft: Document) -> float:
    compileall.compile_dir(Path(analyzer.__file__).parent, quiet=1)  # as pip does when it installs
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.txt"
        path.write_text(draft.text, encoding="utf-8")
        command = [sys.executable, "-m", "analyzer", "check", str(path), "--format", "json"]
        return _best(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _warm(draft: Document) -> float:
    office = Analyzer()
    office.check(draft)
    return _best(lambda: [office.check(draft) for _ in range(20)]) / 20


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
    return {name: len(documents) / _best(run) for name, run in stages.items()}


def _screen(documents: Sequence[Document]) -> float:
    """Proposals a second through `screen` without duplicates, start of the workers included."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "session.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("id", "text"))
            rows.writerows((number, documents[number % len(documents)].text) for number in range(SESSION))
        office = Analyzer()
        return SESSION / _best(lambda: office.screen([table], duplicates=False, workers=2), rounds=3)


def _duplicates(count: int) -> float:
    """Seconds to find the pairs and groups of generated proposals."""
    profiles = list(generated_profiles(count)[0])
    return _best(lambda: group_pairs([match.pair for match in find_pairs(profiles)], profiles), rounds=3)


def _best(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest of some tries."""
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


if __name__ == "__main__":
    main()
