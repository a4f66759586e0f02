"""Files, folders and archives -> documents. A bad file or row is reported, and the rest goes on."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import IO, Any

from analyzer.errors import AnalyzerError, InputError, reason_of
from analyzer.language.order import natural
from analyzer.proposal import Document
from analyzer.reading.extract import Extract, Handled, OutcomeTable, ReadNote, to_document, unread
from analyzer.reading.formats import TABLES, extract_from, suffix_of
from analyzer.reading.repair import noted
from analyzer.reading.results import is_report, is_result
from analyzer.reading.rules import ReadingRules, reading_rules
from analyzer.reading.tables import read_table
from analyzer.reading.unpack import members
from analyzer.settings import Settings

_SHOWN_REASONS = 3
_SHOWN_NAMES = 5
_LONGEST_PATH = 1000  # characters


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file or row that gave no document, and why."""

    file: str
    error: AnalyzerError


_Found = Document | ReadFailure | ReadNote | OutcomeTable


def read_paths(
    paths: Iterable[Path],
    settings: Settings | None = None,
    *,
    unique: bool = True,
    handled: list[Handled] | None = None,
) -> Iterator[Document | ReadFailure | ReadNote]:
    """The documents of files, folders, tables and archives, in order; what could not be read; what to know of it.

    Folders are searched through in the order of names, 2 before 10, without hidden files, links and the program's own
    results; a report of its own that is named is refused. A file is read once, however many of the paths lead to it.
    Ids are unique within one call: a second `0001` becomes `0001#2`, which its repairs and a note at the end say;
    without `unique`, for input of several years, it stays as it is.

    What tables without texts tell of how proposals were handled is added to `handled`; without it, such a table could
    not be read.
    """
    rules = _rules(settings)
    seen: dict[str, int] = {}
    renamed: dict[str, str] = {}
    files: set[str] = set()
    for path in paths:
        for found in _read(Path(path), rules, files, handled):
            if not isinstance(found, Document) or not unique:
                yield found
                continue
            times = seen[found.id] = seen.get(found.id, 0) + 1
            if times == 1:
                yield found
                continue
            while (free := f"{found.id}#{times}") in seen:
                times += 1
            seen[free] = 1
            renamed[free] = found.source.file
            repairs = (*found.source.repairs, noted("id", 1))
            yield replace(found, id=free, source=replace(found.source, repairs=repairs))
    if renamed:
        told = f"{len(renamed)} 件与前面的编号相同，暂记为 {_some(renamed)}，请核对编号"
        yield ReadNote(_some(renamed.values()), told)


def _some(names: Iterable[str]) -> str:
    """The first few of several names, each once."""
    distinct = list(dict.fromkeys(names))
    return "、".join(distinct[:_SHOWN_NAMES]) + ("等" if len(distinct) > _SHOWN_NAMES else "")


def read_file(path: Path, settings: Settings | None = None) -> Document:
    """The one proposal of a file.

    Raises:
        InputError: the file cannot be read, holds none, or holds several.
    """
    path = Path(path)
    if _is_folder(path):
        raise InputError("这是一个文件夹", where=_name(path), remedy="多件提案请用 analyzer screen")
    documents: list[Document] = []
    failures: list[ReadFailure] = []
    for found in _read(path, _rules(settings), set()):
        if isinstance(found, ReadFailure):
            failures.append(found)
        elif isinstance(found, Document):
            documents.append(found)
        if len(documents) > 1:
            raise InputError(
                "里面不止一件提案，而这里一次只看一件",
                where=_name(path),
                remedy="请用 analyzer screen 看全部，或把要看的一件另存为单独的文件",
            )
    if documents and failures:
        raise failures[0].error
    if documents:
        return documents[0]
    raise nothing_readable(failures)


