"""A sweep: runs what is not recorded yet, records it at once, and publishes the table."""

from __future__ import annotations

import json
import os
import shlex
from contextlib import closing
from pathlib import Path

from sanctuary_research import __version__
from sanctuary_research.errors import NotebookError, OutputError
from sanctuary_research.publish.builder import Options
from sanctuary_research.publish.cache import FILE as BUILD_STATE
from sanctuary_research.publish.cache import Freshness, Hashes, checksum, sealed, unsealed
from sanctuary_research.publish.files import TEMPORARY, Folder
from sanctuary_research.publish.inputs import Inputs
from sanctuary_research.publish.notebooks import read_notebook, title
from sanctuary_research.publish.parameters import read_parameters
from sanctuary_research.publish.project import PACKAGE, STATE, SWEEP, Project
from sanctuary_research.publish.sweeps.grid import Combination, Grid, read_grid
from sanctuary_research.publish.sweeps.record import FAILED, Record
from sanctuary_research.publish.versions import code_version

CSV, PARQUET, PAGE = "results.csv", "results.parquet", "index.html"
PUBLISHED = f"{STATE}/published.json"  # what was written from what
HALF = "failed/{}.ipynb"
FINISHED = "finished"


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

    def __init__(
        self,
        project: Project,
        grid: Grid,
        options: Options,
        progress: object,
        scheduler: str | None = None,
    ):
        self.project, self.grid, self.options = project, grid, options
        self.progress, self.scheduler = progress, scheduler
        self.folder = Folder(project.output)
        self.record = Record(self.folder)
        self.entries: dict[str, dict] = {}
        self.exit_code = 0
        if scheduler:
            from sanctuary_research.publish.sweeps.cluster import check_installed

            check_installed()

    def run(self) -> dict:
        """Run what must be run, publish the results and return the manifest.

        Raises
        ------
        OutputError
            The folder holds reports, or cannot be written.
        KernelError
            The scheduler has gone; what was finished is kept.
        """
        if (self.folder.path / BUILD_STATE).is_file():
            raise OutputError(
                f"{self.project.relative(self.folder.path)} holds reports, not a sweep: "
                "choose another folder with --output"
            )
        with self.folder.lock(self.progress.waiting):
            self._open()
            if plan := self._plan():
                with closing(self._runner().run(self.notebook, plan, HALF)) as outcomes:
                    for key, outcome in outcomes:
                        self._settle(key, plan[key], outcome)
            return self._publish()

    def _open(self) -> None:
        """Read everything that the whole sweep goes by, once."""
        name, raw = self.grid.name, read_notebook(self.project.path(self.grid.name))
        self.hashes = Hashes({})
        self.freshness = Freshness(self.project, self.hashes)
        self.run_basis = self.freshness.run_basis(name, {})
        self.inputs = Inputs(self.project, self.folder)
        self.package = self.project.package()
        self.title = title(raw, name)
        # Every run takes this copy, whatever happens to the notebook in the meantime.
        for cell in raw["cells"]:
            cell |= {"outputs": []} if cell["cell_type"] == "code" else {}
        self.notebook = self.folder.write(f"{TEMPORARY}/{name}.ipynb", json.dumps(raw))

    def _plan(self) -> dict[str, Combination]:
        """Return the combinations that must be run, and say how many that are."""
        plan, self.reasons = {}, {}
        for point in self.grid:
            why = self._why(point)
            if why:
                plan[point.key], self.reasons[point.key] = point, why
        if self.record.damaged:
            self.progress.note(f"{self.record.damaged} damaged records: running these again")
        there = len(self.grid) - len(plan)
        many = "combination" if len(self.grid) == 1 else "combinations"
        of = f"{len(self.grid)} {many} of {self.grid}"
        self.progress.note(f"{of}: {len(plan)} to run, {there} unchanged")
        self.progress.begin([str(point) for point in plan.values()], len(plan))
        return plan

    def _why(self, point: Combination) -> str:
        """Return why a combination must be run; nothing if its record still holds."""
        if self.options.force:
            return "forced"
        entry = self.record.read(point.key)
        if entry is None:
            return "new"
        if entry["status"] == FAILED:
            return "failed before"
        self.entries[point.key] = entry
        return self.freshness.change(entry, self.run_basis | {"parameters": point.given})

    def _runner(self):
        """Return what runs combinations: this machine or a cluster."""
        if self.scheduler:
            from sanctuary_research.publish.sweeps.cluster import Cluster

            return Cluster(self.scheduler, self.options, self.progress)
        from sanctuary_research.publish.kernels import Kernels
        from sanctuary_research.publish.sweeps.local import Local

        place, kept = self.project.notebooks, self.folder.temporary / "kernels"
        kernels = Kernels(place, kept, memory=self.options.memory, outputs="numbers")
        return Local(kernels, self.options, self.progress, self.hashes)

    def _settle(self, key: str, point: Combination, outcome: dict) -> None:
        """Record a finished combination at once, whatever becomes of the others."""
        half, seconds = outcome.pop("half", None), outcome["seconds"]
        digests = self._inputs(outcome.pop("inputs"))
        entry = {
            "run": self.run_basis | {"parameters": point.given},
            "inputs": {self.inputs.short(path): digest for path, digest in digests.items()},
            "tables": self.inputs.tables(digests, self.package),
            **outcome,
        }
        path = HALF.format(key)
        if half:
            self.folder.write(path, half)
        else:
            self.folder.remove(path)
        self.record.keep(key, entry)
        self.entries[key] = entry
        self.exit_code = max(self.exit_code, entry["exit_code"])
        if entry["status"] == FAILED:
            shown = self.project.relative(self.folder.path / path)
            sentence = f"{point}: {entry['error'].replace(path, shown)}"
            self.progress.done(str(point), FAILED, 0.0, sentence)
        else:
            self.progress.done(str(point), FINISHED, seconds, self.reasons[key])

    def _inputs(self, placed: list[tuple[str, str, str]]) -> dict[str, str]:
        """Return digests by path on this machine; refuse those that are not what they were."""
        from sanctuary_research.publish.sweeps.identity import roots

        digests = {os.path.join(roots().get(root, ""), path): d for root, path, d in placed}
        moved = self.inputs.moved(digests)
        if not moved:
            known = {name: was for name, was in digests.items() if not name.startswith("?")}
            moved = self.freshness.damage(known, Path()).removesuffix(" changed")
        if moved:
            raise NotebookError(
                f"{moved} changed while the sweep was running: run the same command again, "
                "which runs what the change concerns"
            )
        return digests

    def _publish(self) -> dict:
        """Write table, manifest and page, where they would change; return the manifest."""
        whole = self._manifest()
        rows = [[entry[key] for key in ("headlines", "status", "error")] for entry in self._all()]
        drawn = sorted([*PACKAGE.glob("display/*.py"), *PACKAGE.glob("publish/sweeps/*.py")])
        code = self.freshness.pages, self.hashes.of_all(drawn), self.freshness.environment
        basis = checksum(json.dumps([rows, whole, code]))
        old = unsealed(self.folder.path / PUBLISHED) or {"outputs": {}}
        if old.get("basis") == basis and not self.freshness.damage(
            old["outputs"], self.folder.path
        ):
            return whole
        paths = self._write(whole)
        for gone in set(old["outputs"]) - set(paths):
            self.folder.remove(gone)
        outputs = {path: self.hashes.of(self.folder.path / path) for path in paths}
        self.folder.write(PUBLISHED, sealed({"basis": basis, "outputs": outputs}))
        return whole

    def _write(self, whole: dict) -> list[str]:
        """Write what people and machines read; return the paths."""
        from sanctuary_research.publish.sweeps import gathered

        table = gathered.table(self.grid, self.entries)
        columns = gathered.parquet(table)
        files = {CSV: gathered.csv(table), **({PARQUET: columns} if columns else {})}
        for path, content in files.items():
            self.folder.write(path, content)
        self.folder.write_json(SWEEP, whole)
        pages = self._drawn(table, whole)
        for path, content in pages.items():
            self.folder.write(path, content)
        return [*files, SWEEP, *pages]

    def _drawn(self, table: object, whole: dict) -> dict[str, str | bytes]:
        """Return the page and what it offers to download."""
        from sanctuary_research.publish.sweeps import gathered

        page = gathered.page(self.grid, table, whole)
        return {**page.files, PAGE: page.html}

    def _all(self) -> list[dict]:
        """Return what is remembered of each combination, in the order of the grid."""
        return [self.entries[point.key] for point in self.grid]

    def _manifest(self) -> dict:
        """Return what this sweep was, for machines; the same for equal inputs."""
        failed = [p for p in self.grid if self.entries[p.key]["status"] == FAILED]
        tables = {one["name"]: one for entry in self._all() for one in entry.get("tables", [])}
        words = ["sanctuary", "sweep", self.grid.name, *self.grid.arguments()]
        return {
            "notebook": self.grid.name,
            "title": self.title,
            "command": shlex.join(words),
            "grid": self.grid.swept,
            "fixed": self.grid.fixed,
            "combinations": len(self.grid),
            "finished": len(self.grid) - len(failed),
            "failures": [self._failure(point) for point in failed],
            "tables": [tables[name] for name in sorted(tables)],
            "package_version": __version__,
            "data_version": self.package.version,
            "code_version": code_version(self.project),
        }

    def _failure(self, point: Combination) -> dict:
        half = HALF.format(point.key)
        return {
            "parameters": point.given,
            "error": self.entries[point.key]["error"],
            "notebook": half if (self.folder.path / half).is_file() else None,
        }


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
