"""Exit codes, streams and Chinese messages are what other programs and office scripts rely on."""

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from analyzer.errors import MissingExtraError

VERBS = ("check", "screen", "duplicates", "topics", "explain", "archive")
ARCHIVE_VERBS = ("add", "list", "search", "export", "remove")
HEAVY = ("torch", "sklearn", "numpy", "docx", "xlsxwriter", "jinja2", "jieba", "sqlalchemy", "analyzer.analysis")


@pytest.mark.parametrize("verb", ["", *VERBS, *(f"archive {verb}" for verb in ARCHIVE_VERBS)])
def test_help_is_chinese_and_fits_eighty_columns(run, verb):
    code, out, err = run(*verb.split(), "--help")
    assert (code, err) == (0, "")
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    words = set(re.findall(r"(?<![-\w.|])[a-z]{3,}(?![-\w])", re.sub(r"--?[\w-]+", "", out)))
    assert words <= {"analyzer", "archive", "text", "json", "jsonl", "html", "docx", "hard", "soft", "merge",
                     "raised", "below", "xlsx", "csv", *VERBS, *ARCHIVE_VERBS}  # fmt: skip


def test_no_verb_shows_help(run):
    assert run()[1].startswith("用法：analyzer")


def test_version_is_data(run):
    assert re.fullmatch(r"analyzer \d+\.\d+\.\d+\n", run("--version")[1])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["polish"], "没有动词“polish”"),
        (["check"], "缺少参数 FILE"),
        (["check", "a.txt", "--colour"], "没有选项 --colour"),
        (["check", "a.txt", "b.txt"], "多出了参数 b.txt"),
        (["check", "a.txt", "--format", "pdf"], "选项 --format：不能是“pdf”，可用：text、json、html、docx"),
        (["check", "a.txt", "--fail-on", "worse"], "--fail-on 不能是“worse”"),
        (["check", "a.txt", "--format"], "选项 --format 后面缺少取值"),
        (["check", "a.txt", "--format", "docx"], "请用 -o 意见稿.docx 指明文件名"),
        (["check", "a.txt", "-o", "a.txt"], "结果会覆盖原稿"),
        (["check", "a.txt", "--level", "乡"], "level 不能是“乡”"),
        (["check", "a.txt", "--settings", "no.toml"], "设置文件读不出来"),
        (["check", "no.txt"], "no.txt：找不到文件"),
        (["screen", "."], "缺少选项 -o"),
        (["screen", ".", "-o", "out", "--workers", "0"], "选项 --workers 的值不对"),
        (["duplicates", ".", "--archive", " "], "选项 --archive：不能是空的"),
    ],
)
def test_wrong_usage_is_one_chinese_line_and_exit_code_2(run, engine, arguments, says):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and says in err
    assert engine.calls == []


def test_expected_errors_are_one_line_and_exit_code_2(run, engine, tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    engine.error = MissingExtraError("识别图片所需的组件", "ocr", where="a.png")
    code, out, err = run("check", "a.png")
    assert (code, out) == (2, "")
    assert err == '错误：a.png：识别图片所需的组件未安装。请先安装：pip install "analyzer[ocr]"\n'


def test_our_own_fault_is_exit_code_3_without_a_traceback_unless_asked(run, engine, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    engine.error = ZeroDivisionError("division\nby zero")
    code, out, err = run("check", "a.txt")
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "ZeroDivisionError: division by zero" in err and "--debug" in err and "Traceback" not in err
    with pytest.raises(ZeroDivisionError):
        run("--debug", "check", "a.txt")


def test_an_interruption_is_exit_code_130(run, engine, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    engine.error = KeyboardInterrupt()
    assert run("check", "a.txt") == (130, "", "已中断，没有写出任何结果。\n")


def test_an_interruption_while_the_program_still_loads_is_told_like_any_other():
    """Ctrl-C in the first tenth of a second, before there is a verb, shows no traceback."""
    probe = (
        "import sys, analyzer.cli\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "sys.exit(analyzer.cli.main(['explain']))"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (130, b"")
    assert result.stderr.decode() == "已中断，没有写出任何结果。\n"


def test_nothing_heavy_is_imported_before_a_verb_runs():
    probe = f"import sys, analyzer.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_closed_pipe_is_quiet(tmp_path):
    command = f"{sys.executable} -m analyzer explain | {sys.executable} -c 'pass'"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr and "BrokenPipe" not in result.stderr


def test_output_is_utf8_whatever_the_locale(tmp_path):
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "SYSTEMROOT": ""}
    command = [sys.executable, "-m", "analyzer", "--help"]
    result = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert "用法：analyzer" in result.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["screen", ".", "-o", "out", "--workers", "两"], "选项 --workers 的值不对：应为数字"),
        (["screen", ".", "-o", "out", "--workers", "999"], "选项 --workers 的值不对：不能大于 256"),
        (["archive", "list", "--year", "12"], "选项 --year 的值不对：不能小于 1949"),
        (["duplicates", ".", "--all=3"], "选项 --all 后面不能写取值"),
        (["check", "a.txt", "--settings", "broken.toml"], "设置文件格式有误（第 1 行第 9 个字符附近）"),
        (["check", "a.txt", "--settings", "."], "设置文件读不出来（这是文件夹，不是文件）"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_in_chinese(run, engine, tmp_path, arguments, says):
    (tmp_path / "broken.toml").write_text("level = \n", encoding="utf-8")
    code, _, err = run(*arguments)
    assert code == 2 and says in err and not re.search("[A-Z][a-z]+ [a-z]{2,}", err)


@pytest.mark.parametrize(
    "arguments",
    ["{}", "check {}", "check a --{}", "check a b {}", "check a --format {}", "check a --fail-on {}",
     "check a --level {}", "check a --settings {}", "explain {}"],
)  # fmt: skip
def test_a_line_is_bounded_whatever_was_typed_and_never_steers_the_terminal(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*(argument.format("x\x1b[2J" * 5000) for argument in arguments.split()))
    assert code == 2 and err.count("\n") == 1 and len(err) < 600 and "\x1b" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", ["explain", "--help"])
def test_a_full_disk_behind_stdout_is_told_in_chinese(arguments):
    command = f"{sys.executable} -m analyzer {arguments} > /dev/full"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert result.returncode == 2 and "磁盘已满" in result.stderr and "Traceback" not in result.stderr


def test_a_system_error_anywhere_is_told_in_chinese(run, engine, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    engine.error = PermissionError(errno.EACCES, "Permission denied", "/tmp/某处")
    code, _, err = run("check", "a.txt")
    assert code == 2 and "/tmp/某处" in err and "没有权限" in err and "Permission" not in err
