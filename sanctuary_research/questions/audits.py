"""Claims of the five articles: which fit the record, which do not, and by which rule."""

from __future__ import annotations

from functools import partial

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets
from sanctuary_research.data.audit import Audit, audit, meanings, named
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, ORANGE, SKY, STYLE
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.asking import CODES, evidence, numbers, the_answer

TABLES = ("claims", "claim_sources")
ALL_TABLES = (*TABLES, "article_relations")
# What sources say by verdict, each word of it a column of the picture.
TOLD: dict[str, str] = CODES["verdicts"]
COLOURS = (BLUE, SKY, ORANGE, GREY, STYLE["grid.color"])
FITS = {True: "yes", False: "no", None: "for a reader"}
DIVIDED = ("name", "kind", "whose_statement")
TITLES = {verdict: told.capitalize() for verdict, told in TOLD.items()}
shown = partial(Exhibit, titles=CODES["titles_of_audits"] | TITLES, tables=TABLES)


def claims(article: str = "any", kind: str = "any", voice: str = "any") -> pd.DataFrame:
    """Return the claims asked for, in the order of the articles; "any" chooses all.

    Parameters
    ----------
    article : str
        Key of the article.
    kind : str
        Kind of claim.
    voice : str
        Whose statement: reporter, attributed or quoted.

    Returns
    -------
    DataFrame
        The columns of `claims`; ``year`` of the article, and ``name``, its publisher and year;
        ``kind`` and ``whose_statement`` in words; and ``counted``, the verdict, or ``retold``
        where the claim only repeats another of them.

    Raises
    ------
    AnalysisError
        There is none.
    """
    rows = datasets.load_claims()
    for known, name, column, value in (
        ("Article", "article", "article_source_id", article),
        ("ClaimKind", "kind", "claim_type", kind),
        ("ClaimVoice", "voice", "voice", voice),
    ):
        choices.check(known, name, value)
        rows = rows[rows[column].eq(value) | (value == "any")]
    if rows.empty:
        raise AnalysisError("no claim is of that article, kind and voice", "ask for more of them")
    publisher = datasets.load_sources().set_index("source_id")["publisher"]
    retold = datasets.load_article_relations().query("relation == 'repeats'")
    first = rows["claim_id"].map(retold.set_index("claim_id")["repeats_claim_id"])
    year = rows["article_source_id"].str[-4:]
    rows = rows.assign(
        year=year,
        name=rows["article_source_id"].map(publisher) + " (" + year + ")",
        kind=rows["claim_type"].map(meanings("claim_type")),
        whose_statement=rows["voice"].map(meanings("voice")),
        counted=rows["verdict"].mask(first.isin(rows["claim_id"]), "retold"),
    )
    return rows.sort_values(["article_source_id", "claim_number"], ignore_index=True)


