"""Money beside residents and beside what was at risk, counted by hand."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money import residents


def test_residents_only_where_the_estimate_fits():
    """An estimate of the payer's own area and time fits; a claim alone, or none, does not."""
    funds = pd.DataFrame(
        {
            "jurisdiction_id": ["county", "city", "state"],
            "amount_usd": [3000, 2000, 1000],
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
    found = residents.per_undocumented_resident(funds, estimates).set_index("jurisdiction_id")
    assert found.loc["county", "usd_per_resident_low"] == 3.0
    assert "claim" in found.loc["city", "no_fit_reason"]
    assert found.loc["state", "no_fit_reason"] == residents.NONE
    wide = residents.per_undocumented_resident(funds, estimates, max_years_apart=4)
    assert wide.loc[0, "usd_per_resident_low"] == 2.0


def test_article_figures_fit_no_commitment():
    """Los Angeles's own money has no estimate to be set beside but the article's claim."""
    found = residents.fits().set_index("jurisdiction_id")
    assert "claim" in found.loc["los-angeles-ca", "no_fit_reason"]
    assert found.loc["los-angeles-county-ca", "residents_high"] == 1_000_000


def test_places_with_more_set_aside_than_the_letters_asked_about():
    """One of two places set aside more."""
    scale = pd.DataFrame(
        {
            "place": ["Elm", "Elm", "Oak", "Oak", "Ash"],
            "kind": [residents.ASIDE, residents.LETTER] * 2 + [residents.ASIDE],
            "amount_usd": [5.0, 1.0, 2.0, 3.0, 9.0],
        }
    )
    said = residents.compared(scale)
    assert said.startswith("Of 2 places")
    assert said.endswith("in 1 (Elm).")


def test_a_range_of_one_figure_is_that_figure_or_a_floor():
    """Two figures are a range, one is itself, and a floor has no upper bound."""
    rows = pd.DataFrame(
        {
            "jurisdiction_id": ["elm", "elm", "oak", "ash"],
            "kind": residents.YEARLY,
            "low_usd": [1.0, 2.0, 5.0, 7.0],
            "high_usd": [1.0, 4.0, 5.0, 7.0],
        }
    )
    found = residents.one_range(rows, {"ash"}).set_index("jurisdiction_id")
    assert found.loc["elm", ["low_usd", "high_usd"]].tolist() == [1.0, 4.0]
    assert found.loc["oak", ["amount_usd", "high_usd"]].tolist() == [5.0, 5.0]
    assert pd.isna(found.loc["ash", "high_usd"])
    assert pd.isna(found.loc["elm", "amount_usd"])


def test_the_articles_figures_come_first():
    """Each city's two: the article's figure, then the estimates near it."""
    rows = residents.article_figures().rows
    assert rows.groupby("is_west")["is_article_claim"].first().all()
