"""The house stays a house: imports go down the floors, heavy libraries stay off the default path, files stay small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analyzer

PACKAGE = Path(analyzer.__file__).parent
FLOORS = (
    ("proposal", "assessment", "settings", "errors", "rules", "shipped", "threads", "garbage", "clock", "processes"),
    ("language",),
    ("embedding",),
    ("reading", "parsing"),
    ("annotation",),
    ("quality", "screening", "duplicates", "reporting"),
    ("archive", "session", "analysis"),
    ("cli", "web"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Within the ground floor the results build on the document model; analysis.py wires what lies beside and below it.
GROUND = {
    ("assessment", "proposal"),
    ("settings", "errors"),
    ("settings", "rules"),
    ("rules", "errors"),
    ("shipped", "errors"),
    ("processes", "threads"),
    ("session", "archive"),
}
GROUND |= {("analysis", "archive"), ("analysis", "session")}
EXTRAS = {"torch", "sklearn", "sentence_transformers", "rapidocr", "model2vec", "onnxruntime"}
LINES = 450

MODULES = sorted(PACKAGE.rglob("*.py"))
ROOM_MODULES = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in ("__init__.py", "__main__.py")]


def room_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path):
    """Every module a file imports, also inside functions, with whether it does so while it is itself imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for scope in ast.walk(tree)
        if isinstance(scope, ast.FunctionDef | ast.If)
        and not (isinstance(scope, ast.If) and "TYPE_CHECKING" not in ast.dump(scope.test))
        for node in ast.walk(scope)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [
                f"{node.module}.{alias.name}" if node.module == "analyzer" else node.module for alias in node.names
            ]
        yield from ((name, id(node) not in inside) for name in names)


def test_every_room_has_a_floor():
    assert {room_of(path) for path in ROOM_MODULES} <= set(FLOOR)


@pytest.mark.parametrize("path", ROOM_MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_floors_below(path):
    room = room_of(path)
    for name, _ in imported(path):
        parts = name.split(".")
        if parts[0] != "analyzer" or len(parts) < 2 or parts[1] == room:
            continue
        below = FLOOR.get(parts[1], 99) < FLOOR[room]
        assert below or (room, parts[1]) in GROUND, f"{room} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_extras_are_imported_only_where_they_are_used(path):
    at_top = {name.split(".")[0] for name, top in imported(path) if top}
    assert not at_top & EXTRAS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_files_are_small_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES


def test_public_names_come_from_the_package_root():
    for name in analyzer.__all__:
        assert getattr(analyzer, name).__module__.startswith("analyzer.")
    assert not [
        name for name in vars(analyzer) if name[0].isupper() and name not in {*analyzer.__all__, "Any", "TYPE_CHECKING"}
    ]


def test_a_check_imports_neither_torch_nor_scikit_learn():
    probe = (
        "import sys; from analyzer import Analyzer; Analyzer().check('关于测试的提案\\n建议由市教育局制定办法。');"
        f"print(sorted({EXTRAS!r} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
