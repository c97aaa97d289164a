"""What stated goals of arrests ask of each officer, with and without the help of others."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, dates
from sanctuary_research.display import pictures, stacks, waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money.ledger import keys_of

TABLES = ("capacity_inputs",)
AGREED = ("agreements_287g", "county_population")
ALL_TABLES = (*TABLES, *AGREED, "claims")
DAYS = 365
EACH = "arrests a year for each officer"
# Inputs that the arrests for each officer depend on: their names and units.
MOVES = {
    "target_per_day": ("Goal", "arrests a day"),
    "removal_officers": ("Removal officers", "officers"),
    "lent_officers": ("Federal officers from outside the branch", "officers"),
    "local_helpers": ("Local officers", "officers"),
}
TITLES = {
    "each": "Arrests a year for each",
    "input_id": "Row",
    "is_article_claim": "From an article",
    "percent": "%",
    "quantity": "Parameter",
    "times": "Times those of 2024",
    "value": "Figure",
}


@dataclass(frozen=True)
class Asked:
    """The inputs, each with a figure of the table `capacity_inputs` as its default.

    Attributes
    ----------
    target_per_day : int
        Arrests a day that are aimed at.
    removal_officers, lent_officers, local_helpers : int
        Officers of ICE for removals, of other federal agencies, and of local agencies.
    local_officers : int
        Officers of all state and local agencies.
    on : str
        Day on which agreements are counted, as YYYY-MM-DD.
    """

    target_per_day: int = 3000
    removal_officers: int = 6100
    lent_officers: int = 28390
    local_helpers: int = 8501
    local_officers: int = 708000
    on: str = "2026-05-18"

    def __post_init__(self) -> None:
        """Refuse a goal or a staff of none, a negative number, and a day without a list."""
        for field in fields(self)[:-1]:
            least = 0 if field.name in ("lent_officers", "local_helpers") else 1
            value = getattr(self, field.name)
            if value < least:
                told = f"{field.name} must be at least {least}, not {value}"
                raise UsageError(told, "the table capacity_inputs holds figures with sources")
        choices.check("AgreementDay", "on", self.on)

    @property
    def a_year(self) -> int:
        """Arrests a year that are aimed at."""
        return DAYS * self.target_per_day

    @property
    def officers(self) -> int:
        """All officers who are supposed to make them."""
        return self.removal_officers + self.lent_officers + self.local_helpers

    @property
    def each(self) -> float:
        """Arrests a year for each of them."""
        return self.a_year / self.officers


def inputs(quantity: str = "") -> pd.DataFrame:
    """Return the figures of one quantity, or of all, the lowest first."""
    rows = datasets.load_capacity_inputs()
    rows = rows[rows["quantity"].eq(quantity) | (quantity == "")]
    return rows.sort_values(["quantity", "value"], ignore_index=True)


def made() -> float:
    """Return the arrests of fiscal 2024 for each removal officer of the table."""
    rows = datasets.load_capacity_inputs().set_index("input_id")["value"]
    return rows["arrests_2024"] / rows["removal_officers"]


def forces(asked: Asked) -> pd.DataFrame:
    """Return who might make the arrests, from few to many, and how many each would make.

    Returns
    -------
    DataFrame
        name, officers, each (arrests a year), times (those of 2024).
    """
    staff = inputs("removal_officers").query("is_article_claim")["value"].iloc[0]
    found = {
        "Removal officers alone": asked.removal_officers,
        "As an article counts ICE": staff,
        "With other federal officers": asked.removal_officers + asked.lent_officers,
        "With trained local officers too": asked.officers,
        "With all local officers": asked.removal_officers + asked.local_officers,
    }
    rows = pd.DataFrame({"name": list(found), "officers": list(found.values())})
    each = asked.a_year / rows["officers"]
    return rows.assign(each=each, times=each / made())


def swings(asked: Asked) -> pd.DataFrame:
    """Return how far each input alone moves the arrests for each officer, the farthest first.

    An input runs over its figures in the table and the one asked for, the others stay.

    Returns
    -------
    DataFrame
        name, remark, low and high (of the input), estimate, conf_low, conf_high, swing.
    """
    found = []
    for quantity, (name, unit) in MOVES.items():
        known = [*inputs(quantity)["value"].astype(int), getattr(asked, quantity)]
        ends = [replace(asked, **{quantity: end}).each for end in (min(known), max(known))]
        row = {"name": name, "low": min(known), "high": max(known), "estimate": asked.each}
        row["remark"] = f"{row['low']:,} to {row['high']:,} {unit}"
        found.append(row | {"conf_low": min(ends), "conf_high": max(ends)})
    rows = pd.DataFrame(found)
    rows = rows.assign(swing=rows["conf_high"] - rows["conf_low"])
    rows = rows.assign(half_low=rows["conf_low"], half_high=rows["conf_high"])
    rows = rows.sort_values("swing", ascending=False, ignore_index=True)
    return rows.assign(is_main=rows.index == 0)


def agreed(asked: Asked) -> pd.DataFrame:
    """Return the agencies that had signed by the day, once each, with the first day signed.

    They are those of ICE's first list on the day or after it: two lists spell an agency in two
    ways, and who had left before that list is in none.
    """
    day, rows = dates.day(asked.on), datasets.load_agreements_287g()
    rows = rows[rows["snapshot_date"].ge(day) & rows["signed_date"].le(day)]
    rows = rows[rows["snapshot_date"].eq(rows["snapshot_date"].min())].sort_values("signed_date")
    return rows.drop_duplicates(["state", "agency", "agency_type"], ignore_index=True)


def reach(rows: pd.DataFrame) -> dict[str, float]:
    """Return the percent of residents of 2021 whose county has a county agency, or any, in rows."""
    people = datasets.load_county_population().query("year == year.max()")
    people = people.set_index("county_fips")["population"]
    local = rows[rows["agency_type"].ne("state_agency")]
    sets = {"county": local[local["agency_type"].eq("county")], "any": local}
    inside = {name: people[people.index.isin(own["county_fips"])] for name, own in sets.items()}
    return {name: 100 * own.sum() / people.sum() for name, own in inside.items()}


def answer(asked: Asked) -> Exhibit:
    """Say what the goal asks of each officer, alone and with help, beside what was done."""
    alone, *_, with_local, _ = forces(asked)["each"]
    most = swings(asked)["name"].iloc[0]
    return Exhibit(
        title="The answer",
        sentences=(
            f"{asked.target_per_day:,} arrests a day are {words.number(alone, 0)} a year for each "
            f"of ICE's {asked.removal_officers:,} removal officers of 2025; in fiscal 2024 each "
            f"made {words.number(made(), 0)}.",
            f"With {asked.lent_officers:,} federal officers from outside that branch and "
            f"{asked.local_helpers:,} trained local ones each would make "
            f"{words.number(with_local, 0)}.",
            f"What moves this most is the figure for {most[0].lower()}{most[1:]}.",
        ),
        tables=TABLES,
        behind=keys_of(TABLES[0], inputs()["input_id"]),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show the arrests that the goal asks of each officer, by who helps, beside those of 2024."""
    rows = forces(asked)
    done = {"name": "Made in fiscal 2024", "officers": None, "each": made(), "times": 1.0}
    rows = pd.concat([rows, pd.DataFrame([done])], ignore_index=True)
    drawn = rows.assign(**{EACH: rows["each"].round().astype(int)})
    told = [f"“{row['name']}” {row[EACH]}" for _, row in drawn.iterrows()]
    return Exhibit(
        title=f"What {asked.target_per_day:,} arrests a day ask of each officer",
        subtitle="Arrests a year for each, were all officers to make them alike",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn, narrow, kinds={EACH: BLUE}, xlabel=EACH),
        alt=f"Bars of arrests a year for each officer: {words.listed(told)}.",
        tables=TABLES,
        behind=keys_of(TABLES[0], inputs()["input_id"]),
    )


