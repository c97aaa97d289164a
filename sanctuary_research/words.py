"""Numbers, dates and column names as a reader would say them; standard library only.

Sentences, tables, figures and pages all print through this module, so that a number reads the
same wherever it stands.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
UNKNOWN = "not known"
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
_MONTHS += ["September", "October", "November", "December"]


def number(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """Return a number with thousands separators and a true minus sign; missing is 'not known'.

    A number of numpy is printed as the plain one is: what lies half-way in binary goes to the
    even digit.

    >>> number(-35.5), number(2660, 0), number(7.25, 1, sign=True), number(float("nan"))
    ('−35.5', '2,660', '+7.2', 'not known')
    """
    value = math.nan if value is None else float(value)
    if math.isnan(value):
        return UNKNOWN
    if round(abs(value), digits) == 0:
        return f"{0:.{digits}f}"
    mark = MINUS if value < 0 else "+" if sign else ""
    return f"{mark}{abs(value):,.{digits}f}"


def interval(low: float, high: float, digits: int = 1) -> str:
    """Return an interval in words.

    >>> interval(-12.34, 5)
    '−12.3 to 5.0'
    """
    return f"{number(low, digits)} to {number(high, digits)}"


def percent(value: float | None, digits: int | None = None) -> str:
    """Return a percentage, by default in whole numbers, or in tenths below one.

    Number and sign stay on one line.

    >>> [percent(one).split() for one in (24.7, 0.32, -1)], percent(5.63, 1).split()
    ([['25', '%'], ['0.3', '%'], ['−1', '%']], ['5.6', '%'])
    """
    if digits is None:
        digits = 0 if value is None or abs(value) >= 1 else 1
    return f"{number(value, digits)}\N{NO-BREAK SPACE}%"


def people(count: float) -> str:
    """Return a number of people as a reader would say it.

    >>> people(305_700_000), people(50_088), people(8)
    ('305.7 million', '50,088', '8')
    """
    return f"{number(count / 1e6)} million" if count >= 1e6 else number(count, 0)


def money(dollars: float | None) -> str:
    """Return dollars as a reader would say them, a decimal only where it says something.

    >>> money(53_067_195), money(270_674), money(1.21e9), money(39e6), money(-250)
    ('$53.1 million', '$270,674', '$1.2 billion', '$39 million', '−$250')
    """
    if dollars is None or math.isnan(dollars):
        return UNKNOWN
    mark, size = MINUS if dollars < 0 else "", abs(dollars)
    for unit, name in ((1e9, "billion"), (1e6, "million")):
        if size >= unit:
            return f"{mark}${number(size / unit).removesuffix('.0')} {name}"
    return f"{mark}${number(size, 0)}"


def count(n: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun.

    >>> count(1, "county", "counties"), count(2660, "county", "counties")
    ('1 county', '2,660 counties')
    """
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def unit(shown: str, name: str) -> str:
    """Return a unit as it stands after a number as text: its first word agrees with a one.

    What is not known has none.

    >>> unit("1", "counties"), unit("1.0", "crimes"), unit("25", "places"), unit(UNKNOWN, "USD")
    ('county', 'crimes', 'places', '')
    """
    first, space, rest = name.partition(" ")
    if shown.lstrip(MINUS) == "1" and first.endswith("s"):
        first = first.removesuffix("ies") + "y" if first.endswith("ies") else first[:-1]
    return "" if shown == UNKNOWN else first + space + rest


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does; no words are an empty text.

    >>> listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('', 'a', 'a and b', 'a, b and c')
    """
    *head, last = [*words] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def date(day: datetime.date | str) -> str:
    """Return a day, or its ISO form, as a reader would say it, in any locale.

    >>> date(datetime.date(2015, 7, 1)), date("2014-10-31")
    ('1 July 2015', '31 October 2014')
    """
    day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def title(column: str) -> str:
    """Return the title of a column, or its name as words where `TITLES` has none; a key is a row.

    >>> title("source_id"), title("share_reporting")
    ('Source', 'Share reporting')
    """
    text = "row" if column.endswith("_id") else column.replace("_", " ")
    return TITLES.get(column, text[:1].upper() + text[1:])


# One title a column, with its unit. Not here, because the name alone does not say what it holds:
# kind, line, name, set, size, title, total, unit, value and n_units (adopters, places or states).
TITLES = {
    "age_65_over_percent_2010": "65 and over in 2010, %",
    "amount_printed": "As printed",
    "amount_usd": "US dollars",
    "arm": "Group",
    "at_10": "If 10 % have",
    "at_2": "If 2 % have a limit",
    "at_5": "If 5 % have",
    "black_percent_2010": "Black 2010, %",
    "blocked_on": "First order against",
    "breakdown": "Breakdown value",
    "caveat": "To know",
    "comparison": "Compared with",
    "concept": "What is measured",
    "county_name": "County",
    "crime": "Outcome",
    "date_printed": "Date as printed",
    "definition": "Definition of sanctuary",
    "detainers": "Detainers sent",
    "df": "Degrees of freedom",
    "effective_clusters_comparison": "Effective states, comparison",
    "effective_clusters_sanctuary": "Effective states, sanctuary",
    "ending": "How it ended",
    "estimate": "Difference",
    "estimate_printed": "As printed",
    "evidence_id": "Row that says so",
    "foreign_born_percent_2010": "Born abroad 2006-10, %",
    "fy2016_precision": "How known",
    "high_usd": "High, US dollars",
    "hispanic_percent_2010": "Hispanic 2010, %",
    "index_per_10k": "Index crimes per 10,000 people",
    "left_out_by": "Left out by rule",
    "log_population_2010": "Logarithm of population 2010",
    "low_usd": "Low, US dollars",
    "n_adopters": "Adopters",
    "n_comparison": "Comparison counties",
    "n_counted": "Counted",
    "n_sanctuary": "Sanctuary counties",
    "naive_usd": "Plain sum, US dollars",
    "no_fit_reason": "Why none",
    "no_share_reason": "Why no share",
    "one": "One source",
    "other": "Another",
    "p10": "10th percentile",
    "p50": "Median",
    "p90": "90th percentile",
    "p_adjusted": "Joint p, largest t",
    "p_adjusted_least": "Joint p, least p",
    "p_bootstrap": "Bootstrap p",
    "p_value": "p",
    "paraphrase": "Claim, in our words",
    "percent": "% of mean",
    "percent_of_people": "% of people",
    "places": "Governments",
    "population": "People",
    "poverty_percent_2010": "In poverty 2006-10, %",
    "property": "Property crimes",
    "range": "95 % range",
    "real_usd": "In constant prices, US dollars",
    "reason": "Why",
    "reason_known": "Detainers with a reason recorded",
    "refused": "Detainers recorded as refused",
    "residents_high": "Residents, high",
    "residents_low": "Residents, low",
    "resolution": "Treated as",
    "rural_percent": "Rural, %",
    "sanctuary_link": "Link to immigration policy",
    "scope": "Reaches",
    "screen": "Kept or why not",
    "share_of_budget_percent": "% of budget",
    "source_id": "Source",
    "state_name": "State",
    "status": "Step",
    "std_mean_diff": "Difference in standard deviations",
    "total_usd": "Total, US dollars",
    "under_18_percent_2010": "Under 18 in 2010, %",
    "usd_per_person": "US dollars a person",
    "usd_per_resident_high": "US dollars a resident, high",
    "usd_per_resident_low": "US dollars a resident, low",
    "violent": "Violent crimes",
    "weights": "Each counts",
    "what": "When",
}
