"""The exhibits of money held back or cut: the answer of notebook 05, its picture, its limits."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import chronicle
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.money.acts import disputed
from sanctuary_research.questions.money.amounts import called, keys_of, placed, stated, told
from sanctuary_research.questions.money.held import ENDS, ORDERED, money_held
from sanctuary_research.questions.money.letter_sums import (
    four_sums,
    four_totals,
    rounded,
    state_share,
)
from sanctuary_research.questions.money.letters import THREAT
from sanctuary_research.questions.money.totals import Total

TABLES = ("threat_status", "threat_amounts", "threats")
PAYMENTS = tuple(step for step in ENDS if step != ORDERED)
ENDINGS = {"paid": "paid", "restored": "given back"}


def held() -> pd.DataFrame:
    """Return each amount held back or cut to the last day known, with its ending in words.

    Returns
    -------
    pandas.DataFrame
        `money_held` with ``name`` (whose money), ``ending``, ``says`` (amount, days and ending),
        ``days``, ``sanctuary_link`` and the amount's key as evidence.
    """
    threats, amounts = datasets.load_threats(), stated()
    found = money_held(amounts, datasets.load_threat_status(), as_of=last_day(), threats=threats)
    about = threats[["threat_id", "programme", "sanctuary_link"]]
    rows = placed(found.merge(about, on="threat_id", validate="m:1"))
    begun = rows["started_earliest"].dt.strftime(", from %B %Y")
    rows["name"] = rows["place"] + ", " + rows["programme"].map(called) + begun
    rows["ending"] = [ending(row) for row in rows.itertuples()]
    least, most = (rows[name].map("{:,}".format) for name in ("days_least", "days_most"))
    rows["days"] = least.where(least.eq(most), least + " to " + most)
    sums = [words.money(usd) if pd.notna(usd) else "no figure" for usd in rows["amount_usd"]]
    rows["says"] = [
        f"{usd}, {row.days} days, {row.ending}"
        for usd, row in zip(sums, rows.itertuples(), strict=True)
    ]
    is_main = rows["ended_by"].isin(PAYMENTS)
    keys = {"evidence_table": "threat_amounts", "evidence_id": rows["amount_id"]}
    return rows.assign(is_main=is_main, **keys)


def last_day() -> pd.Timestamp:
    """Return the last day that the history of the threats knows of."""
    return datasets.load_threat_status()["date_latest"].max()


def ending(row) -> str:
    """Return how one spell ended, or what is known of one that did not."""
    if row.ended_by == ORDERED:
        return f"ordered restored ({row.ended_court})"
    if not row.is_open:
        return ENDINGS.get(row.ended_by, called(row.ended_by))
    if pd.notna(row.reversed_on):
        return f"order to restore reversed in {row.reversed_on.year}"
    return "barred by a court, no payment found" if pd.notna(row.blocked_on) else "no end found"


def outcomes(rows: pd.DataFrame) -> dict[str, int]:
    """Return how many spells ended in payment, in an order, in a reversed order, and in neither.

    >>> spells = pd.DataFrame({"ended_by": ["paid", "ordered_restored", "", ""],
    ...     "reversed_on": [pd.NaT, pd.NaT, pd.Timestamp("2020-02-26"), pd.NaT]})
    >>> outcomes(spells)
    {'paid': 1, 'ordered': 1, 'reversed': 1, 'open': 1}
    """
    ended = rows["ended_by"]
    fell = ~ended.isin(ENDS) & rows["reversed_on"].notna()
    counts = {
        "paid": ended.isin(PAYMENTS).sum(),
        "ordered": ended.eq(ORDERED).sum(),
        "reversed": fell.sum(),
    }
    found = {name: int(n) for name, n in counts.items()}
    return found | {"open": len(rows) - sum(found.values())}


def answer(rows: pd.DataFrame) -> Exhibit:
    """Say in plain words what the letters asked about, and what became of money held back."""
    found = four_totals()
    return Exhibit(
        title="The answer",
        sentences=(_letters_in_words(found["bracket"]), *held_in_words(rows)),
        tables=("jag_awards_2018_letters", *TABLES),
        behind=keys_of("threat_amounts", rows["amount_id"]),
    )


def _letters_in_words(bracket: Total) -> str:
    """Say what the letters asked about, and whether anything was taken back, as far as known."""
    steps = datasets.load_threat_status()
    last = steps[steps["threat_id"].eq(THREAT)].sort_values("date_latest")["status"].iloc[-1]
    return (
        f"In January 2018 the Justice Department wrote to {len(bracket.counted)} places about "
        f"grants of some {rounded(bracket.total)}"
        f"{', none of it known to be taken back' if last == 'no_action_found' else ''}."
    )


def held_in_words(rows: pd.DataFrame) -> tuple[str, ...]:
    """Say how many amounts were held back, and what became of them."""
    n = outcomes(rows)
    since = rows["started_earliest"].min().year
    said = [
        f"Of {words.count(len(rows), 'amount')} held back or cut since {since}, {n['paid']} "
        f"{'was' if n['paid'] == 1 else 'were'} paid or given back."
    ]
    orders = n["ordered"] + n["reversed"]
    if orders:
        fell = f"; {n['reversed']} such order was later reversed" if n["reversed"] == 1 else ""
        fell = fell or (f"; {n['reversed']} were later reversed" if n["reversed"] else "")
        said.append(f"Courts ordered {orders} restored{fell}.")
    if n["open"]:
        said.append(f"For the other {n['open']} no payment was found.")
    return tuple(said)


def main_picture(rows: pd.DataFrame) -> Exhibit:
    """Show how long each amount was held back, and how that ended."""
    n = outcomes(rows)
    return Exhibit(
        title=f"{len(rows)} amounts were held back or cut; {n['paid']} were paid or given back",
        subtitle=f"Days from the first day held to payment, to a court's order, or to "
        f"{words.date(last_day())}; an order is not a payment",
        rows=rows,
        picture=lambda narrow: chronicle.spells(rows, narrow),
        alt=told("How long each amount was held back", rows, "{name}: {says}"),
        marks="Blue: paid or given back. Dark: at least so many days; pale: at most; arrow: no "
        "end found. An amount may be part of another, so none are added",
        tables=TABLES,
        behind=keys_of("threat_amounts", rows["amount_id"]),
    )


def limits() -> Exhibit:
    """Say what the answer does not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "It does not show what places did, or left undone, for fear of a cut.",
            "Larger figures, in billions, count money at risk, and each author counts it "
            "differently: places that sue have reason to count widely, the government narrowly.",
            f"The acts are those that were found, to {words.date(last_day())}; an act "
            "without a figure is not an act about nothing.",
        ),
    )


