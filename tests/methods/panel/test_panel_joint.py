"""Randomization of dates beside one estimate per draw."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.methods.panel import event_study, joint_randomization_test

NAMES = {"unit": "place", "time": "year", "cohort": "adopted", "outcome": "y"}


def small(seed=5, effect=0.0):
    """Eight places, six years, adoption in 2003 and 2004."""
    rng = np.random.default_rng(seed)
    adopted = np.repeat([2003, 2003, 2004, 2004, 0, 0, 0, 0], 6)
    frame = pd.DataFrame({"place": np.repeat(list("abcdefgh"), 6), "adopted": adopted})
    frame["year"] = np.tile(np.arange(2000, 2006), 8)
    on = (adopted > 0) & (frame["year"] >= adopted)
    frame["y"] = rng.normal(size=(8, 6)).cumsum(axis=1).ravel() + effect * on
    return frame


def choices(frame):
    """As it is; one control left out; later dates for one adopter; one year less."""
    later = frame["adopted"].where(frame["place"] != "a", 2004)
    return {
        "as chosen": frame,
        "without h": frame[frame["place"] != "h"],
        "other date": frame.assign(adopted=later),
        "shorter": frame[frame["year"] < 2005],
    }


def test_p_values_are_of_one_estimate_per_draw():
    """One order of the places deals out the dates of a choice among those that it holds."""
    frames = choices(small())
    frame = frames["other date"] = frames["other date"].query("place != 'h'")
    found = joint_randomization_test(frames, **NAMES, horizon=1, draws=99, seed=3)
    told = found.set_index("name").loc["other date"]
    dates = frame.drop_duplicates("place").set_index("place")["adopted"]
    estimates = []
    for line in [np.arange(8), *np.random.default_rng(3).random((99, 8))]:
        dealt = dict(zip(dates.index[line[:7].argsort()], dates, strict=True))
        redated = frame.assign(adopted=frame["place"].map(dealt))
        early = (redated["adopted"] == 0) | (redated["year"] - redated["adopted"] <= 1)
        estimates.append(event_study(redated[early], **NAMES).overall.estimate)
    size = np.round(np.abs(estimates), 9)
    assert told["estimate"] == pytest.approx(estimates[0])
    assert told["p_value"] == np.mean(size >= size[0])


def test_statistics_by_hand():
    """Three places, one adopter: the real date has the largest change, one of three draws."""
    y = [0.0, 9, 0, 1, 0, 2]
    frame = pd.DataFrame({"place": list("aabbcc"), "year": [1, 2] * 3, "y": y})
    frame["adopted"] = [2, 2, 0, 0, 0, 0]
    twice = {"one": frame, "doubled": frame.assign(y=2 * frame["y"])}
    found = joint_randomization_test(twice, **NAMES, draws=2999)
    assert found["estimate"].tolist() == [7.5, 15.0]  # changes 9, 1, 2: others give -4.5 and -3
    np.testing.assert_allclose(found["p_value"], 1 / 3, atol=0.03)


def test_one_frame_makes_the_plain_randomization_test():
    """Three of six places adopt: of 20 assignments the real one and its mirror are farthest."""
    change = np.array([10.0, 9, 8, 1, 0, 2])
    frame = pd.DataFrame({"place": np.repeat(np.arange(6), 2), "year": [1, 2] * 6})
    frame["adopted"] = np.repeat([2, 2, 2, 0, 0, 0], 2)
    frame["y"] = np.column_stack([np.zeros(6), change]).ravel()
    row = joint_randomization_test({"x": frame}, **NAMES, draws=4999).iloc[0]
    assert row["estimate"] == pytest.approx(8.0)
    assert row["p_value"] == pytest.approx(2 / 20, abs=0.015)


def test_bad_input_is_a_sentence():
    """No frames, too few draws."""
    for frames, options, problem in (
        ({}, {}, "no specification"),
        ({"x": small()}, {"draws": 9}, "at least 99"),
    ):
        with pytest.raises(UsageError, match=problem):
            joint_randomization_test(frames, **{**NAMES, **options})


def test_power_against_a_large_effect():
    """Every choice sees a large effect."""
    found = joint_randomization_test(choices(small(1, effect=8.0)), **NAMES, draws=999)
    assert (found["p_value"] < 0.06).all()


def test_a_joint_test_names_what_it_holds():
    """One row a frame, by its name."""
    table = joint_randomization_test(choices(small()), **NAMES, draws=99)
    assert list(table) == ["name", "estimate", "p_value"]
    assert table["name"].tolist() == ["as chosen", "without h", "other date", "shorter"]


def test_a_draw_without_an_estimate_counts_as_far_away():
    """Of a and b one adopts, c is seen once: if c were the adopter there would be no change."""
    frame = pd.DataFrame({"place": list("aabbc"), "year": [1, 2, 1, 2, 1], "y": [0.0, 9, 0, 1, 5]})
    frame["adopted"] = [2, 2, 0, 0, 0]
    found = joint_randomization_test({"x": frame}, **NAMES, draws=999)
    assert found["p_value"].tolist() == [1.0]


def test_the_unit_of_an_outcome_does_not_matter():
    """Each estimate counts by how far it lies in its own draws, however large it is."""
    frames = choices(small())
    given = joint_randomization_test(frames, **NAMES, draws=99)
    frames["shorter"] = frames["shorter"].assign(y=1000 * frames["shorter"]["y"])
    found = joint_randomization_test(frames, **NAMES, draws=99)
    assert found["p_value"].tolist() == given["p_value"].tolist()


def test_draws_repeat_without_a_seed():
    """They are those of seed 0."""
    first, again = (
        joint_randomization_test(choices(small()), **NAMES, draws=99, **seed)
        for seed in ({}, {"seed": 0})
    )
    pd.testing.assert_frame_equal(first, again)