def nothing_readable(failures: Sequence[ReadFailure], notes: Sequence[str] = ()) -> AnalyzerError:
    """The one error for input in which not one proposal could be read: the commonest reasons, with an example each.

    `notes` say what was left out besides, such as the program's own results.
    """
    if len(failures) == 1 and not notes:
        return failures[0].error
    reasons = Counter(failure.error.problem for failure in failures).most_common(_SHOWN_REASONS)
    first = {failure.error.problem: failure.error for failure in reversed(failures)}
    told = "；".join(
        [
            *(f"{problem}（{count} 处，如 {first[problem].where}）" for problem, count in reasons),
            *notes[:_SHOWN_REASONS],
        ]
    )
    remedy = first[reasons[0][0]].remedy if reasons else "请检查是否选对了文件"
    return InputError(f"没有一件可读的提案{f'：{told}' if told else ''}", remedy=remedy)


def read_text(text: str, *, id: str = "text", file: str = "", settings: Settings | None = None) -> Document:
    """The document of a text handed over directly.

    Raises:
        InputError: the text is empty, or longer than one proposal can be.
    """
    return to_document(Extract(text, "text"), file=file, rules=_rules(settings), id=id, where=file or "输入的文本")


def names_file(text: str, settings: Settings | None = None) -> bool:
    """Whether a string is a path rather than a proposal's text: there is such a file or folder, or it ends like one."""
    if not text.strip() or any(mark in text for mark in "\n\0") or len(text) > _LONGEST_PATH:
        return False
    try:
        if Path(text).exists():
            return True
    except OSError:
        pass  # a closed folder, or a name too long for the system, is a name nevertheless
    return "。" not in text and PurePath(text).suffix.lower() in _rules(settings).readers


def _rules(settings: Settings | None) -> ReadingRules:
    return reading_rules(settings.rules_dir if settings else None)


def _read(
    path: Path, rules: ReadingRules, files: set[str], handled: list[Handled] | None = None
) -> Iterator[Document | ReadFailure | ReadNote]:
    """What a path holds but for the `files` before; a path that holds nothing at all is a failure of its own."""
    empty = True
    for found in (_read_folder if _is_folder(path) else _read_alone)(path, rules, files):
        empty = False
        if not isinstance(found, OutcomeTable):
            yield found
        elif handled is not None:
            handled += found.rows
        elif found.alone:
            yield ReadFailure(found.file, found.problem)
        else:
            yield unread(found.problem)
    if empty:
        name = _name(path)
        yield ReadFailure(name, InputError("里面没有文件", where=name, remedy="请检查是否选对了文件夹或压缩包"))


def _read_alone(path: Path, rules: ReadingRules, files: set[str]) -> Iterator[_Found]:
    if is_report(path):
        remedy = "请改用提案文件；会议文件夹里的结果会自动略过"
        yield ReadFailure(_name(path), InputError("这是本程序写出的结果，不是提案", where=_name(path), remedy=remedy))
    elif _is_new(path, files):
        yield from _read_named(path, _name(path), rules)
    else:
        yield ReadNote(_name(path), "这个文件给了不止一次，只读一次")


def _is_new(path: Path, files: set[str]) -> bool:
    """Whether a file is none of `files`, to which it is added."""
    real = os.path.realpath(path)
    new = real not in files
    files.add(real)
    return new


def _read_folder(folder: Path, rules: ReadingRules, files: set[str]) -> Iterator[_Found]:
    own: list[str] = []
    again: list[str] = []
    for found in _files(folder):
        if isinstance(found, OSError):
            file = Path(os.fsdecode(found.filename or folder)).relative_to(folder).as_posix()
            yield _unopened(_name(folder) if file == "." else file, found)
        else:
            file = found.relative_to(folder).as_posix()
            if is_result(found):
                own.append(file)
            elif _is_new(found, files):
                yield from _read_named(found, file, rules)
            else:
                again.append(file)
    if again:
        yield ReadNote(_name(folder), f"其中 {len(again)} 个文件（如 {again[0]}）给了不止一次，只读一次")
    if own:
        yield ReadNote(_name(folder), f"其中有本程序写出的结果 {len(own)} 个（如 {own[0]}），没有当作提案读")


