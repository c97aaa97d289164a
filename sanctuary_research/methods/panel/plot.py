"""The picture of an event study."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sanctuary_research.methods.panel.honest import HonestDiD
    from sanctuary_research.methods.panel.results import EventStudy
    from sanctuary_research.methods.panel.synthetic import SyntheticControl

INK, BAND, GRID = "#1b4965", "#9cc5d9", "#666666"


def plot_event_study(result: EventStudy) -> Figure:
    """Draw estimates by event time: bars are pointwise 95 % intervals, the band covers all."""
    from matplotlib import pyplot as plt

    table = result.table
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    known = table["std_error"].notna()
    # The reference has no interval because it is zero by construction; the band closes there.
    band = table[["simultaneous_low", "simultaneous_high"]].mask(table["estimate"] == 0, 0.0)
    axes.fill_between(
        table["event_time"].to_numpy(),
        band["simultaneous_low"].to_numpy(),
        band["simultaneous_high"].to_numpy(),
        color=BAND,
        alpha=0.5,
        linewidth=0,
        label="95 % simultaneous band",
    )
    axes.errorbar(
        table.loc[known, "event_time"].to_numpy(),
        table.loc[known, "estimate"].to_numpy(),
        yerr=(table["estimate"] - table["conf_low"])[known].to_numpy(),
        fmt="o",
        color=INK,
        markersize=4,
        capsize=2,
        label="estimate, 95 % pointwise interval",
    )
    bare = table[~known & (table["estimate"] != 0)]
    if len(bare):
        axes.plot(
            bare["event_time"].to_numpy(),
            bare["estimate"].to_numpy(),
            "o",
            color=INK,
            markersize=4,
            markerfacecolor="white",
            label="estimate from one adopting cluster, no interval",
        )
    axes.axhline(0, color=GRID, linewidth=0.8)
    axes.axvline(-0.5, color=GRID, linewidth=0.8, linestyle=":")
    axes.set_xlabel("Periods since adoption (0 is the first treated period)")
    axes.set_ylabel(f"Effect on {result.facts['outcome']}")
    axes.set_title(str(result.facts["estimator"]), fontsize=10, loc="left")
    axes.legend(frameon=False, fontsize=8)
    return figure


def plot_honest(result: HonestDiD) -> Figure:
    """Draw 95 % intervals against the bound on the violation of parallel trends."""
    from matplotlib import pyplot as plt

    table = result.table.replace([float("inf"), float("-inf")], float("nan")).dropna()
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.vlines(table["limit"], table["conf_low"], table["conf_high"], color=INK, linewidth=2)
    axes.axhline(0, color=GRID, linewidth=0.8)
    relative = result.facts["restriction"] == "relative_magnitudes"
    axes.set_xlabel(
        "Largest move of the violation after adoption, as a multiple of its largest move before"
        if relative
        else "Largest change of the violation's slope from one period to the next"
    )
    axes.set_ylabel(f"Effect on {result.facts['outcome']}")
    axes.set_title(f"95 % interval of the {result.facts['target']}", fontsize=10, loc="left")
    return figure


def plot_synthetic(result: SyntheticControl) -> Figure:
    """Draw the observed path of the adopters beside that of their synthetic comparison."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    path, facts = result.path, result.facts
    axes.plot(path["time"], path["observed"], color=INK, label=str(facts["adopters"]))
    axes.plot(path["time"], path["synthetic"], color=GRID, linestyle="--", label="synthetic")
    axes.axvline(facts["cohort"], color=GRID, linewidth=0.8, linestyle=":")
    axes.set_xlabel("Period (dotted line: first treated)")
    axes.set_ylabel(str(facts["outcome"]))
    axes.set_title(str(facts["estimator"]), fontsize=10, loc="left")
    axes.legend(frameon=False, fontsize=8)
    return figure
