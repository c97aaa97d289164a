"""What must hold between the sources and the rows that name them."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where, plain
from sanctuary_research.data.rules import Tables, rule


@rule("further_sources")
def further_source_belongs_to_a_row(tables: Tables) -> list[Fault]:
    """Every further source names a table of the package and the id of a row in it."""
    further = tables["further_sources"]
    known = {
        (name, plain(row_id))
        for name in further["table"].dropna().unique()
        if name in tables
        for row_id in tables[name].iloc[:, 0]
    }
    pairs = further[["table", "row_id"]].apply(tuple, axis=1)
    return faults_where(
        further,
        further["row_id"].notna() & ~pairs.isin(known),
        table="further_sources",
        key=["table", "row_id", "source_id"],
        column="row_id",
        message="table {table} has no row {row_id}",
    )
