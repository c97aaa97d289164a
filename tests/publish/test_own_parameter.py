"""Named sets of values, and a reader's own list as a parameter: refused before a kernel starts."""

import io

import pytest
from papermill.translators import PythonTranslator

from sanctuary_research.data import choices
from sanctuary_research.data.definitions import DEFINITIONS
from sanctuary_research.errors import DataError, UsageError
from sanctuary_research.publish.builder import Build, Options
from sanctuary_research.publish.parameters import check_together, check_values, read_parameters
from sanctuary_research.publish.progress import Lines
from sanctuary_research.publish.sweeps.grid import read_grid

CELL = """year: "Year" = 2015  # of the crimes
definition: "Definition" = "state_law"  # what makes a county a sanctuary
own: "OwnList" = ""  # path of a list of yours
"""
READS = "headline('lines', len(open(own).read().split()) if definition == 'own' else 0)"


@pytest.fixture
def declared():
    cell = {"cell_type": "code", "source": CELL, "metadata": {"tags": ["parameters"]}}
    return read_parameters({"cells": [cell]}, "n")


@pytest.fixture
def mine(tmp_path):
    """A list of one county."""
    path = tmp_path / "mine.csv"
    path.write_text("county_fips\n06037\n")
    return path


def test_a_named_set_is_its_choices(declared):
    """A name in the cell stands for the values that the library knows."""
    assert declared["year"].as_dict()["choices"] == [2012, 2015, 2017]
    assert declared["definition"].kind.choices == (*DEFINITIONS, "own")
    assert check_values(declared, {"year": "2012"}, "n") == {"year": 2012}


@pytest.mark.parametrize(("name", "value"), [("year", "2016"), ("definition", "state_lav")])
def test_a_wrong_value_has_one_sentence_everywhere(declared, name, value):
    """What the command line says, the library says to a notebook that plain papermill runs."""
    typed = int(value) if value.isdecimal() else value
    with pytest.raises(UsageError) as asked:
        check_values(declared, {name: value}, "n")
    with pytest.raises(UsageError) as called:
        choices.check(declared[name].kind.name, name, typed)
    assert str(asked.value) == str(called.value)


def test_papermill_lists_named_sets():
    """Its own pattern finds each parameter with type, default and help."""
    listed = PythonTranslator.inspect({"source": CELL})
    found = [(one.name, one.inferred_type_name, one.help) for one in listed]
    assert found[0] == ("year", "Year", "of the crimes")
    assert [name for name, _, _ in found] == ["year", "definition", "own"]


def test_an_own_list_is_read_at_once(declared, mine, monkeypatch):
    """Its path is made absolute; an unsound list and a missing one end in its own sentence."""
    monkeypatch.chdir(mine.parent)
    assert check_values(declared, {"own": "mine.csv"}, "n") == {"own": str(mine)}
    assert check_values(declared, {"own": ""}, "n") == {"own": ""}
    mine.write_text("county_fips\n99999\n")
    with pytest.raises(UsageError, match="99999"):
        check_values(declared, {"own": str(mine)}, "n")
    with pytest.raises(UsageError, match=r"nowhere\.csv"):
        check_values(declared, {"own": "nowhere.csv"}, "n")


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        ({"definition": ["own"]}, "needs a list of yours: give own"),
        ({"own": ["a.csv"]}, "definition 'state_law' does not read: add definition=own"),
    ],
)
def test_list_and_definition_go_together(declared, taken, sentence):
    """One without the other is refused."""
    with pytest.raises(UsageError, match=sentence):
        check_together(declared, taken)
    check_together(declared, {"definition": ["own"], "own": ["a.csv"]})
    check_together(declared, {})


def test_every_definition_includes_the_own_one_only_with_a_list(declared, mine):
    """`all` leaves it out unless there is something to read."""
    alone = read_grid("n", declared, ["definition=all"], [])
    assert alone.swept["definition"] == list(DEFINITIONS)
    beside = read_grid("n", declared, ["definition=all"], [f"own={mine}"])
    assert beside.swept["definition"] == [*DEFINITIONS, "own"]
    with pytest.raises(UsageError, match="needs a list of yours"):
        read_grid("n", declared, ["definition=own,state_law"], [])


def test_a_changed_list_runs_again_what_read_it(sweeping, mine):
    """In a sweep, only the combination with the own definition."""
    sweeping.small.notebook("one", (CELL, "parameters"), sweeping.prelude, READS)
    sweeping.run("definition=state_law,own", fixed=[f"own={mine}"])
    mine.write_text("county_fips\n06037\n06075\n")
    sweeping.run("definition=state_law,own", fixed=[f"own={mine}"])
    assert sweeping.ran() == ["definition=own"]
    assert [row["value"] for row in sweeping.rows()] == ["0", "3"]


def test_a_changed_list_builds_a_report_again(small, mine):
    """In a run with the same path."""
    given = {"definition": "own", "own": str(mine)}
    small.notebook("one", (CELL, "parameters"), "print(open(own).read())")
    pages = []
    for text in ("06037", "06075"):
        mine.write_text(f"county_fips\n{text}\n")
        Build(small.project, Options(timeout=60), Lines(io.StringIO())).one("one", given)
        pages.append(small.page("one"))
    assert ["06075" in page for page in pages] == [False, True]


def test_an_unsound_list_is_a_fault_of_the_data(mine):
    """The library's error is the one that the command line repeats."""
    from sanctuary_research.data.own_list import own

    mine.write_text("county_fips\n99999\n")
    with pytest.raises(DataError, match="99999"):
        own(str(mine))
