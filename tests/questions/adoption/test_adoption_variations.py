"""The change by other choices: swapped arms, neighbours, bounds and what a state counts."""

import pandas as pd
import pytest

from sanctuary_research.questions.adoption import variations
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked
from sanctuary_research.questions.crime_rates.frames import sides
from sanctuary_research.questions.crime_rates.variants import at_shares


def test_bans_take_the_place_of_limits(frame):
    """Limits are then on no side."""
    arms = variations.swapped(frame)["arm"]
    assert arms.eq("limit").sum() == frame["arm"].eq("ban").sum()
    assert "ban" not in set(arms)


def test_neighbours_of_limits_are_left_out(frame):
    """Every agency under a limit stays; others go only if their county borders on one."""
    left = variations.without_neighbours(frame)
    assert left["arm"].eq("limit").sum() == frame["arm"].eq("limit").sum()
    assert left["arm"].eq("neither").sum() < frame["arm"].eq("neither").sum()


def test_the_first_variation_is_as_asked(frame):
    """Every outcome under every choice has a row; a comparison that fails says why."""
    nobody = frame.assign(arm="neither")
    table = variations.compared({"as asked": (frame, Asked(), {}), "nobody": (nobody, Asked(), {})})
    assert len(table) == 2 * len(OUTCOMES)
    lost = table[table["choice"] == "nobody"]
    assert lost["estimate"].isna().all()
    assert lost["withheld"].ne("").all()


def test_pairs_cross_a_state_line_and_each_limit_counts_once(frame):
    """A limit against the mean of its neighbours: the weights of one county sum to one."""
    pairs = variations.border_pairs(frame, Asked())
    assert (pairs["county_fips"].str[:2] != pairs["neighbor_fips"].str[:2]).all()
    assert pairs.groupby("county_fips")["weight"].sum().tolist() == pytest.approx(
        [1.0] * pairs["county_fips"].nunique()
    )
    one = pairs.iloc[0]
    kept = frame[frame["screen"] == "kept"].groupby("county_fips")["property"].mean()
    assert one["property"] == pytest.approx(kept[one["county_fips"]] - kept[one["neighbor_fips"]])


def test_silence_bounds_start_at_the_raw_difference(frame):
    """With nobody's silence wrong it is the difference of means; the more silence, the wider."""
    chosen = sides(frame, "neither")
    chosen["is_silent"] = chosen["label"].eq("not_sanctuary")
    found = at_shares(chosen, 6, outcome="property", unit="agency_id")
    kept = frame[frame["screen"] == "kept"].groupby("arm")["property"].mean()
    raw = kept["limit"] - kept["neither"]
    assert found["raw_difference"] == pytest.approx(raw)
    spans = [found[name].replace("\N{MINUS SIGN}", "-").split(" to ") for name in ("at_2", "at_5")]
    (low, high), (least, most) = [map(float, span) for span in spans]
    assert least < low < raw < high < most


def test_agencies_that_vanish_are_counted_by_arm(frame):
    """Percent of those with every year before that lack a year after."""
    shares, difference = variations.attrition(frame, Asked())
    assert shares.between(0, 100).all()
    assert set(shares.index) == {"limit", "neither", "ban", "not_coded"}
    assert difference["n_sanctuary"] > 0


def test_what_a_state_prints_of_crimes_is_by_group():
    """Clearances per 100 recorded crimes lie between none and all of them, nearly."""
    found = variations.handled(variations.whole_bureaus(Asked()))
    assert found[["before", "after"]].stack().between(0, 110).all()
    assert set(found["what"]) == {"violent_cleared", "property_cleared", "property_arrests"}


def test_counties_of_bureaus_are_whole():
    """Only counties with every year asked are kept; no state without later years."""
    found = variations.bureaus(Asked())
    kept = found[found["screen"] == "kept"]
    assert "Washington" not in set(kept["state"])
    assert kept["property"].notna().all()
    assert isinstance(found, pd.DataFrame)
