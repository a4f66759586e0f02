"""What an office holds is read whole; what cannot be read is named, with the problem and the remedy, and skipped."""

import contextlib
import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
import xlsxwriter

from analyzer.errors import InputError
from analyzer.proposal import Document
from analyzer.reading import ReadFailure, nothing_readable, paths, read_file, read_paths

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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


def test_two_files_of_one_name_are_both_kept_and_the_second_says_so(tmp_path):
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(LONG, encoding="utf-8")
    *documents, note = read_paths([tmp_path])
    assert [document.id for document in documents] == ["1", "1#2"]
    assert str(note) == "甲/1.txt：1 件与前面的编号相同，暂记为 1#2，请核对编号"
    assert [repair.kind for repair in documents[1].source.repairs] == ["id"]


def test_a_file_that_several_paths_lead_to_is_read_once_and_that_is_said(tmp_path, monkeypatch):
    """Read twice, a proposal would be the copy of itself."""
    for name in ("一.txt", "二.txt"):
        (tmp_path / name).write_text(LONG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    *documents, note = read_paths([tmp_path, Path("一.txt")])
    assert [document.id for document in documents] == ["一", "二"]
    assert str(note) == "一.txt：这个文件给了不止一次，只读一次"
    *documents, note = read_paths([Path("二.txt"), tmp_path], unique=False)
    assert [document.id for document in documents] == ["二", "一"]
    assert str(note) == f"{tmp_path.name}：其中 1 个文件（如 二.txt）给了不止一次，只读一次"


def test_an_archive_of_windows_with_gbk_names(tmp_path):
    path = tmp_path / "会议.zip"
    path.write_bytes(gbk_archive("提案/养老.txt", LONG.encode()))
    (document,) = split(read_paths([path]))[0]
    assert document.id == "养老"
    assert document.source.file == "会议.zip/提案/养老.txt"


def gbk_archive(name, content):
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
        archive.writestr("内.zip", gbk_archive("x.txt", b"x"))
        archive.writestr("__MACOSX/._外.txt", "x")
    documents, failures = split(read_paths([path]))
    assert documents[0].source.file == "会议.zip/外.txt"
    assert "压缩包里的压缩包" in str(failures[0].error) and len(failures) == 1
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("whole", [False, True], ids=["method of an entry", "version of the archive"])
def test_a_compression_that_is_not_known_is_no_damage(tmp_path, whole):
    """The office is told to pack anew, and does not ask the member for a file that is sound."""
    data = bytearray(gbk_archive("x.txt", LONG.encode()))
    directory = data.index(b"PK\x01\x02")
    for place in [directory + 6] if whole else [8, directory + 10]:
        data[place] = 98
    path = tmp_path / "会议.zip"
    path.write_bytes(data)
    (failure,) = split(read_paths([path]))[1]
    assert "不认识的压缩方式" in str(failure.error) and "重新压缩" in str(failure.error)
    assert "会议.zip" in str(failure.error) and "损坏" not in str(failure.error)


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
        "密.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "Word 文档加了密码"),
        "密.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "Excel 工作簿加了密码"),
        "密.doc": (old_word(0x0100), "Word 文档加了密码"),
        "残.docx": (gbk_archive("x.xml", b"<x/>"), "Word 文档损坏"),
        "残.doc": (OLE.ljust(512, b"\0") + "Book Title".encode("utf-16-le"), "LibreOffice"),
        "残.xlsx": (gbk_archive("x.xml", b"<x/>"), "不是 Excel 文件"),
        "空.zip": (b"PK\x05\x06" + bytes(18), "里面没有文件"),
    }
    for name, (data, expected) in cases.items():
        (tmp_path / name).write_bytes(data)
        assert expected in refused(tmp_path / name)


def old_word(flags):
    """The beginning of a .doc: the container's header, the document's header, the name of its stream."""
    header = b"\xec\xa5\xc1\0" + bytes(6) + flags.to_bytes(2, "little")
    return OLE.ljust(512, b"\0") + header.ljust(512, b"\0") + "WordDocument".encode("utf-16-le")


@pytest.mark.parametrize("suffix", ["doc", "wps", "docx", "pdf", "xls", "xlsx", "zip", "txt", "csv", "jsonl", "html"])
def test_random_bytes_under_any_name_are_refused_with_what_to_do(tmp_path, suffix):
    for seed in range(20):
        path = tmp_path / f"乱{seed}.{suffix}"
        path.write_bytes(random.Random(seed).randbytes(3000))
        assert "请" in refused(path)


def test_a_workbook_of_the_old_format_under_a_password(tmp_path, monkeypatch):
    import python_calamine

    def locked(_):
        raise python_calamine.PasswordError

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", locked)
    (tmp_path / "密.xls").write_bytes(OLE + "Workbook".encode("utf-16-le"))
    assert "Excel 工作簿加了密码" in refused(tmp_path / "密.xls")


