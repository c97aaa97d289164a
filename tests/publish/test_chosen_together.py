"""Values that are each allowed, and together choose nothing, are refused before a kernel starts."""

import json
from pathlib import Path

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.publish.parameters import check_together, check_values, read_parameters

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def declared(name: str) -> dict:
    return read_parameters(json.loads((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8")), name)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("07-litigation", {"administration": "trump_1", "topic": "deployment"}),
        ("07-litigation", {"administration": "trump_2", "on": "2020-01-01"}),
        ("08-federal-lists-and-responses", {"lists": "dhs_2025_05_29", "on": "2018-01-01"}),
    ],
)
def test_an_empty_selection_is_a_sentence(name, given):
    """Suits that there were none of, and lists that were not yet published."""
    parameters = declared(name)
    values = check_values(parameters, given, name)
    with pytest.raises(UsageError, match="no row of the table"):
        check_together(parameters, {key: [value] for key, value in values.items()})


def test_the_defaults_choose_something():
    """Nothing is refused where nothing is given."""
    for name in ("07-litigation", "08-federal-lists-and-responses", "05-funding-threats"):
        assert check_together(declared(name), {}) is None


def test_all_is_refused_where_one_county_is_asked_for():
    """Before a kernel starts."""
    with pytest.raises(UsageError, match="'county_fips' is refused: no place is called 'all'"):
        check_values(declared("00-start-here"), {"county_fips": "all"}, "00-start-here")
