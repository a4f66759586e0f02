"""Rules as data: every threshold, lexicon, indicator and check that an office may want to edit.

The shipped files lie in this folder. A file of the same relative name in the office's own rules folder
(`Settings.rules_dir`) replaces the shipped one whole.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from analyzer.errors import ConfigurationError, bounded, reason_of

REMEDY = "请参照自带规则改正，或删除该文件以使用自带规则"
_SHIPPED = Path(str(files(__name__)))
_ENDINGS = (".toml", ".toml.txt")  # an editor may add the second unseen


class Table(dict[str, Any]):
    """A table of a rule file: a name that is asked for and not in it is a fault of the file, and told as one."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        super().__init__({k: Table(v, where) if isinstance(v, dict) else v for k, v in values.items()})
        self.where = where

    def __missing__(self, name: str) -> NoReturn:
        raise ConfigurationError(f"规则文件缺少 {name}", where=self.where, remedy=REMEDY)


def load_rules(name: str, rules_dir: Path | None = None) -> Table:
    """The parsed rule file `name` (relative, without `.toml`), e.g. `load_rules("lexicon/departments")`.

    The result is cached and shared: treat it as read-only.

    Raises:
        ConfigurationError: the office's file is not valid TOML, is empty, or holds what its shipped like has no name
            for; or there is no such rule file.
    """
    own = rules_dir / f"{name}.toml" if rules_dir else None
    return _load(name, own if own and own.is_file() else None)


@lru_cache(maxsize=256)
def _load(name: str, own: Path | None) -> Table:
    where = f"{name}.toml"
    file = own or _SHIPPED / where
    if not file.is_file():
        raise ConfigurationError("没有这个规则文件", where=where)
    try:
        rules = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"规则文件格式有误（{reason_of(error)}）",
            where=where,
            remedy="请按 TOML 格式改正，或删除该文件以使用自带规则",
        ) from error
    if own:
        _refuse_unlike(rules, _load(name, None), where)
    return Table(rules, where)


def _refuse_unlike(rules: Mapping[str, Any], shipped: Mapping[str, Any], where: str) -> None:
    """Refuse an office's file that says nothing, something that nobody asks for, or a number in a table's stead."""
    if not rules:
        raise ConfigurationError("规则文件是空的", where=where, remedy=REMEDY)
    known = {"compose": [], **shipped} if "words" in shipped else shipped  # any word list may have [[compose]]
    for name, value in rules.items():
        if name not in known:
            like = guess(name, {one: one for one in known})
            raise ConfigurationError(f"不认识的规则“{name}”", where=where, remedy=f"{like}{REMEDY}")
        if any(isinstance(value, kind) != isinstance(known[name], kind) for kind in (dict, list, str)):
            raise ConfigurationError(f"“{name}”的值类型不对", where=where, remedy=REMEDY)


def guess(name: str, known: Mapping[str, str]) -> str:
    """A question after what the key of `known` that is most like `name` stands for; empty where none is like it."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"是不是 {known[near[0]]}？" if near else ""


def check_folder(rules_dir: Path, settings_file: str) -> None:
    """Read all rule files of an office, so that what is wrong with one is told before any work.

    `settings_file` is what the only other file that may lie among them is called.

    Raises:
        ConfigurationError: a file is not called like a shipped one, or `load_rules` refuses it.
    """
    shipped = {path.stem: path.relative_to(_SHIPPED).as_posix() for path in sorted(_SHIPPED.rglob("*.toml"))}
    for path in _own_files(rules_dir):
        name = path.relative_to(rules_dir).as_posix()
        if name in shipped.values():
            load_rules(name.removesuffix(".toml"), rules_dir)
        elif name != settings_file:
            like = guess(path.name.lower().partition(".toml")[0], shipped)
            raise ConfigurationError("没有叫这个名字的规则文件", where=name, remedy=f"{like}请改名，或移出规则文件夹")


def _own_files(rules_dir: Path) -> list[Path]:
    """The files where rules lie that are called like rules; hidden ones left out."""
    places = [place for place in (rules_dir, rules_dir / "lexicon") if place.is_dir()]
    found = [path for place in places for path in sorted(place.iterdir()) if path.is_file()]
    return [path for path in found if path.name.lower().endswith(_ENDINGS) and not path.name.startswith(".")]


@contextmanager
def telling_faults(name: str) -> Iterator[None]:
    """Say in one line what is wrong with a rule file, where what reads it only stumbles.

    Raises:
        ConfigurationError: something is missing from the file `name`, or a pattern in it does not compile.
    """
    try:
        yield
    except KeyError as error:
        raise ConfigurationError(f"规则文件缺少 {error.args[0]}", where=f"{name}.toml", remedy=REMEDY) from error
    except re.error as error:
        pattern = bounded(str(error.pattern), 60)
        raise ConfigurationError(f"正则表达式有误：{pattern}", where=f"{name}.toml", remedy=REMEDY) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError("规则文件里有的值类型不对", where=f"{name}.toml", remedy=REMEDY) from error


def rules_fingerprint(rules_dir: Path | None = None) -> str:
    """Short hash of all rule files in force; part of `run.json`, and of what an archive's records were made with."""
    digest = hashlib.sha256()
    for root in (_SHIPPED, rules_dir):
        if root is None:
            continue
        for path in sorted(root.rglob("*.toml")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
