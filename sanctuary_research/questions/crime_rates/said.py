"""The answers of notebook 01 in plain words, computed from the results."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.methods.groups.joint import JointBootstrap
from sanctuary_research.methods.groups.power import detectable
from sanctuary_research.questions.asking import CODES
from sanctuary_research.questions.crime_rates.asked import AGAINST, MEANT, WHO, Asked, title_of
from sanctuary_research.questions.crime_rates.gaps import LEVEL, P_ADJUSTED, EveryGap, Gap

ENDS = ["conf_low", "conf_high"]
TELL = {"more": "More in {}.", "fewer": "Fewer in {}."}
TELL |= {"unknown": "We cannot tell from figures of {}."}
LIKE: dict[str, str] = CODES["alike"]


def amount(value: float) -> str:
    """Return a difference in whole crimes, or with one digit that counts where it is small.

    >>> amount(-44.4), amount(0.23), amount(0.0061)
    ('44 fewer', '0.2 more', '0.006 more')
    """
    if pd.isna(value):
        return "no estimate"
    return f"{size(value)} {'fewer' if value < 0 else 'more'}"


def size(value: float) -> str:
    """Return how large a difference is, whichever way."""
    return words.number(abs(value), 0) if abs(value) >= 0.95 else f"{abs(value):.1g}"


def span(row) -> str:
    """Return the range of an estimate in words, or that it has none.

    >>> span(pd.Series({"conf_low": -3.0, "conf_high": 5.0}))
    '3 fewer to 5 more'
    >>> span(pd.Series({"conf_low": 1.0, "conf_high": 5.0}))
    '1 to 5 more'
    """
    if pd.isna(row.conf_low):
        return "no range that could be trusted"
    near, far = sorted([row.conf_low, row.conf_high], key=abs)
    if near * far > 0:
        return f"{size(near)} to {amount(far)}"
    return f"{amount(row.conf_low)} to {amount(row.conf_high)}"


def moved(estimates: pd.Series) -> str:
    """Return between what estimates lie, the least and the greatest by what each leaves out.

    >>> moved(pd.Series({"Ohio": 3.0, "Iowa": -2.0}))
    '2 fewer without Iowa to 3 more without Ohio'
    """
    low, high = estimates.idxmin(), estimates.idxmax()
    return f"{amount(estimates[low])} without {low} to {amount(estimates[high])} without {high}"


def verdict(low: float, high: float) -> str:
    """Return the name of what an interval allows to say: a rule fixed before the result.

    >>> verdict(-3, 5), verdict(1, 5), verdict(float("nan"), float("nan"))
    ('unknown', 'more', 'unknown')
    """
    if low > 0:
        return "more"
    return "fewer" if high < 0 else "unknown"


def answer(gap: Gap, every: EveryGap) -> tuple[str, ...]:
    """Return the answer in plain words: what can be told, the difference, how far it may be off.

    The primary estimate, planned before it was seen, is judged by its own interval; any other is
    one of many, and says more or fewer only if it stands out among all of them.
    """
    asked, row = gap.asked, gap.row
    if pd.isna(row["estimate"]):
        return (f"This cannot be asked of the records: {row['withheld']}.",)
    others = AGAINST[asked.comparison].format(LIKE[asked.adjustment])
    usual = words.number(gap.frame[asked.rate].mean(), 0)
    counted = "" if asked.weights == "county" else " Places count by their people."
    found = (
        f"Best estimate: {WHO[asked.definition]} had "
        f"{amount(row['estimate'])} recorded {MEANT[asked.outcome]} per 10,000 people than "
        f"{others}.{counted}"
    )
    usual = f"Average county:\N{NO-BREAK SPACE}{usual}."
    tell = {name: told.format(asked.year) for name, told in TELL.items()}
    if pd.isna(row["conf_low"]):
        return (tell["unknown"], found, f"No range could be trusted: {row['withheld']}.", usual)
    told = verdict(row["conf_low"], row["conf_high"])
    reach = f"The true difference is most likely {span(row)}."
    if told == "unknown" or asked.is_primary or every.stands_out(*gap.key):
        return (tell[told], found, reach, usual)
    alone = "Alone this leaves no difference out; among all estimates it does not stand out."
    return (tell["unknown"], found, reach, alone, usual)


def otherwise(row: pd.Series) -> str:
    """Return the estimate with people counted in place of places, or the reverse."""
    first = f"the first row would be {amount(row['estimate'])} ({span(row)})"
    return f"With each {row['weights']} counted once {first}."


def limits(gap: Gap) -> tuple[str, ...]:
    """Return what the answer does not show."""
    unknown = not gap.asked.is_primary or verdict(*gap.row[ENDS]) == "unknown"
    return (
        "This compares places with each other, not a place with itself before and after.",
        "It cannot show what a policy causes, nor crimes that nobody reported.",
        "“We cannot tell” is not “no difference”." * unknown,
        "The author of the crime file has withdrawn it, because gaps in it were filled by "
        "estimates; it is still used here because no other has every county, and only where "
        f"agencies that cover at least {gap.asked.min_coverage:g} % of the people reported.",
    )


def not_coded(frame: pd.DataFrame) -> str:
    """Return how many counties are in no group, which is not the same as having no policy."""
    lost = frame[frame["arm"] == "not_coded"]
    if lost.empty:
        return ""
    return (
        f"{words.count(len(lost), 'county is', 'counties are')} in no group, with "
        f"{words.people(lost['population'].sum())} people: no row speaks of them, or none so that "
        "they could be put in one."
    )


def since(first: pd.Series, last: pd.Series, asked: Asked) -> tuple[str, ...]:
    """Return what 2012 and the change since say, and what else could be behind it."""
    was = f"The difference was {amount(first['estimate'])} in 2012"
    if asked.year == 2012:
        return (f"{was}.",)
    moved = f"by {size(last['estimate'])} by {asked.year} (range {span(last)})"
    grew = {
        "more": f" and moved up {moved}",
        "fewer": f" and moved down {moved}",
        "unknown": f"; whether it moved by {asked.year} we cannot tell ({span(last)})",
    }[verdict(last["conf_low"], last["conf_high"])]
    return (
        f"{was}{grew}.",
        "This change was not the primary estimate, and three years cannot tell a policy from what "
        "else went on in these states.",
        f"The counts of 2012 and of {asked.year} come from two files that fill gaps in different "
        "ways, which alone can move a difference.",
    )


def power(row: pd.Series) -> tuple[str, ...]:
    """Return what the design could have seen, where that can be said."""
    if pd.isna(row["std_error"]):
        return ("Without a standard error nothing can be said of what the design could have seen.",)
    seen = words.number(detectable(row["std_error"], row["df"]), 0)
    return (
        f"A true difference of {seen} per 10,000 people would be found four times in five; a "
        "smaller one would often be missed.",
    )


def jointly(joint: JointBootstrap, apart: dict[str, JointBootstrap]) -> tuple[str, ...]:
    """Return what the estimates say together: first raw and regression apart, then as planned."""
    more = [name for name, one in apart.items() if one.p_of_count < LEVEL]
    told = [
        f"{name.capitalize()}: {one.n_below} of {len(one.table)} estimates with a range have p "
        f"under {LEVEL}; chance gives as many or more in {words.number(100 * one.p_of_count)} % of "
        "draws."
        for name, one in apart.items()
    ]
    least = joint.table[P_ADJUSTED].min()
    stand = int((joint.table[P_ADJUSTED].min(axis=1) < LEVEL).sum())
    who = words.count(stand, "estimate stands", "estimates stand") if stand else "none stands"
    return (
        f"Differences beyond what chance would give: {words.listed(more) or 'none'}.",
        *told,
        f"All {len(joint.table)} together, as planned, those without a range too: the least "
        f"adjusted p is {words.number(least.iloc[0], 2)} by the largest t and "
        f"{words.number(least.iloc[1], 2)} by the least p, so {who} out.",
    )


def published(rows: pd.DataFrame) -> str:
    """Return whether the range holds the published figure for all counties."""
    whole = rows[rows["scope"] == "all counties"].head(1)
    if whole.empty:
        return "No figure for all counties has been published for this outcome."
    ((study, printed, is_excluded),) = whole[
        ["study", "estimate_printed", "is_excluded"]
    ].to_numpy()
    verb = {True: "leaves out", False: "includes"}.get(is_excluded, "is missing to judge")
    return f"The range {verb} the {printed} of {study} for all counties."


def finding(drawn: pd.DataFrame) -> str:
    r"""Return the title of the main picture: where more and fewer are possible, and where not.

    Parameters
    ----------
    drawn : DataFrame
        One row a definition: definition, conf_low, conf_high, and stands_out: whether it does when
        all estimates are judged together.

    Examples
    --------
    >>> rows = pd.DataFrame({"definition": ["state_law", "dhs_list"], "conf_low": [1.0, -2.0],
    ...                      "conf_high": [5.0, 2.0], "stands_out": False})
    >>> print(finding(rows).replace("; ", ";\n"))
    1 of 2 bars crosses the line: crime may be higher or lower;
    “State law” shows more, but among so many comparisons chance can do that
    """
    ranged = drawn.dropna(subset="conf_low")
    if ranged.empty:
        return "No definition allows a range that could be trusted"
    told = ranged.apply(lambda row: verdict(row.conf_low, row.conf_high), axis=1)
    n, held = len(ranged), int(told.eq("unknown").sum())
    parts = [f"{crossing(held, n)} the line: crime may be higher or lower"] if held else []
    is_near = ranged[ENDS].abs().min(axis=1) < ranged[ENDS].diff(axis=1)["conf_high"] / 100
    for side in ("more", "fewer"):
        if names := [f"“{title_of(name)}”" for name in ranged.loc[told == side, "definition"]]:
            s, is_close = "s" * (len(names) == 1), is_near[told == side].all()
            close = f"lie{s} just on the “{side}” side"
            parts.append(f"{words.listed(names)} {close if is_close else f'show{s} {side}'}")
    if held < n and not ranged["stands_out"].any():
        parts[-1] += ", but among so many comparisons chance can do that"
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def crossing(held: int, n: int) -> str:
    """Return how many of the bars of a picture cross its line.

    >>> crossing(1, 1), crossing(1, 2), crossing(2, 2)
    ('the bar crosses', '1 of 2 bars crosses', 'all 2 bars cross')
    """
    if n == 1:
        return "the bar crosses"
    return f"all {n} bars cross" if held == n else f"{held} of {n} bars cross{'es' * (held == 1)}"


def alt(drawn: pd.DataFrame, unit: str) -> str:
    """Return the main picture in words: each definition with its difference and range."""
    told = [f"{title_of(row.definition)}: {_told(row)} ({span(row)})" for row in drawn.itertuples()]
    return f"Differences in {unit} with their ranges. {'; '.join(told)}."


def _told(row) -> str:
    """Return an estimate; 0 where it is less than a thousandth of its range."""
    vanishes = abs(row.estimate) < (row.conf_high - row.conf_low) / 1000
    return "0" if vanishes else amount(row.estimate)
