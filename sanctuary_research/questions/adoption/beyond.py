"""The exhibits beyond the change asked for: other choices, places and policies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.display import yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.adoption import staggered, variations, wording
from sanctuary_research.questions.adoption.changes import Changes, holm
from sanctuary_research.questions.adoption.first_screen import or_why
from sanctuary_research.questions.adoption.question import OUTCOMES, PRIMARY, SHORT, TABLES, Asked
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.crime_rates import gaps
from sanctuary_research.questions.crime_rates.frames import sides
from sanctuary_research.questions.crime_rates.shown import ARMS, ranged
from sanctuary_research.questions.crime_rates.variants import at_shares

FURTHER = ("state_bureau_crime", *TABLES)
MAIN = staggered.ESTIMATORS["callaway_santanna"]
HANDLED = {
    "violent_cleared": "violent crimes cleared, California",
    "property_cleared": "property crimes cleared, California",
    "property_arrests": "arrests for property crimes, Colorado",
}


def other_choices(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the change of every outcome with one thing varied at a time."""
    varied = variations.varied(frame, asked)
    table = variations.compared(varied)
    table = table.iloc[np.argsort(~table["outcome"].isin(PRIMARY), kind="stable")]
    known = table.dropna(subset=["conf_low"])
    clear = known[wording.is_clear(known)]
    named = [f"{SHORT[row.outcome]} ({row.choice})" for row in clear.itertuples()]
    return wording.outcome_table(
        table,
        "choice outcome estimate range df n_sanctuary n_comparison",
        title="One thing varied at a time",
        subtitle="Change per 10,000 residents, limit less comparison",
        first=int(table["outcome"].isin(PRIMARY).sum()),
        tables=FURTHER,
        behind=gaps.by_choice(
            {n: wording.of_agencies(rows, how) for n, (rows, how, _) in varied.items()}
        ),
        sentences=f"{len(known) - len(clear)} of {len(known)} ranges include no change; not so: "
        f"{words.listed(named) or 'none'}. Some of so many stand out by chance.",
    )


@or_why
def borders(found: Changes) -> Exhibit:
    """Show neighbours on both sides of a state line."""
    pairs = variations.border_pairs(found.frame, found.asked)
    if pairs.empty:
        return Exhibit(sentences="No limit has a neighbour across a state line.")
    means = [float(np.average(pairs[name], weights=pairs["weight"])) for name in OUTCOMES]
    limited = pairs.drop_duplicates("county_fips")
    states = [f"{name} {n}" for name, n in limited["state"].value_counts().items()]
    return wording.outcome_table(
        pd.DataFrame({"outcome": list(OUTCOMES), "estimate": means}),
        "outcome estimate",
        title=f"{len(limited)} counties under a limit have a neighbour across a state line",
        subtitle="How much more the change of the limit's agencies is, per 10,000 residents",
        tables=(*TABLES, "county_neighbors"),
        behind=pairs.merge(
            wording.compared(found).drop_duplicates("county_fips"), on="county_fips"
        ),
        sentences=f"They lie in {words.listed(states)}; each counts once, against the mean of its "
        f"neighbours ({len(pairs)} pairs).",
    )


@or_why
def silence(found: Changes) -> Exhibit:
    """Show bounds of the raw differences if some of the comparison have limits unknown to us."""
    chosen = sides(found.frame, found.asked.comparison)
    chosen["is_silent"] = chosen["label"].eq("not_sanctuary")
    rows = [
        {"outcome": name, **at_shares(chosen, 1, outcome=name, unit="agency_id")}
        for name in OUTCOMES
    ]
    told = f"With a limit in 2 % of the comparison {SHORT[PRIMARY[0]]} could be {rows[0]['at_2']}"
    return wording.outcome_table(
        pd.DataFrame(rows),
        "outcome raw_difference at_2 at_5 at_10",
        title=told,
        subtitle="Raw difference of the change, per 10,000 residents, and its bounds",
        digits=2,
        behind=wording.compared(found),
    )