def _files(folder: Path) -> Iterator[Path | OSError]:
    """The files below a folder, in name order, and an error for each folder that cannot be looked into.

    The suffix comes last, so that 提案.docx stands before its copy 提案 (1).docx.
    """
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, followlinks=False, onerror=closed.append):
        folders[:] = sorted((name for name in folders if not _hidden(name)), key=natural)
        for name in sorted(names, key=_place_in_folder):
            file = Path(parent, name)
            if not _hidden(name) and not file.is_symlink():
                yield file
    yield from closed


def _place_in_folder(name: str) -> tuple[Any, ...]:
    return natural(PurePath(name).stem), PurePath(name).suffix


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder; a path that cannot even be asked about is opened, and refused, as a file."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _name(path: Path) -> str:
    """A path's own name, also where it is `.` or ends in `..`."""
    return path.name if path.name not in ("", "..") else path.resolve().name or str(path)


def _hidden(name: str) -> bool:
    """Whether a file or folder is a system's or an editor's own, e.g. Word's lock file `~$草稿.docx`."""
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in ("thumbs.db", "desktop.ini")


def _read_named(path: Path, file: str, rules: ReadingRules) -> Iterator[_Found]:
    try:
        if path.exists() and not path.is_file():
            raise InputError("不是普通文件", where=file, remedy="请检查路径")
        with path.open("rb") as stream:
            yield from _read_stream(stream, path.stat().st_size, file, rules)
    except FileNotFoundError:
        yield ReadFailure(file, InputError("没有这个文件", where=file, remedy="请检查路径"))
    except OSError as error:
        yield _unopened(file, error)
    except AnalyzerError as error:
        yield ReadFailure(file, error)
    except Exception as error:  # whatever a damaged file brings about, the others are read
        yield ReadFailure(file, _unforeseen(error, file))


def _unforeseen(error: Exception, file: str) -> InputError:
    return InputError(f"读取时出错（{type(error).__name__}）", where=file, remedy="请另存为 .docx 或 .txt 后重试")


def _unopened(file: str, error: OSError) -> ReadFailure:
    remedy = "请检查有无读取权限、是否被别的程序打开"
    return ReadFailure(file, InputError(f"打不开（{reason_of(error)}）", where=file, remedy=remedy))


def _read_stream(
    stream: IO[bytes], size: int, file: str, rules: ReadingRules, packed: bool = False
) -> Iterator[_Found]:
    """The documents of one open file of `size` bytes.

    Raises:
        AnalyzerError: the file as a whole cannot be read.
    """
    suffix, repairs = suffix_of(stream, size, file, rules)
    if suffix == ".zip":
        if packed:
            raise InputError("压缩包里的压缩包不读", where=file, remedy="请先解压")
        for name, content in members(stream, file, rules):
            if any(map(_hidden, name.split("/"))):
                continue
            inner = f"{file}/{name}"
            try:
                if isinstance(content, AnalyzerError):
                    raise content
                yield from _read_stream(io.BytesIO(content), len(content), inner, rules, packed=True)
            except AnalyzerError as error:
                yield ReadFailure(inner, error)
            except Exception as error:
                yield ReadFailure(inner, _unforeseen(error, inner))
    elif suffix in TABLES:
        for found in read_table(stream, file, suffix, rules):
            if isinstance(found, InputError):
                yield ReadFailure(file, found)
            elif repairs and isinstance(found, Document):
                yield replace(found, source=replace(found.source, repairs=(*repairs, *found.source.repairs)))
            else:
                yield found
    else:
        extract = extract_from(stream.read(), file, suffix, rules)
        yield to_document(replace(extract, repairs=(*repairs, *extract.repairs)), file=file, rules=rules)
