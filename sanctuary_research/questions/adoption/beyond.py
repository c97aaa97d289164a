"""The exhibits beyond the change asked for: other choices, places and policies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.display import events, pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.adoption import plain, staggered, variations
from sanctuary_research.questions.adoption.changes import Changes
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    SHORT,
    TABLES,
    Asked,
)
from sanctuary_research.questions.crime_rates.shown import ARMS

SHARES = np.linspace(0, 0.10, 21)
FURTHER = ("state_bureau_crime", *TABLES)
HANDLED = {
    "violent_cleared": "violent crimes cleared, California",
    "property_cleared": "property crimes cleared, California",
    "property_arrests": "arrests for property crimes, Colorado",
}


def other_choices(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the change of every outcome with one thing varied at a time."""
    table = variations.compared(variations.varied(frame, asked))
    rows, note = plain.spanned(table)
    first = rows[rows["outcome"].isin(PRIMARY)]
    order = pd.concat([first, rows.drop(first.index)])
    ends = [
        f"{SHORT[name]} {plain.sizes(rows.loc[rows['outcome'] == name, 'estimate'])}"
        for name in PRIMARY
    ]
    known = table.dropna(subset=["conf_low"])
    clear = known[(known["conf_low"] > 0) | (known["conf_high"] < 0)]
    named = [f"{SHORT[row.outcome]} ({row.choice})" for row in clear.itertuples()]
    withheld = int((table["estimate"].notna() & table["conf_low"].isna()).sum())
    return Exhibit(
        title="One thing varied at a time",
        subtitle="Change per 10,000 residents, limit less comparison",
        rows=order.assign(outcome=order["outcome"].map(OUTCOMES)),
        columns="choice outcome estimate range df n_sanctuary n_comparison",
        titles={
            "choice": "What is varied",
            "outcome": "Offence",
            "n_sanctuary": "Agencies under a limit",
            "n_comparison": "Agencies compared with",
        },
        digits={"estimate": 2},
        first=len(first),
        note=note,
        tables=FURTHER,
        brief=words.listed(ends),
        sentences=(
            f"Of {len(table)} estimates {withheld} have no honest range and "
            f"{len(table) - table['estimate'].notna().sum()} cannot be made.",
            f"{len(known) - len(clear)} of {len(known)} ranges include no change; not so: "
            f"{words.listed(named) or 'none'}. They share their agencies and are not judged "
            "together, so that some of so many stand out by chance.",
        ),
    )


def borders(found: Changes) -> Exhibit:
    """Show neighbours on both sides of a state line."""
    pairs = variations.border_pairs(found.frame, found.asked)
    if pairs.empty:
        return Exhibit(sentences=("No limit has a neighbour across a state line.",), brief="None")
    means = {name: float(np.average(pairs[name], weights=pairs["weight"])) for name in OUTCOMES}
    told = [f"{plain.amount(means[name])} {SHORT[name]}" for name in OUTCOMES]
    limited = pairs["county_fips"].nunique()
    by_state = pairs.drop_duplicates("county_fips")["state"].value_counts()
    states = [f"{name} {n}" for name, n in by_state.items()]
    return Exhibit(
        title=f"{limited} counties under a limit have a neighbour across a state line",
        subtitle="How much more the change of the limit's agencies is, per 10,000 residents",
        rows=pairs,
        columns="county_fips state neighbor_fips property violent homicide",
        titles={
            "neighbor_fips": "Neighbour",
            **{name: OUTCOMES[name].capitalize() for name in OUTCOMES},
        },
        first=5,
        tables=(*TABLES, "county_neighbors"),
        sentences=(
            f"On average over the {limited} ({words.listed(states)}): {words.listed(told)} per "
            "10,000 residents.",
            "No range: so few pairs share their counties and states, and no interval for such "
            "pairs has been simulated here.",
        ),
        brief=f"{len(pairs)} pairs, no range",
    )


def silence(found: Changes) -> Exhibit:
    """Show bounds of the raw differences if some of the comparison have limits unknown to us."""
    curves = {name: variations.silence(found.frame, found.asked, name, SHARES) for name in OUTCOMES}
    drawn = curves[PRIMARY[0]].assign(percent=100 * SHARES)
    at = [0, int(np.argmin(abs(SHARES - 0.02))), int(np.argmin(abs(SHARES - 0.05)))]
    rows = [
        {"outcome": OUTCOMES[name], "gap": curve["low"].iloc[0]}
        | {
            f"at_{100 * SHARES[k]:.0f}": words.interval(*curve[["low", "high"]].iloc[k], 1)
            for k in at[1:]
        }
        for name, curve in curves.items()
    ]
    told = f"With a limit in 2 % of the comparison {SHORT[PRIMARY[0]]} could be {rows[0]['at_2']}"
    return Exhibit(
        title=told,
        subtitle="Raw difference of the change, per 10,000 residents",
        rows=pd.DataFrame(rows),
        columns="outcome gap at_2 at_5",
        titles={
            "outcome": "Offence",
            "gap": "Raw difference",
            "at_2": "If 2 % have a limit",
            "at_5": "If 5 % have",
        },
        digits=2,
        picture=lambda narrow: pictures.ribbon(
            drawn,
            narrow,
            x="percent",
            xlabel="percent of the comparison that have a limit",
            ylabel="raw difference",
        ),
        alt=f"Bounds widen as more of the comparison may have a limit. {told}.",
        marks="Band: every value that the raw difference could take",
        tables=TABLES,
        brief=told,
    )


