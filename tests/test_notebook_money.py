"""The money notebooks offer what the tables hold, and record the published sums."""

import json
import re
from pathlib import Path

import pytest

import sanctuary_research as sr
from sanctuary_research.data.choices import SETS
from sanctuary_research.errors import UsageError
from sanctuary_research.publish.parameters import Parameter, check_values, read_parameters
from sanctuary_research.questions.money import set_aside, threatened

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
THREATS, COMMITMENTS = "05-funding-threats", "06-counter-commitments"
HEADLINE = "application/vnd.sanctuary.headline+json"


def read(name: str) -> dict:
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def declared(name: str) -> dict[str, Parameter]:
    return read_parameters(read(name), name)


def headlines(name: str) -> dict[str, float]:
    outputs = [out for cell in read(name)["cells"] for out in cell.get("outputs", [])]
    records = [out["data"][HEADLINE] for out in outputs if HEADLINE in out.get("data", {})]
    return {record["name"]: record["value"] for record in records}


def test_choices_are_those_of_the_tables():
    """Every programme, administration and year that has an amount can be chosen, and no other."""
    amounts, threats = sr.load_threat_amounts(), sr.load_threats()
    assert set(SETS["Programme"]) == {"any", *amounts["programme"]}
    assert set(SETS["Administration"]) == {"any", *threats["administration"]}
    assert list(SETS["FiscalYear"]) == sorted(set(amounts["fiscal_year"]))


@pytest.mark.parametrize(
    ("name", "wrong", "near"),
    [(THREATS, "chicgo-il", "chicago-il"), (COMMITMENTS, "oregn", "oregon")],
)
def test_a_place_without_a_row_never_reaches_a_kernel(name, wrong, near):
    """A misspelt place offers the nearest; one that only the other notebook knows is refused."""
    right = {"jurisdiction": "chicago-il"}
    assert check_values(declared(name), right, name) == right
    with pytest.raises(UsageError, match="must be all or a place of"):
        check_values(declared(name), {"jurisdiction": wrong}, name)
    if name == THREATS:
        with pytest.raises(UsageError, match=f"did you mean '{near}'"):
            check_values(declared(name), {"jurisdiction": wrong}, name)


def test_the_library_refuses_what_the_notebooks_refuse():
    """A choice made in Python ends in the same sentences."""
    with pytest.raises(UsageError, match="parameter 'jurisdiction' must be all or a place"):
        threatened.Asked(jurisdiction="chicgo-il")
    with pytest.raises(UsageError, match="parameter 'max_years_apart'"):
        set_aside.Asked(max_years_apart=21)


@pytest.mark.parametrize("name", [THREATS, COMMITMENTS])
def test_price_years_are_those_with_an_index(name):
    """A year without a price index is refused before a kernel starts, with the nearest."""
    prices = sr.load_price_index()["year"]
    kind = declared(name)["price_year"].kind
    assert (kind.low, kind.high) == (prices.min(), prices.max())
    with pytest.raises(UsageError, match=f"the nearest is {prices.max()}"):
        check_values(declared(name), {"price_year": int(prices.max()) + 1}, name)


def test_a_misspelt_programme_is_refused_with_the_nearest():
    """A programme that does not exist never reaches a kernel."""
    with pytest.raises(UsageError, match="did you mean 'byrne_jag'"):
        check_values(declared(THREATS), {"programme": "byrne_jga"}, THREATS)


def test_recorded_numbers_of_the_threats():
    """The published sums stand among the headlines of notebook 05, no finer than they are known."""
    found = headlines(THREATS)
    assert found["23 letters, FY2017, sum as published"] == 53.07
    assert found["23 letters, FY2017, sum corrected"] == 36.8
    bounds = [found[f"23 letters, FY2016, {end} bound of the sum"] for end in ("lower", "upper")]
    assert bounds == [36.7, 38.9]
    assert found["23 letters, FY2016, sum as reported"] == 39
    assert not [name for name in found if "chance" in name]


def test_recorded_numbers_of_the_commitments():
    """Two of ten million, a million that became 1.3, and four times 250 million in reserve."""
    found = headlines(COMMITMENTS)
    assert found["Los Angeles fund, the city's own approved money"] == 2
    assert (found["Chicago fund, announced"], found["Chicago fund, approved"]) == (1, 1.3)
    assert found["New York City, reserve proposed, over its years (not spending)"] == 1000


@pytest.mark.parametrize("name", [THREATS, COMMITMENTS])
def test_answer_is_short(name):
    """At most sixty words, at most two numbers a sentence without the years, no method names."""
    (cell,) = [c for c in read(name)["cells"] if "answer" in c["metadata"].get("tags", [])]
    text = "".join(cell["outputs"][0]["data"]["text/plain"])
    assert len(text.split()) <= 60
    for sentence in re.split(r"(?<=\.)\s", text):
        numbers = re.findall(r"\d[\d,.]*\d|\d", sentence)
        numbers = [n for n in numbers if not re.fullmatch(r"20\d\d", n)]
        assert len(numbers) <= 2, sentence
