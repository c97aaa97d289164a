"""The 23 letters of January 2018 as rows that a total can count."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.errors import unknown
from sanctuary_research.questions.money.selection import require_columns

THREAT = "jag_letters_2018_01"


def letters_as_amounts(
    letters: pd.DataFrame, *, fiscal_year: int, as_published: bool = False
) -> pd.DataFrame:
    """Return the letters' Byrne JAG money of one year in the columns of `threat_amounts`.

    FY2016 has points with bounds; FY2017 is the published allocation list, corrected for Oregon
    (an estimate without bounds) unless ``as_published``. Each row is one place's own allocation
    line, so the shares of a joint award add up to it and none is the award itself.

    Parameters
    ----------
    letters : pandas.DataFrame
        The table `jag_awards_2018_letters`.
    fiscal_year : {2016, 2017}
        Which year's money.
    as_published : bool
        Whether FY2017 keeps Oregon's amount as printed.

    Returns
    -------
    pandas.DataFrame
        One row a place; ``amount_usd``, ``low_usd`` and ``high_usd`` in nominal US dollars.
    """
    if fiscal_year == 2016:
        money = _fiscal_2016(letters)
    elif fiscal_year == 2017:
        money = _fiscal_2017(letters, as_published)
    else:
        raise unknown("fiscal year of the letters", fiscal_year, [2016, 2017])
    place = letters["jurisdiction_id"]
    return money.assign(
        amount_id=f"letter_{fiscal_year}_" + place,
        threat_id=THREAT,
        jurisdiction_id=place,
        level=letters["level"],
        state=letters["state"],
        programme="byrne_jag",
        concept="annual_award",
        unit="usd_per_year",
        fiscal_year=fiscal_year,
        overlap_group="byrne_jag/" + place,
        entity="government",
        is_summable=True,
        passes_through=False,
        certainty=letters["certainty"],
    )


def _fiscal_2016(letters: pd.DataFrame) -> pd.DataFrame:
    needed = ["fy2016_usd", "fy2016_low_usd", "fy2016_high_usd", "fy2016_precision"]
    require_columns(letters, needed, "letters")
    basis = letters["fy2016_precision"].map({"rounded": "agency"}).fillna("press")
    return pd.DataFrame(
        {
            "amount_usd": letters["fy2016_usd"].astype(float),
            "low_usd": letters["fy2016_low_usd"].astype(float),
            "high_usd": letters["fy2016_high_usd"].astype(float),
            "precision": letters["fy2016_precision"],
            "basis": basis,
            "source_id": letters["fy2016_source_id"],
        }
    )


def _fiscal_2017(letters: pd.DataFrame, as_published: bool) -> pd.DataFrame:
    column = "fy2017_published_usd" if as_published else "fy2017_corrected_usd"
    require_columns(letters, [column, "is_fy2017_corrected"], "letters")
    money = letters[column].astype(float)
    guessed = letters["is_fy2017_corrected"] & (not as_published)
    return pd.DataFrame(
        {
            "amount_usd": money,
            "low_usd": money.mask(guessed),
            "high_usd": money.mask(guessed),
            "precision": guessed.map({True: "estimated", False: "exact"}),
            "basis": "agency",
            "source_id": letters["source_id"],
        }
    )
