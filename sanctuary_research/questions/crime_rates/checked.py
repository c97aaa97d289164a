"""The exhibits for those who want to check: who is compared, how sure we are, what if."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import pictures
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import attempt_each
from sanctuary_research.methods import screens
from sanctuary_research.methods.groups.across import leave_one_out
from sanctuary_research.methods.groups.clusters import effective_clusters
from sanctuary_research.methods.groups.power import detectable
from sanctuary_research.methods.groups.silence import silence_bounds
from sanctuary_research.questions.crime_rates import gaps, said
from sanctuary_research.questions.crime_rates.asked import ADJUSTED, ALL_TABLES, CRIMES, Asked
from sanctuary_research.questions.crime_rates.frames import labelled, sides
from sanctuary_research.questions.crime_rates.gaps import EveryGap, Gap
from sanctuary_research.questions.crime_rates.shown import ARMS, named, ranged

SHARES = np.linspace(0, 0.10, 41)
RANGE = ("estimate", "range", "df", "n_sanctuary", "n_comparison", "effective_clusters_sanctuary")


def plan() -> Exhibit:
    """Say what was decided before the result was seen, and where that stands."""
    return Exhibit(
        brief=f"One primary estimate, written down on {words.date(said.PLANNED)}",
        sentences=(
            f"The plan ({said.PLAN}) was written on {words.date(said.PLANNED)}, before any crime "
            "number was computed for the counties of ICE's list.",
            "It names one primary estimate: index crime of 2015, the list of October 2014 against "
            "counties under no limit and no ban, least squares on region, size, rural share and "
            "the make-up of 2006-10, each county once, CR2 intervals by state.",
            "Everything else is there to be looked at, not chosen from, and is judged together.",
            "It also lists what had been seen before, and what was changed since.",
        ),
    )


def reasons(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show what puts most people's counties in their group."""
    known = frame[frame["arm"] != "not_coded"]
    by = ["arm", "reason", "evidence_table", "evidence_id"]
    rows = screens.tally(known, by).sort_values("people", ascending=False, kind="stable")
    return Exhibit(
        title=f"Why counties are in their group: “{asked.name}”",
        rows=rows.assign(arm=rows["arm"].map(ARMS)),
        columns=("reason", "arm", "counties", "people", "evidence_id"),
        tables=asked.label_tables,
        brief=f"{len(rows)} different reasons, each a row of a table",
    )


