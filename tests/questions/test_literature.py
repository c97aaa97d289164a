"""What studies find beside ours: scales, signs and what can be compared, reckoned by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import datasets, published
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import crime_rates, literature


@pytest.fixture(scope="module")
def found():
    return literature.on_scale()


@pytest.fixture(scope="module")
def table(found):
    return found.table


@pytest.fixture(scope="module")
def known():
    return published.findings().set_index("estimate_id")


def test_rates_and_percentages_become_each_other(table):
    """35.5 per 10,000 of a mean of m is 3550 / m percent; logs are raised to e."""
    rows = table.set_index("estimate_id")
    wong, border = rows.loc["est_75574100"], rows.loc["est_4b4e57c4"]
    assert wong["per_10k"] == pytest.approx(-35.5)
    mean = -3550 / wong["percent"]
    assert 200 < mean < 250
    assert border["percent"] == pytest.approx(100 * np.expm1(0.0226))
    assert border["per_10k_high"] == pytest.approx(mean * np.expm1(0.0461))
    assert rows.loc["est_f518bce4", "per_10k"] == pytest.approx(-1.79)


def test_single_classes_of_places_and_lesser_specifications_are_left_out(table):
    """One row a study and crime, and none of large central metros."""
    assert not table.duplicated(["study", "crime"]).any()
    assert not table["scope"].fillna("").str.contains("metro").any()


def test_ours_are_those_of_the_questions(table):
    """Three crimes of notebook 01, two of 02, each with its range, all in colour."""
    mine = table[table["is_main"]]
    assert mine["study"].value_counts().tolist() == [3, 2]
    asked = crime_rates.Asked()
    gap = crime_rates.gap(crime_rates.counties(asked), asked)
    assert gap.row["estimate"] == pytest.approx(mine.query("crime == 'all'")["per_10k"].item())


def test_an_interaction_is_no_difference_in_crime():
    """One study asks how violence goes with the share of immigrants; it is listed, not counted."""
    study = "Lyons, Velez and Santoro (2013)"
    assert study not in set(published.by_study()["study"])
    assert study in set(literature.every().rows["study"])


def test_answer_is_short_and_counts_studies(found):
    """At most sixty words, and the three counts are those of the studies."""
    n = len(published.by_study().query("side == 'limits'"))
    for scale in ("percent", "per_10k"):
        told = literature.answer(found, scale).sentences
        assert len(" ".join(told).split()) <= 60
        assert told[0].startswith("They do not agree, and asked different things")
        assert told[1].startswith(f"Of {n} studies of places that limit cooperation")
        assert told[2].startswith("1 found more of some kind, ")


def test_ours_are_said_from_the_least_to_the_most_and_which_cannot_be_told(found):
    """One of two ranges holds zero: for that one more cannot be told from less."""
    rows = {"percent": [8.0, -3.0], "percent_low": [1, -5], "percent_high": [21, 2]}
    mine = pd.DataFrame(rows | {"crime": ["all", "violent"], "is_main": True})
    told = literature.answer(replace(found, table=mine), "percent").sentences[-1]
    said = told.replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("Our main estimates run from 3 % less to 8 % more crime, ")
    assert said.endswith(", 1 of 2 clearly more or less.")
    none = replace(found, table=mine.assign(percent_low=-5.0))
    told = literature.answer(none, "percent").sentences[-1].replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("We cannot tell: each of our estimates, 3 % less to 8 % more crime, is")


def test_the_title_counts_bars_of_ours_that_cross_the_line(found, table):
    """One that leaves out no difference is taken off; a count of findings is not the title."""
    title = literature.main_picture(found, "percent").title
    assert title.endswith(" can be drawn; of ours all 5 bars cross the line")
    rows = table.copy()
    rows.loc[rows.query("is_main").index[0], ["percent_low", "percent_high"]] = 1.0, 2.0
    title = literature.main_picture(replace(found, table=rows), "percent").title
    assert title.endswith("of ours 4 of 5 bars cross the line")


def test_every_headline_leads_to_an_exhibit(found):
    """Its title is that of an exhibit of the notebook."""
    shown = (literature.every(), literature.signs(), literature.scaled(found))
    assert {one["exhibit"] for one in literature.headlines(found)} == {one.title for one in shown}


def studies(*errors: float, **same: str) -> literature.Beside:
    """Return studies of one kind with effects 0, 1, 2, … percent and these standard errors."""
    n, half = len(errors), 1.959964 * np.array(errors)
    effect = np.arange(n, dtype=float)
    frame = pd.DataFrame({"percent": effect, "percent_low": effect - half, "df": np.inf})
    frame["percent_high"] = effect + half
    names = [f"s{k}" for k in range(n)]
    told = {"crime": "all", "policy": "p", "family": "f", "study": names}
    return literature.Beside(frame.assign(**told | same), pd.DataFrame())


def test_two_studies_are_not_summarised_and_three_are():
    """The mean of 0, 1 and 2 with one error is 1, inside the wider interval of one more study."""
    assert not literature.together(studies(1, 1)).has_table
    (row,) = literature.together(studies(1, 1, 1)).rows.to_dict("records")
    assert row["mean"] == pytest.approx(1)
    assert row["predict_low"] < row["low"] < 1 < row["high"] < row["predict_high"]


def test_repeated_estimates_of_a_study_count_once():
    """Three specifications of one study are one study."""
    assert not literature.together(studies(1, 1, 1, study="s")).has_table


def test_the_cambridge_study_measured_trust():
    """The claim's own reason and the numbers of its table are said."""
    told = " ".join(literature.cambridge().sentences)
    assert "Cambridge is the publisher" in told
    assert "512 undocumented immigrants whether they trust police" in told
    assert "60.8 percent less likely" in told


