"""What places set aside: choices on small frames, and whose money the article's figures are."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.questions.money import residents, set_aside
from sanctuary_research.questions.money.set_aside import Asked, select

FUNDS = pd.DataFrame(
    {
        "amount_usd": [10, 13, 5],
        "low_usd": [10, 13, 5],
        "high_usd": [10, 13, 8],
        "n_years": [1, 1, 3],
        "is_per_year": [False, False, True],
        "jurisdiction_id": ["chicago-il", "chicago-il", "oak"],
        "date_latest": pd.to_datetime(["2016-12-02", "2016-12-14", "2017-06-01"]),
    }
)


def test_commitments_of_a_choice():
    """A place, years and a horizon choose rows; recurring money is multiplied when asked."""
    chosen = select(FUNDS, Asked(first_year=2017, horizon="all_years"))
    assert chosen[["amount_usd", "high_usd", "year"]].to_numpy().tolist() == [[15, 24, 2017]]
    assert len(select(FUNDS, Asked(jurisdiction="chicago-il"))) == 2
    assert select(FUNDS, Asked(first_year=2018)).empty


def test_a_choice_without_rows_says_so():
    """A real place in years without a commitment gives a sentence, and nothing to draw."""
    asked = Asked(jurisdiction="seattle-wa", first_year=2025)
    rows = set_aside.chosen(asked)
    assert residents.per_resident(rows, asked) is None
    assert residents.beside_threats(rows, asked) is None
    assert "No commitment" in set_aside.stages(rows, asked).sentences[0]


def test_no_commitment_without_a_known_stage_or_rule():
    """Every stage and every reason for leaving a row out has words."""
    funds = datasets.load_commitments()
    assert set(funds["stage"]) <= set(set_aside.STAGES)
    assert set(funds["left_out_because"].dropna()) <= set(set_aside.LEFT_OUT)


def test_the_city_of_los_angeles_is_not_the_fund():
    """The answer gives the ten million to those who aimed at it, and the city its two."""
    told = set_aside.answer().sentences[2]
    assert "$10 million in the news was a goal of city, county and donors." in told
    assert told.startswith("Los Angeles approved $2 million")


def test_the_range_of_the_funds_is_of_those_counted():
    """Of fourteen funds the rows of eleven count, and the sums of these are what is said."""
    rows = set_aside.everything()
    assert (rows["fund"].nunique(), rows.query("is_counted")["fund"].nunique()) == (14, 11)
    assert set_aside.answer().sentences[:2] == (
        "We found 11 public funds for immigrants' families and lawyers, 8 approved.",
        "Each, of 2016 to 2025, is $250,000 to $16.4 million.",
    )


def test_public_money_counts_once():
    """City and county of Los Angeles approved five of the fund; New York's reserve counts none."""
    fund = set_aside.places("los-angeles-ca", "los-angeles-county-ca")
    assert fund.sentences[0].endswith("public money that counts, once each, is $5 million.")
    reserve = set_aside.everything().query("purpose == 'reserve'")
    assert not reserve["is_counted"].any()


def test_reserve_is_four_times_250_million():
    """Over all its years the reserve is the billion that is worked out."""
    rows = set_aside.chosen(Asked(jurisdiction="new-york-city-ny", horizon="all_years"))
    usd = rows.set_index(["fund", "stage"])["amount_usd"][set_aside.RESERVE]
    assert usd["proposed"] == usd["derived"] == 4 * 250e6


def test_the_reserve_is_said_to_be_no_fund_for_immigrants():
    """New York's yearly sum is said last, as planned, apart from the funds counted."""
    told = set_aside.answer().sentences[-1]
    assert told == "New York City's $250 million yearly is a planned reserve."
