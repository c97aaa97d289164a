"""What there is: one row a table."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import catalog


def overview() -> pd.DataFrame:
    """Return one row for each table of the package, by name.

    Returns
    -------
    DataFrame
        table, title, topic (in words), rows, columns, and coverage (a sentence).
    """
    rows, package = [], catalog.package()
    for name, table in sorted(package.tables.items()):
        topic, size = package.topics.get(table.topic, ""), (table.rows, len(table.columns))
        rows.append((name, table.title, topic, *size, table.coverage))
    return pd.DataFrame(rows, columns=["table", "title", "topic", "rows", "columns", "coverage"])
