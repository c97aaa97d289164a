"""The estimate asked for again: without a county, in another year, class or choice, or silent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices
from sanctuary_research.data.kept import kept
from sanctuary_research.data.published import converted, estimates
from sanctuary_research.errors import attempt_each
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.across import compare_many
from sanctuary_research.methods.groups.silence import silence_bounds
from sanctuary_research.questions.crime_rates import frames, gaps
from sanctuary_research.questions.crime_rates.asked import CRIMES, Asked

# The outcomes of published studies that stand for one of ours.
PUBLISHED = {
    "index": ("index_crime", "all_crime"),
    "violent": ("violent_crime",),
    "property": ("property_crime",),
}


Varied = tuple[pd.DataFrame, Asked, tuple[str, ...]]


def without_each_county(gap: gaps.Gap) -> pd.Series:
    """Return the estimate asked for without each county, by its name; raw and regression only.

    Leaving a unit out of least squares changes the estimate by its weight in it times its residual
    over one minus its leverage (Belsley, Kuh and Welsch 1980).
    """
    fit = gap.found.fit(gap.asked.adjustment, gap.asked.weights)
    design = fit.model.wexog
    leverage = np.einsum("ij,jk,ik->i", design, fit.normalized_cov_params, design)
    weights = gap.found.unit_weights(gap.asked.adjustment, gap.asked.weights)
    left = fit.params["sanctuary"] - weights * fit.resid / (1 - leverage)
    known = gap.frame.set_index("county_fips").loc[left.index]
    return left.set_axis(known["name"] + ", " + known["state"]).sort_values()


def before_and_since(asked: Asked) -> pd.DataFrame:
    """Compare the same counties in 2012 and in the year asked, and by how much they changed.

    The labels are those of the year asked; a county counts if it is kept in both years.

    Returns
    -------
    DataFrame
        ``what`` (2012, the year, or the change), the columns of a comparison, and p_bootstrap, by
        the restricted wild bootstrap (raw and regression only).
    """
    found = []
    for name, frame in frames_over_time(asked).items():
        one = gaps.gap(frame, asked, adjustments=[asked.adjustment])
        wild, _ = attempt_each([one], gaps.bootstrap)
        found.append({"what": name, **one.row, "p_bootstrap": wild[one].p_value if wild else None})
    return pd.DataFrame(found)


def varied(asked: Asked) -> dict[str, Varied]:
    """Return the question with one choice changed at a time, by the choice in words."""
    later = "covariates of 2011-15, with income, unemployment and education"
    changed = {"as asked": asked}
    if frames.everything(asked.year)["coverage_percent"].notna().any():  # else only 80 % is known
        changed["coverage of at least 90 %"] = asked.but(min_coverage=90)
    changed |= {"no least coverage": asked.but(min_coverage=0), later: asked}
    for outcome in sorted(set(CRIMES) - {asked.outcome}):
        changed[f"{CRIMES[outcome]} only"] = asked.but(outcome=outcome)
    for year in sorted(set(choices.SETS["Year"]) - {asked.year}):
        other = asked.but(year=year)
        day = words.date(frames.label_date(other).date())
        changed[f"crime of {year}, labels of {day}"] = other
    found = {}
    for choice, one in changed.items():
        covariates = frames.LATER if choice == later else frames.EARLIER
        rows = frames.counties(one, covariates=covariates)
        found[choice] = frames.sides(rows, one.comparison), one, covariates
    return found


def other_choices(changed: dict[str, Varied]) -> pd.DataFrame:
    """Make the estimate asked for again under every choice of `varied`.

    Returns
    -------
    DataFrame
        ``choice`` in words, then the columns of a comparison.
    """
    tables = [
        _compared({choice: chosen}, "choice", one, covariates)
        for choice, (chosen, one, covariates) in changed.items()
    ]
    return pd.concat(tables, ignore_index=True)


def _compared(
    chosen: dict, name: str, asked: Asked, covariates: tuple[str, ...] = frames.EARLIER
) -> pd.DataFrame:
    """Make the estimate asked for on several frames, their names in a column."""
    how = {"weights": asked.weights, "adjustments": asked.adjustment}
    return compare_many(chosen, name, **how, **gaps.options(asked, covariates))


def frames_over_time(asked: Asked) -> dict[str, pd.DataFrame]:
    """Return the counties kept both in 2012 and in the year asked: each year, and the change.

    Each frame is as `counties` returns them, with the labels of the year asked; the outcome's
    column holds the change in the last.
    """
    now, then = frames.counties(asked), frames.counties(asked.but(year=2012))
    rate = asked.rate
    is_kept = then["screen"].eq(screens.KEPT)
    before = then.loc[is_kept, ["county_fips", rate]].rename(columns={rate: "before"})
    both = now.merge(before, on="county_fips", validate="1:1")
    both["years"] = f"2012 {asked.year}"
    found = {"2012": both.assign(**{rate: both["before"]}), str(asked.year): both}
    if asked.year != 2012:
        change = both.assign(**{rate: both[rate] - both["before"]})
        found[f"change from 2012 to {asked.year}"] = change
    return found


@kept(*frames.READ)
def by_urbanicity(asked: Asked) -> pd.DataFrame:
    """Make the estimate asked for within each class of the NCHS urban-rural scheme.

    Returns
    -------
    DataFrame
        ``urbanicity`` from large central metro to noncore, then the columns of a comparison.
    """
    frame = frames.sides(frames.counties(asked), asked.comparison).sort_values("nchs_code")
    parts = frame.groupby("nchs_label", sort=False)
    chosen = {str(name).replace("_", " "): part for name, part in parts}
    return _compared(chosen, "urbanicity", asked)


def listed(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the counties with the labels of ICE's list of 2014, which suggests a share."""
    return frames.labelled(frame, asked.but(definition="ice_list_2014"))


