"""What machines are told of a build: JUnit and annotations, with hostile text in them."""

from xml.etree import ElementTree

import pytest

from sanctuary_research.cli import main
from sanctuary_research.publish.ci import annotations, junit

NASTY = 'a < "b" & ]]> \x1b[0m 100 %\n::warning::no'


def entry(name: str, status: str, **more) -> dict:
    return {"name": name, "status": status, "seconds": 1.5, **more}


def failed(name: str = "01-x", exit_code: int = 1, cell: int = 0) -> dict:
    return entry(name, "failed", error=NASTY, exit_code=exit_code, cell=cell)


def test_junit_has_a_case_for_each_notebook():
    """Failures, deaths of kernels and stale reports are told apart; times add up."""
    entries = [entry("a", "built"), entry("b", "stale"), failed("c"), failed("d", 3)]
    [suite] = ElementTree.fromstring(junit(entries).encode())
    assert suite.attrib["tests"] == "4"
    assert [suite.attrib[key] for key in ("failures", "errors", "skipped")] == ["1"] * 3
    assert suite.attrib["time"] == "6.0"
    tags = [part.tag for case in suite for part in case]
    assert tags == ["skipped", "failure", "error"]
    assert suite[2].attrib["file"] == "notebooks/c.ipynb"


def test_junit_survives_any_text():
    """Markup is escaped and what XML cannot hold is replaced."""
    [[case]] = ElementTree.fromstring(junit([failed()]).encode())
    assert case[0].text == NASTY.replace("\x1b", "\ufffd")


def test_an_annotation_is_one_escaped_line(small, monkeypatch):
    """File and title are properties; a newline cannot start another command."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(small.root))
    [line] = annotations(small.project, [failed(cell=3), entry("b", "built")])
    head, message = line.split("::")[1:3]
    assert head == "error file=notebooks/01-x.ipynb,title=Notebook 01-x failed"
    assert message.endswith("100 %25%0A")
    assert "\n" not in line


@pytest.mark.parametrize("is_github", [True, False])
def test_a_build_tells_github_when_it_runs_there(small, monkeypatch, capsys, is_github):
    """Annotations go to standard error, and only in a workflow; the JUnit file is always there."""
    monkeypatch.setenv("GITHUB_ACTIONS", str(is_github).lower())
    small.notebook("bad", "1/0")
    command = ["--project", str(small.root), "build", "--json"]
    assert main(command) == 1
    out, err = capsys.readouterr()
    assert out.startswith("{")
    assert ("::error file=" in err) == is_github
    assert "ZeroDivisionError" in (small.project.output / "junit.xml").read_text()
