"""What is under which terms, table by table and source by source."""

import csv

import pytest

from sanctuary_research import load_sources
from sanctuary_research.data import catalog

DECISIONS = {"redistribute", "derive"}
TABLES = catalog.package().tables


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_licence_has_a_decision_and_its_reason(table):
    """Each part of a table says its terms, what we do with it, and why."""
    assert table.licenses
    for one in table.licenses:
        assert all([one.name, one.title, one.covers, one.reason])
        assert one.decision in DECISIONS
        assert one.decision == "derive" or one.name not in ("none-stated", "no-redistribution")


def _named(table):
    """Return the sources that the rows of a table name."""
    with open(table.path, encoding="utf-8", newline="") as file:
        return {row.get("source_id") or "" for row in csv.DictReader(file)}


def test_no_row_rests_on_a_source_that_is_left_out():
    """What is left out by its terms stands in no row of the data."""
    sources = load_sources().set_index("source_id")
    out = set(sources.index[sources["license_decision"] == "left_out"])
    plain = [one for one in TABLES.values() if one.path.suffix == ".csv" and one.name != "sources"]
    assert out == {"kaplan-county-ucr-108164"}
    assert not any(out & _named(one) for one in plain)


def test_a_source_is_passed_on_only_under_terms_that_allow_it():
    """Without a licence, or against one, only facts and figures are taken."""
    sources = load_sources()
    closed = sources["license"].isin(["none stated", "no redistribution (ICPSR)"])
    assert (sources["license_decision"] == "redistribute").where(closed, False).sum() == 0
    assert sources.loc[~closed & sources["license_url"].isna(), "source_id"].tolist() == []
