"""A day is given in one way; whatever could mean another day is refused with a sentence."""

import datetime

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import dates
from sanctuary_research.errors import UsageError

UTC = datetime.UTC


@pytest.mark.parametrize(
    "given",
    [
        "2015-07-01",
        datetime.date(2015, 7, 1),
        datetime.datetime(2015, 7, 1, 13, 30),
        pd.Timestamp("2015-07-01"),
    ],
)
def test_a_day_is_read(given):
    """Text, a date, a time or a Timestamp; the time of day is left out."""
    assert dates.day(given) == pd.Timestamp("2015-07-01")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (2015, "2015 is a number, not a day"),
        (20150701, "20150701 is a number"),
        (2015.0, "is a number"),
        (np.int64(2015), "is a number"),
        (np.datetime64("2015-07-01"), "is a datetime64, not a day"),
        ("2015", "'2015' names no day"),
        ("07", "'07' names no day"),
        ("10/11/2015", "names no day"),
        ("today", "'today' names no day"),
        ("", "'' names no day"),
        ("2015-13-01", "'2015-13-01' is not a date that exists"),
        (pd.Timestamp("2015-07-01", tz="UTC"), "carries a time zone"),
        (datetime.datetime(2015, 7, 1, tzinfo=UTC), "carries a time zone"),
        (pd.NaT, "is a missing date"),
        (None, "None is a missing date"),
        (pd.NA, "is a missing date"),
        ("9999-12-31", "lies outside the years 1900 to 2100"),
        (["2015-07-01"], "is a list, not a day"),
        (pd.Series(["2015-07-01"]), "is a Series, not a day"),
    ],
)
def test_what_is_no_day_is_refused(given, told):
    """Each refusal says what was given and how to write it."""
    with pytest.raises(UsageError, match=f"{told}.*: write the day as YYYY-MM-DD"):
        dates.day(given)


def test_years_are_whole_numbers():
    """2015 and 2015.0 are the year; text, halves, days and truths are not."""
    assert [dates.year(given) for given in (2015, 2015.0, np.int64(2015))] == [2015] * 3
    for given in ("2015", 2015.5, 20150701, True, None, pd.NA):
        with pytest.raises(UsageError, match="is not a year: give a whole number"):
            dates.year(given)
