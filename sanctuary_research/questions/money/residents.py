"""The exhibits of notebook 06 that set money beside residents and beside what was at risk."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.money import ledger
from sanctuary_research.questions.money.beside import exposed, exposure_ranges, prices_of, restated
from sanctuary_research.questions.money.letters import of_letters
from sanctuary_research.questions.money.set_aside import PER_RESIDENT, Asked

ASIDE, RESERVE = "set aside (counted)", "reserve, not spending"
LETTER, CUT = "Byrne JAG, letters of 2018", "cut or withheld"
YEARLY = "yearly federal money"
KINDS = (ASIDE, RESERVE, LETTER, YEARLY, CUT)
# Why no estimate fits, the nearest to fitting first; the first of these fits.
FITS = ["", "no estimate is near enough in time"]
FITS += ["only an article's claim, a recollection or an unsourced page measures this area"]
NONE = "no estimate measures this government's area"


def per_undocumented_resident(
    commitments: pd.DataFrame, estimates: pd.DataFrame, *, max_years_apart: int = 3
) -> pd.DataFrame:
    """Return counted money per undocumented resident, where an estimate fits the government.

    An estimate fits when it measures exactly the area of the government that pays, is nobody's
    recollection, no founding article's own claim and no page without a source of its own, and
    describes a year no further than ``max_years_apart`` from the commitment. Several that fit
    give a range.

    Parameters
    ----------
    commitments, estimates : pandas.DataFrame
        The tables `commitments` and `undocumented_estimates`.
    max_years_apart : int
        Years between the commitment and the estimate's last year.

    Returns
    -------
    pandas.DataFrame
        One row for each counted commitment: ``residents_low``, ``residents_high`` (people),
        ``usd_per_resident_low``, ``usd_per_resident_high`` and ``no_fit_reason``.
        Dollars are of one year where the commitment recurs.
    """
    require_columns(estimates, ["jurisdiction_id", "estimate", "year_to"])
    rows = commitments[commitments["is_counted"]].reset_index(drop=True)
    heard = estimates["is_article_claim"] | estimates["is_low_quality"]
    is_sound = ~heard & estimates["certainty"].ne("memory")
    about = estimates[["jurisdiction_id", "estimate", "year_to"]].assign(is_sound=is_sound)
    pairs = rows.reset_index(names="row").merge(about, on="jurisdiction_id")
    apart = (pairs["year_to"] - pairs["date_latest"].dt.year).abs()
    is_fit = pairs["is_sound"] & apart.le(max_years_apart)
    fit = pairs.assign(fit=pairs["estimate"].astype(float).where(is_fit)).groupby("row")
    found = fit["fit"].agg(["min", "max", "count"]).reindex(rows.index)
    sound = fit["is_sound"].any().reindex(rows.index)
    why = np.select([found["count"].gt(0), sound.eq(True), sound.notna()], FITS, NONE)
    return rows.assign(
        residents_low=found["min"],
        residents_high=found["max"],
        usd_per_resident_low=rows["amount_usd"] / found["max"],
        usd_per_resident_high=rows["amount_usd"] / found["min"],
        no_fit_reason=why,
    )


def fits(max_years_apart: int = 3) -> pd.DataFrame:
    """Return every counted commitment beside the estimates that fit its payer."""
    tables = datasets.load_commitments(), datasets.load_undocumented_estimates()
    return ledger.placed(per_undocumented_resident(*tables, max_years_apart=max_years_apart))


def per_resident(rows: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show money of one year for each undocumented resident, where an estimate fits the payer."""
    found = fits(asked.max_years_apart)
    found = found[found["commitment_id"].isin(rows["commitment_id"])]
    found = found.sort_values(["no_fit_reason", "place"])
    known = datasets.load_undocumented_estimates()
    known = known[known["jurisdiction_id"].isin(found["jurisdiction_id"])]
    return ledger.rows_of(
        ("commitments", "undocumented_estimates"),
        found,
        "place amount_usd residents_low residents_high usd_per_resident_low "
        "usd_per_resident_high no_fit_reason",
        title=PER_RESIDENT,
        subtitle=f"Estimates of the payer's own area, at most {asked.max_years_apart} years apart",
        digits={"usd_per_resident_low": 2, "usd_per_resident_high": 2}
        | {"residents_low": 0, "residents_high": 0},
        behind=pd.concat(
            [evidence("commitments", found), evidence("undocumented_estimates", known)]
        ),
    )


