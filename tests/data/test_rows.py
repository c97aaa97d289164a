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
    assert "Named by 2 rows of payments: a-town 2015, a-town 2016" in rows.show("places", "a-town")


@pytest.mark.parametrize(
    ("table", "key", "told"),
    [
        ("payments", ["a-town-2015"], "named by place_id and year, not by 'a-town-2015': write 2"),
        ("payments", ["a-town", "2017"], "no year of payments is called '2017'"),
        ("places", ["a-twon"], "did you mean 'a-town'"),
        ("place", ["a-town"], "did you mean 'places'"),
    ],
)
def test_a_row_that_is_not_there_is_refused(small, table, key, told):
    """A wrong table, key, or key of two columns ends in a sentence with the fix."""
    with pytest.raises(UsageError, match=told):
        rows.row(table, *key)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ({}, []),
        ({"read_date": "2020-01-01"}, ["Read on 2020-01-01."]),
        ({"read_date": "2020-01-01", "copy_read": "no"}, ["Read on 2020-01-01."]),
        (
            {"read_date": "2020-01-01", "copy_read": "yes", "no_url_reason": "Paper."},
            ["Read on 2020-01-01, in a stored copy.", "Paper."],
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
