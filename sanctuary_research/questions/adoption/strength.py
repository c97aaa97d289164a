"""How strong an unmeasured confounder of each panel would have to be: robustness and E-values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.absorb import NO_CHANGE, Absorber, independent
from sanctuary_research.methods.panel.frame import Panel, read_panel
from sanctuary_research.methods.sensitivity import confounder_like, e_value, robustness_value
from sanctuary_research.questions.adoption.studies import (
    UNIT,
    WEIGHT,
    chosen_columns,
    event_studies,
)

STRENGTH = (
    "value",
    "value_limit",
    "partial_r2",
    "benchmark",
    "explains_label",
    "explains_outcome",
    "estimate_left",
)
RATIO = ("ratio", "ratio_low", "ratio_high", "e_value", "e_value_limit")


def robustness_table(
    frames: Mapping[str, pd.DataFrame],
    *,
    outcome: str,
    weights: str,
    cluster: str = "state_fips",
    benchmarks: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Return the robustness value of each panel's static two-way estimate, beside a benchmark.

    Variance shares are those of least squares, so they rest on its residual degrees of freedom;
    the interval is the clustered one, and its nearer end is brought to zero with its width held.

    Parameters
    ----------
    benchmarks : mapping of str to sequence of str, optional
        Columns of single frames, one value per unit and none missing. Each stands for
        a drift in proportion to it; kept is the one like which a confounder would move the
        estimate most.

    Returns
    -------
    DataFrame
        One row a panel: name, the row of ``event_studies`` for ``twfe``, value, value_limit and
        partial_r2 (shares), benchmark, explains_label and explains_outcome (shares that a
        confounder as strong as it explains at most), estimate_left (with one), note.
    """
    shared = {"outcome": outcome, "weights": weights, "cluster": cluster}
    table = event_studies(frames, **shared, estimator="twfe").overall
    rows = []
    for row in table.to_dict("records"):
        if not row["note"]:
            frame, given = frames[row["name"]], (benchmarks or {}).get(row["name"], ())
            row |= _strength(frame, row, outcome, weights, given)
        rows.append(row)
    return pd.DataFrame(rows).reindex(columns=[*table.columns, *STRENGTH])


def _strength(
    frame: pd.DataFrame,
    row: Mapping[str, object],
    outcome: str,
    weights: str,
    benchmarks: Sequence[str],
) -> dict[str, object]:
    """Robustness values of one panel and its strongest benchmark."""
    known = frame.dropna(subset=[outcome])
    columns = chosen_columns(known, outcome, "twfe")
    columns["weights"] = WEIGHT if weights == "person" else None
    plain = _least_squares(read_panel(known, **columns))
    estimate, error, df = plain["estimate"], plain["std_error"], plain["df"]
    found = robustness_value(estimate, error, df)
    near = row["conf_low"] if estimate > 0 else row["conf_high"]
    crosses = not near * estimate > 0
    result = {
        "value": found.value,
        "value_limit": 0.0 if crosses else robustness_value(near, error, df).value,
        "partial_r2": found.partial_r2,
    }
    trends = _trends(known, benchmarks)
    bounds = [
        {"benchmark": name, **_bound(plain, trends[name].reindex(plain["units"]).to_numpy())}
        for name in benchmarks
    ]
    sign = np.sign(estimate)
    return result | min(bounds, key=lambda bound: sign * bound["estimate_left"], default={})


def _trends(frame: pd.DataFrame, benchmarks: Sequence[str]) -> pd.DataFrame:
    """One value per unit of each benchmark."""
    return frame.drop_duplicates(UNIT).set_index(UNIT)[list(benchmarks)].astype(float)


def _bound(plain: Mapping[str, object], covariate: np.ndarray) -> dict[str, float]:
    """Strength of a confounder like a drift along a covariate, and what it would leave."""
    absorber, label, outcome = plain["absorber"], plain["label"], plain["outcome"]
    weight = absorber.weight
    drift = covariate[:, None] * np.arange(weight.shape[1])
    drift = absorber.residual(drift[:, :, None])[:, :, 0]

    def shared(one: np.ndarray, two: np.ndarray) -> float:
        return float((weight * one * two).sum())

    of_label = shared(drift, label) ** 2 / (shared(drift, drift) * shared(label, label))
    beside = drift - shared(drift, label) / shared(label, label) * label
    left = outcome - plain["estimate"] * label
    of_outcome = shared(beside, left) ** 2 / (shared(beside, beside) * shared(left, left))
    try:
        strength = confounder_like(of_label, of_outcome)
    except AnalysisError:
        strength = (1.0, 1.0)
    scale = plain["std_error"] * np.sqrt(plain["df"])
    moved = scale * np.sqrt(strength[1] * strength[0] / (1 - strength[0] or np.nan))
    return {
        "explains_label": strength[0],
        "explains_outcome": strength[1],
        "estimate_left": plain["estimate"] - np.sign(plain["estimate"]) * moved,
    }


def _least_squares(panel: Panel) -> dict[str, object]:
    """The static two-way coefficient with its least-squares error, and what both leave over."""
    absorber = Absorber(panel.cell_weight, panel.design)
    both = np.stack([panel.treated.astype(float), panel.filled], axis=2)
    label, outcome = np.moveaxis(absorber.residual(both), 2, 0)
    if not independent(label[:, :, None], absorber.weight).all():
        raise AnalysisError(*NO_CHANGE)
    size = float((absorber.weight * label**2).sum())
    estimate = float((absorber.weight * label * outcome).sum() / size)
    left = float((absorber.weight * (outcome - estimate * label) ** 2).sum())
    df = int(panel.seen.sum()) - (panel.n_units + absorber.n_effects - 1) - 1
    if df < 2:
        raise AnalysisError(f"{panel.names['outcome']!r} leaves {df} degrees of freedom: too few")
    return {
        "estimate": estimate,
        "std_error": float(np.sqrt(left / df / size)),
        "df": df,
        "absorber": absorber,
        "label": label,
        "outcome": outcome,
        "units": panel.units,
    }


def e_value_table(overall: pd.DataFrame) -> pd.DataFrame:
    """Return the E-value of each Poisson rate ratio in a table of ``event_studies``.

    Returns
    -------
    DataFrame
        The rows with their ratio, ratio_low, ratio_high, e_value and e_value_limit (1 where the
        interval holds 1).
    """
    table = overall.copy()
    for ratio, column in zip(RATIO[:3], ("estimate", "conf_low", "conf_high"), strict=True):
        table[ratio] = np.exp(table[column].astype(float))
    known = table["ratio_low"].notna()
    found = [e_value(*ends) for ends in table.loc[known, list(RATIO[:3])].to_numpy()]
    table.loc[known, "e_value"] = [one.estimate for one in found]
    table.loc[known, "e_value_limit"] = [one.limit for one in found]
    return table.reindex(columns=[*overall.columns, *RATIO])
