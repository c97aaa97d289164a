"""The same comparison many times: across definitions or strata, and without each cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.methods.groups.compare import ADJUSTMENTS, chosen_names, compare_groups
from sanctuary_research.methods.groups.estimates import as_table, blank_rows
from sanctuary_research.methods.groups.sample import WEIGHTS

KEPT_OF_A_ROW = ("estimate", "conf_low", "conf_high", "withheld")


def compare_many(frames: Mapping[str, pd.DataFrame], name: str, **options: Any) -> pd.DataFrame:
    """Run ``compare_groups`` on each frame and stack the tables.

    Parameters
    ----------
    frames : mapping of str to DataFrame
    name : str
        The column that holds the keys, first in the table.
    **options: Any
        As in ``compare_groups``.

    Returns
    -------
    DataFrame
        ``name``, then the columns of ``compare_groups``; a comparison that cannot be made keeps
        its rows, with a blank estimate and the reason in ``withheld``.

    Raises
    ------
    AnalysisError, UsageError
        A column that is not there, or a wrong option: the caller's slip, not a failed comparison.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary", "not_sanctuary", "not_coded"], "crime": [3.0, 1.0, 5.0],
    ...     "state_fips": ["01", "02", "03"]})
    >>> nobody = frame.assign(label="not_coded")
    >>> found = compare_many(
    ...     {"law": frame, "list": nobody}, "definition", outcome="crime", adjustments="raw")
    >>> found[["definition", "estimate"]].round(6).values.tolist()
    [['law', 2.0], ['list', nan]]
    """
    methods = chosen_names(options.get("adjustments", ADJUSTMENTS), ADJUSTMENTS)
    weightings = chosen_names(options.get("weights", "county"), WEIGHTS)
    named = [options["outcome"], options.get("label", "label"), *options.get("covariates", ())]
    found = []
    for key, frame in frames.items():
        require_columns(frame, [*named, options.get("cluster", "state_fips")])
        try:
            table = compare_groups(frame, **options).table.to_dict("records")
        except AnalysisError as reason:
            table = blank_rows(methods, weightings, reason)
        found += [{name: key} | row for row in table]
    return as_table(found, name)


def leave_one_out(
    frame: pd.DataFrame,
    *,
    adjustment: str,
    cluster: str = "state_fips",
    **options: Any,
) -> pd.DataFrame:
    """Return one adjustment's estimate without each cluster in turn.

    Parameters
    ----------
    frame : DataFrame
    adjustment : str
    cluster : str
    **options: Any
        As in ``compare_groups``; one weighting.

    Returns
    -------
    DataFrame
        cluster (the one left out; only those with a coded unit), estimate, conf_low, conf_high,
        withheld.

    Raises
    ------
    AnalysisError
        The frame itself cannot be compared.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary", "not_sanctuary"] * 2, "crime": [3.0, 1.0, 9.0, 4.0],
    ...     "state_fips": ["01", "01", "02", "02"]})
    >>> leave_one_out(frame, outcome="crime", adjustment="raw")["estimate"].round(6).tolist()
    [5.0, 2.0]
    """
    options |= {"adjustments": adjustment, "cluster": cluster}
    names = sorted(set(compare_groups(frame, **options).sample.clusters))
    without = {str(name): frame[(frame[cluster] != name).to_numpy()] for name in names}
    return compare_many(without, "cluster", **options)[["cluster", *KEPT_OF_A_ROW]]