def limits() -> Exhibit:
    """Say what the division does not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "It divides arrests by heads. Not all removal officers make arrests, others helped for "
            "part of their time, and detention, courts and flights set limits of their own. For "
            "2024 the officers of 2025 stand in.",
            "Staff is as recorded in 2025 and may have changed since.",
            "It says nothing of whether a goal is right.",
        ),
    )


def goals(asked: Asked) -> Exhibit:
    """Show what each stated goal asks of each officer, for every force."""
    rows = [
        forces(replace(asked, target_per_day=int(goal.value))).assign(goal=goal.title)
        for goal in inputs("target_per_day").itertuples()
    ]
    return Exhibit(
        title="What each stated goal asks of each officer",
        rows=pd.concat(rows, ignore_index=True),
        columns="goal name officers each times",
        titles=TITLES | {"goal": "Goal", "name": "Who makes them"},
        digits={"officers": 0, "each": 0, "times": 1},
        tables=TABLES,
        first=len(rows) * 5,
    )


def tornado(asked: Asked) -> Exhibit:
    """Show which input moves the arrests for each officer most."""
    rows = swings(asked)
    told = [
        f"{row.name}, {row.remark}: {row.conf_low:.0f} to {row.conf_high:.0f}"
        for row in rows.itertuples(index=False)
    ]
    return Exhibit(
        title=f"What matters most: {rows['name'].iloc[0][0].lower()}{rows['name'].iloc[0][1:]}",
        subtitle="Arrests a year for each officer, when one figure moves over those on record",
        rows=rows,
        picture=lambda narrow: pictures.bands(
            rows, narrow, xlabel=EACH, zero="none", tick=lambda value: words.number(value, 0)
        ),
        alt=f"Bands around {asked.each:.0f} arrests a year for each officer. {'; '.join(told)}.",
        marks="Dot: the figures asked for. Band: one figure from its lowest to its highest source",
        columns="name remark conf_low conf_high",
        titles={"name": "Figure", "remark": "Runs over", "conf_low": "From", "conf_high": "To"},
        digits=0,
        tables=TABLES,
    )


def counted(asked: Asked) -> Exhibit:
    """Show the article's departments and officers beside the census, and the shares that help."""
    signed = len(agreed(asked))
    parts = {"agencies": signed, "local_officers": asked.local_helpers}
    rows = pd.concat([inputs(name).assign(part=part) for name, part in parts.items()])
    return Exhibit(
        title=f"{signed:,} agencies with an agreement, and {asked.local_helpers:,} local officers: "
        f"{100 * asked.local_helpers / asked.local_officers:.1f} % of {asked.local_officers:,}",
        subtitle=f"Agencies that had signed by {words.date(asked.on)}, beside counts of all",
        rows=rows.assign(percent=100 * rows["part"] / rows["value"]),
        columns="title value year part percent is_article_claim source_id input_id",
        titles=TITLES | {"title": "Counted", "part": "Of these with ICE"},
        digits={"value": 0, "part": 0, "percent": 1},
        tables=(*TABLES, "agreements_287g"),
    )


