"""What there is: one row a table."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import catalog, datasets


def overview() -> pd.DataFrame:
    """Return one row for each table of the package, by name.

    Returns
    -------
    DataFrame
        table, title, topic (in words), rows, columns, and coverage (a sentence).
    """
    rows, package = [], catalog.package()
    for name, table in sorted(package.tables.items()):
        frame = getattr(datasets, f"load_{name}")()
        topic = package.topics.get(table.topic, "")
        rows.append((name, table.title, topic, *frame.shape, table.coverage))
    return pd.DataFrame(rows, columns=["table", "title", "topic", "rows", "columns", "coverage"])
