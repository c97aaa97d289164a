"""Places by name: the ones that an article of 2017 tells of, and the one that a reader asks for."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.bindings import COOPERATION_LIMITS
from sanctuary_research.data.choices import ALL
from sanctuary_research.data.place import place, policy_status
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.atlas.layered import Asked

# The copy that was read has no date; its latest event is of 22 May 2017.
ARTICLE, BEFORE = "2017-06-01", pd.Timestamp("2016-11-08")
NAMED = [
    "denver-co",
    "los-angeles-ca",
    "california",
    "santa-fe-nm",
    "portland-or",
    "district-of-columbia",
    "chicago-il",
    "milwaukee-county-wi",
    "new-york-city-ny",
    "boston-ma",
]
# Said there to have "similar statewide protections" already.
FOUR = ["connecticut", "colorado", "new-mexico", "rhode-island"]
STATUS = {"place": "Place", "whose": "Act of", "title": "Act", "instrument": "Kind"}
STATUS |= {"direction": "Sets", "says": "On the day", "start_latest": "Since"}
CODED = ["instrument", "says"]  # columns whose codes are words with lines between them


def status_of(names: list[str], on: str) -> pd.DataFrame:
    """Return `policy_status` of several places in turn; a place without an act keeps a row."""
    found = [policy_status(name, on).assign(place=place(name, on).name) for name in names]
    missing = [place(name, on).name for name, own in zip(names, found, strict=True) if own.empty]
    rows = pd.concat([*found, pd.DataFrame({"place": missing, "title": "no act recorded"})])
    return _in_words(rows)


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{name: rows[name].str.replace("_", " ") for name in CODED})


def with_statute(names: list[str], on: str) -> list[str]:
    """Return the places under a statute that limits cooperation, not one that lifts a duty."""
    acts = datasets.load_policy_events().set_index("event_id")
    limits = acts[[*COOPERATION_LIMITS]].any(axis=1)
    statutes = acts.index[limits & acts["instrument"].eq("statute") & acts["direction"].eq("limit")]
    rows = status_of(names, on)
    return list(dict.fromkeys(rows.loc[rows["event_id"].isin(statutes), "place"]))


def of_article() -> list[Exhibit]:
    """Show what held in each place that the article names, and what each did before it."""
    four, rows = with_statute(FOUR, ARTICLE), status_of(NAMED + FOUR, ARTICLE)
    when, columns = words.date(ARTICLE), (*STATUS, "event_id")
    done = datasets.load_responses().query("jurisdiction_id in @NAMED")
    done = done[done["date_latest"].between(BEFORE, pd.Timestamp(ARTICLE))]
    done = done.assign(
        place=done["jurisdiction_id"].map(lambda name: place(name).name),
        response=done["response"].str.replace("_", " "),
    )
    sentences = done[done["jurisdiction_id"].eq("denver-co")]
    said = f"Of the four states said to have like laws {len(four)} had a statute that limits "
    return [
        Exhibit(
            title=f"What held on {when} in the places that an article tells of",
            subtitle="Acts of the place and of the county and state that reach it, place by place",
            rows=rows,
            columns=columns,
            titles=STATUS,
            sentences=(
                f"{said}cooperation ({words.listed(four) or 'none'}), the others other acts.",
                *(
                    f"Denver's change of sentences ({words.date(day.date())}) limits no "
                    "cooperation: it is an answer below, and no policy here."
                    for day in sentences["date_latest"]
                ),
            ),
            tables=("policy_events", "claims"),
            behind=pd.DataFrame(
                {"evidence_table": "policy_events", "evidence_id": rows["event_id"].dropna()}
            ),
        ),
        Exhibit(
            title="What these places did between the election of 2016 and the article",
            rows=done.sort_values("date_latest"),
            columns="place date_latest response detail response_id source_id",
            titles={"place": "Place", "date_latest": "By", "response": "Answer", "detail": "What"},
            tables=("responses",),
        ),
    ]


def your_place(asked: Asked) -> Exhibit | None:
    """Show every act of a place and of those that reach it, with what holds on the day."""
    if asked.place == ALL:
        return None
    found = place(asked.place, asked.on)
    rows = found.policies
    now = rows["says"].isin(["in_force", "uncertain"]).sum()
    none = "No row speaks of it, which is not to have no policy."
    return Exhibit(
        title=f"{found.name} on {asked.when}: {words.count(now, 'act')} in force or perhaps",
        subtitle="Of the place, and of the county and state that reach it; the last first",
        rows=_in_words(rows),
        columns=(*(name for name in STATUS if name != "place"), "event_id", "source_id"),
        titles=STATUS,
        sentences=() if len(rows) else (none,),
        tables=("policy_events",),
    )
