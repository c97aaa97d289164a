"""Claims of the five articles: which fit the record, which do not, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.data.audit import meanings
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, ORANGE, SKY
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.asking import Choices, evidence, numbers

TABLES = ("claims", "claim_sources")
VERDICTS = {
    "consistent": ("agree", BLUE),
    "imprecise": ("agree except a detail", SKY),
    "contradicted": ("say otherwise", ORANGE),
    "unverified": ("cannot say", "#C9CDD3"),
    "retold": ("retold, not counted", "#E8EAED"),
}
TOLD = {verdict: told for verdict, (told, _) in VERDICTS.items()}
TITLES = {"name": "Article"} | {verdict: told.capitalize() for verdict, told in TOLD.items()}
DIVIDED = ("name", "kind", "whose_statement")
shown = partial(Exhibit, titles=TITLES, tables=TABLES)


@dataclass(frozen=True)
class Asked(Choices):
    """Which claims are asked about; every value is checked, "any" chooses all.

    Attributes
    ----------
    article : str
        Key of the article.
    kind : str
        Kind of claim.
    voice : str
        Whose statement: reporter, attributed or quoted.
    verdict : str
        Which verdicts the list of claims shows; it chooses nothing else.
    """

    article: str = "any"
    kind: str = "any"
    voice: str = "any"
    verdict: str = "any"

    SETS: ClassVar = dict(
        article="Article", kind="ClaimKind", voice="ClaimVoice", verdict="ClaimVerdict"
    )


def claims(asked: Asked) -> pd.DataFrame:
    """Return the claims asked for, in the order of the articles.

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
    chosen = {"article_source_id": asked.article, "claim_type": asked.kind, "voice": asked.voice}
    for column, value in chosen.items():
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


def _behind(rows: pd.DataFrame) -> pd.DataFrame:
    return evidence("claims", rows, *DIVIDED, "counted")


def tally(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many claims of each group have each verdict, and the share that holds.

    Examples
    --------
    >>> rows = pd.DataFrame({"voice": "quoted", "counted": ["consistent", "imprecise", "retold"]})
    >>> tally(rows, "voice")[["total", "consistent", "retold", "holds"]].to_numpy().tolist()
    [[2.0, 1.0, 1.0, 50.0]]
    """
    each = rows.groupby(by, sort=False)["counted"].value_counts().unstack(fill_value=0)
    each = each.reindex(columns=list(VERDICTS), fill_value=0).rename_axis(columns=None)
    each.insert(0, "total", each.drop(columns="retold").sum(axis=1))
    return each.assign(holds=100 * each["consistent"] / each["total"]).reset_index()


def _all(rows: pd.DataFrame) -> pd.Series:
    return tally(rows.assign(all=""), "all").iloc[0]


def answer(asked: Asked) -> Exhibit:
    """Say with how many claims the sources agree."""
    rows = claims(asked)
    n, years = _all(rows), sorted({rows["year"].min(), rows["year"].max()})
    articles = words.count(rows["name"].nunique(), "article")
    return shown(
        title="The answer",
        sentences=(
            f"{'Most' if 2 * n['consistent'] > n['total'] else 'At most half'} are: sources agree "
            f"with {n['consistent']} of {words.count(n['total'], 'statement')}.",
            f"With {n['imprecise']} more they agree except a detail; on {n['contradicted']} they "
            f"say otherwise; on {n['unverified']} they cannot say, right or wrong.",
            f"The {articles} of {' to '.join(years)} on sanctuary policies, which limit work with "
            "immigration agents, are those that this project grew from, not a sample of reporting.",
        ),
        behind=_behind(rows),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show the verdicts on each article's claims."""
    rows = claims(asked)
    n, drawn = _all(rows), tally(rows, "name").rename(columns=TOLD)
    parts = ", ".join(f"{told} {{{told}}}" for told in TOLD.values())
    said = [f"{{name}}: {parts}".format(**row) for row in drawn.to_dict("records")]
    return shown(
        title=f"Sources agree with {n['consistent']} of {n['total']} statements",
        subtitle="Checkable statements of each article by what the sources say: court papers, "
        "budgets, reports. Number: those with which they agree. Retold: from another article",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(
            drawn, narrow, kinds=dict(VERDICTS.values()), xlabel="statements"
        ),
        alt=f"Stacked bars of statements, one an article. {'; '.join(said)}.",
        marks=f"The title leaves out {n['retold']} that only retell a statement of another of the "
        "articles",
        behind=_behind(rows),
    )


def shares(asked: Asked) -> Exhibit:
    """Show the verdicts by article, kind of claim and whose statement it is."""
    rows = claims(asked)
    found = [tally(rows, by).rename(columns={by: "group"}).assign(by=by) for by in DIVIDED]
    table = pd.concat(found, ignore_index=True)
    return shown(
        title="Which statements hold, by article, kind and whose they are",
        rows=table.assign(by=table["by"].replace("name", "article").map(words.title)),
        columns=("by", "group", "total", *VERDICTS, "holds"),
        titles=TITLES | {"by": "Divided by", "holds": "Agree, %"},
        digits=0,
        first=len(table),
        note="Nearly every checkable statement, no sample: counts need no interval. Total and % "
        "leave retellings out. Kinds differ in how easily they are checked.",
        behind=_behind(rows),
    )


def rules(asked: Asked) -> Exhibit:
    """Show the rule that decides each verdict, and how many claims it decides."""
    rows = claims(asked)
    table = rows.groupby(["verdict", "rule"]).size().rename("claims").reset_index()
    return shown(
        title="One rule for all verdicts",
        rows=table.assign(
            sources=table["verdict"].map(TOLD), rule=table["rule"].map(meanings("rule"))
        ),
        columns="verdict sources rule claims",
        titles={"sources": "The sources"},
        note="A claim is judged as a reader takes the sentence, on the day of the article. Every "
        "claim is counted here, retellings too.",
        behind=evidence("claims", rows, "verdict", "rule"),
    )


def every(asked: Asked) -> Exhibit:
    """Show every claim asked for with its verdict, why, and its row."""
    rows = claims(asked)
    rows = rows[rows["verdict"].eq(asked.verdict) | (asked.verdict == "any")]
    return shown(
        title=f"{words.count(len(rows), 'statement')}, each with its verdict",
        rows=rows,
        columns="name paraphrase whose_statement strongest_reading verdict reason claim_id "
        "source_id",
        note="`sr.audit(claim_id)` says of each what was read and what would change its verdict.",
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    rows = claims(asked)
    n = _all(rows)
    counts = {"checked": n["total"]} | {told: n[verdict] for verdict, told in TOLD.items()}
    return numbers(main_picture(asked).title, *((*one, "statements", 0) for one in counts.items()))
