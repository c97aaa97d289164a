"""Claims of the five articles: which fit the record, which do not, and how one retells another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets
from sanctuary_research.data.audit import Audit, audit, named
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, ORANGE, SKY
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.money.ledger import keys_of

TABLES = ("claims", "claim_sources")
ALL_TABLES = (*TABLES, "article_relations")
VERDICTS = {
    "consistent": ("agree", BLUE),
    "imprecise": ("agree in substance", SKY),
    "unverified": ("not settled", "#C9CDD3"),
    "contradicted": ("say otherwise", ORANGE),
}
COLOURS = dict(VERDICTS.values())
# Columns that the claims are divided by, and what their codes are called.
DIVIDED = {
    "name": "Article",
    "claim_type": "Kind",
    "voice": "Whose statement",
}
CALLED = {
    "count": "count",
    "amount": "amount: money, rate or length",
    "identity": "name or office",
    "reporter": "the article's own",
    "attributed": "given as what somebody says",
    "quoted": "in quotation marks",
}
TITLES = {
    "claim_id": "Row",
    "claim_type": "Kind",
    "found": "Table gives",
    "fits": "Fits",
    "holds": "Agree, %",
    "name": "Article",
    "paraphrase": "Claim, in our words",
    "recomputed_by": "Function",
    "retold": "Retold as",
    "voice": "Whose statement",
}
TITLES |= {verdict: told.capitalize() for verdict, (told, _) in VERDICTS.items()}


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
        choices.check("Article", "article", self.article)
        for name in ("kind", "voice", "verdict"):
            choices.check(f"Claim{name.capitalize()}", name, getattr(self, name))


def claims(asked: Asked) -> pd.DataFrame:
    """Return the claims asked for, in the order of the articles.

    Returns
    -------
    DataFrame
        The columns of `claims` and ``name``, the article's publisher and year.

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
    year = rows["article_source_id"].str.rsplit("-", n=1).str[1]
    rows = rows.assign(name=rows["article_source_id"].map(publisher) + " (" + year + ")")
    return rows.sort_values(["article_source_id", "claim_number"], ignore_index=True)