def state_laws() -> Exhibit:
    """Show recorded crime around the first state law that limits cooperation."""
    frame = staggered.states()
    rows, chance = staggered.averages(frame), staggered.dealt_again()
    rows["p_chance"] = rows["outcome"].map(chance).where(rows["estimator"].eq(MAIN))
    least = holm(pd.Series(chance)).min()
    told = _told(rows)
    n = int(rows["n_states"].max())
    return _staggered(
        rows,
        staggered.studies(frame),
        "outcome estimator percent range p_value p_leads p_chance n_states",
        title=f"State laws: {n} states around their first law",
        subtitle=f"Change since the year before the law, per 10,000 people; {MAIN}",
        alt=f"Event study around state laws. {told}.",
        marks="Bar: 95 % range; band: all years at once",
        note="Poisson has no range: in simulation it covers less than 93 %. Of the two-way weight "
        f"{words.number(staggered.forbidden(PRIMARY[0]))} % compare later laws with earlier ones.",
        tables=("state_crime", "policy_events"),
        behind=staggered.laws(),
        sentences=(
            f"By {MAIN}: {told}.",
            f"Adjusted for {len(chance)} outcomes (Holm) the least p by dates dealt again is "
            f"{words.number(least, 2)}.",
        ),
    )


def secure_communities() -> Exhibit:
    """Show sheriffs' crime around the activation of Secure Communities, the opposite policy."""
    frame = staggered.secure_communities()
    rows = staggered.averages(frame, ("callaway_santanna", "imputation"))
    rows[["low_percent", "high_percent"]] = np.nan
    told = _told(rows)
    return _staggered(
        rows,
        staggered.studies(frame, window=(-4, 2)),
        "outcome estimator percent n_adopters n_states",
        title=f"Secure Communities: {rows['n_adopters'].max():,} sheriffs around activation",
        subtitle="Change since the year before activation, per 10,000 residents",
        alt=f"Estimates around activation, without ranges. {told}.",
        marks="Hollow: no honest range",
        note="No range: in simulation intervals by state cover less than 93 % here.",
        tables=(*TABLES, "secure_communities"),
        behind=evidence("secure_communities", staggered.activations(frame)),
        sentences=f"By {MAIN}: {told}.",
    )


def _told(rows: pd.DataFrame) -> str:
    """Return the averages of the main estimator in percent of the mean before, in words."""
    main = rows[rows["estimator"] == MAIN].itertuples()
    parts = [f"{SHORT[row.outcome]} {words.number(row.percent, sign=True)}" for row in main]
    return f"{words.listed(parts)} % of the mean before"


def _staggered(rows: pd.DataFrame, found: dict, columns: str, **about: object) -> Exhibit:
    """Show averages, and the event studies of the primary outcomes; ranges if the rows have any."""
    drawn = pd.concat([found[n].table.assign(panel=SHORT[n].capitalize()) for n in PRIMARY])
    if rows["low_percent"].isna().all():
        drawn[yearly.ENDS] = np.nan
    ends = {"low_percent": "conf_low", "high_percent": "conf_high"}
    look = {"time": "event_time", "between": (-0.6, -0.4), "xlabel": "years since"}
    return wording.outcome_table(
        ranged(rows.rename(columns=ends))[0],
        columns,
        first=len(OUTCOMES),
        picture=lambda narrow: yearly.around(drawn, narrow, ylabel="per 10,000 people", **look),
        **about,
    )


def handled(asked: Asked) -> Exhibit:
    """Show clearances and arrests where a state prints them."""
    counted = variations.whole_bureaus(asked)
    rows = variations.handled(counted)
    return wording.outcome_table(
        rows.assign(outcome=rows["what"].map(HANDLED), arm=rows["arm"].map(ARMS)),
        "outcome arm before after counties",
        title="Clearances and arrests, where a state counts them",
        subtitle="Per 100 recorded crimes of the counties of a group, all their agencies",
        tables=FURTHER,
        behind=evidence("state_bureau_crime", counted, "what", "arm"),
    )
