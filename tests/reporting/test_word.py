"""Comments hang on exact characters of the author's own document, whose formatting stays as it was."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analyzer.assessment import Finding, Severity, similar_of
from analyzer.errors import InputError
from analyzer.parsing import parse
from analyzer.reading import read_text
from analyzer.reporting.official import official_document
from analyzer.reporting.word import annotated_docx
from tests.reporting.factories import LINES, TITLE, assessment, pair, proposal, span_of


def draft(path, lines=LINES):
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for number, piece in enumerate((line[:4], line[4:9], line[9:])):
            run = paragraph.add_run(piece)
            run.bold = number == 1
            run.font.color.rgb = RGBColor(0, 0, 128) if number else None
    document.save(path)
    return path


def opened(data):
    return docx.Document(BytesIO(data))


def comments_of(document):
    """Comment text -> the characters it hangs on."""
    body = document.element.body
    made = {}
    for comment in document.comments:
        inside, words = False, ""
        for element in body.iter():
            if element.tag == qn("w:commentRangeStart") and element.get(qn("w:id")) == str(comment.comment_id):
                inside = True
            if element.tag == qn("w:commentRangeEnd") and element.get(qn("w:id")) == str(comment.comment_id):
                break
            if inside and element.tag == qn("w:t"):
                words += element.text or ""
        made[comment.text] = words
    return made


def characters_of(document):
    """Every character with what its look depends on."""
    return [
        (character, run.bold, run.font.color.rgb)
        for paragraph in document.paragraphs
        for run in paragraph.runs
        for character in run.text
    ]


def anchor(document, start):
    return next(words for text, words in comments_of(document).items() if start in text)


def test_the_first_comment_is_the_score_card_on_the_title(tmp_path):
    document = opened(annotated_docx(assessment(), draft(tmp_path / "a.docx")))
    text, words = next(iter(comments_of(document).items()))
    assert words == TITLE
    assert text.startswith("【评分卡】78 分（良好）") and "1. “加强宣传引导”没有承办单位" in text
    assert "未与外部网络比对" in text


def test_the_score_card_names_the_findings_whose_comments_stand_further_down(tmp_path):
    """Who reads only the first comment must not miss what may keep the proposal from being filed."""
    text = next(iter(comments_of(opened(annotated_docx(assessment(), draft(tmp_path / "a.docx"))))))
    assert "【审查提示】2 条：结构不完整（重点）、内容空泛（提醒）\n" in text
    assert text.index("【审查提示】") < text.index("【建议先改】")


def test_findings_and_advice_hang_on_their_exact_characters_and_nothing_else_changes(tmp_path):
    path = draft(tmp_path / "a.docx")
    made = proposal()
    start, end = span_of(made, "宣传引导")
    finding = Finding("empty_content", "内容空泛", Severity.SOFT, "建议人工核查：空泛", "《细则》", start, end)
    document = opened(annotated_docx(assessment(made, findings=(finding,)), path))
    assert anchor(document, "【提醒·内容空泛】") == "宣传引导"
    assert anchor(document, "【建议先改】“加强") == LINES[11]
    assert characters_of(document) == characters_of(docx.Document(str(path)))


def test_the_second_of_two_equal_sentences_is_the_one_commented(tmp_path):
    lines = (*LINES[:10], "加强监管。", *LINES[10:], "加强监管。")
    made = proposal(lines=lines)
    start = made.text.rindex("加强监管。")
    finding = Finding("text_defects", "文字", Severity.SOFT, "重复", "《细则》", start, start + 5)
    document = opened(annotated_docx(assessment(made, findings=(finding,)), draft(tmp_path / "a.docx", lines)))
    marked = [p.text for p in document.paragraphs if p._p.findall(f".//{qn('w:commentRangeStart')}")]
    assert [p.text for p in document.paragraphs][-1] == "加强监管。" and marked[-1] == "加强监管。"
    assert marked.count("加强监管。") == 1


def test_a_repaired_sentence_falls_back_to_its_paragraph(tmp_path):
    lines = tuple(line.replace("提出", "提提出").replace("营造良好氛围", "营造(yíng zào)良好氛围") for line in LINES)
    document = opened(annotated_docx(assessment(), draft(tmp_path / "a.docx", lines)))
    assert anchor(document, "·内容空泛") == "（二）加强宣传引导，营造(yíng zào)良好氛围。"


def test_traditional_characters_and_word_numbering_are_matched(tmp_path):
    lines = tuple(line.replace("加强宣传引导", "加強宣傳引導").removeprefix("（二）") for line in LINES)
    document = opened(annotated_docx(assessment(), draft(tmp_path / "a.docx", lines)))
    assert anchor(document, "·内容空泛") == "加強宣傳引導，营造良好氛围。"


def test_a_table_form_is_commented_in_its_cells(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=len(LINES), cols=2)
    for row, line in zip(table.rows, LINES, strict=True):
        row.cells[1].text = line
    document.save(tmp_path / "a.docx")
    annotated = opened(annotated_docx(assessment(), tmp_path / "a.docx"))
    assert anchor(annotated, "·内容空泛") == LINES[11]


def test_similar_proposals_say_how_they_were_handled_and_mark_the_common_passage(tmp_path):
    one, other = proposal(), proposal("2021-88", year=2021)
    similar = (replace(similar_of(pair(one, other), one.id, other), outcome="立案", reply="已列入计划"),)
    document = opened(annotated_docx(assessment(one, similar=similar), draft(tmp_path / "a.docx")))
    assert "办理结果：立案；答复：已列入计划" in "".join(comments_of(document))
    assert anchor(document, "【相同文字】") == LINES[10]


def test_other_inputs_become_a_new_document_in_official_layout():
    document = opened(annotated_docx(assessment(), None))
    section = document.sections[0]
    edges = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(edge / Mm(1)) for edge in edges] == [37, 28, 35, 26]
    title, heading, body = document.paragraphs[0], document.paragraphs[2], document.paragraphs[3]
    for paragraph, font, size in ((title, "方正小标宋简体", 22), (heading, "黑体", 16), (body, "仿宋_GB2312", 16)):
        run = paragraph.runs[0]
        assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == font and run.font.size == Pt(size)
    assert [paragraph.text for paragraph in document.paragraphs].count(TITLE) == 1
    assert anchor(document, "·内容空泛") == LINES[11]


@pytest.mark.parametrize("head", ["标题：{}", "案由：{}\n提案人：张三", "【案由】{}", "《{}》", "{}\n案由：{}"])
def test_a_new_document_bears_its_title_once(head):
    """Under its label too; what stands on other lines of the head is kept."""
    title, text = "关于扩建乡镇药房的提案", "药房太小，药品放在走廊。\n建议由县卫健委扩建药房。"
    written = official_document(parse(read_text(f"{head.replace('{}', title)}\n{text}")))
    kept = ["提案人：张三"] if "张三" in head else []
    assert [paragraph.text for paragraph in written.paragraphs] == [title, *kept, *text.split("\n")]


def test_a_document_without_text_still_gets_its_score_card(tmp_path):
    docx.Document().save(tmp_path / "a.docx")
    assert len(list(opened(annotated_docx(assessment(), tmp_path / "a.docx")).comments)) >= 1


def test_a_damaged_original_is_one_clear_line(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(InputError, match="无法在原稿上加批注"):
        annotated_docx(assessment(), tmp_path / "a.docx")


W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRUCTURES = {
    "hyperlink": "<w:hyperlink w:anchor='x'><w:r><w:t>加强宣传</w:t></w:r></w:hyperlink>"
    "<w:r><w:t>引导，营造良好氛围。</w:t></w:r>",
    "insertion": "<w:ins w:id='9' w:author='a'><w:r><w:t>加强宣传引导，</w:t></w:r></w:ins>"
    "<w:r><w:t>营造良好氛围。</w:t></w:r>",
    "deletion": "<w:del w:id='9' w:author='a'><w:r><w:delText>大力</w:delText></w:r></w:del>"
    "<w:r><w:t>加强宣传引导，营造良好氛围。</w:t></w:r>",
    "tabs and breaks": "<w:r><w:tab/><w:t>加强宣传引导，</w:t><w:br/><w:t>营造良好氛围。</w:t></w:r>",
    "phonetic guide": "<w:r><w:ruby><w:rt><w:r><w:t>jiā</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>加</w:t></w:r></w:rubyBase>"
    "</w:ruby></w:r><w:r><w:t>强宣传引导，营造良好氛围。</w:t></w:r>",
    "field": "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>加强宣传引导，营造良好氛围。</w:t></w:r>",
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_links_tracked_changes_and_fields_survive_with_their_comments(tmp_path, name):
    document = docx.Document(str(draft(tmp_path / "a.docx")))
    paragraph = document.paragraphs[11]._p
    paragraph.getparent().replace(
        paragraph, parse_xml(f"<w:p {W}><w:r><w:t>（二）</w:t></w:r>{STRUCTURES[name]}</w:p>")
    )
    document.save(tmp_path / "a.docx")
    before = docx.Document(str(tmp_path / "a.docx")).paragraphs[11]
    made = proposal()
    start, end = span_of(made, "传引导，营")
    finding = Finding("empty_content", "内容空泛", Severity.SOFT, "建议人工核查：空泛", "《细则》", start, end)
    annotated = opened(annotated_docx(assessment(made, findings=(finding,)), tmp_path / "a.docx"))
    assert anchor(annotated, "【提醒·内容空泛】") == "传引导，营"
    after = annotated.paragraphs[11]
    assert after.text == before.text
    for tag in ("w:hyperlink", "w:ins", "w:del", "w:ruby", "w:tab", "w:br", "w:fldChar"):
        assert len(list(after._p.iter(qn(tag)))) == len(list(before._p.iter(qn(tag))))


def test_comments_that_were_there_before_stay(tmp_path):
    document = docx.Document(str(draft(tmp_path / "a.docx")))
    document.add_comment(document.paragraphs[3].runs, "请核对数字", "同事", "同")
    document.save(tmp_path / "a.docx")
    annotated = opened(annotated_docx(assessment(), tmp_path / "a.docx"))
    assert comments_of(annotated)["请核对数字"] == LINES[3]


def test_comments_of_an_earlier_run_are_replaced_and_those_of_others_stay(tmp_path):
    """A draft that is checked, revised and checked again says everything once."""
    document = docx.Document(str(draft(tmp_path / "a.docx")))
    document.add_comment(document.paragraphs[11].runs, "这一条再想想", "同事", "同")
    document.save(tmp_path / "a.docx")
    first = annotated_docx(assessment(), tmp_path / "a.docx")
    (tmp_path / "b.docx").write_bytes(first)
    again = opened(annotated_docx(assessment(), tmp_path / "b.docx"))
    assert comments_of(again) == comments_of(opened(first))
    assert len(again.comments) == len(opened(first).comments)
    ids = [str(comment.comment_id) for comment in again.comments]
    for tag in ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"):
        assert sorted(e.get(qn("w:id")) for e in again.element.body.iter(qn(tag))) == sorted(ids)
    assert characters_of(again) == characters_of(docx.Document(str(tmp_path / "a.docx")))


def test_a_reply_to_a_comment_of_an_earlier_run_becomes_a_comment_of_its_own(tmp_path):
    """Word keeps in another part who replies to whom; nothing there may name a comment that is gone."""
    document = opened(annotated_docx(assessment(), draft(tmp_path / "a.docx")))
    reply = document.add_comment(document.paragraphs[3].runs, "已改", "同事", "同")
    for number, comment in enumerate((next(iter(document.comments)), reply), start=1):
        comment.paragraphs[-1]._p.set(PARAGRAPH_ID, f"0000000{number}")
    replies = "<w15:commentEx w15:paraId='00000001'/><w15:commentEx w15:paraId='00000002' w15:paraIdParent='00000001'/>"
    threads = f"<w15:commentsEx xmlns:w15='{W15}'>{replies}</w15:commentsEx>"
    name = PackURI("/word/commentsExtended.xml")
    part = Part(name, "application/vnd.ms-word.commentsExtended+xml", threads.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.microsoft.com/office/2011/relationships/commentsExtended")
    document.save(tmp_path / "b.docx")
    again = opened(annotated_docx(assessment(), tmp_path / "b.docx"))
    (kept,) = [part.blob for part in again.part.package.iter_parts() if part.partname == name]
    assert "已改" in comments_of(again)
    assert b"00000001" not in kept and b'paraId="00000002"' in kept


def test_text_boxes_are_left_alone(tmp_path):
    document = docx.Document(str(draft(tmp_path / "a.docx", LINES[:11])))
    inner = f"<w:p><w:r><w:t>{LINES[11]}</w:t></w:r></w:p>"
    box = f"<w:p {W}><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    document.element.body.insert(0, parse_xml(box))
    document.save(tmp_path / "a.docx")
    annotated = opened(annotated_docx(assessment(), tmp_path / "a.docx"))
    inside = next(annotated.element.body.iter(qn("w:txbxContent")))
    assert not list(inside.iter(qn("w:commentRangeStart"))) and "内容空泛" in "".join(comments_of(annotated))
