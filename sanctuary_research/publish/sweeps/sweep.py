"""A sweep: runs what is not recorded yet, records it at once, and publishes the table.

What is remembered of a combination is a whole file, written as soon as it is finished, so that
whatever is killed, and whenever, nothing finished is lost. It is sealed: one that is cut off or
damaged is noticed, and its combination is run again.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator
from concurrent.futures import as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sanctuary_research import __version__
from sanctuary_research.errors import MissingPackageError, NotebookError
from sanctuary_research.publish import inputs
from sanctuary_research.publish.builder import Options
from sanctuary_research.publish.cache import FILE as BUILD_STATE
from sanctuary_research.publish.cache import Freshness, Hashes, sealed, unsealed
from sanctuary_research.publish.files import TEMPORARY, Folder
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.manifest import FAILED
from sanctuary_research.publish.notebooks import read_notebook, title, without_outputs
from sanctuary_research.publish.parameters import read_parameters
from sanctuary_research.publish.progress import Lines
from sanctuary_research.publish.project import STATE, SWEEP, Project
from sanctuary_research.publish.sweeps import gathered
from sanctuary_research.publish.sweeps.grid import Combination, Grid, read_grid
from sanctuary_research.publish.sweeps.identity import identity, roots
from sanctuary_research.publish.sweeps.one import UNSEEN, run_one
from sanctuary_research.publish.versions import code_version
from sanctuary_research.words import count

FORMAT = 2  # of a record
RECORD = f"{STATE}/combinations/{{}}.json"
CSV, PARQUET, PAGE = "results.csv", "results.parquet", "index.html"
FINISHED = "finished"


@dataclass(eq=False)
class Sweep:
    """One sweep of a notebook into a folder.

    Parameters
    ----------
    project : Project
        Its ``output`` is the folder.
    grid : Grid
    options : Options
    progress : Lines
        Told what begins and ends.
    scheduler : str, optional
        Address of a Dask scheduler; by default the kernels of this machine run the grid.
    """

    project: Project
    grid: Grid
    options: Options
    progress: Lines
    scheduler: str | None = None

    def __post_init__(self) -> None:
        self.folder = Folder(self.project.output)
        self.entries: dict[str, dict] = {}
        self.exit_code = 0

    def run(self) -> dict:
        """Run what must be run, publish the results and return the manifest.

        Raises
        ------
        OutputError
            The folder holds reports, or cannot be written.
        MissingPackageError
            A scheduler is named, but the package for it is not installed.
        KernelError
            The scheduler has gone; what was finished is kept.
        """
        run = self._here if self.scheduler is None else self._on_cluster
        self.folder.refuse_foreign(other=BUILD_STATE)
        with self.folder.lock(self.progress.waiting):
            self._open()
            if plan := self._plan():
                with closing(run(plan)) as outcomes:
                    for key, outcome in outcomes:
                        self._settle(key, plan[key], outcome)
            return self._publish()

    def _open(self) -> None:
        """Read everything that the whole sweep goes by, once."""
        name, self.raw = self.grid.name, read_notebook(self.project.path(self.grid.name))
        self.hashes = Hashes({})
        self.freshness = Freshness(self.project, self.hashes)
        self.run_basis = self.freshness.run_basis(name, {})
        self.package = self.project.package()
        # Every run takes this copy, whatever happens to the notebook in the meantime.
        text = json.dumps(without_outputs(self.raw))
        self.notebook = self.folder.write(f"{TEMPORARY}/{name}.ipynb", text)

    def _plan(self) -> dict[str, Combination]:
        """Return the combinations that must be run, and say how many that are."""
        self.reasons = {point.key: self._why(point) for point in self.grid}
        plan = {point.key: point for point in self.grid if self.reasons[point.key]}
        many, there = count(len(self.grid), "combination"), len(self.grid) - len(plan)
        self.progress.note(f"{many} of {self.grid}: {len(plan)} to run, {there} unchanged")
        self.progress.begin(len(plan))
        return plan

    def _why(self, point: Combination) -> str:
        """Return why a combination must be run; nothing if its record still holds."""
        if self.options.force:
            return "forced"
        entry = unsealed(self.folder.path / RECORD.format(point.key))
        if entry is None:
            return "new"
        if entry.get("format") != FORMAT:
            return "its record is damaged"
        if entry["status"] == FAILED:
            return "failed before"
        self.entries[point.key] = entry
        return self.freshness.change(entry, self.run_basis | {"parameters": point.given})

    def _here(self, plan: dict[str, Combination]) -> Iterator[tuple[str, dict]]:
        """Run combinations on this machine; yield key and outcome of each as it is finished."""
        kept, limit = self.folder.temporary / "kernels", self.options.timeout
        kernels = Kernels(
            self.project.notebooks, kept, memory=self.options.memory, outputs="numbers"
        )

        def work(key: str) -> dict:
            self.progress.started(str(plan[key]))
            return run_one(self.notebook, plan[key].given, kernels, self.hashes, limit)

        with kernels.side_by_side(self.options.jobs) as pool:
            futures = {pool.submit(work, key): key for key in plan}
            for future in as_completed(futures):
                yield futures.pop(future), future.result()

    def _on_cluster(self, plan: dict[str, Combination]) -> Iterator[tuple[str, dict]]:
        """Run combinations on a cluster, as `_here` does on this machine."""
        try:
            from sanctuary_research.publish.sweeps.cluster import on_cluster
        except ImportError as error:
            raise MissingPackageError(
                "--scheduler needs the package distributed: pip install 'sanctuary-research[sweep]'"
            ) from error
        shared = {
            "name": self.grid.name,
            "text": self.notebook.read_text(encoding="utf-8"),
            "timeout": self.options.timeout,
            "memory": self.options.memory,
            "identity": identity(),
        }
        tasks = {key: shared | {"given": point.given} for key, point in plan.items()}
        return on_cluster(self.scheduler, tasks, self.options.timeout, self.progress)

    def _settle(self, key: str, point: Combination, outcome: dict) -> None:
        """Record a finished combination at once, whatever becomes of the others."""
        digests = self._inputs(outcome.pop("inputs"), outcome.pop("moved", []))
        entry = {
            "format": FORMAT,
            "run": self.run_basis | {"parameters": point.given},
            "inputs": {inputs.short(self.project, path): was for path, was in digests.items()},
            "tables": inputs.tables(self.project, digests, self.package),
            **outcome,
        }
        self.folder.write(RECORD.format(key), sealed(entry))
        self.entries[key] = entry
        self.exit_code = max(self.exit_code, entry["exit_code"])
        if entry["status"] == FAILED:
            self.progress.done(str(point), FAILED, 0.0, f"{point}: {entry['error']}")
        else:
            self.progress.done(str(point), FINISHED, entry["seconds"], self.reasons[key])

    def _inputs(self, placed: list[tuple[str, str, str]], others: list[str]) -> dict[str, str]:
        """Return digests by path on this machine; refuse those that are not what they were."""
        digests = {os.path.join(roots().get(root, ""), path): d for root, path, d in placed}
        _refuse(inputs.told(self.project, others) or self._damage(digests, Path()))
        return digests

    def _damage(self, known: dict[str, str], folder: Path) -> str:
        """Return which of what was seen is not what it was, by path from a folder."""
        seen = {name: was for name, was in known.items() if not name.startswith("?")}
        return self.freshness.damage(seen, folder).removesuffix(" changed")

    def _refuse_two_states(self) -> None:
        """Refuse combinations that did not all read one state of what they read, that of now."""
        known: dict[str, str] = {}
        for entry in self.entries.values():
            for name, was in entry["inputs"].items():
                if known.setdefault(name, was) != was and not name.startswith("?"):
                    _refuse(name.lstrip("!"))
        _refuse(self._damage(known, self.project.root))

    def _publish(self) -> dict:
        """Write table, manifest and page, where they would change; return the manifest."""
        self._refuse_two_states()
        whole, table = self._manifest(), gathered.table(self.grid, self.entries)
        if whole["unseen"]:
            self.progress.note(gathered.unseen(whole))
        files = {CSV: gathered.csv(table), PARQUET: gathered.parquet(table)}
        page = gathered.page(self.grid, table, whole)
        files |= page.files | {PAGE: page.html}
        for path, content in files.items():
            if content:
                self.folder.write(path, content)
        for pattern in (PARQUET, "figures/*/*", "tables/*/*"):
            for path in self.folder.path.glob(pattern):
                if not files.get(name := path.relative_to(self.folder.path).as_posix()):
                    self.folder.remove(name)
        self.folder.write_json(SWEEP, whole)
        return whole

    def _manifest(self) -> dict:
        """Return what this sweep was, for machines; the same for equal inputs."""
        status = {point: self.entries[point.key]["status"] for point in self.grid}
        failed, unseen = ([p for p in status if status[p] == one] for one in (FAILED, UNSEEN))
        tables = {one["name"]: one for e in self.entries.values() for one in e.get("tables", [])}
        words = ["sanctuary", "sweep", self.grid.name, *self.grid.arguments()]
        return {
            "notebook": self.grid.name,
            "title": title(self.raw, self.grid.name),
            "command": shlex.join(words),
            "grid": self.grid.swept,
            "fixed": self.grid.fixed,
            "combinations": len(self.grid),
            "finished": len(self.grid) - len(failed),
            "failures": [
                {"parameters": p.given, "error": self.entries[p.key]["error"]} for p in failed
            ],
            "unseen": [point.given for point in unseen],
            "tables": [tables[name] for name in sorted(tables)],
            "package_version": __version__,
            "data_version": self.package.version,
            "code_version": code_version(self.project),
        }


def _refuse(moved: str) -> None:
    """Refuse numbers of two states of what moved, if anything did."""
    if moved:
        raise NotebookError(
            f"{moved} changed while the sweep was running: run the same command again, "
            "which runs what the change concerns"
        )


def prepare(
    project: Project, notebook: str, swept: list[str], fixed: list[str]
) -> tuple[Grid, Path]:
    """Return the grid that the command line asks for, and where its results go by default.

    Raises
    ------
    UsageError
        A notebook, name or value is wrong.
    """
    name = project.name(notebook)
    declared = read_parameters(read_notebook(project.path(name)), name)
    grid = read_grid(name, declared, swept, fixed)
    return grid, project.root / "reports" / "sweeps" / f"{name}-{grid.digest}"
