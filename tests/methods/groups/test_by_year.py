"""Groups compared year by year: each year is a comparison of changes, all judged at once."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.bootstrap import Cell, cluster_bootstrap
from sanctuary_research.methods.groups.by_year import compare_years, laid_out
from sanctuary_research.methods.groups.compare import compare_groups

YEARS = [2010, 2011, 2013, 2015]  # 2012 and 2014 are absent


@pytest.fixture
def frame():
    """Twelve states of four places, half of them sanctuary; rates move at random."""
    rng = np.random.default_rng(2)
    place = np.repeat(np.arange(48), len(YEARS))
    found = pd.DataFrame({"place": place, "year": np.tile(YEARS, 48), "state_fips": place // 4})
    found["label"] = np.where(place < 24, "sanctuary", "not_sanctuary")
    found["size"] = rng.normal(size=48)[place]
    found["rate"] = rng.normal(size=len(found)) + rng.normal(size=48)[place]
    return found


def study(frame, **changed):
    asked = {"outcome": "rate", "unit": "place", "base": 2013, "covariates": ["size"]}
    return compare_years(frame, **asked | changed)


def test_each_year_is_a_comparison_of_the_change(frame):
    """The row of 2015 is compare_groups of rates in 2015 less those in 2013; 2013 is zero."""
    found = study(frame).table.set_index("year")
    wide = frame.pivot(index="place", columns="year", values="rate")
    about = frame.drop_duplicates("place").set_index("place")
    about = about.assign(rate=wide[2015] - wide[2013])
    one = compare_groups(about, outcome="rate", covariates=["size"], adjustments="regression").row()
    for column in ("estimate", "conf_low", "conf_high", "df", "n"):
        assert found.loc[2015, column] == pytest.approx(one[column])
    assert found.loc[2013, "estimate"] == 0
    assert np.isnan(found.loc[2013, "conf_low"])


def test_absent_years_stay_absent(frame):
    """Only the years that some place has are there, and a year without values is not."""
    empty = frame.assign(rate=frame["rate"].where(frame["year"] != 2011))
    assert study(frame).table["year"].tolist() == YEARS
    assert study(empty).table["year"].tolist() == [2010, 2013, 2015]


def test_the_covariance_holds_the_standard_errors(frame):
    """Its diagonal is their square, and it is that of a sum of years as one outcome."""
    found = study(frame)
    table = found.table.set_index("year").drop(index=2013)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), table["std_error"])
    wide = frame.pivot(index="place", columns="year", values="rate")
    about = frame.drop_duplicates("place").set_index("place")
    about = about.assign(rate=wide[2010] + wide[2015] - 2 * wide[2013])
    one = compare_groups(about, outcome="rate", covariates=["size"], adjustments="regression").row()
    both = found.covariance.loc[[2010, 2015], [2010, 2015]].to_numpy().sum()
    assert one["std_error"] == pytest.approx(np.sqrt(both))


def test_the_band_holds_the_intervals(frame):
    """It is wider than each year's own, by the same factor where degrees of freedom are alike."""
    table = study(frame).table.dropna(subset=["conf_low"])
    wider = (table["simultaneous_high"] - table["estimate"]) / (
        table["conf_high"] - table["estimate"]
    )
    assert (wider > 1).all()
    assert wider.max() - wider.min() < 0.05


def test_the_pretest_names_the_year_that_stands_out(frame):
    """A jump of sanctuary places in 2010 is found there, and later years are no part of it."""
    jump = frame["label"].eq("sanctuary") & frame["year"].eq(2010)
    late = frame["label"].eq("sanctuary") & frame["year"].eq(2015)
    before = study(frame.assign(rate=frame["rate"] + 5 * jump)).pretest
    after = study(frame.assign(rate=frame["rate"] + 5 * late)).pretest
    assert (before["year"], before["n_years"]) == (2010, 2)
    assert before["p_value"] < 0.01
    assert after["p_value"] == study(frame).pretest["p_value"]


def test_one_year_before_is_its_own_bootstrap(frame):
    """With a single year before, the pre-test is the wild cluster bootstrap of that year."""
    found = study(frame[frame["year"] != 2011])
    one = found.comparisons[2010]
    model = one.fit("regression").model
    own = cluster_bootstrap(Cell(model.endog, model.exog, one.sample.clusters))
    assert found.pretest["p_value"] == pytest.approx(own.p_value, abs=1e-3)
    assert found.pretest["largest_t"] == pytest.approx(own.estimate / own.std_error)
    none = study(frame[frame["year"] >= 2013]).pretest
    assert none["n_years"] == 0
    assert np.isnan(none["p_value"])


def test_a_year_that_cannot_be_compared_keeps_its_reason(frame):
    """No sanctuary place reports 2010: the row says so, and the other years stand."""
    gone = frame["label"].eq("sanctuary") & frame["year"].eq(2010)
    found = study(frame[~gone])
    row = found.table.set_index("year").loc[2010]
    assert "label 'sanctuary'" in row["withheld"]
    assert np.isnan(row["estimate"])
    assert list(found.covariance) == [2011, 2015]


def test_the_covariance_by_unit_is_that_of_independent_places(frame):
    """It is White's, HC0, of the year's regression."""
    found = study(frame)
    errors = found.comparisons[2015].fit("regression").get_robustcov_results("HC0").bse[-1]
    assert np.sqrt(found.by_unit.loc[2015, 2015]) == pytest.approx(errors)
    given = found.coefficients("conventional")
    assert np.isinf(given.df).all()
    np.testing.assert_allclose(given.covariance, found.by_unit)


