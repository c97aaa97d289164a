"""Prices, bases, ranges, spells, what-if, simulation, residents and audit on small frames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctuary_research.errors import UsageError
from sanctuary_research.questions import money as funding
from sanctuary_research.questions.money.what_if import loss_in_words

PRICES = pd.DataFrame({"year": [2016, 2017, 2025], "cpi_u": [200.0, 210.0, 300.0]})


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


def test_deflates_after_summing(amounts):
    """A nominal total of 2016 is restated once, with its bounds."""
    total = funding.total_threatened(amounts, concept="annual_award", fiscal_year=2016)
    real = funding.in_prices_of(total, PRICES, 2025)
    assert (real.total, real.low, real.high) == pytest.approx((150.0, 135.0, 165.0))
    assert real.counted["amount_usd"].sum() == 100.0
    assert "in prices of 2025" in real.sentence()


def test_year_without_index_is_refused():
    """A year outside the price table is refused with the years there are."""
    with pytest.raises(
        UsageError, match="no price index for 2031: choose a year from 2016 to 2025"
    ):
        funding.deflate(1.0, PRICES, from_year=2016, to_year=2031)


def test_several_years_are_not_deflated(amounts):
    """A total over several years has no year to deflate from."""
    total = funding.total_threatened(
        amounts.assign(unit="usd_multi_year"), concept="annual_award", fiscal_year=2016
    )
    with pytest.raises(UsageError, match="no single year to deflate from"):
        funding.in_prices_of(total, PRICES, 2025)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1e12), st.sampled_from([2016, 2017, 2025]), st.sampled_from([2016, 2017, 2025]))
def test_deflating_there_and_back(amount, first, second):
    """Restating to another year and back gives the amount again."""
    there = funding.deflate(amount, PRICES, from_year=first, to_year=second)
    back = funding.deflate(there, PRICES, from_year=second, to_year=first)
    assert back == pytest.approx(amount)


def test_per_person_and_share_when_place_and_year_match(amounts, base):
    """100 dollars over 50 people and of a budget of 1,000, over the bounds of both."""
    row = funding.relative_to_base(amounts, base).set_index("amount_id").loc["award16"]
    assert row["usd_per_person"] == 2.0
    assert row["share_of_budget_percent"] == 10.0
    assert row["share_of_budget_percent_low"] == pytest.approx(100 * 90 / 1250)
    assert row["share_of_budget_percent_high"] == pytest.approx(100 * 110 / 800)


def test_reasons_where_nothing_matches(amounts, base):
    """No budget of the year, an aggregate and another entity are named, not filled in."""
    amounts.loc[0, "entity"] = "area"
    row = funding.relative_to_base(amounts, base).set_index("amount_id")
    assert row.loc["award17", "no_share_reason"] == "no budget of that year"
    assert row.loc["list", "no_person_reason"] == "an aggregate of several places"
    assert row.loc["award16", "no_share_reason"] == "the amount is not the government's own money"
    assert row.loc["award16", "no_person_reason"] == ""
    assert row["share_of_budget_percent"].isna().all()


def test_budgets_that_are_not_divided_by(amounts, base):
    """A budget from a list without stated scope, or worked out from a share, gives no share."""
    rows = funding.relative_to_base(amounts, base.assign(budget_kind="list_figure"))
    assert "list without stated scope" in rows["no_share_reason"].iloc[0]
    circular = funding.relative_to_base(amounts, base.assign(budget_kind="derived_revenue"))
    assert "worked out from a printed share" in circular["no_share_reason"].iloc[0]


def test_exposure_is_a_range_with_its_authors(amounts):
    """Two readings of one order are a range with whose each end is, and no sum."""
    [row] = funding.exposure_ranges(amounts).to_dict("records")
    assert (row["low_usd"], row["low_side"]) == (0.0, "federal")
    assert (row["high_usd"], row["high_side"]) == (5000.0, "state_or_local")
    assert np.isnan(row["observed_usd"])
    assert row["n_figures"] == 2


def test_programme_totals_by_year(amounts):
    """Each programme and year has its own line."""
    totals = funding.programme_totals(amounts).set_index("fiscal_year")["total_usd"]
    assert totals.to_dict() == {2016: 100.0, 2017: 110.0}


def steps(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return a history from (amount_id, status, earliest, latest)."""
    frame = pd.DataFrame(rows, columns=["amount_id", "status", "date_earliest", "date_latest"])
    return frame.astype({"date_earliest": "datetime64[ns]", "date_latest": "datetime64[ns]"})


