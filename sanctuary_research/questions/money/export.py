"""The audit trail of a total, as a frame, as CSV and as a LaTeX table."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.totals import Total, dollars

TRAIL = (
    "decision",
    "rule",
    "reason",
    "amount_id",
    "threat_id",
    "jurisdiction_id",
    "aggregate",
    "fiscal_year",
    "amount_usd",
    "low_usd",
    "high_usd",
    "precision",
    "basis",
    "source_id",
    "certainty",
)
_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def audit_trail(total: Total) -> pd.DataFrame:
    """Return every row of a total's selection with what was decided about it and why.

    Returns
    -------
    pandas.DataFrame
        Counted rows first, then those left out in the order of the rules; the columns of `TRAIL`
        that the amounts have. Dollars are nominal.
    """
    counted = total.counted.assign(decision="counted", rule="", reason="")
    trail = pd.concat([counted, total.left_out.assign(decision="left out")], ignore_index=True)
    return trail[[name for name in TRAIL if name in trail]]


def audit_csv(total: Total) -> str:
    """Return the audit trail as CSV text with LF line ends."""
    return audit_trail(total).to_csv(index=False, lineterminator="\n")


def audit_latex(total: Total, *, caption: str | None = None, label: str = "tab:audit") -> str:
    """Return the audit trail as a LaTeX table that needs no package.

    Parameters
    ----------
    total : Total
        The total to account for.
    caption : str, optional
        The caption; by default the total's sentence.
    label : str
        The label to refer to it by.
    """
    lines = [
        r"\begin{table}",
        rf"\caption{{{escape(caption or total.sentence())}}}",
        rf"\label{{{label}}}",
        r"\begin{tabular}{llrrrl}",
        r"\hline",
        r"Place & Basis & Amount & Low & High & Rule \\",
        r"\hline",
        *(_latex_row(row) for _, row in audit_trail(total).iterrows()),
        r"\hline",
        rf"Total &  & {_money(total.total)} & {_money(total.low)} & {_money(total.high)} &  \\",
        r"\hline",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _latex_row(row: pd.Series) -> str:
    place = row["jurisdiction_id"] if pd.notna(row["jurisdiction_id"]) else row.get("aggregate", "")
    money = [_money(row[name]) for name in ("amount_usd", "low_usd", "high_usd")]
    cells = [escape(place), escape(row["basis"]), *money, escape(row["rule"] or row["decision"])]
    return " & ".join(cells) + r" \\"


def _money(value: float) -> str:
    return "" if pd.isna(value) else escape(dollars(value))


def escape(text: object) -> str:
    r"""Return text with the characters that LaTeX reads as commands escaped.

    >>> print(escape("100% of byrne_jag"))
    100\% of byrne\_jag
    """
    return "".join(_LATEX.get(character, character) for character in str(text))
