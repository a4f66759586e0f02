"""The trained wording says more about plain sentences than chance, and a damaged model is told."""

import numpy as np
import pytest

from analyzer.parsing.wording import COLUMNS, part_wording
from analyzer.proposal import PartKind

SENTENCES = {
    "近年来，我市认真贯彻上级部署，校外托管机构已发展到一百二十家。": PartKind.BACKGROUND,
    "一些托管机构场地狭小，消防设施不达标，从业人员没有健康证。": PartKind.PROBLEM,
    "教育部门应会同市场监管部门制定托管机构管理办法，明确准入标准。": PartKind.SUGGESTION,
}


def test_plain_sentences_are_told_apart():
    text = "".join(SENTENCES)
    ends = np.cumsum([len(sentence) for sentence in SENTENCES]).tolist()
    scores = part_wording().judge(text, list(zip([0, *ends[:-1]], ends, strict=True)))
    assert scores.argmax(axis=1).tolist() == [COLUMNS[kind] for kind in SENTENCES.values()]
    assert np.exp(scores).sum(axis=1) == pytest.approx(1.0)


def test_a_sentence_without_characters_gets_the_general_share():
    assert np.isfinite(part_wording().judge("  ", [(0, 0), (0, 2)])).all()
