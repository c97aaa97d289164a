"""Claims of the five articles: which fit the record, which do not, and how one retells another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets
from sanctuary_research.data.audit import Audit, audit, meanings, named
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, ORANGE, SKY
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.asking import numbers
from sanctuary_research.questions.money.ledger import keys_of

TABLES = ("claims", "claim_sources")
ALL_TABLES = (*TABLES, "article_relations")
VERDICTS = {
    "consistent": ("agree", BLUE),
    "imprecise": ("agree in substance", SKY),
    "contradicted": ("say otherwise", ORANGE),
    "unverified": ("not settled", "#C9CDD3"),
    "retold": ("retells another article", "#E8EAED"),
}
TITLES = {"name": "Article"} | {key: told.capitalize() for key, (told, _) in VERDICTS.items()}
DIVIDED = ("name", "kind", "whose_statement")
shown = partial(Exhibit, titles=TITLES, tables=TABLES)


@dataclass(frozen=True)
class Asked:
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

    def __post_init__(self) -> None:
        """Refuse a value of no set."""
        choices.check_each(
            self, article="Article", kind="ClaimKind", voice="ClaimVoice", verdict="ClaimVerdict"
        )


def claims(asked: Asked) -> pd.DataFrame:
    """Return the claims asked for, in the order of the articles.

    Returns
    -------
    DataFrame
        The columns of `claims`; ``name``, the article's publisher and year; ``kind`` and
        ``whose_statement`` in words; and ``counted``, the verdict, or ``retold`` where the claim
        only repeats another of them.

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
    faithful = datasets.load_article_relations().query("relation == 'repeats'")
    first = rows["claim_id"].map(faithful.set_index("claim_id")["repeats_claim_id"])
    rows = rows.assign(
        name=rows["article_source_id"].map(publisher) + " (" + _year(rows) + ")",
        kind=rows["claim_type"].map(meanings("claim_type")),
        whose_statement=rows["voice"].map(meanings("voice")),
        counted=rows["verdict"].mask(first.isin(rows["claim_id"]), "retold"),
    )
    return rows.sort_values(["article_source_id", "claim_number"], ignore_index=True)


def _year(rows: pd.DataFrame) -> pd.Series:
    return rows["article_source_id"].str[-4:]


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


