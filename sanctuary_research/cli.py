"""The `sanctuary` command: what may be written after it, and its exit codes.

0 fine, 1 an analysis or check failed, 2 wrong usage, 3 a kernel died or timed out, 130 stopped by
the keyboard, 141 by whoever read the output and went away.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from functools import partial

import sanctuary_research.commands as commands  # by `from` all public names would be made
import sanctuary_research.lookups as lookups
from sanctuary_research import __version__
from sanctuary_research.data.page import plain
from sanctuary_research.errors import SanctuaryError, UsageError, unknown

LEAST_MEMORY = 600  # megabytes
LONGEST = 8000  # letters of a sentence, which may repeat any argument
WIDTH = 80  # letters of a line of help; to ask the terminal costs a tenth of an unchanged build


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        signal.signal(signal.SIGTERM, _terminated)
        words = sys.argv[1:] if arguments is None else arguments
        if any(word != word.encode("utf-8", "replace").decode() for word in words):
            raise UsageError("an argument is not text in UTF-8", "write it anew")
        given = parser([name for name in COMMANDS if name in words]).parse_args(words)
        from sanctuary_research.publish.project import reading

        with reading(given.project):
            code = given.run(given)
        print(end="", flush=True)  # which nothing comes of where there is no output
        return code
    except SanctuaryError as error:
        print(f"error: {_short(str(error))}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: that is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # as shells tell it
    except OSError as error:  # what the system refuses it says best
        is_gone = isinstance(error, FileNotFoundError)
        fix = "; was it removed meanwhile? Run the command again" * is_gone
        where = plain(error.filename or "what is printed")[:WIDTH]
        print(f"error: {error.strerror}: {where}{fix}", file=sys.stderr)
        return 1 if is_gone else UsageError.exit_code
    except KeyboardInterrupt as stop:
        print("\nstopped: finished reports are kept, run the command again", file=sys.stderr)
        return stop.args[0] if stop.args else 130


def parser(names: list[str]) -> argparse.ArgumentParser:
    """Return the parser of these commands, or of all; ``run`` is what the one given does."""
    top = _Parser(
        prog="sanctuary",
        description="Tables, analyses and reports on US sanctuary policy.",
        epilog="`sanctuary COMMAND --help` tells about one of them. Exit codes: 0 fine, "
        "1 an analysis or check failed, 2 wrong usage, 3 a kernel died or timed out.",
    )
    top.add_argument("--version", action="version", version=f"sanctuary_research {__version__}")
    top.add_argument("--project", metavar="DIR", help="folder with notebooks/ and data/")
    known = top.add_subparsers(title="commands", prog="sanctuary", metavar="COMMAND", required=True)
    for name in names or COMMANDS:
        run, *words = COMMANDS[name]
        one = known.add_parser(name, help=run.__doc__, description=run.__doc__)
        one.set_defaults(run=run)
        one.add_argument("--json", action="store_true", help="print JSON for machines")
        for names, about in words:
            one.add_argument(*names, **about)
    return top


class _Parser(argparse.ArgumentParser):
    """Raises wrong usage as this package's own error, in one sentence."""

    def __init__(self, **about: object):
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=WIDTH), **about)

    def error(self, message: str):
        command = re.match(r"argument COMMAND: invalid choice: '(.*?)' \(", message)
        if command:
            raise unknown("command", command[1], COMMANDS)
        raise UsageError(f"{message}; see {self.prog} --help")


def _short(text: str) -> str:
    """Return a sentence without its middle where it is too long to be read."""
    half, text = LONGEST // 2, plain(text)
    return text if len(text) <= LONGEST else f"{text[:half]} … {text[-half:]}"


def _terminated(number: int, frame: object) -> None:
    """End as after Ctrl-C, so that a cancelled job leaves nothing behind."""
    raise KeyboardInterrupt(128 + number)


def _memory(text: str) -> int:
    """Return megabytes; fewer than a kernel needs to start would fail every notebook."""
    if text != "0" and (not re.fullmatch("[0-9]+", text) or int(text) < LEAST_MEMORY):
        raise argparse.ArgumentTypeError(f"must be 0 for no limit, or at least {LEAST_MEMORY}")
    return int(text)


def _positive(text: str) -> int:
    if not re.fullmatch("[0-9]+", text) or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number of at least 1")
    return int(text)


def _word(*names: str, **about: object) -> tuple[tuple, dict]:
    return names, about


