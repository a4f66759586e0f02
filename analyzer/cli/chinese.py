"""Chinese for what Typer itself says: help pages and usage errors."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from analyzer.cli.console import interrupted
from analyzer.errors import bounded

# The base class of every usage error; Typer does not export it by name.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_HELP = (
    ("Usage: ", "用法："),
    ("COMMAND [ARGS]...", "动词 …"),
    ("[OPTIONS]", "[选项]"),
    ("\nArguments:", "\n参数："),
    ("\nOptions:", "\n选项："),
    ("\nCommands:", "\n动词："),
    ("Show this message and exit.", "显示本说明。"),
    ("[required]", "[必填]"),
    ("[default: ", "[默认："),
)
_VALUE = 60  # characters shown of what somebody typed
# What Typer says of a value, and what it means.
_VALUES = (
    (r"valid (?:integer|number|float)", "应为数字"),
    (r"greater than or equal to (\d+)", "不能小于 {}"),
    (r"less than or equal to (\d+)", "不能大于 {}"),
    (r"in the range (\S+?)\.?$", "应在 {} 范围内"),
)


def _translated(page: str) -> str:
    page = re.sub(r" <[\w\[\]]+>", "", page)
    page = re.sub(r"\{(\w+)\}", r"\1", page)
    for english, chinese in _HELP:
        page = page.replace(english, chinese)
    return page


class ChineseCommand(TyperCommand):
    """A verb whose help page is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _translated(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """The list of verbs, in Chinese; the interruption of one says what was written."""

    def invoke(self, ctx: Any) -> Any:
        """Read the rest of the line, and run its verb."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:  # Typer would make a silent exit of it
            interrupted(error.args)
            raise typer.Exit(130) from error

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _translated(super().get_help(ctx))


def usage_line(error: Exception) -> str:
    """One Chinese line for a usage error, ending with where to read more."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "analyzer"
    return f"{bounded(_problem(error)).rstrip('。')}。用法见 {command} --help"


def _problem(error: Exception) -> str:
    name = type(error).__name__
    message = str(getattr(error, "message", error))
    parameter = _parameter(error)
    if name == "MissingParameter":
        return f"缺少{parameter}"
    if name == "NoSuchOption":
        likely = getattr(error, "possibilities", None)
        unknown = bounded(getattr(error, "option_name", ""), _VALUE)
        return f"没有选项 {unknown}" + (f"，是否想写 {'、'.join(likely)}" if likely else "")
    if name == "BadOptionUsage":
        what = "后面不能写取值" if "does not take" in message else "后面缺少取值"
        return f"选项 {getattr(error, 'option_name', '')} {what}"
    if name == "BadParameter":
        return f"{parameter}：{message}" if _is_chinese(message) else f"{parameter} 的值不对{_value(message)}"
    if quoted := re.search(r"[Nn]o such command '([^']*)'", message):
        return f"没有动词“{bounded(quoted[1], _VALUE)}”"
    if message.startswith("Missing command"):
        return "请写明要做什么"
    if surplus := re.search(r"unexpected extra argument\S* \((.*)\)", message):
        return f"多出了参数 {bounded(surplus[1], _VALUE)}"
    return message if _is_chinese(message) else "用法不对"


def _is_chinese(message: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in message)


def _value(said: str) -> str:
    for pattern, meaning in _VALUES:
        if found := re.search(pattern, said):
            return "：" + meaning.format(*found.groups())
    return ""


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    if getattr(parameter, "param_type_name", "") == "option":
        return f"选项 {parameter.opts[0]}"
    return f"参数 {parameter.metavar or parameter.name}"
