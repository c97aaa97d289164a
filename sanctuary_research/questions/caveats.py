"""What a reader must know beside an answer: of its tables and rows, and what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import catalog, datasets
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence


def caveats(tables: Sequence[str]) -> Exhibit:
    """Show what must be known before tables are used, each caveat once."""
    rows = pd.DataFrame(
        [(catalog.table(n).title, text) for n in tables for text in datasets.caveats(n)],
        columns=["table", "caveat"],
    ).drop_duplicates("caveat")
    return Exhibit(
        title="What to know before these tables are used",
        rows=rows,
        columns="caveat table",
        titles={"table": "Of table"},
        tables=tuple(tables),
        brief=words.count(len(rows), "thing"),
    )


def certainty(*tables: str) -> Exhibit:
    """Show how the rows of tables are known; what rests on memory is in no result."""
    frames = {name: getattr(datasets, f"load_{name}")() for name in tables}
    found = pd.DataFrame({name: rows["certainty"].value_counts() for name, rows in frames.items()})
    rows = found.fillna(0).astype(int).rename_axis("certainty")
    return Exhibit(
        title="How the rows are known",
        rows=rows.reset_index(),
        columns=("certainty", *tables),
        titles={name: catalog.table(name).title for name in tables},
        tables=tables,
        behind=pd.concat([evidence(name, rows, "certainty") for name, rows in frames.items()]),
        note="Rows from memory alone are left out of every result.",
        brief=words.listed([f"{n:,} {kind}" for kind, n in rows.sum(axis=1).items()]),
    )


def not_shown(*sentences: str, tables: Sequence[str] = ()) -> Exhibit:
    """Say what an answer does not show, and from which tables where that is computed."""
    return Exhibit(title="What this does not show", sentences=sentences, tables=tuple(tables))