def tally(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many claims of each group have each verdict, and the share that holds.

    Examples
    --------
    >>> rows = pd.DataFrame({"voice": "quoted", "counted": ["consistent", "imprecise", "retold"]})
    >>> tally(rows, "voice")[["total", "consistent", "retold", "holds"]].to_numpy().tolist()
    [[2.0, 1.0, 1.0, 50.0]]
    """
    each = rows.groupby(by, sort=False)["counted"].value_counts().unstack(fill_value=0)
    each = each.reindex(columns=list(TOLD), fill_value=0).rename_axis(columns=None)
    each.insert(0, "total", each.drop(columns="retold").sum(axis=1))
    return each.assign(holds=100 * each["consistent"] / each["total"]).reset_index()


def _all(rows: pd.DataFrame) -> pd.Series:
    return tally(rows.assign(all=""), "all").iloc[0]


def answer(rows: pd.DataFrame) -> Exhibit:
    """Say with how many claims the sources agree."""
    n, years = _all(rows), sorted({rows["year"].min(), rows["year"].max()})
    articles = words.count(rows["name"].nunique(), "article")
    return the_answer(
        f"{'Most' if 2 * n['consistent'] > n['total'] else 'At most half'} are: sources agree "
        f"with {n['consistent']} of {words.count(n['total'], 'statement')}.",
        f"With {n['imprecise']} more they agree except a detail.",
        f"On {n['contradicted']} they say otherwise; for {n['unverified']} they do not show "
        "whether it is right.",
        f"The {articles} of {' to '.join(years)} on sanctuary policies, which limit cooperation "
        "with immigration agents, are those that this project grew from, not a sample of "
        "reporting.",
        tables=TABLES,
        behind=evidence("claims", rows, *DIVIDED, "counted"),
    )


def main_picture(rows: pd.DataFrame) -> Exhibit:
    """Show the verdicts on each article's claims."""
    n, drawn = _all(rows), tally(rows, "name").rename(columns=TOLD)
    parts = ", ".join(f"{told} {{{told}}}" for told in TOLD.values())
    said = [f"{{name}}: {parts}".format(**row) for row in drawn.to_dict("records")]
    kinds = dict(zip(TOLD.values(), COLOURS, strict=True))
    return shown(
        title=f"Sources agree with {n['consistent']} of {n['total']} statements",
        subtitle="Checkable statements of each article by what the sources say: court papers, "
        "budgets, reports. Number: those with which they agree. Retold: from another article",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn, narrow, kinds=kinds, xlabel="statements"),
        alt=f"Stacked bars of statements, one an article. {'; '.join(said)}.",
        marks=f"The title leaves out {n['retold']} that only retell a statement of another of the "
        "articles",
        behind=evidence("claims", rows, *DIVIDED, "counted"),
    )


def shares(rows: pd.DataFrame) -> Exhibit:
    """Show the verdicts by article, kind of claim and whose statement it is."""
    found = [tally(rows, by).rename(columns={by: "group"}).assign(by=by) for by in DIVIDED]
    table = pd.concat(found, ignore_index=True)
    return shown(
        title="What the sources bear out, by article, kind and whose statement it is",
        rows=table.assign(by=table["by"].replace("name", "article").map(words.title)),
        columns=("by", "group", "total", *TOLD, "holds"),
        digits=0,
        first=len(table),
        note="Nearly every checkable statement, no sample: counts need no interval. Total and % "
        "leave retellings out. Kinds differ in how easily they are checked.",
        behind=evidence("claims", rows, *DIVIDED, "counted"),
    )


def rules(rows: pd.DataFrame) -> Exhibit:
    """Show the rule that decides each verdict, and how many claims it decides."""
    table = rows.groupby(["verdict", "rule"]).size().rename("claims").reset_index()
    return shown(
        title="One rule for all verdicts",
        rows=table.assign(
            sources=table["verdict"].map(TOLD), rule=table["rule"].map(meanings("rule"))
        ),
        columns="verdict sources rule claims",
        note="A claim is judged as a reader takes the sentence, on the day of the article. Every "
        "claim is counted here, retellings too.",
        behind=evidence("claims", rows, "verdict", "rule"),
    )


def every(rows: pd.DataFrame, verdict: str = "any") -> Exhibit:
    """Show the claims of a verdict, or of any, each with why and its row."""
    choices.check("ClaimVerdict", "verdict", verdict)
    rows = rows[rows["verdict"].eq(verdict) | (verdict == "any")]
    return shown(
        title=f"{words.count(len(rows), 'statement')}, each with its verdict",
        rows=rows,
        columns="name paraphrase whose_statement strongest_reading verdict reason claim_id "
        "source_id",
        note="`sr.audit(claim_id)` says of each what was read and what would change its verdict.",
    )


def taken(found: Audit) -> pd.DataFrame:
    """Return the rows that the check of a claim took, as what it rests on; maybe none."""
    return evidence(found.claim["check_table"], found.rows) if found.found else pd.DataFrame()


