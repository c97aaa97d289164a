"""Numbers, days and column names read the same wherever they are printed."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sanctuary_research import words
from sanctuary_research.display import prose
from sanctuary_research.publish import headlines
from sanctuary_research.publish.headlines import shown_value


@pytest.mark.parametrize("kind", [float, np.float64, np.float32, Decimal])
@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [("0.005", 2, "0.01"), ("0.125", 2, "0.12"), ("2.5", 0, "2"), ("-0.5", 0, "0")],
)
def test_every_kind_of_number_prints_alike(kind, value, digits, text):
    """A number of numpy is rounded as the plain float is; halves go to the even digit."""
    if kind is np.float32 and value == "0.005":
        text = words.number(float(np.float32(value)), digits)
    assert words.number(kind(value), digits) == text


def test_missing_is_not_known():
    """A number that is none is said to be so, alone, as people and as money."""
    said = {words.number(None), words.number(np.nan), words.people(np.nan), words.money(np.nan)}
    assert said | {words.money(None)} == {"not known"}


@pytest.mark.parametrize("kind", [list, tuple, pd.Index])
@pytest.mark.parametrize(("given", "told"), [("", ""), ("a", "a"), ("abc", "a, b and c")])
def test_words_are_joined(kind, given, told):
    """Any sequence; none is an empty text, not an error in the middle of a sentence."""
    assert words.listed(kind(list(given))) == told


@pytest.mark.parametrize("value", [37.5, np.float64(0.005), -1234.25, 7])
@pytest.mark.parametrize("digits", [0, 1, 2])
def test_notebook_and_page_print_a_headline_alike(monkeypatch, value, digits):
    """The sentence in the notebook holds the number as the page shows it."""
    shown = []
    monkeypatch.setattr(prose, "display", lambda data, raw: shown.append(data))
    prose.headline("gap", value, "crimes", digits=digits)
    record = shown[0][prose.HEADLINE]
    assert shown[0]["text/plain"] == f"gap: {shown_value(record)} crimes"


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1, "amounts", "1 amount"),
        (1, "arrests a year", "1 arrest a year"),
        (float("nan"), "million USD", "not known"),
        (1, "of 10 studies", "1 of 10 studies"),
        (6, "", "6"),
    ],
)
def test_a_unit_agrees_with_its_number(monkeypatch, value, unit, told):
    """One is singular, and what is not known has no unit; in the notebook and on the page."""
    shown = []
    monkeypatch.setattr(prose, "display", lambda data, raw: shown.append(data))
    prose.headline("it", value, unit, digits=0)
    assert shown[0]["text/plain"] == f"it: {told}"
    assert headlines.shown(shown[0][prose.HEADLINE]) == told


@pytest.mark.parametrize(
    "day", [datetime.date(2015, 7, 1), pd.Timestamp("2015-07-01 10:00"), "2015-07-01"]
)
def test_a_day_is_said_in_words(day):
    """Dates, timestamps and ISO texts read alike."""
    assert words.date(day) == "1 July 2015"


def test_titles_are_plain_words():
    """Each title is of a column's name, starts with a capital or a sign, and has no underscore."""
    assert list(words.TITLES) == sorted(words.TITLES)
    for column, title in words.TITLES.items():
        assert re.fullmatch(r"[a-z0-9_]+", column)
        assert "_" not in title
        assert not title[0].islower() or column in ("p", "p_value")


def test_a_column_without_a_title_is_its_name_in_words():
    """An unknown name is shown without underscores."""
    assert words.title("months_reported") == "Months reported"


def test_only_the_standard_library_is_imported():
    """The build, which must not import pandas, prints through this module."""
    source = Path(words.__file__).read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, flags=re.MULTILINE))
    assert imported == {"__future__", "collections", "datetime", "math"}
