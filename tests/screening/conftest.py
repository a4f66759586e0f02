"""Proposals annotated with the shipped models, as the checks see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.assessment import Finding
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.proposal import Document
from analyzer.reading import read_text
from analyzer.screening import Screener
from analyzer.settings import Settings

OFFICE = Settings(level="市", place="江苏省南通市", today=date(2026, 3, 1))

CARRIER = """关于完善社区食堂运营机制的建议
一、背景情况
我市自2023年起建设社区食堂，市民政局2025年12月通报，全市建成运营186家，日均就餐2.3万人次。2025年9月，\
我们走访了崇川区12家社区食堂，访谈老人、经营者共94人。
二、问题分析
（一）晚餐供应不足。12家食堂中只有4家供应晚餐，人工成本摊不下来，经营者不愿开。{problem}
（二）送餐没有人手。高龄老人下楼不便，社区食堂没有专人送餐，志愿者时有时无。
三、具体建议
（一）由市民政局按晚餐份数给予经营者补贴，每份3元，2026年10月起在崇川区先行。
（二）由街道设立送餐公益岗，每人服务30户以内，纳入市人社局公益性岗位目录。{ask}
"""

Screen = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(load_embedder(), RoleModel.load())


@pytest.fixture(scope="session")
def screen(annotator: Annotator) -> Screen:
    """Findings on a whole text, its title in the first line."""

    def findings(text: str, settings: Settings = OFFICE, **fields: str) -> tuple[Finding, ...]:
        title, _, body = text.strip().partition("\n")
        document = read_text(body, id="t", file="t.txt")
        given = {**document.fields, **fields, "title": title}
        proposal = parse(Document(document.id, document.text, document.source, given))
        return Screener(settings).findings(annotator.annotate([proposal])[0])

    return findings


def carried(sentence: str, *, ask: bool) -> str:
    """An ordinary proposal with a sentence set among its suggestions, or else among its problems."""
    return CARRIER.format(problem="" if ask else sentence, ask=sentence if ask else "")
