"""Proposals and a judge without a model: what it computes is small, and follows from the text."""

import numpy as np

from analyzer.duplicates import Profile
from analyzer.parsing import parse
from analyzer.proposal import Document, Source

DIM = 8
DIRECTIONS = np.random.default_rng(1).standard_normal((4096, DIM))
SUBJECTS = ("公园夜间照明", "社区食堂补贴", "河道清淤", "校车线路", "盲道修复", "农村寄递网点")


class FakeJudge:
    """Computes profiles and counts for whom, so that tests can say what was computed anew."""

    def __init__(self, fingerprint="model-1"):
        self.fingerprint = fingerprint
        self.judged = []

    def parse(self, document):
        return parse(document)

    def profiles(self, proposals):
        self.judged += [proposal.id for proposal in proposals]
        return [(float(len(proposal.text) % 100), profile(proposal)) for proposal in proposals]


def profile(proposal):
    rows = [proposal.title, "", proposal.text, *(span.of(proposal.text) for span in proposal.suggestions)]
    words = np.unique(np.frombuffer(proposal.text.encode("utf-16-le", "replace"), dtype="<u2")).astype(np.uint32)
    return Profile(
        id=proposal.id,
        title=proposal.title,
        text=proposal.text,
        proposer=proposal.proposer,
        year=proposal.year,
        suggestions=proposal.suggestions,
        asked=(),
        problems=proposal.problems,
        units=tuple(("市教育局",) for _ in proposal.suggestions),
        places=("南山县",),
        level="市",
        vectors=np.stack([vector(row) for row in rows]).astype(np.float16),
        said=vector(proposal.text)[None].astype(np.float16),
        words=words,
        counts=np.ones((3, len(words)), dtype=np.uint8),
        signature=np.arange(16, dtype=np.uint32),
        copy_key=len(proposal.text) << 40,
    )


def vector(text):
    """The sum of a random direction for each pair of characters, at length 1."""
    codes = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2").astype(np.int64)
    total = DIRECTIONS[(codes[:-1] * 31 + codes[1:]) % len(DIRECTIONS)].sum(axis=0)
    norm = float(np.linalg.norm(total))
    return (total / norm if norm else total).astype(np.float32)


def document(number=1, year=2023, text=None, **fields):
    subject = SUBJECTS[number % len(SUBJECTS)]
    text = text or (
        f"一、问题\n第{number}个片区的{subject}工作滞后，去年收到群众来信{number + 20}件。\n"
        f"二、建议\n1.由市城管局在{subject}上先做试点。\n2.由市财政局安排经费{number + 5}万元。"
    )
    fields = {"title": f"关于改进{subject}的提案", "year": str(year), **fields}
    return Document(f"{number:04}", text, Source("会议.xlsx", "xlsx"), fields)


def documents(count, year=2023, first=1, **fields):
    return [document(number, year, **fields) for number in range(first, first + count)]
