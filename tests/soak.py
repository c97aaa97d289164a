"""Builds of a small project under random kills and edits, for any length of time.

    python bootstrap.py soak --seconds 1200 --seed 1

After every few kills and edits, one build is left to finish. Then each page must show what its
sources say now, pages of notebooks that are gone must be gone, no process and no temporary file may
be left, a second build must have nothing to do, and, from time to time, the folder must hold
exactly the files that a first build into an empty folder makes. Unix only, as the signals are.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

READING = {
    "open": "print('value', {number}, open({path!r}).read())",
    "sqlite": (
        "import sqlite3\nfound = sqlite3.connect({path!r}).execute('select text from kept')\n"
        "print('value', {number}, found.fetchone()[0])"
    ),
    "child": (
        "import subprocess\n"
        "print('value', {number}, subprocess.check_output(['cat', {path!r}], text=True))"
    ),
}
SIGNALS = {signal.SIGKILL: 6, signal.SIGTERM: 2, signal.SIGINT: 2}
MOST, FEWEST = 5, 2  # notebooks
FRESH_EVERY = 20  # checks between comparisons with a first build


class Soak:
    """One project, what its pages must show, and what was done to it."""

    def __init__(self, root: Path, seed: int):
        self.root, self.random = root, random.Random(seed)
        self.done, self.faults = collections.Counter(), []
        self.notebooks: dict[str, tuple[str, int]] = {}
        self.length = 6.0  # seconds that a build takes, as last seen
        for folder in ("notebooks", "data/tables", "kept", "tmp"):
            (root / folder).mkdir(parents=True)
        package = {"version": "2026-01-02", "title": "Small", "resources": []}
        (root / "data" / "datapackage.json").write_text(json.dumps(package))
        self.kept = {how: self._write_kept(how, "first") for how in READING}
        for _ in range(3):
            self.add()
        self.environment = {**os.environ, "TMPDIR": str(root / "tmp")}

    def add(self) -> None:
        """Add a notebook."""
        if len(self.notebooks) < MOST:
            free = [name for name in "abcdefgh" if name not in self.notebooks]
            name, how = self.random.choice(free), self.random.choice(list(READING))
            self.notebooks[name] = (how, 0)
            self._write(name)

    def remove(self) -> None:
        """Remove a notebook."""
        if len(self.notebooks) > FEWEST:
            name = self.random.choice(list(self.notebooks))
            del self.notebooks[name]
            (self.root / "notebooks" / f"{name}.ipynb").unlink()

    def edit(self) -> None:
        """Give a notebook another number."""
        name = self.random.choice(list(self.notebooks))
        how, number = self.notebooks[name]
        self.notebooks[name] = (how, number + 1)
        self._write(name)

    def rewrite(self) -> None:
        """Change what a notebook reads: its size stays, and sometimes its time too."""
        how = self.random.choice(list(READING))
        self.kept[how] = self._write_kept(how, f"{self.random.randrange(10**5):05d}")

    def stray(self) -> None:
        """Leave a file that is no notebook beside the notebooks."""
        name = self.random.choice([".#a.ipynb", "._b.ipynb", "a copy.ipynb", "notes.txt"])
        (self.root / "notebooks" / name).write_text("stray")

    def kill(self) -> None:
        """Begin a build and end it at a random moment, perhaps after an edit meanwhile."""
        build = self.start()
        with suppress(subprocess.TimeoutExpired):
            build.wait(self.random.uniform(0, 1.2 * self.length))
        if self.random.random() < 0.3:
            self.random.choice([self.edit, self.rewrite])()
        if build.poll() is None:
            number = self.random.choices(list(SIGNALS), SIGNALS.values())[0]
            self.done[number.name] += 1
            build.send_signal(number)
        self.ended(build)

    def start(self, *extra: str) -> subprocess.Popen:
        """Begin a build."""
        self.done["builds"] += 1
        command = [sys.executable, "-m", "sanctuary_research", "--project", str(self.root), "build"]
        told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen([*command, "--jobs", "1", *extra], env=self.environment, **told)

    def ended(self, build: subprocess.Popen) -> str:
        """Return what a build said, once it and its kernels are gone."""
        try:
            said = build.communicate(timeout=300)[0]
        except subprocess.TimeoutExpired:
            build.kill()
            said = build.communicate()[0]
            self.fault("a build did not end in 300 seconds", said)
        self._expect("Traceback" not in said, "a build printed a traceback", said)
        limit = time.monotonic() + 60
        while (left := self._processes()) and time.monotonic() < limit:
            time.sleep(0.1)
        self._expect(not left, "processes are left", str(left))
        return said

    def check(self) -> None:
        """Let a build finish and hold the folder to what the sources say."""
        self.done["checks"] += 1
        begun = time.monotonic()
        build = self.start()
        said = self.ended(build)
        self.length = time.monotonic() - begun
        self._expect(build.returncode == 0, f"exit code {build.returncode}", said)
        reports = self.root / "reports"
        for name, (how, number) in self.notebooks.items():
            page, shown = reports / f"{name}.html", f"value {number} {self.kept[how]}"
            text = page.read_text(encoding="utf-8") if page.exists() else ""
            self._expect(shown in text, f"page {name} ({how}) does not show {shown!r}", said)
        for name in set("abcdefgh") - set(self.notebooks):
            self._expect(not (reports / f"{name}.html").exists(), f"page {name} is still there")
        left = [*(reports / ".build" / "tmp").rglob("*"), *(self.root / "tmp").iterdir()]
        self._expect(not left, "temporary files are left", str(left))
        again = self.start()
        for line in self.ended(again).splitlines():
            status, _, rest = line.partition(" ")
            how = self.notebooks.get(rest.strip().split(" ")[0], ("", 0))[0]
            self._expect(status != "built" or how != "open", "something was built again", line)
        if self.done["checks"] % FRESH_EVERY == 1:
            self.compare()

    def compare(self) -> None:
        """Hold the files of the folder to those of a first build into an empty one."""
        with tempfile.TemporaryDirectory(dir=self.root) as folder:
            self.ended(self.start("--output", folder))
            first, now = _files(Path(folder)), _files(self.root / "reports")
        self.done["comparisons"] += 1
        self._expect(set(first) == set(now), "other files", str(set(first) ^ set(now)))
        size, fresh = sum(now.values()), sum(first.values())
        self.done["bytes"], self.done["bytes of a first build"] = size, fresh
        self._expect(size < 1.1 * fresh + 10_000, f"{size:,} bytes where a first build has {fresh}")

    def round(self) -> None:
        """Do a few random things, then check."""
        deeds = [self.kill] * 5 + [self.edit, self.rewrite, self.add, self.remove, self.stray]
        for deed in self.random.choices(deeds, k=self.random.randint(1, 5)):
            self.done[deed.__name__] += 1
            deed()
        self.check()

    def fault(self, what: str, said: str = "") -> None:
        """Note and print what is wrong."""
        self.faults.append(what)
        print(f"FAULT after {dict(self.done)}: {what}\n{said}", flush=True)

    def _expect(self, is_so: bool, what: str, said: str = "") -> None:
        if not is_so:
            self.fault(what, said)

    def _write(self, name: str) -> None:
        how, number = self.notebooks[name]
        code = READING[how].format(number=number, path=str(self.root / "kept" / how))
        cells = [
            {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# What is asked?"},
            {"cell_type": "code", "id": "c", "metadata": {}, "source": code, "outputs": []}
            | {"execution_count": None},
        ]
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (self.root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content))

    def _write_kept(self, how: str, text: str) -> str:
        path = self.root / "kept" / how
        before = path.stat() if path.exists() else None
        if how == "sqlite":
            import sqlite3

            with sqlite3.connect(path) as kept:
                kept.execute("create table if not exists kept (text)")
                kept.execute("delete from kept")
                kept.execute("insert into kept values (?)", [text])
            kept.close()
        else:
            path.write_text(text)
        if before and self.random.random() < 0.3:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return text

    def _processes(self) -> list[str]:
        """Return the processes that name the project, but this one."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                told = [*process.cmdline(), process.environ().get("IPYTHONDIR", "")]
                if process.pid != os.getpid() and any(str(self.root) in word for word in told):
                    found.append(" ".join(told))
        return found


def _files(folder: Path) -> dict[str, int]:
    """Return the size of every file of a report folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def main() -> None:
    """Go on until the time is up; print what was done, and fail if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    limit = time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        soak = Soak(Path(folder), given.seed)
        while time.monotonic() < limit:
            soak.round()
        soak.compare()
    print(json.dumps({"seconds": given.seconds, **soak.done, "faults": len(soak.faults)}))
    raise SystemExit(bool(soak.faults))


if __name__ == "__main__":
    main()
