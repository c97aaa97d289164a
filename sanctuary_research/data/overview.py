"""What there is: one row a table."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import catalog, datasets


def overview() -> pd.DataFrame:
    """Return one row for each table of the package, by name.

    Returns
    -------
    DataFrame
        table, title, rows, columns, and coverage (a sentence).
    """
    rows = []
    for name, table in sorted(catalog.package().tables.items()):
        frame = getattr(datasets, f"load_{name}")()
        rows.append((name, table.title, *frame.shape, table.coverage))
    return pd.DataFrame(rows, columns=["table", "title", "rows", "columns", "coverage"])
