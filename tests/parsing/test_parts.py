"""Parts: which kind each sentence is, where headings, labels and lead-ins say so in other than the official form."""

import pytest

from analyzer.parsing import parse
from analyzer.proposal import Document, PartKind, Proposal, Source


def parsed(text: str) -> Proposal:
    return parse(Document("x", f"关于改进社区食堂的建议\n{text}", Source("x.txt", "txt"), {}))


def told(proposal: Proposal, kind: PartKind) -> str:
    return "".join(part.span.of(proposal.text) for part in proposal.parts if part.kind is kind)


@pytest.mark.parametrize(("trouble", "remedy"), [("问题", "建议"), ("卡点", "对策"), ("难点", "办法")])
def test_every_problem_may_have_its_remedy_right_behind_it(trouble, remedy):
    proposal = parsed(
        f"{trouble}一：饭菜凉了才送到。\n全区十二个送餐点，有七个没有保温箱。\n{remedy}：由区民政局给七个点配保温箱。\n"
        f"{trouble}二：晚上没人开门。\n职工五点下班。\n{remedy}：由街道招两名晚班人员，补贴列入明年预算。"
    )
    problem, suggestion = told(proposal, PartKind.PROBLEM), told(proposal, PartKind.SUGGESTION)
    assert all(words in problem for words in ("饭菜凉了", "七个没有保温箱", "晚上没人开门", "五点下班"))
    assert all(words in suggestion for words in ("配保温箱", "招两名晚班"))
    assert len(proposal.suggestions) == 2


def test_a_label_with_a_number_goes_no_further_than_its_line():
    """症结一：…… labels a cause; what stands below the last one is read for itself."""
    proposal = parsed(
        "社区食堂开了又关。\n症结一：补助两年没有到账。\n症结二：场地租金年年涨。\n"
        "开出的方子：由区民政局按季拨付补助，由街道提供闲置房屋。"
    )
    assert told(proposal, PartKind.ANALYSIS).startswith("症结一")
    assert "按季拨付" in told(proposal, PartKind.SUGGESTION)


@pytest.mark.parametrize("announced", ["形成以下意见。", "现提出如下建议。", "情况和建议如下。"])
def test_what_is_announced_before_the_first_chapter_stands_in_a_later_one(announced):
    proposal = parsed(
        f"今年三月我们走访了十二个食堂，{announced}\n一、已有的底子\n十二个食堂每天供餐三千份。\n"
        "二、走不下去的地方\n补助两年没有到账，五个食堂关了门。\n三、建议\n由区民政局按季拨付补助。"
    )
    assert told(proposal, PartKind.SUGGESTION) == "三、建议\n由区民政局按季拨付补助。"


def test_an_item_of_a_list_is_no_heading_whatever_it_is_about():
    proposal = parsed(
        "食堂缺钱缺人。\n建议由区民政局牵头，按下面的次序办：\n（1）先摸底。由街道逐个登记。\n"
        "（2）再定价。由发改局核定。\n（3）钱的问题。由区财政列入明年预算。"
    )
    assert "列入明年预算" in told(proposal, PartKind.SUGGESTION)
    assert len(proposal.suggestions) == 3


def test_steps_that_ask_for_something_are_suggestions():
    proposal = parsed(
        "放学时路两边各停一排车，救护车过不去。今年有位老人晕倒，车到路口用了六分钟，从路口到身边又用了九分钟。\n劝导劝了六年，该上规矩了。\n"
        "第一步，请交警大队、学校商量，把体育馆的地下车位在接送时段免费开放四十分钟，没有地方停就罚，家长心里不服。\n"
        "第二步，门前后各一百五十米设为接送时段禁停，标志标线做齐，提前半个月发告家长书。\n"
        "第三步，禁停以后还停的，人不在现场的依法罚款。"
    )
    assert len(proposal.suggestions) == 3
    assert "第一步" not in told(proposal, PartKind.PROBLEM)


def test_problems_that_are_announced_with_an_adjective_are_problems():
    proposal = parsed(
        "全县在册隐患点436处，每处有一名监测员。上个汛期六次预警，转移1200人，无一伤亡。但实地走下来，问题也很现实：\n"
        "第一，人老。436人中60岁以上的241人，最大的79岁。\n第二，装备差。69处收不到手机信号。\n建议：\n由县财政配齐对讲机。"
    )
    assert all(words in told(proposal, PartKind.PROBLEM) for words in ("最大的79岁", "收不到手机信号"))


def test_half_width_punctuation_changes_no_part_and_is_kept_as_written():
    wide = "补助两年没有到账，五个食堂关了门（含夜间点）。\n建议：\n1、由民政局拨付；2、由街道招人，列入预算。"
    narrow = wide.translate(str.maketrans("，：；（）", ",:;()"))
    proposal = parsed(narrow)
    assert [(p.kind, p.span) for p in proposal.parts] == [(p.kind, p.span) for p in parsed(wide).parts]
    assert proposal.suggestions == parsed(wide).suggestions
    assert narrow in proposal.text


def test_a_title_keeps_the_punctuation_it_was_typed_with():
    title = "关于推进食堂(含夜间点)建设的建议"
    proposal = parse(Document("x", f"{title}\n提案人:张某\n食堂缺人,缺钱.", Source("x.txt", "txt"), {}))
    assert proposal.title == title
    assert proposal.proposer == "张某"


def test_a_first_line_about_problems_and_remedies_is_a_title():
    proposal = parse(Document("x", "社区食堂运营中四个卡点及对策\n食堂缺人。\n", Source("x.txt", "txt"), {}))
    assert proposal.title == "社区食堂运营中四个卡点及对策"
