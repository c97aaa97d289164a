"""The years before: calendar years without a gap, drifts by hand, and when they fail."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.adoption import lead_up as years
from sanctuary_research.questions.adoption.offices import offices
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked


def test_a_run_ends_at_an_absent_year():
    """Sheriffs lack 2017, so that later years are not in a run; cities begin after 2011."""
    assert years.run(Asked(after=[2018, 2019]))[-1] == 2016
    cities = Asked(agencies="cities", before=[2012, 2013], after=[2015])
    assert years.run(cities) == (2012, 2013, 2014, 2015)


def test_too_few_years_are_a_sentence():
    """Two years cannot show a trend."""
    asked = Asked(agencies="cities", before=[2012, 2013], after=[2015])
    with pytest.raises(AnalysisError, match="have 2012-13 up to 2013 without a gap: too few"):
        years.lead_up(offices(asked), asked)


def test_one_agency_by_hand(before):
    """Slope by least squares, the twin without it, the placebo and the level from its rates."""
    row = before.frame.iloc[0]
    early = [row[f"property_{year}"] for year in range(2006, 2014)]
    slope = np.polyfit(range(2006, 2014), early, 1)[0]
    assert row["drift_property"] == pytest.approx(slope)
    assert row["twin_property"] == pytest.approx(row["property"] - 4 * slope)
    assert row["placebo_property"] == pytest.approx(np.mean(early[5:]) - np.mean(early[:4]))
    assert row["level_property"] == pytest.approx(np.mean(early[4:]))


def test_the_base_year_is_zero_and_no_year_is_lost(before):
    """Eleven calendar years, the last before limits zero by construction, the same agencies."""
    table = before.studies["property"].table.set_index("year")
    assert list(table.index) == list(range(2006, 2017))
    assert table.loc[2013, "estimate"] == 0
    assert table["n_sanctuary"].dropna().nunique() == 1


def test_years_before_fail_by_the_rule_of_the_plan(before):
    """A joint p under .05, or a drift whose interval leaves zero out."""
    for name in OUTCOMES:
        drift = before.table.loc[(name, "drift")]
        apart = drift["conf_low"] > 0 or drift["conf_high"] < 0
        p = before.studies[name].pretest["p_value"]
        assert before.fails(name) == bool(p < 0.05 or apart)


def test_honest_bounds_hold_the_mean_of_the_years_after(before):
    """Wider with the bound; widened covariances are no narrower than those taken as known."""
    wide, known = (
        before.honest("property", restriction="relative_magnitudes", covariance=name)
        for name in ("few_clusters", "conventional")
    )
    table = before.studies["property"].table.set_index("year")
    middle = table.loc[[2015, 2016], "estimate"].mean()
    assert wide["conf_low"].iloc[0] < middle < wide["conf_high"].iloc[0]
    assert (wide["conf_high"].diff().dropna() > 0).all()
    widths = [t["conf_high"].iloc[0] - t["conf_low"].iloc[0] for t in (wide, known)]
    assert widths[0] > widths[1]


def test_rows_by_year_keep_the_agency():
    """Two years of one agency are two rows."""
    frame = pd.DataFrame({"agency_id": ["a"], "robbery_2012": [1.0], "robbery_2013": [2.0]})
    long = years.by_year(frame, "robbery", [2012, 2013])
    assert long[["agency_id", "year", "rate"]].values.tolist() == [["a", 2012, 1.0], ["a", 2013, 2]]
