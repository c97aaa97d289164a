"""The exhibits on who is compared: counties, states, balance."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.crime_rates.asked import Asked
from sanctuary_research.questions.crime_rates.frames import GROUPED
from sanctuary_research.questions.crime_rates.gaps import Gap
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


def states(gap: Gap) -> Exhibit:
    """Show which states each side rests on, and which counties weigh most."""
    if pd.isna(gap.row["estimate"]):
        return Exhibit(sentences="There is no estimate to rest on states.")
    behind = gap.behind()
    side = pd.Series("comparison", behind.index).mask(behind["label"] == "sanctuary", "sanctuary")
    behind = behind.assign(side=side, heavy=behind["weight"].abs())
    counted = pd.crosstab(behind["state"], side)
    weighed = behind.pivot_table("heavy", "state", "side", "sum", 0)
    weighed = 100 * weighed / weighed.sum()
    rows = counted.add_prefix("size_").join(weighed.add_prefix("percent_"))
    most = behind.nlargest(3, "heavy")
    top = [f"{county.name} ({county.state})" for county in most.itertuples()]
    sizes = (f"effective_clusters_{name}" for name in ("sanctuary", "comparison"))
    ours, theirs = (words.number(gap.row[size]) for size in sizes)
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
            f"The sides count like {ours} and {theirs} states of equal size.",
            f"The heaviest counties are {words.listed(top)}, with "
            f"{100 * most['heavy'].sum() / behind['heavy'].sum():.1f} % of all weight together.",
        ),
    )


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
