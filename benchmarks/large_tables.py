"""Memory and time that a check of the data package takes with one large table in it, by its shape.

    python benchmarks/large_tables.py [--megabytes 20] [--own] [SHAPE ...]

Each shape is a table made from the packaged rows, in a copy of the package, which a process of its
own checks (with ``--own`` it reads the table by `read_own`). Printed are the size of the file, the
largest resident set of the whole process, their ratio, and seconds of a processor.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from sanctuary_research.data import catalog

MEGA = 1_000_000
CRIME, PEOPLE, EVENTS = "county_crime", "county_population", "policy_events"
COUNTS = ("population", "violent", "property", "murder", "rape", "robbery", "burglary", "larceny")
# Shape: its table, and what differs from the packaged row in its n-th (by default its key).
SHAPES = {
    "sound": (CRIME, {}),
    "faults": (CRIME, {"coverage_percent": "200", "coverage_class": "x", "source_id": "nowhere"}),
    "doubled keys": (CRIME, {"year": "2012"}),
    "different values": (CRIME, dict.fromkeys(COUNTS, lambda n: str(random.randrange(10**7)))),
    "few columns": (PEOPLE, {}),
    "neighbours": ("county_neighbors", {}),
    "many columns": (EVENTS, {}),
    "wide cells": (EVENTS, {"note": lambda n: f"{n} " * 1000}),
    "blank cells": (EVENTS, dict.fromkeys([*catalog.table(EVENTS).columns][1:], "")),
    "CR LF": (CRIME, {"source_id": "nowhere\r"}),
    "one giant cell": (CRIME, None),
    "no line end": (CRIME, None),
}
KEYS = {"year": lambda n: str(1000 + n // 3000), "event_id": lambda n: f"evt_{n:08x}"}


def lines(table: str, changed: dict) -> Iterator[bytes]:
    """Yield the lines of a table without end, a thousand rows at a time."""
    text = catalog.content(catalog.table(table).path).decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    yield (",".join(header) + "\n").encode()
    new = {header.index(name): cell for name, cell in (KEYS | changed).items() if name in header}
    for start in count(0, 1000):
        out = io.StringIO()
        for n in range(start, start + 1000):
            row = rows[n % len(rows)].copy()
            for place, cell in new.items():
                row[place] = cell(n) if callable(cell) else cell
            csv.writer(out, lineterminator="\n", quotechar='"').writerow(row)
        yield out.getvalue().replace('"nowhere\r"', "nowhere\r").encode()


def write(path: Path, shape: str, size: int) -> None:
    """Write a table of a shape and of about a number of bytes."""
    table, changed = SHAPES[shape]
    with path.open("wb") as file:
        if changed is None:
            header = ",".join(catalog.table(table).columns).encode() + b"\n"
            file.write(header + b"x" * size if shape == "one giant cell" else b"7," * (size // 2))
            return
        for piece in lines(table, changed):
            file.write(piece)
            if file.tell() >= size:
                return


def measured(command: list[str]) -> tuple[float, float]:
    """Return the largest resident set (megabytes) and processor seconds of a command."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss * 1024 / MEGA, used.ru_utime + used.ru_stime


def command(shape: str, size: int, folder: Path, *, is_own: bool) -> tuple[list[str], Path]:
    """Return what checks a package in a folder with a table of a shape, and the table's file."""
    name = SHAPES[shape][0]
    shutil.copytree(catalog.data_folder(), folder)
    path = folder / "tables" / f"{name}.csv"
    write(path, shape, size)
    if is_own:
        code = "import sys, sanctuary_research as s; s.read_own(sys.argv[1], like=sys.argv[2])"
        return [sys.executable, "-c", code, str(path), name], path
    description = json.loads((folder / catalog.DESCRIPTION).read_text(encoding="utf-8"))
    for entry in description["resources"]:
        if entry["name"] == name:
            entry["path"] = f"tables/{name}.csv"
            for column in entry["schema"]["fields"]:
                if column["name"] == "year":  # of which there are more than are packaged
                    column.get("constraints", {}).pop("enum", None)
    (folder / catalog.DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")
    return [sys.executable, "-m", "sanctuary_research", "check", "--data", str(folder)], path


def main() -> None:
    """Measure the shapes asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--own", action="store_true", help="read the table by read_own alone")
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", default=[*SHAPES])
    given = parser.parse_args()
    for shape in given.shapes:
        with tempfile.TemporaryDirectory() as folder:
            size = int(given.megabytes * MEGA)
            asked, path = command(shape, size, Path(folder) / "data", is_own=given.own)
            size = path.stat().st_size / MEGA
            peak, seconds = measured(asked)
        told = f"{size:6.0f} MB, peak {peak:6.0f} MB, {peak / size:5.2f} times, {seconds:5.1f} s"
        print(f"{shape:17}{told}", flush=True)


if __name__ == "__main__":
    main()
