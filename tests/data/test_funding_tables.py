"""The money tables and published estimates: sums as published, bounds, histories, rebuilding."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

import sanctuary_research

PREPARE = Path(__file__).resolve().parents[2] / "data" / "prepare"
ROWS = {
    "threats": 30,
    "threat_amounts": 104,
    "threat_status": 100,
    "jag_awards_2018_letters": 23,
    "commitments": 22,
    "fiscal_base": 199,
    "price_index": 16,
    "undocumented_estimates": 38,
    "nyc_federal_revenue": 9,
    "jag_context": 43,
    "conflicts": 25,
    "published_estimates": 82,
}


def load(name: str) -> pd.DataFrame:
    """Load a table by its public loader."""
    return getattr(sanctuary_research, f"load_{name}")()


@pytest.fixture(scope="module")
def letters() -> pd.DataFrame:
    """The 23 letters by place."""
    return load("jag_awards_2018_letters").set_index("jurisdiction_id")


@pytest.mark.parametrize("name", ROWS)
def test_rows(name):
    """Each table has the rows that its page speaks of."""
    assert len(load(name)) == ROWS[name]


@pytest.mark.parametrize("name", ROWS)
def test_rebuilds_byte_for_byte(name, tmp_path, monkeypatch):
    """Running the preparation script again gives the committed file."""
    monkeypatch.syspath_prepend(str(PREPARE))
    monkeypatch.setattr(sys, "argv", [name, "--out", str(tmp_path)])
    runpy.run_path(str(PREPARE / f"{name}.py"), run_name="__main__")
    committed = PREPARE.parent / "tables" / f"{name}.csv"
    assert (tmp_path / f"{name}.csv").read_bytes() == committed.read_bytes()


def test_letters_2017_as_published_and_corrected(letters):
    """FY2017 sums to 53,067,195 as published and to at least 36.82 million corrected."""
    assert letters["fy2017_published_usd"].sum() == 53_067_195
    assert letters["fy2017_corrected_usd"].sum() == pytest.approx(36.82e6, abs=0.005e6)
    assert letters.index[letters["is_fy2017_corrected"]].tolist() == ["oregon"]


def test_letters_2016_bracket(letters):
    """FY2016 lies between 36.7 and 38.9 million: one row exact, three rounded, 19 estimated."""
    assert round(letters["fy2016_low_usd"].sum() / 1e6, 1) == 36.7
    assert round(letters["fy2016_high_usd"].sum() / 1e6, 1) == 38.9
    precision = letters["fy2016_precision"].value_counts()
    assert precision.to_dict() == {"estimated": 19, "rounded": 3, "exact": 1}


def test_sonoma_is_exact(letters):
    """Sonoma County's FY2016 award is known to the dollar."""
    sonoma = letters.loc["sonoma-county-ca"]
    assert sonoma[["fy2016_low_usd", "fy2016_usd", "fy2016_high_usd"]].tolist() == [48_297] * 3
    assert sonoma["fy2016_precision"] == "exact"


def test_scaled_rows_use_the_stated_ratios(letters):
    """A scaled row is its FY2017 allocation times 1.04, between 1.02 and 1.07."""
    scaled = letters[letters["fy2016_basis"].eq("scaled_from_fy2017")]
    assert len(scaled) == 16
    for column, ratio in {
        "fy2016_low_usd": 1.02,
        "fy2016_usd": 1.04,
        "fy2016_high_usd": 1.07,
    }.items():
        off = (scaled[column] - ratio * scaled["fy2017_corrected_usd"]).abs()
        assert off.max() <= 1


def test_new_york_reserve():
    """New York City's reserve is four times 250 million, held and not counted as spending."""
    funds = load("commitments").query("fund == 'nyc-capital-stabilization-reserve'")
    yearly = funds[funds["is_per_year"]].iloc[0]
    assert yearly["amount_usd"] * yearly["n_years"] == 4 * 250_000_000
    assert set(funds["purpose"]) == {"reserve"}
    assert not funds["is_counted"].any()


def test_los_angeles_counts_the_public_shares():
    """Of the ten million of Los Angeles, the public shares of two and three million count."""
    fund = load("commitments").query("fund == 'la-justice-fund' and is_counted")
    assert fund.set_index("provider")["amount_usd"].to_dict() == {
        "city": 2_000_000,
        "county": 3_000_000,
    }


