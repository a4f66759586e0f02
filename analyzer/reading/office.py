"""Old Office formats (.doc .wps .rtf .odt), converted by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path, PurePath

from analyzer.errors import InputError
from analyzer.reading.extract import Extract
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules
from analyzer.reading.word import read_docx

_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def read_office(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """The text of an old Office document.

    Raises:
        InputError: LibreOffice is not installed, cannot read the document, or takes too long.
    """
    program = _soffice()
    suffix = PurePath(file).suffix.lower()
    if program is None:
        raise InputError(
            f"读取 {suffix.lstrip('.') or 'doc'} 文件需要 LibreOffice，本机未找到",
            where=file,
            remedy="请用 Word 或 WPS 另存为 .docx，或安装 LibreOffice（https://zh-cn.libreoffice.org）",
        )
    extract = read_docx(_converted(program, data, file, rules.limits["office_seconds"]), file, rules)
    return replace(extract, format=suffix.lstrip(".") or "doc", repairs=(noted("converted", 1),))


def _soffice() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _converted(program: str, data: bytes, file: str, seconds: int) -> bytes:
    """The document as .docx. A fresh profile keeps macros off; the dead proxy keeps linked content out."""
    with tempfile.TemporaryDirectory(prefix="analyzer-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"document{_suffix(data)}"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
        try:
            subprocess.run(
                command, timeout=seconds, check=False, stdin=subprocess.DEVNULL, capture_output=True,
                env=os.environ | nowhere,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise InputError(
                f"LibreOffice {seconds} 秒内未能转换", where=file, remedy="请用 Word 另存为 .docx"
            ) from error
        except OSError as error:
            raise InputError(
                "LibreOffice 启动失败", where=file, remedy="请检查其安装，或用 Word 另存为 .docx"
            ) from error
        result = folder / "out" / "document.docx"
        if not result.is_file():
            raise InputError(
                "LibreOffice 读不了这个文件，可能损坏或加密", where=file, remedy="请用 Word 打开后另存为 .docx"
            )
        return result.read_bytes()


def _suffix(data: bytes) -> str:
    """The suffix by which LibreOffice chooses the right filter; a .wps of Kingsoft is a Word document."""
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    return ".odt" if data.startswith(b"PK") else ".doc"