def test_reporting_arithmetic():
    """Three points more of the nation's share is 300 over that share percent more."""
    told = literature.reporting()
    us = datasets.load_reporting_to_police().query("state == 'US'").set_index("crime")
    more = literature.words.percent(300 / us.loc["property", "reported_percent"])
    assert f"{more} higher" in told.sentences[0]
    assert len(told.rows) == 23


@pytest.mark.parametrize("narrow", [False, True])
def test_the_forest_has_a_row_for_each_estimate(found, table, narrow):
    """A dot for each; those without a range are hollow."""
    (ax,) = literature.scaled(found, "per_10k").picture(narrow).axes
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(dots) == len(table)
    hollow = [dot for dot in dots if dot.get_markerfacecolor() == "white"]
    assert len(hollow) == table["percent_low"].isna().sum()
    assert {"less crime", "more crime"} <= {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_main_picture_has_each_study_of_limits_once_and_all_of_ours_first(found, narrow):
    """Those without an amount say so beside their name; the title says how many have one."""
    shown = literature.main_picture(found, "percent")
    every = set(published.by_study().query("side == 'limits'")["study"])
    assert not shown.rows.query("not is_main")["name"].duplicated().any()
    assert shown.rows["is_main"].sum() == 5
    bare = shown.rows[shown.rows["estimate"].isna()]
    assert bare["remark"].str.endswith("; no amount to compare").all()
    assert set(shown.rows.query("not is_main")["name"]) == every
    assert shown.rows["name"].iloc[0] == "Ours: all crime (report 01)"
    assert shown.rows["is_main"].is_monotonic_decreasing
    drawn = every & set(found.table["study"])
    assert f"only {len(drawn)} of {len(every)} can be drawn" in shown.title
    assert len(shown.picture(narrow).axes) == 1


def test_every_exhibit_with_numbers_names_its_rows(found):
    """Published ones the rows of the table, our own the rows of the labels of their counties."""
    ours = {"published_estimates", "list_membership", "policy_events"}
    shown = {
        literature.answer(found, "percent"): ours,
        literature.main_picture(found, "percent"): ours,
        literature.scaled(found): ours,
        literature.together(found): ours,
        literature.signs(): {"published_estimates"},
        literature.every(): {"published_estimates"},
        literature.reporting(): {"reporting_to_police"},
        literature.cambridge(): {"claims", "published_estimates"},
    }
    assert all(tables <= set(one.row_ids()) for one, tables in shown.items())
    rows = literature.signs().row_ids()["published_estimates"]
    assert len(rows) == len(published.of_crime()) + 7


def test_what_single_kinds_of_county_say_is_told_not_counted():
    """One study prints six kinds, of which two point to more; it stands under less, by all."""
    told = literature.signs()
    assert "Wong (2017): more in large fringe metro and medium metro" in told.note
    row = told.rows.set_index("study").loc["Wong (2017)"]
    assert [row["Less"], row["More"]] == ["homicide and every type; index crime", ""]
    assert told.rows.set_index("study").loc["Otsu (2021)", "finds"] == (
        "Less: property crime. No clear difference: all crime"
    )


def test_an_unknown_scale_is_refused(found):
    """The sentence names the scales there are."""
    with pytest.raises(UsageError, match="must be one of per_10k, percent, not 'log'"):
        literature.main_picture(found, "log")
    with pytest.raises(UsageError, match="not 'log'"):
        literature.answer(found, "log")


def test_codes_are_shown_as_words(known):
    """No code with a line in it reaches the page."""
    shown = literature.every().rows
    assert not shown[["outcome", "policy", "design"]].map(lambda text: "_" in text).any(axis=None)
    assert {"don't-ask rule", "287(g) agreement"} <= set(shown["policy"])
    assert len(shown) == len(known)
