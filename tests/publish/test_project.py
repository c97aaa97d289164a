"""Notebooks are found by name, file or beginning, and describe themselves."""

import json
import os

import pytest

from sanctuary_research.cli import main
from sanctuary_research.errors import NotebookError, UsageError
from sanctuary_research.publish.notebooks import essence, read_notebook, title
from sanctuary_research.publish.project import DESCRIPTION, find_project


@pytest.mark.parametrize("given", ["01-rates", "01", "notebooks/01-rates.ipynb"])
def test_a_notebook_is_found_by_any_of_its_names(small, given):
    """Name, unique beginning and file all mean the same notebook."""
    small.notebook("01-rates")
    small.notebook("template")
    assert small.project.name(given) == "01-rates"


def test_unknown_and_ambiguous_names_are_refused(small):
    """A misspelt name gets the nearest; an ambiguous beginning its meanings."""
    small.notebook("01-rates")
    small.notebook("01-rules")
    with pytest.raises(UsageError, match="did you mean '01-rates'"):
        small.project.name("01-rated")
    with pytest.raises(UsageError, match="could be any of 01-rates, 01-rules"):
        small.project.name("01-r")


def test_where_there_are_no_notebooks_none_is_offered(small):
    """A list of none would be no help; how to begin one is."""
    with pytest.raises(UsageError, match=r"there are no notebooks in .*: copy one here, or begin"):
        small.project.name("01")


@pytest.mark.parametrize(
    "stray", ["a b", "a copy (1)", ".#a", "._a", "ä", "index", "a", "x" * 249, "a\nb", "\udcff"]
)
def test_a_stray_file_stops_nothing(lasting, stray):
    """What cannot be an address is left out with a note; what is hidden, without."""
    lasting.notebook("A", "1")
    path = lasting.notebook(stray)
    assert lasting.project.names() == ["A"]
    assert lasting.project.name("A") == "A"
    assert list(lasting.build()) == ["A"]
    told = f"note: {f'{stray}.ipynb'!r} has no page"
    assert (told in "".join(lasting.said)) == (stray[0] != ".")
    assert lasting.exit_code == 0
    path.unlink()


def test_a_link_to_nothing_and_a_pipe_stop_nothing(small):
    """Neither can be read, and reading a pipe would wait for ever."""
    small.notebook("a", "1")
    small.project.path("b").symlink_to(small.root / "nowhere")
    os.mkfifo(small.project.path("c"))
    assert list(small.build()) == ["a"]
    assert "note: 'b.ipynb' has no page" in "".join(small.said)


def test_half_a_character_fails_alone(small):
    """A notebook that no file in UTF-8 can hold is refused with its name; the others are built.

    One that a notebook prints is a question mark; nothing else that it prints is lost.
    """
    small.notebook("a", "print('before \\ud800 after')")
    path = small.notebook("b", "print('x')")
    path.write_text(path.read_text().replace("x", "\\ud800"))
    done = small.build()
    assert (done["a"]["status"], done["b"]["status"]) == ("built", "failed")
    assert "notebook b.ipynb is not valid JSON" in done["b"]["error"]
    assert "before ? after" in small.page("a")


def test_no_notebooks_folder_is_a_sentence(tmp_path):
    """A folder that is no project says how to name one."""
    with pytest.raises(UsageError, match="--project"):
        find_project(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "not valid JSON"), ("[]", "not a notebook"), ('{"nbformat": 3}', "not a notebook")],
)
def test_a_broken_file_is_a_sentence(tmp_path, text, sentence):
    """What is not a notebook of format 4 is refused with the fix."""
    path = tmp_path / "n.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match=sentence):
        read_notebook(path)


def test_the_title_is_the_first_heading_outside_code(small):
    """A comment in a code fence is not the question."""
    path = small.notebook("n", title="Does it?")
    raw = read_notebook(path)
    raw["cells"].insert(
        0, {"cell_type": "markdown", "source": ["```\n", "# no\n", "```"], "metadata": {}}
    )
    assert title(raw, "n") == "Does it?"
    assert title({"cells": []}, "n") == "n"


def test_outputs_do_not_change_what_a_notebook_is(small):
    """Re-executing a notebook in place must not make its report stale."""
    raw = read_notebook(small.notebook("n", "1"))
    before = essence(raw)
    raw["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    assert essence(raw) == before
    raw["cells"][1]["source"] = "2"
    assert essence(raw) != before
    after = essence(raw)
    raw["cells"][0]["attachments"] = {"map.png": {"image/png": "iVBORw0K"}}
    assert essence(raw) != after


def test_a_command_reads_the_tables_of_its_project(small, capsys, monkeypatch):
    """Also when told nothing but where it runs; one without tables reads the packaged ones."""
    column = {"name": "size", "type": "integer"}
    told = {"name": "mine", "path": "tables/mine.csv", "schema": {"fields": [column]}}
    description = {"version": "2026.01.02", "title": "Small", "name": "small", "resources": [told]}
    (small.project.data / DESCRIPTION).write_text(json.dumps(description))
    (small.project.data / "tables" / "mine.csv").write_text("size\nlarge\n")
    root = ["--project", str(small.root)]
    assert main([*root, "check"]) == 1
    assert main([*root, "show", "mine", "1"]) == 2
    monkeypatch.chdir(small.root)
    monkeypatch.setenv("SANCTUARY_DATA", "")
    assert main(["describe", "mine"]) == 0
    (small.project.data / DESCRIPTION).unlink()
    assert main([*root, "describe", "claims"]) == 0
    assert main(["--project", "nowhere", "check"]) == 2
    told = capsys.readouterr()
    assert "mine line 2 column size" in told.out
    assert "rows of mine have no names: describe its primaryKey" in told.err
    assert "there is no notebooks folder in nowhere" in told.err