_NOTEBOOK = _word("notebook", metavar="NOTEBOOK", help="its name, as `sanctuary list` says")
_NOTEBOOKS = _word("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all of them")
_PAIRS = _word(
    "-p",
    dest="pairs",
    action="append",
    default=[],
    metavar="NAME=VALUE",
    help="a parameter's value; repeat it for others",
)
_JOBS = _word("--jobs", type=_positive, metavar="N", help="default: one per core")
_LIMITS = (
    _word("--force", action="store_true", help="run even what did not change"),
    _word(
        "--timeout", type=_positive, default=600, metavar="S", help="seconds a notebook may take"
    ),
    _word(
        "--memory", type=_memory, default=4096, metavar="MB", help="megabytes it may use; 0: any"
    ),
)
_DEFINITION = _word(
    "name",
    metavar="DEFINITION",
    nargs="?",
    help="a name, or names joined by + (default: count the counties under every definition)",
)
_BY_OPTION = _word("--definition", help="the same, by an option")
_OWN = _word("--own", metavar="FILE", help="a list of your own instead (CSV)")
_DATE = _word("--date", help="the day, YYYY-MM-DD (default: that of the data)")
_CSV = _word("--csv", metavar="FILE", help="write the labels to a file")
_GRID = _word(
    "--grid",
    action="append",
    required=True,
    metavar="NAME=A,B",
    help="values of a parameter, or `all` its choices; semicolons part values with commas; "
    "repeat it for others",
)
_SCHEDULER = _word(
    "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, such as tcp://host:8786"
)
_OLD = _word(
    "old",
    metavar="OLD",
    nargs="?",
    help="a manifest.json or its folder (default: before the last build that changed a number)",
)
_DATA = _word(
    "--data",
    action="store_true",
    help="compare the rows of two folders with datapackage.json instead (NEW: this one's)",
)
_PAGE = _word("--page", metavar="FILE", help="write what differs in the data to a page")
_NEW = _word("new", metavar="NEW", nargs="?", help="default: this project's reports")


def _output(default: str) -> tuple[tuple, dict]:
    return _word("--output", metavar="DIR", help=f"default: {default}")


# By name: what does it, and the words that may follow.
COMMANDS = {
    "list": (commands.show_list,),
    "describe": (commands.describe, _word("table", metavar="TABLE")),
    "show": (
        lookups.show,
        _word("table", metavar="TABLE"),
        _word("key", nargs="+", metavar="KEY", help="its key, a word for each column of it"),
    ),
    "place": (
        lookups.show_place,
        _word("name", nargs="+", metavar="NAME", help="such as Cook County, IL or a county code"),
        _word("--on", metavar="DATE", help="the day, YYYY-MM-DD (default: that of the data)"),
    ),
    "cite": (
        lookups.cite,
        _word(
            "name",
            nargs="*",
            metavar="NAME",
            help="of any of these; of what stands in a report REPORT#PLACE, as its page has it",
        ),
        _word("--style", default="text", help="text, bibtex or ris (default: text)"),
    ),
    "labels": (commands.show_labels, _DEFINITION, _BY_OPTION, _OWN, _DATE, _CSV),
    "run": (
        commands.run,
        _NOTEBOOK,
        _PAIRS,
        _output("reports/runs/NOTEBOOK-DIGEST"),
        *_LIMITS,
    ),
    "build": (commands.build, _NOTEBOOKS, _output("reports"), _JOBS, *_LIMITS),
    "refresh": (commands.refresh, _NOTEBOOKS, _JOBS, *_LIMITS),
    "diff": (commands.diff, _OLD, _NEW, _DATA, _PAGE),
    "export": (
        lookups.export,
        _word("notebook", nargs="?", metavar="NOTEBOOK", help="as `sanctuary list` says"),
        _word("--table", metavar="TABLE", help="write this table instead, for other programs"),
        _PAIRS,
        _output("reports/exports/NAME"),
        *_LIMITS[1:],
    ),
    "sweep": (
        commands.sweep,
        _NOTEBOOK,
        _PAIRS,
        _GRID,
        _output("reports/sweeps/NOTEBOOK-DIGEST"),
        _JOBS,
        _SCHEDULER,
        *_LIMITS,
    ),
    "check": (
        commands.check,
        _word("--data", metavar="DIR", help="folder with datapackage.json"),
        _word(
            "--links",
            action="store_true",
            help="ask whether the links of the sources answer instead; needs the network",
        ),
    ),
    "new": (
        commands.new,
        _word("name", metavar="NAME"),
        _word("--from", dest="origin", metavar="NOTEBOOK", help="default: the template"),
    ),
}
