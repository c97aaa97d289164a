"""What places answered, and how many complied: counts, with the bounds that silence leaves."""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, dates, reach
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.proportions import exact_interval, silent_bounds, silent_needed
from sanctuary_research.questions.asking import CODES, evidence, numbers, the_answer, when_of
from sanctuary_research.questions.lists import named
from sanctuary_research.questions.lists.named import SHORT, TABLES, Asked
from sanctuary_research.questions.litigation.parties import ARTICLE, LEFT_OUT, sued

ALL_TABLES = (*TABLES, "policy_events", "responses", "federal_actions", "cases", "case_parties")
COMPLIED, PARTLY = "complied", "partly"
DECLINED = ("disputed", "refused", "widened", "sued")
DOJ, NINE = "doj_2025_08_05", "act_a9aa212a"  # its list of 2025; its nine letters of April 2017
GROUPS: dict[str, str] = CODES["pressed"]
WHOSE = {SHORT[key]: whose for key, whose in CODES["whose_lists"].items()}
ERAS: dict[str, str] = CODES["suits"]
SUMS = ["in_all", "complied", "in_part", "declined", "silent"]  # of places, by group
COLUMNS = "place when response authority detail note response_id source_id"


def answered(asked: Asked) -> pd.DataFrame:
    """Return the answers given by the day, newest first, with place and day in words."""
    rows = datasets.load_responses().query("date_latest <= @asked.day")
    rows = rows.sort_values(["date_latest", "jurisdiction_id"], ascending=False)
    place = rows["jurisdiction_id"].map(reach.printed_names())
    authority = rows["authority"].str.replace("_", " ")
    return rows.assign(place=place, when=when_of(rows), authority=authority)


def _answers(title: str, rows: pd.DataFrame, *sentences: str) -> Exhibit:
    tables = ("responses",)
    return Exhibit(title=title, rows=rows, columns=COLUMNS, sentences=sentences, tables=tables)


def replies(asked: Asked) -> Exhibit:
    """List the answers, with how many places gave each under each administration."""
    rows = answered(asked)
    kinds = rows.assign(response=rows["response"].str.replace("_", " "))
    told = []
    for era, own in kinds.groupby("administration"):
        n = own.groupby("response")["jurisdiction_id"].nunique().sort_values(ascending=False)
        each = words.listed([f"{count} {kind}" for kind, count in n.items()])
        told.append(f"{ERAS[era]}: {each}.")
    return _answers(
        f"What {rows['jurisdiction_id'].nunique()} places answered by {asked.when}",
        rows,
        *told,
    )


def both_at_once(asked: Asked) -> Exhibit:
    """Show places that answered in opposite ways at once, or whose authorities disagree."""
    rows = answered(asked)
    keys = [rows["jurisdiction_id"], rows["administration"]]
    gave = rows["response"].isin([COMPLIED, PARTLY]).groupby(keys).transform("any")
    held = rows["response"].isin(DECLINED).groupby(keys).transform("any")
    rows = rows[(gave & held) | rows["note"].fillna("").str.contains("disagree")]
    return _answers(f"Two answers at once: {words.listed(sorted(set(rows['place'])))}", rows)


def meant(asked: Asked) -> Exhibit:
    """Say what complied, whole or in part, meant in each case."""
    rows = answered(asked).query("response in [@COMPLIED, @PARTLY]")
    return _answers(f"What “complied” meant in {words.count(len(rows), 'case')}", rows)


def members(list_id: str) -> set[str]:
    """Return the places on a list."""
    rows = datasets.load_list_membership().query("list_id == @list_id")
    return set(rows["jurisdiction_id"].dropna())


def groups(asked: Asked) -> dict[str, tuple[set[str], pd.Timestamp]]:
    """Return the groups under pressure by the day: their places, and since when."""
    nine = datasets.load_federal_action_targets().query("action_id == @NINE")["jurisdiction_id"]
    published = datasets.load_lists().set_index("list_id")["published_date"]
    found = {
        "written to, April 2017": (set(nine), dates.day("2017-04-21")),
        **{name: (members(key), published[key]) for key, name in GROUPS.items()},
        "sued by the United States since 2025": (
            set(sued(asked.day)["jurisdiction_id"]),
            dates.day("2025-01-20"),
        ),
    }
    return {name: one for name, one in found.items() if one[0] and one[1] <= asked.day}


