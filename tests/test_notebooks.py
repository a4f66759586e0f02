"""The notebooks run as they are, from a fresh start, and are kept without what they once printed."""

import json
import tempfile
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
SHOWN = {
    "01_draft_and_session": ("二次供水", "最弱：", "67 件", "调研深度"),
    "02_topics_over_years": ("除颤器", "今年", "2024", "重复"),
}


def code_of(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_every_notebook_is_run_here():
    assert [path.stem for path in NOTEBOOKS] == sorted(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path):
    assert not [cell for cell in code_of(path) if cell["outputs"] or cell["execution_count"] is not None]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(path.parent)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    namespace = {"__name__": "__main__"}
    for number, cell in enumerate(code_of(path)):
        exec(compile("".join(cell["source"]), f"{path.name}, cell {number}", "exec"), namespace)
    printed = capsys.readouterr().out
    assert not [words for words in SHOWN[path.stem] if words not in printed]
