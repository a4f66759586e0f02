"""What a person does to a Word document or workbook: writes into empty cells, and saves."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO


def saved(data: bytes, cells: Mapping[tuple[int, str], str] | None = None, *, by: str | None = "王某") -> bytes:
    """The file with text in these empty cells (number of the sheet, name of the cell), saved `by` somebody.

    A script that saves leaves the name as it was: None.
    """
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            content = package.read(name).decode("utf-8") if name.endswith(".xml") else package.read(name)
            if name == "docProps/core.xml":
                content = re.sub(r"(<cp:lastModifiedBy>)[^<]*", rf"\g<1>{by}", content) if by else content
                content = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", r"\g<1>2031-01-09T08:00:00Z", content)
            for (sheet, cell), text in (cells or {}).items():
                if name == f"xl/worksheets/sheet{sheet}.xml":
                    content, found = re.subn(
                        rf'<c r="{cell}"( s="\d+")/>',
                        rf'<c r="{cell}"\1 t="inlineStr"><is><t>{text}</t></is></c>',
                        content,
                    )
                    assert found == 1, cell
            copy.writestr(name, content)
    return made.getvalue()
