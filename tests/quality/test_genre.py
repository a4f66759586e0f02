"""What is no proposal is told so, and a proposal never is."""

import json
from pathlib import Path

import pytest

from analyzer.parsing import parse
from analyzer.quality.genre import genre_of
from analyzer.reading import read_paths, read_text
from analyzer.settings import Settings

LABELLED = Path(__file__).parents[2] / "corpora" / "labelled"

OTHERS = [
    (
        "提案答复",
        "对市政协十四届三次会议第0123号提案的答复\n张三委员：\n您提出的《关于加强电梯维保的提案》收悉，现答复如下：",
    ),
    ("提案答复", "李四委员：\n您在市政协十四届二次会议上提出的关于增设公厕的建议收悉。经研究，现答复如下："),
    ("提案答复", "关于增设公厕的建议\n王五委员：您提出的“关于增设公厕的建议”收悉。我局会同住建局研究，答复如下："),
    ("提案答复", "关于增设公厕的提案\n民建市委会：\n贵单位提出的提案收悉。现将办理情况答复如下："),
    ("提案答复", "关于政协十三届五次会议第45号提案办理情况的答复函\n民盟区委会：\n感谢对城市管理工作的关心。"),
    ("新闻报道", "市政协召开提案办理协商会\n5月12日，市政协召开提案办理协商会，市政协副主席张三主持会议。"),
    ("新闻报道", "市政协副主席李四率队调研养老服务工作\n3日，李四一行先后来到三个社区。"),
    ("新闻报道", "老旧小区电梯有人管了\n本报讯（记者 王五）昨日，记者从市住建局获悉，全市电梯维保有了新办法。"),
    ("新闻报道", "养老新变化\n新华社北京3月5日电（记者赵六）全国政协委员建议加强居家养老。"),
    ("通知或公告", "关于征集市政协十四届四次会议提案的通知\n各位委员：\n为做好提案工作，请于12月前提交提案。"),
    ("通知或公告", "关于开展消防安全检查的通知\n各街道办事处：\n根据上级要求，现将有关事项通知如下："),
    ("讲话稿", "在市政协十四届三次会议闭幕会议上的讲话\n各位委员，同志们：\n会议圆满完成各项议程。"),
    ("工作总结或报告", "市住建局2024年提案办理工作总结\n一年来，共办理提案三百件。"),
    ("工作总结或报告", "2024年提案办理工作总结\n现将有关情况汇报如下。一年来，共办理提案三百件。"),
    ("目录", "市政协十四届三次会议提案目录\n1 关于加强电梯维保的提案\n2 关于增设公厕的提案"),
    ("目录", "目录\n" + "\n".join(f"第{n}章 关于加强第{n}项工作的若干情况" for n in "一二三四五")),
]

# What comes near: quoted replies, cited news, meetings and notices, members' greetings, reports of a study.
PROPOSALS = [
    "关于规范提案答复的建议\n去年我收到的答复写道：“您提出的关于停车的提案收悉，现答复如下。”内容空泛。",
    "让答复落到实处\n市教育局在答复中称：您提出的建议收悉，现答复如下，但一年过去仍未解决。",
    "停车难何时了\n据新华社北京3月5日电，全国机动车达4亿辆。我市停车位缺口大。建议增建停车楼。",
    "让粮食安全更稳\n2023年12月，中央农村工作会议召开，会议强调要守住耕地红线。我市撂荒地仍有两万亩。",
    "盘活闲置厂房\n今年5月，民盟市委会开展调研，12名盟员参加调研，走访企业40家。",
    "联席会议要开起来\n一、定期召开部门联席会议\n二、建议市政协组织委员视察\n三、深入社区走访",
    "年鉴成了各局的工作总结",
    "让代表读懂政府工作报告",
    "支持我市举办国际马拉松赛",
    "建议市政协召开专题协商会议推动养老服务",
    "关于废止《关于收费标准的通知》的建议\n2003年市物价局印发《关于收费标准的通知》。",
    "关于加强基层调研的提案\n各位委员：\n现将调研情况汇报如下：我们走访了六个社区。",
    "关于完善提案目录公开的建议\n目录\n一、基本情况\n二、存在问题\n三、建议",
    "请读一读这本登记表\n各位领导、各位委员：\n我连着三年上夜班，记下了623个孩子。",
]


def genre(text: str) -> str:
    return genre_of(parse(read_text(text)))


@pytest.mark.parametrize(("name", "text"), OTHERS)
def test_what_is_no_proposal_is_named(name, text):
    """Replies, news, notices, speeches, reports and tables of contents are told, under their names."""
    assert genre(text) == name


@pytest.mark.parametrize("text", PROPOSALS)
def test_a_proposal_that_speaks_of_such_texts_is_one(text):
    """A proposal may quote a reply, cite news or a notice, propose a meeting, or greet, and stays one."""
    assert genre(text) == ""


def test_no_labelled_proposal_is_taken_for_anything_else():
    """Of the labelled proposals only one that is written as a reporter's note (记者手记) sets it off; no title does."""
    texts = list(read_paths(sorted(LABELLED.glob("quality/texts_*.jsonl")), Settings()))
    titles = [
        read_text(f"{title}\n近年来反映不少。\n建议研究解决。")
        for file in sorted(LABELLED.glob("matters/*.jsonl"))[::4]
        for line in file.read_text("utf-8").splitlines()
        for title in json.loads(line)["titles"]
    ]
    assert len(texts) >= 400 and len(titles) >= 2000
    assert {one.id: found for one in (*texts, *titles) if (found := genre_of(parse(one)))} == {"qk040": "新闻报道"}
