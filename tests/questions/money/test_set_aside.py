"""What places set aside: choices on small frames, and whose money the article's figures are."""

from __future__ import annotations

from sanctuary_research.data import datasets
from sanctuary_research.questions.money import residents, set_aside
from sanctuary_research.questions.money.set_aside import Asked


def test_a_choice_is_of_one_place():
    """Its rows alone are listed, counted, and set beside residents and what was at risk."""
    asked = Asked(jurisdiction="chicago-il")
    rows = set_aside.chosen(asked)
    for shown in (set_aside.stages(rows), residents.per_resident(rows, asked)):
        assert set(shown.rows["place"]) == {"Chicago, IL"}
    n = rows["is_counted"].sum()
    assert set_aside.stages(rows).sentences == (f"{n} of {len(rows)} rows count.",)
    assert set(residents.beside_threats(rows, asked).rows["place"]) == {"Chicago, IL"}


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
    rows = set_aside.everything().set_index(["fund", "stage"])
    proposed, derived = (rows.loc[(set_aside.RESERVE, stage)] for stage in ("proposed", "derived"))
    assert proposed["amount_usd"] * proposed["n_years"] == derived["amount_usd"] == 4 * 250e6


def test_the_reserve_is_said_to_be_no_fund_for_immigrants():
    """New York's yearly sum is said last, as planned, apart from the funds counted."""
    told = set_aside.answer().sentences[-1]
    assert told == "New York City's $250 million yearly is a planned reserve."
