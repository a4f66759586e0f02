"""What an office holds is read whole; what cannot be read is named, with the problem and the remedy, and skipped."""

import contextlib
import io
import subprocess
import sys
import zipfile

import pytest

from analyzer.errors import InputError
from analyzer.proposal import Document
from analyzer.reading import ReadFailure, read_file, read_paths

LONG = "我们走访了十二家卫生院，了解到常用药品的供应情况不够稳定。" * 3


def split(found):
    found = list(found)
    documents = [item for item in found if isinstance(item, Document)]
    return documents, [item for item in found if isinstance(item, ReadFailure)]


def refused(path):
    """The one line with which a file is refused."""
    documents, failures = split(read_paths([path]))
    assert not documents and len(failures) == 1
    message = str(failures[0].error)
    assert path.name in message and "\n" not in message and "。" in message
    return message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_text_in_the_encodings_of_offices(tmp_path, encoding, body):
    (tmp_path / "稿.txt").write_bytes(body.encode(encoding))
    assert read_file(tmp_path / "稿.txt").text == body


def test_traditional_text_in_big5(tmp_path, kinds):
    text = "關於加強鄉鎮衛生院藥品供應的建議\n調研組走訪了全縣十二家鄉鎮衛生院，查看藥房臺賬。"
    (tmp_path / "稿.txt").write_bytes(text.encode("big5"))
    document = read_file(tmp_path / "稿.txt")
    assert document.text.startswith("关于加强乡镇卫生院药品供应的建议\n调研组走访了")
    assert kinds(document)["traditional"] > 10


def test_a_damaged_byte_costs_one_character(tmp_path, body, kinds):
    data = bytearray((body * 5).encode("gb18030"))
    data[301] = 0xFF
    (tmp_path / "稿.txt").write_bytes(data)
    assert kinds(read_file(tmp_path / "稿.txt"))["lost_characters"] <= 2


def test_markdown_loses_its_marks_and_keeps_masked_numbers(tmp_path):
    (tmp_path / "稿.md").write_text(
        "# 关于养老的建议\n\n**建议**由[民政局](http://x.cn)牵头，走访**家。", encoding="utf-8"
    )
    assert read_file(tmp_path / "稿.md").text == "关于养老的建议\n建议由民政局牵头，走访**家。"


def test_a_folder_is_searched_in_name_order_without_hidden_files_and_links(tmp_path):
    folder = tmp_path / "会议"
    (folder / "乙").mkdir(parents=True)
    (folder / "2.txt").write_text(LONG, encoding="utf-8")
    (folder / "1.txt").write_text(LONG, encoding="utf-8")
    (folder / "乙" / "3.txt").write_text(LONG, encoding="utf-8")
    for hidden in (".隐藏.txt", "~$稿.docx", "Thumbs.db"):
        (folder / hidden).write_text("x")
    (tmp_path / "外.txt").write_text(LONG, encoding="utf-8")
    with contextlib.suppress(OSError):  # Windows without the right to make links
        (folder / "链接.txt").symlink_to(tmp_path / "外.txt")
    documents, failures = split(read_paths([folder]))
    assert [document.id for document in documents] == ["1", "2", "3"]
    assert documents[2].source.file == "乙/3.txt"
    assert not failures


