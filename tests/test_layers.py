"""Imports only go down: cli, publish, questions; data, methods, display; then words."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "sanctuary_research"
MODULES = sorted(PACKAGE.rglob("*.py"))

# What each room may import from this package, besides itself.
ALLOWED = {
    "errors": set(),
    "words": set(),
    "data": {"errors", "words"},
    "methods": {"errors", "words"},
    "display": {"errors", "words"},
    "questions": {"errors", "words", "data", "methods", "display", ""},
    "publish": {"errors", "words", "data", "display"},
    "commands": {"publish", "data", "errors", "lookups"},
    "lookups": {"commands", "publish", "data", "errors"},
    "cli": {"commands", "lookups", "errors", ""},
    "__main__": {"cli"},
    "__init__": {"data", "errors"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """Return the modules of this package that a file imports, without the package's name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = ["sanctuary_research", *path.relative_to(PACKAGE).parent.parts]
                base = ".".join([*here[: len(here) - node.level + 1], *filter(None, [base])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    inside = {name for name in found if name.split(".")[0] == "sanctuary_research"}
    return {name.partition(".")[2] for name in inside}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path):
    """A module imports only from its own room and from the rooms below it."""
    here = room(path)
    allowed = {here} | ALLOWED[here]
    wrong = [
        name
        for name in imported(path)
        if not any(name == low or name.startswith(f"{low}.") or low == "" for low in allowed)
        and name not in ("__version__",)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if room(path) in ("methods", "display")], ids=str
)
def test_estimators_and_figures_never_touch_files(path):
    """Estimators and figures take frames: they open no file and read no table."""
    calls = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert calls.isdisjoint({"open", "read_csv", "read_text", "read_parquet", "write_text"})