def test_no_negative_money():
    """No column of dollars anywhere in the money tables is below zero."""
    for name in ROWS:
        money = load(name).filter(regex="_usd$").select_dtypes("number")
        assert not (money < 0).any(axis=None), name


def test_status_is_a_history():
    """EO 13768 was enjoined, made permanent, narrowed and revoked, in that order."""
    steps = load("threat_status").query("threat_id == 'eo_13768'").sort_values("date_earliest")
    order = [s for s in steps["status"] if s not in ("announced", "affirmed")]
    assert order == ["enjoined", "permanently_enjoined", "relief_narrowed", "revoked"]


def test_new_york_city_share_is_its_accounts():
    """The observed exposure of FY2017 is the city's own federal revenue and share."""
    year = load("nyc_federal_revenue").set_index("fiscal_year").loc[2017]
    amounts = load("threat_amounts").query("basis == 'observed'")
    assert amounts["amount_usd"].tolist() == [year["federal_actual_usd"]]
    share = 100 * year["federal_actual_usd"] / year["revenue_actual_usd"]
    assert amounts["share_percent"].iloc[0] == pytest.approx(share, abs=0.005)


def test_planted_bound_is_named(judged):
    """A low bound above its point is found, with row, column and both values."""
    tables = {"jag_awards_2018_letters": load("jag_awards_2018_letters")}
    tables["jag_awards_2018_letters"].loc[0, "fy2016_low_usd"] = 10**9
    faults = judged("point_lies_between_its_bounds", tables)
    assert {fault.column for fault in faults} == {"fy2016_low_usd"}
    assert "fy2016_low_usd is [1000000000], fy2016_usd is [" in faults[0].message


def test_planted_wrong_sum_is_named(judged, letters):
    """A letter one dollar off breaks the published sum."""
    frame = letters.reset_index()
    frame.loc[0, "fy2017_published_usd"] += 1
    [fault] = judged("letters_sum_as_published", {"jag_awards_2018_letters": frame})
    assert "sum:fy2017_published_usd of all rows is 53067196, not 53067195" in fault.message


def test_planted_missing_source_is_named(judged):
    """A row without a source is found unless it is marked as memory."""
    tables = {name: load(name) for name in ("threats", "threat_amounts", "commitments")}
    tables["threats"].loc[0, "source_id"] = None
    [fault] = judged("only_memory_lacks_a_source", tables)
    assert (fault.table, fault.column) == ("threats", "source_id")


def test_planted_step_of_money_never_held(judged):
    """A cut of an amount that was only announced, and a payment of one never held, are faults."""
    tables = {name: load(name) for name in ("threat_status", "threat_amounts")}
    steps = tables["threat_status"]
    row = steps.index[steps["status"].eq("cut_announced")][0]
    steps.loc[row, "status"] = "cut"
    paid = steps.index[steps["status"].eq("paid") & steps["amount_id"].notna()][0]
    held = steps["amount_id"].eq(steps.loc[paid, "amount_id"]) & steps["status"].eq("withheld")
    tables = {**tables, "threat_status": steps[~held]}
    names = ("held_money_was_held", "money_moves_after_it_was_held")
    assert {fault.value for name in names for fault in judged(name, tables)} == {"cut", "paid"}


def test_planted_order_without_a_court(judged):
    """Money ordered restored by nobody is a fault."""
    steps = load("threat_status")
    steps.loc[steps["status"].eq("ordered_restored"), "court"] = None
    faults = judged("only_a_court_orders_money_restored", {"threat_status": steps})
    assert len(faults) == 4
    assert "court is [], status is [ordered_restored]" in faults[0].message


def test_estimates_show_both_directions():
    """The studies report effects on crime of either sign and none."""
    found = load("published_estimates")
    crime = found[found["outcome"].isin(["all_crime", "violent_crime", "index_crime", "crime"])]
    assert set(crime["sign"]) == {"negative", "positive", "null"}
    wong = found.query("study_id == 'wong_2017' and scope == 'all counties'")
    assert -35.5 in wong["estimate"].tolist()
