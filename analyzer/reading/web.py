"""Web pages: the main text, found as the innermost element that still holds nearly all sentences of the page."""

from __future__ import annotations

import re
from typing import Any

from analyzer.reading.decode import decode
from analyzer.reading.extract import Extract
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_NO_TEXT = "script,style,noscript,template,iframe,object,svg,select,button,nav,aside,footer,form,[hidden]"
_BLOCKS = "p,div,section,article,main,header,h1,h2,h3,h4,h5,h6,li,ul,ol,dl,dt,dd,table,tr,blockquote,pre,center,hr"
_BREAK = "\x1e"
_SENTENCE_MARKS = re.compile("[，。；：、！？,;]")
_SHARE = 0.85
_MAX_DEPTH = 200


def read_html(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """Main text of a web page, its title first; what was left out is counted in characters.

    Raises:
        InputError: the bytes are no text.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_decoded(data, file).replace(_BREAK, " "))
    title = _title(tree)
    body = tree.body
    if body is None:
        return Extract("", "html")
    everything = len("".join(body.text().split()))
    tree.strip_tags(_NO_TEXT.split(","), recursive=True)
    main = _main(body)
    for line_break in main.css("br"):
        line_break.replace_with(_BREAK)
    for cell in main.css("td,th"):
        cell.insert_after(" ")
    for block in main.css(_BLOCKS):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)
    text = re.sub("[ \t\r\n\f]+", " ", main.text()).replace(_BREAK, "\n")
    left_out = everything - len("".join(text.split()))
    if title and title not in "".join(text.split()):
        text = f"{title}\n{text}"
    return Extract(text, "html", repairs=(noted("furniture", left_out),) if left_out > 0 else ())


def _decoded(data: bytes, file: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        try:
            return data.decode({"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass  # the page lies about itself
    return decode(data, file)


def _title(tree: Any) -> str:
    """The page's own heading; the title element names the site too, after a dash."""
    named = tree.css_first('meta[name="ArticleTitle"]')
    if named is not None and named.attributes.get("content"):
        return "".join(named.attributes["content"].split())
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        if node is not None and node.text().strip():
            return "".join(re.split(r"\s*[_|]\s*|\s+[-—]+\s+|-(?=[^-]*网)", node.text().strip())[0].split())
    return ""


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
