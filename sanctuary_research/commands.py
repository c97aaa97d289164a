"""What each command of `sanctuary` does, given its arguments; returns the exit code.

Help says of each what its docstring says. Each imports only what it needs, so that help is
instant.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing

from sanctuary_research.data.page import say
from sanctuary_research.errors import NotebookError, OutputError, UsageError


def show_list(given: argparse.Namespace) -> int:
    """List the notebooks with their parameters, and the tables."""
    from sanctuary_research.publish.catalogue import listing, print_listing

    found = listing(_project(given))
    print_json(found) if given.json else print_listing(found)
    return 0


def describe(given: argparse.Namespace) -> int:
    """Print the codebook page of a table; for machines its description as it stands."""
    from sanctuary_research.data import catalog, codebook

    page = codebook.describe(given.table)
    if given.json:
        import json

        raw = json.loads((catalog.data_folder() / catalog.DESCRIPTION).read_text("utf-8"))
        print_json(next(r for r in raw["resources"] if r["name"] == given.table))
    else:
        say(page)
    return 0


def show_labels(given: argparse.Namespace) -> int:
    """Say which counties count as sanctuary, or how many do under every definition."""
    from sanctuary_research.data import catalog
    from sanctuary_research.data.labels import count_arms, named_labels
    from sanctuary_research.data.own_list import own

    day = given.date or catalog.package().version.replace(".", "-")
    names = {name for name in (given.name, given.definition) if name}
    if len(names) > 1 or (given.own and names - {"own"}):
        raise UsageError("two definitions are given", "keep one of DEFINITION, --definition, --own")
    definition = own(given.own) if given.own else next(iter(names), None)
    frame = named_labels(definition, day) if definition else count_arms(day)
    told = [f"as of {day}", *([definition.coverage()] if given.own else [])]
    if given.csv or given.json:
        say(*told[1:], to=sys.stderr)
    if given.csv:
        write(given.csv, frame.to_csv(index=False, lineterminator="\n"))
    elif given.json:
        print(frame.to_json(orient="records", indent=1))
    else:
        say(*told, *_lines(frame))
    return 0


def _lines(frame) -> list[str]:
    """Return a frame as lines of text, words to the left and numbers to the right."""
    words = frame.select_dtypes("str")
    aligned = frame.assign(
        **{name: text.str.ljust(text.str.len().max()) for name, text in words.items()}
    )
    return [line.rstrip() for line in aligned.to_string(index=False, justify="left").splitlines()]


def run(given: argparse.Namespace) -> int:
    """Run one notebook with parameters of your own."""
    from sanctuary_research.publish.builder import Build, run_folder
    from sanctuary_research.publish.headlines import shown
    from sanctuary_research.publish.notebooks import read_notebook
    from sanctuary_research.publish.parameters import read_parameters, read_values, short_digest
    from sanctuary_research.publish.project import find_project

    project = _project(given)
    name = project.name(given.notebook)
    declared = read_parameters(read_notebook(project.path(name)), name)
    values = read_values(declared, given.pairs, name)
    folder = given.output or run_folder(project, name, short_digest(values) if values else "")
    project = find_project(str(project.root), str(folder))
    with closing(_progress(given)) as progress:
        work = Build(project, _options(given, 1), progress)
        done = work.one(name, values)
    if given.json:
        print_json(done)
    elif not work.exit_code:
        [report] = done["reports"]
        numbers = [f"    {one['name']}: {shown(one)}" for one in report["headlines"]]
        say(report["answer"] or "", *numbers, project.relative(project.output / f"{name}.html"))
    return _report_failures(progress, work.exit_code)


def build(given: argparse.Namespace) -> int:
    """Build the reports that changed, and their index."""
    from sanctuary_research.publish.standing import stands

    project = _project(given)
    everything = project.names()
    is_asked = given.force or given.json or not everything or "GITHUB_ACTIONS" in os.environ
    if is_asked or not stands(project, everything):
        return _build(given, lambda project, names: None)
    with closing(_progress(given)) as progress:
        for name in _asked(project, given):
            progress.done(name, "unchanged", 0.0, "")
    return 0


def refresh(given: argparse.Namespace) -> int:
    """Run notebooks and keep the outputs in the notebooks themselves."""
    from sanctuary_research.publish.files import refuse_kept, write_beside
    from sanctuary_research.publish.notebooks import essence, read_notebook

    project = _project(given)
    for name in _asked(project, given):
        refuse_kept(project.path(name))

    def keep(project, names: list[str]) -> None:
        edited = []
        for name in names:
            own, executed = project.path(name), project.output / "notebooks" / f"{name}.ipynb"
            if essence(read_notebook(own)) == essence(read_notebook(executed)):
                write_beside(own, executed.read_bytes())
            else:
                edited.append(name)
        if edited:
            told = f"{', '.join(edited)} changed while it ran, and keeps its old outputs"
            raise NotebookError(told, "refresh it again")

    return _build(given, keep)


def _asked(project, given: argparse.Namespace) -> list[str]:
    """Return the names of the notebooks that are given, or of all."""
    return [project.name(name) for name in given.notebooks] or project.names()


def _build(given: argparse.Namespace, after) -> int:
    from sanctuary_research.publish.builder import Build
    from sanctuary_research.publish.cache import FILE

    project = _project(given)
    names = _asked(project, given)
    if not names and not (project.output / FILE).exists():  # else the pages of the last one go
        raise project.empty()
    with closing(_progress(given)) as progress:
        work = Build(project, _options(given, given.jobs), progress)
        done = work.reports(names)
    after(project, [name for name in names if work.statuses[name] in ("built", "unchanged")])
    if given.json:
        print_json(done)
    if os.environ.get("GITHUB_ACTIONS") == "true":  # a workflow reads what is printed
        from sanctuary_research.publish import ci

        say(*ci.annotations(project, done["reports"]), to=sys.stderr)
    return _report_failures(progress, work.exit_code)


def sweep(given: argparse.Namespace) -> int:
    """Run a notebook over a grid of parameter values, and compare."""
    from sanctuary_research.publish.project import find_project
    from sanctuary_research.publish.sweeps.sweep import Sweep, prepare

    if given.scheduler and given.jobs:
        raise UsageError("--jobs is for this machine's kernels: leave it out with --scheduler")
    project = _project(given)
    grid, folder = prepare(project, given.notebook, given.grid, given.pairs)
    project = find_project(str(project.root), given.output or str(folder))
    with closing(_progress(given)) as progress:
        work = Sweep(project, grid, _options(given, given.jobs), progress, given.scheduler)
        done = work.run()
    print_json(done) if given.json else say(project.relative(project.output / "index.html"))
    return _report_failures(progress, work.exit_code)


def diff(given: argparse.Namespace) -> int:
    """Say which headline numbers differ between two builds, or which rows of the data."""
    if given.data or given.page:
        from sanctuary_research.lookups import diff_data

        return diff_data(given)
    from sanctuary_research.publish import headlines, manifest

    output = _project(given).output
    if given.old:
        old, new = map(manifest.read_manifest, (given.old, given.new or output))
        found = manifest.differences(old, new)
    else:
        new = manifest.read_manifest(output)
        found = next((entry["headlines"] for entry in manifest.changes(output)), [])
    if given.json:
        print_json(found)
        return 0
    for number, one in enumerate(found):
        if not number or one["report"] != found[number - 1]["report"]:
            say(one["report"])
        before, after = headlines.shown(one["before"]), headlines.shown(one["after"])
        say(f"    {one['name']}: {before} -> {after}")
    same = manifest.n_headlines(new) - sum(one["after"] is not None for one in found)
    differ = "number differs" if len(found) == 1 else "numbers differ"
    say(f"{len(found)} headline {differ}, {same} the same")
    return 0


def check(given: argparse.Namespace) -> int:
    """Check every table against its description and rules."""
    if given.links:
        from sanctuary_research.lookups import check_links

        return check_links(given)
    from sanctuary_research.data.check import as_frame, check_package
    from sanctuary_research.data.faults import total

    faults = check_package(given.data)
    if given.json:
        print(as_frame(faults).to_json(orient="records", indent=1))
    else:
        many = total(faults)
        last = f"{f'{many:,}' if many else 'no'} fault{'' if many == 1 else 's'}"
        say(*(f"{fault} [{fault.rule}]" for fault in faults), last)
    return 1 if faults else 0


def new(given: argparse.Namespace) -> int:
    """Start a notebook from the template, or from another notebook."""
    from sanctuary_research.publish.fork import start_notebook
    from sanctuary_research.publish.project import TEMPLATE

    project = _project(given)
    name = given.name.removesuffix(".ipynb")
    origin = project.name(given.origin) if given.origin else TEMPLATE
    path = project.relative(start_notebook(project, name, origin))
    told = (path, f"Run it: sanctuary run {name}")
    print_json({"notebook": path}) if given.json else say(*told)
    return 0


def _project(given: argparse.Namespace):
    from sanctuary_research.publish.project import find_project

    return find_project(given.project, getattr(given, "output", None))


def _options(given: argparse.Namespace, jobs: int | None):
    from sanctuary_research.publish.builder import Options

    return Options(jobs or os.cpu_count() or 1, given.force, given.timeout, given.memory)


def _progress(given: argparse.Namespace):
    from sanctuary_research.publish.progress import progress

    return progress(sys.stderr if given.json else sys.stdout)


def _report_failures(progress, code: int) -> int:
    say(*(f"error: {sentence}" for sentence in progress.failures), to=sys.stderr)
    return code


def print_json(value: object) -> None:
    """Print a value for machines."""
    import json

    print(json.dumps(value, indent=1))  # what a terminal takes for a command is escaped


def write(path: str, text: str) -> None:
    """Write a text to a new file that the reader names, and print which."""
    from pathlib import Path

    if os.path.lexists(path):
        raise OutputError(f"{path} is there already", "remove it, or name another file")
    from sanctuary_research.publish.files import write_beside

    write_beside(Path(path), text.encode("utf-8"))
    say(path)
