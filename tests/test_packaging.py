"""The wheel, built from the sdist and installed where nothing else is, works from site-packages."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DRAFT = """关于完善老旧小区加装电梯管护机制的提案
一、情况
2025年3月至5月，我们走访了江州市六个街道的42个小区，发放问卷860份。
二、问题
19个小区没有书面管护协议，原因在于加装合同只约定建设、不约定运行。
三、建议
由市住建局牵头，在2026年6月底前出台加装电梯管护办法。
"""

pytestmark = pytest.mark.slow


def run(*command, cwd, **options):
    result = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False, **options
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel made from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The `analyzer` command of an empty environment with only the wheel in it."""
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, with_pip=True)
    binaries = home / ("Scripts" if os.name == "nt" else "bin")
    run(binaries / "python", "-m", "pip", "install", "-q", built, cwd=home)
    return binaries


def test_the_wheel_holds_rules_templates_models_and_the_mark_of_types(built):
    names = zipfile.ZipFile(built).namelist()
    for needed in (
        "analyzer/py.typed",
        "analyzer/rules/quality.toml",
        "analyzer/rules/checks.toml",
        "analyzer/reporting/templates/check.html",
    ):
        assert needed in names
    assert any(name.startswith("analyzer/_models/proposal-static-zh/") for name in names)
    assert not any(name.startswith(("tests/", "corpora/", "benchmarks/")) for name in names)


def test_check_works_from_site_packages(installed, tmp_path):
    (tmp_path / "草稿.txt").write_text(DRAFT, encoding="utf-8")
    record = json.loads(
        run(installed / "analyzer", "check", "草稿.txt", "--format", "json", cwd=tmp_path, encoding="utf-8")
    )
    assert record["proposal"]["title"].startswith("关于完善老旧小区") and record["quality"]["total"] > 0
    run(installed / "analyzer", "check", "草稿.txt", "-o", "意见稿.docx", cwd=tmp_path, encoding="utf-8")
    assert zipfile.is_zipfile(tmp_path / "意见稿.docx")


def test_explain_works_from_site_packages(installed, tmp_path):
    assert "审查检查" in run(installed / "analyzer", "explain", cwd=tmp_path, encoding="utf-8")


def test_the_default_install_is_free_of_torch_and_fits_the_budget(installed):
    packages = next((installed.parent).rglob("site-packages"))
    assert not (packages / "torch").exists() and not (packages / "sklearn").exists()
    pip = {"pip", "setuptools", "wheel"}
    size = sum(
        p.stat().st_size for p in packages.rglob("*") if p.is_file() and p.relative_to(packages).parts[0] not in pip
    )
    assert size < 350_000_000
