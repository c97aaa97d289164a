"""Where is which policy in force, since when, and for how many people? What notebook 09 asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, extent, people, shares
from sanctuary_research.data.extent import ANY, TABLES, share
from sanctuary_research.data.in_force import IN_FORCE
from sanctuary_research.data.place import SEARCHED, deciding, place, policy_status
from sanctuary_research.data.status import STATUS, narrow_laws
from sanctuary_research.data.tenures import tenures
from sanctuary_research.data.widening import SILENT, list_days
from sanctuary_research.display import maps, waiting, yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import GREY
from sanctuary_research.methods.survival import at_risk, carried_on, kaplan_meier
from sanctuary_research.questions.asking import CODES, OnDay, evidence, numbers, on_map, the_answer

LAYERS: dict[str, str] = CODES["layers"]
EVERY = {ANY: "Any of the three limits", **LAYERS}
WHO = {"residents": "people in the US", "foreign_born": "US residents born abroad"}
UNIT = {"residents": "% of residents", "foreign_born": "% of the foreign-born"}
TITLES: dict[str, str] = CODES["titles_of_acts"]
SHARES: dict[str, str] = CODES["titles_of_shares"]
ACTS, ALL_TABLES = ("policy_events",), (*TABLES, *people.TABLES)
LOOKS = [maps.POLICIES[one][1:] for one in shares.ON_MAP]
UP = dict(zip(shares.KINDS, LOOKS, strict=False)) | {shares.WORDS: (maps.GROUND, "")}
DOWN = {shares.BANS: LOOKS[-1], shares.ENDS: (GREY, "")}
# The copy of the article that was read has no date; its latest event is of 22 May 2017.
ARTICLE, ELECTION = "2017-06-01", "2016-11-08"
NAMED = "denver-co santa-fe-nm portland-or district-of-columbia chicago-il milwaukee-county-wi "
NAMED += "new-york-city-ny boston-ma los-angeles-ca california"
FOUR = "connecticut colorado new-mexico rhode-island"  # said to have like laws before it


@dataclass(frozen=True)
class Asked(OnDay):
    """The choices of notebook 09, each checked.

    Attributes
    ----------
    on : str
        The day of the maps, YYYY-MM-DD, within what the tables speak of.
    layer : str
        combined, or one of `LAYERS`, for the maps by year.
    counted : str
        residents, or foreign_born: whose share is printed.
    place : str
        A place whose policies are listed, or all for none.
    """

    on: Annotated[str, "AnyDay"]
    layer: Annotated[str, "AtlasLayer"] = shares.COMBINED
    counted: Annotated[str, "Counted"] = "residents"
    place: Annotated[str, "AnyPlace"] = choices.ALL


def bounds(part: Any) -> str:
    """Return a percentage between two bounds, as one number where they round to one.

    >>> bounds({"surely": 7.1, "at_most": 20.6}).split()
    ['7', 'to', '21', '%']
    """
    ends = [words.number(part[end], 0) for end in ("surely", "at_most")]
    return f"{' to '.join(dict.fromkeys(ends))}\N{NO-BREAK SPACE}%"


def behind(asked: Asked, *layers: str) -> pd.DataFrame:
    """Return what shares of people rest on: acts and lists, and the counts of people."""
    counts = people.counted_in(asked.counted, asked.day.year)
    cities = people.city_people(asked.counted, asked.day.year).dropna(subset="people")
    rows = [evidence(t, own) for t, own in (*counts.items(), ("jurisdiction_population", cities))]
    return pd.concat([shares.behind(layers, asked.counted, asked.day), *rows])


def by_record(day: pd.Timestamp) -> str:
    """Return the start of a sentence on what held on a day, or when the record ends before it.

    >>> by_record(pd.Timestamp(2014, 6, 30)), by_record(SEARCHED + pd.DateOffset(months=3))
    ('On record for 30 June 2014', 'By our record to May 2026')
    """
    if day > SEARCHED:
        return f"By our record to {SEARCHED:%B %Y}"
    return f"On record for {words.date(day.date())}"


def answer(asked: Asked) -> Exhibit:
    """Say how many live under limits and bans on the day, and did ten years before."""
    told = []
    for day in (asked.day, asked.day - pd.DateOffset(years=10)):
        limit, ban = (share(layer, day, asked.counted) for layer in (ANY, "state_ban"))
        told += [bounds(limit), bounds(ban), words.percent(limit["silent"], 0)]
    limited, banned, unknown, *before = told
    return the_answer(
        f"{by_record(asked.day)}, {limited} of {WHO[asked.counted]} lived under a limit on "
        f"cooperation with immigration agents, {banned} where states forbid such limits.",
        f"For {unknown} we found neither.",
        f"Ten years before, by thinner records, limits covered {before[0]}, such state laws "
        f"{before[1]}; for {before[2]} we found neither.",
        tables=ALL_TABLES,
        behind=behind(asked, shares.COMBINED),
    )


def main_map(asked: Asked) -> Exhibit:
    """Show what holds where on the day; on a page a slider takes it to other years."""
    years = shares.on_days(asked.layer, shares.year_days(asked.day))
    now = years[asked.day.year]
    layers = {"{} under limits": ANY, "{} where states forbid them": "state_ban"}
    if asked.layer != shares.COMBINED:
        layers = {LAYERS[asked.layer] + " {}": asked.layer}
    under = {name: share(layer, asked.day, asked.counted) for name, layer in layers.items()}
    told = [name.format(bounds(part)) for name, part in under.items()]
    return Exhibit(
        title=f"{by_record(asked.day)}, of {WHO[asked.counted]}: {', '.join(told)}",
        subtitle="Coloured by county: a large area may have few people. Where several apply, a "
        "limit is shown over a ban, and a state's limit over a county's or city's",
        rows=now.rename("kind").reset_index(),
        picture=lambda narrow: on_map(maps.year_map, years, narrow, shown=asked.day.year),
        alt=f"Map of counties with Alaska and Hawaii on {asked.when}: {maps.told(now)}.",
        marks="Hatched in grey: nothing is on record "
        f"({100 * now.eq(SILENT).mean():.0f} % of counties on {asked.when}), not that there is no "
        "policy. A city's rule colours its county, but only the city's people are counted. A range "
        "of the answer is due to dates that are not sure",
        tables=ALL_TABLES,
        behind=behind(asked, asked.layer),
    )


def by_decade(asked: Asked) -> Exhibit:
    """Show the same map at the end of each decade, and on the day."""
    days = {f"{year}": pd.Timestamp(year, 12, 31) for year in range(1979, asked.day.year, 10)}
    days[asked.when] = asked.day
    return _small(
        shares.on_days(asked.layer, days),
        title="Limits and bans, decade by decade",
        subtitle=f"Counties at the end of each year and on {asked.when}",
        behind=shares.behind([asked.layer], asked.counted, *days.values()),
    )


def by_layer(asked: Asked) -> Exhibit:
    """Show each layer by itself on the day: three that limit, three that widen cooperation."""
    first, last = (words.date(day.date()) for day in list_days())
    narrow = words.listed(narrow_laws(asked.day)) or "none here"
    return _small(
        pd.DataFrame({name: extent.says(layer, asked.day) for layer, name in LAYERS.items()}),
        title=f"Each policy by itself on {asked.when}",
        subtitle="Counties where it is in force: three that limit cooperation, then three that "
        "widen it",
        marks="A city's rule binds its staff and colours its whole county. Agreements: ICE's lists "
        f"of {first} to {last}; before, only those that lasted to the first; after, those of the "
        "last. Secure Communities: from activation on. A state's law counts though it speaks of "
        f"287(g) agreements, contracts or records alone: {narrow}",
        behind=shares.behind(LAYERS, asked.counted, asked.day),
    )


def _small(told: pd.DataFrame, **said: Any) -> Exhibit:
    """Show a small map for each column."""
    each = "; ".join(f"{name}, {maps.told(told[name])}" for name in told)
    return Exhibit(
        rows=told.reset_index(),
        picture=lambda narrow: on_map(maps.small_maps, told, narrow),
        alt=f"Small maps of counties: {each}.",
        tables=TABLES,
        **said,
    )


def people_under(asked: Asked) -> Exhibit:
    """Show the share of people under each policy, year by year, between its bounds."""
    rows = shares.by_year(shares.year_days(asked.day), asked.counted)
    rows["title"] = rows["layer"].map(EVERY)
    now, unit = rows[rows["day"] == asked.day], UNIT[asked.counted]
    told = [f"{one['title']} {bounds(one)}" for one in now.to_dict("records")]
    other = UNIT[shares.OTHER[asked.counted]]
    titles = {name: title.format(other=other) for name, title in SHARES.items()}
    return Exhibit(
        title=f"{by_record(asked.day)}, {bounds(now.iloc[0])} of {WHO[asked.counted]} lived under "
        "one of three limits",
        subtitle=f"{unit.capitalize()} at the end of each year, and on {asked.when}",
        rows=rows.sort_values("year", ascending=False, kind="stable"),
        columns=tuple(titles),
        titles=titles,
        first=len(now),
        picture=lambda narrow: yearly.between(rows, narrow, by="title", ylabel=unit),
        alt=f"{len(now)} small curves over the years. On {asked.when}: {words.listed(told)}.",
        marks="Line: surely; band: were every date that is not sure the earlier one; in neither: "
        "places with nothing on record. 287(g) agreements: from ICE's first list on",
        tables=ALL_TABLES,
        behind=behind(asked, *LAYERS),
        note=f"Behind it: the rows of {asked.when}; those of other years are behind the calendar.",
    )


def calendar(asked: Asked) -> Exhibit:
    """Show when limits came, above the line, and when bans and endings did, below it."""
    rows, told = shares.acts(asked.day), []
    for what, kinds in {"limits": shares.KINDS, "bans, duties and endings": DOWN}.items():
        years = rows.loc[rows["kind"].isin([*kinds]), "year"].value_counts().sort_index()
        told += [f"{years.idxmax()} brought {n} of {years.sum()} {what}" for n in years.nlargest(1)]
    totals = [f"{n} {kind.lower()}" for kind, n in rows["kind"].value_counts().items()]
    return Exhibit(
        title=", ".join(told) or f"No act of a known year is on record by {asked.when}",
        subtitle=f"Recorded acts by year of their start, to {asked.when}",
        rows=rows,
        columns="started kind place title date_printed event_id",
        titles={"kind": "What", "title": "Act"},
        picture=lambda narrow: yearly.up_and_down(rows, narrow, UP, DOWN, ylabel="acts"),
        alt="Bars by year, limits above the line, bans and endings below it. In all "
        f"{words.listed(totals)}.",
        marks="Other acts: declarations, the end of a duty to cooperate, a right to sue. "
        f"{rows['year'].isna().sum()} acts whose date leaves the year open are in the table only",
        tables=ACTS,
    )


def your_place(asked: Asked) -> Exhibit | None:
    """Show every act of a place and of those that reach it, with what each says of the day."""
    if asked.place == choices.ALL:
        return None
    found = place(asked.place, asked.on)
    says = found.record.status.removesuffix(f". {found.status.reason}")
    return Exhibit(
        title=f"{found.name} on {asked.when}: {says}",
        subtitle="Limits on cooperation: acts of the place, of its county and state that reach it",
        rows=_in_words(policy_status(asked.place, asked.on)),
        columns=(*[*TITLES][1:], "event_id", "source_id"),
        titles=TITLES,
        sentences=found.status.reason,
        tables=ACTS,
    )


def survival(asked: Asked) -> Exhibit | None:
    """Show which share of policies is still in force after so many years, once one has begun."""
    rows = tenures(asked.day).assign(policy=lambda own: own["layer"].map(LAYERS))
    if rows.empty:
        return None
    curve = carried_on(kaplan_meier(rows, by="policy"), rows, by="policy")
    curve["value"] = 100 * curve["waiting"]
    years = (0, 5, *range(10, int(rows["time"].max()) + 1, 10))
    look = {"ylabel": "% still in force", "xlabel": "years since adoption"}
    look |= {"still": "still in force and followed:", "risk": at_risk(rows, years, by="policy")}
    ways = [f"{n} {' '.join(one)}" for one, n in rows.value_counts(["policy", "how"]).items()]
    return Exhibit(
        title=f"{100 * rows['is_event'].mean():.0f} % of {len(rows)} policies were "
        f"undone or overridden by {asked.when}",
        subtitle="Share still in force by years since adoption, %; Kaplan and Meier",
        rows=rows[rows["is_event"]].sort_values("until", ascending=False),
        columns="policy place began until how event_id",
        titles={"how": "How it ended"},
        picture=lambda narrow: waiting.steps(curve, narrow, by="policy", **look),
        alt=f"Falling steps. {words.listed(ways)}.",
        marks="The numbers say how many policies each share rests on",
        tables=ACTS,
        behind=evidence("policy_events", rows, "policy", "place", "how"),
    )


def of_article() -> Exhibit:
    """Show what held in each place that the article names, and what each did before it."""
    done = datasets.load_responses().query("@ELECTION <= date_latest <= @ARTICLE")
    rows = deciding([*NAMED.split(), *FOUR.split()], ARTICLE)
    rows = rows.merge(done[["jurisdiction_id", "detail", "response_id"]], "left", "jurisdiction_id")
    laws = rows[rows["instrument"].eq("statute") & rows["says"].eq(IN_FORCE)]
    four = laws.loc[laws["jurisdiction_id"].isin(FOUR.split()), "place"].tolist()
    return Exhibit(
        title=f"What was in force on {words.date(ARTICLE)} in the places that an article tells of",
        subtitle="The act that decides, and what the place had done since the election of 2016",
        rows=_in_words(rows),
        columns=(*TITLES, "event_id", "detail", "response_id"),
        titles=TITLES | {"detail": "Answer"},
        sentences=f"Of the four states said to have like laws {len(four)} was under a statute that "
        f"limits cooperation ({words.listed(four) or 'none'}), the others under other acts.",
        tables=("policy_events", "responses"),
        first=len(rows),
    )


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    kinds = rows["instrument"].replace("_", " ", regex=True)
    return rows.assign(instrument=kinds, says=rows["says"].map(STATUS))


def headlines(asked: Asked, under: Exhibit, acts: Exhibit, lasted: Exhibit | None) -> list[dict]:
    """Return the headline numbers of `people_under`, `calendar` and `survival`."""
    now, lives = under.rows.head(under.first), tenures(asked.day)
    unit, other = UNIT[asked.counted], UNIT[shares.OTHER[asked.counted]]
    told = [
        (f"{one['title']}, {end.replace('_', ' ')}", one[end], unit, 1)
        for one in now.to_dict("records")
        for end in ("surely", "at_most")
    ]
    told += [("no row speaks of limits or bans", now["silent"].iloc[0], unit, 1)]
    told += [(f"{EVERY[ANY]}, surely, {other}", now["other_surely"].iloc[0], other, 1)]
    ended = ("of them undone or overridden", int(lives["is_event"].sum()), "policies", 0)
    return [
        *numbers(under.title, *told),
        *numbers((lasted or acts).title, ("policies that began", len(lives), "policies", 0), ended),
        *numbers(acts.title, ("acts recorded", len(acts.rows), "acts", 0)),
    ]