def tally(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many claims of each group have each verdict, and the share that holds.

    Examples
    --------
    >>> rows = pd.DataFrame({"voice": "quoted", "verdict": ["consistent", "imprecise"]})
    >>> tally(rows, "voice")[["total", "consistent", "holds"]].to_numpy().tolist()
    [[2.0, 1.0, 50.0]]
    """
    each = rows.groupby(by, sort=False)["verdict"].value_counts().unstack(fill_value=0)
    each = each.reindex(columns=list(VERDICTS), fill_value=0).rename_axis(columns=None)
    each.insert(0, "total", each.sum(axis=1))
    return each.assign(holds=100 * each["consistent"] / each["total"]).reset_index()


def answer(asked: Asked) -> Exhibit:
    """Say with how many claims the sources agree, and how many the tables recompute."""
    rows = claims(asked)
    n = rows["verdict"].value_counts().reindex(list(VERDICTS), fill_value=0)
    told = words.count(len(rows), "checkable statement")
    audited = [audit(one).fits for one in rows.loc[rows["recomputed_by"].notna(), "claim_id"]]
    tested = [fits for fits in audited if fits is not None]
    articles = words.count(rows["name"].nunique(), "article")
    return Exhibit(
        title="The answer",
        sentences=(
            f"Of {told} in {articles} about sanctuary policies the sources read agree with "
            f"{n['consistent']}.",
            f"With {n['imprecise']} they agree in substance, not in a detail; on "
            f"{n['contradicted']} they say otherwise.",
            f"Nothing read settles {n['unverified']}, which does not make them wrong.",
            f"Our tables can test {len(tested)}: {sum(tested)} fit, "
            f"{len(tested) - sum(tested)} do not.",
        ),
        tables=TABLES,
        behind=keys_of("claims", rows["claim_id"]),
    )


def main_picture(asked: Asked) -> Exhibit:
    """Show the verdicts on each article's claims."""
    rows = claims(asked)
    each = tally(rows, "name")
    drawn = each.rename(columns={verdict: told for verdict, (told, _) in VERDICTS.items()})
    said = [
        f"{row['name']}: {words.listed([f'{row[told]} {told}' for told in COLOURS])}"
        for _, row in drawn.iterrows()
    ]
    agree = each["consistent"].sum()
    return Exhibit(
        title=f"The sources read agree with {agree} of {len(rows)} statements",
        subtitle="Checkable statements of each article by what the sources say",
        rows=drawn,
        picture=lambda narrow: stacks.stacks(drawn, narrow, kinds=COLOURS, xlabel="statements"),
        alt=f"Stacked bars, one an article. {'; '.join(said)}.",
        marks="Beside each name: with how many the sources agree",
        tables=TABLES,
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
    found = [tally(rows, by).rename(columns={by: "group"}).assign(by=DIVIDED[by]) for by in DIVIDED]
    table = pd.concat(found, ignore_index=True).replace({"group": CALLED})
    return Exhibit(
        title="Which statements hold, by article, kind and whose they are",
        rows=table,
        columns=("by", "group", "total", *VERDICTS, "holds"),
        titles=TITLES | {"by": "Divided by"},
        digits=0,
        tables=TABLES,
        first=len(table),
        note="Nearly every checkable statement of the articles, no sample of more: counts need no "
        "interval. Kinds differ in how easily they are checked.",
    )


def paragraph(found: Audit, article: str) -> Exhibit:
    """Show one claim: its strongest reading first, then record and sources, and what changes it."""
    claim = found.claim
    voice = CALLED[claim["voice"]]
    read = found.sources["source_id"]
    titles = words.listed([f"“{title}”" for title in found.sources["title"].unique()])
    return Exhibit(
        title=f"{claim['paraphrase']}: the sources {VERDICTS[claim['verdict']][0]}",
        subtitle=f"{article}, paragraph {claim['paragraph']}, {voice}; in our words",
        sentences=tuple(
            filter(
                None,
                [
                    found.reading,
                    claim["reason"],
                    found.record,
                    f"Held against {titles}." if titles else "",
                    f"What would change this: {found.would_change[0].lower()}"
                    f"{found.would_change[1:]}",
                ],
            )
        ),
        tables=TABLES,
        behind=pd.concat([keys_of("claims", [claim.name]), keys_of("sources", read)]),
    )


def contradicted(asked: Asked) -> list[Exhibit]:
    """Show each claim on which the sources say otherwise, in a paragraph of its own."""
    rows = claims(asked).query("verdict == 'contradicted'")
    if rows.empty:
        return [Exhibit(title="The sources say otherwise on none of them", tables=TABLES)]
    return [paragraph(audit(row.claim_id), row.name) for row in rows.itertuples(index=False)]


def repeated(asked: Asked) -> Exhibit:
    """Show claims of one article that another retells, and what changed on the way."""
    rows = claims(Asked()).set_index("claim_id")
    links = datasets.load_article_relations()
    told = links.assign(
        original=links["repeats_claim_id"].map(rows["paraphrase"]),
        retold=links["claim_id"].map(rows["paraphrase"]),
        changed=[changed(rows.loc[new], rows.loc[old]) for new, old, _ in links.itertuples(False)],
    )
    differ = links["relation"].eq("misreports")
    told.loc[differ, "changed"] = links.loc[differ, "claim_id"].map(rows["reason"])
    new, old = (
        words.listed(sorted(links[column].map(rows["name"]).unique()))
        for column in ("claim_id", "repeats_claim_id")
    )
    return Exhibit(
        title=f"{new} retells {len(links)} statements of {old}, {differ.sum()} of them otherwise",
        subtitle="A retelling is no second witness",
        rows=told.sort_values("relation"),
        columns="original retold changed claim_id",
        titles=TITLES | {"original": "First told as", "changed": "What changed"},
        tables=ALL_TABLES,
        first=len(links),
    )


def changed(new: pd.Series, old: pd.Series) -> str:
    """Say what differs between a claim and the one that it repeats.

    >>> old = pd.Series({"value": "2025-08-22", "voice": "reporter", "verdict": "consistent"})
    >>> changed(pd.Series({**old, "value": "2025-08", "voice": "quoted"}), old)
    '“2025-08-22” became 2025-08; now in quotation marks'
    >>> changed(old, old)
    'wording only'
    """
    told = []
    if pd.notna(old["value"]) and new["value"] != old["value"]:
        is_out = pd.isna(new["value"])
        told.append(f"“{old['value']}” {'is left out' if is_out else 'became ' + new['value']}")
    if new["voice"] != old["voice"]:
        told.append(f"now {CALLED[new['voice']]}")
    if new["verdict"] != old["verdict"]:
        told.append(f"judged {new['verdict']}, not {old['verdict']}")
    return "; ".join(told) or "wording only"


def recomputed(asked: Asked) -> Exhibit:
    """Show every claim that a table recomputes, with what it gives now and whether that fits."""
    rows = claims(asked).query("recomputed_by.notna()")
    found = [audit(claim_id) for claim_id in rows["claim_id"]]
    fits = {True: "yes", False: "no", None: "for a reader"}
    rows["found"] = [named(one.found) for one in found]
    rows["fits"] = [fits[one.fits] for one in found]
    n, dated = rows["fits"].value_counts(), rows["claim_type"].isin(["amount", "date"]).sum()
    return Exhibit(
        title=f"{len(rows)} statements recomputed, {dated} of them amounts or dates",
        subtitle="What the tables give today, by the function that the row names",
        rows=rows.replace({"claim_type": CALLED}),
        columns="paraphrase name value found fits verdict recomputed_by claim_id",
        titles=TITLES,
        tables=TABLES,
        note=f"Fits: {words.listed([f'{size} {name}' for name, size in n.items()])}. Fitting a "
        "figure is not the verdict: the figure may be right and the sentence about it not.",
    )


def every(asked: Asked) -> Exhibit:
    """Show every claim asked for with its verdict, why, and its row."""
    rows = claims(asked)
    rows = rows[rows["verdict"].eq(asked.verdict) | (asked.verdict == "any")]
    return Exhibit(
        title=f"{words.count(len(rows), 'statement')}, each with its verdict",
        rows=rows.replace({"voice": CALLED}),
        columns="name paragraph paraphrase voice verdict reason claim_id source_id",
        titles=TITLES,
        tables=TABLES,
        note="`sr.audit(claim_id)` says of each what was read and what would change its verdict.",
    )


def sureness(asked: Asked) -> Exhibit:
    """Say how firm the verdicts are: on what they rest, and what a second look did."""
    rows = claims(asked)
    kinds = rows["certainty"].value_counts()
    again = rows["recheck"].value_counts()
    told = words.listed([f"{size} {kind}" for kind, size in kinds.items()])
    return Exhibit(
        title="How firm the verdicts are",
        sentences=(
            f"Settled verdicts rest on sources of these kinds: {told}.",
            f"{again.sum()} statements first left open were looked up again, and "
            f"{again.get('moved', 0)} were settled. Verdicts, and whose statement each is, were "
            "coded once, without a second coder.",
        ),
        tables=TABLES,
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    rows = claims(asked)
    n = rows["verdict"].value_counts()
    values = {"checked": len(rows)}
    values |= {told: int(n.get(verdict, 0)) for verdict, (told, _) in VERDICTS.items()}
    values["recomputed"] = int(rows["recomputed_by"].count())
    of = {"unit": "statements", "digits": 0, "exhibit": main_picture(asked).title, "tables": TABLES}
    return [{"name": name, "value": value, **of} for name, value in values.items()]
