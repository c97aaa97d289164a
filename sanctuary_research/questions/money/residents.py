"""The exhibits of notebook 06 that set money beside residents and beside what was at risk."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.money.amounts import keys_of, placed, stated, told
from sanctuary_research.questions.money.beside import deflator
from sanctuary_research.questions.money.commitments import per_undocumented_resident
from sanctuary_research.questions.money.letters import letters_as_amounts
from sanctuary_research.questions.money.set_aside import FUNDS, Asked, everything, evidence
from sanctuary_research.questions.money.sums import exposure_ranges

ESTIMATORS = {
    "pew": "Pew",
    "mpi": "MPI",
    "passel": "Passel",
    "usc": "USC",
    "urban_institute": "Urban Institute",
    "nijc": "NIJC",
    "city_office": "city office",
    "none_named": "estimator not named",
}
ASIDE, RESERVE = "set aside (counted)", "reserve, not spending"
LETTER, CUT = "Byrne JAG, letters of 2018", "cut or withheld"
YEARLY = "yearly federal money, lowest to highest figure"
KINDS = (ASIDE, RESERVE, LETTER, YEARLY, CUT)
USD = ["amount_usd", "low_usd", "high_usd"]
WEST = "Los Angeles|California"


def per_resident(rows: pd.DataFrame, asked: Asked) -> Exhibit | None:
    """Show money of one year for each undocumented resident, where an estimate fits the payer."""
    estimates = datasets.load_undocumented_estimates()
    own = datasets.load_commitments()
    own = own[own["commitment_id"].isin(rows["commitment_id"])]
    found = placed(per_undocumented_resident(own, estimates, max_years_apart=asked.max_years_apart))
    if found.empty:
        return None
    fits = found[found["no_fit_reason"].eq("")]
    why = found["no_fit_reason"].loc[lambda reason: reason.ne("")].value_counts()
    counted = words.count(len(found), "counted row")
    return Exhibit(
        title="US dollars of one year for each undocumented resident",
        subtitle=f"Estimates of the payer's own area, at most {asked.max_years_apart} years apart",
        rows=found,
        columns=(
            "place",
            "amount_usd",
            "residents_low",
            "residents_high",
            "usd_per_resident_low",
            "usd_per_resident_high",
            "no_fit_reason",
        ),
        digits={"usd_per_resident_low": 2, "usd_per_resident_high": 2}
        | dict.fromkeys(["amount_usd", "residents_low", "residents_high"], 0),
        sentences=(
            f"An estimate fits {len(fits)} of {counted}.",
            *(f"For {n}: {reason}." for reason, n in why.items()),
        ),
        tables=("commitments", "undocumented_estimates"),
        behind=evidence(own),
        **(_drawn_per_resident(fits) if len(fits) else {}),
    )


def _drawn_per_resident(fits: pd.DataFrame) -> dict:
    drawn = fits.assign(
        name=fits["place"] + ": " + fits["fund"].map(FUNDS),
        amount_usd=float("nan"),
        low_usd=fits["usd_per_resident_low"],
        high_usd=fits["usd_per_resident_high"],
    )
    return {
        "picture": lambda narrow: money.amounts(
            drawn,
            narrow,
            is_log=False,
            write="${:,.2f}".format,
            xlabel="US dollars of one year, nominal, for each undocumented resident",
        ),
        "alt": told(
            "For each undocumented resident", drawn, "{name} ${low_usd:.2f} to ${high_usd:.2f}"
        ),
    }


def near() -> pd.DataFrame:
    """Return the article's figures and every estimate of the city, county, area and region."""
    rows = datasets.load_undocumented_estimates()
    is_near = rows["geography"].str.contains(f"{WEST}|New York")
    rows = rows[is_near & rows["certainty"].ne("memory")]
    first, last = rows["year_from"].astype(str), rows["year_to"].astype(str)
    years = first.where(first.eq(last), first + "-" + last)
    who = rows["estimator"].map(ESTIMATORS)
    rows = rows.astype({"estimate": float, "low": float, "high": float}).assign(
        kind=("estimate for the " + rows["level"]).mask(
            rows["is_article_claim"], "the article's figure"
        ),
        name=rows["geography"] + ", " + years + " (" + who + ")",
        is_west=rows["geography"].str.contains(WEST),
    )
    order = ["is_west", "is_article_claim", "estimate"]
    return rows.sort_values(order, ascending=False)