def test_a_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "1.txt").write_bytes(b"")
    (tmp_path / "2.docx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "3.exe").write_bytes(b"MZ")
    (tmp_path / "4.txt").write_text(LONG, encoding="utf-8")
    documents, failures = split(read_paths([tmp_path]))
    assert [document.id for document in documents] == ["4"]
    assert [failure.file for failure in failures] == ["1.txt", "2.docx", "3.exe"]


def test_two_files_of_one_name_are_both_kept_and_reported(tmp_path):
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(LONG, encoding="utf-8")
    documents, failures = split(read_paths([tmp_path]))
    assert [document.id for document in documents] == ["1", "1#2"]
    assert "编号“1”重复" in str(failures[0].error)


def test_an_archive_of_windows_with_gbk_names(tmp_path):
    path = tmp_path / "会议.zip"
    path.write_bytes(_gbk_archive("提案/养老.txt", LONG.encode()))
    (document,) = split(read_paths([path]))[0]
    assert document.id == "养老"
    assert document.source.file == "会议.zip/提案/养老.txt"


def _gbk_archive(name, content):
    """A .zip as Windows tools before UTF-8 write it: the name's GBK bytes, and no flag that says so."""
    placeholder = "x" * len(name.encode("gbk"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(placeholder, content)
    return buffer.getvalue().replace(placeholder.encode(), name.encode("gbk"))


def test_an_archive_cannot_lead_out_of_itself_and_inner_archives_are_refused(tmp_path):
    path = tmp_path / "会议.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../外.txt", LONG)
        archive.writestr("内.zip", _gbk_archive("x.txt", b"x"))
        archive.writestr("__MACOSX/._外.txt", "x")
    documents, failures = split(read_paths([path]))
    assert documents[0].source.file == "会议.zip/外.txt"
    assert "压缩包里的压缩包" in str(failures[0].error) and len(failures) == 1
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_zip_bomb_is_refused_unread(tmp_path):
    path = tmp_path / "弹.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("大.txt", b"\0" * (60 << 20))
    assert "压缩炸弹" in refused(path)


def test_a_word_document_that_is_a_bomb_is_refused(tmp_path):
    path = tmp_path / "弹.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (60 << 20))
    assert "压缩炸弹" in refused(path)


def test_bad_files_are_refused_in_one_line(tmp_path):
    cases = {
        "空.txt": (b"", "文件是空的"),
        "空白.txt": (b" \n \n", "没有正文"),
        "坏.docx": (b"PK\x03\x04 not a package", "损坏"),
        "坏.pdf": (b"%PDF-1.4 nothing more", "损坏"),
        "坏.xlsx": (b"\x00\x01\x02\x03" * 50, "不是 xlsx 文件"),
        "乱.txt": (bytes(range(256)) * 20, "编码"),
        "怪.xyz": (b"abc", "不支持"),
        "坏.zip": (b"PK\x03\x04\0\0", "损坏"),
        "假.docx": (b"plain words", "不是 docx 文件"),
        "密.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        "密.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    }
    for name, (data, expected) in cases.items():
        (tmp_path / name).write_bytes(data)
        assert expected in refused(tmp_path / name)


def test_a_missing_file_is_refused(tmp_path):
    assert "没有这个文件" in refused(tmp_path / "无.txt")


def test_a_text_of_fifty_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(50 << 20)
    assert "文件过大（50 MB" in refused(path)


def test_a_text_far_too_long_for_a_proposal_is_refused(tmp_path):
    (tmp_path / "汇编.txt").write_text("关于养老的建议，" * 30_000, encoding="utf-8")
    assert "不像一件提案" in refused(tmp_path / "汇编.txt")


def test_a_text_under_a_word_name_is_read_as_text_and_noted(tmp_path, kinds):
    (tmp_path / "稿.docx").write_text(LONG, encoding="gb18030")
    document = read_file(tmp_path / "稿.docx")
    assert document.text == LONG
    assert kinds(document) == {"format": 1}


def test_a_folder_or_a_table_of_several_is_no_single_proposal(tmp_path):
    with pytest.raises(InputError, match="analyzer screen"):
        read_file(tmp_path)
    (tmp_path / "表.csv").write_text(f"标题,正文\n甲,{LONG}\n乙,{LONG}", encoding="utf-8")
    with pytest.raises(InputError, match="analyzer screen"):
        read_file(tmp_path / "表.csv")


def test_nothing_heavy_is_imported_before_it_is_needed():
    heavy = {"docx", "lxml", "pypdfium2", "opencc", "python_calamine", "selectolax", "charset_normalizer"}
    code = f"import sys, analyzer.reading; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
