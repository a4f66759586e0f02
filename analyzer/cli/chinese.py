"""Chinese for what Typer itself says: help pages and usage errors."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

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
_CHINESE = re.compile("[\u4e00-\u9fff]")


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
    """The list of verbs, in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _translated(super().get_help(ctx))


def usage_line(error: Exception) -> str:
    """One Chinese line for a usage error, ending with where to read more."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "analyzer"
    return f"{_problem(error).rstrip('。')}。用法见 {command} --help"


def _problem(error: Exception) -> str:
    name = type(error).__name__
    message = str(getattr(error, "message", error))
    parameter = _parameter(error)
    if name == "MissingParameter":
        return f"缺少{parameter}"
    if name == "NoSuchOption":
        likely = getattr(error, "possibilities", None)
        return f"没有选项 {getattr(error, 'option_name', '')}" + (f"，是否想写 {'、'.join(likely)}" if likely else "")
    if name == "BadOptionUsage":
        return f"选项 {getattr(error, 'option_name', '')} 后面缺少取值"
    if name == "BadParameter":
        return f"{parameter}：{message}" if _CHINESE.search(message) else f"{parameter} 的值不对"
    if quoted := re.search(r"[Nn]o such command '([^']*)'", message):
        return f"没有动词“{quoted[1]}”"
    if message.startswith("Missing command"):
        return "请写明要做什么"
    if surplus := re.search(r"unexpected extra argument\S* \((.*)\)", message):
        return f"多出了参数 {surplus[1]}"
    return message if _CHINESE.search(message) else f"用法不对（{message}）"


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    if getattr(parameter, "param_type_name", "") == "option":
        return f"选项 {parameter.opts[0]}"
    return f"参数 {parameter.metavar or parameter.name}"
