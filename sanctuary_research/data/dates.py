"""Days and years as they may be given: the one reading of both, wherever this package takes one.

A number is never a day (2015 would be a moment of 1970), nor is a bare year, a word, or a day
written so that two readings are possible.
"""

from __future__ import annotations

import datetime
import numbers
import re
from typing import TYPE_CHECKING, Any

from sanctuary_research.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR, LAST_YEAR = 1900, 2100
WRITTEN = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
MISSING = ("None", "nan", "NaT", "<NA>")
HOW = "write the day as YYYY-MM-DD, e.g. 2015-07-01"


def day(value: object) -> pd.Timestamp:
    """Return a day as a Timestamp at midnight.

    Parameters
    ----------
    value : str, datetime.date, datetime.datetime or Timestamp
        ``"YYYY-MM-DD"``, or a date without a time zone; a time of day is left out.

    Raises
    ------
    UsageError
        It is a number, a bare year, another way of writing, no day that exists, missing, of a
        time zone, or outside the years 1900 to 2100.

    Examples
    --------
    >>> day("2015-07-01")
    Timestamp('2015-07-01 00:00:00')
    """
    import pandas as pd  # whoever only checks a day need not wait for pandas

    return pd.Timestamp(calendar_day(value))


def calendar_day(value: object) -> datetime.date:
    """Return a day as `day` reads it, without pandas.

    >>> calendar_day("2015-07-01")
    datetime.date(2015, 7, 1)
    """
    found = any_day(value)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _refused(value, f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return found


def any_day(value: object) -> datetime.date:
    """Return a day of any year, for who sets bounds of their own.

    >>> any_day("1850-07-01")
    datetime.date(1850, 7, 1)
    """
    if isinstance(value, str):
        return _written(value)
    if not isinstance(value, datetime.date) or str(value) in MISSING:
        raise _refused(value, _what(value))
    if getattr(value, "tzinfo", None) is not None:
        raise _refused(value, "carries a time zone, and a day has none")
    return datetime.date(value.year, value.month, value.day)


def year(value: Any) -> int:
    """Return a year given as a whole number.

    Raises
    ------
    UsageError
        It is no whole number, or outside the years 1900 to 2100.

    Examples
    --------
    >>> year(2015)
    2015
    """
    is_whole = hasattr(value, "__index__") or (hasattr(value, "is_integer") and value.is_integer())
    if isinstance(value, bool) or not is_whole or not FIRST_YEAR <= value <= LAST_YEAR:
        span = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise UsageError(f"{value!r} is not a year", f"give a whole number from {span}, e.g. 2015")
    return int(value)


def _written(text: str) -> datetime.date:
    parts = WRITTEN.fullmatch(text.strip())
    if parts is None:
        raise _refused(text, "names no day")
    try:
        return datetime.date(*map(int, parts.groups()))
    except ValueError:
        raise _refused(text, "is not a date that exists") from None


def _what(value: object) -> str:
    """Say what was given where a day was wanted."""
    if str(value) in MISSING:
        return "is a missing date"
    is_number = isinstance(value, numbers.Number)
    return f"is a {'number' if is_number else type(value).__name__}, not a day"


def _refused(value: object, what: str) -> UsageError:
    shown = repr(value) if isinstance(value, str) else str(value)
    return UsageError(f"{shown} {what}", HOW)
