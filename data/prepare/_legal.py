"""Shared by the legal tables: dates with their precision, and keys made from content."""

from __future__ import annotations

import pandas as pd
from _common import read_curated, stable_id
from policy_events import interval

PRECISION = {4: "year", 7: "month", 10: "day"}


def span(text: str) -> tuple[str, str, str, str]:
    """Return the day if it is known, the first and last day possible, and the precision.

    >>> span("2018-07-27")
    ('2018-07-27', '2018-07-27', '2018-07-27', 'day')
    >>> span("2017-04"), span("2018-04-20..2018-08-10")[3]
    (('', '2017-04-01', '2017-04-30', 'month'), 'interval')
    """
    first, last = interval(text)
    precision = "interval" if ".." in text else PRECISION[len(text)]
    return (text if precision == "day" else ""), first, last, precision


def with_span(frame: pd.DataFrame, column: str, names: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return the frame with four columns for the day, first day, last day and precision."""
    spans = pd.DataFrame([span(text) for text in frame[column]], columns=list(names))
    return frame.drop(columns=column).join(spans)


def rulings() -> pd.DataFrame:
    """Return the curated orders with ``ruling_id``, made from date, court and judges."""
    frame = read_curated("rulings.csv")
    keys = zip(frame["ruled"], frame["court"], frame["keyed_as"], strict=True)
    return frame.assign(ruling_id=[stable_id("rul", *key) for key in keys])


def actions() -> pd.DataFrame:
    """Return the curated federal actions with ``action_id``, made from date, actor and title."""
    frame = read_curated("federal_actions.csv")
    keys = zip(frame["date"], frame["actor"], frame["title"], strict=True)
    return frame.assign(action_id=[stable_id("act", *key) for key in keys])


def claims() -> pd.DataFrame:
    """Return the curated claims with ``claim_id``, made from the article and the place in it."""
    frame = read_curated("claims.csv")
    keys = zip(frame["article_source_id"], frame["place"], strict=True)
    return frame.assign(claim_id=[stable_id("clm", *key) for key in keys])


def claim_ids() -> dict[tuple[str, str], str]:
    """Return claim_id by article and place."""
    frame = claims()
    places = zip(frame["article_source_id"], frame["place"], strict=True)
    return dict(zip(places, frame["claim_id"], strict=True))
