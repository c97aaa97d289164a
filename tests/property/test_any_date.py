"""Whatever is given as a day or a year: the one reading of it, or a sentence."""

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctuary_research.data import dates
from sanctuary_research.errors import UsageError

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
LIKE_DAYS = st.from_regex(r"\s?[0-9]{3,5}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}\s?", fullmatch=True)


@given(st.dates(FIRST, LAST), st.times())
def test_every_way_to_give_a_day_is_the_same_day(day, time):
    """As text, date, datetime and Timestamp; the time of day is left out."""
    moment = datetime.datetime.combine(day, time)
    for given_day in (day.isoformat(), day, moment, pd.Timestamp(moment)):
        assert dates.day(given_day) == pd.Timestamp(day)


@given(st.one_of(st.text(), LIKE_DAYS, st.dates().map(str)))
def test_a_text_is_the_day_it_writes_or_is_refused(text):
    """What is accepted is ISO's writing of a day of 1900 to 2100."""
    try:
        found = dates.calendar_day(text)
    except UsageError:
        return
    assert found.isoformat() == text.strip()
    assert FIRST <= found <= LAST


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.decimals()))
def test_no_number_is_a_day(value):
    """2015 would be a moment of 1970."""
    with pytest.raises(UsageError):
        dates.day(value)


@given(st.one_of(st.integers(), st.integers(1880, 2120), st.floats(), st.booleans(), st.text()))
def test_a_year_is_a_whole_number_of_two_centuries(value):
    """Everything else is refused."""
    try:
        found = dates.year(value)
    except UsageError:
        assert isinstance(value, (str, bool)) or not 1900 <= value <= 2100 or value % 1
    else:
        assert found == value
        assert type(found) is int