def state_laws() -> Exhibit:
    """Show recorded crime around the first state law that limits cooperation."""
    frame = staggered.states()
    rows, drawn = staggered.averages(frame), _around(staggered.studies(frame))
    chance = staggered.dealt_again()
    rows["p_chance"] = rows["outcome"].map(chance).where(rows["estimator"].eq(MAIN))
    main = rows[rows["estimator"] == MAIN]
    told = [
        f"{SHORT[row.outcome]} {words.number(row.percent, sign=True)} %{_percents(row)}, "
        f"p by dates dealt again {words.number(row.p_chance, 2)}"
        for row in main.itertuples()
    ]
    n = int(main["n_states"].max())
    return Exhibit(
        title=f"State laws: {n} states around their first law",
        subtitle=f"Change since the year before the law, per 10,000 people; {MAIN}",
        rows=_ranges(rows),
        columns="outcome estimator percent range p_value p_leads p_chance n_states",
        titles=TITLES,
        digits={"p_value": 3, "p_leads": 3, "p_chance": 3},
        first=len(OUTCOMES),
        picture=lambda narrow: events.around(
            drawn,
            narrow,
            time="event_time",
            between=(-0.5, -0.5),
            xlabel="years since the law",
            ylabel="per 10,000 people",
        ),
        alt=f"Event study around state laws. {'; '.join(told)}.",
        marks="Bar: 95 % range; band: all years at once",
        note="Two-way fixed effects and Poisson compare states under a law with each other too: "
        f"{words.number(staggered.forbidden('property'))} % of the weight for property crime. "
        "Poisson has no range: in simulation it covers less than 93 %.",
        tables=("state_crime", "policy_events"),
        sentences=(f"By {MAIN}: {'; '.join(told)}.",),
        brief=f"{n} states, {len(rows)} estimates",
    )


MAIN = staggered.ESTIMATORS["callaway_santanna"]
TITLES = {
    "outcome": "Offence",
    "percent": "% of the mean before",
    "p_leads": "p of the years before",
    "p_chance": "p, dates dealt again",
}


def _ranges(rows: pd.DataFrame) -> pd.DataFrame:
    ends = zip(rows["low_percent"], rows["high_percent"], strict=True)
    texts = ["none" if pd.isna(low) else words.interval(low, high) for low, high in ends]
    return rows.assign(range=texts, outcome=rows["outcome"].map(OUTCOMES))


def _percents(row) -> str:
    if pd.isna(row.low_percent):
        return ""
    return f" ({words.interval(row.low_percent, row.high_percent)})"


def _around(found: dict) -> pd.DataFrame:
    parts = [
        found[name].table.assign(panel=SHORT[name].capitalize())
        for name in PRIMARY
        if name in found
    ]
    return pd.concat(parts, ignore_index=True)


def secure_communities(asked: Asked) -> Exhibit:
    """Show sheriffs' crime around the activation of Secure Communities, the opposite policy."""
    frame = staggered.secure_communities(asked)
    rows = staggered.averages(frame, ("callaway_santanna", "imputation"))
    rows[["low_percent", "high_percent", "p_value", "p_leads"]] = np.nan
    drawn = _around(staggered.studies(frame, window=(-4, 2)))
    drawn[events.ENDS] = np.nan
    main = rows[rows["estimator"] == MAIN]
    told = [f"{SHORT[r.outcome]} {words.number(r.percent, sign=True)} %" for r in main.itertuples()]
    return Exhibit(
        title=f"Secure Communities: {main['n_adopters'].max():,} sheriffs around activation",
        subtitle="Change since the year before activation, per 10,000 residents",
        rows=_ranges(rows),
        columns="outcome estimator percent n_adopters n_states",
        titles={**TITLES, "n_adopters": "Agencies"},
        first=len(OUTCOMES),
        picture=lambda narrow: events.around(
            drawn,
            narrow,
            time="event_time",
            between=(-0.5, -0.5),
            xlabel="years since activation",
            ylabel="per 10,000 residents",
        ),
        alt=f"Estimates around activation, without ranges. {'; '.join(told)}.",
        marks="Hollow: no honest range",
        note="No range: with agencies in states whose counties were activated at different dates, "
        "intervals by state cover less than 93 % in simulation.",
        tables=(*TABLES, "secure_communities"),
        sentences=(
            f"By {MAIN}: {words.listed(told)} of the mean before.",
            "The programme widened what limits narrow, and no county chose its date.",
        ),
        brief="The opposite sign of policy, without ranges",
    )


def handled(asked: Asked) -> Exhibit:
    """Show clearances and arrests where a state prints them."""
    rows = variations.handled(asked)
    return Exhibit(
        title="Clearances and arrests, where a state counts them",
        subtitle="Per 100 recorded crimes of the counties of a group, all their agencies",
        rows=rows.assign(what=rows["what"].map(HANDLED), arm=rows["arm"].map(ARMS)),
        columns="what arm before after counties",
        titles={"what": "What", "before": "Before", "after": "After"},
        tables=FURTHER,
        sentences=(
            "One state each, so that nothing can be said of chance; in California counties not "
            "on the list are under the state's law, and in Colorado all counties are listed.",
        ),
        brief="California and Colorado, without a comparison that could tell",
    )
