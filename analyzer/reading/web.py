"""Web pages: the main text, found as the innermost element that still holds nearly all sentences of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from analyzer.errors import InputError
from analyzer.reading.decode import decode
from analyzer.reading.extract import Extract
from analyzer.reading.form import is_list, read_form, row_line
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)\\b[^<>]*?(/?)>")
_NEED_NO_END_TAG = frozenset({
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track",
    "wbr",
})  # fmt: skip
_DRAWINGS = ("svg", "math")  # in which, and nowhere else, <path/> is closed by its slash
_NO_TEXT = "script,style,noscript,template,iframe,object,svg,select,button,nav,aside,footer,form,[hidden]"
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BY_WORD = 'meta[name="generator" i][content^="microsoft word" i]'
_BLOCKS = "p,div,section,article,main,header,h1,h2,h3,h4,h5,h6,li,ul,ol,dl,dt,dd,table,tr,blockquote,pre,center,hr"
_BREAK = "\x1e"
_SENTENCE_MARKS = re.compile("[，。；：、！？,;]")
_SHARE = 0.85
_SHORTEST_TITLE = 6
_LONGEST_CELL = 200  # characters; a longer one is the page's text, laid out by a table
_MAX_DEPTH = 200
_MOSTLY = 0.6  # share of an element's characters in links from which it is a menu, or a list of other pages
_LITTLE = 10  # what is named like a menu is one where it holds at most a tenth of the page's sentence marks
_ASIDES = ("ul", "ol", "dl", "div", "section", "table", "p")


def read_html(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """Main text of a web page, its title first, and the fields of its forms; what was left out is counted.

    Raises:
        InputError: the bytes are no text, or a page nested so deeply that parsing it would take minutes.
    """
    from selectolax.lexbor import LexborHTMLParser

    page = _decoded(data, file)
    if _nesting(page) > rules.limits["nesting"]:
        raise InputError("网页层层嵌套过深，未读取", where=file, remedy="请在浏览器中打开，把正文复制到 Word 另存")
    tree = LexborHTMLParser(page.replace(_BREAK, " "))
    title = _title(tree, rules)
    body = tree.body
    if body is None:
        return Extract("", "html")
    everything = _size(body)
    tree.strip_tags(_NO_TEXT.split(","), recursive=True)
    _leave_out_asides(body, rules)
    _mark_breaks(body)
    with_forms = _size(body)
    fields = _take_forms(body, rules)
    in_forms = with_forms - _size(body)
    text = _text(_main(body))
    left_out = everything - in_forms - len("".join(text.split()))
    if title and title not in "".join(text.split()):
        text = f"{title}\n{text}"
    return Extract(text, "html", fields, repairs=(noted("furniture", left_out),) if left_out > 0 else ())


def _nesting(page: str) -> int:
    """How deep the elements that must be closed stand in each other, by their tags."""
    depth = deepest = drawings = 0
    for tag in _TAG.finditer(page):
        closing, name, empty = tag[1], tag[2].lower(), tag[3]
        if name in _NEED_NO_END_TAG or (empty and (drawings or name in _DRAWINGS)):
            continue
        step = -1 if closing else 1
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
        if name in _DRAWINGS:
            drawings = max(0, drawings + step)
    return deepest


def _leave_out_asides(body: Any, rules: ReadingRules) -> None:
    """Take out menus and lists of other pages: what is named so, or unseen, and says little, or is nearly all links."""
    whole = _marks(body)
    waiting = [body]
    while waiting:
        for element in list(waiting.pop().iter()):
            if _says_little(element, whole, rules) or (element.tag in _ASIDES and _is_list_of_links(element)):
                element.decompose()  # and nothing in it may be looked at any more
            else:
                waiting.append(element)


def _says_little(element: Any, whole: int, rules: ReadingRules) -> bool:
    """Whether an element is named like a menu, or shown to nobody, and holds little of the page's text."""
    name = f"{element.attributes.get('id') or ''} {element.attributes.get('class') or ''}"
    menu = element.tag in _ASIDES and rules.aside_name.search(name)
    unseen = _UNSEEN.search(element.attributes.get("style") or "")
    return bool(menu or unseen) and _LITTLE * _marks(element) <= whole


