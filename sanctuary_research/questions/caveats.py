"""What must be known of the tables of a notebook before they are used."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import catalog, datasets
from sanctuary_research.display.exhibit import Exhibit


def caveats(tables: Sequence[str]) -> Exhibit:
    """Show what must be known before tables are used, each caveat once."""
    rows = pd.DataFrame(
        [(catalog.table(n).title, text) for n in tables for text in datasets.caveats(n)],
        columns=["table", "caveat"],
    ).drop_duplicates("caveat")
    return Exhibit(
        title="What to know before these tables are used",
        rows=rows,
        columns=("caveat", "table"),
        titles={"caveat": "To know", "table": "Of table"},
        tables=tuple(tables),
        brief=words.count(len(rows), "thing"),
    )
