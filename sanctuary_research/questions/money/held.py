"""What was held back or cut, for how long and how that ended: the first screen of notebook 05."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import chronicle
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.questions.asking import CODES, MILLIONS, numbers, the_answer
from sanctuary_research.questions.money import acts, ledger, letters, threatened
from sanctuary_research.questions.money.counting import Total

TABLES = ("threat_status", "threat_amounts", "threats")
STARTS, BLOCKS = ("withheld", "cut"), ("enjoined", "permanently_enjoined")
ORDERED, PAYMENTS = "ordered_restored", ("paid", "restored")
ENDS = (*PAYMENTS, ORDERED)
ALLEGED = {"alleged": "*"}  # the mark of a row whose link to the policies is only alleged
SAYS = "{days} days, {whole}{usd}{part}"
WHOLE, PART = {"award_stock": "awards of "}, {"award_stock": ", part held not known"}
GRANT = {"Byrne JAG": "police grant (Byrne JAG)"}
SUED = {"plaintiff states": "states that sued", "plaintiff jurisdictions": "places that sued"}
# What became of a spell, in the order of the picture.
BECAME: dict[str, str] = CODES["became"]
IN_BRIEF: dict[str, str] = CODES["became_in_brief"]


def money_held(
    amounts: pd.DataFrame, steps: pd.DataFrame, *, as_of: str | pd.Timestamp
) -> pd.DataFrame:
    """Return each amount that was held back or cut, and for how long.

    An amount belongs here when its history has a step ``withheld`` or ``cut``; a cut that was only
    announced, or barred before it took effect, was not held. The spell ends at the first later
    ``paid``, ``restored`` or ``ordered_restored`` (a court's order, which is named). An order that
    was later reversed ends nothing: the spell is open, its days run at least to that order and at
    most to ``as_of``. An order that only forbids a cut does not end the spell either, but without
    another end only the days to that order are sure. Dates
    known as intervals give a shortest and a longest duration. Rows are never summed here: two may
    be parts of one another.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts`.
    steps : pandas.DataFrame
        Rows like those of `threat_status`.
    as_of : str or Timestamp
        The day to which open spells run; later steps are not seen.

    Returns
    -------
    pandas.DataFrame
        One row an amount, by start: its own columns;
        ``started_earliest``, ``started_latest``, ``ended_earliest``, ``ended_latest``,
        ``ended_by``, ``ended_court`` (where a court's order ended it and the payment itself was
        not read), ``blocked_on`` (first order against it), ``reversed_on`` (an order to restore
        that fell), ``is_open``, ``days_least`` and ``days_most``.
    """
    needed = ["amount_id", "date_earliest", "date_latest", "status"]
    require_columns(steps, needed)
    key, day = "amount_id", pd.Timestamp(as_of)
    seen = steps.reindex(columns=[*needed, "court"]).query("date_latest <= @day")
    dates = {"date_earliest": "started_earliest", "date_latest": "started_latest"}
    start = seen[seen["status"].isin(STARTS)].sort_values("date_earliest").drop_duplicates(key)
    start = start[[key, *dates]].rename(columns=dates)
    after = seen.merge(start, on=key).query("date_latest >= started_latest")
    after = after.sort_values(["date_latest", "date_earliest"])
    reversal = after[after["status"].eq("reversed")].groupby(key)["date_earliest"].max()
    reversals = reversal.reindex(after[key]).set_axis(after.index)
    fell = after["status"].eq(ORDERED) & after["date_earliest"].lt(reversals)
    fallen = after[fell].drop_duplicates(key).set_index(key)["date_earliest"]
    end = after[after["status"].isin(ENDS) & ~fell].drop_duplicates(key).set_index(key)
    found = start.set_index(key).assign(
        ended_earliest=end["date_earliest"],
        ended_latest=end["date_latest"],
        ended_by=end["status"],
        ended_court=end["court"],
        blocked_on=after[after["status"].isin(BLOCKS)].groupby(key)["date_latest"].min(),
        reversed_on=reversal.reindex(fallen.index),
        is_open=lambda rows: rows["ended_by"].isna(),
    )
    first = found["ended_earliest"].fillna(fallen).fillna(found["blocked_on"]).fillna(day)
    found["days_least"] = (first - found["started_latest"]).dt.days.clip(lower=0)
    found["days_most"] = (found["ended_latest"].fillna(day) - found["started_earliest"]).dt.days
    found = found.astype({"ended_by": object, "ended_court": object})
    found = found.fillna({"ended_by": "", "ended_court": ""}).reset_index()
    found = amounts.merge(found, on=key, validate="1:1")
    return found.sort_values(["started_earliest", key], ignore_index=True)


def held() -> pd.DataFrame:
    """Return each amount held back or cut to the last day known, with its ending in words.

    Returns
    -------
    pandas.DataFrame
        `money_held`, ending by ending, with ``name`` (whose money), ``ending``, ``days``, ``says``
        (amount and days), ``kind`` (of `BECAME`), ``group`` (it in words, with its rows counted)
        and ``is_main`` (paid or given back).
    """
    amounts = ledger.stated().query("sanctuary_link != 'none'")
    rows = money_held(amounts, datasets.load_threat_status(), as_of=last_day())
    begun = rows["started_earliest"].dt.strftime(", from %B %Y")
    place, programme = rows["place"].replace(SUED, regex=True), rows["programme"].map(ledger.called)
    least, most = (rows[name].map("{:,}".format) for name in ("days_least", "days_most"))
    is_long = rows["is_open"] | least.eq(most)
    rows = rows.assign(
        name=place.map(words.title) + ", " + programme.replace(GRANT) + begun,
        days=rows["is_open"].map({True: "at least ", False: ""})
        + least.where(is_long, least + " to " + most),
        kind=kinds(rows),
        ending=kinds(rows).map(BECAME),
        is_main=rows["ended_by"].isin(PAYMENTS),
        whole=rows["concept"].map(WHOLE).fillna(""),
        part=rows["concept"].map(PART).fillna(""),
    )
    counts = {kind: f"{BECAME[kind]}: {n}" for kind, n in outcomes(rows).items()}
    rows = rows.assign(group=rows["kind"].map(counts), says=ledger.each(rows, SAYS))
    return rows.sort_values("kind", key=lambda own: own.map([*BECAME].index), kind="stable")


def last_day() -> pd.Timestamp:
    """Return the last day that the history of the threats knows of."""
    return datasets.load_threat_status()["date_latest"].max()


def kinds(rows: pd.DataFrame) -> pd.Series:
    """Return whether each spell ended in payment, an order, a reversed order, or in neither.

    Of those without an end, those that a court forbade are ``barred``.

    >>> spells = pd.DataFrame({"ended_by": ["paid", "ordered_restored", "", ""],
    ...     "reversed_on": [pd.NaT, pd.NaT, pd.Timestamp("2020-02-26"), pd.NaT],
    ...     "blocked_on": pd.NaT})
    >>> kinds(spells).tolist()
    ['paid', 'ordered', 'reversed', 'open']
    """
    kind = rows["ended_by"].map(dict.fromkeys(PAYMENTS, "paid") | {ORDERED: "ordered"})
    kind = kind.mask(kind.isna() & rows["reversed_on"].notna(), "reversed")
    return kind.mask(kind.isna() & rows["blocked_on"].notna(), "barred").fillna("open")


def outcomes(rows: pd.DataFrame) -> dict[str, int]:
    """Return how many spells there are of each kind of `BECAME`."""
    return kinds(rows).value_counts().reindex([*BECAME], fill_value=0).to_dict()


def answer(rows: pd.DataFrame) -> Exhibit:
    """Say in plain words what became of money held back, and of that in the letters."""
    asked_about = letters.four_totals()["bracket"]
    return the_answer(
        *held_in_words(rows),
        _letters_in_words(asked_about),
        tables=("jag_awards_2018_letters", *TABLES),
        behind=ledger.together(rows, asked_about.counted),
    )


def _letters_in_words(bracket: Total) -> str:
    """Say what money the letters asked about, and whether a loss of it is known."""
    steps = datasets.load_threat_status()
    last = (
        steps[steps["threat_id"].eq(letters.THREAT)].sort_values("date_latest")["status"].iloc[-1]
    )
    about = letters.rounded(bracket.total)
    if last == "no_action_found":
        return f"For another {about}, named in letters of 2018, no loss is recorded."
    return f"Letters of 2018 spoke of {about}."


def held_in_words(rows: pd.DataFrame) -> tuple[str, ...]:
    """Say how many amounts were held back, on whose word for what, and what became of them."""
    found = {kind: n for kind, n in outcomes(rows).items() if n}
    told = [IN_BRIEF[kind].format(n, be="is" if n == 1 else "are") for kind, n in found.items()]
    first, *others = ("; ".join(told[k : k + 2]) for k in range(0, len(told), 2))
    n_stated = int(rows["sanctuary_link"].eq("stated").sum())
    more = f", {len(rows) - n_stated} more by places' account"
    return (
        f"Yes, we found {words.count(n_stated, 'case')} by the government's account"
        f"{more * (n_stated < len(rows))}.",
        f"By {last_day():%B %Y}, {first}.",
        *(f"{words.title(other)}." for other in others),
    )


def main_picture(rows: pd.DataFrame) -> Exhibit:
    """Show how long each amount was held back, and how that ended."""
    n, named = outcomes(rows), letters.four_totals()["bracket"].counted["jurisdiction_id"]
    too = rows.loc[rows["jurisdiction_id"].isin(named), "jurisdiction_id"].nunique()
    rows = rows.assign(name=rows["name"] + rows["sanctuary_link"].map(ALLEGED).fillna(""))
    return ledger.rows_of(
        TABLES,
        rows,
        "name amount_usd days ending ended_court blocked_on sanctuary_link evidence_id",
        title=f"Of {len(rows)} cases found of money held back or cut, {n['paid']} are known to be "
        "paid",
        subtitle="Days the money was held back (pale: not sure), and the amount. "
        f"{ALLEGED['alleged']}: over policies by the places' account; the government gave another "
        "reason",
        titles={"name": "Whose money", "ended_court": "Court"},
        picture=lambda narrow: chronicle.spells(rows, narrow),
        alt=f"Days held back. {'; '.join(ledger.each(rows, '{name}: {says}, {ending}'))}.",
        marks="A bar runs from the day the money was held back to payment, to a court's order of "
        f"it, or to {words.date(last_day())}, where our record ends; pale: days on which it may "
        "have been paid or not yet held back. "
        "A case is one sum, not one place; one may be part of another, so none are added. "
        f"{too} of these places had letters of 2018 too, about earlier money",
    )


def headlines(rows: pd.DataFrame, totals: list[Total]) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    sums, n, million = letters.four_totals(), outcomes(rows), MILLIONS
    dispute = acts.disputed().set_index("jurisdiction_id").loc["san-francisco-ca"]
    bracket, longest = sums["bracket"], rows.loc[~rows["is_open"], "days_most"].max()
    states = letters.divided("level").loc["state", "percent"]
    chosen = totals[0].total if totals else float("nan")
    order, orders = "San Francisco under EO 13768, by the", "of these ordered restored, the order"
    return [
        *numbers(
            letters.four_sums().title,
            ("23 letters, FY2016, best sum", bracket.total, million, 1),
            ("23 letters, FY2016, lower bound of the sum", bracket.low, million, 1),
            ("23 letters, FY2016, upper bound of the sum", bracket.high, million, 1),
            ("23 letters, FY2016, sum as reported", sums["reported"].total, million, 0),
            ("23 letters, FY2017, sum as published", sums["published"].total, million, 2),
            ("23 letters, FY2017, sum corrected", sums["corrected"].total, million, 1),
            ("23 letters, FY2016, share of the three states", states, "%", 0),
        ),
        *numbers(
            acts.order_13768().title,
            (f"{order} Justice Department", dispute["low_usd"], million, 0),
            (f"{order} city", dispute["high_usd"], million, 0),
        ),
        *numbers(
            main_picture(rows).title,
            ("amounts ever held back or cut", len(rows), "amounts", 0),
            ("of these paid or given back", n["paid"], "amounts", 0),
            (f"{orders} standing", n["ordered"], "amounts", 0),
            (f"{orders} reversed", n["reversed"], "amounts", 0),
            ("longest time held before that, at most", longest, "days", 0),
        ),
        *numbers(threatened.ADDED, ("total chosen by the parameters", chosen, million, 2)),
    ]
