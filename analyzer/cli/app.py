"""The command `analyzer`: its verbs, and the one place where errors become exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from analyzer.cli import archive, check, duplicates, explain, screen, topics
from analyzer.cli.chinese import ChineseCommand, ChineseGroup, UsageError, usage_line
from analyzer.cli.console import interrupted, message, use_utf8
from analyzer.errors import AnalyzerError, bounded, reason_of

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
for verb in (check.check, screen.screen, duplicates.duplicates, topics.topics, explain.explain):
    app.command(cls=ChineseCommand)(verb)
app.add_typer(archive.app, name="archive")


@app.callback()
def analyzer(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="显示版本号。")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示详细信息。")] = False,
) -> None:
    """分析政协提案：质量、立案审查、重复。离线运行，结论由人作出。"""
    if show_version:
        from importlib.metadata import version

        print(f"analyzer {version('analyzer')}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    0 done; 1 done and `--fail-on` was met; 2 wrong usage, unreadable input or configuration; 3 our fault; 130
    interrupted.
    """
    use_utf8()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return app(arguments, prog_name="analyzer", standalone_mode=False) or 0
    except UsageError as error:
        message(f"错误：{usage_line(error)}")
        return 2
    except AnalyzerError as error:
        message(f"错误：{error}")
        return 2
    except (KeyboardInterrupt, typer.Abort):
        interrupted()
        return 130
    except OSError as error:
        where = f"{error.filename}：" if error.filename else ""
        message(f"错误：{bounded(where)}系统没有完成读写（{reason_of(error)}）。请检查后重试")
        return 2
    except MemoryError:
        message("错误：内存不足。请关闭其他程序，或分批处理")
        return 2
    except Exception as error:
        if "--debug" in arguments:
            raise
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        message(f"程序内部出错（{reason}）。请在命令前加 --debug 重新运行，把全部输出和版本号交给程序维护者。")
        return 3
