"""The rules on the real tables: the sums that were published, recomputed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sanctuary_research as tables
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions import money as funding
from sanctuary_research.questions.money.amounts import CONCEPTS, PROGRAMMES
from sanctuary_research.questions.money.commitments import LEFT_OUT, STAGES
from sanctuary_research.questions.money.held import KINDS
from sanctuary_research.questions.money.letters import chances
from sanctuary_research.questions.money.set_aside import FUNDS


@pytest.fixture(scope="module")
def letters() -> pd.DataFrame:
    """The 23 letters."""
    return tables.load_jag_awards_2018_letters()


@pytest.fixture(scope="module")
def with_letters(letters) -> pd.DataFrame:
    """Every amount, with the letters of both years as rows."""
    years = [funding.letters_as_amounts(letters, fiscal_year=year) for year in (2016, 2017)]
    return pd.concat([tables.load_threat_amounts(), *years], ignore_index=True)


def test_letters_of_2016_replace_the_reported_39_million(with_letters):
    """The 23 rows count, the reported sum beside them does not, and the bracket is 36.7-38.9."""
    total = funding.total_threatened(
        with_letters, threat_id="jag_letters_2018_01", fiscal_year=2016
    )
    assert len(total.counted) == 23
    assert (round(total.low / 1e6, 1), round(total.high / 1e6, 1)) == (36.7, 38.9)
    assert total.left_out["rule"].tolist() == ["stands_alone"]
    assert total.left_out["amount_usd"].tolist() == [39e6]


def test_reported_39_million_stands_alone():
    """Without the places the reported sum is all there is."""
    total = funding.total_threatened(
        tables.load_threat_amounts(), threat_id="jag_letters_2018_01", fiscal_year=2016
    )
    assert (total.total, total.low, total.high) == (39e6, 38.5e6, 39.5e6)


def test_letters_of_2017_as_published_and_corrected(letters):
    """53,067,195 as published; at least 36.82 million corrected, without bounds for Oregon."""
    sums = {
        published: funding.total_threatened(
            funding.letters_as_amounts(letters, fiscal_year=2017, as_published=published)
        )
        for published in (True, False)
    }
    assert sums[True].total == 53_067_195
    assert round(sums[False].total / 1e6, 2) == 36.82
    assert np.isnan(sums[False].high)


def test_only_four_letters_are_not_estimates(with_letters):
    """Without estimates one exact and three rounded rows are left: $7.85 million."""
    total = funding.total_threatened(
        with_letters,
        threat_id="jag_letters_2018_01",
        fiscal_year=2016,
        include_estimates=False,
    )
    assert len(total.counted) == 4
    assert total.total == 48_297 + 2_100_000 + 4_300_000 + 1_400_000


def test_homeland_security_cut_counts_once():
    """New York's and others' parts stay inside the $233 million cut of twelve plaintiffs."""
    total = funding.total_threatened(
        tables.load_threat_amounts(), programme="hsgp", concept="cut", unit="usd_per_year"
    )
    assert total.total == 233e6
    assert set(total.left_out["rule"]) == {"part_of_counted"}


def test_units_do_not_mix_on_the_real_tables():
    """Homeland security cuts in dollars and in percent are refused together."""
    with pytest.raises(AnalysisError, match="mixes 2 values of unit"):
        funding.total_threatened(tables.load_threat_amounts(), programme="hsgp", concept="cut")


def test_new_york_city_counts_its_accounts():
    """Of the claims about New York City in 2017 the observed revenue counts."""
    total = funding.total_threatened(
        tables.load_threat_amounts(),
        jurisdiction_id="new-york-city-ny",
        programme="all_federal_funds",
        fiscal_year=2017,
    )
    assert total.total == 8_014_602_946


def test_san_francisco_range_has_both_readings():
    """San Francisco's exposure of 2017 runs from nothing (federal) to $2.0 billion (its own)."""
    ranges = funding.exposure_ranges(tables.load_threat_amounts())
    row = ranges.set_index(["jurisdiction_id", "fiscal_year"]).loc[("san-francisco-ca", 2017)]
    assert (row["low_usd"], row["low_side"]) == (0, "federal")
    assert (row["high_usd"], row["high_side"]) == (2e9, "state_or_local")


def test_fraud_hold_is_outside_sanctuary_money():
    """The child care hold, whose ground is fraud, is neither counted nor listed as held."""
    amounts, threats = tables.load_threat_amounts(), tables.load_threats()
    held = funding.money_held(
        amounts, tables.load_threat_status(), as_of="2026-02-13", threats=threats
    )
    assert "acf_hold_2026" not in set(held["threat_id"])
    [denver] = held.query("jurisdiction_id == 'denver-co' and ended_by == 'paid'").to_dict(
        "records"
    )
    assert (denver["days_least"], denver["ended_by"]) == (365, "paid")


def test_the_letters_seldom_round_to_39(letters):
    """Even in the widest case the sum rounds to 39 million in about a tenth of the draws."""
    chance = chances(letters, draws=20_000).set_index("name")["chance_percent"]
    assert chance.idxmax() == "shared errors, uniform"
    assert 8 < chance.max() < 13
    assert chance["independent errors, triangular"] < 0.2