def recomputed(rows: pd.DataFrame) -> Exhibit:
    """Show every claim that a table speaks of, with what it gives now and whether that fits.

    Counted are those that say something which a function compares. Retellings are left out.

    Parameters
    ----------
    rows : DataFrame
        As of `claims`.
    """
    rows = rows.query("recomputed_by.notna() and counted != 'retold'")
    found = {claim_id: audit(claim_id) for claim_id in rows["claim_id"]}
    rows = rows.assign(
        table_gives=[named(one.found) for one in found.values()],
        fits=[FITS[one.fits] for one in found.values()],
    )
    compared = rows[rows["fits"].ne(FITS[None])]
    dated = compared["claim_type"].isin(["amount", "date"]).sum()
    told = [f"{size} {name}" for name, size in compared["fits"].value_counts().items()]
    return shown(
        title=f"{words.count(len(compared), 'statement')} compared with a table, {dated} of them "
        "amounts or dates",
        subtitle="What the tables give today, with the function that compares; for "
        f"{len(rows) - len(compared)} more, without a figure or day of their own, a reader must",
        rows=rows.sort_values("fits", ascending=False, kind="stable"),
        columns="paraphrase name value table_gives fits verdict recomputed_by claim_id",
        first=3,
        note=f"Fits: {words.listed(told)}; the figure may be right and the sentence about it not. "
        "Retellings are left out.",
        behind=pd.concat([taken(one).assign(claim_id=key) for key, one in found.items()] or [rows]),
    )


def contradicted(rows: pd.DataFrame) -> list[Exhibit]:
    """Show each claim on which the sources say otherwise, in a paragraph of its own."""
    found = rows[rows["verdict"].eq("contradicted")].groupby("claim_id", sort=False)
    none = [Exhibit(title="The sources say otherwise on none of them")]
    return [_paragraph(audit(claim_id), row) for claim_id, row in found] or none


def _paragraph(found: Audit, row: pd.DataFrame) -> Exhibit:
    """Show one claim: its strongest reading first, then record and sources, and what changes it."""
    sources = evidence("sources", found.sources)
    return shown(
        title=f"{words.title(found.claim['place'])}: the sources say otherwise",
        sentences=tuple(found.lines),
        rows=row,
        columns="claim_id source_id",
        behind=pd.concat([evidence("claims", row), taken(found), sources]),
    )


def repeated() -> Exhibit:
    """Show claims of one article that another retells, and what changed on the way."""
    rows, links = claims().set_index("claim_id"), datasets.load_article_relations()
    both = links.join(rows, on="claim_id").join(rows.add_prefix("first_"), on="repeats_claim_id")
    first = links.assign(claim_id=links["repeats_claim_id"])
    otherwise = both["relation"].eq("misreports")
    both["what_changed"] = both["reason"].where(otherwise, both.apply(changed, axis=1))
    return Exhibit(
        title=f"{both['name'].iloc[0]} retells {len(both)} statements of "
        f"{both['first_name'].iloc[0]}, {otherwise.sum()} of them otherwise",
        subtitle="A retelling is no second witness",
        rows=both.sort_values("relation", kind="stable"),
        columns="first_paraphrase paraphrase what_changed claim_id",
        titles={"first_paraphrase": "First told as", "paraphrase": "Retold as"},
        tables=ALL_TABLES,
        behind=pd.concat([evidence("article_relations", links), evidence("claims", first)]),
        first=len(both),
    )


def changed(row: pd.Series) -> str:
    """Say what differs between a claim and the one that it repeats.

    >>> row = {"value": None, "whose_statement": "quoted", "verdict": "imprecise"}
    >>> changed(pd.Series(row | {f"first_{name}": was for name, was in row.items()}))
    'wording only'
    >>> changed(pd.Series(row | {"first_" + name: "imprecise" for name in row}))
    'imprecise: now left out; imprecise: now quoted'
    """
    row = row.fillna("left out")
    pairs = [(row[f"first_{one}"], row[one]) for one in ("value", "whose_statement", "verdict")]
    return "; ".join(f"{was}: now {now}" for was, now in pairs if was != now) or "wording only"


def headlines(rows: pd.DataFrame, again: Exhibit) -> list[dict]:
    """Return the headline numbers, that of `recomputed` last, as arguments of `prose.headline`."""
    n, compared = _all(rows), again.rows["fits"].ne(FITS[None]).sum()
    counts = {"checked": n["total"]} | {told: n[verdict] for verdict, told in TOLD.items()}
    told = [(*one, "statements", 0) for one in counts.items()]
    of_tables = ("compared with a table", compared, "statements", 0)
    return [*numbers(main_picture(rows).title, *told), *numbers(again.title, of_tables)]
