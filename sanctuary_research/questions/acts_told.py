"""Acts of the policy atlas (09): when they came, how long they held, and in which place."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, reach, shares
from sanctuary_research.data.bindings import COOPERATION_LIMITS
from sanctuary_research.data.choices import ALL
from sanctuary_research.data.definitions import NOT_CODED
from sanctuary_research.data.in_force import ENDED, NOT_YET
from sanctuary_research.data.place import place, policy_status
from sanctuary_research.data.record import Record
from sanctuary_research.data.status import STATUS, UNDID
from sanctuary_research.data.tenures import WAYS, tenures
from sanctuary_research.display import maps, waiting, yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, SKY
from sanctuary_research.methods.survival import at_risk, kaplan_meier
from sanctuary_research.questions.asking import CODES, evidence, numbers
from sanctuary_research.questions.atlas import LAYERS, Asked

LIMIT_KINDS = {
    "State limits": (BLUE, ""),
    "County limits": (SKY, ""),
    "City limits": (maps.CITY_COLOUR, "---"),
}
UP = LIMIT_KINDS | {shares.WORDS: (maps.GROUND, "")}
DOWN = {shares.BANS: (maps.BAN_COLOUR, "\\\\"), shares.ENDS: (GREY, "")}
EARLY, EACH = (0, 5), 10  # years at which the numbers followed are printed, to the longest
# The copy of the article that was read has no date; its latest event is of 22 May 2017.
ARTICLE, BEFORE = "2017-06-01", "2016-11-08"
NAMED = "denver-co los-angeles-ca california santa-fe-nm portland-or district-of-columbia "
NAMED += "chicago-il milwaukee-county-wi new-york-city-ny boston-ma"
# Said there to have "similar statewide protections" already.
FOUR = "connecticut colorado new-mexico rhode-island"
TITLES: dict[str, str] = CODES["titles_of_acts"]
TABLES = ("policy_events",)


def calendar(asked: Asked) -> Exhibit:
    """Show when limits came, above the line, and when bans and endings did, below it."""
    rows = shares.acts(asked.day)
    first = min([*rows["year"].dropna(), asked.day.year])
    counts = pd.crosstab(rows["year"], rows["kind"]).reindex(
        range(first, asked.day.year + 1), columns=[*UP, *DOWN], fill_value=0
    )
    limits, against = counts[[*LIMIT_KINDS]].sum(axis=1), counts[[*DOWN]].sum(axis=1)
    totals = [f"{kind.lower()} {n}" for kind, n in counts.sum().items()]
    most = [f"{limits.idxmax()} brought {limits.max()} of {limits.sum()} limits"] * bool(
        limits.max()
    )
    told = most + [f"{against.idxmax()} the most bans and endings"] * bool(against.max())
    return Exhibit(
        title=", ".join(told) or f"No act of a known year is on record by {asked.when}",
        subtitle=f"Recorded acts by year of their start, to {asked.when}",
        rows=rows,
        columns="started kind place title date_printed event_id",
        titles={"kind": "What", "title": "Act"},
        picture=lambda narrow: yearly.up_and_down(counts, narrow, up=UP, down=DOWN, ylabel="acts"),
        alt=f"Bars by year from {first}, limits above the line, bans and endings below it. "
        f"{', '.join(told)}. In all {words.listed(totals)}.",
        marks="Other acts: declarations, the end of a duty to cooperate, a right to sue. "
        f"{rows['year'].isna().sum()} acts whose date leaves the year open are in the table only",
        tables=TABLES,
    )


def survival(asked: Asked) -> Exhibit | None:
    """Show which share of policies is still in force after so many years, once one has begun."""
    rows = tenures(asked.day).assign(policy=lambda own: own["layer"].map(LAYERS))
    if rows.empty:
        return None
    curve = kaplan_meier(rows, by="policy")
    ends = curve.groupby("policy").last().assign(time=rows.groupby("policy")["time"].max())
    curve = pd.concat([curve, ends.reset_index()]).assign(value=lambda own: 100 * own["waiting"])
    years = (*EARLY, *range(EACH, int(rows["time"].max()) + 1, EACH))
    ways = pd.crosstab(rows["policy"], rows["how"]).reindex(columns=WAYS, fill_value=0)
    told = [
        f"{policy}: {sum(each)} began ({', '.join(map('{1} {0}'.format, WAYS, each))})"
        for policy, *each in ways.itertuples()
    ]
    return Exhibit(
        title=f"{100 * rows['is_event'].mean():.0f} % of {len(rows)} policies were "
        f"undone or overridden by {asked.when}",
        subtitle="Share still in force by years since adoption, %; Kaplan and Meier",
        rows=rows[rows["is_event"]].sort_values("until", ascending=False),
        columns="policy place began until how event_id",
        titles={"how": "How it ended"},
        picture=lambda narrow: waiting.steps(
            curve,
            narrow,
            by="policy",
            ylabel="% still in force",
            xlabel="years since adoption",
            risk=at_risk(rows, years, by="policy"),
            still="still in force and followed:",
        ),
        alt=f"Three falling steps. {'; '.join(told)}.",
        marks="The numbers say how many policies each share rests on",
        sentences=(
            "A policy begins on the last day that its date allows; one under a ban from the start "
            "is not counted, and one that was ended and adopted again counts twice.",
            "An ending that nobody wrote about is in no table, so the curves may lie too high.",
        ),
        tables=TABLES,
        behind=evidence("policy_events", rows, "policy", "place", "how"),
    )


def status_of(names: str, on: str) -> pd.DataFrame:
    """Return what holds, may hold or is held up in several places, or their one word for it."""
    found = {name: policy_status(name, on) for name in names.split()}
    rows = pd.concat([rows.assign(place=place(name, on).name) for name, rows in found.items()])
    holds = ~rows["says"].isin([ENDED, NOT_YET, UNDID, NOT_CODED])
    none = ~holds.groupby(rows["place"]).transform("any") & ~rows["place"].duplicated()
    return _in_words(rows[holds | none])


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    kinds = rows["instrument"].replace("_", " ", regex=True)
    return rows.assign(instrument=kinds, says=rows["says"].map(STATUS))


def with_statute(names: str, on: str) -> list[str]:
    """Return the places under a statute that limits cooperation, not one that lifts a duty."""
    acts = datasets.load_policy_events().query("instrument == 'statute' and direction == 'limit'")
    statutes = acts.loc[acts[[*COOPERATION_LIMITS]].any(axis=1), "event_id"]
    rows = status_of(names, on)
    return list(rows.loc[rows["event_id"].isin(statutes), "place"].unique())


def of_article() -> list[Exhibit]:
    """Show what held in each place that the article names, and what each did before it."""
    four, rows = with_statute(FOUR, ARTICLE), status_of(f"{NAMED} {FOUR}", ARTICLE)
    done = datasets.load_responses().query("@BEFORE <= date_latest <= @ARTICLE")
    done = done[done["jurisdiction_id"].isin(NAMED.split())]
    done["place"] = done["jurisdiction_id"].map(reach.printed_names())
    done["response"] = done["response"].str.replace("_", " ")
    denver = done.loc[done["jurisdiction_id"].eq("denver-co"), "date_latest"]
    return [
        Exhibit(
            title=f"What held on {words.date(ARTICLE)} in the places that an article tells of",
            subtitle="Acts of the place and of the county and state that reach it, place by place",
            rows=rows,
            columns=(*TITLES, "event_id"),
            titles=TITLES,
            sentences=(
                f"Of the four states said to have like laws {len(four)} had a statute that limits "
                f"cooperation ({words.listed(four) or 'none'}), the others other acts.",
                *(
                    f"Denver's change of sentences ({words.date(day.date())}) limits no "
                    "cooperation: it is an answer below, and no policy here."
                    for day in denver
                ),
            ),
            tables=("policy_events", "claims"),
        ),
        Exhibit(
            title="What these places did between the election of 2016 and the article",
            rows=done.sort_values("date_latest"),
            columns="place date_latest response detail response_id source_id",
            titles={"date_latest": "By", "response": "Answer", "detail": "What"},
            tables=("responses",),
        ),
    ]


def your_place(asked: Asked) -> Exhibit | None:
    """Show every act of a place and of those that reach it, with what each says of the day."""
    if asked.place == ALL:
        return None
    found = place(asked.place, asked.as_of)
    says = Record(found).status.removesuffix(f". {found.status.reason}")
    return Exhibit(
        title=f"{found.name} on {asked.when}: {says}",
        subtitle="Limits on cooperation: acts of the place, of its county and state that reach it",
        rows=_in_words(policy_status(asked.place, asked.as_of)),
        columns=(*[*TITLES][1:], "event_id", "source_id"),
        titles=TITLES,
        sentences=(found.status.reason,),
        tables=TABLES,
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    acts, lasted, rows = calendar(asked), survival(asked), tenures(asked.day)
    return [
        *numbers(
            lasted.title if lasted else acts.title,
            ("policies that began", len(rows), "policies", 0),
            ("of them undone or overridden", int(rows["is_event"].sum()), "policies", 0),
        ),
        *numbers(acts.title, ("acts recorded", len(acts.rows), "acts", 0)),
    ]
