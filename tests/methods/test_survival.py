"""Kaplan and Meier against the example of R's package survival: relapse of leukemia (aml)."""

import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.survival import at_risk, kaplan_meier, median_time

# Weeks to relapse; a negative number is a patient without relapse when last seen.
MAINTAINED = [9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161]
OTHERS = [5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45]
# As `summary(survfit(Surv(time, status) ~ x, data = aml))` prints it.
PRINTED = [
    (9, 11, 1, 0.909, 0.0867),
    (13, 10, 1, 0.818, 0.1163),
    (18, 8, 1, 0.716, 0.1397),
    (23, 7, 1, 0.614, 0.1526),
    (31, 5, 1, 0.491, 0.1642),
    (34, 4, 1, 0.368, 0.1627),
    (48, 2, 1, 0.184, 0.1535),
]


@pytest.fixture
def aml() -> pd.DataFrame:
    weeks = pd.Series(MAINTAINED + OTHERS)
    arm = ["maintained"] * len(MAINTAINED) + ["others"] * len(OTHERS)
    return pd.DataFrame({"time": weeks.abs(), "is_event": weeks > 0, "arm": arm})


def test_curve_is_the_one_that_r_prints(aml):
    """Numbers at risk, events, survival and Greenwood's standard errors."""
    found = kaplan_meier(aml, by="arm").query("arm == 'maintained' and time > 0")
    found = found.round({"waiting": 3, "std_error": 4})
    columns = ["time", "n_at_risk", "n_events", "waiting", "std_error"]
    assert [*found[columns].itertuples(index=False, name=None)] == PRINTED


def test_medians_are_those_that_r_prints(aml):
    """31 and 23 weeks."""
    found = kaplan_meier(aml, by="arm")
    assert [median_time(own) for _, own in found.groupby("arm")] == [31, 23]


def test_who_was_seen_without_event_stays_at_risk_until_then(aml):
    """At week 13 the patient last seen then is still counted."""
    found = at_risk(aml, [0, 13, 14], by="arm").query("arm == 'maintained'")
    assert found["n_at_risk"].tolist() == [11, 10, 8]


def test_without_any_event_everybody_waits():
    """One row, and no median."""
    found = kaplan_meier(pd.DataFrame({"time": [3], "is_event": [False], "arm": "a"}), by="arm")
    assert found["waiting"].tolist() == [1.0]
    assert pd.isna(median_time(found))


def test_no_time_and_no_group_are_refused(aml):
    """A missing time, and no group of thirteen."""
    with pytest.raises(UsageError, match="missing or negative"):
        kaplan_meier(aml.assign(time=float("nan")), by="arm")
    with pytest.raises(AnalysisError, match="no group has 13 units"):
        kaplan_meier(aml, by="arm", fewest=13)


def test_groups_keep_the_order_in_which_they_come():
    """Each with its own rows, and every column as it is named."""
    spells = pd.DataFrame({"time": [2, 1, 3], "is_event": [True, False, True], "arm": list("zaz")})
    found = kaplan_meier(spells, by="arm")
    assert found.to_dict("list") == {
        "time": [0.0, 2.0, 3.0, 0.0],
        "n_at_risk": [2, 2, 1, 1],
        "n_events": [0, 1, 1, 0],
        "waiting": [1.0, 0.5, 0.0, 1.0],
        "std_error": [
            0.0,
            pytest.approx(0.125**0.5),
            pytest.approx(float("nan"), nan_ok=True),
            0.0,
        ],
        "arm": ["z", "z", "z", "a"],
    }
    assert kaplan_meier(spells, by="arm", fewest=2)["arm"].unique().tolist() == ["z"]
    assert at_risk(spells, [2], by="arm").values.tolist() == [["z", 2, 2], ["a", 2, 0]]
