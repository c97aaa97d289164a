"""What places set aside in answer: by stage, and beside the residents it is meant for."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.choices import SETS
from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.questions.money.amounts import require_columns

FITS = ""
# Stages in the order in which money passes through them.
STAGES = {
    "claimed": "as an article has it",
    "target": "announced or proposed",
    "announced": "announced or proposed",
    "proposed": "announced or proposed",
    "planned": "announced or proposed",
    "derived": "worked out",
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
    "holds_older_money": "it holds money of an older programme; the new part counts",
}


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
    if horizon not in SETS["Horizon"]:
        raise unknown("horizon", horizon, SETS["Horizon"])
    if first_year is not None and last_year is not None and first_year > last_year:
        raise UsageError(f"first_year {first_year} is after last_year {last_year}", "swap them")
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


def per_undocumented_resident(
    commitments: pd.DataFrame, estimates: pd.DataFrame, *, max_years_apart: int = 3
) -> pd.DataFrame:
    """Return counted money per undocumented resident, where an estimate fits the government.

    An estimate fits when it measures exactly the area of the government that pays, is nobody's
    recollection, no founding article's own claim and no page without a source of its own, and
    describes a year no further than ``max_years_apart`` from the commitment. Several that fit
    give a range.

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
    heard = of_place["is_article_claim"] | of_place["is_low_quality"]
    sound = of_place[~heard & of_place["certainty"].ne("memory")]
    apart = (sound["year_to"] - row.date_latest.year).abs()
    near = sound[apart.le(max_years_apart)]["estimate"]
    if of_place.empty:
        reason = "no estimate measures this government's area"
    elif sound.empty:
        reason = "only an article's claim, a recollection or an unsourced page measures this area"
    else:
        reason = FITS if len(near) else "no estimate is near enough in time"
    return {
        "residents_low": float(near.min()),
        "residents_high": float(near.max()),
        "n_estimates": len(near),
        "no_fit_reason": reason,
    }
