"""The picture of an event study."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .results import EventStudy

INK, BAND, GRID = "#1b4965", "#9cc5d9", "#666666"


def plot_event_study(result: EventStudy) -> Figure:
    """Draw estimates by event time: bars are pointwise 95 % intervals, the band covers all."""
    from matplotlib import pyplot as plt

    table = result.table
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    band = table.fillna({"simultaneous_low": 0.0, "simultaneous_high": 0.0})
    axes.fill_between(
        band["event_time"],
        band["simultaneous_low"],
        band["simultaneous_high"],
        color=BAND,
        alpha=0.5,
        linewidth=0,
        label="95 % simultaneous band",
    )
    known = table.dropna(subset=["std_error"])
    axes.errorbar(
        known["event_time"],
        known["estimate"],
        yerr=known["estimate"] - known["conf_low"],
        fmt="o",
        color=INK,
        markersize=4,
        capsize=2,
        label="estimate, 95 % pointwise interval",
    )
    axes.axhline(0, color=GRID, linewidth=0.8)
    axes.axvline(-0.5, color=GRID, linewidth=0.8, linestyle=":")
    axes.set_xlabel("Periods since adoption (0 is the first treated period)")
    axes.set_ylabel(f"Effect on {result.facts['outcome']}")
    axes.set_title(str(result.facts["estimator"]), fontsize=10, loc="left")
    axes.legend(frameon=False, fontsize=8)
    return figure
