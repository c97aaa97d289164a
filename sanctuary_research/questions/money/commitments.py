"""What places set aside in answer: by stage, and beside the residents it is meant for."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.questions.money.selection import require_columns

FITS = ""
# Stages in the order in which money passes through them.
STAGES = {
    "claimed": "as an article has it",
    "target": "announced or proposed",
    "announced": "announced or proposed",
    "proposed": "announced or proposed",
    "planned": "announced or proposed",
    "derived": "worked out over its years",
    "continued": "older practice, continued",
    "approved": "approved",
    "awarded": "awarded",
}
LEFT_OUT = {
    "restates_fund": "the row restates money of another row of the fund",
    "replaced_by_later_stage": "a later stage replaced it",
    "later_stage_of_counted_row": "it is a later stage of a row that counts",
    "private_money": "the money is private",
    "planned_only": "it was only planned",
    "reserve_not_spending": "a reserve is held, not spent",
}
HORIZONS = ("one_year", "all_years")


def select_commitments(
    commitments: pd.DataFrame,
    *,
    jurisdiction_id: str | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
    horizon: str = "one_year",
) -> pd.DataFrame:
    """Return commitments of a place and of years, with recurring money over one or all its years.

    Parameters
    ----------
    commitments : pandas.DataFrame
        The table `commitments`.
    jurisdiction_id : str, optional
        Keep this place.
    first_year, last_year : int, optional
        Keep what was decided from the first year to the last.
    horizon : {"one_year", "all_years"}
        Whether an amount that recurs each year stands for one year or for all it covers.

    Returns
    -------
    pandas.DataFrame
        The rows kept, maybe none, with ``year`` and with amounts and bounds at the horizon
        (nominal US dollars).

    Raises
    ------
    UsageError
        An unknown place or horizon (the nearest is offered), or years in the wrong order.
    """
    needed = ["jurisdiction_id", "date_latest", "amount_usd", "n_years", "is_per_year"]
    require_columns(commitments, needed, "commitments")
    places = commitments["jurisdiction_id"].unique()
    if jurisdiction_id is not None and jurisdiction_id not in places:
        raise unknown("jurisdiction with a commitment", jurisdiction_id, places)
    if horizon not in HORIZONS:
        raise unknown("horizon", horizon, HORIZONS)
    if first_year is not None and last_year is not None and first_year > last_year:
        raise UsageError(f"first_year {first_year} is after last_year {last_year}: swap them")
    rows = commitments.assign(year=commitments["date_latest"].dt.year)
    keep = pd.Series(True, index=rows.index)
    if jurisdiction_id is not None:
        keep &= rows["jurisdiction_id"].eq(jurisdiction_id)
    keep &= rows["year"].between(first_year or rows["year"].min(), last_year or rows["year"].max())
    times = rows["n_years"].where(rows["is_per_year"] & (horizon == "all_years"), 1)
    money = {name: rows[name] * times for name in ("amount_usd", "low_usd", "high_usd")}
    return rows.assign(**money)[keep]


def fund_steps(commitments: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return the way from a plain sum of one fund's rows to the public money that counts once.

    Parameters
    ----------
    commitments : pandas.DataFrame
        Rows with ``fund``, ``amount_usd``, ``is_counted`` and ``left_out_because``.
    fund : str
        The fund's name.

    Returns
    -------
    pandas.DataFrame
        The waterfall: ``rule``, ``says``, ``rows_left_out``, ``left_out_usd``, ``running_usd``.

    Raises
    ------
    UsageError
        No row is of the fund; the nearest is offered.
    """
    rows = commitments[commitments["fund"].eq(fund)]
    if rows.empty:
        raise unknown("fund", fund, commitments["fund"].unique())
    running = float(rows["amount_usd"].sum())
    steps = [("naive", "the plain sum of the fund's rows", 0, 0.0, running)]
    for rule, says in LEFT_OUT.items():
        out = rows[rows["left_out_because"].eq(rule) & ~rows["is_counted"]]
        if len(out):
            left = float(out["amount_usd"].sum())
            running -= left
            steps.append((rule, says, len(out), left, running))
    names = ["rule", "says", "rows_left_out", "left_out_usd", "running_usd"]
    return pd.DataFrame(steps, columns=names)


