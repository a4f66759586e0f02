"""What a matter is worth goes by whose it is and what hangs on it, not by its voice."""

from __future__ import annotations

import pytest

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.embedding import load_embedder
from analyzer.errors import ConfigurationError
from analyzer.parsing import parse
from analyzer.proposal import Document
from analyzer.quality.matter import MatterWorth, load_whose, matter_features, matter_groups
from analyzer.reading import read_text
from analyzer.rules import load_rules

OWN = """我家楼下的两级台阶
我家单元门口有两级台阶，我妈今年七十八，膝盖不好，每天上下都要人扶。我跟楼上老周商量过，他说水泥他出，我出砖。
我量过，一级十六公分，一级十四公分，垫成斜坡要六块砖。我想请单元里几家一起出点力，一个下午就能弄好。
"""
MANY = """公交站台的两级台阶
全市一千一百个公交站台里，七百多个是两级台阶，坐轮椅的人上不去，推婴儿车的要两个人抬。市残联去年登记的轮椅使用者有九千余人，
一半以上说出门不敢坐公交。请市交通局结合明年的站台大修，把两级台阶改成缓坡，先改医院和学校门口的六十处。
"""


@pytest.fixture(scope="module")
def annotate():
    annotator = Annotator(load_embedder(), RoleModel.load())

    def of(text: str):
        title, body = text.split("\n", 1)
        document = read_text(body, id="甲", file="甲")
        proposal = parse(Document("甲", document.text, document.source, {**document.fields, "title": title}))
        return annotator.annotate([proposal])[0]

    return of


def test_the_same_object_is_worth_less_at_the_own_door_than_for_a_city(annotate):
    worth = MatterWorth.load()
    assert worth.of(annotate(OWN)) < worth.of(annotate(MANY)) - 0.2


def test_a_matter_of_which_nothing_is_said_is_worth_little(annotate):
    title = MANY.split("\n")[0]
    assert MatterWorth.load().of(annotate(f"{title}\n建议抓紧。")) < 0.2


def test_the_weights_are_those_of_the_features_in_force(annotate):
    annotated = annotate(MANY)
    features = matter_features(annotated, load_whose())
    assert features.shape == (sum(matter_groups(annotated)),) == MatterWorth.load()._weights.shape


def test_an_office_that_leaves_out_a_kind_of_words_is_told_so(tmp_path):
    assert set(load_rules("quality")["whose"]) == {"own", "family", "unit", "many"}
    (tmp_path / "quality.toml").write_text('[whose]\nown = "我"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"quality\.toml"):
        load_whose(tmp_path)