def silent_bounds(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the bounds of the raw gap against all others, for definitions with silent counties.

    Returns
    -------
    DataFrame
        definition, n_silent, percent (of the silent, that ICE's list of 2014 names), and of
        `at_shares`: raw_difference, at_2, at_5, at_10, and suggested, if that percent have a limit.
    """
    ice = listed(frame, asked).set_index("county_fips")["arm"]
    found = []
    for name in frames.definitions(asked):
        chosen = frames.sides(frames.labelled(frame, asked.but(definition=name)), "others")
        silent = chosen.loc[chosen["is_silent"], "county_fips"]
        if silent.empty or not chosen["label"].eq("sanctuary").any():
            continue
        share = float(ice.loc[silent].eq("limit").mean())
        bounds = at_shares(chosen, 0, suggested=share, outcome=asked.rate, unit="county_fips")
        row = {"definition": name, "n_silent": len(silent), "percent": 100 * share}
        found.append(row | bounds)
    return pd.DataFrame(found)


def at_shares(
    chosen: pd.DataFrame, digits: int, *, outcome: str, unit: str, **more: float
) -> dict[str, float | str]:
    """Return the raw gap of two sides, and its bounds if shares of those silent have a limit.

    Parameters
    ----------
    chosen : DataFrame
        As of `frames.sides`, with ``is_silent``.
    digits : int
        Of the bounds.
    outcome, unit : str
        As of `silence_bounds`.
    **more : float
        Further shares, by name.

    Returns
    -------
    dict
        raw_difference, and the bounds as text by the name of their share: at_2, at_5 and at_10
        percent, then the further ones.
    """
    shares = {"at_2": 0.02, "at_5": 0.05, "at_10": 0.1, **more}
    of = {"silent": "is_silent", "shares": (0, *shares.values()), "unit": unit}
    ends = silence_bounds(chosen, outcome=outcome, **of)[["low", "high"]].to_numpy()
    told = [words.interval(low, high, digits) for low, high in ends[1:]]
    return {"raw_difference": ends[0, 0], **dict(zip(shares, told, strict=True))}


def published(gap: gaps.Gap) -> pd.DataFrame:
    """Return published differences per 10,000 people, and whether the interval excludes them.

    A relative difference (log points) is multiplied by the mean of the comparison counties, which
    takes it for the same everywhere.

    Returns
    -------
    DataFrame
        estimate_id, study, scope, estimate_printed, published (crimes per 10,000 people),
        is_excluded (by the interval of its own scope; missing where that has none).
    """
    # A percentage is of the mean of its own class of places, which no study prints.
    rows = estimates().query("unit != 'percent'")
    rows = rows[rows["outcome"].isin(PUBLISHED[gap.asked.outcome])]
    others = gap.frame.loc[gap.frame["label"] == "not_sanctuary", gap.asked.rate].mean()
    rows = converted(rows, others).dropna(subset="per_10k").rename(columns={"per_10k": "published"})
    ranges = by_urbanicity(gap.asked).set_index("urbanicity")[["conf_low", "conf_high"]]
    ranges.loc["all counties"] = gap.row[["conf_low", "conf_high"]]
    own = ranges.reindex(rows["scope"]).set_axis(rows.index)
    outside = (rows["published"] < own["conf_low"]) | (rows["published"] > own["conf_high"])
    rows["is_excluded"] = outside.astype("boolean").mask(own["conf_low"].isna())
    names = ["estimate_id", "study", "scope", "estimate_printed", "published", "is_excluded"]
    return rows[names].reset_index(drop=True)
