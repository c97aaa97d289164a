"""Panels are put together and studied; what cannot be run says why."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions.adoption import checks as study_checks
from sanctuary_research.questions.adoption import studies

YEARS = range(2010, 2016)
FIRST = {"a": 2012, "b": 2012, "c": 2013, "d": 0, "e": 0, "f": 0}
ROLE = {"a": "treated", "b": "treated", "c": "treated", "d": "control", "e": "control"}
ROLE["f"] = "not_coded"


def tables(effect: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return crime, statuses and calendar of six places, each a state of its own."""
    rng = np.random.default_rng(7)
    rows = []
    for unit, first in FIRST.items():
        for year in YEARS:
            on = first and year >= first
            count = int(rng.integers(90, 110)) + effect * bool(on)
            status = "not_coded" if unit == "f" else "in_force" if on else "not_in_force"
            rows.append((unit, year, unit, 100_000 * (1 + (year > 2010)), count, status))
    names = ["place", "year", "state_fips", "population", "violent", "status"]
    frame = pd.DataFrame(rows, columns=names)
    calendar = pd.DataFrame({"place": list(FIRST), "role": list(ROLE.values())})
    return frame.drop(columns="status"), frame[["place", "year", "status"]], calendar


def panel(effect: int = 0, **changes) -> pd.DataFrame:
    crime, statuses, calendar = tables(effect)
    return studies.study_panel(
        crime, statuses, calendar, unit="place", counts=["violent"], **changes
    )


def test_panel_holds_who_can_be_compared_and_the_rate():
    """Places not coded are out; rates use the year's people, weights those of the first year."""
    frame = panel()
    assert sorted(frame["unit"].unique()) == ["a", "b", "c", "d", "e"]
    row = frame.query("unit == 'a' and year == 2011").iloc[0]
    assert row["violent_per_100k"] == row["violent"] / 2
    assert row["population_first"] == 100_000
    assert frame.query("unit == 'd'")["cohort"].isna().all()


def test_horizon_cuts_adopters_only():
    """With one year followed, a place that adopted in 2012 is seen to 2013, a control to 2015."""
    last = studies.followed(panel(), 1).groupby("unit")["year"].max()
    assert last.to_dict() == {"a": 2013, "b": 2013, "c": 2014, "d": 2015, "e": 2015}


def test_missing_crime_does_not_move_an_adoption():
    """A place without counts in its first treated year keeps its cohort."""
    crime, statuses, calendar = tables()
    crime = crime[~((crime["place"] == "a") & (crime["year"] == 2012))]
    frame = studies.study_panel(crime, statuses, calendar, unit="place", counts=["violent"])
    assert set(frame.query("unit == 'a'")["cohort"]) == {2012}


def test_years_without_people_have_no_rate():
    """A year whose population is zero or missing is left out."""
    crime, statuses, calendar = tables()
    crime["population"] = crime["population"].astype("Int64")
    crime.loc[(crime["place"] == "a") & (crime["year"] == 2010), "population"] = 0
    crime.loc[(crime["place"] == "a") & (crime["year"] == 2011), "population"] = pd.NA
    frame = studies.study_panel(crime, statuses, calendar, unit="place", counts=["violent"])
    assert frame.query("unit == 'a'")["year"].min() == 2012
    assert np.isfinite(frame["violent_per_100k"]).all()


def test_a_reversal_is_cut_off_and_named():
    """A policy in force in 2012 and 2013 only is followed to 2013."""
    crime, statuses, calendar = tables()
    off = (statuses["place"] == "a") & (statuses["year"] >= 2014)
    statuses["status"] = statuses["status"].mask(off, "not_in_force")
    frame = studies.study_panel(crime, statuses, calendar, unit="place", counts=["violent"])
    assert frame.attrs["truncated"] == ["a"]
    assert frame.query("unit == 'a'")["year"].max() == 2013


def test_percent_is_of_the_adopters_mean_before():
    """The percent columns are the estimate over the mean of the last untreated year."""
    found = studies.event_studies({"x": panel(60)}, outcome="violent", cluster="state_fips")
    row = found.overall.iloc[0]
    before = panel(60).query("year == cohort - 1")["violent_per_100k"].mean()
    assert row["mean_before"] == pytest.approx(before)
    assert row["percent"] == pytest.approx(100 * row["estimate"] / before)
    assert studies.as_percent(found.overall)["estimate"].iloc[0] == row["percent"]
    assert row["estimate"] == pytest.approx(30, abs=8)  # 60 more in 200,000 people


def test_poisson_counts_with_the_population_as_exposure():
    """The log ratio of rates near log(160/100), in percent about sixty."""
    found = studies.event_studies({"x": panel(60)}, outcome="violent", estimator="poisson")
    assert found.overall["percent"].iloc[0] == pytest.approx(60, abs=10)


def test_what_cannot_be_run_leaves_a_sentence():
    """A panel without the outcome keeps its row, with the reason and no numbers."""
    frames = {"with": panel(), "without": panel().drop(columns="violent")}
    found = studies.event_studies(frames, outcome="violent")
    assert found.reasons == {"without": "this panel holds no violent counts"}
    assert found.overall.set_index("name").loc["without", "note"] == found.reasons["without"]
    assert np.isnan(found.overall.set_index("name").loc["without", "estimate"])
    assert set(found.events["name"]) == {"with"}


