"""A Word document is read as a person sees it: numbers, forms and text boxes in, page heads and deletions out."""

import shutil
import stat
import sys

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analyzer.errors import InputError
from analyzer.reading import read_file

TEXT_BOX = """<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>
<w:p><w:r><w:t>框中的文字。</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""


@pytest.fixture
def document():
    return docx.Document()


def saved(document, path):
    document.save(str(path))
    return read_file(path)


def test_paragraphs_and_tables_stand_in_the_order_of_the_document(tmp_path, document, title, paragraphs):
    document.sections[0].header.paragraphs[0].text = "青石县政协"
    document.add_heading(title, 0)
    document.add_paragraph(paragraphs[0])
    table = document.add_table(2, 3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ["乡镇", "药房", "村医", "甲镇", "2", "15"], strict=True
    ):
        cell.text = text
    document.add_paragraph(paragraphs[1])
    read = saved(document, tmp_path / "稿.docx")
    assert read.text.split("\n") == [title, paragraphs[0], "乡镇 药房 村医", "甲镇 2 15", paragraphs[1]]
    assert read.source.format == "docx"


def test_hidden_text_is_not_read(tmp_path, document, title, paragraphs):
    """What Word shows to nobody, as a template's notes on how to fill it in, is none of the author's words."""
    document.add_paragraph(title)
    paragraph = document.add_paragraph(paragraphs[0])
    paragraph.add_run("填写说明：此处写调研情况。").font.hidden = True
    paragraph.add_run("这一句看得见。").font.hidden = False
    assert saved(document, tmp_path / "稿.docx").text == f"{title}\n{paragraphs[0]}这一句看得见。"


def test_cells_of_a_table_are_never_glued_together(tmp_path, document, paragraphs):
    document.add_paragraph(paragraphs[0])
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ["镇\n名", "诊所", "甲镇", "3"], strict=True):
        cell.text = text
    assert saved(document, tmp_path / "稿.docx").text.split("\n")[1:] == ["镇名 诊所", "甲镇 3"]


def test_a_form_gives_fields_and_its_large_cells_the_text(tmp_path, document, title, paragraphs):
    rows = [
        ("案  由", title, "", ""),
        ("提案人", "张三", "界别", "医药卫生界"),
        ("联名提案人", "李四、王小五", "联系电话", "00000000000"),
        ("通讯地址", "某路 1 号", "类别", "医疗卫生"),
        ("建议承办单位", "县卫健局", "", ""),
        ("提案内容", paragraphs[0], "", ""),
        ("具体建议", paragraphs[2], "", ""),
    ]
    table = document.add_table(len(rows), 4)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
        if not texts[2]:
            row.cells[1].merge(row.cells[3])
    read = saved(document, tmp_path / "表.docx")
    assert read.fields == {
        "title": title, "proposer": "张三", "sector": "医药卫生界", "co_proposers": "李四、王小五",
        "contact": "00000000000", "category": "医疗卫生", "units": "县卫健局",
    }  # fmt: skip
    assert read.text == f"{paragraphs[0]}\n具体建议：\n{paragraphs[2]}"


def test_a_form_with_its_labels_above_the_cells(tmp_path, document, paragraphs):
    table = document.add_table(2, 3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells),
        ["提案人", "界别", "届次", "张三", "经济界", "第十五届"],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph(paragraphs[0])
    read = saved(document, tmp_path / "表.docx")
    assert read.fields == {"proposer": "张三", "sector": "经济界", "session": "第十五届"}
    assert read.text == paragraphs[0]


@pytest.mark.parametrize(
    ("box", "filled", "fields"),
    [
        ("承办单位建议", "县卫健局", {"units": "县卫健局"}),
        ("提案人对承办单位的建议", "县卫健局", {"units": "县卫健局"}),
        ("拟承办单位", "县卫健局", {"units": "县卫健局"}),
        ("会办单位", "县财政局", {"units": "县财政局"}),
        ("交办意见", "建议由县卫健局主办。", {}),
        ("提案委审查意见", "", {}),
        ("是否公开", "是", {}),
    ],
)
def test_the_boxes_of_a_form_are_no_part_of_the_text(tmp_path, document, paragraphs, box, filled, fields):
    """Whom the proposal shall go to is a field, under whatever name, and what the office notes is none of its text."""
    table = document.add_table(3, 2)
    for row, texts in zip(table.rows, [("提案人", "张三"), (box, filled), ("提案内容", paragraphs[0])], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    read = saved(document, tmp_path / "表.docx")
    assert (read.fields, read.text) == ({"proposer": "张三", **fields}, paragraphs[0])


def test_text_boxes_are_read_and_deleted_text_is_not(tmp_path, document):
    paragraph = document.add_paragraph("正文在前。")
    paragraph._p.append(parse_xml(TEXT_BOX.format(ns=nsdecls("w"))))
    deleted = f"<w:del {nsdecls('w')}><w:r><w:delText>删去的话。</w:delText></w:r></w:del>"
    inserted = f"<w:ins {nsdecls('w')}><w:r><w:t>加上的话。</w:t></w:r></w:ins>"
    paragraph._p.extend([parse_xml(deleted), parse_xml(inserted)])
    assert saved(document, tmp_path / "稿.docx").text == "正文在前。加上的话。\n框中的文字。"


def test_automatic_numbers_are_written_out(tmp_path, document):
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, style, text in ((0, "chineseCounting", "%1、"), (1, "decimal", "（%2）"), (2, "bullet", "•"))
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in (("甲项", 0), ("细目", 1), ("又目", 1), ("乙项", 0), ("细目", 1), ("点", 2)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        reference = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        properties.append(parse_xml(reference))
    lines = saved(document, tmp_path / "稿.docx").text.split("\n")
    assert lines == ["一、甲项", "（1）细目", "（2）又目", "二、乙项", "（1）细目", "点"]


def test_external_entities_are_not_followed(tmp_path, document):
    import zipfile

    (tmp_path / "secret.txt").write_text("机密")
    document.add_paragraph("正文。")
    document.save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx") as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'.encode()
                head, rest = data.split(b"?>", 1)
                data = head + b"?>" + entity + rest.replace("正文".encode(), "正文&x;".encode())
            new.writestr(info.filename, data)
    try:
        assert "机密" not in read_file(tmp_path / "b.docx").text
    except InputError as error:
        assert "损坏" in str(error)


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf"])
def test_old_formats_say_how_to_be_read_where_libreoffice_is_missing(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr("analyzer.reading.office._soffice", lambda: None)
    path = tmp_path / f"稿{suffix}"
    path.write_bytes(b"{\\rtf1 x}" if suffix == ".rtf" else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(InputError, match=f"稿{suffix}：读取 .* 文件需要 LibreOffice.*另存为 .docx"):
        read_file(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a script")
def test_old_formats_are_converted_by_libreoffice(tmp_path, monkeypatch, document, title, paragraphs, kinds):
    document.add_paragraph(title)
    document.add_paragraph(paragraphs[0])
    document.save(str(tmp_path / "converted.docx"))
    program = tmp_path / "soffice"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, shutil, sys\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\nout.mkdir()\n"
        f"assert pathlib.Path(sys.argv[-1]).suffix == '.doc'\n"
        f"shutil.copy({str(tmp_path / 'converted.docx')!r}, out / 'document.docx')\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr("analyzer.reading.office._soffice", lambda: str(program))
    (tmp_path / "稿.wps").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    read = read_file(tmp_path / "稿.wps")
    assert read.text == f"{title}\n{paragraphs[0]}"
    assert read.source.format == "wps"
    assert kinds(read) == {"converted": 1}


@pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice")
def test_libreoffice_itself_reads_rtf(tmp_path):
    (tmp_path / "稿.rtf").write_bytes(rb"{\rtf1\ansi\ansicpg936 \u20851?\u20110?\u20859?\u32769?}")
    assert read_file(tmp_path / "稿.rtf").text == "关于养老"


def test_a_table_of_several_proposals_is_refused_and_a_form_with_a_row_of_labels_is_not(tmp_path, document, paragraphs):
    """Read as one, the second proposal's text was the first one's; a list beside a proposal's own text stays there."""
    listed = [["案由", "提案人", "内容"]] + [[f"关于第{n}件事的提案", "张某", paragraphs[n]] for n in range(2)]
    form = [["案由", "提案人", "界别"], ["关于村医的提案", "张某", "医药界"], ["内容", paragraphs[0], ""]]

    def with_table(rows, *texts):
        made = docx.Document()
        for text in texts:
            made.add_paragraph(text)
        cells = made.add_table(len(rows), len(rows[0])).rows
        for row, texts_of_row in zip(cells, rows, strict=True):
            for cell, text in zip(row.cells, texts_of_row, strict=True):
                cell.text = text
        return saved(made, tmp_path / "表.docx")

    with pytest.raises(InputError, match="不止一件提案"):
        with_table(listed)
    assert with_table(form).fields["title"] == "关于村医的提案"
    own = ["关于村医的提案", *(f"{text}之{n}。" for n in "一二三" for text in paragraphs)]
    beside = with_table(listed, *own)
    assert beside.text.startswith("\n".join(own)) and "title" not in beside.fields