def test_a_file_that_may_not_be_read_is_named_in_chinese_and_the_others_are_read(tmp_path, held_open):
    for name in ("1.txt", "2.txt", "3.txt"):
        (tmp_path / name).write_text(LONG, encoding="utf-8")
    with held_open("2.txt"):
        documents, failures = split(read_paths([tmp_path]))
    assert [document.id for document in documents] == ["1", "3"]
    (line,) = [str(failure.error) for failure in failures]
    assert line.startswith("2.txt：打不开（没有权限，或正被另一个程序占用）。请") and "denied" not in line


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_may_not_be_entered_is_named(tmp_path):
    (tmp_path / "甲").mkdir()
    (tmp_path / "乙.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "甲").chmod(0)
    documents, failures = split(read_paths([tmp_path, tmp_path / "甲" / "一.txt"]))
    (tmp_path / "甲").chmod(0o700)
    assert len(documents) == 1
    assert [failure.file for failure in failures] == ["甲", "一.txt"]


def test_input_with_nothing_in_it_is_named_and_the_rest_is_read(tmp_path):
    (tmp_path / "空夹").mkdir()
    (tmp_path / "稿.txt").write_text(LONG, encoding="utf-8")
    documents, failures = split(read_paths([tmp_path / "空夹", tmp_path / "稿.txt"]))
    assert len(documents) == 1
    assert [str(failure.error) for failure in failures] == ["空夹：里面没有文件。请检查是否选对了文件夹或压缩包"]


def test_where_nothing_could_be_read_one_line_tells_the_commonest_reasons(tmp_path):
    for name in ("1.exe", "2.exe", "3.mp4"):
        (tmp_path / name).write_bytes(b"MZ")
    line = str(nothing_readable(split(read_paths([tmp_path]))[1]))
    assert line.startswith("没有一件可读的提案：不支持这种文件（.exe）（2 处，如 1.exe）；不支持这种文件（.mp4）")
    (tmp_path / "1.exe").rename(tmp_path / "唯一.exe")
    assert str(nothing_readable(split(read_paths([tmp_path / "唯一.exe"]))[1])).startswith("唯一.exe：不支持")


def test_a_folder_is_read_in_the_order_in_which_a_person_counts(tmp_path):
    """So do results list proposals, pairs and groups, whatever their numbers."""
    for folder in ("会10", "会9"):
        (tmp_path / folder).mkdir()
        for name in ("提案10.txt", "提案9.txt", "提案1.txt"):
            (tmp_path / folder / name).write_text(LONG, encoding="utf-8")
    read = split(read_paths([tmp_path], unique=False))[0]
    assert [document.id for document in read] == ["提案1", "提案9", "提案10"] * 2
    assert read[0].source.file == "会9/提案1.txt"
    shutil.make_archive(str(tmp_path / "会9"), "zip", tmp_path / "会9")
    assert [document.id for document in split(read_paths([tmp_path / "会9.zip"]))[0]] == ["提案1", "提案9", "提案10"]


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


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_zero_bytes_that_fill_the_end_of_a_text_are_none_of_it(tmp_path, body, encoding):
    """An old program writes whole blocks; the text in them is as readable as any."""
    (tmp_path / "旧.txt").write_bytes(body.encode(encoding) + b"\0" * 99)
    assert read_file(tmp_path / "旧.txt").text == body


def test_a_text_under_the_name_of_a_workbook_is_a_text(tmp_path, body, kinds):
    """Its lines are no rows: each would become a proposal."""
    (tmp_path / "稿.xlsx").write_text(body, encoding="utf-8")
    read = read_file(tmp_path / "稿.xlsx")
    assert read.text == body and kinds(read)["format"] == 1


def test_an_odd_number_in_a_word_list_costs_nothing(tmp_path):
    """A level that only looks like a number (²) is none."""
    made = docx.Document()
    made.add_paragraph("关于改进社区食堂的建议")
    made.add_paragraph("由区民政局按季拨付补助。", style="List Number")
    made.save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as whole, zipfile.ZipFile(tmp_path / "b.docx", "w") as odd:
        for name in whole.namelist():
            odd.writestr(name, whole.read(name).replace(b'<w:ilvl w:val="0"', b'<w:ilvl w:val="\xc2\xb2"'))
    documents, failures = split(read_paths([tmp_path / "b.docx"]))
    assert "按季拨付补助" in documents[0].text
    assert not failures


def test_what_nobody_foresaw_in_one_file_does_not_stop_the_others(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("关于停车的建议\n停车难。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("关于食堂的建议\n食堂少。", encoding="utf-8")
    whole = paths._read_stream

    def fail(stream, size, file, *rest):
        if file.endswith("a.txt"):
            raise KeyError(file)
        return whole(stream, size, file, *rest)

    monkeypatch.setattr(paths, "_read_stream", fail)
    documents, failures = split(read_paths([tmp_path]))
    assert [Path(document.source.file).name for document in documents] == ["b.txt"]
    assert "读取时出错（KeyError）" in str(failures[0].error)


def test_a_workbook_whose_last_corner_is_filled_is_refused_unread(tmp_path):
    """A reader would set aside seventeen thousand million cells for two."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "案由")
        sheet.write("XFD1048576", " ")
    _, failures = split(read_paths([tmp_path / "a.xlsx"]))
    assert "工作表的范围过大" in str(failures[0].error)


@pytest.mark.parametrize(("flaw", "said"), [("bytes", "工作簿损坏"), ("method", "不认识的压缩方式")])
def test_a_worksheet_that_cannot_be_unpacked_is_told_as_what_it_is(tmp_path, flaw, said):
    """Its cells are counted before the workbook is opened, which must not hide what is wrong with it."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_column("A1", ["案由", *(f"关于停车的建议{n}" for n in range(50))])
    whole = bytearray((tmp_path / "a.xlsx").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    name = sheet.filename.encode()
    if flaw == "bytes":
        packed = sheet.header_offset + 30 + len(name)
        whole[packed + 2 : packed + 40] = b"\xff" * 38
    else:
        listed = whole.rindex(name) - 46
        whole[sheet.header_offset + 8] = whole[listed + 10] = 9  # Deflate64
    (tmp_path / "a.xlsx").write_bytes(whole)
    _, failures = split(read_paths([tmp_path / "a.xlsx"]))
    assert said in str(failures[0].error)
