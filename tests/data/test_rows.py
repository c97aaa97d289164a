"""A row with its sources and with the rows that name it."""

import pytest

from sanctuary_research.data import catalog, rows
from sanctuary_research.errors import UsageError


def test_a_row_has_its_cells_and_its_sources(small):
    """The row of a key of two columns names its source in full."""
    one = rows.row("payments", "a-town", "2016")
    assert one.cells["amount_usd"] == "250"
    assert [source["title"] for source in one.sources()] == ["The ledger"]
    assert "Source ledger: The ledger. The treasury." in rows.show("payments", "a-town", "2016")


def test_a_row_says_which_rows_name_it(small):
    """The two payments of a town name it, in the index and one by one."""
    keys = [("a-town", "2015"), ("a-town", "2016")]
    assert rows.pointing(rows.row("places", "a-town")) == {"payments": keys}
    named = rows.index(catalog.package())[("places", ("a-town",))]
    assert named == [("payments", key) for key in keys]
    assert rows.show("places", "a-town").splitlines()[-1] == (
        "Named by 2 rows of payments: a-town 2015, a-town 2016"
    )


@pytest.mark.parametrize(
    ("table", "key", "told"),
    [
        (
            "payments",
            ["a-town"],
            r"no row of payments is called 'a-town': did you mean 'a-town 2016'\?"
            r" \(a key is written place_id year\)",
        ),
        (
            "payments",
            ["a-town", "2017"],
            "'a-town 2017': did you mean 'a-town 2016'",
        ),
        ("payments", ["2015", "a-town"], "no place_id of payments is called '2015': choose one of"),
        ("payments", [], "no place_id of payments is called '': choose one of: a-town, b-city"),
        ("places", ["a-twon"], "did you mean 'a-town'"),
        ("place", ["a-town"], "did you mean 'places'"),
    ],
)
def test_a_row_that_is_not_there_is_refused(small, table, key, told):
    """A wrong table, key, or key of two columns ends in a sentence with the fix."""
    with pytest.raises(UsageError, match=told):
        rows.row(table, *key)


@pytest.mark.parametrize("key", ["a-town 2016", "a-town-2016", "a-town/2016"])
def test_a_key_of_two_columns_may_be_one_word(small, key):
    """However it is cut."""
    assert rows.row("payments", key).key == ("a-town", "2016")


def test_a_code_that_lost_its_zero_is_offered_whole():
    """As programs for sheets take it."""
    with pytest.raises(UsageError, match="did you mean '06001'"):
        rows.row("county_crime", "6001", "2015")


def test_the_sources_of_a_verdict_are_among_those_of_its_claim():
    """In full, and not as a row that names it."""
    claim_id, source_id = catalog.records("claim_sources")[0].values()
    claim = rows.row("claims", claim_id)
    assert source_id in claim.source_ids
    assert "claim_sources" not in rows.pointing(claim)


def test_a_code_of_a_place_is_followed_by_its_name():
    """County and state stand behind the code."""
    assert "county_fips: 06001 (Alameda County, CA)" in rows.show("detainer_shares", "06001")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ({}, []),
        ({"read_date": "2020-01-01"}, ["Read on 2020-01-01."]),
        ({"read_date": "2020-01-01", "copy_read": "no"}, ["Read on 2020-01-01."]),
        (
            {"read_date": "2020-01-01", "copy_read": "yes", "no_url_reason": "not_kept"},
            ["Read on 2020-01-01, in a stored copy.", "No address: not kept."],
        ),
        (
            {"read_date": "2020-01-01", "copy_read": "in_part", "accessed_note": "Cut."},
            ["Read on 2020-01-01, in part of a stored copy.", "Cut."],
        ),
    ],
)
def test_what_is_known_of_a_source_is_told(source, told):
    """When and how it was read; why it has no address."""
    assert rows.about_source(source) == told
