"""What a reader must know beside an answer: of its tables and rows, and what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanctuary_research.data import catalog, datasets
from sanctuary_research.data.definitions import reading_date
from sanctuary_research.data.labels import labels
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence

BAR = (
    "Dot: best estimate. The true value is most likely within the bar (95 % interval), so that a "
    "bar across the line may mean more, less or no difference. "
)
HOLLOW = "Hollow dot: no range known. "
NOT_SHOWN = "What this does not show"


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
    )


def of_ice(year: int) -> str:
    """Say how many places ICE's list of October 2014 names, and how many counties these are."""
    lines = datasets.load_list_membership().query("list_id == 'ice_2014_10'")
    arms = labels("ice_list_2014", reading_date("ice_list_2014", year))["arm"]
    return (
        f"ICE's list names {lines['jurisdiction_id'].nunique()} places, by which "
        f"{arms.eq('limit').sum()} counties count as named (a state: all of its counties)"
    )