def committed(commitments: pd.DataFrame) -> pd.DataFrame:
    """Return the money of each place and fund, one column a stage, with what a total may count.

    A fund passes through stages (announced, approved, awarded), so a plain sum counts it several
    times over; ``counted_usd`` holds the rows marked as counted, over all their years. A reserve
    is held and not spent, and counts nothing.

    Parameters
    ----------
    commitments : pandas.DataFrame
        ``jurisdiction_id``, ``fund``, ``purpose``, ``stage``, ``amount_usd`` (a year's where
        ``is_per_year``), ``n_years``, ``is_per_year`` and ``is_counted``.

    Returns
    -------
    pandas.DataFrame
        One row for each place, fund and purpose: nominal dollars at each stage that occurs,
        ``counted_usd`` and ``is_reserve``.
    """
    keys = ["jurisdiction_id", "fund", "purpose"]
    needed = [*keys, "stage", "amount_usd", "n_years", "is_per_year", "is_counted"]
    require_columns(commitments, needed, "commitments")
    years = commitments["n_years"].where(commitments["is_per_year"], 1)
    rows = commitments.assign(all_years_usd=commitments["amount_usd"] * years)
    stages = rows.pivot_table("all_years_usd", keys, "stage", "sum")
    counted = rows["all_years_usd"].where(rows["is_counted"], 0)
    stages["counted_usd"] = counted.groupby([rows[key] for key in keys]).sum()
    found = stages.rename_axis(columns=None).reset_index()
    return found.assign(is_reserve=found["purpose"].eq("reserve"))


def per_undocumented_resident(
    commitments: pd.DataFrame, estimates: pd.DataFrame, *, max_years_apart: int = 3
) -> pd.DataFrame:
    """Return counted money per undocumented resident, where an estimate fits the government.

    An estimate fits when it measures exactly the area of the government that pays, is nobody's
    recollection nor a founding article's own claim, and describes a year no further than
    ``max_years_apart`` from the commitment. Several that fit give a range.

    Parameters
    ----------
    commitments, estimates : pandas.DataFrame
        The tables `commitments` and `undocumented_estimates`.
    max_years_apart : int
        Years between the commitment and the estimate's last year.

    Returns
    -------
    pandas.DataFrame
        One row for each counted commitment: ``residents_low``, ``residents_high`` (people),
        ``usd_per_resident_low``, ``usd_per_resident_high``, ``n_estimates`` and ``no_fit_reason``.
        Dollars are of one year where the commitment recurs.
    """
    require_columns(estimates, ["jurisdiction_id", "estimate", "year_to"], "estimates")
    counted = commitments[commitments["is_counted"]]
    fits = [_fit(row, estimates, max_years_apart) for row in counted.itertuples()]
    found = pd.DataFrame(fits, index=counted.index, columns=_FIT)
    rows = counted[["jurisdiction_id", "fund", "provider", "amount_usd"]].join(found)
    return rows.assign(
        usd_per_resident_low=rows["amount_usd"] / rows["residents_high"],
        usd_per_resident_high=rows["amount_usd"] / rows["residents_low"],
    ).reset_index(drop=True)


_FIT = ("residents_low", "residents_high", "n_estimates", "no_fit_reason")


def _fit(row, estimates: pd.DataFrame, max_years_apart: int) -> dict[str, object]:
    of_place = estimates[estimates["jurisdiction_id"].eq(row.jurisdiction_id).fillna(False)]
    sound = of_place[~of_place["is_article_claim"] & of_place["certainty"].ne("memory")]
    apart = (sound["year_to"] - row.date_latest.year).abs()
    near = sound[apart.le(max_years_apart)]["estimate"]
    if of_place.empty:
        reason = "no estimate measures this government's area"
    elif sound.empty:
        reason = "only a founding article's claim or a recollection measures this area"
    else:
        reason = FITS if len(near) else "no estimate is near enough in time"
    return {
        "residents_low": float(near.min()),
        "residents_high": float(near.max()),
        "n_estimates": len(near),
        "no_fit_reason": reason,
    }