def near() -> pd.DataFrame:
    """Return the article's figures and every estimate of the city, county, area and region."""
    rows = datasets.load_undocumented_estimates().query("certainty != 'memory'")
    west = rows["geography"].str.contains("Los Angeles|California")
    rows = rows.assign(is_west=west)[west | rows["geography"].str.contains("New York")]
    first, last = rows["year_from"].astype(str), rows["year_to"].astype(str)
    rows["years"] = first.where(first.eq(last), first + "-" + last)
    return rows.sort_values(["is_west", "is_article_claim", "estimate"], ascending=False)


def article_figures() -> Exhibit:
    """Show why the article's figures of residents fit no government's area."""
    rows = near()
    claims = rows[rows["is_article_claim"]]
    return ledger.rows_of(
        ("undocumented_estimates",),
        rows,
        "geography level years is_article_claim estimate low high estimate_id source_id",
        title="Undocumented residents: the article's two figures and every estimate near them",
        titles={"geography": "Area", "estimate": "Residents"},
        sentences=tuple(claims["geography"] + ": " + claims["note"]),
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
        ``amount_usd``, ``low_usd``, ``high_usd``, and its row.
        A range over several figures is one row without a point.
    """
    aside, amounts = rows.assign(fiscal_year=rows["year"]), ledger.stated()
    is_cut = amounts["concept"].isin(["cut", "withheld"]) & amounts["unit"].eq("usd_per_year")
    is_reserve = rows["left_out_because"].eq("reserve_not_spending") & rows["stage"].eq("proposed")
    ranges = exposure_ranges(amounts).query("entity == 'government'")
    parts = {
        ASIDE: aside[rows["is_counted"]],
        RESERVE: aside[is_reserve],
        LETTER: of_letters(2016),
        YEARLY: ranges.assign(amount_usd=float("nan")),
        CUT: amounts[is_cut],
    }
    columns = ["jurisdiction_id", "fiscal_year", *ledger.USD, *ledger.EVIDENCE]
    every = pd.concat(
        [part.reindex(columns=columns).assign(kind=kind) for kind, part in parts.items()]
    )
    every = every[every["jurisdiction_id"].isin(rows["jurisdiction_id"])]
    factor = every["fiscal_year"].map(restated(datasets.load_price_index(), asked.price_year))
    every[ledger.USD] = every[ledger.USD].astype(float).mul(factor, axis=0)
    floors = set(ranges.loc[ranges["is_open_above"], "jurisdiction_id"])
    is_range = every["kind"].eq(YEARLY)
    found = ledger.placed(pd.concat([every[~is_range], one_range(every[is_range], floors)]))
    rank = found["kind"].map(KINDS.index)
    return found.assign(rank=rank).sort_values(["place", "rank", "amount_usd"])


def one_range(rows: pd.DataFrame, floors: set[str]) -> pd.DataFrame:
    """Return one row a place: a range, a single figure, or a floor where one is said to be."""
    found = rows.groupby(["jurisdiction_id", "kind"], as_index=False).agg(
        low_usd=("low_usd", "min"), high_usd=("high_usd", "max")
    )
    is_single = found["low_usd"].eq(found["high_usd"])
    is_floor = is_single & found["jurisdiction_id"].isin(floors)
    return found.assign(
        amount_usd=found["low_usd"].where(is_single),
        high_usd=found["high_usd"].mask(is_floor),
    )


def beside_threats(rows: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show commitments and what was at risk on one scale."""
    found = on_one_scale(rows, asked)
    ranged = exposed(ledger.stated()).query("entity == 'government'")
    ranged = ranged[ranged["jurisdiction_id"].isin(found["jurisdiction_id"])]
    return Exhibit(
        title="Set aside, and at risk, on one scale",
        subtitle=f"US dollars in prices of {asked.price_year}; amounts of one place may overlap "
        "and are not added",
        sentences=compared(found),
        tables=("commitments", "threat_amounts", "jag_awards_2018_letters", "price_index"),
        behind=ledger.together(rows, ranged, prices_of(*found["fiscal_year"], asked.price_year)),
        **ledger.drawn(
            found.assign(name=found["place"]),
            "By place",
            "{name}, {kind}, {usd}",
            "US dollars (logarithmic; $0 at its edge)",
            accent=ASIDE,
        ),
    )


def compared(found: pd.DataFrame) -> str:
    """Say how many of the largest commitments exceed the letters' money of a year.

    Parameters
    ----------
    found : pandas.DataFrame
        As `on_one_scale` gives it.
    """
    largest = found.groupby(["place", "kind"])["amount_usd"].max().unstack()
    both = largest.reindex(columns=[ASIDE, LETTER]).dropna()
    more = both.index[both[ASIDE] > both[LETTER]]
    return (
        f"Of {words.count(len(both), 'place')} with a commitment and a letter of 2018, the largest "
        f"commitment is above the year's Byrne JAG money in {len(more)}"
        f"{f' ({words.listed(list(more))})' if len(more) else ''}."
    )
