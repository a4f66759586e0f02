import pytest

TITLE = "关于加强青石县乡镇卫生院药品供应的建议"
PARAGRAPHS = (
    "今年三月，调研组走访了全县十二家乡镇卫生院，查看药房台账，并与六十三名村医座谈，了解常用药的供应情况。",
    "问题主要有两个：一是配送周期长，偏远卫生院平均要等九天；二是目录窄，慢性病常用药缺二十七种。",
    "建议由县卫健局牵头，在今年年底前建立县级药品周转库，对偏远卫生院实行每周两次定时配送。",
)


@pytest.fixture
def title():
    return TITLE


@pytest.fixture
def paragraphs():
    return PARAGRAPHS


@pytest.fixture
def body():
    return "\n".join((TITLE, *PARAGRAPHS))


@pytest.fixture
def kinds():
    """The kinds of repair of a document, with their counts."""
    return lambda document: {repair.kind: repair.count for repair in document.source.repairs}
