"""Places by name: the ones that an article of 2017 tells of, and the one that a reader asks for."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, reach
from sanctuary_research.data.bindings import COOPERATION_LIMITS
from sanctuary_research.data.choices import ALL
from sanctuary_research.data.in_force import IN_FORCE, UNCERTAIN
from sanctuary_research.data.place import place, policy_status
from sanctuary_research.data.status import OVERRIDDEN, STATUS
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.atlas.layered import Asked

# The copy that was read has no date; its latest event is of 22 May 2017.
ARTICLE, BEFORE = "2017-06-01", pd.Timestamp("2016-11-08")
NAMED = "denver-co los-angeles-ca california santa-fe-nm portland-or district-of-columbia "
NAMED += "chicago-il milwaukee-county-wi new-york-city-ny boston-ma"
# Said there to have "similar statewide protections" already.
FOUR = "connecticut colorado new-mexico rhode-island"
TITLES = {"place": "Place", "whose": "Act of", "title": "Act", "instrument": "Kind"}
TITLES |= {"direction": "Sets", "says": "On the day", "start_latest": "Since"}


def status_of(names: str, on: str) -> pd.DataFrame:
    """Return what holds, may hold or is overridden in several places, or their one word for it."""
    found = {name: policy_status(name, on) for name in names.split()}
    rows = pd.concat([rows.assign(place=place(name, on).name) for name, rows in found.items()])
    holds = rows["says"].isin([IN_FORCE, UNCERTAIN, OVERRIDDEN])
    none = ~holds.groupby(rows["place"]).transform("any") & ~rows["place"].duplicated()
    return _in_words(rows[holds | none])


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    kinds = rows["instrument"].replace("_", " ", regex=True)
    return rows.assign(instrument=kinds, says=rows["says"].map(STATUS))


def with_statute(names: str, on: str) -> list[str]:
    """Return the places under a statute that limits cooperation, not one that lifts a duty."""
    acts = datasets.load_policy_events().set_index("event_id")
    limits = acts[[*COOPERATION_LIMITS]].any(axis=1)
    statutes = acts.index[limits & acts["instrument"].eq("statute") & acts["direction"].eq("limit")]
    rows = status_of(names, on)
    return list(rows.loc[rows["event_id"].isin(statutes), "place"].unique())


def of_article() -> list[Exhibit]:
    """Show what held in each place that the article names, and what each did before it."""
    four, rows = with_statute(FOUR, ARTICLE), status_of(f"{NAMED} {FOUR}", ARTICLE)
    done = datasets.load_responses()
    done = done[done["date_latest"].between(BEFORE, pd.Timestamp(ARTICLE))]
    done = done[done["jurisdiction_id"].isin(NAMED.split())]
    done["place"] = done["jurisdiction_id"].map(reach.printed_names())
    done["response"] = done["response"].str.replace("_", " ")
    said = f"Of the four states said to have like laws {len(four)} had a statute that limits "
    return [
        Exhibit(
            title=f"What held on {words.date(ARTICLE)} in the places that an article tells of",
            subtitle="Acts of the place and of the county and state that reach it, place by place",
            rows=rows,
            columns=(*TITLES, "event_id"),
            titles=TITLES,
            sentences=(
                f"{said}cooperation ({words.listed(four) or 'none'}), the others other acts.",
                *(
                    f"Denver's change of sentences ({words.date(day.date())}) limits no "
                    "cooperation: it is an answer below, and no policy here."
                    for day in done.loc[done["jurisdiction_id"].eq("denver-co"), "date_latest"]
                ),
            ),
            tables=("policy_events", "claims"),
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
    """Show every act of a place and of those that reach it, with what each says of the day."""
    if asked.place == ALL:
        return None
    found = place(asked.place, asked.on)
    return Exhibit(
        title=f"{found.name} on {asked.when}: {STATUS[found.status.says]}",
        subtitle="Limits on cooperation: acts of the place, of its county and state that reach it",
        rows=_in_words(policy_status(asked.place, asked.on)),
        columns=(*[*TITLES][1:], "event_id", "source_id"),
        titles=TITLES,
        sentences=(found.status.reason,),
        tables=("policy_events",),
    )
