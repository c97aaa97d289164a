"""What places set aside in answer: by stage, and beside the residents it is meant for."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.analysis.funding.selection import require_columns

FITS = ""


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
    found = pd.DataFrame(fits, index=counted.index)
    rows = counted[["jurisdiction_id", "fund", "provider", "amount_usd"]].join(found)
    return rows.assign(
        usd_per_resident_low=rows["amount_usd"] / rows["residents_high"],
        usd_per_resident_high=rows["amount_usd"] / rows["residents_low"],
    ).reset_index(drop=True)


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
