"""Estimators on frames small enough to work out by hand."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import AnalysisError, DataError
from sanctuary_research.methods.panel import ESTIMATORS, event_study, poisson
from sanctuary_research.methods.panel.frame import read_panel

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "crime"}


def wide(paths, adopted):
    """A frame from one outcome path per place."""
    return pd.DataFrame(
        [
            {"place": i, "year": t, "adopted": adopted[i], "crime": float(value)}
            for i, path in enumerate(paths)
            for t, value in enumerate(path, start=1)
        ]
    )


@pytest.fixture
def plain():
    """Two adopters change by 3 and 5 where two controls change by 1."""
    return wide([[0, 1, 4], [0, 1, 6], [2, 3, 4], [5, 6, 7]], [3, 3, 0, 0])


@pytest.mark.parametrize("estimator", [e for e in ESTIMATORS if e != "poisson"])
def test_every_estimator_finds_the_difference_in_differences(plain, estimator):
    """With one cohort and parallel paths all linear estimators give (3 + 5) / 2 - 1."""
    found = event_study(plain, **NAMES, estimator=estimator)
    effect = found.table.set_index("event_time")["estimate"]
    assert effect[0] == pytest.approx(3.0)
    assert effect[-2] == pytest.approx(0.0, abs=1e-12)
    assert found.overall.estimate == pytest.approx(3.0)


def test_standard_error_of_two_means(plain):
    """Adopters change by 3 and 5 around 4, controls alike: the root of 2 over 2."""
    row = event_study(plain, **NAMES).table.set_index("event_time").loc[0]
    assert row["std_error"] == pytest.approx(1.0)
    assert row["df"] == pytest.approx(1.0)


def test_poisson_is_a_ratio_of_ratios():
    """Counts double among adopters and grow by half among controls: log(2 / 1.5)."""
    frame = wide([[10, 20], [30, 60], [20, 30], [40, 60]], [2, 2, 0, 0])
    frame["people"] = 100.0
    found = event_study(frame, **NAMES, estimator="poisson", exposure="people")
    assert found.overall.estimate == pytest.approx(np.log(2 / 1.5), abs=1e-9)


def test_poisson_offset_takes_out_exposure():
    """Doubling an adopter's population in the treated period halves its rate."""
    frame = wide([[10, 20], [30, 60], [20, 30], [40, 60]], [2, 2, 0, 0])
    frame["people"] = np.where((frame["adopted"] == 2) & (frame["year"] == 2), 200.0, 100.0)
    found = event_study(frame, **NAMES, estimator="poisson", exposure="people")
    assert found.overall.estimate == pytest.approx(np.log(1 / 1.5), abs=1e-9)


def test_poisson_needs_counts_and_events():
    """Negative counts and event times without events are refused."""
    frame = wide([[10, 20, 20], [30, 60, 50], [20, 30, 20], [40, 60, 60]], [3, 3, 0, 0])
    with pytest.raises(DataError, match="below zero in rows 0, 1, 2, 6, 8: a"):
        event_study(frame.assign(crime=frame["crime"] - 25), **NAMES, estimator="poisson")
    frame.loc[(frame["adopted"] == 3) & (frame["year"] == 3), "crime"] = 0
    with pytest.raises(AnalysisError, match="minus infinity"):
        event_study(frame, **NAMES, estimator="poisson")


def test_not_yet_treated_units_are_controls_until_they_adopt():
    """The late cohort serves in period 2 and not in period 3."""
    frame = wide(
        [[0, 5, 5], [0, 5, 5], [0, 1, 9], [0, 1, 9], [0, 0, 0], [0, 0, 0]], [2, 2, 3, 3, 0, 0]
    )
    effects = [
        event_study(frame, **NAMES, control=control).table.set_index("event_time")["estimate"]
        for control in ("not_yet_treated", "never_treated")
    ]
    assert effects[0][0] == pytest.approx((5 - 0.5 + 8) / 2)
    assert effects[1][0] == pytest.approx((5 + 8) / 2)
    assert effects[0][1] == pytest.approx(5.0)


def test_event_times_average_by_cohort_size():
    """Event time 0 of cohorts with two and three units: (2 x 4 + 3 x 9) / 5."""
    paths = [[0, 4, 4]] * 2 + [[0, 0, 9]] * 3 + [[0, 0, 0]] * 2
    found = event_study(wide(paths, [2, 2, 3, 3, 3, 0, 0]), **NAMES, control="never_treated")
    assert found.table.set_index("event_time")["estimate"][0] == pytest.approx(35 / 5)
    assert found.overall.estimate == pytest.approx((2 * 4 + 2 * 4 + 3 * 9) / 7)


def test_two_way_mixes_growing_effects_where_the_others_do_not():
    """Effects 0, 4, 8 after adoption: cohorts as controls pull the static estimate down."""
    paths = [[0, 0, 4, 8]] * 3 + [[0, 0, 0, 0]] * 3
    frame = wide(paths, [2] * 3 + [4] * 3)
    frame["crime"] += np.tile([0.0, 0.1, 0.0, 0.0, 0.0, 0.2], 4)
    two_way = event_study(frame, **NAMES, estimator="twfe", window=(0, 0)).overall.estimate
    imputed = event_study(frame, **NAMES, estimator="imputation").overall
    assert two_way < imputed.estimate
    assert "Left out" in event_study(frame, **NAMES, estimator="imputation").facts["notes"][0]


