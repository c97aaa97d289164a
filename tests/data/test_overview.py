"""What there is, one row a table."""

from dataclasses import replace
from types import SimpleNamespace

from sanctuary_research.data import catalog, overview


def test_a_table_is_a_row(monkeypatch):
    """Title, topic in words, numbers of rows and columns, and coverage, as described."""
    package = catalog.package()
    known = package.table("county")
    alone = replace(package, tables={"county": known})
    monkeypatch.setattr(overview, "catalog", SimpleNamespace(package=lambda: alone))
    assert overview.overview().to_dict("records") == [
        {
            "table": "county",
            "title": known.title,
            "topic": package.topics[known.topic],
            "rows": known.rows,
            "columns": len(known.columns),
            "coverage": known.coverage,
        }
    ]
