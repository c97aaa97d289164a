"""Keys that stand twice, and keys that name nothing, over more rows than are looked at together."""

import pandas as pd
import pytest

from sanctuary_research.data import key_rules
from sanctuary_research.data.key_rules import different_keys, doubled, orphans

FRAME = pd.DataFrame(
    {
        "place": ["a", "b", "a", None, "a", "c", "b", None],
        "year": pd.array([1, 1, 2, 1, 1, None, 1, 1], "Int64"),
        "day": pd.to_datetime(["2015-01-01"] * 7 + [None]),
    }
)


@pytest.fixture(autouse=True, params=[2, 3, 100])
def some_rows(request, monkeypatch):
    """Look at so many rows together."""
    monkeypatch.setattr(key_rules, "ROWS", request.param)


def test_a_later_row_is_at_odds_with_the_first_of_its_key():
    """Keys that lack a part are no keys."""
    found = doubled(FRAME, ("place", "year"))
    assert (found.rows, found.many) == ({4: 0, 6: 1}, 2)
    assert doubled(FRAME, ("place",)).rows == {2: 0, 4: 0, 6: 1}


def test_rows_beyond_those_that_are_told_are_counted(monkeypatch):
    """The first are kept."""
    monkeypatch.setattr(key_rules, "MOST_KEPT", 3)
    found = doubled(FRAME, ("day",))
    assert (found.rows, found.many) == ({1: 0, 2: 0, 3: 0}, 6)


def test_a_key_that_nothing_has_is_an_orphan():
    """A key that lacks a part names nothing, and is none."""
    found = orphans(FRAME, ("place", "year"), pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))
    assert (found.rows, found.many) == ({1: 1, 6: 6}, 2)
    assert orphans(FRAME, ("place",), different_keys(FRAME, ("place",))).many == 0


def test_different_keys_are_told_apart_by_day():
    """A day is that day; one that is missing is none."""
    [day] = different_keys(FRAME, ("day",))
    assert day == pd.Timestamp(2015, 1, 1)