def test_imputation_needs_untreated_rows():
    """Treated periods without any untreated unit are left out, or refused when all are."""
    frame = wide([[0, 1, 2], [0, 1, 3], [0, 1, 4], [0, 2, 2]], [2, 2, 3, 3])
    found = event_study(frame, **NAMES, estimator="imputation")
    assert found.table["event_time"].max() == 0
    assert "Left out: 4 treated unit-periods" in found.facts["notes"][0]


def test_influence_on_a_poisson_effect_by_hand():
    """A unit moves the log of its side's ratio by its share after less its share before."""
    frame = wide([[10, 25], [30, 55], [20, 36], [40, 54]], [2, 2, 0, 0])
    panel = read_panel(frame, **NAMES)
    value, influence = poisson.fit(panel, panel.treated[:, :, None].astype(float))
    assert value[0] == pytest.approx(np.log(80 / 40) - np.log(90 / 60))
    by_hand = [25 / 80 - 10 / 40, 55 / 80 - 30 / 40, 20 / 60 - 36 / 90, 40 / 60 - 54 / 90]
    assert influence[:, 0] == pytest.approx(by_hand)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_result_says_how_many_are_behind_it(plain, estimator):
    """Numbers stand beside the estimates, and notes where there is something to note."""
    plain["crime"] += 1 + 0.5 * (plain.index == 11)
    assert event_study(plain, **NAMES, estimator=estimator).facts == {
        "n_units": 4,
        "n_treated_units": 2,
        "n_clusters": 4,
        "n_treated_clusters": 2,
        "notes": (),
    }


def test_without_a_never_treated_unit_the_earliest_lead_gives_way():
    """Two-way effects cannot tell it from the effects of units and periods, and say so."""
    paths = [[0, 1, 4, 4], [0, 1, 6, 5], [2, 3, 4, 9], [5, 6, 7.5, 9]]
    found = event_study(wide(paths, [3, 3, 4, 4]), **NAMES, estimator="twfe")
    assert found.facts["notes"][0] == "Leads taken as zero beside the reference: -3."
    assert found.table["event_time"].tolist() == [-2, -1, 0, 1]


def test_a_lead_that_units_and_periods_explain_is_dropped():
    """In untreated rows the lead of the late cohort is one unit-and-period effect."""
    paths = [[0, 5, 5], [0, 5, 6], [0, 1, 9], [0, 2, 9]]
    frame = wide(paths, [2, 2, 3, 3])
    found = event_study(frame, **NAMES, estimator="imputation")
    assert found.table["event_time"].tolist() == [-1, 0]


PATHS = [[0, 1, 4, 4], [0, 1, 6, 5], [2, 3, 4, 9], [5, 6, 7.5, 9]]
NOTES = {
    "imputation": (
        wide([[0, 1, 2], [0, 1, 3], [0, 1, 4], [0, 2, 2]], [2, 2, 3, 3]),
        "Left out: 4 treated unit-periods, in periods without an untreated unit or of units never "
        "seen untreated.",
        "Leads taken as zero beside the reference: -2.",
    ),
    "poisson": (
        wide([[5, 4, 4], [7, 7, 2], [3, 4, 4], [2, 2, 5], [0, 0, 0]], [3, 3, 0, 0, 0]),
        "3 rows of units or periods without a single event were left out.",
    ),
    "callaway_santanna": (
        wide([*PATHS, [1, 2, 4, 3]], [3, 3, 4, 4, 0]),
        "From 4 on all comparisons are with one cluster of 'place', whose own noise no interval "
        "holds.",
    ),
}


@pytest.mark.parametrize("estimator", NOTES)
def test_notes_are_whole_sentences(estimator):
    """What was left out, what is taken as zero, and where one cluster is behind."""
    frame, *notes = NOTES[estimator]
    assert list(event_study(frame, **NAMES, estimator=estimator).facts["notes"]) == notes


def test_a_cohort_without_controls_is_named():
    """In the last year everybody is treated."""
    notes = event_study(wide(PATHS, [3, 3, 4, 4]), **NAMES).facts["notes"]
    assert notes[0] == "Left out: cohort 3 in 4, no comparison units."


def test_counts_that_never_settle_are_refused(plain, monkeypatch, refusal):
    """After the last step it says what keeps such models from a maximum."""
    monkeypatch.setattr(poisson, "STEPS", 1)
    counts = plain.assign(crime=plain["crime"] + 1)
    assert refusal(lambda: event_study(counts, **NAMES, estimator="poisson")) == (
        "the Poisson model of 'crime' has no finite maximum: adopters have no events at all at "
        "some event time, so its effect is minus infinity: choose a shorter panel or a commoner "
        "outcome"
    )


def test_the_last_to_adopt_may_be_the_only_control():
    """From the adoption before theirs on, where nobody is never treated."""
    frame = wide(
        [[0, 1, 4, 4], [0, 2, 6, 5], [2, 3, 4, 9], [5, 6, 7.5, 9], [1, 2, 2, 3]], [2, 2, 3, 3, 4]
    )
    assert event_study(frame, **NAMES).facts["notes"][-1] == (
        "From 3 on all comparisons are with one cluster of 'place', whose own noise no interval "
        "holds."
    )
