"""Names of places: those of the tables, those in use, and those that nobody goes by."""

import pytest

from sanctuary_research.data import catalog, gazetteer
from sanctuary_research.data.place import of_id
from sanctuary_research.errors import UsageError


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Cook County, Illinois", "cook-county-il"),
        ("17031", "cook-county-il"),
        ("Washington, D.C.", "district-of-columbia"),
        ("DC", "district-of-columbia"),
        ("NYC", "new-york-city-ny"),
        ("New York, NY", "new-york-city-ny"),
        ("L.A. County", "los-angeles-county-ca"),
        ("new orleans, La.", "new-orleans-la"),
        ("Kansas City, KS", "wyandotte-county-ks"),
        ("Kansas City Kansas", "wyandotte-county-ks"),
        ("Washington", "washington"),
        ("Denver County, CO", "denver-co"),  # a city that is a county
        ("Jefferson County, Kentucky", "louisville-ky"),
        ("Brooklyn, NY", "36047"),  # its county
    ],
)
def test_a_place_goes_by_the_names_in_use(name, place_id):
    """The state may be written out, shortened or left out, and some places have short names."""
    assert gazetteer.find(name) == place_id


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Portland", "are called 'Portland': write one of: Portland, ME; Portland, OR"),
        ("LA", "are called 'LA': write one of: Los Angeles, CA; Louisiana"),
        (
            "Kansas City",
            "are called 'Kansas City': write one of: Kansas City, MO; Wyandotte County, KS",
        ),
        ("Portlnd, OR", "did you mean 'Portland, OR'"),
        ("Chicgo", "did you mean 'Chicago, IL'"),
        ("Cok County", "write one of: Cook County, GA; Cook County, IL; Cook County, MN"),
        ("Gary, Indiana", "no place is called 'Gary, Indiana': write a state, or a county or city"),
        ("Cook", "Cook County, IL"),  # and not names that happen to be spelt alike
        ("Orleans", "are called 'Orleans': write one of: New Orleans, LA; Orleans, MA"),
        ("Puerto Rico", "called 'Puerto Rico': write a state, .* territories .* are not held"),
        (" ", "a place is a name, not ' ': write a state"),
        (None, "a place is a name, not None: write a state"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_refused(name, told):
    """The nearest place is offered, those that begin so, or all that are called so."""
    with pytest.raises(UsageError, match=told):
        gazetteer.find(name)


def test_a_page_is_only_for_places_with_something_to_show():
    """A county whose only row is its name and its crime has none."""
    found = set(gazetteer.with_pages())
    assert "cook-county-il" in found
    assert "48301" not in found


def test_each_agreement_is_on_the_page_of_a_place():
    """That of an agency of no one county is on its state's; territories are no places here."""
    owned = {code for place_id in gazetteer.with_pages() for code in gazetteer.own_codes(place_id)}
    rows = catalog.records("agreements_287g")
    left = [row for row in rows if (row["county_fips"] or row["state"]) not in owned]
    assert {row["state"] for row in left} == {"GU", "MP"}
    held = {part.table: part.lines for part in of_id("alaska").record.sections}
    assert {line.key for line in held["agreements_287g"]} >= {("agr_3e7ce725",)}