def test_imputation_without_a_lead_estimates_and_tests_nothing():
    """Adopters seen from their last untreated year on have an effect, and no lead to test."""
    frame = panel(60)
    short = frame[frame["cohort"].isna() | (frame["year"] >= frame["cohort"] - 1)]
    short = short[(short["year"] >= 2011) & (short["unit"] != "c")]
    found = studies.event_studies({"x": short}, outcome="violent", estimator="imputation")
    assert found.overall["estimate"].iloc[0] == pytest.approx(30, abs=8)
    assert np.isnan(found.pretests["p"].iloc[0])
    assert found.pretests["note"].iloc[0].startswith("Before adoption only the period")


def test_nobody_coded_is_refused():
    """Where no place is comparable the message says what to change."""
    crime, statuses, calendar = tables()
    with pytest.raises(AnalysisError, match="take silence as not in force"):
        studies.study_panel(
            crime, statuses, calendar.assign(role="not_coded"), unit="place", counts=["violent"]
        )
    with pytest.raises(UsageError, match="violent"):
        studies.study_panel(crime, statuses, calendar, unit="place", counts=["violnt"])


def test_neighbours_of_adopters_are_dropped_and_adopters_kept():
    """The control beside an adopter goes; the adopter beside it stays."""
    near = pd.DataFrame({"one": ["a", "d", "a", "b"], "two": ["d", "a", "b", "a"]})
    kept = studies.without_neighbours(panel(), near, place="one", neighbour="two")
    assert sorted(kept["unit"].unique()) == ["a", "b", "c", "e"]


def test_inference_says_the_level_and_leaves_reasons():
    """Units that are states have one level of three methods; a missing outcome says so."""
    frames = {"x": panel(60), "y": panel().drop(columns="violent")}
    table = study_checks.inference_table(
        frames, outcome="violent", weights="unit", control="not_yet_treated", draws=99
    )
    rows = table.query("name == 'x'")
    assert rows["level"].unique().tolist() == ["state (the place)"]
    assert rows["method"].tolist() == [
        "cluster-robust t",
        "wild cluster bootstrap",
        "randomization of adoption dates",
    ]
    assert rows["p_value"].between(0, 1).all()
    assert (table.query("name == 'y'")["note"] == "this panel holds no violent counts").all()


def test_units_off_their_states_date_are_left_out_of_state_randomization():
    """Two places of a state adopted together; the third is left out, and one cluster said so."""
    states = {"a": "s", "b": "s", "c": "s", "d": "t", "e": "u"}
    frame = panel(60).assign(state_fips=lambda t: t["unit"].map(states))
    table = study_checks.inference_table(
        {"x": frame}, outcome="violent", weights="unit", control="not_yet_treated", draws=99
    )
    by_state = table.query("level == 'state'").set_index("method")
    dealt = by_state.loc["randomization of adoption dates"]
    assert dealt["note"] == "Left out, off their state's commonest date: 1 place."
    assert dealt["n_units"] == 4
    assert "one state adopts" in by_state.loc["wild cluster bootstrap", "note"]


def test_bacon_sums_to_the_two_way_estimate():
    """Weights sum to one and the weighted comparisons to the total; reasons are kept."""
    pieces, kinds, reasons = study_checks.bacon_weights(
        {"x": panel(60), "y": panel().drop(columns="violent")}, "violent"
    )
    assert pieces["weight"].sum() == pytest.approx(1)
    assert (pieces["estimate"] * pieces["weight"]).sum() == pytest.approx(kinds["total"].iloc[0])
    assert reasons == {"y": "this panel holds no violent counts"}


def test_honest_bounds_widen_with_the_limit():
    """Each restriction's intervals widen; the breakdown value lies where zero enters."""
    found = studies.event_studies({"x": panel(60)}, outcome="violent", window=(-2, 1))
    intervals, breakdowns = study_checks.honest_bounds(found.results)
    wide = intervals.assign(width=intervals["conf_high"] - intervals["conf_low"])
    assert wide.groupby("restriction")["width"].apply(lambda w: w.is_monotonic_increasing).all()
    relative = intervals.query("restriction == 'relative_magnitudes'")
    first = relative.loc[relative["includes_zero"], "limit"].min()
    breakdown = breakdowns.set_index("restriction").loc["relative_magnitudes", "breakdown"]
    assert first - 0.25 < breakdown <= first


def test_more_estimates_than_adopters_can_tell_apart_leave_a_sentence():
    """Three adopters carry no joint covariance of five event times."""
    found = studies.event_studies({"x": panel(60)}, outcome="violent")
    intervals, breakdowns = study_checks.honest_bounds(found.results)
    assert intervals.empty
    assert breakdowns["sentence"].str.contains("too few clusters").all()


def test_units_off_the_commonest_date_of_their_place_are_left_out():
    """Of two dates held by as many units the earlier stays; never counts as a date, the first."""
    rows = pd.DataFrame(
        {
            "unit": ["a", "a", "b", "c", "d", "e", "f"],
            "state_fips": ["01", "01", "01", "01", "01", "02", "02"],
            "cohort": [2015, 2015, 2017, 2017, 2015, 2013, None],
        }
    ).astype({"cohort": "Int64"})
    kept = study_checks.one_date(rows, "state_fips")
    assert kept["unit"].tolist() == ["a", "a", "d", "f"]
    assert study_checks.one_date(rows, "unit").equals(rows)
