from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.roles import RoleModel
from analyzer.duplicates import Profile, profile
from analyzer.embedding import load_embedder
from analyzer.parsing import parse
from analyzer.proposal import Document, Source

Make = Callable[..., Profile]


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(load_embedder(), RoleModel.load())


@pytest.fixture(scope="session")
def make(annotator: Annotator) -> Make:
    """A profile made as the program makes it, of a text and what is known of it."""

    def profile_of(id: str, title: str, text: str, **fields: str) -> Profile:
        proposal = parse(Document(id, text, Source(id, "text"), {"title": title, **fields}))
        return profile(annotator.annotate([proposal])[0])

    return profile_of


@pytest.fixture(scope="session")
def session(make: Make) -> dict[str, Profile]:
    """A small session: a proposal, its copy, the same ask in other words, other asks, a neighbour, a template."""
    return {
        "base": make("base", "关于加快老旧小区加装电梯的提案", BASE, proposer="沈若川", year="2023"),
        "copy": make("copy", "关于推进老旧小区加装电梯工作的建议", COPY, proposer="邵云舟", year="2023"),
        "again": make("again", "关于再次建议加快老旧小区加装电梯的提案", BASE, proposer="沈若川", year="2025"),
        "neighbour": make("neighbour", "关于完善老旧小区停车设施的提案", NEIGHBOUR, proposer="韦青禾", year="2023"),
        "other": make("other", "关于培育预制菜产业的提案", OTHER, proposer="祝南乔", year="2023"),
    }


BASE = """云汀市2000年以前建成的多层住宅有4300栋，住着36万名60岁以上老人，上下楼是他们出门最大的困难。
一、存在的问题
（一）意见难统一。低层住户担心采光和噪声，一票反对就停工，2022年申报的612部电梯只建成137部。
（二）审批环节多。规划、住建、市场监管、消防分头受理，平均用时七个月。
（三）后续维护没有着落。建成的电梯中有三成没有签订维保合同。
二、建议
（一）建立利益平衡机制。由市住建局制定低层住户补偿指导标准，街道设立调解室，三十日内给出调解意见。
（二）推行并联审批。由市行政审批局牵头设立一个窗口，材料一次提交，审批压缩到二十个工作日。
（三）设立维保资金。市财政按每部五万元补助，允许提取住宅维修资金支付电费和维保费。"""

COPY = """云汀市2000年以前建成的多层住宅有4300栋，住着36万名60岁以上老人，上下楼是他们出门的最大难题。
一、主要问题
（一）意见难统一。低层住户担心采光和噪声，一票反对就停工，2022年申报的612部电梯只建成137部。
（二）审批环节多。规划、住建、市场监管、消防分头受理，平均用时七个月左右。
（三）后续维护没有着落。建成的电梯中有三成没有签订维保合同。
二、建议
（一）建立利益平衡机制。由市住建局制定低层住户补偿指导标准，街道设立调解室，三十日内给出调解意见。
（二）推行并联审批。由市行政审批局牵头设立一个窗口，材料一次提交，审批压缩到二十个工作日以内。
（三）设立维保资金。市财政按每部五万元补助，允许提取住宅维修资金支付电费和维保费。"""

NEIGHBOUR = """云汀市老旧小区每百户只有车位18个，消防通道被占的小区超过七成。
一、存在的问题
（一）车位缺口大。夜间路边停车一位难求，邻里纠纷不断。
（二）收费混乱。同一条街上有三种收费标准。
二、建议
（一）挖掘存量。由市城管局会同街道把边角地改造成停车位，两年新增一万个。
（二）错时共享。机关和学校停车场夜间向周边居民开放。
（三）统一收费。由市发改委出台路内停车收费标准。"""

OTHER = """预制菜产业增长很快，云汀市现有企业46家，产值21亿元。
一、存在的问题
（一）标准缺失。原料、冷链和添加剂没有统一规定。
（二）品牌不强。多数企业代工，利润率不足百分之五。
二、建议
（一）制定标准。由市市场监管局牵头，年底前发布团体标准。
（二）建设园区。在农业县布局冷链和中央厨房，形成集群。
（三）支持研发。对新建研发中心给予一次性奖励。"""