def pressing(day: pd.Timestamp, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers, and the lines and suits that make up the groups, as evidence."""
    targets = datasets.load_federal_action_targets()
    parts = {
        "responses": answers,
        "list_membership": datasets.load_list_membership().query("list_id in @GROUPS"),
        "federal_action_targets": targets.query("action_id == @NINE"),
        "case_parties": sued(day),
    }
    return pd.concat([evidence(table, rows) for table, rows in parts.items()])


def complied(asked: Asked) -> pd.DataFrame:
    """Return for each group how many complied, in part or not, and what silence leaves open.

    Answers count from the letter, list or inauguration on, for four years. A place that complied
    and declined counts as complied.
    """
    rows, found = answered(asked), []
    rank = {COMPLIED: 0, PARTLY: 1, **dict.fromkeys(DECLINED, 2)}
    rows = rows.assign(rank=rows["response"].map(rank)).dropna(subset="rank")
    for name, (who, since) in groups(asked).items():
        own = rows[rows["date_latest"].between(since, since + pd.DateOffset(years=4))]
        best = own[own["jurisdiction_id"].isin(who)].groupby("jurisdiction_id")["rank"].min()
        yes, part, no = (int(best.eq(k).sum()) for k in range(3))
        least, most = silent_bounds(yes, part + no, len(who))
        exact = (100 * end for end in exact_interval(yes, len(who)))
        found.append(
            {"group": name, "in_all": len(who), "complied": yes, "in_part": part, "declined": no}
            | {"silent": len(who) - len(best), "least": 100 * least, "most": 100 * most}
            | {"needed": silent_needed(yes, len(who)), "exact": words.interval(*exact)}
        )
    return pd.DataFrame(found, columns=None if found else ["group", "needed", *SUMS])


def pressure(asked: Asked) -> Exhibit:
    """Show how many complied under each kind of pressure, and what silence leaves open."""
    rows = complied(asked)
    never = rows.loc[rows["needed"].gt(rows["silent"]), "group"]
    return Exhibit(
        title="How many complied, of those written to, named, and sued",
        subtitle=f"Places, by {asked.when}",
        rows=rows,
        columns=tuple(rows.columns),
        titles=CODES["titles_of_pressed"],
        digits=0,
        sentences="Not even if all silent ones had complied would it be most of: "
        f"{words.listed(list(never)) or 'none'}.",
        tables=("responses", "list_membership", "case_parties", "federal_actions"),
        behind=pressing(asked.day, answered(asked)),
        note="Disputed: the place answered that it complies already. Who got the letters of August "
        "2025 is not itemised; the list of that month stands in for them.",
    )


def fourteen(asked: Asked) -> Exhibit:
    """Say what “two of fourteen” is under each reading."""
    day = min(asked.day, ARTICLE)
    own, rows = sued(day), answered(asked).query("date_latest <= @day and response == @COMPLIED")
    rows = rows.query("administration == 'trump_2'")
    yes, whole = set(rows["jurisdiction_id"]), set(own["jurisdiction_id"])
    readings = {
        "sued before the newest suit": set(
            own.loc[own["filed_latest"].lt(own["filed_latest"].max()), "jurisdiction_id"]
        ),
        "sued, as the article names them": whole - set(LEFT_OUT),
        "all sued by then": whole,
        "sued, or complied without a suit": whole | yes,
        "named by the Justice Department": members(DOJ),
    }
    found = [(name, len(yes & who), len(who)) for name, who in readings.items()]
    return Exhibit(
        title=f"“Two of fourteen”: {len(yes & whole)} of the {len(whole)} sued are recorded as "
        "complying",
        subtitle=f"By {words.date(day)}; complied: {words.listed(sorted(set(rows['place'])))}",
        rows=pd.DataFrame(found, columns=["reading", "complied", "in_all"]),
        columns="reading complied in_all",
        tables=("responses", "cases", "case_parties", "list_membership"),
        behind=pressing(day, rows),
    )


def counts(asked: Asked) -> dict:
    """Return what the first screen and the headlines say."""
    rows = named.places(asked)
    has = named.holdings(rows)
    longest = has.sum(axis=1).idxmax()
    taken = datasets.load_lists().query("withdrawn_date <= @asked.day")
    gone = (taken["withdrawn_date"] - taken["published_date"]).dt.days.set_axis(taken["list_id"])
    groups = complied(asked)
    doj = groups.loc[groups["group"].eq(GROUPS[DOJ]), SUMS].sum().astype(int)
    return {
        "places": len(rows),
        "several": int(rows["n_lists"].gt(1).sum()),
        "longest": longest,
        "gone": int(gone.rename(SHORT).get(longest, 0)),
        "of_longest": has.loc[longest].sum(),
        **has.loc[longest],
        **doj,
    }


def answer(asked: Asked) -> Exhibit:
    """Say in plain words whom the lists name, what those have, and how many complied."""
    n = counts(asked)
    down = f", withdrawn within {words.count(n['gone'], 'day')}," if n["gone"] else ""
    return the_answer(
        f"{WHOSE[n['longest']]}{down} named {words.count(n['of_longest'], 'place')}.",
        f"{n[named.OWN]} themselves limited cooperation with immigration agents, "
        f"{n[named.STATE]} only by state law.",
        f"For {n[named.NOTHING]} we found no rule; not all were searched." * bool(n[named.NOTHING]),
        *(_of_doj(asked, n) if n["in_all"] else []),
        tables=(*TABLES, "policy_events", "responses"),
        behind=pd.concat([named.speaking(asked), evidence("responses", answered(asked))]),
    )


def _of_doj(asked: Asked, n: dict) -> tuple[str, ...]:
    """Say what the places on the Justice Department's list of 2025 answered."""
    who, since = groups(asked)[GROUPS[DOJ]]
    rows = answered(asked).query("response in [@COMPLIED, @PARTLY]")
    rows = rows[rows["jurisdiction_id"].isin(who) & rows["date_latest"].ge(since)]
    is_paper = rows["detail"].str.contains("memorandum", case=False).all()
    same = rows["note"].str.contains("says nothing changed", na=False).sum()
    did = "signed a federal understanding" if is_paper else "agreed, some in part"
    n_did = n["complied"] + n["in_part"]
    says = "it says" if n_did == 1 else f"of these {words.count(same, 'says', 'say')}"
    change = f"; {says} nothing changed" * bool(same)
    return (
        f"Of the Justice Department's {n['in_all']}, {n_did} {did}{change}.",
        f"{n['declined']} objected or sued; {n['silent']} have no known answer.",
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    n, told = counts(asked), CODES["headlines_of_lists"]
    shown = dict.fromkeys(told, named.main_picture(asked).title)
    shown |= dict.fromkeys([*told][:2], named.each_place(asked).title)
    rows = [(shown[name], (name, n[key], "places", 0)) for name, key in told.items()]
    return [one for title, row in rows for one in numbers(title, row)]