def article_figures() -> Exhibit:
    """Show why the article's figures of residents fit no government's area."""
    rows = near()
    drawn = rows.rename(columns={"estimate": "amount_usd", "low": "low_usd", "high": "high_usd"})
    claims = rows[rows["is_article_claim"]]
    return Exhibit(
        title="The article's figures lie above every estimate for the city or its county",
        subtitle="Undocumented residents; a stated floor is marked “or more”, a ceiling “at most”",
        rows=rows,
        picture=lambda narrow: money.amounts(
            drawn, narrow, is_log=False, write="{:,.0f}".format, xlabel="undocumented residents"
        ),
        alt=told("Undocumented residents", rows, "{name} {estimate:,.0f}"),
        sentences=tuple(text for _, claim in claims.iterrows() for text in _beside(claim, rows)),
        tables=("undocumented_estimates", "fiscal_base"),
        behind=keys_of("undocumented_estimates", rows["estimate_id"]),
    )


def _beside(claim: pd.Series, rows: pd.DataFrame) -> tuple[str, ...]:
    """Say what share of a city's people an article's figure is, and what estimates there are."""
    around = rows[~rows["is_article_claim"] & rows["is_west"].eq(claim["is_west"])]
    spans = around.groupby("level", sort=False)["estimate"].agg(["min", "max"])
    told = [
        f"{level} {least:,.0f}" + (f" to {most:,.0f}" if most > least else "")
        for level, least, most in spans.itertuples()
    ]
    base = datasets.load_fiscal_base().set_index(["jurisdiction_id", "year"])
    people = base.loc[(claim["jurisdiction_id"], claim["year_to"]), "population"]
    share = words.number(100 * claim["estimate"] / people, 0)
    return (
        f"{claim['geography']}: the article has {words.people(claim['estimate'])}, {share} % of "
        f"the {words.people(people)} people of the city. Estimates: {words.listed(told)}.",
        claim["note"],
    )


