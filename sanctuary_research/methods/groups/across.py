"""The same comparison across strata, definitions and comparison sets, stacked in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sanctuary_research.errors import AnalysisError, unknown
from sanctuary_research.methods.groups.compare import ADJUSTMENTS, chosen_names, compare_groups
from sanctuary_research.methods.groups.estimates import as_table, blank_rows
from sanctuary_research.methods.groups.sample import WEIGHTS, require_columns

COMPARISON_SETS = ("coded", "all_others")


def compare_within(frame: pd.DataFrame, *, strata: str, **options) -> pd.DataFrame:
    """Run ``compare_groups`` inside each stratum, for instance each level of urbanicity.

    Parameters
    ----------
    frame : DataFrame
    strata : str
        Column whose values divide the units; blank is a stratum of its own, "nan".
    **options
        As in ``compare_groups``.

    Returns
    -------
    DataFrame
        The tables, with a column ``stratum`` first; a stratum that cannot be compared keeps its
        rows with a blank estimate and the reason in ``note``.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary", "not_sanctuary", "not_sanctuary"], "crime": [3.0, 1.0, 5.0],
    ...     "state_fips": ["01", "02", "02"], "kind": ["city", "city", "rural"]})
    >>> found = compare_within(frame, strata="kind", outcome="crime", adjustments="raw")
    >>> found.loc[found["variance"] == "robust", "estimate"].tolist()
    [2.0, nan]
    """
    require_columns(frame, [strata])
    groups = frame.groupby(strata, observed=True, dropna=False)
    return _stacked({(str(name),): group for name, group in groups}, ("stratum",), options)


def compare_definitions(
    frames: Mapping[str, pd.DataFrame],
    *,
    comparison_sets: Sequence[str] = COMPARISON_SETS,
    label: str = "label",
    **options,
) -> pd.DataFrame:
    """Run ``compare_groups`` under each definition of sanctuary and each comparison set.

    Parameters
    ----------
    frames : mapping of definition to DataFrame
        The same units labelled under each definition.
    comparison_sets : sequence of str
        "coded" leaves units that are not coded out; "all_others" compares with them too.
    label : str
    **options
        As in ``compare_groups``.

    Returns
    -------
    DataFrame
        The tables, with columns ``definition`` and ``comparison_set`` first; a definition that
        cannot be estimated keeps its rows, blank, with the reason in ``note``.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary", "not_sanctuary", "not_coded"], "crime": [3.0, 1.0, 5.0],
    ...     "state_fips": ["01", "02", "03"]})
    >>> found = compare_definitions({"law": frame}, outcome="crime", adjustments="raw")
    >>> found.loc[found["variance"] == "robust", ["comparison_set", "estimate"]].values.tolist()
    [['coded', 2.0], ['all_others', 0.0]]
    """
    labelled = {
        (definition, name): as_comparison_set(frame, label, name)
        for definition, frame in frames.items()
        for name in comparison_sets
    }
    return _stacked(labelled, ("definition", "comparison_set"), options | {"label": label})


def as_comparison_set(frame: pd.DataFrame, label: str, name: str) -> pd.DataFrame:
    """Return ``frame`` with its labels as a comparison set wants them.

    "coded" changes nothing, so that units not coded are left out of a comparison; "all_others"
    labels them "not_sanctuary", which takes a missing record for a missing policy.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["sanctuary", "not_coded"]})
    >>> as_comparison_set(frame, "label", "all_others")["label"].tolist()
    ['sanctuary', 'not_sanctuary']
    """
    if name not in COMPARISON_SETS:
        raise unknown("comparison set", name, COMPARISON_SETS)
    require_columns(frame, [label])
    if name == "coded":
        return frame
    others = frame[label].mask(frame[label] == "not_coded", "not_sanctuary")
    return frame.assign(**{label: others})


def sign_summary(table: pd.DataFrame, by: Sequence[str] = ("weights", "variance")) -> pd.DataFrame:
    """Count the signs of estimates, and the intervals that exclude zero.

    Parameters
    ----------
    table : DataFrame
        A table of ``compare_groups``, ``compare_within`` or ``compare_definitions``.
    by : sequence of str
        Columns to count within. Keep ``variance`` among them, or each estimate counts twice.

    Returns
    -------
    DataFrame
        ``by``, then n, n_positive, n_negative, n_not_estimated, n_above_zero and n_below_zero
        (whole interval on that side).

    Examples
    --------
    >>> table = pd.DataFrame({"variance": ["robust"] * 2, "estimate": [2.0, -1.0],
    ...                       "conf_low": [1.0, -3.0], "conf_high": [3.0, 1.0]})
    >>> sign_summary(table, by=["variance"]).values.tolist()
    [['robust', 2, 1, 1, 0, 1, 0]]
    """
    require_columns(table, by)
    counts = pd.DataFrame(
        {
            "n": 1,
            "n_positive": table["estimate"] > 0,
            "n_negative": table["estimate"] < 0,
            "n_not_estimated": table["estimate"].isna(),
            "n_above_zero": table["conf_low"] > 0,
            "n_below_zero": table["conf_high"] < 0,
        },
        index=table.index,
    ).astype(int)
    keys = [table[column] for column in by]
    return counts.groupby(keys, sort=False).sum().reset_index()


def _stacked(
    frames: Mapping[tuple[str, ...], pd.DataFrame], names: tuple[str, ...], options: Mapping
) -> pd.DataFrame:
    """Return the tables of all frames under each other, their keys in columns ``names``."""
    found = []
    for key, frame in frames.items():
        _refuse_missing_columns(frame, **options)
        try:
            table = compare_groups(frame, **options).table.to_dict("records")
        except AnalysisError as reason:
            table = blank_rows(
                chosen_names(options.get("adjustments", ADJUSTMENTS), ADJUSTMENTS),
                chosen_names(options.get("weights", "county"), WEIGHTS),
                options.get("cluster", "state_fips"),
                str(reason),
            )
        found += [dict(zip(names, key, strict=True)) | row for row in table]
    return as_table(found, names)


def _refuse_missing_columns(
    frame: pd.DataFrame, *, outcome, label="label", cluster="state_fips", covariates=(), **_
) -> None:
    """A column that is not there is the caller's slip, not a comparison that failed."""
    require_columns(frame, [outcome, label, cluster, *covariates])
