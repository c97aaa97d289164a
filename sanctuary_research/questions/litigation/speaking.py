"""Who prevails, as of a day: the orders that speak then, and what they say of each suit."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets, dates
from sanctuary_research.data.choices import check

LOCAL, FEDERAL, MIXED = SIDES = ["state_local_private", "federal", "mixed"]
NONE, UNSURE = "none", "unsure"
KINDS = {
    LOCAL: "states, localities, people or groups",
    FEDERAL: "federal government",
    MIXED: "each in part",
    UNSURE: "depends on a day not known",
    NONE: "no ruling known to be in force",
}
ENDED = ("stayed", "vacated", "reversed", "superseded")
CARRIED = ("affirmed", "narrowed", "expanded")
NEVER = pd.Timestamp("2200-01-01")  # later than any day asked about


def spells(rulings: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return from when to when each order speaks for each case that it decides.

    An order speaks from its own day until another stays, vacates, reverses or replaces it, or
    until one that affirms, narrows or widens it speaks in its place. Left out are the acts of
    parties and clerks, orders without a side, and what is known from memory alone.

    Parameters
    ----------
    rulings, links : DataFrame
        The tables `rulings` and `ruling_cases`.

    Returns
    -------
    DataFrame
        One row an order and case, with ``side``, ``is_followed`` (its later history was looked
        for), and the bounds ``start_earliest``, ``start_latest``, ``end_earliest`` and
        ``end_latest``, which differ where a day is not known.
    """
    used = rulings.query("is_decision and certainty != 'memory'").dropna(subset="prevailing_side")
    handed = used["status_later"].isin(CARRIED) & used["later_ruling_id"].isin(used["ruling_id"])
    ends = used["status_later"].isin(ENDED) | handed
    found = used.assign(side=used["prevailing_side"], is_followed=used["status_later"] != "unknown")
    for end in ("earliest", "latest"):
        later = used["later_ruling_id"].map(rulings.set_index("ruling_id")[f"ruled_{end}"])
        found[f"start_{end}"] = used[f"ruled_{end}"]
        found[f"end_{end}"] = used["status_later_date"].fillna(later).where(ends, NEVER)
    return found.merge(links, on="ruling_id", validate="1:m")


def every_spell() -> pd.DataFrame:
    """Return `spells` of the tables."""
    return spells(datasets.load_rulings(), datasets.load_ruling_cases())


def standing_of(cases: pd.DataFrame, spoken: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the cases filed by a day with what the orders that speak then say of each.

    Parameters
    ----------
    cases : DataFrame
        Rows of the table `cases`.
    spoken : DataFrame
        What `spells` returns.

    Returns
    -------
    DataFrame
        The cases with ``standing``: the side of all orders that speak, ``mixed`` where they
        differ, ``none`` where there is none, ``unsure`` where it depends on a day not known; and
        ``is_followed``: whether the later history of all of them was looked for.
    """
    filed = cases[cases["filed_latest"].le(day)]
    sides = {}
    for end in ("earliest", "latest"):
        on = spoken[spoken[f"start_{end}"].le(day) & spoken[f"end_{end}"].gt(day)]
        said: dict[str, str] = {}
        for case, side in zip(on["case_id"], on["side"], strict=True):
            said[case] = side if said.get(case, side) == side else MIXED
        sides[end] = filed["case_id"].map(lambda case, said=said: said.get(case, NONE))
    return filed.assign(
        standing=sides["latest"].where(sides["latest"].eq(sides["earliest"]), UNSURE),
        is_followed=~filed["case_id"].isin(on.loc[~on["is_followed"], "case_id"]),
    )


def standing(*, on: str) -> pd.DataFrame:
    """Return every suit filed by a day with who prevails then, as in `standing_of`.

    Raises
    ------
    UsageError
        The day lies before the first case, or after the last day that a case was followed to.

    Examples
    --------
    >>> suits = standing(on="2025-10-07").set_index("case_id")["standing"]
    >>> suits["san-francisco-v-trump-2025"], suits["newsom-v-trump-2025"]
    ('state_local_private', 'federal')
    """
    check("SuitDay", "on", on)
    return standing_of(datasets.load_cases(), every_spell(), dates.day(on))