def test_spell_ends_when_paid_and_an_order_does_not_end_it(amounts):
    """Held from between 1 and 11 January, blocked in February, paid on 2 March."""
    history = steps(
        ("award16", "withheld", "2018-01-01", "2018-01-11"),
        ("award16", "enjoined", "2018-02-01", "2018-02-01"),
        ("award16", "paid", "2018-03-02", "2018-03-02"),
    )
    [row] = funding.money_held(amounts, history, as_of="2019-01-01").to_dict("records")
    assert (row["days_least"], row["days_most"], row["ended_by"]) == (50, 60, "paid")
    assert row["blocked_on"] == pd.Timestamp("2018-02-01")


def test_open_spell_runs_to_the_day_asked(amounts):
    """Before it was paid the spell is open, and a later step is not seen."""
    history = steps(
        ("award16", "cut", "2018-01-01", "2018-01-01"),
        ("award16", "restored", "2018-03-02", "2018-03-02"),
    )
    [row] = funding.money_held(amounts, history, as_of="2018-01-31").to_dict("records")
    assert (row["is_open"], row["days_least"], row["last_status"]) == (True, 30, "cut")


def test_an_order_that_fell_ends_nothing(amounts):
    """Ordered restored on day 59, reversed later: open, held for 59 days at least, 365 at most."""
    history = steps(
        ("award16", "withheld", "2018-01-01", "2018-01-01"),
        ("award16", "ordered_restored", "2018-03-01", "2018-03-01"),
        ("award16", "reversed", "2018-06-01", "2018-06-01"),
    )
    [row] = funding.money_held(amounts, history, as_of="2019-01-01").to_dict("records")
    assert (row["is_open"], row["ended_by"]) == (True, "")
    assert (row["days_least"], row["days_most"]) == (59, 365)
    assert row["reversed_on"] == pd.Timestamp("2018-06-01")
    [before] = funding.money_held(amounts, history, as_of="2018-05-01").to_dict("records")
    assert (before["ended_by"], before["days_most"]) == ("ordered_restored", 59)


def test_an_announced_cut_is_not_held(amounts):
    """A cut that was only announced makes no spell."""
    history = steps(("award16", "cut_announced", "2018-01-01", "2018-01-01"))
    assert funding.money_held(amounts, history, as_of="2019-01-01").empty


def test_what_if_takes_the_latest_award(amounts, base):
    """Half of the award of 2017 is 55 dollars, one a person, with no budget to compare."""
    wanted = {"jurisdiction_id": "city", "programme": "jag"}
    [row] = (
        funding.what_if(amounts, base, share_withheld=0.5, **wanted)
        .assign(place="Elm")
        .itertuples()
    )
    assert (row.amount_usd, row.low_usd) == pytest.approx((55.0, 49.5))
    assert (row.fiscal_year, row.usd_per_person) == (2017, 1.0)
    assert row.no_share_reason == "no budget of that year"
    assert loss_in_words(row, 0.5).startswith("50 % of jag of Elm in fiscal year 2017 is $55")


def test_what_if_of_a_year_takes_its_budget(amounts, base):
    """All of the award of 2016 is 100 of a budget of 1,000."""
    [row] = funding.what_if(amounts, base, fiscal_year=2016).itertuples()
    assert (row.amount_usd, row.share_of_budget_percent) == (100.0, 10.0)


