"""Rules of rows: what a row is held to, with what its parents say."""

import pandas as pd
import pytest

from sanctuary_research.data import catalog
from sanctuary_research.data.catalog import RowRule
from sanctuary_research.data.faults import total
from sanctuary_research.data.row_rules import judge, rules_of
from sanctuary_research.errors import DataError, UsageError

PLACES = pd.DataFrame({"place_id": ["a", "b"], "kind": ["town", "city"]})
PAYMENTS = pd.DataFrame(
    {"place_id": ["a", "b", "x"], "year": [2015, 2016, 2016], "amount_usd": [1, 2, 3]}
)


def keys(small, tables: dict, *never: str) -> list[str]:
    """Return the keys of the payments that break a rule."""
    rule = RowRule("r", "It holds.", never)
    return [fault.key for fault in judge(catalog.table("payments"), rule, tables)]


def test_a_row_is_held_to_its_parent(small):
    """A foreign key finds the parent's cell; a row without its parent keeps no condition."""
    tables = {"payments": PAYMENTS, "places": PLACES}
    assert keys(small, tables, "amount_usd>1 & place_id.kind=city") == ["place_id=b, year=2016"]
    assert keys(small, {"payments": PAYMENTS}, "place_id.kind=city") == []


def test_a_fault_names_the_cells(small):
    """The sentence says what holds, and what stands in the columns that the condition names."""
    rule = RowRule("r", "No town is paid.", ("place_id.kind=town",))
    [fault] = judge(catalog.table("payments"), rule, {"payments": PAYMENTS, "places": PLACES})
    assert fault.message == "No town is paid, but place_id.kind is [town]"
    assert (fault.column, fault.value) == ("place_id", "a")


def test_an_exception_is_let_pass(small):
    """A row that was published so is named in the rule, and passes."""
    rule = RowRule("r", "It holds.", ("amount_usd>1",), exceptions=("place_id=b, year=2016",))
    found = judge(catalog.table("payments"), rule, {"payments": PAYMENTS})
    assert [fault.key for fault in found] == ["place_id=x, year=2016"]


def test_a_rule_that_looks_up_nothing_is_refused(small):
    """A column that is no foreign key, or that the parent does not have, is never passed over."""
    tables = {"payments": PAYMENTS, "places": PLACES}
    with pytest.raises(DataError, match="no foreign key of table payments is 'year'"):
        keys(small, tables, "year.kind=city")
    with pytest.raises(UsageError, match="did you mean 'kind'"):
        keys(small, tables, "place_id.kinds=city")


def test_every_table_keeps_its_dates_in_bounds(small):
    """Days, and years without a maximum of their own, lie between 1776 and the year of the data."""
    package = catalog.package()
    rules = {rule.name: rule.never for rule in rules_of(package.table("places"), package, 2020)}
    assert rules["date_is_not_too_early"] == ("founded<1776-07-04",)
    assert rules["date_is_not_to_come"] == ("founded>2020-12-31",)
    years = {rule.name: rule.never for rule in rules_of(package.table("payments"), package, 2020)}
    assert years["date_is_not_to_come"] == ("year>2020",)


def test_the_rules_of_every_table_have_names(small):
    """A fault says by its rule what it is."""
    small.description["resources"][2]["schema"]["fields"].append(
        {"name": "read_date", "type": "date", "description": "Its day."}
    )
    small.description["resources"][1]["schema"]["fields"].append(
        {"name": "paid_date", "type": "date", "description": "Its day."}
    )
    small.describe()
    package = catalog.package()
    found = {rule.name: rule for rule in rules_of(package.table("payments"), package, 2020)}
    assert {name: rule.never for name, rule in found.items()} == {
        "date_is_not_too_early": ("paid_date<1776-07-04", "year<1776"),
        "date_is_not_to_come": ("paid_date>2020-12-31", "year>2020"),
        "date_was_known_to_its_source": ("paid_date>[source_id.read_date]",),
    }
    assert found["date_was_known_to_its_source"].says == (
        "No date is later than the day on which its source was read."
    )


def test_a_row_that_no_other_table_names_is_told(small):
    """Of two places only one was paid in 2015; the fault says where the other was looked for."""
    rule = RowRule("r", "It is paid.", named_by=(("payments", "place_id", "year=2015"),))
    [fault] = judge(catalog.table("places"), rule, {"places": PLACES, "payments": PAYMENTS})
    assert fault.message == (
        "It is paid, but place_id is [b], in no row of payments with year=2015"
    )
    assert not rule.of_rows


def test_a_figure_that_the_rows_do_not_give_is_told(small):
    """Three payments sum to 6; the two of 2016 are two; of 2015 there is one."""
    figures = (
        ("", "sum:amount_usd", "7"),
        ("year=2016", "rows", "2"),
        ("year=2015", "rows", "3"),
    )
    rule = RowRule("r", "It adds up.", figures=figures)
    fault, rows = judge(catalog.table("payments"), rule, {"payments": PAYMENTS})
    assert (rows.column, rows.value) == ("", "1")
    assert fault.message == "It adds up, but sum:amount_usd of all rows is 6, not 7"
    assert (fault.column, fault.value, rule.of_rows) == ("amount_usd", "6", False)


def test_rows_beyond_those_told_are_counted_without_exceptions(small):
    """Of 150 rows that break a rule one may: 149 are counted, a hundred told."""
    frame = pd.DataFrame({"place_id": "a", "year": range(2000, 2150), "amount_usd": 1})
    rule = RowRule("r", "It holds.", ("amount_usd=1",), exceptions=("place_id=a, year=2001",))
    found = judge(catalog.table("payments"), rule, {"payments": frame})
    assert (len(found), total(found)) == (100, 149)
    assert [fault.key for fault in found[:2]] == ["place_id=a, year=2000", "place_id=a, year=2002"]


def test_days_of_parents_that_no_row_names_are_days(small):
    """A column that is blank throughout looks up blank days, which compare as days do."""
    places = PLACES.assign(founded=pd.to_datetime(["1850-03-01", "1898-01-01"]))
    payments = PAYMENTS.assign(place_id=None, paid=pd.Timestamp(2015, 1, 1))
    tables = {"payments": payments.astype({"place_id": "str"}), "places": places}
    assert keys(small, tables, "place_id.founded<[paid]") == []
