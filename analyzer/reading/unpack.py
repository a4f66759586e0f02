"""Members of a .zip, read in memory and bounded; nothing is written to disk, so no path can escape."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from analyzer.errors import AnalyzerError, InputError
from analyzer.language.order import natural
from analyzer.reading.rules import ReadingRules

_SMALL = 10 << 20
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_BLOCK = 1 << 20
_CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')  # where a cell of a worksheet stands
_LONGEST_CELL = 15
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)  # what a member's bytes may bring about


def members(stream: IO[bytes], file: str, rules: ReadingRules) -> Iterator[tuple[str, bytes | AnalyzerError]]:
    """Name and content of each file in an archive, in name order; an error stands for a member that cannot be read.

    Raises:
        InputError: the archive is damaged, or unpacks to more than the limits allow.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [(_name(info), info) for info in _checked(archive, file, rules)]
            for name, info in sorted(entries, key=lambda entry: natural(entry[0])):
                yield name, _content(archive, info, f"{file}/{name}", rules)
    except NotImplementedError as error:
        raise unknown_compression(file) from error
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError("压缩包损坏，打不开", where=file, remedy="请重新压缩后重试") from error


def unknown_compression(where: str) -> InputError:
    """What to say where zipfile knows a packer's method or version not (Deflate64, PPMd); the file is sound."""
    remedy = "文件没有坏，请先解压，再用资源管理器或 WPS 重新压缩为普通 .zip（Word、Excel 文件请打开后另存）"
    return InputError("用了本程序不认识的压缩方式，读不了", where=where, remedy=remedy)


def check_package(stream: IO[bytes], file: str, rules: ReadingRules) -> None:
    """Refuses an Office package that unpacks to more than the limits allow, or a workbook whose sheets span too much.

    Raises:
        InputError: it does, or a sheet is packed in a way that is not known.
        zipfile.BadZipFile: it is damaged.
    """
    with zipfile.ZipFile(stream) as archive:
        for info in _checked(archive, file, rules):
            if info.filename.startswith("xl/worksheets/"):
                _check_sheet(archive, info, file, rules)
    stream.seek(0)


def _check_sheet(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, rules: ReadingRules) -> None:
    try:
        with archive.open(info) as sheet:
            cells = _cells(sheet)
    except NotImplementedError as error:
        raise unknown_compression(file) from error
    except _DAMAGED as error:
        raise zipfile.BadZipFile(info.filename) from error
    if cells > rules.limits["cells"]:
        raise InputError("工作表的范围过大，未读取", where=file, remedy="请删去表格右下方多余的行列，另存后重试")


def _cells(sheet: IO[bytes]) -> int:
    """Cells of the range that a worksheet's own cells span: its greatest column times its greatest row.

    A reader sets aside a place for each of them, however few are filled.
    """
    widest = lowest = 0
    rest = b""
    while block := sheet.read(_BLOCK):
        rest += block
        for column, row in _CELL.findall(rest):
            widest, lowest = max(widest, _column(column)), max(lowest, int(row))
        rest = rest[-_LONGEST_CELL:]
    return widest * lowest


def _column(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _checked(archive: zipfile.ZipFile, file: str, rules: ReadingRules) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    limits = rules.limits
    bomb = any(
        info.file_size > _SMALL and info.file_size > limits["archive_ratio"] * info.compress_size for info in infos
    )
    if bomb or sum(info.file_size for info in infos) > limits["archive_bytes"]:
        raise InputError("解压后过大，疑似压缩炸弹，未读取", where=file, remedy="请核实来源；确需读取请先解压")
    if len(infos) > limits["archive_members"]:
        raise InputError(f"内含文件超过 {limits['archive_members']} 个", where=file, remedy="请分批压缩")
    return infos


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name as its author wrote it: old Windows tools store GBK, which zipfile reads as code page 437."""
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, rules: ReadingRules) -> bytes | AnalyzerError:
    if info.flag_bits & _ENCRYPTED_FLAG:
        return InputError("压缩包加了密码", where=where, remedy="请先解压后再读")
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except NotImplementedError:
        return unknown_compression(where)
    except _DAMAGED:
        return InputError("压缩包中的这个文件损坏", where=where, remedy="请重新压缩后重试")
    return (
        content
        if len(content) <= info.file_size
        else InputError("大小与压缩包目录不符", where=where, remedy="请重新压缩")
    )