def answer(asked: Asked) -> Exhibit:
    """Say with how many claims the sources agree, and how many the tables recompute."""
    rows = claims(asked)
    n, years = tally(rows.assign(all=""), "all").iloc[0], _year(rows)
    articles = words.count(rows["name"].nunique(), "article")
    fits = _recomputed(rows)["fits"].dropna()
    return shown(
        title="The answer",
        sentences=(
            f"We checked {words.count(n['total'], 'different statement')} in {articles} of "
            f"{' to '.join(sorted({years.min(), years.max()}))} about sanctuary policies.",
            f"Our sources agree with {n['consistent']}, and with {n['imprecise']} more but for a "
            f"detail; on {n['contradicted']} they say otherwise.",
            f"They leave {n['unverified']} open, which may be right or wrong.",
            f"Our own tables hold a number or date to compare with {len(fits)}: {sum(fits)} match.",
        ),
        behind=keys_of("claims", rows["claim_id"]),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show the verdicts on each article's claims."""
    rows = claims(asked)
    each = tally(rows, "name")
    drawn = each.rename(columns={verdict: told for verdict, (told, _) in VERDICTS.items()})
    parts = words.listed([f"{{{told}}} {told}" for told, _ in VERDICTS.values()])
    said = [f"{{name}}: {parts}".format(**row) for row in drawn.to_dict("records")]
    return shown(
        title=f"The sources read agree with {each['consistent'].sum()} of {each['total'].sum()} "
        "statements",
        subtitle="Checkable statements of each article by what the sources say",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(
            drawn, narrow, kinds=dict(VERDICTS.values()), xlabel="statements"
        ),
        alt=f"Stacked bars, one an article. {'; '.join(said)}.",
        marks="Beside each name: with how many the sources agree. The title counts no retelling",
        behind=keys_of("claims", rows["claim_id"]),
    )


def limits() -> Exhibit:
    """Say what the counts do not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "Statements are judged, not those who made them. A count weighs a slip in a month like "
            "an error of substance, and says nothing of what an article left out.",
            "A verdict on quoted words may say only that they were said.",
        ),
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
        note="Nearly every checkable statement of the articles, no sample of more: counts need no "
        "interval. Total and % leave retellings out. Kinds differ in how easily they are checked.",
    )


def rules(asked: Asked) -> Exhibit:
    """Show the rule that decides each verdict, and how many claims it decides."""
    rows = claims(asked).groupby(["verdict", "rule"]).size().rename("claims").reset_index()
    return shown(
        title="One rule for all verdicts",
        rows=rows.assign(rule=rows["rule"].map(meanings("rule"))),
        columns="verdict rule claims",
        note="A claim is judged as a reader takes the sentence, on the day of the article.",
    )


def paragraph(found: Audit) -> Exhibit:
    """Show one claim: its strongest reading first, then record and sources, and what changes it."""
    claim = found.claim
    return shown(
        title=f"{claim['place'][:1].upper()}{claim['place'][1:]}: the sources "
        f"{VERDICTS[claim['verdict']][0]}",
        sentences=tuple(found.lines),
        behind=pd.concat(
            [keys_of("claims", [claim.name]), keys_of("sources", found.sources["source_id"])]
        ),
    )


def contradicted(asked: Asked) -> list[Exhibit]:
    """Show each claim on which the sources say otherwise, in a paragraph of its own."""
    found = claims(asked).query("verdict == 'contradicted'")["claim_id"]
    none = [shown(title="The sources say otherwise on none of them")]
    return [paragraph(audit(claim_id)) for claim_id in found] or none


def repeated() -> Exhibit:
    """Show claims of one article that another retells, and what changed on the way."""
    rows, links = claims(Asked()).set_index("claim_id"), datasets.load_article_relations()
    both = links.join(rows, on="claim_id").join(rows.add_prefix("first_"), on="repeats_claim_id")
    otherwise = both["relation"].eq("misreports")
    both["what_changed"] = both["reason"].where(otherwise, both.apply(changed, axis=1))
    return shown(
        title=f"{both['name'].iloc[0]} retells {len(both)} statements of "
        f"{both['first_name'].iloc[0]}, {otherwise.sum()} of them otherwise",
        subtitle="A retelling is no second witness",
        rows=both.sort_values("relation"),
        columns="first_paraphrase paraphrase what_changed claim_id",
        titles={"first_paraphrase": "First told as", "paraphrase": "Retold as"},
        tables=ALL_TABLES,
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
    told = [
        f"{row[f'first_{name}']}: now {row[name]}"
        for name in ("value", "whose_statement", "verdict")
        if row[f"first_{name}"] != row[name]
    ]
    return "; ".join(told) or "wording only"


def _recomputed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return those that a table recomputes, each once: what it gives now, and whether that fits."""
    rows = rows.query("recomputed_by.notna() and counted != 'retold'")
    found = [audit(claim_id) for claim_id in rows["claim_id"]]
    fits = pd.Series([one.fits for one in found], index=rows.index, dtype=object)
    return rows.assign(table_gives=[named(one.found) for one in found], fits=fits)


def recomputed(asked: Asked) -> Exhibit:
    """Show every claim that a table recomputes, with what it gives now and whether that fits."""
    rows = _recomputed(claims(asked))
    rows["fits"] = rows["fits"].map({True: "yes", False: "no", None: "for a reader"})
    dated = rows["claim_type"].isin(["amount", "date"]).sum()
    told = [f"{size} {name}" for name, size in rows["fits"].value_counts().items()]
    return shown(
        title=f"{len(rows)} statements recomputed, {dated} of them amounts or dates",
        subtitle="What the tables give today, by the function that the row names",
        rows=rows,
        columns="paraphrase name value table_gives fits verdict recomputed_by claim_id",
        note=f"Fits: {words.listed(told)}. Fitting a figure is not the verdict: the figure may be "
        "right and the sentence about it not. Retellings are left out.",
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
    n = tally(claims(asked).assign(all=""), "all").iloc[0]
    counts = [("checked", n["total"])] + [(told, n[key]) for key, (told, _) in VERDICTS.items()]
    again = recomputed(asked)
    return [
        *numbers(main_picture(asked).title, *((*one, "statements", 0) for one in counts)),
        *numbers(again.title, ("recomputed", len(again.rows), "statements", 0)),
    ]
