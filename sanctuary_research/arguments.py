"""What may be written after `sanctuary`: the commands, their arguments and their help.

The words before a command and those after it are read apart, so that only the parser of the
command in use is built: parsers are most of what a start costs.
"""

from __future__ import annotations

import argparse

from sanctuary_research import __version__
from sanctuary_research.errors import UsageError, unknown

LEAST_MEMORY = 600  # megabytes


def read(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return what a command line asks for; ``command`` is the name of the command.

    Raises
    ------
    UsageError
        A command, option or value is none that exists.
    """
    top = _top().parse_args(arguments)
    if top.command is None:
        raise UsageError("name a command, such as `sanctuary build`; see sanctuary --help")
    if top.command not in COMMANDS:
        raise unknown("command", top.command, COMMANDS)
    return command_parser(top.command).parse_args(top.rest, top)


def command_parser(name: str) -> argparse.ArgumentParser:
    """Return the parser of the words that follow one command."""
    help, add = COMMANDS[name]
    parser = _Parser(prog=f"sanctuary {name}", description=f"{help[0].upper()}{help[1:]}.")
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    add(parser)
    return parser


def _top() -> argparse.ArgumentParser:
    """Return the parser of what stands before the command."""
    lines = [f"  {name:<10} {help}" for name, (help, _) in COMMANDS.items()]
    top = _Parser(
        prog="sanctuary",
        usage="sanctuary [--project DIR] COMMAND ...",
        description="Tables, analyses and reports on US sanctuary policy.\n\ncommands:\n"
        + "\n".join(lines),
        epilog="`sanctuary COMMAND --help` tells about one of them.\n\nexit codes: 0 fine, "
        "1 an analysis or check failed, 2 wrong usage, 3 a kernel died or timed out",
    )
    top.add_argument("--version", action="version", version=f"sanctuary_research {__version__}")
    top.add_argument("--project", metavar="DIR", help="folder with notebooks/ and data/")
    top.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    top.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS).required = False
    return top


class _Help(argparse.RawDescriptionHelpFormatter):
    """Knows the width of the page, which argparse imports much to find."""

    def __init__(self, prog: str):
        super().__init__(prog, max_help_position=28, width=96)


class _Parser(argparse.ArgumentParser):
    """Raises wrong usage as this package's own error, in one sentence."""

    def __init__(self, **given: object):
        super().__init__(**given, formatter_class=_Help)

    def error(self, message: str):
        raise UsageError(f"{message}; see {self.prog} --help")


def _list(parser: argparse.ArgumentParser) -> None:
    """`list` takes nothing more."""


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE")


def _labels(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name",
        metavar="DEFINITION",
        nargs="?",
        help="a name, or names joined by + (default: count the counties under every definition)",
    )
    parser.add_argument("--definition", help="the same, by an option")
    parser.add_argument("--own", metavar="FILE", help="a list of your own instead (CSV)")
    parser.add_argument("--date", help="the day, YYYY-MM-DD (default: that of the data)")
    parser.add_argument("--csv", metavar="FILE", help="write the labels to a file")


def _run(parser: argparse.ArgumentParser) -> None:
    _notebook(parser)
    parser.add_argument("--output", metavar="DIR", help="default: reports/runs/NOTEBOOK-DIGEST")
    _limits(parser)


def _notebook(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", metavar="NOTEBOOK", help="its name, as `sanctuary list` says")
    parser.add_argument(
        "-p",
        dest="pairs",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter's value; repeat it for others",
    )


def _sweep(parser: argparse.ArgumentParser) -> None:
    _notebook(parser)
    parser.add_argument(
        "--grid",
        action="append",
        required=True,
        metavar="NAME=A,B",
        help="values of a parameter, or `all` its choices; semicolons part values with commas; "
        "repeat it for others",
    )
    parser.add_argument("--output", metavar="DIR", help="default: reports/sweeps/NOTEBOOK-DIGEST")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="default: one per core")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, such as tcp://host:8786"
    )
    _limits(parser)


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", metavar="DIR", help="default: reports")
    _refresh(parser)


def _refresh(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all of them")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="default: one per core")
    _limits(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "old",
        metavar="OLD",
        nargs="?",
        help="a manifest.json or its folder (default: before the last build that changed a number)",
    )
    parser.add_argument("new", metavar="NEW", nargs="?", help="default: this project's reports")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="folder with datapackage.json")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="run even what did not change")
    parser.add_argument(
        "--timeout", type=_positive, default=600, metavar="S", help="seconds a notebook may take"
    )
    parser.add_argument(
        "--memory", type=_memory, default=4096, metavar="MB", help="megabytes it may use; 0: any"
    )
    parser.add_argument(
        "--kernels",
        choices=["forked", "ordinary"],
        default="forked",
        help="forked from one warm process (the default, where that is safe) or started each alone",
    )


def _positive(text: str) -> int:
    return _whole(text, 1)


def _memory(text: str) -> int:
    """Return megabytes; fewer than a kernel needs to start would fail every notebook."""
    if text != "0" and (not text.isdecimal() or int(text) < LEAST_MEMORY):
        raise argparse.ArgumentTypeError(f"must be 0 for no limit, or at least {LEAST_MEMORY}")
    return int(text)


def _whole(text: str, least: int) -> int:
    """Return a whole number from ``least`` on."""
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}")
    return int(text)


# By name: what the command does, and what adds its arguments.
COMMANDS = {
    "list": ("list the notebooks with their parameters, and the tables", _list),
    "describe": ("print the codebook page of a table", _describe),
    "labels": ("say which counties count as sanctuary", _labels),
    "run": ("run one notebook with parameters of your own", _run),
    "build": ("build the reports that changed, and their index", _build),
    "refresh": ("run notebooks and keep the outputs in the notebooks themselves", _refresh),
    "diff": ("say which headline numbers differ between two builds", _diff),
    "sweep": ("run a notebook over a grid of parameter values, and compare", _sweep),
    "check": ("check every table against its description and rules", _check),
    "new": ("start a notebook from the template", _new),
}
