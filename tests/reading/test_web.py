"""Of a web page only the proposal is read, whatever code it is in; what was left out is counted."""

import pytest

from analyzer.errors import InputError
from analyzer.reading import read_file

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_青石县政协网</title>
<style>p {{ color: red }}</style><script>var a = "脚本，不是正文。";</script></head><body>
<nav><a href="/">首页</a> <a href="/ta">提案，办理</a></nav>
<div class="page"><div class="side"><ul><li><a href="1">另一件提案，关于交通。</a></li></ul></div>
<div class="content"><h1>{title}</h1><div>来源：青石县政协 作者：提案委 发布时间：2024-01-09 字号：大 中 小</div>
<p>　　{one}</p><p>&nbsp;&nbsp;{two}<br>{three}</p>
<table><tr><td>甲镇</td><td>乙镇</td></tr></table></div></div>
<footer>版权所有，青石县政协。</footer></body></html>"""


def page(title, paragraphs, charset="utf-8"):
    one, two, three = paragraphs
    return PAGE.format(title=title, one=one, two=two, three=three, charset=charset).encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_the_main_text_is_found_and_the_rest_counted(tmp_path, title, paragraphs, kinds, charset):
    if charset == "big5":
        title, *paragraphs = (
            "某市養老建議",
            "走訪十家機構，查看臺賬。",
            "問題有二，一是人少。",
            "建議加強培訓，每年兩次。",
        )
    (tmp_path / "页.html").write_bytes(page(title, paragraphs, charset))
    read = read_file(tmp_path / "页.html")
    assert read.text == "\n".join((title, *paragraphs, "甲镇 乙镇"))
    assert kinds(read)["furniture"] > 30


def test_a_page_that_lies_about_its_code(tmp_path, title, paragraphs):
    (tmp_path / "页.htm").write_bytes(page(title, paragraphs, "gb2312").replace(b"gb2312", b"utf-8"))
    assert read_file(tmp_path / "页.htm").text.startswith(f"{title}\n{paragraphs[0]}")


def test_a_title_outside_the_text_comes_first(tmp_path, title, paragraphs):
    data = page(title, paragraphs).replace(f"<h1>{title}</h1>".encode(), b"")
    (tmp_path / "页.html").write_bytes(data)
    assert read_file(tmp_path / "页.html").text.startswith(f"{title}\n{paragraphs[0]}")


def test_a_page_nested_without_end_is_read(tmp_path, paragraphs):
    (tmp_path / "页.html").write_text("<html>" + "<div>" * 5000 + paragraphs[0], encoding="utf-8")
    assert read_file(tmp_path / "页.html").text == paragraphs[0]


def test_a_web_page_under_the_name_of_an_old_word_document(tmp_path, title, paragraphs, kinds):
    (tmp_path / "稿.doc").write_bytes(page(title, paragraphs))
    read = read_file(tmp_path / "稿.doc")
    assert paragraphs[2] in read.text
    assert kinds(read)["format"] == 1


DATA = """<table><caption>表1 各镇诊所</caption><thead><tr><th>镇<br>名</th><th>诊所数</th><th>每千人</th></tr></thead>
<tbody><tr><td>甲镇</td><td><p>3</p></td><td>0.4</td></tr><tr><td>乙镇</td><td>12</td><td>共享<b>县医院</b></td></tr>
<tr><td colspan="2">合计15</td><td>0.9</td></tr></tbody></table>"""


def test_a_table_of_data_is_a_line_a_row_with_its_cells_apart(tmp_path, title, paragraphs):
    (tmp_path / "页.html").write_bytes(page(title, paragraphs).replace(b"</h1>", f"</h1>{DATA}".encode()))
    rows = ["表1各镇诊所", "镇名 诊所数 每千人", "甲镇 3 0.4", "乙镇 12 共享县医院", "合计15 0.9"]
    assert read_file(tmp_path / "页.html").text == "\n".join((title, *rows, *paragraphs, "甲镇 乙镇"))


def test_a_row_of_long_cells_keeps_them_apart(tmp_path, paragraphs):
    cells = "".join(f"<td>{paragraph.rstrip('。')}</td>" for paragraph in paragraphs[1:])
    html = f"<html><body><p>{paragraphs[0]}</p><table><tr>{cells}</tr><tr><td>甲</td><td>乙</td></tr></table>"
    (tmp_path / "页.html").write_text(html, encoding="utf-8")
    one, two = (paragraph.rstrip("。") for paragraph in paragraphs[1:])
    assert f"{one} {two}" in read_file(tmp_path / "页.html").text


def test_a_table_that_lays_out_the_page_stays_the_page(tmp_path, title, paragraphs):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs * 2)
    html = f"<html><body><table><tr><td><a>首页，要闻</a></td><td><h1>{title}</h1>{body}</td></tr></table>"
    (tmp_path / "页.html").write_text(html, encoding="utf-8")
    assert read_file(tmp_path / "页.html").text.startswith(f"{title}\n{paragraphs[0]}\n{paragraphs[1]}")


FORM = """<table><tr><td>提案号</td><td>031</td><td>类别</td><td>社会建设</td></tr>
<tr><td>提案人</td><td>张某</td><td>届次</td><td colspan="3">六届五次会议<br>（2026年1月）</td></tr></table>"""


@pytest.mark.parametrize("place", ["<h1>", "</h1>", "<p>　　"], ids=["before the title", "below it", "in the text"])
def test_a_table_of_labels_and_values_gives_fields_wherever_it_stands(tmp_path, title, paragraphs, place):
    new = place + FORM if place == "</h1>" else FORM + place
    (tmp_path / "页.html").write_bytes(page(title, paragraphs).replace(place.encode(), new.encode(), 1))
    read = read_file(tmp_path / "页.html")
    assert read.fields == {
        "id": "031", "category": "社会建设", "proposer": "张某", "session": "六届五次会议 （2026年1月）",
        "publish_time": "2024-01-09",
    }  # fmt: skip
    assert read.text == "\n".join((title, *paragraphs, "甲镇 乙镇"))


def test_a_list_of_other_proposals_gives_no_fields(tmp_path, title, paragraphs):
    rows = "<tr><th>提案号</th><th>提案人</th></tr><tr><td>1</td><td>李某</td></tr><tr><td>2</td><td>王某</td></tr>"
    data = page(title, paragraphs).replace(b"</h1>", f"</h1><table>{rows}</table>".encode())
    (tmp_path / "页.html").write_bytes(data)
    assert read_file(tmp_path / "页.html").fields == {"publish_time": "2024-01-09"}  # which the page itself tells


MENU = "<ul class='menu'><li><a>首页</a></li><li><a>政协概况</a></li><li><a>委员风采</a></li></ul>"
SPANS = "<div id='nav'><span>首页</span><span>要闻</span><span>提案</span></div>"
LIST = "<ul><li><a>关于增设天桥的提案，由交通局办理</a></li><li><a>关于电梯的提案</a></li></ul>"
OTHERS = f"<div><h3>相关阅读</h3>{LIST}</div>"
LINE_OF_LINKS = "<p>相关链接：<a>关于增设过街天桥的提案</a> <a>关于老年食堂的提案</a></p>"
SITES = ["{}-某市政协", "{}_某某政协网", "{} - 提案选登 - 某市政协委员会", "{}|某市政协", "{}—某市政协门户网站", "{}"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("before", [MENU, SPANS, f"<h1>某市政协</h1>{MENU}"], ids=["list", "spans", "logo"])
@pytest.mark.parametrize("after", [OTHERS, LINE_OF_LINKS], ids=["list", "line"])
def test_menus_other_pages_and_the_name_of_the_site_are_left_out(tmp_path, title, paragraphs, site, before, after):
    items = "".join(f"<li>{paragraph}</li>" for paragraph in paragraphs)
    head = f"<html><head><title>{site.format(title)}</title></head><body>"
    for text in (f"<div><h2>{title}</h2><ul>{items}</ul></div>", f"<div><ol>{items}</ol></div>"):
        (tmp_path / "页.html").write_text(head + before + text + after, encoding="utf-8")
        assert read_file(tmp_path / "页.html").text == "\n".join((title, *paragraphs))


def test_links_in_the_text_and_a_dash_in_the_title_stay(tmp_path, paragraphs):
    title = "关于“三馆一中心”——城东文化设施的建议"
    links = "详见<a>《社区食堂管理办法》</a>和<a>《补助细则》</a>。"
    html = f"<title>{title}-某市政协</title>{MENU}<div><p>{paragraphs[0]}</p><p>{links}</p><p>{paragraphs[1]}</p></div>"
    (tmp_path / "页.html").write_text(html, encoding="utf-8")
    assert read_file(tmp_path / "页.html").text == "\n".join(
        (title, paragraphs[0], "详见《社区食堂管理办法》和《补助细则》。", paragraphs[1])
    )


@pytest.mark.parametrize("tag", ["<div>", "<div/>", "<svg></svg><path/>"])
def test_a_page_nested_without_end_is_refused_at_once(tmp_path, paragraphs, tag):
    """A page made to keep a parser busy is told in one line; HTML ignores the slash, so that <div/> nests as well."""
    (tmp_path / "深.html").write_text(f"<html><body>{tag * 200_000}{paragraphs[0]}", encoding="utf-8")
    with pytest.raises(InputError, match=r"深\.html：网页层层嵌套过深"):
        read_file(tmp_path / "深.html")


def test_elements_that_are_never_closed_do_not_make_a_page_deep(tmp_path, paragraphs):
    """Old pages leave p, li, td and br open by the thousand, and new ones are full of drawings and readings."""
    drawing = f"<svg><svg><path d=1 /></svg>{'<path d=2 />' * 20_000}</svg>"
    page = (
        f"<html><body>{drawing}{'<p>甲。<br><svg><path d=1 /></svg>' * 5000}<ul>{'<li>乙' * 5000}</ul>"
        f"<ruby>{'丙<rp>(<rt>bing<rp>)' * 6000}</ruby><p>{paragraphs[0]}"
    )
    (tmp_path / "平.html").write_text(page, encoding="utf-8")
    assert paragraphs[0] in read_file(tmp_path / "平.html").text


def test_what_a_page_shows_to_nobody_is_left_out_unless_it_is_the_text(tmp_path, title, paragraphs):
    """Words for search engines are no title; a text that a script would unfold is the proposal."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    for hidden, shown in (
        ('<div style="display:none">便民服务</div>', text),
        ("", f'<div style="display: none">{text}</div>'),
    ):
        page = f"<html><body>{hidden}<h1>{title}</h1>{shown}</body></html>"
        (tmp_path / "页.html").write_text(page, encoding="utf-8")
        assert read_file(tmp_path / "页.html").text == "\n".join((title, *paragraphs))


def test_the_title_element_of_a_page_that_word_saved_is_none(tmp_path, title, paragraphs):
    """It names the template, or what the document was before."""
    text = "".join(f"<p class=MsoNormal>{line}</p>" for line in (title, *paragraphs))
    head = '<meta name=Generator content="Microsoft Word 15"><title>政协提案填写格式样本</title>'
    (tmp_path / "稿.doc").write_text(f"<html><head>{head}</head><body>{text}</body></html>", encoding="gb18030")
    assert read_file(tmp_path / "稿.doc").text == "\n".join((title, *paragraphs))
