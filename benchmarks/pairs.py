"""The labelled pairs with their proposals' profiles, and what is measured of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.duplicates import Profile, profile
from analyzer.duplicates.batch import Batch
from analyzer.duplicates.features import FEATURES, Features
from analyzer.embedding import Embedder, load_embedder
from analyzer.proposal import Proposal
from benchmarks.labelled import (
    LABELLED,
    LabelledText,
    checked_texts,
    json_lines,
    passages,
    real_texts,
    written_texts,
)

PAIRS = LABELLED / "pairs"
Part = Literal["written", "session", "real"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A judged pair; `topic` is what the split goes by."""

    a: str
    b: str
    relation: str
    topic: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """Proposals that were in one batch, and the judged pairs among them; `part` says of what kind they are."""

    name: str
    part: Part
    profiles: dict[str, Profile]
    pairs: list[LabelledPair]


def labelled_pairs(batch: Path | None, embedder: Embedder | None = None) -> list[Labelled]:
    """The written sets, the session of short texts of many matters, and the real one where its batch is given."""
    embedder = embedder or load_embedder()
    sets = []
    for path in sorted(PAIRS.glob("texts_*.jsonl")):
        name = path.stem.removeprefix("texts_")
        records = list(json_lines(path))
        texts = [
            LabelledText(r["id"], r["title"], r["text"], fields={"proposer": r["proposer"], "year": str(r["year"])})
            for r in records
        ]
        topics = {r["id"]: r["topic"] for r in records}
        pairs = _judged(PAIRS / f"relations_{name}.csv", topics)
        sets.append(Labelled(name, "written", profiles_of(texts, embedder), pairs))
    sets.append(_session(embedder))
    if batch:
        texts = real_texts(batch)
        profiles = profiles_of(texts, embedder)
        sets.append(Labelled("real", "real", profiles, _judged(PAIRS / "real.csv", {id: id for id in profiles})))
    return sets


def _session(embedder: Embedder) -> Labelled:
    """Texts that were written for the filing checks and the score card, as if they were filed together.

    Their titles are what the split goes by, for many are told in several versions.
    """
    texts = {text.id: text for text in (*checked_texts(), *written_texts(), *passages())}
    pairs = _judged(PAIRS / "session.csv", {id: text.title for id, text in texts.items()})
    wanted = {id for pair in pairs for id in (pair.a, pair.b)}
    chosen = [text for id, text in texts.items() if id in wanted]
    return Labelled("session", "session", profiles_of(chosen, embedder), pairs)


def profiles_of(texts: Sequence[LabelledText], embedder: Embedder) -> dict[str, Profile]:
    """Profiles by id, made as the program makes them."""
    proposals: list[Proposal] = [text.proposal() for text in texts]
    annotated = Annotator(embedder, RoleModel.load()).annotate(proposals)
    return {one.proposal.id: profile(one) for one in annotated}


def measured(labelled: Labelled, pairs: Sequence[LabelledPair]) -> Features:
    """Features of pairs, float32 `[pairs, FEATURES]`, each measured within its whole batch."""
    profiles = list(labelled.profiles.values())
    rows = {one.id: row for row, one in enumerate(profiles)}
    batch = Batch(profiles)
    bank = batch.bank(profiles)
    features = np.zeros((len(pairs), len(FEATURES)), dtype=np.float32)
    for index, pair in enumerate(pairs):
        features[index] = batch.measure(bank, rows[pair.a], bank, np.array([rows[pair.b]]))[0]
        batch.add_wording(features[index], labelled.profiles[pair.a], labelled.profiles[pair.b])
    return features


def _judged(path: Path, topics: dict[str, str]) -> list[LabelledPair]:
    with path.open(encoding="utf-8", newline="") as file:
        return [LabelledPair(row["a"], row["b"], row["relation"], topics[row["a"]]) for row in csv.DictReader(file)]
