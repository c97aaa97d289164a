"""Notebooks are found by name, file or beginning, and describe themselves."""

import pytest

from sanctuary_research.errors import NotebookError, UsageError
from sanctuary_research.publish.notebooks import essence, read_notebook, title
from sanctuary_research.publish.project import find_project


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


def test_a_name_that_is_no_file_name_is_refused(small):
    """Names become addresses, so spaces and the like are refused."""
    small.notebook("a b")
    with pytest.raises(UsageError, match="'a b' cannot name a notebook"):
        small.project.names()


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
