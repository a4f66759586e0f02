"""Text in pictures, through RapidOCR (extra `ocr`)."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from analyzer.errors import InputError, MissingExtraError
from analyzer.reading.extract import Extract
from analyzer.reading.repair import noted
from analyzer.reading.rules import ReadingRules


def read_picture(data: bytes, file: str, rules: ReadingRules) -> Extract:
    """The text recognised in one picture.

    Raises:
        InputError: the picture is damaged or too big.
        MissingExtraError: recognition is not installed.
    """
    _engine(file)
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > rules.limits["picture_pixels"]:
                raise InputError("图片过大", where=file, remedy="请缩小后重试")
            pixels = _array(picture.convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise InputError("图片损坏，打不开", where=file, remedy="请重新拍照或扫描") from error
    return Extract("\n".join(recognise(pixels, file)), "picture", repairs=(noted("ocr", 1),))


def recognise(pixels: Any, file: str) -> list[str]:
    """The lines of text in a picture (height x width x 3), from the top; boxes of one height are one line.

    Raises:
        MissingExtraError: recognition is not installed.
    """
    found = _engine(file)(pixels)
    if found.boxes is None or not found.txts:
        return []
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    for box, text in sorted(zip(found.boxes, found.txts, strict=True), key=lambda item: _top(item[0])):
        top, height, left = _top(box), _height(box), float(min(point[0] for point in box))
        if rows and abs(top - rows[-1][0]) < height / 2:
            rows[-1][1].append((left, text))
        else:
            rows.append((top, [(left, text)]))
    return [" ".join(text for _, text in sorted(row)) for _, row in rows]


def _top(box: Any) -> float:
    return float(min(point[1] for point in box))


def _height(box: Any) -> float:
    return float(max(point[1] for point in box)) - _top(box)


def _array(picture: Any) -> Any:
    import numpy

    return numpy.asarray(picture)


def _engine(file: str) -> Any:
    try:
        return _rapidocr()
    except ImportError as error:
        raise MissingExtraError("这是图片或扫描件，而文字识别组件 RapidOCR ", "ocr", where=file) from error


@lru_cache(maxsize=1)
def _rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})