def on_one_scale(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return what each place set aside, and what was at risk there, in prices of one year.

    Parameters
    ----------
    rows : pandas.DataFrame
        Commitments, as `set_aside.chosen` gives them.
    asked : Asked

    Returns
    -------
    pandas.DataFrame
        One row an amount: ``jurisdiction_id``, ``place``, ``kind`` (one of `KINDS`),
        ``amount_usd``, ``low_usd``, ``high_usd``, ``top_usd`` (the highest figure of a range).
        A range over several figures is one row without a point.
    """
    aside = rows.assign(fiscal_year=rows["year"])
    is_reserve = rows["left_out_because"].eq("reserve_not_spending") & rows["stage"].eq("proposed")
    amounts = stated()
    is_cut = amounts["concept"].isin(["cut", "withheld"]) & amounts["unit"].eq("usd_per_year")
    letters = letters_as_amounts(datasets.load_jag_awards_2018_letters(), fiscal_year=2016)
    ranges = exposure_ranges(amounts).query("entity == 'government'")
    parts = {
        ASIDE: aside[rows["is_counted"]],
        RESERVE: aside[is_reserve],
        LETTER: letters,
        YEARLY: ranges.assign(amount_usd=float("nan")),
        CUT: amounts[is_cut],
    }
    columns = ["jurisdiction_id", "fiscal_year", *USD]
    every = pd.concat([part[columns].assign(kind=kind) for kind, part in parts.items()])
    every = every[every["jurisdiction_id"].isin(rows["jurisdiction_id"])]
    every[USD] = every[USD].astype(float).mul(_factors(every["fiscal_year"], asked), axis=0)
    floors = set(ranges.loc[ranges["is_open_above"], "jurisdiction_id"])
    is_range = every["kind"].eq(YEARLY)
    found = pd.concat([every[~is_range], _one_range(every[is_range], floors)])
    found["rank"] = found["kind"].map(KINDS.index)
    return placed(found).sort_values(["place", "rank", "amount_usd"]).drop(columns="rank")


def _factors(years: pd.Series, asked: Asked) -> pd.Series:
    prices = datasets.load_price_index()
    by_year = {
        year: deflator(prices, from_year=year, to_year=asked.price_year) for year in years.unique()
    }
    return years.map(by_year)


def _one_range(rows: pd.DataFrame, floors: set[str]) -> pd.DataFrame:
    """Return one row a place: a range, a single figure, or a floor where one is said to be."""
    found = rows.groupby(["jurisdiction_id", "kind"], as_index=False).agg(
        amount_usd=("amount_usd", "first"), low_usd=("low_usd", "min"), high_usd=("high_usd", "max")
    )
    found["top_usd"] = found["high_usd"]
    single = found["low_usd"].eq(found["high_usd"])
    found.loc[single, "amount_usd"] = found["low_usd"]
    found.loc[single & found["jurisdiction_id"].isin(floors), "high_usd"] = float("nan")
    return found


def beside_threats(rows: pd.DataFrame, asked: Asked) -> Exhibit | None:
    """Show commitments and what was at risk on one scale."""
    found = on_one_scale(rows, asked)
    if found.empty:
        return None
    drawn = found.rename(columns={"place": "name"})
    told = [
        f"{r.name}, {r.kind}, {words.money(r.high_usd if pd.isna(r.amount_usd) else r.amount_usd)}"
        for r in drawn.itertuples(index=False)
    ]
    return Exhibit(
        title="Set aside, and at risk, on one scale",
        subtitle=f"US dollars in prices of {asked.price_year}; amounts of one place may overlap "
        "and are not added",
        rows=found,
        picture=lambda narrow: money.amounts(
            drawn,
            narrow,
            kinds=KINDS,
            xlabel=f"US dollars in prices of {asked.price_year} (logarithmic; $0 at its edge)",
        ),
        alt=f"By place: {words.listed(told)}.",
        sentences=compared(found),
        tables=("commitments", "threat_amounts", "jag_awards_2018_letters", "price_index"),
        behind=evidence(rows),
    )


def compared(found: pd.DataFrame) -> tuple[str, ...]:
    """Say how many commitments exceed a year's letter money, and how small they are beside all.

    Parameters
    ----------
    found : pandas.DataFrame
        As `on_one_scale` gives it.
    """
    names = found.drop_duplicates("jurisdiction_id").set_index("jurisdiction_id")["place"]
    largest = found.groupby(["jurisdiction_id", "kind"])["amount_usd"].max().unstack()
    largest = largest.reindex(columns=[ASIDE, LETTER])
    both = largest.dropna()
    more = both[both[ASIDE] > both[LETTER]].index
    which = f" ({words.listed(list(names[more]))})" if len(more) else ""
    top = found.dropna(subset="top_usd").set_index("jurisdiction_id")["top_usd"]
    against = largest[ASIDE].div(top).dropna()
    first = (
        f"Of {words.count(len(both), 'place')} with a commitment and a letter of 2018, the largest "
        f"commitment is above the year's Byrne JAG money in {len(more)}{which}."
    )
    if against.empty:
        return (first, "No figure of yearly federal money stands beside a commitment.")
    share = words.number(100 * against.max(), 1)
    return (
        first,
        f"Beside the highest figure of yearly federal money it is at most {share} %, in "
        f"{words.count(len(against), 'place')}.",
    )


def sureness() -> Exhibit:
    """Say how each commitment is known, and which amounts have a range."""
    rows, estimates = everything(), datasets.load_undocumented_estimates()
    known = rows["certainty"].value_counts()
    recalled = int(estimates["certainty"].eq("memory").sum())
    wide = rows[rows["low_usd"] < rows["high_usd"]]
    return Exhibit(
        title="How each row is known",
        sentences=(
            f"{words.count(len(rows), 'commitment row')}: "
            f"{words.listed([f'{n} {name}' for name, n in known.items()])}.",
            *(
                f"{row.place}: {words.money(row.low_usd)} to {words.money(row.high_usd)}."
                for row in wide.itertuples()
            ),
            f"Of {len(estimates)} estimates of residents, {recalled} rest on memory and are left "
            "out.",
        ),
        tables=("commitments", "undocumented_estimates"),
        behind=evidence(rows),
    )
