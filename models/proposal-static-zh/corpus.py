"""Training material: documents, sentences, passages and pairs from work reports and laws."""

from __future__ import annotations

import itertools
import lzma
import random
import re
from dataclasses import dataclass
from pathlib import Path

TITLE = re.compile(r"[\u4e00-\u9fff（）()、—·]{4,50}(?:条例|办法|规定|规则|细则|决定|法)")
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
PLACE = re.compile(r"^.{2,12}?(?:省|自治区|自治州|自治县|市|县|经济特区)")
FORM = re.compile(r"（.*?）|中华人民共和国|实施|管理|若干|暂行|试行|条例|办法|规定|规则|细则|决定|法$|促进|保护|的")


@dataclass(frozen=True)
class Document:
    """A law or a year's report; `topic` is its title without place and legal form, empty for reports."""

    topic: str
    title: str
    paragraphs: list[str]


def read_laws(path: Path) -> list[Document]:
    """Laws from a file (plain or .xz) with a paragraph a line; a line that is only a title begins a law."""
    stored = path.read_bytes()
    text = (lzma.decompress(stored) if path.suffix == ".xz" else stored).decode("utf-8")
    documents: list[Document] = []
    for line in text.split("\n"):
        if TITLE.fullmatch(line):
            documents.append(Document(FORM.sub("", PLACE.sub("", line)), line, []))
        elif documents and len(line) >= 12 and not re.match(r"\d{4}年\d+月\d+日", line):
            documents[-1].paragraphs.append(line)
    return [document for document in documents if len(document.paragraphs) >= 4]


def read_reports(path: Path) -> list[Document]:
    """Work reports, a year a line; each is cut into stretches of five sentences."""
    documents = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        found = sentences(line)
        if found:
            stretches = ["".join(found[i : i + 5]) for i in range(0, len(found), 5)]
            documents.append(Document("", "", stretches))
    return documents


def sentences(text: str, shortest: int = 8, longest: int = 120) -> list[str]:
    """Sentences of `text` within the lengths, in characters."""
    found = (match.group().strip() for match in SENTENCE.finditer(text))
    return [sentence for sentence in found if shortest <= len(sentence) <= longest]


def sample_sentences(documents: list[Document], count: int, rng: random.Random) -> list[str]:
    """Distinct sentences, all of the reports and as many of the laws as are needed."""
    reports = {s for d in documents if not d.title for p in d.paragraphs for s in sentences(p)}
    laws = {s for d in documents if d.title for p in d.paragraphs for s in sentences(p)} - reports
    chosen = sorted(reports)
    rng.shuffle(chosen)
    chosen = chosen[: count // 2]
    return chosen + rng.sample(sorted(laws), count - len(chosen))


def sample_passages(documents: list[Document], count: int, rng: random.Random, longest: int = 450) -> list[str]:
    """Stretches of consecutive paragraphs of one document, 150 to `longest` characters."""
    passages = []
    for document in documents:
        passage = ""
        for paragraph in document.paragraphs:
            if len(passage) + len(paragraph) > longest:
                if len(passage) >= 150:
                    passages.append(passage)
                passage = ""
            if len(paragraph) <= longest:
                passage += paragraph
    return rng.sample(passages, min(count, len(passages)))


def topical_pairs(documents: list[Document], rng: random.Random) -> list[tuple[str, str]]:
    """Texts of one topic in other words: title and stretch, neighbouring stretches, laws of one topic elsewhere."""
    pairs: list[tuple[str, str]] = []
    by_topic: dict[str, list[Document]] = {}
    for document in documents:
        if len(document.topic) >= 2:
            by_topic.setdefault(document.topic, []).append(document)
        stretches = _stretches(document.paragraphs, rng)
        pairs += list(zip(stretches[::2], stretches[1::2], strict=False))
        if document.title:
            pairs += [
                (PLACE.sub("", document.title), stretch) for stretch in rng.sample(stretches, min(4, len(stretches)))
            ]
    for same in by_topic.values():
        for left, right in itertools.pairwise(same):
            pairs += list(
                zip(_stretches(left.paragraphs, rng)[:12], _stretches(right.paragraphs, rng)[:12], strict=False)
            )
    rng.shuffle(pairs)
    return pairs


def _stretches(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Consecutive paragraphs put together, one to four at a time."""
    stretches = []
    at = 0
    while at < len(paragraphs):
        size = rng.randint(1, 4)
        stretches.append("".join(paragraphs[at : at + size])[:1500])
        at += size
    return stretches
