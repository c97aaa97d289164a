"""The exhibits on who is compared: counties, rates, states, balance."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.clusters import effective_clusters
from sanctuary_research.questions.crime_rates.asked import Asked
from sanctuary_research.questions.crime_rates.frames import GROUPED
from sanctuary_research.questions.crime_rates.gaps import EVIDENCE, Gap
from sanctuary_research.questions.crime_rates.shown import ARMS, by_arm


def your_county(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the groups state by state; every county with its reason is behind it."""
    return Exhibit(
        title=f"Counties by group and state: “{asked.name}”",
        rows=by_arm(frame, "state"),
        columns=("state", *ARMS),
        titles=ARMS,
        tables=asked.label_tables,
        behind=frame[[*GROUPED, "screen", "population"]],
        note="The rows behind this table are all counties, each with its group and the reason.",
    )


def rates(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show how the rates of kept counties spread within each group."""
    stay = frame[frame["screen"] == screens.KEPT]
    arms = pd.Categorical(stay["arm"], list(ARMS))
    rows = screens.spread(stay.assign(order=arms).sort_values("order"), "arm", asked.rate)
    rows["is_main"] = rows["arm"] == "limit"
    rows["name"] = rows["arm"].map(ARMS)
    told = [f"{row.name} median {row.p50:.0f}" for row in rows.itertuples()]
    inside = 100 * within(stay[asked.rate], stay["arm"])
    return Exhibit(
        title=f"{inside:.0f} % of the variance lies within the groups, not between them",
        subtitle=f"{asked.measured}, counties as they are",
        rows=rows,
        columns="name counties mean p10 p50 p90",
        titles={"name": "Group"},
        picture=lambda narrow: pictures.ranges(rows, narrow, xlabel=asked.unit),
        alt="Ranges of county rates: " + words.listed(told) + f" {asked.unit}.",
        marks="Line: 10th to 90th percentile; bar: middle half; dot: median",
        tables=asked.tables,
        behind=stay[[*EVIDENCE, asked.rate]],
    )


def within(values: pd.Series, groups: pd.Series) -> float:
    """Return the share of the variance of values that lies within groups.

    >>> within(pd.Series([1.0, 3, 5, 7]), pd.Series(list("aabb")))
    0.2
    """
    left = values - values.groupby(groups).transform("mean")
    return float((left**2).sum() / ((values - values.mean()) ** 2).sum())


def states(gap: Gap) -> Exhibit:
    """Show which states each side rests on, and which counties weigh most."""
    if pd.isna(gap.row["estimate"]):
        return Exhibit(sentences="There is no estimate to rest on states.")
    behind = gap.behind()
    side = pd.Series("comparison", behind.index).mask(behind["label"] == "sanctuary", "sanctuary")
    behind = behind.assign(side=side, heavy=behind["weight"].abs(), one=1.0)
    counted = pd.crosstab(behind["state"], side)
    weighed = behind.pivot_table("heavy", "state", "side", "sum", 0)
    weighed = 100 * weighed / weighed.sum()
    rows = counted.add_prefix("size_").join(weighed.add_prefix("percent_"))
    most = behind.nlargest(3, "heavy")
    top = [f"{county.name} ({county.state})" for county in most.itertuples()]
    counts, weighs = (_states(behind, column) for column in ("one", "heavy"))
    return Exhibit(
        title="Which states each side rests on",
        subtitle="Counties, and percent of the weight of the side",
        rows=rows.sort_values("percent_sanctuary", ascending=False).reset_index(),
        columns="state size_sanctuary percent_sanctuary size_comparison percent_comparison",
        titles={
            "size_sanctuary": "Sanctuary counties",
            "size_comparison": "Comparison counties",
            "percent_sanctuary": "% of sanctuary weight",
            "percent_comparison": "% of comparison weight",
        },
        tables=gap.asked.tables,
        behind=gap.behind(),
        sentences=(
            f"By their counties the sides count like {counts} of equal size, by what each "
            f"county weighs in the estimate like {weighs}.",
            f"The heaviest counties are {words.listed(top)}, with "
            f"{100 * most['heavy'].sum() / behind['heavy'].sum():.1f} % of all weight together.",
        ),
    )


def _states(behind: pd.DataFrame, column: str) -> str:
    """Return like how many states of equal size each side counts, by a column."""
    sides = [own for _, own in behind.groupby("side")]
    theirs, ours = (words.number(effective_clusters(own[column], own["state"])) for own in sides)
    return f"{ours} sanctuary and {theirs} comparison states"


def balance(gap: Gap) -> Exhibit:
    """Show how alike the groups are, before and after each adjustment that reweights."""
    found = gap.found.balance
    found = found[found["weights"] == gap.asked.weights]
    rows = found.pivot_table(
        index="covariate", columns="adjustment", values="std_mean_diff", sort=False
    )
    rows = rows.rename_axis(columns=None).reset_index()
    names = [name for name in ("raw", "cem", "entropy") if name in rows]
    return Exhibit(
        title="How alike the groups are",
        subtitle="Difference of means in standard deviations, sanctuary minus comparison",
        rows=rows.assign(covariate=rows["covariate"].map(words.title)),
        columns=("covariate", *names),
        titles={"raw": "As they are", "cem": "Matched", "entropy": "Reweighted"},
        digits=2,
        tables=gap.asked.tables,
        behind=gap.behind(),
    )
