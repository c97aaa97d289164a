"""What must hold between the sources and the rows that name them."""

from __future__ import annotations

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


@rule("sources")
def source_stands_once(tables: Tables) -> list[Fault]:
    """No two sources share an address (but a repository's), or a publisher and a title."""
    sources = tables["sources"]
    address = sources["url"].str.lower().str.replace(r"^https?://(www\.)?|/$", "", regex=True)
    repository = address.str.fullmatch(r"github\.com/[^/]+/[^/]+")
    same = address.duplicated(keep=False) & address.notna() & ~repository.fillna(False)
    same |= sources.duplicated(["publisher", "title"], keep=False) & sources["publisher"].notna()
    return faults_where(
        sources,
        same,
        table="sources",
        key="source_id",
        column="url",
        message="{publisher}, {title}: another row is the same document",
    )


@rule("sources")
def source_has_an_address_or_a_reason(tables: Tables) -> list[Fault]:
    """A source has an address or says why not; only press may lack an author."""
    sources = tables["sources"]
    anonymous = sources["author"].isna()
    allowed = sources["kind"].eq("press") | sources["publisher"].isna()
    return faults_where(
        sources,
        (sources["url"].isna() != sources["no_url_reason"].notna())
        | (anonymous != sources["author_kind"].eq("not_kept"))
        | (anonymous & ~allowed),
        table="sources",
        key="source_id",
        column="no_url_reason",
        message="address [{url}], reason [{no_url_reason}], author [{author}]: {author_kind}",
    )


@rule("further_sources")
def further_source_is_another(tables: Tables) -> list[Fault]:
    """A further source of a row is not the one that the row names itself."""
    further = tables["further_sources"]
    own = {
        (name, plain(row[0]), row[1])
        for name in further["table"].dropna().unique()
        if name in tables
        for row in tables[name].iloc[:, [0]].assign(own=tables[name]["source_id"]).to_numpy()
    }
    triples = further[["table", "row_id", "source_id"]].apply(tuple, axis=1)
    return faults_where(
        further,
        triples.isin(own),
        table="further_sources",
        key=["table", "row_id", "source_id"],
        column="source_id",
        message="{source_id} is the row's own source already",
    )


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
            faults += faults_where(
                rows,
                wrong & ~rows["kind"].isin(kinds),
                table=name,
                key=_leading_key(frame),
                column="certainty",
                message="{certainty}, but its source {source_id} is of kind {kind}",
            )
    return faults


def _leading_key(frame: pd.DataFrame) -> list[str]:
    """Return the fewest leading columns that tell the rows apart (keys stand first)."""
    names = list(frame.columns)
    runs = (names[:width] for width in range(1, len(names)))
    return next((run for run in runs if not frame.duplicated(run).any()), names)
