"""The rows behind an exhibit are found in every table that it is from."""

import csv

import pytest

from sanctuary_research.data import catalog
from sanctuary_research.publish.behind import Behind


def rows(table: str) -> list[dict[str, str]]:
    return [*csv.DictReader(catalog.content(catalog.table(table).path).decode().splitlines())]


@pytest.fixture(scope="module")
def behind() -> Behind:
    return Behind(catalog.package())


def test_keys_among_its_columns(behind):
    """Those of a place, of a place by year, of several years; what is no row is none."""
    csv = "county_fips,years\n06001,2012 2015\n06003,2011 2015\n99999,2015\n"
    tables = ["county_crime", "county", "no_such_table"]
    assert behind.of({"tables": tables, "behind": csv}) == {
        "county_crime": ["06001 2012", "06001 2015", "06003 2015"],
        "county": ["06001", "06003"],
    }


def test_rows_that_name_those_found_or_are_named_by_them(behind):
    """Suits and orders bring what links the two; orders of suits are found by way of that."""
    links = rows("ruling_cases")
    both = {"cases": [links[0]["case_id"]], "rulings": [links[0]["ruling_id"]]}
    found = behind.of({"tables": ["ruling_cases", *both], "row_ids": both})
    assert found["ruling_cases"] == [f"{links[0]['ruling_id']} {links[0]['case_id']}"]
    suit = {"cases": [links[0]["case_id"]]}
    found = behind.of({"tables": ["cases", "rulings", "ruling_cases"], "row_ids": suit})
    own = [one["ruling_id"] for one in links if one["case_id"] == links[0]["case_id"]]
    assert found["rulings"] == sorted(own)


def test_a_step_belongs_to_a_sum_and_not_to_all_of_its_act(behind):
    """A row that names two rows belongs where both are."""
    step = next(one for one in rows("threat_status") if one["amount_id"])
    ids = {"threats": [step["threat_id"]], "threat_amounts": [step["amount_id"]]}
    found = behind.of({"tables": [*ids, "threat_status"], "row_ids": ids})["threat_status"]
    alike = [one for one in rows("threat_status") if one["amount_id"] == step["amount_id"]]
    assert found == sorted(one["status_id"] for one in alike)


def test_a_place_does_not_bring_all_that_is_known_of_it(behind):
    """Nor does a source: only a row's own key, or what links rows, makes it a row behind."""
    ids = {"county": ["17031"], "sources": ["wong-2017-cap"]}
    tables = ["county", "sources", "agreements_287g", "claims"]
    assert behind.of({"tables": tables, "row_ids": ids}) == ids
