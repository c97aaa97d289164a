"""The `sanctuary` command.

Exit codes: 0 fine, 1 an analysis or check failed, 2 wrong usage, 3 a kernel died or timed out,
130 stopped by the keyboard. Each command imports only what it needs, so that help is instant.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys

from sanctuary_research import __version__
from sanctuary_research.errors import (
    NotebookError,
    OutputError,
    SanctuaryError,
    UsageError,
    unknown,
)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        signal.signal(signal.SIGTERM, _terminated)
        given = parser().parse_args(arguments)
        code = given.command(given)
        sys.stdout.flush()
        return code
    except SanctuaryError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: that is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt as stop:
        print("\nstopped: finished reports are kept, run the command again", file=sys.stderr)
        return stop.args[0] if stop.args else 130


def _terminated(number: int, frame: object) -> None:
    """End as after Ctrl-C, so that a cancelled job leaves nothing behind."""
    raise KeyboardInterrupt(128 + number)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(
        prog="sanctuary",
        description="Tables, analyses and reports on US sanctuary policy.",
        epilog="exit codes: 0 fine, 1 an analysis or check failed, 2 wrong usage, "
        "3 a kernel died or timed out",
    )
    top.add_argument("--version", action="version", version=f"sanctuary_research {__version__}")
    top.add_argument("--project", metavar="DIR", help="folder with notebooks/ and data/")
    commands = top.add_subparsers(
        title="commands", required=True, metavar="COMMAND", prog="sanctuary"
    )

    def add(name: str, command, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
        sub.set_defaults(command=command)
        sub.add_argument("--json", action="store_true", help="print JSON for machines")
        return sub

    add("list", show_list, "list the notebooks with their parameters, and the tables")
    sub = add("describe", describe, "print the codebook page of a table")
    sub.add_argument("table", metavar="TABLE")
    sub = add("labels", show_labels, "say which counties count as sanctuary")
    sub.add_argument("--definition", help="default: count the labels under every definition")
    sub.add_argument("--date", help="the day, YYYY-MM-DD (default: that of the data)")
    sub.add_argument("--csv", metavar="FILE", help="write the labels to a file")
    sub = add("run", run, "run one notebook with parameters of your own")
    sub.add_argument("notebook", metavar="NOTEBOOK", help="its name, as `sanctuary list` gives it")
    sub.add_argument(
        "-p",
        dest="pairs",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter's value; repeat it for others",
    )
    sub.add_argument("--output", metavar="DIR", help="default: reports/runs/NOTEBOOK-DIGEST")
    _add_limits(sub)
    sub = add("build", build, "build the reports that changed, and their index")
    sub.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all of them")
    sub.add_argument("--output", metavar="DIR", help="default: reports")
    sub.add_argument("--jobs", type=_positive, metavar="N", help="default: one per core")
    _add_limits(sub)
    sub = add("refresh", refresh, "run notebooks and keep the outputs in the notebooks themselves")
    sub.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all of them")
    sub.add_argument("--jobs", type=_positive, metavar="N", help="default: one per core")
    _add_limits(sub)
    sub = add("check", check, "check every table against its description and rules")
    sub.add_argument("--data", metavar="DIR", help="folder with datapackage.json")
    sub = add("new", new, "start a notebook from the template")
    sub.add_argument("name", metavar="NAME")
    return top


class _Help(argparse.HelpFormatter):
    """Knows the width of the page, which argparse imports much to find."""

    def __init__(self, prog: str):
        super().__init__(prog, max_help_position=28, width=96)


class _Parser(argparse.ArgumentParser):
    """Raises wrong usage as this package's own error, in one sentence."""

    def __init__(self, **given: object):
        super().__init__(**given, formatter_class=_Help)

    def error(self, message: str):
        raise UsageError(f"{message}; see {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: object):
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            raise unknown("command", value, action.choices)
        super()._check_value(action, value)


def _add_limits(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--force", action="store_true", help="run even what did not change")
    sub.add_argument(
        "--timeout", type=_positive, default=600, metavar="S", help="seconds a notebook may take"
    )
    sub.add_argument(
        "--memory", type=int, default=4096, metavar="MB", help="megabytes it may use; 0: no limit"
    )
    sub.add_argument("--kernels", choices=["forked", "ordinary"], default="forked")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def show_list(given: argparse.Namespace) -> int:
    """List notebooks and tables."""
    from sanctuary_research.build.catalogue import listing, print_listing

    found = listing(_project(given))
    _print_json(found) if given.json else print_listing(found)
    return 0


def describe(given: argparse.Namespace) -> int:
    """Print a table's codebook page; for machines its description as it stands."""
    from sanctuary_research.data import catalog, codebook

    page = codebook.describe(given.table)
    if given.json:
        raw = json.loads((catalog.data_folder() / catalog.DESCRIPTION).read_text("utf-8"))
        _print_json(next(r for r in raw["resources"] if r["name"] == given.table))
    else:
        print(page)
    return 0


def show_labels(given: argparse.Namespace) -> int:
    """Print or write labels, or count them under every definition."""
    from sanctuary_research.data import catalog
    from sanctuary_research.data.labels import DEFINITIONS, labels

    day = given.date or catalog.package().version.replace(".", "-")
    if given.definition:
        frame = labels(given.definition, day)
    else:
        counts = {name: labels(name, day)["label"].value_counts() for name in DEFINITIONS}
        import pandas as pd

        frame = pd.DataFrame(counts).T.fillna(0).astype(int).rename_axis("definition").reset_index()
    if given.csv:
        _write(given.csv, frame.to_csv(index=False, lineterminator="\n"))
    elif given.json:
        print(frame.to_json(orient="records", indent=1))
    else:
        print(f"as of {day}", frame.to_string(index=False), sep="\n")
    return 0


def run(given: argparse.Namespace) -> int:
    """Run one notebook with parameters."""
    from sanctuary_research.build.builder import Build, run_folder
    from sanctuary_research.build.notebooks import read_notebook
    from sanctuary_research.build.parameters import (
        check_values,
        given_values,
        read_parameters,
        short_digest,
    )
    from sanctuary_research.build.project import find_project

    project = _project(given)
    name = project.name(given.notebook)
    declared = read_parameters(read_notebook(project.path(name)), name)
    values = check_values(declared, given_values(given.pairs), name)
    folder = given.output or run_folder(project, name, short_digest(values) if values else "")
    project = find_project(str(project.root), str(folder))
    progress = _progress(given)
    work = Build(project, _options(given, 1), progress)
    try:
        done = work.one(name, values)
    finally:
        progress.end()
    if given.json:
        _print_json(done)
    elif not work.exit_code:
        print(project.relative(project.output / f"{name}.html"))
    return _report_failures(progress, work.exit_code)


def build(given: argparse.Namespace) -> int:
    """Build reports."""
    return _build(given, lambda project, names: None)


def refresh(given: argparse.Namespace) -> int:
    """Run notebooks and write their outputs back."""
    from sanctuary_research.build.files import write_beside

    def keep(project, names: list[str]) -> None:
        for name in names:
            executed = project.output / "notebooks" / f"{name}.ipynb"
            write_beside(project.path(name), executed.read_bytes())

    return _build(given, keep)


def _build(given: argparse.Namespace, after) -> int:
    from sanctuary_research.build.builder import Build

    project = _project(given)
    names = [project.name(name) for name in given.notebooks] or project.names()
    if not names:
        raise UsageError(f"there are no notebooks in {project.notebooks}")
    progress = _progress(given)
    work = Build(project, _options(given, given.jobs or os.cpu_count() or 1), progress)
    try:
        done = work.reports(names)
    finally:
        progress.end()
    after(project, [name for name in names if work.statuses[name] in ("built", "unchanged")])
    if given.json:
        _print_json(done)
    return _report_failures(progress, work.exit_code)


def check(given: argparse.Namespace) -> int:
    """Print every fault of the data package."""
    from sanctuary_research.data.check import as_frame, check_package

    faults = check_package(given.data)
    if given.json:
        print(as_frame(faults).to_json(orient="records", indent=1))
    else:
        for fault in faults:
            print(f"{fault} [{fault.rule}]")
        many = f"{len(faults):,}" if faults else "no"
        print(f"{many} fault{'' if len(faults) == 1 else 's'}")
    return 1 if faults else 0


def new(given: argparse.Namespace) -> int:
    """Copy the template to a new notebook."""
    from sanctuary_research.build.files import write_beside
    from sanctuary_research.build.project import TEMPLATE, check_name

    project = _project(given)
    name = given.name.removesuffix(".ipynb")
    check_name(name)
    if project.path(name).exists():
        raise OutputError(f"notebook {name} exists already: choose another name")
    try:
        template = project.path(TEMPLATE).read_bytes()
    except OSError as error:
        raise NotebookError(f"{project.path(TEMPLATE)} cannot be read: {error.strerror}") from error
    write_beside(project.path(name), template)
    path = project.relative(project.path(name))
    _print_json({"notebook": path}) if given.json else print(path)
    return 0


def _project(given: argparse.Namespace):
    from sanctuary_research.build.project import find_project

    return find_project(given.project, getattr(given, "output", None))


def _options(given: argparse.Namespace, jobs: int):
    from sanctuary_research.build.builder import Options

    return Options(jobs, given.force, given.timeout, given.memory, forked=given.kernels == "forked")


def _progress(given: argparse.Namespace):
    from sanctuary_research.build.progress import progress

    return progress(sys.stderr if given.json else sys.stdout)


def _report_failures(progress, code: int) -> int:
    for sentence in progress.failures:
        print(f"error: {sentence}", file=sys.stderr)
    return code


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=1, ensure_ascii=False))


def _write(path: str, text: str) -> None:
    from pathlib import Path

    from sanctuary_research.build.files import write_beside

    write_beside(Path(path), text.encode("utf-8"))
    print(path)