def your_county(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show the groups state by state; every county with its reason is behind it."""
    table = pd.crosstab(frame["state"], frame["arm"]).reindex(columns=list(ARMS), fill_value=0)
    rows = table.rename_axis(columns=None).reset_index()
    return Exhibit(
        title=f"Counties by group and state: “{asked.name}”",
        rows=rows,
        columns=("state", *ARMS),
        titles=ARMS,
        tables=asked.label_tables,
        behind=frame[
            [
                "county_fips",
                "name",
                "state",
                "arm",
                "reason",
                "evidence_table",
                "evidence_id",
                "screen",
                "population",
            ]
        ],
        note="The rows behind this table are all counties, each with its group and the reason.",
        brief="Every county with its group and the row that says so, to download",
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
        subtitle=f"{asked.unit}, {asked.year}, counties as they are".capitalize(),
        rows=rows,
        columns=("name", "counties", "mean", "p10", "p50", "p90"),
        titles={"name": "Group"},
        picture=lambda narrow: pictures.ranges(rows, narrow, xlabel=asked.unit),
        alt="Ranges of county rates: " + words.listed(told) + f" {asked.unit}.",
        marks="Line: 10th to 90th percentile; bar: middle half; dot: median",
        tables=asked.tables,
        brief=words.listed(told),
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
        return Exhibit(sentences=("There is no estimate to rest on states.",), brief="None")
    behind = gap.behind()
    behind["side"] = np.where(behind["label"] == "sanctuary", "sanctuary", "comparison")
    behind = behind.assign(size=behind["weight"].abs(), one=1.0)
    by = behind.groupby(["state", "side"])["size"].agg(["size", "sum"]).reset_index()
    by["percent"] = 100 * by["sum"] / by.groupby("side")["sum"].transform("sum")
    rows = by.pivot(index="state", columns="side", values=["size", "percent"])
    rows = rows.reindex(
        columns=pd.MultiIndex.from_product([["size", "percent"], ["sanctuary", "comparison"]])
    )
    rows.columns = [f"{kind}_{side}" for kind, side in rows.columns]
    rows = rows.fillna(0).sort_values("percent_sanctuary", ascending=False).reset_index()
    counts = [name for name in rows if name.startswith("size_")]
    most = behind.nlargest(3, "size")
    top = [f"{county.name} ({county.state})" for county in most.itertuples()]
    counted, weighed = (
        [effective_clusters(part[column], part["state"]) for _, part in behind.groupby("side")][
            ::-1
        ]
        for column in ("one", "size")
    )
    return Exhibit(
        title="Which states each side rests on",
        subtitle="Counties, and percent of the weight of the side",
        rows=rows.astype(dict.fromkeys(counts, int)),
        columns=(
            "state",
            "size_sanctuary",
            "percent_sanctuary",
            "size_comparison",
            "percent_comparison",
        ),
        titles={
            "size_sanctuary": "Sanctuary counties",
            "size_comparison": "Comparison counties",
            "percent_sanctuary": "% of sanctuary weight",
            "percent_comparison": "% of comparison weight",
        },
        tables=gap.asked.tables,
        behind=gap.behind(),
        brief=f"{_states(counted)}, by their counties",
        sentences=(
            f"By their counties the sides count like {_states(counted)} of equal size, by what "
            f"each county weighs in the estimate like {_states(weighed)}.",
            f"The heaviest counties are {words.listed(top)}, with "
            f"{100 * most['size'].sum() / behind['size'].sum():.1f} % of all weight together.",
        ),
    )


def _states(sizes: list[float]) -> str:
    """Return the effective states of the sanctuary side and of the other."""
    ours, theirs = (words.number(size) for size in sizes)
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
    worst = rows.loc[rows["raw"].abs().idxmax()]
    return Exhibit(
        title="How alike the groups are",
        subtitle="Difference of means in standard deviations, sanctuary minus comparison",
        rows=rows.assign(covariate=rows["covariate"].map(words.title)),
        columns=("covariate", *names),
        titles={"raw": "As they are", "cem": "Matched", "entropy": "Reweighted"},
        digits=2,
        tables=gap.asked.tables,
        brief=f"They differ most on {words.title(worst['covariate']).lower()}",
    )


def sureness(gap: Gap, *, draws: int = gaps.DRAWS, seed: int = gaps.SEED) -> Exhibit:
    """Show the estimate's interval beside a bootstrap, and what the design could have seen."""
    row = gap.row
    found, refused = attempt_each([gap], lambda one: gaps.bootstrap(one, draws=draws, seed=seed))
    seen = words.number(detectable(row["std_error"], row["df"]), 0)
    names = ["method", "estimate", "conf_low", "conf_high", "df", "p_value"]
    rows = [("CR2 by state, Imbens-Kolesár degrees of freedom", *row[names[1:]])]
    for wild in found.values():
        method = f"Restricted wild cluster bootstrap by state, Webb weights, {draws:,} draws"
        ends = wild.conf_low, wild.conf_high
        rows.append((method, wild.estimate, *ends, np.nan, wild.p_value))
    withheld = [f"No interval: {row['withheld']}."] if row["withheld"] else []
    withheld += [f"No bootstrap: {error.case}." for error in refused.values()]
    return Exhibit(
        title="How far the estimate may be off",
        subtitle=f"{gap.asked.unit}, {gap.asked.year}".capitalize(),
        rows=pd.DataFrame(rows, columns=names),
        columns=names,
        digits={"p_value": 3},
        note=" ".join(withheld),
        tables=gap.asked.tables,
        brief=f"The smallest difference that this design finds four times in five is {seen}",
        sentences=(
            f"A true difference of {seen} per 10,000 people would be found four times in five; a "
            "smaller one would often be missed.",
        ),
    )


def without_each_state(gap: Gap) -> Exhibit:
    """Show the estimate with each state left out."""
    asked, drawn = gap.asked, _without(gap)
    if drawn.empty:
        return Exhibit(sentences=("No estimate is left when a state is left out.",), brief="None")
    low, high = drawn.iloc[0], drawn.iloc[-1]
    told = (
        f"{said.amount(low['estimate'])} without {low['name']}",
        f"{said.amount(high['estimate'])} without {high['name']}",
    )
    turned = (np.sign(drawn["estimate"]) != np.sign(gap.row["estimate"])).sum()
    return Exhibit(
        title=f"Leaving out one state moves the estimate from {told[0]} to {told[1]}",
        subtitle=f"{asked.unit}, {asked.year}; each dot leaves out one state".capitalize(),
        rows=drawn,
        columns=("name", "estimate", "conf_low", "conf_high"),
        titles={"name": "Without"},
        picture=lambda narrow: pictures.strip(
            drawn,
            narrow,
            xlabel=f"{CRIMES[asked.outcome]} per 10,000 people",
            whole=gap.row["estimate"],
        ),
        alt=f"Estimates with each of {len(drawn)} states left out, from {told[0]} to {told[1]}.",
        marks="Dot: estimate; line: 95 % interval; dashed: with all states",
        tables=gap.asked.tables,
        brief=f"From {told[0]} to {told[1]}",
        sentences=(
            f"The sign changes when one of {words.count(int(turned), 'state')} is left out."
            if turned
            else "The sign stays whichever state is left out.",
        ),
    )


def before(asked: Asked) -> Exhibit:
    """Show the same groups in 2012, before nearly every listing, and the change since."""
    rows, note = ranged(gaps.before_and_since(asked))
    first, last = rows.iloc[0], rows.iloc[-1]
    told = said.since(first, last, asked)
    return Exhibit(
        title=told[0].rstrip("."),
        subtitle=f"{asked.unit}, groups of {asked.year}, {ADJUSTED[asked.adjustment]}".capitalize(),
        rows=rows,
        columns=("what", "estimate", "range", "df", "p_bootstrap", "n_sanctuary", "n_comparison"),
        titles={"what": "When", "p_bootstrap": "p by bootstrap"},
        digits={"p_bootstrap": 3},
        note=note,
        tables=asked.tables,
        brief=told[0],
        sentences=(*told[1:], *_moved(asked)),
    )


def _moved(asked: Asked) -> tuple[str, ...]:
    """Return between what the change since 2012 moves when one state is left out."""
    if asked.year == 2012:
        return ()
    change = gaps.frames_over_time(asked)[f"change from 2012 to {asked.year}"]
    found = _without(gaps.gap(change, asked, adjustments=[asked.adjustment]))
    if found.empty:
        return ()
    low, high = found.iloc[0], found.iloc[-1]
    return (
        f"Leaving out one state moves the change from {said.amount(low['estimate'])} (without "
        f"{low['name']}) to {said.amount(high['estimate'])} (without {high['name']}).",
    )


def _without(gap: Gap) -> pd.DataFrame:
    """Return the estimate without each state, from the least to the greatest."""
    found = leave_one_out(
        gap.frame,
        adjustment=gap.asked.adjustment,
        weights=gap.asked.weights,
        **gaps.options(gap.asked),
    )
    found = found.rename(columns={"cluster": "name"})
    return found.dropna(subset="estimate").sort_values("estimate", ignore_index=True)


def other_choices(asked: Asked) -> Exhibit:
    """Show the estimate with one choice changed at a time."""
    rows, note = ranged(gaps.other_choices(asked))
    low, high = rows["estimate"].min(), rows["estimate"].max()
    return Exhibit(
        title="One choice changed at a time",
        subtitle="Per 10,000 people",
        rows=rows,
        columns=("choice", *RANGE),
        titles={"choice": "Choice"},
        note=note,
        tables=asked.tables,
        brief=f"From {said.amount(low)} to {said.amount(high)}",
    )


def urbanicity(asked: Asked) -> Exhibit:
    """Show the estimate within each class of urbanicity, beside what CAP reported."""
    rows, note = ranged(gaps.by_urbanicity(asked))
    told = datasets.load_published_estimates().query(
        "study_id == 'wong_2017' and outcome == 'index_crime' and unit == 'per_10k'"
    )
    told = told.drop_duplicates("scope").set_index("scope")
    rows["cap"] = [
        "–"
        if name not in told.index
        else words.number(told.loc[name, "estimate"])
        if pd.notna(told.loc[name, "estimate"])
        else {"negative": "lower", "positive": "slightly higher"}.get(told.loc[name, "sign"], "–")
        for name in rows["urbanicity"]
    ]
    return Exhibit(
        title="Within each class of urbanicity",
        subtitle=f"{asked.unit}, {asked.year}".capitalize(),
        rows=rows,
        columns=("urbanicity", "estimate", "range", "n_sanctuary", "n_comparison", "cap"),
        titles={"urbanicity": "Class (NCHS 2013)", "cap": "CAP (2017)"},
        note=note,
        tables=(*asked.tables, "county", "published_estimates"),
        brief="Large and small, urban and rural, each compared with its own kind",
    )


def silence(frame: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show between which bounds the raw gap lies if silent counties have limits of their own."""
    chosen = sides(frame, "others")
    n = int(chosen["is_silent"].sum())
    if not n:
        return Exhibit(
            title="No county of this comparison is silent",
            sentences=("Under this definition every county is coded by a row or a whole list.",),
            brief="None: every county is coded by a row or a whole list",
        )
    rows = silence_bounds(
        chosen,
        silent="is_silent",
        shares=SHARES,
        weights=asked.weights,
        outcome=asked.rate,
        unit="county_fips",
    )
    at_two = rows.iloc[(rows["share"] - 0.02).abs().argmin()]
    rows["percent"] = 100 * rows["share"]
    said_of = f"{words.number(at_two['low'], 0)} to {words.number(at_two['high'], 0)}"
    listed = labelled(chosen[chosen["is_silent"]], asked.but(definition="ice_list_2014"))
    suggested = 100 * listed["arm"].eq("limit").mean()
    return Exhibit(
        title=f"If 2 % of the silent counties had a limit, the raw gap could be {said_of}",
        subtitle=f"{asked.unit}, {asked.year}; limits against all other counties, as they are; "
        f"{n:,} of them are spoken of by no row",
        rows=rows,
        columns=("percent", "low", "high"),
        titles={"percent": "% of silent counties with a limit", "low": "Least", "high": "Greatest"},
        picture=lambda narrow: pictures.ribbon(
            rows,
            narrow,
            x="percent",
            xlabel="percent of silent counties that have a limit",
            ylabel="raw gap",
            marks=[(suggested, "as many as ICE listed")],
        ),
        alt=f"Bounds of the raw gap widen as more of {n:,} silent counties may have a limit; at "
        f"2 % they are {said_of}.",
        marks="Band: every value that the raw gap could take",
        tables=asked.tables,
        sentences=(
            f"Of these silent counties ICE's list of 2014 named {words.number(suggested)} %.",
        ),
        brief=f"{n:,} counties are spoken of by no row; at 2 % the gap lies in {said_of}",
    )


def published(gap: Gap) -> Exhibit:
    """Show the published differences on the same scale and whether the interval excludes them."""
    rows = gaps.published(gap)
    out = rows[rows["is_excluded"].fillna(False).astype(bool)]
    cap = rows[rows["scope"] == "all counties"]
    value = cap["published"].iloc[0] if len(cap) else float("nan")
    verb = "excludes" if len(out) and value in out["published"].tolist() else "does not exclude"
    told = (
        f"The interval {verb} the figure of {words.number(value)} that the Center for American "
        "Progress published for all counties."
        if pd.notna(value) and pd.notna(gap.row["conf_low"])
        else "No published figure stands on this scale, or there is no interval to hold it against."
    )
    return Exhibit(
        title="Published differences on the same scale",
        subtitle=f"{gap.asked.unit}".capitalize(),
        rows=rows.assign(is_excluded=rows["is_excluded"].map({True: "yes", False: "no"})),
        columns=("study", "scope", "estimate_printed", "published", "is_excluded", "estimate_id"),
        titles={
            "study": "Study",
            "scope": "Counties",
            "published": "Difference",
            "is_excluded": "Excluded by our interval",
            "estimate_id": "Row",
        },
        digits={"published": 1},
        note="Relative differences are multiplied by the mean of the comparison counties.",
        tables=("published_estimates", "county_crime"),
        brief=told,
        sentences=(
            told,
            "CAP's matching, covariates, weights and standard errors are not known, its outcome "
            "includes arson and its list of counties is not public: a difference from its figure "
            "is no refutation of it, and an agreement no confirmation.",
        ),
    )


def together(every: EveryGap) -> Exhibit:
    """Judge the raw and regression estimates together."""
    asked, joint = every.asked, every.joint
    table = joint.table.sort_values("p_adjusted", ignore_index=True)
    table[gaps.KEYS] = table["cell"].tolist()
    least = table[gaps.P_ADJUSTED].min()
    clear = int((table[gaps.P_ADJUSTED].min(axis=1) < gaps.LEVEL).sum())
    stand = words.count(clear, "estimate stands", "estimates stand") if clear else "none stands"
    told = "{} by the largest t and {} by the least p".format(*(words.number(p, 2) for p in least))
    return Exhibit(
        title="All raw and regression estimates judged together",
        subtitle=f"{CRIMES[asked.outcome]} per 10,000 people, {asked.year}".capitalize(),
        rows=named(table.drop(columns="cell")),
        columns=(*gaps.KEYS, "estimate", "p_value", "p_adjusted", "p_adjusted_least"),
        titles={
            "p_value": "p alone",
            "p_adjusted": "p together, largest t",
            "p_adjusted_least": "p together, least p",
        },
        digits={"p_value": 3, "p_adjusted": 3, "p_adjusted_least": 3},
        tables=ALL_TABLES,
        note=f"Restricted wild cluster bootstrap by state, Webb weights, {joint.draws:,} draws "
        f"shared by all; {words.count(len(joint.excluded), 'estimate')} with a side in one state "
        "cannot be in it. Against a list that names every place, all others are those under "
        "neither: counted once. Estimates with few states on a side make the largest t wild, "
        "which hides others; the least p is not so disturbed.",
        brief=f"Adjusted p at least {told}: {stand} out",
        sentences=(
            f"Of {len(table)} raw and regression estimates {joint.n_below} have p under 0.05 "
            "alone; without any difference as many or more would in "
            f"{100 * joint.p_of_count:.0f} % of draws.",
            f"Judged together the least adjusted p is {told}, so {stand} out.",
        ),
    )


def caveats() -> Exhibit:
    """Show what must be known before the tables are used."""
    rows = pd.DataFrame(
        [(table, text) for table in ALL_TABLES for text in datasets.caveats(table)],
        columns=["table", "caveat"],
    ).drop_duplicates("caveat")
    return Exhibit(
        title="What to know before these tables are used",
        rows=rows,
        columns=("caveat", "table"),
        titles={"caveat": "To know", "table": "Of table"},
        tables=ALL_TABLES,
        brief=words.count(len(rows), "thing"),
    )
