"""The office's settings: its level and place, limits, model, and where its own rules and archive lie.

One TOML file holds them. It is looked for as `analyzer.toml` in the working folder, then in the user's
configuration folder; `--settings` names another. Relative paths in it start from its own folder. Options on the
command line come last and win.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from analyzer.errors import ConfigurationError, expect, reason_of
from analyzer.rules import check_folder

FILE_NAME = "analyzer.toml"
LEVELS = ("国家", "省", "市", "区县")
_PASSWORD = re.compile(r"(://[^:/@]*):[^@]*@")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may set; the defaults suit a city's office.

    `place` is the office's own province or city (江苏省, 江苏省南京市), empty when unknown: checks that need it stay
    silent. `level` decides what is beyond its authority (事权). `today` fixes the date that deadlines are held
    against; None is the day of the run. `length_limit` and `title_limit` count characters without white space.
    """

    level: str = ""
    place: str = ""
    today: date | None = None
    length_limit: int = 1500
    title_limit: int = 50
    units_per_suggestion: int = 4
    model: str | None = None
    allow_download: bool = False
    rules_dir: Path | None = None
    archive: str | None = None

    def __post_init__(self) -> None:
        if self.level and self.level not in LEVELS:
            raise ConfigurationError(f"level 不能是“{self.level}”", where="设置", remedy=f"可选：{'、'.join(LEVELS)}")
        for name in ("length_limit", "title_limit", "units_per_suggestion"):
            if getattr(self, name) <= 0:
                raise ConfigurationError(f"{name} 应为正整数", where="设置")
        if self.rules_dir is not None:
            expect(self.rules_dir, Path, "rules_dir", " Path")
            if not self.rules_dir.is_dir():
                raise ConfigurationError("规则目录不存在", where=str(self.rules_dir), remedy="请检查 rules_dir")
            check_folder(self.rules_dir, FILE_NAME)

    @property
    def date(self) -> date:
        """The date that deadlines and plan periods are held against."""
        return self.today or date.today()


def default_archive() -> Path:
    """Where the archive lies when nobody says otherwise."""
    return user_data_path("analyzer", appauthor=False) / "archive.sqlite"


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """The settings in force: defaults, then the file, then `overrides` that are not None.

    Raises:
        ConfigurationError: the named file is missing, is not TOML, or holds a key or value that does not fit.
    """
    found = path or _find()
    settings = Settings()
    if found is not None:
        settings = replace(settings, **_read(found))
    given = {key: value for key, value in overrides.items() if value is not None}
    return replace(settings, **given) if given else settings


def _find() -> Path | None:
    candidates = (Path(FILE_NAME), user_config_path("analyzer", appauthor=False) / FILE_NAME)
    return next((path for path in candidates if path.is_file()), None)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(
            f"设置文件读不出来（{reason_of(error)}）", where=str(path), remedy="请检查路径"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"设置文件格式有误（{reason_of(error)}）", where=str(path), remedy="请按 TOML 格式改正"
        ) from error
    return _checked(values, path)


def _checked(values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    types: dict[str, type | tuple[type, ...]] = {
        "level": str, "place": str, "today": date, "length_limit": int, "title_limit": int,
        "units_per_suggestion": int, "model": str, "allow_download": bool, "rules_dir": str, "archive": str,
    }  # fmt: skip
    assert set(types) == {field.name for field in fields(Settings)}
    for key, value in values.items():
        if key not in types:
            raise ConfigurationError(f"不认识的设置项“{key}”", where=str(path), remedy=f"可用：{'、'.join(types)}")
        if not isinstance(value, types[key]) or (types[key] is int and isinstance(value, bool)):
            raise ConfigurationError(f"设置项“{key}”的值类型不对", where=str(path), remedy="请参照说明文档改正")
    checked = dict(values)
    if "rules_dir" in checked:
        checked["rules_dir"] = _beside(path, checked["rules_dir"])
    if checked.get("archive") and "://" not in checked["archive"]:
        checked["archive"] = str(_beside(path, checked["archive"]))
    return checked


def _beside(file: Path, value: str) -> Path:
    return (file.parent / Path(value).expanduser()).resolve()


def shown(value: Any) -> Any:
    """A setting as it may be shown: JSON, and a database URL without its password."""
    if isinstance(value, int | float | bool | None):
        return value
    return _PASSWORD.sub(r"\1:***@", str(value))