def test_what_if_refuses_bad_input(amounts, base):
    """A share above one and an unknown place are refused; without an amount there is no row."""
    with pytest.raises(UsageError, match="share_withheld is 2"):
        funding.what_if(amounts, base, share_withheld=2)
    with pytest.raises(UsageError, match="did you mean 'city'"):
        funding.what_if(amounts, base, jurisdiction_id="cty", programme="jag")
    assert funding.what_if(amounts.assign(amount_usd=np.nan), base).empty


LETTERS = pd.DataFrame(
    {
        "fy2016_usd": [10e6, 2e6, 26e6],
        "fy2016_low_usd": [10e6, 1.9e6, 26e6],
        "fy2016_high_usd": [10e6, 2.1e6, 28e6],
        "fy2016_precision": ["exact", "rounded", "estimated"],
    }
)


def test_simulation_agrees_with_the_closed_form():
    """The one uniform row rounds to 39 where its draw is above half a million."""
    one = LETTERS.assign(fy2016_low_usd=[10e6, 2e6, 26e6], fy2016_high_usd=[10e6, 2e6, 28e6])
    even, peaked = (
        funding.simulate_letters(one, shape=shape, draws=20_000)
        for shape in ("uniform", "triangular")
    )
    assert (np.abs(even - 39e6) < 5e5).mean() == pytest.approx(0.5, abs=0.02)
    assert (np.abs(peaked - 39e6) < 5e5).mean() == pytest.approx(0.75**2 - 0.25**2, abs=0.02)


def test_simulation_is_seeded_and_bounded():
    """The same seed gives the same draws, and none leaves the bracket."""
    first, again = (funding.simulate_letters(LETTERS, draws=1000) for _ in range(2))
    assert np.array_equal(first, again)
    assert first.min() >= LETTERS["fy2016_low_usd"].sum()
    assert first.max() <= LETTERS["fy2016_high_usd"].sum()


def test_shared_draws_spread_wider_than_independent():
    """Rows that move together leave more spread than rows that move alone."""
    many = pd.concat([LETTERS.iloc[[2]]] * 5, ignore_index=True)
    shared, alone = (
        funding.simulate_letters(many, dependence=how, draws=5000).std()
        for how in ("shared", "independent")
    )
    assert shared == pytest.approx(np.sqrt(5) * alone, rel=0.05)


def test_simulation_refuses_unknown_settings():
    """A misspelt dependence is refused with the nearest."""
    with pytest.raises(UsageError, match="did you mean 'shared'"):
        funding.simulate_letters(LETTERS, dependence="share")


def test_audit_trail_as_latex(amounts):
    """Every row appears with its decision, and LaTeX's own characters are escaped."""
    total = funding.total_threatened(
        amounts.assign(overlap_group="same"), concept="exposure", fiscal_year=2017
    )
    trail = funding.audit_trail(total)
    assert trail["decision"].value_counts().to_dict() == {"left out": 2, "counted": 1}
    table = funding.audit_latex(total, caption="100% of a_b & c")
    assert r"\caption{100\% of a\_b \& c}" in table
    assert table.count(r" \\") == len(trail) + 2
    assert "Total &" in table


def test_residents_only_where_the_estimate_fits():
    """An estimate of the payer's own area and time fits; a claim alone does not."""
    funds = pd.DataFrame(
        {
            "jurisdiction_id": ["county", "city"],
            "fund": "f",
            "provider": ["county", "city"],
            "amount_usd": [3000, 2000],
            "is_counted": True,
            "date_latest": pd.Timestamp("2017-06-23"),
        }
    )
    estimates = pd.DataFrame(
        {
            "jurisdiction_id": ["county", "county", "city"],
            "estimate": [1000, 1500, 9999],
            "year_to": [2017, 2013, 2017],
            "is_article_claim": [False, False, True],
            "is_low_quality": False,
            "certainty": "secondary",
        }
    )
    found = funding.per_undocumented_resident(funds, estimates).set_index("jurisdiction_id")
    assert found.loc["county", "usd_per_resident_low"] == 3.0
    assert found.loc["county", "n_estimates"] == 1
    assert "claim" in found.loc["city", "no_fit_reason"]
