"""Progress: a bar on a terminal, one line a notebook elsewhere."""

import io
import sys

import pytest

from sanctuary_research.publish.catalogue import print_listing
from sanctuary_research.publish.progress import Bar, Lines, progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("term", "kind"), [("xterm", Bar), ("dumb", Lines)])
def test_a_bar_needs_a_terminal_that_redraws(monkeypatch, term, kind):
    """A log, a pipe and a dumb terminal get lines."""
    monkeypatch.setenv("TERM", term)
    assert type(progress(Terminal())) is kind
    assert type(progress(io.StringIO())) is Lines


@pytest.mark.parametrize("columns", [10, 40, 200])
def test_the_bar_fits_its_terminal(monkeypatch, columns):
    """It names what is running and never wraps to a second line."""
    monkeypatch.setenv("COLUMNS", str(columns))
    bar = Bar(Terminal())
    bar.begin(9)
    for name in ("01-crime-rates", "02-policy-adoption"):
        bar.started(name)
    shown = bar._bar()
    assert len(shown) < columns
    assert columns < 200 or shown.endswith("0/9 01-crime-rates, 02-policy-adoption")


def test_a_bar_leaves_a_clean_line():
    """What is finished stands above; at the end nothing of the bar is left."""
    stream = Terminal()
    bar = Bar(stream)
    bar.begin(1)
    bar.started("a")
    bar.done("a", "built", 1.25, "new")
    bar.close()
    assert "\r\x1b[Kbuilt     a  1.2 s  (new)\n" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_no_control_character_reaches_the_terminal(capsys):
    """Neither of a title in the list nor of a failure: both are text of others."""
    lines = Lines(sys.stdout)
    lines.done("a", "built", 0.0, "\x1b[31mred\u202e")
    one = {"name": "a", "title": "\x1b[31mred", "error": "", "parameters": []}
    print_listing({"notebooks": [one], "tables": []})
    assert capsys.readouterr().out == "built     a  ([31mred)\na  [31mred\n"