def over_time(asked: Asked) -> list[Exhibit]:
    """Show how many agencies had signed by each day, and how many people live where they act."""
    rows = agreed(asked)
    curve = rows.groupby("signed_date").size().cumsum().rename("value").reset_index()
    curve = curve.rename(columns={"signed_date": "time"}).assign(name="agencies")
    curve.loc[len(curve)] = [dates.day(asked.on), len(rows), "agencies"]
    ends = rows.groupby(rows["signed_date"].dt.year)["signed_date"].max()
    upto = {day: rows[rows["signed_date"].le(day)] for day in ends}
    table = pd.DataFrame([{"day": d, "agencies": len(r), **reach(r)} for d, r in upto.items()])
    last = table.iloc[-1]
    return [
        Exhibit(
            title=f"{len(rows):,} agencies had signed by {words.date(asked.on)}",
            subtitle="Agencies of ICE's first list on that day or later, by the first day signed",
            rows=curve,
            picture=lambda narrow: waiting.steps(curve, narrow, by="name", ylabel="agencies"),
            alt=f"A rising curve that ends at {len(rows):,} agencies on {words.date(asked.on)}, "
            f"{rows['signed_date'].dt.year.ge(2025).sum():,} of them from 2025 on.",
            tables=AGREED[:1],
            note="Who had left before that list is not in it, so that early days are too low.",
        ),
        Exhibit(
            title=f"{words.number(last['county'], 0)} % of residents live in a county whose own "
            f"agency had signed, {words.number(last['any'], 0)} % where any local agency had",
            subtitle="% of residents of 2021, at the last signing of each year",
            rows=table,
            columns="day agencies county any",
            titles=TITLES | {"county": "County agency, %", "any": "Any local agency, %"},
            digits={"county": 1, "any": 1},
            tables=AGREED,
            note="Living in a county is not being reached: a city's agency acts in the city. State "
            "agencies are counted as agencies and left out of the shares.",
        ),
    ]


def judged() -> Exhibit:
    """Show the article's claims about capacity and their verdicts."""
    asks = "topic == 'capacity' and article_source_id == 'seed-001-time-2025' and claim_number > 50"
    return Exhibit(
        title="What the article says, and how it was judged",
        rows=datasets.load_claims().query(asks).sort_values("claim_number"),
        columns="paraphrase verdict reason claim_id",
        titles=TITLES | {"paraphrase": "Claim, in our words", "claim_id": "Row"},
        tables=("claims",),
    )


def figures() -> Exhibit:
    """Show every figure with its source."""
    return Exhibit(
        title="Every figure, with its source",
        rows=inputs(),
        columns="quantity title value unit year note source_id input_id",
        titles=TITLES,
        digits=0,
        tables=TABLES,
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    shown, rows = main_picture(asked), forces(asked).set_index("name")["each"]
    values = {f"{name[0].lower()}{name[1:]}": value for name, value in rows.items()}
    values["made in fiscal 2024"] = made()
    of = {"unit": EACH, "digits": 0, "exhibit": shown.title, "tables": TABLES}
    found = [{"name": name, "value": value, **of} for name, value in values.items()]
    of |= {"unit": "agencies", "exhibit": over_time(asked)[0].title, "tables": AGREED[:1]}
    signed = {"name": f"signed by {words.date(asked.on)}", "value": len(agreed(asked))}
    return [*found, signed | of]