def test_article_figures_fit_no_commitment():
    """Los Angeles's own money has no estimate to be set beside but the article's claim."""
    found = funding.per_undocumented_resident(
        tables.load_commitments(), tables.load_undocumented_estimates()
    ).set_index("jurisdiction_id")
    assert "claim" in found.loc["los-angeles-ca", "no_fit_reason"]
    assert found.loc["los-angeles-county-ca", "residents_high"] == 1_000_000


def test_every_code_of_the_tables_has_words():
    """No programme, concept or status of the tables is without its name or kind."""
    amounts, threats = tables.load_threat_amounts(), tables.load_threats()
    assert set(amounts["programme"]) | set(threats["programme"]) == set(PROGRAMMES)
    assert set(amounts["concept"]) <= set(CONCEPTS)
    history = funding.timeline(threats, tables.load_threat_status())
    assert len(history) == len(tables.load_threat_status())
    assert set(history["kind"]) == set(KINDS)


def test_every_amount_is_in_one_cell(with_letters):
    """Over all cells, counted and left out rows are all rows, each once."""
    cells = funding.cell_table(funding.totals_by_cell(with_letters, threats=tables.load_threats()))
    assert cells["n_counted"].sum() + cells["n_left_out"].sum() == len(with_letters)
    assert not cells[["concept", "unit", "programme", "fiscal_year"]].duplicated().any()
    assert cells["concept"].iloc[0] == "annual_award"


def test_los_angeles_is_asked_about_its_own_money():
    """The city's own figure of 2015 goes before the later one for everybody located there."""
    [answer] = funding.what_if(
        tables.load_threat_amounts(),
        tables.load_fiscal_base(),
        jurisdiction_id="los-angeles-ca",
        programme="all_federal_funds",
    ).itertuples()
    assert (answer.fiscal_year, answer.amount_usd) == (2015, 200e6)


def test_three_orders_to_restore_stand_and_one_fell():
    """Oregon, twelve plaintiffs and the transit authority; the seven states' order was reversed."""
    held = funding.money_held(
        tables.load_threat_amounts(),
        tables.load_threat_status(),
        as_of="2026-02-13",
        threats=tables.load_threats(),
    )
    ends = held["ended_by"].value_counts().to_dict()
    assert ends == {"ordered_restored": 3, "paid": 3, "restored": 1, "": 6}
    assert held.loc[held["ended_by"].eq("ordered_restored"), "ended_court"].ne("").all()
    [fell] = held.loc[held["reversed_on"].notna()].to_dict("records")
    assert (fell["aggregate"], fell["is_open"]) == ("seven plaintiff states", True)


def test_a_cut_barred_before_it_took_effect_was_not_held():
    """The public health grants of four states and the transport grants are not among the held."""
    held = funding.money_held(
        tables.load_threat_amounts(), tables.load_threat_status(), as_of="2026-02-13"
    )
    assert not set(held["threat_id"]) & {"cdc_rescission_2026", "dot_rescission_2026"}
    assert "announced_cut" not in set(held["concept"])


def test_the_stated_link_of_2025():
    """Of what was held in 2025 one sum was refused on the stated ground of sanctuary status."""
    threats = tables.load_threats().set_index("threat_id")["sanctuary_link"]
    held = funding.money_held(
        tables.load_threat_amounts(), tables.load_threat_status(), as_of="2026-02-13"
    ).query("started_earliest >= '2025-01-20'")
    stated = held[held["threat_id"].map(threats).eq("stated")]
    assert stated["amount_usd"].tolist() == [33_898_500]


def test_reserve_is_four_times_250_million_and_counts_nothing():
    """The New York reserve over its years is a billion, and none of it is counted."""
    funds = tables.load_commitments()
    reserve = funding.select_commitments(
        funds, jurisdiction_id="new-york-city-ny", horizon="all_years"
    ).set_index(["fund", "stage"])["amount_usd"]
    fund = "nyc-capital-stabilization-reserve"
    assert reserve[fund, "proposed"] == reserve[fund, "derived"] == 4 * 250e6
    assert funding.fund_steps(funds, fund)["running_usd"].iloc[-1] == 0


def test_public_money_of_the_los_angeles_fund():
    """Of $10 million aimed at, city and county approved five; foundations' money is private."""
    steps = funding.fund_steps(tables.load_commitments(), "la-justice-fund").set_index("rule")
    assert steps["running_usd"].iloc[-1] == 5e6
    assert steps.loc["private_money", "left_out_usd"] == 2.2e6


def test_no_commitment_without_a_known_stage_or_rule():
    """Every stage and every reason for leaving a row out has words."""
    funds = tables.load_commitments()
    assert set(funds["stage"]) <= set(STAGES)
    assert set(funds["fund"]) == set(FUNDS)
    assert set(funds["left_out_because"].dropna()) <= set(LEFT_OUT)