def table(rows: pd.DataFrame) -> Exhibit:
    """Show each amount held back or cut, with its bounds, days and ending."""
    ended = rows[~rows["is_open"]]
    least, most = ended["days_least"].min(), ended["days_most"].max()
    return Exhibit(
        title="Money held back or cut",
        subtitle=f"To {words.date(last_day())}, nominal US dollars; not terms of a sum",
        rows=rows,
        columns=(
            "name",
            "amount_usd",
            "days",
            "ending",
            "blocked_on",
            "sanctuary_link",
            "evidence_id",
        ),
        titles={"name": "Whose money"},
        digits=0,
        sentences=(
            *held_in_words(rows),
            f"Spells that ended, in payment or an order, lasted {least} to {most} days.",
            "Where a court ordered money restored, the payment itself was not read.",
        ),
        tables=TABLES,
        behind=keys_of("threat_amounts", rows["amount_id"]),
        first=len(rows),
    )


def headlines(rows: pd.DataFrame, totals: list[Total]) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    found, sums, n = four_totals(), four_sums(), outcomes(rows)
    dispute = disputed().set_index("jurisdiction_id").loc["san-francisco-ca"]
    ended = rows[~rows["is_open"]]
    picture = main_picture(rows)
    million, usd = 1e6, "million USD"

    def number(name: str, value: float, unit: str, of: Exhibit | None = None, digits: int = 1):
        told = {"name": name, "value": value, "unit": unit, "digits": digits}
        return told | ({"exhibit": of.title, "tables": of.tables} if of else {})

    def of_letters(name: str, value: float, digits: int = 1):
        return number(f"23 letters, {name}", value / million, usd, sums, digits)

    bracket = found["bracket"]
    federal, own = "San Francisco under EO 13768, ", "million USD"
    return [
        of_letters("FY2016, best sum", bracket.total),
        of_letters("FY2016, lower bound of the sum", bracket.low),
        of_letters("FY2016, upper bound of the sum", bracket.high),
        of_letters("FY2016, sum as reported", found["reported"].total, 0),
        of_letters("FY2017, sum as published", found["published"].total, 2),
        of_letters("FY2017, sum corrected", found["corrected"].total),
        number("23 letters, FY2016, share of the three states", state_share(), "%", sums, 0),
        number(f"{federal}by the Justice Department", dispute["low_usd"] / million, own, None, 0),
        number(f"{federal}by the city", dispute["high_usd"] / million, own, None, 0),
        number("amounts ever held back or cut", len(rows), "amounts", picture, 0),
        number("of these paid or given back", n["paid"], "amounts", picture, 0),
        number(
            "of these ordered restored, the order standing", n["ordered"], "amounts", picture, 0
        ),
        number(
            "of these ordered restored, the order reversed", n["reversed"], "amounts", picture, 0
        ),
        number(
            "longest time held before that, at most", ended["days_most"].max(), "days", picture, 0
        ),
        number("total chosen by the parameters", _chosen(totals), usd, None, 2),
    ]


def _chosen(totals: list[Total]) -> float:
    return totals[0].total / 1e6 if totals else float("nan")
