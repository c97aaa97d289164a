"""One claim of the five articles: verdict, record, sources, and what would change it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from sanctuary_research.data import catalog, datasets, reach
from sanctuary_research.data.conditions import holds
from sanctuary_research.data.kept import kept
from sanctuary_research.data.recompute import FUNCTIONS, recompute, span, time_between
from sanctuary_research.errors import UsageError
from sanctuary_research.words import date, listed, number

# Where a row says nothing of its own.
CHANGES = {
    "consistent": "A source of the same strength that says otherwise.",
    "imprecise": "A source that bears out the detail too, or one against the substance.",
    "unverified": "Any source that settles it.",
}
ONE_OFF = 0.9  # likeness of two keys that differ in one letter: all begin alike
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SAME = {True: "which fits the claim", False: "which is not what the claim says"}


@dataclass(frozen=True)
class Audit:
    """What is known of one claim: `text` to read, and the rows behind it.

    Attributes
    ----------
    claim : Series
        Its row of `claims`.
    found : str
        What its check gives over the table named in the row; blank where none can recompute it.
    fits : bool, optional
        Whether that is what the claim says; None where it is for a reader to compare.
    rows : DataFrame
        The rows of that table that the check took.
    sources : DataFrame
        The rows of `sources` that it was held against, the strongest first.
    repeats : DataFrame
        The rows of `article_relations` with it on either side.
    """

    claim: pd.Series
    found: str
    fits: bool | None
    rows: pd.DataFrame
    sources: pd.DataFrame
    repeats: pd.DataFrame

    @property
    def reading(self) -> str:
        """The strongest reading of the claim; blank where it stands as it is, or open."""
        own = self.claim["strongest_reading"]
        return "" if pd.isna(own) else own

    @property
    def would_change(self) -> str:
        """What would change the verdict."""
        own = self.claim["would_change"]
        return CHANGES[self.claim["verdict"]] if pd.isna(own) else own

    @property
    def record(self) -> str:
        """What the table says, in a sentence; blank where none can recompute the claim."""
        if not self.found:
            return ""
        title = catalog.table(self.claim["check_table"]).title
        told = f"The table “{title}” gives {printed(self.found)}"
        if self.claim["recomputed_by"] == time_between.__name__:
            unit = self.claim["unit"]
            told = f"{told}, {span(self.found, self.claim)} {unit} from the day it is held against"
        told = f"{told}, {SAME[self.fits]}." if self.fits is not None else f"{told}."
        note = self.claim["check_note"]
        return told if pd.isna(note) else f"{told} {note}"

    @property
    def lines(self) -> list[str]:
        """All of it, the strongest reading before the verdict; what is not known is left out."""
        claim, titles = self.claim, self.sources["title"].unique()
        where = f"{claim['article']}, paragraph {claim['paragraph']}"
        lines = {
            "Claim": f"{claim['paraphrase']}.",
            "Where": f"{where}; {meanings('voice')[claim['voice']]}.",
            "Strongest reading": self.reading,
            "Verdict": f"{claim['verdict']}. {claim['reason']}",
            "By the rule": f"{meanings('rule')[claim['rule']]}.",
            "Recomputed": self.record,
            "Sources": f"{'; '.join(titles)}." if len(titles) else "",
            "Would change it": self.would_change,
        }
        return [f"{name}: {told}" for name, told in lines.items() if told]

    @property
    def text(self) -> str:
        """The key of the claim, all that is known of it in lines, and keys of its retellings."""
        pair = {*self.repeats["claim_id"], *self.repeats["repeats_claim_id"]}
        others = sorted(pair - {self.claim.name})
        told = [f"Told also as: {listed(others)}."] if others else []
        return "\n".join([self.claim.name, *self.lines, *told])

    def __repr__(self) -> str:
        return self.text


def meanings(column: str) -> dict[str, str]:
    """Return what the codes of a column of `claims` mean, as the table's description says.

    >>> meanings("voice")["quoted"]
    'in quotation marks'
    """
    [field] = [one for one in catalog.table("claims").fields if one.name == column]
    told = field.description.partition(": ")[2].removesuffix(".").split("; ")
    return dict(one.split(" = ") for one in told)


def printed(found: str) -> str:
    """Return what a check gives as a reader would say it.

    >>> [printed(one) for one in ("2025-05-29", "1062000", "-35.5", "doj; dot")]
    ['29 May 2025', '1,062,000', '−35.5', 'doj; dot']
    """
    if DAY.fullmatch(found):
        return date(found)
    if NUMBER.fullmatch(found):
        return number(float(found), len(found.partition(".")[2]))
    return named(found)


def named(found: str) -> str:
    """Return what a check gives, ids of places as their names.

    >>> named("nevada; portland-or; dot")
    'Nevada; Portland, OR; dot'
    """
    names = reach.printed_names()
    return "; ".join(names.get(one, one) for one in found.split("; "))


def audit(claim_id: str) -> Audit:
    """Return the audit of a claim, recomputed now where a table can do it.

    A verdict is of a statement, not of whoever made it.

    Parameters
    ----------
    claim_id : str
        Of the table `claims`.

    Raises
    ------
    UsageError
        There is no such claim; one that is a letter off is named.

    Examples
    --------
    >>> found = audit("clm_4847bed8")
    >>> found.claim["verdict"], found.found, found.fits
    ('imprecise', '2025-05-29', False)
    """
    claims = _claims()
    if not isinstance(claim_id, str) or claim_id not in claims.index:
        near = get_close_matches(str(claim_id), claims.index, n=1, cutoff=ONE_OFF)
        fix = f"did you mean {near[0]!r}?" if near else "the table claims has them, in claim_id"
        raise UsageError(f"no claim is called {claim_id!r}", fix)
    claim = claims.loc[claim_id]
    sources, repeats = datasets.load_sources(), datasets.load_article_relations()
    links = datasets.load_claim_sources().query("claim_id == @claim_id")["source_id"]
    sources = sources[sources["source_id"].isin(links)]
    is_first = sources["source_id"].eq(claim["source_id"])
    pair = repeats["claim_id"].eq(claim_id) | repeats["repeats_claim_id"].eq(claim_id)
    return Audit(
        claim,
        *_recomputed(claim),
        sources.assign(_first=is_first).sort_values("_first", ascending=False, kind="stable"),
        repeats[pair],
    )


@kept("claims", "sources")
def _claims() -> pd.DataFrame:
    titles = datasets.load_sources().set_index("source_id")["title"]
    rows = datasets.load_claims().set_index("claim_id")
    return rows.assign(article=rows["article_source_id"].map(titles))


def _recomputed(claim: pd.Series) -> tuple[str, bool | None, pd.DataFrame]:
    """Return what the check of a claim gives, whether it fits, and the rows that it took."""
    if pd.isna(claim["check_table"]):
        return "", None, pd.DataFrame()
    frame = getattr(datasets, f"load_{claim['check_table']}")()
    where = "" if pd.isna(claim["check_where"]) else claim["check_where"]
    found = recompute(frame, where, claim["check_measure"])
    return found, FUNCTIONS[claim["recomputed_by"]](found, claim), frame[holds(frame, where)]
