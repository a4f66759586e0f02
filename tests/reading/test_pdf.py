"""A PDF's pages become paragraphs again; scans go to recognition, and say so where it is missing."""

import sys
import textwrap
import types

import pytest

from analyzer.errors import InputError, MissingExtraError
from analyzer.reading import read_file
from analyzer.reading.pdf import without_running_heads

reportlab = pytest.importorskip("reportlab")


def write_pdf(path, lines, encrypt=None, per_page=6):
    """Lines on A4 pages with a running head and page numbers; a line that starts with two spaces is indented."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), encrypt=encrypt)
    for page, start in enumerate(range(0, len(lines), per_page), 1):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(200, 800, "政协青石县委员会提案")
        for row, line in enumerate(lines[start : start + per_page]):
            canvas.drawString(100 if line.startswith("  ") else 72, 760 - 24 * row, line.strip())
        canvas.drawString(290, 40, f"- {page} -")
        canvas.showPage()
    canvas.save()
    return path


def wrapped(paragraph):
    """Lines of 26 characters; a stop mark never begins one (避头尾)."""
    lines = textwrap.wrap("  " + paragraph, 26, drop_whitespace=False)
    if len(lines[-1]) == 1:
        lines[-2:] = [lines[-2] + lines[-1]]
    return lines


@pytest.fixture
def lines(title, paragraphs):
    return [title, *(line for paragraph in paragraphs for line in wrapped(paragraph))]


def test_wraps_running_heads_and_page_numbers_are_undone(tmp_path, lines, body, kinds):
    read = read_file(write_pdf(tmp_path / "稿.pdf", lines))
    assert read.text == body
    assert kinds(read)["page_numbers"] == 2 * -(-len(lines) // 6)


FORM = [
    "登记表",
    "案 由 关于完善社区食堂运营补助办法、让食堂办",
    "得下去的提案",
    "提案人 张某 界 别 医药卫生界",
    "通讯地址 某县某路 邮编 000000",
]


@pytest.mark.parametrize("under", [None, "提案内容", "情况分析"])
def test_a_printed_form_gives_its_fields_and_the_text_in_it_or_below(tmp_path, paragraphs, under):
    text = [line.strip() for paragraph in paragraphs for line in wrapped(paragraph)]
    if under:
        text[0] = f"{under} {text[0]}"
    read = read_file(write_pdf(tmp_path / "表.pdf", [*FORM, *text], per_page=30))
    assert read.fields == {
        "title": "关于完善社区食堂运营补助办法、让食堂办得下去的提案", "proposer": "张某", "sector": "医药卫生界",
    }  # fmt: skip
    heading = ["情况："] if under == "情况分析" else []
    assert "".join(read.text.split()).endswith("".join([FORM[0], *heading, *paragraphs]))


def test_numbered_headings_below_a_forms_label_stay_as_they_were_written(tmp_path, paragraphs):
    """Only the form's own boxes are labels; 一、基本情况 in the text is the author's heading."""
    headings = ["一、基本情况", "二、存在问题", "三、具体建议"]
    text = [line for pair in zip(headings, paragraphs, strict=True) for line in (pair[0], *wrapped(pair[1]))]
    text[0] = f"内容 {text[0]}"
    read = read_file(write_pdf(tmp_path / "表.pdf", [*FORM, *(line.strip() for line in text)], per_page=30))
    assert read.fields["proposer"] == "张某"
    assert read.text.split("\n")[2:] == [line for pair in zip(headings, paragraphs, strict=True) for line in pair]


def test_quotation_marks_of_another_font_stand_where_they_are_seen(tmp_path):
    """Office programs draw them after the rest of the line: they are no pair of its own at the end."""
    from reportlab.pdfgen.canvas import Canvas

    write_pdf(tmp_path / "字体.pdf", ["x"])  # registers the face
    canvas = Canvas(str(tmp_path / "稿.pdf"))
    canvas.setFont("STSong-Light", 14)
    for left, words in ((72, "把"), (93, "按人头"), (142, "改为按里程，由市财政局修订。")):
        canvas.drawString(left, 760, words)
    canvas.setFont("Helvetica", 14)
    for left, mark in ((87, "“"), (136, "”")):
        canvas.drawString(left, 760, mark)
    canvas.setFont("STSong-Light", 14)
    canvas.drawString(72, 736, "其余不变，共 12 条。")
    canvas.save()
    assert read_file(tmp_path / "稿.pdf").text == "把“按人头”改为按里程，由市财政局修订。\n其余不变，共12条。"


def test_a_table_whose_rows_begin_like_labels_is_no_form(tmp_path, title, paragraphs):
    rows = ["类别 数量 时间", "类别 甲 三月", "时间 乙 四月"]
    read = read_file(write_pdf(tmp_path / "稿.pdf", [title, *rows, paragraphs[0]]))
    assert not read.fields and "类别甲三月" in "".join(read.text.split())


def test_a_pdf_under_another_name_is_read_and_noted(tmp_path, lines, body, kinds):
    read = read_file(write_pdf(tmp_path / "稿.docx", lines))
    assert read.text == body
    assert kinds(read)["format"] == 1


def test_a_password_is_named(tmp_path, lines):
    with pytest.raises(InputError, match=r"密\.pdf：PDF 加了密码"):
        read_file(write_pdf(tmp_path / "密.pdf", lines, encrypt="secret"))


def test_heads_go_only_from_the_edge_of_most_pages():
    pages = [["提案", "正文甲。", "提案", "乙", "1"], ["提案", "正文丙。", "正文丁。", "戊", "2"]]
    kept, removed = without_running_heads(pages)
    assert kept == [["正文甲。", "提案", "乙"], ["正文丙。", "正文丁。", "戊"]]
    assert removed == 4


def picture(path):
    from PIL import Image

    Image.new("RGB", (60, 30), "white").save(path)
    return path


def test_a_picture_without_recognition_gives_the_install_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    for path in (picture(tmp_path / "扫描.png"), write_pdf(tmp_path / "扫描.pdf", [" "])):
        monkeypatch.setattr("analyzer.reading.pdf._TEXT_PER_PAGE", 50)
        with pytest.raises(MissingExtraError, match=rf'扫描{path.suffix}：.*pip install "analyzer\[ocr\]"'):
            read_file(path)


@pytest.fixture
def recognition(monkeypatch):
    """A stand-in for RapidOCR that finds three boxes, two of them on one line."""
    from analyzer.reading.pictures import _rapidocr

    box = lambda left, top: [[left, top], [left + 20, top], [left + 20, top + 10], [left, top + 10]]  # noqa: E731
    found = types.SimpleNamespace(boxes=[box(30, 1), box(0, 0), box(0, 20)], txts=("的建议", "关于养老", "正文在此。"))
    module = types.ModuleType("rapidocr")
    module.RapidOCR = lambda params: lambda pixels: found
    monkeypatch.setitem(sys.modules, "rapidocr", module)
    _rapidocr.cache_clear()
    yield
    _rapidocr.cache_clear()


def test_recognised_boxes_become_lines_and_the_doubt_is_noted(tmp_path, recognition, kinds):
    read = read_file(picture(tmp_path / "扫描.png"))
    assert read.text.split("\n") == ["关于养老 的建议", "正文在此。"]
    assert kinds(read) == {"ocr": 1}


def test_a_scanned_pdf_is_recognised_page_by_page(tmp_path, recognition, monkeypatch, kinds):
    monkeypatch.setattr("analyzer.reading.pdf._TEXT_PER_PAGE", 50)
    read = read_file(write_pdf(tmp_path / "扫描.pdf", [" "]))
    assert "正文在此。" in read.text
    assert kinds(read)["ocr"] == 1


def test_a_broken_picture_is_refused(tmp_path, recognition):
    (tmp_path / "坏.png").write_bytes(b"\x89PNG\r\n broken")
    with pytest.raises(InputError, match="图片损坏"):
        read_file(tmp_path / "坏.png")


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        (["关于完善城市公共停车设施规划建设", "和管理的", "提案"], "关于完善城市公共停车设施规划建设和管理的提案"),
        (["让加装电梯不再难：老旧小区加装电梯的", "堵点与出路"], "让加装电梯不再难：老旧小区加装电梯的堵点与出路"),
        (["破解“一梯难装”", "——关于推进加装电梯的建议"], "破解“一梯难装”——关于推进加装电梯的建议"),
        (["政协青石县第十届委员会第四次会议", "关于推进老旧小区加装电梯的建议"], None),
        (["关于推进老旧小区既有住宅加装电梯的建议", "民建青石县委员会"], None),
        (["老旧小区加装电梯应当统一规划统一建设", "一、基本情况"], None),
        (["谁来管电梯", "致公党县委"], None),
    ],
)
def test_a_title_over_several_lines_is_one_by_its_size(tmp_path, paragraphs, title, whole):
    """Lines set larger than the text are one title, but for a letterhead above it, a name or a heading below it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "稿.pdf"))
    for size, lines, top in ((22, title, 780), (16, wrapped(paragraphs[0]), 640)):
        canvas.setFont("STSong-Light", size)
        for row, line in enumerate(lines):
            left = (595 - size * len(line)) / 2 if size == 22 else 104 if line.startswith("  ") else 72
            canvas.drawString(left, top - 30 * row, line.strip())
    canvas.save()
    told = "\n".join([whole] if whole else title)
    assert read_file(tmp_path / "稿.pdf").text.startswith(f"{told}\n{paragraphs[0][:20]}")


def test_an_empty_pdf_is_told_as_one_and_not_as_a_scan(tmp_path):
    """Where nothing is drawn there is nothing to recognise, and nothing to install."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "空.pdf"))
    canvas.showPage()
    canvas.save()
    with pytest.raises(InputError, match="没有文字和图片"):
        read_file(tmp_path / "空.pdf")
