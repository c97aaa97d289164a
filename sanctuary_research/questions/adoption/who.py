"""Exhibits of notebook 02 on who is compared: rows, policies, roles, means and balance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.treatments import ADOPTION_RULES, TREATMENTS
from sanctuary_research.display import events
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods import screens
from sanctuary_research.questions.adoption import alike, told
from sanctuary_research.questions.adoption.series import (
    ALL_TABLES,
    CONTROLS,
    COUNTED,
    CRIME_TABLES,
    FAR,
    SERIES,
    SILENCES,
)
from sanctuary_research.questions.adoption.three_panels import (
    SHARES,
    Panels,
    place_names,
    shares_of_counties,
)

ROLES = {
    "treated": "Adopted",
    "control": "Control",
    "not_coded": "Not coded",
    "treated_throughout": "Had it throughout",
}


def policies() -> Exhibit:
    """Say which policy each panel follows and when it counts for a year."""
    rows = pd.DataFrame(
        {
            "panel": [name.capitalize() for name in SERIES],
            "policy": [TREATMENTS[one.policy].title for one in SERIES.values()],
            "when": [ADOPTION_RULES[one.rule].title for one in SERIES.values()],
            "years": [f"{min(one.years)} to {max(one.years)}" for one in SERIES.values()],
        }
    )
    return Exhibit(
        title="The three panels and their policies",
        rows=rows,
        columns=("panel", "policy", "when", "years"),
        titles={"when": "Counted for a year when", "years": "Years"},
        tables=("policy_events",),
        sentences=tuple(
            f"{name.capitalize()}: {TREATMENTS[one.policy].rule}" for name, one in SERIES.items()
        ),
    )


def rows_kept(found: Panels) -> Exhibit:
    """Show how many rows of each panel are kept, and why the others are left out."""
    joined = [rows.assign(panel=name.capitalize()) for name, rows in found.loaded.items()]
    table = pd.concat(joined).groupby(["panel", "why"], sort=False)["year"]
    table = table.agg(rows="size", first_year="min", last_year="max").reset_index()
    kept = table[table["why"] == "kept"]
    brief = words.listed([f"{row.rows:,} of {row.panel.lower()}" for row in kept.itertuples()])
    county = found.loaded["counties"].query("year > 2012")
    return told.exhibit(
        found.asked,
        title="Rows of each panel, and why some are left out",
        rows=table,
        columns="panel why rows first_year last_year",
        tables=CRIME_TABLES,
        brief=f"Rows kept: {brief}",
        sentences=(screens.coverage_note(county, found.asked.min_coverage),),
    )


def calendar(found: Panels) -> Exhibit:
    """Show when each policy began and ended; a line stands for the places it names."""
    bars = adoption_bars(found)
    counts = bars.groupby("panel", sort=False)["n"].sum()
    told_of = words.listed([f"{n} of the {name}" for name, n in counts.items()])
    return Exhibit(
        title=f"Policies that began within a panel: {told_of}",
        subtitle="From the day the policy began to its end or that of the panel; the more places, "
        "the heavier the bar",
        rows=bars,
        picture=lambda narrow: events.adoptions(bars, narrow),
        alt="Adoption calendar. "
        + " ".join(
            f"{name}: " + words.listed([f"{row.row} {int(row.start)}" for row in part.itertuples()])
            for name, part in bars.groupby("panel", sort=False)
        )
        + ".",
        marks="Bar: in force. Cross: ended. The bar begins on the day known, or on the last day of "
        "the interval known",
        tables=("policy_events",),
        behind=found.evidence(),
        brief=told_of,
    )


def adoption_bars(found: Panels) -> pd.DataFrame:
    """Return one row a panel, state, first and last year: row (its name), start, end, until and n.

    Where a row stands for one place it bears that place's name.
    """
    names = place_names()
    policies = datasets.load_policy_events().set_index("event_id")
    began = policies["effective_latest"].fillna(policies["adopted_latest"])
    rows = found.adopters().query("role == 'treated'")
    is_county = rows["panel"] == "counties"
    rows = rows.assign(
        group=rows["unit"].where(~is_county, rows["unit"].str[:2]),
        start=rows["event_id"].map(began.dt.year + (began.dt.day_of_year - 1) / 366),
    )
    rows["start"] = rows["start"].fillna(rows["first_year"].astype(float))
    by = rows.groupby(["panel", "group", "first_year", "ended_year"], sort=False, dropna=False)
    bars = by.agg(start=("start", "min"), n=("unit", "size"), unit=("unit", "min")).reset_index()
    bars = bars.rename(columns={"ended_year": "end"})
    many = bars["group"].map(names) + ", " + bars["n"].astype(str) + " counties"
    bars["row"] = bars["unit"].map(names).where(bars["n"] == 1, many)
    bars["until"] = bars["panel"].map({name: max(one.years) + 1 for name, one in SERIES.items()})
    bars["panel"] = pd.Categorical(bars["panel"], list(SERIES))
    bars = bars.sort_values(["panel", "start"], kind="stable", ignore_index=True)
    return bars.astype({"end": float, "panel": str})


def roles(found: Panels) -> Exhibit:
    """Show how many places of each panel adopted, are controls, or are not coded."""
    table = found.adopters().groupby(["panel", "role"], sort=False).size().unstack(fill_value=0)
    table = table.reindex(index=list(SERIES), columns=list(ROLES), fill_value=0)
    rows = table.rename_axis(columns=None).reset_index()
    usable = []
    for name, frame in found.used.items():
        adopting = frame[frame["cohort"].notna()]
        usable.append(
            f"{name.capitalize()}: {words.count(adopting['unit'].nunique(), 'adopter')} in "
            f"{words.count(adopting['state_fips'].nunique(), 'state')} and "
            f"{frame['unit'].nunique() - adopting['unit'].nunique():,} others with usable counts."
        )
    lacking = [name for name in SERIES if name not in found.asked.held]
    return Exhibit(
        title="Places by role",
        rows=rows.assign(panel=rows["panel"].str.capitalize()),
        columns=("panel", *ROLES),
        titles=ROLES,
        tables=("policy_events",),
        sentences=(
            *usable,
            *(f"{name.capitalize()} do not count {found.asked.crimes}." for name in lacking),
        ),
    )


def reasons(found: Panels) -> Exhibit:
    """Show why places that are not adopters have the role they have."""
    why = found.adopters().query("event_id != '' and role != 'treated'")
    why = why.groupby(["panel", "role", "reason", "event_id"], sort=False).size()
    rows = why.rename("places").reset_index().sort_values("places", ascending=False, kind="stable")
    return told.exhibit(
        found.asked,
        title="Why places that did not adopt have their role",
        rows=rows.assign(role=rows["role"].map(ROLES), panel=rows["panel"].str.capitalize()),
        columns="reason panel role places event_id",
        titles={"places": "Places", "event_id": "Row that says so"},
        tables=("policy_events",),
        brief=f"{len(rows)} different reasons, each a row of a table",
    )


def reversals(found: Panels) -> Exhibit:
    """Show whose policy ended within a panel; they are followed until then."""
    names = place_names()
    ended = found.adopters().query("ended_year.notna()")
    rows = ended.assign(place=ended["unit"].map(names), panel=ended["panel"].str.capitalize())
    cut = {name: len(frame.attrs["truncated"]) for name, frame in found.used.items()}
    said = [f"{words.count(n, 'place')} of the {name}" for name, n in cut.items() if n]
    return told.exhibit(
        found.asked,
        title="Policies that ended within a panel",
        rows=rows,
        columns="place panel first_year ended_year readopted_year reason",
        titles={"reason": "Policy", "first_year": "First"},
        tables=("policy_events",),
        sentences=(
            f"A policy that ends is followed until the period before its end; cut off so: "
            f"{words.listed(said) if said else 'none'}.",
            "Adopters are followed for five years, so that early ones do not decide the average.",
        ),
    )


def raw_means(found: Panels) -> Exhibit:
    """Show the mean rate of adopters, controls and places not coded, each place once."""
    asked, parts = found.asked, []
    for name in asked.held:
        calendar, unit = found.calendars["not_coded"][name], SERIES[name].unit
        rows = found.crime[name].dropna(subset=[asked.outcome, "population"])
        rows = rows.merge(calendar[[unit, "role"]], on=unit, validate="m:1")
        rate = 100_000 * rows[asked.outcome].astype(float) / rows["population"].astype(float)
        means = rows.assign(rate=rate).groupby(["role", "year"])["rate"].mean().reset_index()
        parts.append(means.assign(panel=name.capitalize()))
    raw = pd.concat(parts).query("role != 'treated_throughout'")
    raw["order"] = raw["role"].map({role: k for k, role in enumerate(ROLES)})
    raw = raw.sort_values("order", kind="stable", ignore_index=True)
    raw["role"] = raw["role"].map(ROLES)
    edge = raw.sort_values("year").groupby(["panel", "role"])["rate"].agg(["first", "last"])
    ends = [
        f"{panel}, {role.lower()} {row['first']:.0f} to {row['last']:.0f}"
        for (panel, role), row in edge.iterrows()
    ]
    return Exhibit(
        title=f"Recorded {asked.crimes} as they are, by role",
        subtitle=f"Mean of {asked.crimes} per 100,000 people, each place once, nothing adjusted",
        rows=raw.drop(columns="order"),
        picture=lambda narrow: events.trends(
            raw,
            narrow,
            x="year",
            y="rate",
            kind="role",
            panel="panel",
            ylabel="per 100,000 people",
        ),
        alt=f"Mean rates in the first and last year: {words.listed(ends)}.",
        tables=(*CRIME_TABLES, "policy_events"),
        brief="Lines that part before adoption are a warning",
    )


def stacks(found: Panels) -> dict[str, pd.DataFrame]:
    """Return adopters beside the controls of their date, by panel and reading of silence."""
    asked, known = found.asked, shares_of_counties()
    result = {}
    for name in asked.held:
        for how, said in SILENCES.items():
            stack = alike.compared_before(
                found.frames(how)[name],
                SERIES[name].counts,
                outcome=asked.outcome,
                control=asked.control,
                weights=asked.weights,
            )
            if name == "counties":
                stack = stack.merge(known, on="unit", how="left", validate="m:1")
                assert stack[SHARES[0]].notna().mean() > 0.95
            result[f"{name}, {said}"] = stack
    return result


def alike_before(found: Panels) -> tuple[Exhibit, Exhibit]:
    """Show how alike adopters and their controls were before, and whether they overlap."""
    asked, parts = found.asked, stacks(found)
    short = [f"{asked.outcome} rate", f"trend of {asked.outcome} rate", "log population"]
    balance, overlap = alike.balance_and_overlap(
        parts, {key: SHARES if key.startswith("counties") else short for key in parts}
    )
    balance["covariate"] = balance["covariate"].str.replace("_", " ")
    overlap[["inside_all", "inside"]] = 100 * overlap[["inside_all", "inside"]].astype(float)
    how = f"{COUNTED[asked.weights]}; controls: {CONTROLS[asked.control]}"
    far = (balance["std_mean_diff"].abs() > FAR).groupby(balance["name"], sort=False).sum()
    size = balance.groupby("name", sort=False).size()
    brief = words.listed([f"{far[name]} of {size[name]} ({name})" for name in far.index])
    order = np.argsort(-balance["std_mean_diff"].abs().to_numpy(), kind="stable")
    tables = (*asked.tables, "county_covariates")
    return (
        told.exhibit(
            asked,
            title="Adopters and their controls in the period before adoption",
            subtitle="The rows that differ most; rates per 100,000 people, trends a year",
            rows=balance.iloc[order],
            columns="covariate name mean_adopters mean_controls std_mean_diff",
            titles={"name": "Panel", "std_mean_diff": "Apart, standard deviations"},
            digits=2,
            note=told.under(f"{how}; shares of the counties are of 2011-15"),
            tables=tables,
            brief=f"Covariates more than {FAR} standard deviations apart: {brief}",
            sentences=(f"More than {FAR} standard deviations apart are {brief}.",),
        ),
        told.exhibit(
            asked,
            title="Do adopters lie where controls are?",
            rows=overlap,
            columns="name n_adopters n_controls inside_all propensity inside effective",
            titles={"name": "Panel"},
            digits={"inside_all": 0, "inside": 0},
            note=told.under(
                f"logit of adoption: counties on four shares, others on the rate, its trend and "
                f"population; {how}"
            ),
            tables=tables,
        ),
    )


def caveats() -> Exhibit:
    """Show what the tables ask to be read before use."""
    rows = [
        {"caveat": note, "table": name} for name in ALL_TABLES for note in datasets.caveats(name)
    ]
    table = pd.DataFrame(rows).groupby("caveat", sort=False)["table"].agg(", ".join).reset_index()
    return Exhibit(
        title="Caveats of the tables",
        rows=table,
        columns=("caveat", "table"),
        brief=words.count(len(table), "caveat"),
        tables=ALL_TABLES,
        first=6,
    )
