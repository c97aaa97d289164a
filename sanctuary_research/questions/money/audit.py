"""The audit trail of a total, as a frame and as a LaTeX table."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.totals import Total

PRINTED = {
    "place": "Place",
    "basis": "Basis",
    "amount_usd": "Amount",
    "low_usd": "Low",
    "high_usd": "High",
    "rule": "Rule",
}


def audit_trail(total: Total) -> pd.DataFrame:
    """Return every row of a total's selection with what was decided about it and why.

    Returns
    -------
    pandas.DataFrame
        Counted rows first, then those left out in the order of the rules, with ``decision``,
        ``rule`` and ``reason`` before the columns of the amounts. Dollars are nominal.
    """
    counted = total.counted.assign(decision="counted", rule="", reason="")
    trail = pd.concat([counted, total.left_out.assign(decision="left out")], ignore_index=True)
    first = ["decision", "rule", "reason"]
    return trail[[*first, *trail.columns.difference(first, sort=False)]]


def audit_latex(total: Total, *, caption: str | None = None, label: str = "tab:audit") -> str:
    """Return the audit trail as a LaTeX table, the total last; it needs the package booktabs.

    Parameters
    ----------
    total : Total
        The total to account for.
    caption : str, optional
        The caption; by default the total's sentence.
    label : str
        The label to refer to it by.
    """
    trail = audit_trail(total)
    own = trail["jurisdiction_id"]
    trail["place"] = own.fillna(trail["aggregate"]) if "aggregate" in trail else own
    trail["rule"] = trail["rule"].where(trail["rule"].ne(""), trail["decision"])
    last = {"place": "Total", "amount_usd": total.total, "low_usd": total.low}
    rows = pd.concat([trail, pd.DataFrame([{**last, "high_usd": total.high}])])
    return (
        rows[list(PRINTED)]
        .rename(columns=PRINTED)
        .to_latex(
            index=False,
            escape=True,
            na_rep="",
            float_format="{:,.0f}".format,
            caption=_escaped(caption or total.sentence()),
            label=label,
        )
    )


def _escaped(text: str) -> str:
    r"""Return a caption as LaTeX prints it letter by letter.

    >>> print(_escaped("100% of byrne_jag & $5"))
    100\% of byrne\_jag \& \$5
    """
    return "".join(f"\\{letter}" if letter in "&%$#_{}" else letter for letter in text)
