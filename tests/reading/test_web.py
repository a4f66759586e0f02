"""Of a web page only the proposal is read, whatever code it is in; what was left out is counted."""

import pytest

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


FORM = """<table><tr><td>提案号</td><td>031</td><td>类别</td><td>社会建设</td></tr>
<tr><td>提案人</td><td>张某</td><td>届次</td><td colspan="3">六届五次会议<br>（2026年1月）</td></tr></table>"""


@pytest.mark.parametrize("place", ["<h1>", "</h1>", "<p>　　"], ids=["before the title", "below it", "in the text"])
def test_a_table_of_labels_and_values_gives_fields_wherever_it_stands(tmp_path, title, paragraphs, place):
    new = place + FORM if place == "</h1>" else FORM + place
    (tmp_path / "页.html").write_bytes(page(title, paragraphs).replace(place.encode(), new.encode(), 1))
    read = read_file(tmp_path / "页.html")
    assert read.fields == {
        "id": "031", "category": "社会建设", "proposer": "张某", "session": "六届五次会议 （2026年1月）",
    }  # fmt: skip
    assert read.text == "\n".join((title, *paragraphs, "甲镇 乙镇"))


def test_a_list_of_other_proposals_gives_no_fields(tmp_path, title, paragraphs):
    rows = "<tr><th>提案号</th><th>提案人</th></tr><tr><td>1</td><td>李某</td></tr><tr><td>2</td><td>王某</td></tr>"
    data = page(title, paragraphs).replace(b"</h1>", f"</h1><table>{rows}</table>".encode())
    (tmp_path / "页.html").write_bytes(data)
    assert not read_file(tmp_path / "页.html").fields