def test_coefficients_are_ready_for_bounds(frame):
    """Years around the base, with its degrees of freedom."""
    given = study(frame).coefficients()
    assert (given.period.tolist(), given.reference) == ([2010, 2011, 2015], 2013)
    assert (given.df > 3).all()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"base": 2012}, "is of the base year 2012: choose one of 2010, 2011, 2013, 2015"),
        ({"outcome": "crime"}, "the frame has no column 'crime'"),
        ({"covariates": ["rate"]}, "column 'rate' changes within place"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(frame, changed, said):
    """A base year that the series lacks, a column that is not there, a covariate that moves."""
    with pytest.raises(AnalysisError, match=said):
        study(frame, **changed)


def test_an_empty_side_is_a_sentence(frame):
    """Where one arm is empty in every year the reason stands."""
    with pytest.raises(AnalysisError, match="no year can be compared with 2013: none of 48 coded"):
        study(frame.assign(label="not_sanctuary"))


def test_two_rows_of_one_year_are_refused(frame):
    """They are named."""
    twice = pd.concat([frame, frame.iloc[[3]]], ignore_index=True)
    with pytest.raises(AnalysisError, match="two rows of one 'year' in row 192: keep one"):
        study(twice)


@pytest.mark.slow
def test_band_and_pretest_hold_their_level():
    """In 200 panels without a difference the band holds zero, and the pre-test seldom rejects."""
    held, rejected = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        place = np.repeat(np.arange(120), len(YEARS))
        one = pd.DataFrame({"place": place, "year": np.tile(YEARS, 120), "state_fips": place // 6})
        one["label"] = np.where(one["state_fips"] < 8, "sanctuary", "not_sanctuary")
        shared = rng.normal(size=(20, len(YEARS)))[one["state_fips"], np.tile(range(4), 120)]
        one["rate"] = rng.normal(size=len(one)) + 0.5 * shared
        found = study(one, covariates=[], adjustment="raw")
        table = found.table.dropna(subset=["conf_low"])
        held.append(((table["simultaneous_low"] < 0) & (table["simultaneous_high"] > 0)).all())
        rejected.append(found.pretest["p_value"] < 0.05)
    assert np.mean(held) > 0.92
    assert 0.01 < np.mean(rejected) < 0.1


def test_every_unit_that_changes_is_counted(refusal):
    """The first is named, the others are a number."""
    rows = [(unit, year, kind) for unit in "ab" for year, kind in ((1, "x"), (2, "y"))]
    frame = pd.DataFrame(rows, columns=["unit", "year", "kind"]).assign(crime=1.0)
    assert refusal(laid_out, frame, "crime", "unit", "year", ["kind"]) == (
        "column 'kind' changes within unit a and 1 more: give each unit one value, measured "
        "before the base year"
    )


def test_a_state_without_a_year_adds_nothing_to_it(frame):
    """Variances are those of each year's own comparison; covariances are of the states in both."""
    found = study(frame[(frame["state_fips"] != 3) | (frame["year"] != 2010)])
    table = found.table.set_index("year").drop(index=2013)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), table["std_error"])
    hc0 = found.comparisons[2010].fit("regression").get_robustcov_results("HC0").bse[-1]
    assert np.sqrt(found.by_unit.loc[2010, 2010]) == pytest.approx(hc0)
    assert list(found.by_unit) == list(found.by_unit.index) == [2010, 2011, 2015]


def test_the_base_year_has_an_estimate_and_no_more(frame):
    """Its row is blank but for the zero, with names of what was asked for and no reason."""
    row = study(frame).table.set_index("year").loc[2013].dropna()
    assert row.to_dict() == {
        "adjustment": "regression",
        "weights": "county",
        "estimand": "",
        "estimate": 0.0,
        "withheld": "",
        "note": "",
    }


def test_columns_may_have_any_name(frame):
    """With every column renamed, weighted by people, the study is the same."""
    frame["population"] = 1.0 + frame["place"] % 5
    named = {"year": "when", "label": "side", "population": "people", "state_fips": "state"}
    renamed = frame.rename(columns=named)
    one = study(frame, weights="person", adjustment="entropy")
    two = study(
        renamed,
        weights="person",
        adjustment="entropy",
        **{"year": "when", "label": "side", "population": "people", "cluster": "state"},
    )
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_series_equal(one.pretest, two.pretest)


def test_a_covariance_by_unit_pairs_places_by_name(frame):
    """Places that one of two years lacks add nothing; the others meet themselves."""
    found = study(frame[(frame["state_fips"] != 3) | (frame["year"] != 2010)])
    early, late = (
        one.unit_weights("regression") * one.fit("regression").resid
        for one in (found.comparisons[2010], found.comparisons[2015])
    )
    assert len(early) == 44
    assert found.by_unit.loc[2010, 2015] == pytest.approx((early * late).sum())


def test_a_pretest_of_nothing_has_the_same_names(frame):
    """Whether there is a year before or not."""
    nothing = study(frame[frame["year"] >= 2013]).pretest
    assert list(nothing.index) == list(study(frame).pretest.index)
    assert list(nothing.index) == ["largest_t", "year", "p_value", "n_years"]


def test_the_band_lies_around_the_estimate(frame):
    """As far below as above, and further than the interval on either side."""
    table = study(frame).table.dropna(subset=["conf_low"])
    middle = (table["simultaneous_low"] + table["simultaneous_high"]) / 2
    np.testing.assert_allclose(middle, table["estimate"])
    assert (table["simultaneous_low"] < table["conf_low"]).all()


def test_the_units_of_each_year_keep_their_names(frame):
    """As the column of units has them."""
    named = frame.assign(place="p" + frame["place"].astype(str))
    found = study(named).comparisons[2010].sample.units
    assert set(found) == set(named["place"])
