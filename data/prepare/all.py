"""Run every preparation script, each after the tables it reads.

    python data/prepare/all.py [--upstream DIR] [--out DIR]

The order comes from the scripts themselves: a script that calls ``read_table("county")`` runs
after ``county.py``; one that reads a table named only at run time goes last. It stops at the
first script that fails.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

HERE = Path(__file__).parent


def scripts() -> dict[str, Path]:
    """Return every preparation script by the name of its table."""
    found = sorted(HERE.glob("[a-z]*.py"))
    return {path.stem: path for path in found if path.name != Path(__file__).name}


def reads(path: Path) -> set[str]:
    """Return the tables a script reads; an empty string stands for one named only at run time."""
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "read_table"
    ]
    return {call.args[0].value if isinstance(call.args[0], ast.Constant) else "" for call in calls}


def ordered(paths: dict[str, Path]) -> list[str]:
    """Return the names in an order in which each script finds what it reads.

    Raises
    ------
    graphlib.CycleError
        If two scripts wait for each other.
    """
    needs = {name: reads(path) for name, path in paths.items()}
    late = {name for name, tables in needs.items() if "" in tables}
    needs |= {name: set(paths) - late for name in late}
    return list(TopologicalSorter(needs).static_order())


def main() -> int:
    """Run the scripts in order, passing our own options on; return the first bad exit code."""
    paths = scripts()
    for name in ordered(paths):
        code = subprocess.run([sys.executable, str(paths[name]), *sys.argv[1:]]).returncode
        if code:
            print(f"{name}.py stopped with exit code {code}.", file=sys.stderr)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
