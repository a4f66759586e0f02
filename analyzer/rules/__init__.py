"""Rules as data: every threshold, lexicon, indicator and check that an office may want to edit.

The shipped files lie in this folder. A file of the same relative name in the office's own rules folder
(`Settings.rules_dir`) replaces the shipped one whole.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from analyzer.errors import ConfigurationError, bounded, reason_of


def load_rules(name: str, rules_dir: Path | None = None) -> dict[str, Any]:
    """The parsed rule file `name` (relative, without `.toml`), e.g. `load_rules("lexicon/departments")`.

    The result is cached and shared: treat it as read-only.

    Raises:
        ConfigurationError: the office's file is not valid TOML, or there is no such rule file.
    """
    return _load(name, rules_dir)


@lru_cache(maxsize=256)
def _load(name: str, rules_dir: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(name, rules_dir))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"规则文件格式有误（{reason_of(error)}）",
            where=f"{name}.toml",
            remedy="请按 TOML 格式改正，或删除该文件以使用自带规则",
        ) from error


def _read(name: str, rules_dir: Path | None) -> str:
    if rules_dir is not None:
        own = rules_dir / f"{name}.toml"
        if own.is_file():
            return own.read_text(encoding="utf-8-sig")
    shipped = files(__name__).joinpath(f"{name}.toml")
    if not shipped.is_file():
        raise ConfigurationError("没有这个规则文件", where=f"{name}.toml")
    return shipped.read_text(encoding="utf-8")


@contextmanager
def telling_faults(name: str) -> Iterator[None]:
    """Say in one line what is wrong with a rule file, where what reads it only stumbles.

    Raises:
        ConfigurationError: something is missing from the file `name`, or a pattern in it does not compile.
    """
    remedy = "请参照自带规则改正，或删除该文件以使用自带规则"
    try:
        yield
    except KeyError as error:
        raise ConfigurationError(f"规则文件缺少 {error.args[0]}", where=f"{name}.toml", remedy=remedy) from error
    except re.error as error:
        pattern = bounded(str(error.pattern), 60)
        raise ConfigurationError(f"正则表达式有误：{pattern}", where=f"{name}.toml", remedy=remedy) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError("规则文件里有的值类型不对", where=f"{name}.toml", remedy=remedy) from error


def rules_fingerprint(rules_dir: Path | None = None) -> str:
    """Short hash of all rule files in force; part of `run.json`, and of what an archive's records were made with."""
    digest = hashlib.sha256()
    for root in (Path(str(files(__name__))), rules_dir):
        if root is None:
            continue
        for path in sorted(root.rglob("*.toml")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
