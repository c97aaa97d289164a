"""Builds reports: decides what must be made, makes it side by side, writes index and manifest.

When all stands as the last build saw it, this is not even imported: see `standing`.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from sanctuary_research.errors import KernelError, NotebookError, OutputError, SanctuaryError
from sanctuary_research.publish import cache, standing
from sanctuary_research.publish.cache import Freshness, State, half_run, unseen
from sanctuary_research.publish.files import SWEPT, Folder
from sanctuary_research.publish.manifest import (
    BUILT,
    FAILED,
    FILE,
    STALE,
    UNCHANGED,
    manifest,
    record,
    report_entries,
)
from sanctuary_research.publish.notebooks import read_notebook, title
from sanctuary_research.publish.project import SWEEP, Project

TYPE_CHECKING = False  # as type checkers know it; to import typing takes milliseconds
if TYPE_CHECKING:
    from sanctuary_research.data.catalog import Package

JUNIT = "junit.xml"


class Options:
    """How to build: jobs at a time, and limits per notebook."""

    def __init__(
        self, jobs: int = 1, force: bool = False, timeout: float = 600, memory: int = 4096
    ):
        self.jobs, self.force, self.timeout, self.memory = jobs, force, timeout, memory


class Build:
    """One build of a project's reports into a folder.

    Parameters
    ----------
    project : Project
    options : Options
    progress : Progress
        Told what begins and ends.
    """

    def __init__(self, project: Project, options: Options, progress: object):
        self.project, self.options, self.progress = project, options, progress
        self.folder = Folder(project.output)
        self.statuses: dict[str, str] = {}
        self.begun: dict[str, float] = {}
        self.turns: dict[str, list] = {}
        self.given: dict[str, dict] = {}
        self.exit_code = 0

    def reports(self, names: list[str]) -> dict:
        """Build these notebooks with their defaults, the index, and return the manifest."""
        everything = self.project.names()
        strays = self.project.strays()
        for stray in strays:
            self.progress.note(f"{stray} has no page: another page has its name, or it is none")
        self.folder.refuse_foreign("*", other=SWEEP)  # a site of thousands of pages
        with self.folder.lock(self.progress.waiting):
            self._open()
            for gone in {*self.state.reports, *self.state.failures} - set(everything):
                self._forget(gone)
            self._make({name: {} for name in names}, everything)
            self._judge_others([name for name in everything if name not in names])
            whole = self._close_site(everything)
            if {*self.statuses.values()} == {UNCHANGED} and names == everything and not strays:
                self._keep(names)
            return whole

    def one(self, name: str, given: dict[str, object]) -> dict:
        """Build one notebook with these parameters, without an index; return its manifest."""
        self.folder.refuse_foreign(other=SWEEP)
        with self.folder.lock(self.progress.waiting):
            self._open()
            self._make({name: given}, [])
            entries = report_entries(self.state, [name], self.statuses)
            return self._close(manifest(entries, self.package.version))

    def _open(self) -> None:
        self.state = State(self.folder)
        if self.state.is_damaged:
            self.progress.note(
                "the record of earlier builds is damaged or of another version: building everything"
            )
        self.freshness = Freshness(self.project, self.state.hashes)

    @cached_property
    def package(self) -> Package:
        """The description of the data, read when it is first needed."""
        return self.project.package()

    def _make(self, wanted: dict[str, dict], everything: list[str]) -> None:
        """Make what must be made of the wanted notebooks."""
        self.given, plan = wanted, {}
        turns = self.turns = self._neighbours(everything)
        self.progress.begin(len(wanted))
        for name in wanted:
            try:
                is_run, why = self._why(name)
            except NotebookError as error:
                self._failed(name, error)
                continue
            if why:
                plan[name] = (is_run, why)
            else:
                self.statuses[name] = UNCHANGED
                if self.state.failures.pop(name, None):
                    self.folder.remove(half_run(name))
                self.progress.done(name, UNCHANGED, 0.0, "")
        if not plan:
            return
        self._make_all(plan)
        self.turns = self._neighbours(everything)  # what failed may have no page
        built = [name for name in wanted if name not in self.state.failures]
        again = [name for name in built if self.turns.get(name) != turns.get(name)]
        if again:
            self.progress.begin(len(again))
            self._make_all({name: (False, "its neighbours changed") for name in again})

    def _why(self, name: str) -> tuple[bool, str]:
        """Return whether a notebook must be run, and why its report must be made, if it must."""
        if self.options.force:
            return True, "forced"
        entry, known, folder = self.state.reports.get(name), self.freshness, self.folder.path
        why = known.why_run(entry, name, self.given[name], folder)
        return bool(why), why or known.why_render(entry, self.turns.get(name, []), folder)

    def _make_all(self, plan: dict[str, tuple[bool, str]]) -> None:
        """Make the planned reports, as many at a time as there are jobs."""
        from concurrent.futures import as_completed

        from sanctuary_research.publish.kernels import Kernels

        _ = self.package  # damage is refused before anything runs
        place, kept = self.project.notebooks, self.folder.temporary / "kernels"
        kernels = Kernels(place, kept, memory=self.options.memory, outputs="downloads")
        with kernels.side_by_side(self.options.jobs) as pool:
            from sanctuary_research.publish.maker import Maker

            maker = Maker(self, kernels)

            def make(name: str) -> dict:
                self.progress.started(name)
                self.begun[name] = time.monotonic()
                return maker.make(name, run=plan[name][0])

            # The long and, before them, the new and large first: none is left for the very end.
            cost = {name: entry["record"]["seconds"] for name, entry in self.state.reports.items()}
            new = [self.project.path(name) for name in {*plan} - {*cost}]
            cost |= {path.stem: 1e6 + path.stat().st_size for path in new if path.is_file()}
            names = sorted(plan, key=lambda name: -cost.get(name, 0))  # some may be gone by now
            futures = {pool.submit(make, name): name for name in names}
            if self.turns:
                self._places()
            for future in as_completed(futures):
                self._settle(futures[future], future, *plan[futures[future]])

    def _places(self) -> None:
        """Write the pages of places, which wait for no notebook, while notebooks run."""
        from sanctuary_research.publish import placepages

        with suppress(Exception):  # met again, and told, once every report is made
            placepages.write(self.state, self.freshness.pages, self.package)

    def _settle(self, name: str, future, ran: bool, why: str) -> None:
        """Take in a finished report and remember it at once, whatever happens to the others."""
        try:
            entry = future.result()
        except OutputError:
            raise
        except SanctuaryError as error:
            self._failed(name, error)
            return
        self.state.reports[name] = entry
        self.state.failures.pop(name, None)
        self.statuses[name] = BUILT
        self.state.save()
        told = dict.fromkeys(filter(None, (why, unseen(entry["inputs"]))))
        self.progress.done(name, BUILT, entry["record"]["seconds"] * ran, "; ".join(told))

    def _failed(self, name: str, error: SanctuaryError) -> None:
        """Remember a failure; the last good report stays where it is."""
        kept = getattr(error, "path", None)
        if not kept:
            self.folder.remove(half_run(name))
        code = error.exit_code if isinstance(error, KernelError) else 1
        now = time.monotonic()
        self.state.failures[name] = {
            "name": name,
            "title": self._title(name),
            "parameters": self.given[name],
            "seconds": round(now - self.begun.get(name, now), 2),
            "error": error.sentence,
            "exit_code": code,
            "cell": getattr(error, "cell", 0),
            "failed_notebook": half_run(name) if kept else None,
        }
        self.statuses[name] = FAILED
        self.exit_code = max(self.exit_code, code)
        self.progress.done(name, FAILED, 0.0, str(error))

    def _judge_others(self, names: list[str]) -> None:
        """Mark reports that were not asked for as unchanged, stale or still failed."""
        for name in names:
            if name in self.state.failures:
                self.statuses[name] = FAILED
            elif entry := self.state.reports.get(name):
                try:
                    why = self.freshness.why_run(entry, name, {}, self.folder.path)
                except NotebookError:
                    why = "unreadable"
                self.statuses[name] = STALE if why else UNCHANGED

    def _close_site(self, names: list[str]) -> dict:
        """Write what tells of all reports at once, where it would change; return the manifest."""
        from sanctuary_research.publish import ci
        from sanctuary_research.publish.pages import Site
        from sanctuary_research.publish.placepages import why_none

        entries = report_entries(self.state, names, self.statuses)
        whole = manifest(entries, self.package.version)
        record(self.folder, whole)
        site = Site(self.folder, self.state, self.freshness, self.package, entries)
        site.write(whole["code_version"])
        if why := why_none(self.package):
            self.progress.note(why)
        self._remove_orphans(names)
        self.folder.write(JUNIT, ci.junit(entries))
        return self._close(whole)

    def _keep(self, names: list[str]) -> None:
        """Keep what was looked at, for the next build, where all these had nothing to make."""
        from sanctuary_research.publish.placepages import FOLDER

        hashes, place = self.state.hashes, self.folder.path
        names_of_site = [str(place / name) for name in (cache.FILE, FILE, JUNIT)]
        folders = [f"{self.folder.temporary}/", f"{place / FOLDER}/"]
        for name in (f"!{place / SWEEP}", *folders, *names_of_site):
            hashes.look(name)
        self.folder.write(standing.FILE, standing.kept(self.project, names, hashes.looked))

    def _remove_orphans(self, names: list[str]) -> None:
        """Remove published files of no notebook and no table, even those that no record names."""
        known = [*self.state.reports.values()]
        kept = {path for entry in known for path in entry["outputs"]}
        kept |= {*self.state.pages["outputs"]}
        for pattern in SWEPT:
            for path in self.folder.path.glob(pattern):
                relative = path.relative_to(self.folder.path)
                of = relative.parts[1] if len(relative.parts) == 3 else path.stem
                if relative.as_posix() not in kept and of not in names and path.is_file():
                    self.folder.remove(relative.as_posix())

    def _close(self, whole: dict) -> dict:
        self.folder.write(FILE, json.dumps(whole, ensure_ascii=False) + "\n")  # keys by thousands
        self.state.save()
        return whole

    def _neighbours(self, names: list[str]) -> dict[str, list]:
        """Return, for each notebook, the pages before and after it that there are or will be."""
        failures, reports = self.state.failures, self.state.reports
        hoped = [name for name in self.given if name not in failures]
        pages = {name: {"page": f"{name}.html", "title": self._title(name)} for name in names}
        made = [(at, pages[name]) for at, name in enumerate(names) if name in {*reports, *hoped}]
        return {
            name: [
                next((page for there, page in reversed(made) if there < at), None),
                next((page for there, page in made if there > at), None),
            ]
            for at, name in enumerate(names)
        }

    def _title(self, name: str) -> str:
        """Return a notebook's question; of one that cannot be read its name."""
        try:
            return title(read_notebook(self.project.path(name)), name)
        except NotebookError:
            return name

    def _forget(self, name: str) -> None:
        """Remove the report of a notebook that is no longer there."""
        for path in self.state.reports.pop(name, {}).get("outputs", ()):
            self.folder.remove(path)
        if self.state.failures.pop(name, None):
            self.folder.remove(half_run(name))


def run_folder(project: Project, name: str, digest: str) -> Path:
    """Return where a single run goes unless told otherwise."""
    return project.root / "reports" / "runs" / (f"{name}-{digest}" if digest else name)