def _is_list_of_links(element: Any) -> bool:
    links = element.css("a")
    return len(links) > 1 and sum(map(_size, links)) >= _MOSTLY * _size(element) and "。" not in _unlinked(element)


def _mark_breaks(body: Any) -> None:
    for line_break in body.css("br"):
        line_break.replace_with(_BREAK)
    for cell in body.css("td,th"):
        cell.insert_after(" ")
    for block in body.css(_BLOCKS):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)


def _take_forms(body: Any, rules: ReadingRules) -> dict[str, str]:
    """The fields of the tables that are forms; of such a table only the text that is no field stays in the page.

    A table of data becomes a line a row.
    """
    fields: dict[str, str] = {}
    for table in body.css("table"):
        if len(table.css("table")) > 1:
            continue  # a table that lays out the page
        rows = [[_text(cell).strip() for cell in row.css("td,th")] for row in table.css("tr")]
        found, lines = ({}, []) if is_list(rows, rules) else read_form(rows, rules)
        if found:
            fields = found | fields
        elif _is_data(table, rows):
            lines = [*(_text(caption).strip() for caption in table.css("caption")), *map(row_line, rows)]
        else:
            continue
        table.replace_with(_BREAK + "\n".join(lines).replace("\n", _BREAK) + _BREAK)
    return fields


def _is_data(table: Any, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is one, rather than a frame that lays out the page or a list of links."""
    frame = not any(len(row) > 1 for row in rows) or any(len(cell) > _LONGEST_CELL for row in rows for cell in row)
    return not frame and 2 * sum(_size(link) for link in table.css("a")) < _size(table)


def _text(node: Any) -> str:
    return re.sub("[ \t\r\n\f]+", " ", node.text()).replace(_BREAK, "\n")


def _size(node: Any) -> int:
    """Characters of an element's text, white space aside."""
    return len("".join(node.text().split()))


def _decoded(data: bytes, file: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        try:
            return data.decode({"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass  # the page lies about itself
    return decode(data, file)


def _title(tree: Any, rules: ReadingRules) -> str:
    """The page's own heading, which is not the site's; the title element names the site too, after a dash.

    What Word saved as a page has none: its title element names a template, or an older draft.
    """
    if tree.css_first(_BY_WORD) is not None:
        return ""
    named = tree.css_first('meta[name="ArticleTitle"]')
    if named is not None and named.attributes.get("content"):
        return "".join(named.attributes["content"].split())
    names = [_without_site(node.text().strip(), rules) for node in tree.css("h1,head title")]
    whole = next((name for name in names if len(name) >= _SHORTEST_TITLE and not rules.of_site.search(f"-{name}")), "")
    return whole or next(filter(None, names), "")


def _without_site(name: str, rules: ReadingRules) -> str:
    while (shorter := rules.of_site.sub("", name)) != name:
        name = shorter
    return "".join(re.split(r"\s*[_|｜]\s*|\s+[-—]+\s+", name)[0].split())


def _main(body: Any) -> Any:
    node = body
    for _ in range(_MAX_DEPTH):
        marks = _marks(node)
        inner = next((child for child in node.iter() if marks and _marks(child) >= _SHARE * marks), None)
        if inner is None or inner.tag in ("p", "span", "font", "b", "strong"):
            break
        node = inner
    return node


def _marks(node: Any) -> int:
    """Sentence marks in an element's text outside links."""
    linked = sum(len(_SENTENCE_MARKS.findall(link.text())) for link in node.css("a"))
    return len(_SENTENCE_MARKS.findall(node.text())) - linked


def _unlinked(node: Any) -> str:
    """An element's text without that of its links."""
    text: str = node.text()
    for link in node.css("a"):
        text = text.replace(link.text(), "", 1)
    return text
