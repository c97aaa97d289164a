"""What must hold between the sources and the rows that name them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where, plain
from sanctuary_research.data.rules import Tables, rule

# The kinds of source that can carry a certainty. "data" may be anybody's table, so it carries
# both. The certainty of a conflict is of the disagreement, not of the source that names it.
CARRIES = {"primary": ("primary", "data"), "secondary": ("primary", "secondary", "data")}


@rule("further_sources")
def further_source_belongs_to_a_row(tables: Tables) -> list[Fault]:
    """Every further source names a table of the package and the id of a row in it."""
    further = tables["further_sources"]
    known = {pair for pair, _ in _own_sources(tables)}
    named = further[["table", "row_id"]].itertuples(index=False, name=None)
    lost = further["row_id"].notna() & ~pd.Series([one in known for one in named], dtype=bool)
    return faults_where(
        further, lost, "further_sources.row_id", "table {table} has no row {row_id}"
    )


@rule("further_sources")
def further_source_is_another(tables: Tables) -> list[Fault]:
    """A further source of a row is not the one that the row names itself."""
    further = tables["further_sources"]
    own = {(*pair, source) for pair, source in _own_sources(tables)}
    named = further[["table", "row_id", "source_id"]].itertuples(index=False, name=None)
    again = pd.Series([one in own for one in named], dtype=bool)
    told = "{source_id} is the row's own source already"
    return faults_where(further, again, "further_sources.source_id", told)


def _own_sources(tables: Tables) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield table and id of each row of a table with further sources, and its own source."""
    for name in tables["further_sources"]["table"].dropna().unique():
        frame = tables[name] if name in tables else pd.DataFrame(columns=["row_id"])
        for row_id, source in frame.reindex(columns=[frame.columns[0], "source_id"]).to_numpy():
            yield (name, plain(row_id)), source


@rule("sources")
def source_stands_once(tables: Tables) -> list[Fault]:
    """No two sources share an address (but a repository's), or a publisher and a title."""
    sources = tables["sources"]
    address = sources["url"].str.lower().str.replace(r"^https?://(www\.)?|/$", "", regex=True)
    repository = address.str.fullmatch(r"github\.com/[^/]+/[^/]+")
    same = address.duplicated(keep=False) & address.notna() & ~repository.fillna(False)
    same |= sources.duplicated(["publisher", "title"], keep=False) & sources["publisher"].notna()
    told = "{publisher}, {title}: another row is the same document"
    return faults_where(sources, same, "sources.url", told)


@rule("sources")
def certainty_fits_its_source(tables: Tables) -> list[Fault]:
    """A row is primary or secondary only if the source it names is of such a kind."""
    kind = tables["sources"].set_index("source_id")["kind"]
    faults: list[Fault] = []
    for name, frame in tables.items():
        if name == "conflicts" or not {"source_id", "certainty"} <= set(frame.columns):
            continue
        rows = frame.assign(kind=frame["source_id"].map(kind))
        for certainty, kinds in CARRIES.items():
            wrong = rows["certainty"].eq(certainty) & rows["kind"].notna()
            wrong &= ~rows["kind"].isin(kinds)
            told = "{certainty}, but its source {source_id} is of kind {kind}"
            faults += faults_where(rows, wrong, f"{name}.certainty", told)
    return faults
