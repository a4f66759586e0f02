"""Another place's name is judged by how it stands in its sentence, never by which place it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.annotation.annotate import Annotator
from analyzer.errors import ModelError
from analyzer.parsing import parse
from analyzer.reading import read_text
from analyzer.screening.draft import Draft
from analyzer.screening.elsewhere import abroad, masked
from analyzer.screening.masked import Masked, marks
from analyzer.screening.rule import load_asking
from tests.screening.conftest import OFFICE, Screen, carried


def draft_of(annotator: Annotator, text: str, place: str) -> Draft:
    (annotated,) = annotator.annotate([parse(read_text(text))])
    return Draft(annotated, replace(OFFICE, place=place), {}, {}, load_asking())


def names(draft: Draft) -> list[str]:
    return [draft.text[place.start : place.end] for place in abroad(draft)]


def test_ones_own_place_what_it_holds_and_what_holds_it_are_not_elsewhere(annotator: Annotator) -> None:
    text = "四川省和自贡市都在推进，富顺县先行，荣县次之，宜宾市在后。"
    assert names(draft_of(annotator, text, "四川省自贡市富顺县")) == ["荣县", "宜宾市"]
    assert names(draft_of(annotator, text, "四川省自贡市")) == ["宜宾市"]
    assert names(draft_of(annotator, text, "四川省")) == []


def test_every_other_place_of_a_sentence_is_masked(annotator: Annotator) -> None:
    draft = draft_of(annotator, "我县与荣县、宜宾市相邻。", "四川省自贡市富顺县")
    assert masked(draft, draft.annotated.sentences[0], abroad(draft)) == "我县与◇、◇相邻。"


def test_marks_say_what_stands_beside_the_first_mask() -> None:
    seen = marks("由◇民政局购买服务。")
    assert {"<由", ">民", ">民政局购", "由◇", "◇民", "购买"} <= seen
    assert ">" in {mark[0] for mark in marks("先去◇")}


@pytest.mark.parametrize("place", ["安徽省合肥市", "宁乡市"])
def test_the_same_name_is_a_slip_or_not_by_how_it_stands(screen: Screen, place: str) -> None:
    def found(ask: str) -> bool:
        return "foreign_place" in {finding.check for finding in screen(carried(ask, ask=True))}

    name = place.removeprefix("安徽省")
    assert found(f"由{name}民政局购买服务，每周送两次热饭。")
    assert not found(f"可以借鉴{name}的做法，由市民政局购买服务，每周送两次热饭。")


def test_a_model_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(ModelError, match="外地地名模型"):
        Masked.load("foreign_place", "外地地名模型", tmp_path)
