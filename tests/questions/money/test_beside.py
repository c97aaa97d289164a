"""Prices, people, budgets, ranges and losses on small frames, and on the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money import ledger
from sanctuary_research.questions.money.beside import (
    exposure_ranges,
    relative_to_base,
    restated,
    what_if,
)


@pytest.fixture
def amounts() -> pd.DataFrame:
    """A city's award of 2016 and 2017, its exposure by two authors, and an aggregate."""
    columns = ["amount_id", "jurisdiction_id", "concept", "fiscal_year", "amount_usd", "basis"]
    data = [
        ["award16", "city", "annual_award", 2016, 100.0, "award_record"],
        ["award17", "city", "annual_award", 2017, 110.0, "award_record"],
        ["claim", "city", "exposure", 2017, 5000.0, "plaintiff"],
        ["denial", "city", "exposure", 2017, 0.0, "agency"],
        ["list", None, "exposure", 2017, 9000.0, "press"],
    ]
    frame = pd.DataFrame(data, columns=columns)
    side = {"claim": "state_or_local", "denial": "federal"}
    return frame.assign(
        threat_id="t",
        unit="usd_per_year",
        programme="jag",
        low_usd=0.9 * frame["amount_usd"],
        high_usd=1.1 * frame["amount_usd"],
        precision="approximate",
        overlap_group=frame["amount_id"],
        certainty="primary",
        entity="government",
        author_side=frame["amount_id"].map(side).fillna("press"),
    )


@pytest.fixture
def base() -> pd.DataFrame:
    """The city's people in 2016 and 2017 and its budget of 2016."""
    return pd.DataFrame(
        {
            "jurisdiction_id": "city",
            "year": [2016, 2017],
            "population": [50, 55],
            "budget_usd": [1000.0, np.nan],
            "budget_low_usd": [800.0, np.nan],
            "budget_high_usd": [1250.0, np.nan],
            "budget_kind": ["adopted_budget", None],
        }
    )


def test_prices_of_another_year():
    """A dollar of 2016 is 1.50 of 2025; a year without an index is refused."""
    prices = pd.DataFrame({"year": [2016, 2025], "cpi_u": [200.0, 300.0]})
    assert restated(prices, 2025).to_dict() == {2016: 1.5, 2025: 1.0}
    with pytest.raises(UsageError, match="no year with a price index is called '2031'"):
        restated(prices, 2031)


def test_per_person_and_share_when_place_and_year_match(amounts, base):
    """100 dollars over 50 people and of a budget of 1,000."""
    row = relative_to_base(amounts, base).set_index("amount_id").loc["award16"]
    assert row["usd_per_person"] == 2.0
    assert row["share_of_budget_percent"] == 10.0


def test_reasons_where_nothing_matches(amounts, base):
    """No budget of the year, an aggregate and another entity are named, not filled in."""
    amounts.loc[0, "entity"] = "area"
    row = relative_to_base(amounts, base).set_index("amount_id")
    assert row.loc["award17", "no_share_reason"] == "no budget of that year"
    assert row.loc["list", "no_share_reason"] == "an aggregate of several places"
    assert row.loc[["list", "award16"], "usd_per_person"].notna().tolist() == [False, True]
    assert row.loc["award16", "no_share_reason"] == "the amount is not the government's own money"
    assert row["share_of_budget_percent"].isna().all()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("list_figure", "list without stated scope"), ("derived_revenue", "from a printed share")],
)
def test_budgets_that_are_not_divided_by(amounts, base, kind, reason):
    """A budget from a list without stated scope, or worked out from a share, gives no share."""
    rows = relative_to_base(amounts, base.assign(budget_kind=kind))
    assert reason in rows["no_share_reason"].iloc[0]


def test_exposure_is_a_range_with_its_authors(amounts):
    """Two readings of one order are a range with whose each end is, and no sum."""
    [row] = exposure_ranges(amounts).to_dict("records")
    assert (row["low_usd"], row["low_side"]) == (0.0, "federal")
    assert (row["high_usd"], row["high_side"]) == (5000.0, "state_or_local")
    assert not row["is_open_above"]


def test_ranges_keep_government_and_area_apart(amounts):
    """A city's own figure and that of everybody in it are no two ends of one range."""
    amounts.loc[2, "entity"] = "area"
    ranges = exposure_ranges(amounts)
    assert ranges["entity"].tolist() == ["area", "government"]
    assert ranges["low_usd"].tolist() == ranges["high_usd"].tolist() == [5000.0, 0.0]


def test_san_francisco_range_has_both_readings():
    """San Francisco's exposure of 2017 runs from nothing (federal) to $2.0 billion (its own)."""
    ranges = exposure_ranges(ledger.stated()).set_index(["jurisdiction_id", "fiscal_year"])
    row = ranges.loc[("san-francisco-ca", 2017)]
    assert (row["low_usd"], row["low_side"]) == (0, "federal")
    assert (row["high_usd"], row["high_side"]) == (2e9, "state_or_local")


def test_what_if_takes_the_latest_award_and_its_budget(amounts, base):
    """The award of 2017 is 110, two a person, without a budget; that of 2016 is 10 % of one."""
    [row] = what_if(amounts, base).itertuples()
    assert (row.amount_usd, row.low_usd, row.usd_per_person) == (110.0, 99.0, 2.0)
    assert row.no_share_reason == "no budget of that year"
    [row] = what_if(amounts, base, fiscal_year=2016).itertuples()
    assert (row.amount_usd, row.share_of_budget_percent) == (100.0, 10.0)


def test_what_if_goes_by_place_and_programme(amounts, base):
    """One row each in their order; own money before that of all located there."""
    area = amounts.iloc[[2]].assign(jurisdiction_id="ash", programme="all", amount_usd=7.0)
    frame = pd.concat([amounts, area, area.assign(amount_usd=900.0, entity="area", amount_id="a")])
    assert what_if(frame, base)["amount_usd"].tolist() == [7.0, 110.0]
    assert what_if(frame.assign(amount_usd=np.nan), base).empty
    with pytest.raises(UsageError, match="did you mean 'city'"):
        what_if(frame, base, jurisdiction_id="cty")


def test_los_angeles_is_asked_about_its_own_money():
    """The city's own figure of 2015 goes before the later one for everybody located there."""
    wanted = {"jurisdiction_id": "los-angeles-ca", "programme": "all_federal_funds"}
    [row] = what_if(ledger.stated(), datasets.load_fiscal_base(), **wanted).itertuples()
    assert (row.fiscal_year, row.amount_usd) == (2015, 200e6)
