"""The report in a real browser and the Word file in a real word processor, where these are installed."""

import html
import re
import shutil
import subprocess

import pypdfium2
import pytest

from analyzer.reporting.html import session_page
from analyzer.reporting.word import annotated_docx
from tests.reporting.factories import LINES, TITLE, FakeSession, assessment, session

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OFFICE = shutil.which("soffice")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")

# What a reviewer does, and what the page then shows, written into the title.
PROBE = """<script>(() => {
  const byId = (id) => document.getElementById(id), seen = [];
  const set = (id, value, event) => { byId(id).value = value; byId(id).dispatchEvent(new Event(event)); };
  const note = (name) => seen.push(name + "=" + byId("shown").textContent);
  document.querySelectorAll("svg .bar")[10].dispatchEvent(new MouseEvent("click", { bubbles: true })); note("bar");
  byId("reset").click(); note("reset");
  set("only", "hard", "change"); note("hard"); set("only", "", "change");
  set("search", "医药", "input"); note("search"); set("search", "", "input");
  const heads = byId("proposals").tHead.rows[0].cells, first = () => byId("proposals").tBodies[0].rows[0].cells;
  heads[4].querySelector("button").click(); seen.push("best=" + first()[4].textContent);
  heads[0].querySelector("button").click(); seen.push("id=" + first()[0].textContent);
  byId("anonymous").click(); seen.push("name=" + document.querySelector(".who").textContent);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const legible = (node) => node.data.includes("知远") && !node.parentElement.closest("script");
  let names = 0;
  while (texts.nextNode()) names += legible(texts.currentNode);
  seen.push("names=" + names);
  location.hash = "#n1-t-e0";
  setTimeout(() => { seen.push("open=" + byId("n1").open); document.title = seen.join("|"); }, 200);
})();</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_report_filters_sorts_hides_names_and_opens_what_is_linked(tmp_path):
    lines = (*LINES[:3], f"{LINES[3]}这次走访由林知远委员领队。", *LINES[4:])
    page = "".join(session_page(session(9, lines, LINES[1]))).replace("</body>", f"{PROBE}</body>")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    address = (tmp_path / "report.html").as_uri()
    command = [
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={tmp_path}/profile",
        "--virtual-time-budget=3000",
        "--dump-dom",
        address,
    ]
    dom = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode("utf-8")
    title = html.unescape(re.search(r"<title>(.*?)</title>", dom)[1])
    assert dict(item.split("=") for item in title.split("|")) == {
        "bar": "1 件，共 9 件",
        "reset": "9 件",
        "hard": "3 件，共 9 件",
        "search": "3 件，共 9 件",
        "best": "94.0",
        "id": "0001",
        "name": "（隐去）",
        "names": "0",
        "open": "true",
    }


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
def test_the_annotated_draft_opens_in_a_word_processor(tmp_path):
    (tmp_path / "a.docx").write_bytes(annotated_docx(assessment(), None))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "a.docx"]
    subprocess.run(command, capture_output=True, timeout=180, check=True)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    assert TITLE in text and all(line.replace("　", "") in text for line in LINES[2:])


def printed(page, folder):
    """The text of each page that the browser prints."""
    (folder / "report.html").write_text(page, encoding="utf-8")
    target = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/report.pdf"]
    command = [CHROMIUM, *FLAGS, *target, (folder / "report.html").as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    with pypdfium2.PdfDocument(folder / "report.pdf") as document:
        return [each.get_textpage().get_text_range() for each in document]


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_what_is_folded_stays_off_the_paper(tmp_path):
    """A printed report is the overview, the tables and what was opened, not every comparison and every proposal."""
    text = "".join(printed("".join(session_page(session(6, LINES, LINES[10]))), tmp_path))
    assert "提案表" in text and "G1" in text and "折叠起来的内容没有打印" in text
    assert "两件对照" not in text and "逐件" not in text and "还缺什么" not in text
    assert "点一根柱子" not in text


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_table_has_its_header_on_every_page(tmp_path):
    made = session(90)
    pages = printed("".join(session_page(FakeSession(made.assessments, run=made.run))), tmp_path)
    rows = [text for text in pages if re.search(r"00\d\d\s", text) and "先看这些" not in text]
    assert len(rows) >= 2 and all("需要关注" in text for text in rows)


# What is wider than the page, and how many characters the narrowest title of a group's table shows on a line.
NARROW = """<script>{
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const widths = [...document.querySelectorAll("#groups td.title")].map((cell) => cell.clientWidth);
  const written = (node) => node.textContent.trim() && !node.closest("svg");
  const small = [...document.querySelectorAll("main *")].filter(written)
    .map((node) => parseFloat(getComputedStyle(node).fontSize));
  parent.postMessage([wide, Math.round(Math.min(...widths) / 16), Math.min(...small)].join(), "*");
}</script></body>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize("width", [390, 1024, 1280])
def test_a_page_is_read_without_scrolling_sideways_or_spectacles(tmp_path, width):
    page = "".join(session_page(session(4, LINES, LINES[10]))).replace("</body>", NARROW)
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    frame = f'<iframe src="report.html" style="width:{width}px;height:800px;border:0"></iframe>'
    frame = f"<title></title><script>onmessage = (event) => document.title = event.data</script>{frame}"
    (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
    options = (f"--user-data-dir={tmp_path}/profile", "--window-size=1400,900", "--virtual-time-budget=3000")
    command = [CHROMIUM, *FLAGS, *options, "--dump-dom", (tmp_path / "frame.html").as_uri()]
    dom = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode("utf-8")
    wide, characters, smallest = re.search(r"<title>(.*?)</title>", dom)[1].split(",")
    assert wide == "false" and int(characters) >= 10 and float(smallest) >= 14
