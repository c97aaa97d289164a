"""The exhibits on who is compared: the agencies kept, their groups and make-up."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import variations, wording
from sanctuary_research.questions.adoption.changes import Changes
from sanctuary_research.questions.adoption.first_screen import behind
from sanctuary_research.questions.adoption.offices import REASONS, mean_of
from sanctuary_research.questions.adoption.question import PRIMARY, SHORT, TABLES, Asked
from sanctuary_research.questions.crime_rates.shown import ARMS, by_arm


def kept(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show which agencies are kept, why others are not, and who vanishes, by group."""
    known = frame.dropna(subset=["arm"])
    rows = by_arm(known, "screen")
    rows = rows.iloc[rows["screen"].map(REASONS.index).argsort()]
    gone, difference = variations.attrition(frame, asked)
    shares = [f"{ARMS[arm].lower()} {words.number(share)}" for arm, share in gone.items()]
    return Exhibit(
        title=wording.kept_title(asked),
        rows=rows,
        columns=("screen", *ARMS),
        titles=ARMS,
        tables=TABLES,
        behind=behind(frame),
        sentences="Percent of the agencies with every year before that lack one after: "
        f"{words.listed(shares)}; limit less comparison, alike in make-up, "
        f"{words.number(difference['estimate'])} points ({wording.span(difference)}).",
    )


def by_state(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the agencies kept by group and state, then their mean rates; all are behind it."""
    stay = frame[frame["screen"] == screens.KEPT]
    rows = by_arm(stay, "state").sort_values("limit", ascending=False, kind="stable")
    means = [
        f"{ARMS[arm].lower()} {words.number(before)} and {words.number(after)}"
        for arm, part in stay.groupby(pd.Categorical(stay["arm"], [*ARMS]), observed=True)
        for before, after in [[mean_of(part, PRIMARY[0], years).mean() for years in asked.sides]]
    ]
    return Exhibit(
        title="Agencies kept by group and state",
        rows=rows,
        columns=("state", *ARMS),
        titles=ARMS,
        tables=TABLES,
        behind=behind(frame),
        note="The rows behind this table are all agencies, each with its group and the reason.",
        sentences=f"Mean {SHORT[PRIMARY[0]]} per 10,000 residents before and after, as they are: "
        f"{words.listed(means)}.",
    )


def balance(found: Changes) -> Exhibit:
    """Show how alike the groups are in what is adjusted for."""
    table = found.compared[PRIMARY[0]].balance.query("weights == 'county'")
    names = table["covariate"].map(words.title)
    return wording.outcome_table(
        table.assign(covariate=names),
        "covariate mean_sanctuary mean_comparison std_mean_diff",
        title="How alike the two groups are",
        subtitle="Limit less comparison, in standard deviations",
        digits=2,
        behind=wording.compared(found),
    )
