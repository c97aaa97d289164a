"""The exhibits on who is compared: the plan, the agencies kept, their groups and make-up."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import plain, variations
from sanctuary_research.questions.adoption.changes import Changes
from sanctuary_research.questions.adoption.first_screen import behind
from sanctuary_research.questions.adoption.lead_up import mean_of
from sanctuary_research.questions.adoption.offices import REASONS
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, TABLES, Asked
from sanctuary_research.questions.crime_rates.shown import ARMS


def plan() -> Exhibit:
    """Say what was decided before the result was seen, and where that stands."""
    return Exhibit(
        brief=f"Two primary outcomes, written down on {words.date(plain.PLANNED)}",
        sentences=(
            f"The plan ({plain.PLAN}) was written on {words.date(plain.PLANNED)}, before any crime "
            "of these agencies was looked at by group.",
            "Two primary outcomes: property crime, and violent crime without rape, whose "
            "definition was widened in 2013. Their p-values are adjusted by Holm for being two.",
            "It says when the years before count as failing, what would be said in each case, and "
            "what had been seen before: above all notebook 01, whose counties these largely are.",
        ),
    )


def kept(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show which agencies are kept, why others are not, and who vanishes, by group."""
    known = frame.dropna(subset=["arm"])
    rows = pd.crosstab(known["screen"], known["arm"])
    rows = rows.reindex(index=[r for r in REASONS if r in rows.index], columns=[*ARMS])
    rows = rows.fillna(0).astype(int).rename_axis(columns=None).reset_index()
    gone, difference = variations.attrition(frame, asked)
    shares = [
        f"{words.number(row.percent)} % under {ARMS[row.arm].lower()}" for row in gone.itertuples()
    ]
    stay = int(frame["screen"].eq(screens.KEPT).sum())
    return Exhibit(
        title=f"Agencies kept, and why others are left out: {asked.series.name}",
        rows=rows,
        columns=("screen", *ARMS),
        titles={**ARMS, "screen": "Kept or why not"},
        tables=TABLES,
        behind=behind(frame),
        brief=f"{stay:,} of {len(frame):,} agencies",
        sentences=(
            f"Of agencies with every year before, these lack a year after: {words.listed(shares)}.",
            f"Limit less comparison, alike in make-up: {words.number(difference['estimate'])} "
            f"percentage points{points(difference)}.",
        ),
    )


def points(row: pd.Series) -> str:
    """Return a range in brackets, or why there is none."""
    if pd.isna(row["conf_low"]):
        return f" (no honest range: {row['withheld']})"
    return f" ({words.interval(row['conf_low'], row['conf_high'])})"


def by_state(frame: pd.DataFrame) -> Exhibit:
    """Show the agencies kept by group and state; every agency is behind it."""
    stay = frame[frame["screen"] == screens.KEPT]
    rows = pd.crosstab(stay["state"], stay["arm"]).reindex(columns=list(ARMS), fill_value=0)
    rows = rows.sort_values("limit", ascending=False, kind="stable")
    most = rows.index[0]
    return Exhibit(
        title="Agencies kept by group and state",
        rows=rows.rename_axis(columns=None).reset_index(),
        columns=("state", *ARMS),
        titles=ARMS,
        tables=TABLES,
        behind=behind(frame),
        note="The rows behind this table are all agencies, each with its group and the reason.",
        brief=f"{int((rows['limit'] > 0).sum())} states with a limit, most in {most}",
    )


def levels(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the mean rates of each group before and after, as they are."""
    stay = frame[frame["screen"] == screens.KEPT]
    rows = [
        {
            "arm": ARMS[arm],
            "outcome": OUTCOMES[name],
            "before": mean_of(part, name, asked.before).mean(),
            "after": mean_of(part, name, asked.after).mean(),
            "agencies": len(part),
        }
        for name in OUTCOMES
        for arm, part in stay.groupby(pd.Categorical(stay["arm"], [*ARMS]), observed=True)
    ]
    table = pd.DataFrame(rows)
    table["change"] = table["after"] - table["before"]
    return Exhibit(
        title=f"Mean rates by group, {asked.period}",
        subtitle="Per 10,000 residents, agencies as they are",
        rows=table,
        columns="outcome arm before after change agencies",
        titles={"outcome": "Offence", "before": "Before", "after": "After", "change": "Change"},
        digits=2,
        first=8,
        tables=TABLES,
        brief="Before anything is made alike",
    )


def balance(found: Changes) -> Exhibit:
    """Show how alike the groups are in what is adjusted for."""
    table = found.compared[PRIMARY[0]].balance.query("weights == 'county' and adjustment == 'raw'")
    worst = table.loc[table["std_mean_diff"].abs().idxmax()]
    return Exhibit(
        title="How alike the two groups are",
        subtitle="Difference of means in standard deviations, limit less comparison",
        rows=table.assign(covariate=table["covariate"].map(words.title)),
        columns="covariate mean_sanctuary mean_comparison std_mean_diff",
        titles={"mean_sanctuary": "Limit", "mean_comparison": "Comparison"},
        digits=2,
        tables=TABLES,
        brief=f"They differ most on {words.title(worst['covariate']).lower()}",
    )
