"""A small data package of three tables, to plant faults in, and one of a few counties."""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sanctuary_research.data import catalog, rules
from sanctuary_research.data.faults import Fault

TABLES = {
    "places": (
        "place_id,county_fips,kind,founded,is_port\n"
        "a-town,01001,town,1850-03-01,true\n"
        "b-city,02020,city,,false\n"
        "c-city,36061,city,1898-01-01,\n"
    ),
    "payments": (
        "place_id,year,amount_usd,share_percent,note,source_id\n"
        "a-town,2015,0,12.5,,ledger\n"
        'a-town,2016,250,,"small, late",ledger\n'
        "b-city,2016,,100,,ledger\n"
    ),
    "sources": (
        "source_id,title,publisher,author,author_kind,url,no_url_reason,kind\n"
        "ledger,The ledger,The treasury,The treasury,body,https://x.gov/l,,primary\n"
    ),
}
FIELDS = {
    "places": [
        {"name": "place_id", "type": "string"},
        {"name": "county_fips", "type": "string", "constraints": {"pattern": "[0-9]{5}"}},
        {"name": "kind", "type": "string", "constraints": {"enum": ["town", "city"]}},
        {"name": "founded", "type": "date", "constraints": {"maximum": "2000-12-31"}},
        {"name": "is_port", "type": "boolean"},
    ],
    "payments": [
        {"name": "place_id", "type": "string"},
        {"name": "year", "type": "integer", "unit": "year"},
        {"name": "amount_usd", "type": "integer", "unit": "USD", "constraints": {"minimum": 0}},
        {
            "name": "share_percent",
            "type": "number",
            "unit": "percent",
            "constraints": {"minimum": 0, "maximum": 100},
        },
        {"name": "note", "type": "string"},
        {"name": "source_id", "type": "string", "constraints": {"required": True}},
    ],
    "sources": [
        {"name": name, "type": "string"} for name in TABLES["sources"].split("\n")[0].split(",")
    ],
}
KEYS = {"places": ["place_id"], "payments": ["place_id", "year"], "sources": ["source_id"]}
PARENTS = {"payments": {"place_id": "places", "source_id": "sources"}}


def _resource(name: str) -> dict:
    links = [
        {"fields": [column], "reference": {"resource": parent, "fields": [column]}}
        for column, parent in PARENTS.get(name, {}).items()
    ]
    return {
        "name": name,
        "type": "table",
        "path": f"tables/{name}.csv",
        "title": f"The {name}",
        "description": f"One row per {KEYS[name][0]}.",
        "format": "csv",
        "encoding": "utf-8",
        "licenses": [
            {
                "name": "CC0-1.0",
                "title": "CC0",
                "path": "https://x.org/cc0",
                "covers": "Our words",
                "decision": "redistribute",
                "reason": "Ours.",
            }
        ],
        "source_ids": ["ledger"],
        "preparation": f"data/prepare/{name}.py",
        "coverage": "Three places, two years.",
        "known_gaps": ["No place before 1850."] if name == "places" else [],
        "usage_warnings": ["late"] if name == "payments" else [],
        "schema": {
            "primaryKey": KEYS[name],
            "foreignKeys": links,
            "missingValues": [""],
            "fields": [{"description": f"Its {f['name']}.", **f} for f in FIELDS[name]],
        },
    }


class SmallPackage:
    """A folder with a data package whose files a test may spoil."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "tables").mkdir(parents=True)
        (folder / "prepare").mkdir()
        self.description = {
            "name": "small",
            "title": "A small package",
            "description": "Places and payments.",
            "version": "2020.01.02",
            "usage_warnings": {"late": "Some payments came late."},
            "left_out": [{"name": "A file", "reason": "Its terms."}],
            "resources": [_resource(name) for name in TABLES],
        }
        for name, text in TABLES.items():
            self.file(name).write_bytes(text.encode())
            (folder / "prepare" / f"{name}.py").touch()
        self.describe()

    def file(self, table: str) -> Path:
        """Return the file of a table."""
        return self.folder / "tables" / f"{table}.csv"

    def describe(self) -> None:
        """Write the description again, with rows and SHA-256 of the files as they are."""
        for entry in self.description["resources"]:
            path = self.folder / entry["path"]
            if path.is_file():
                raw = path.read_bytes()
                entry["hash"] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
                entry["rows"] = catalog.content(path).rstrip(b"\n").count(b"\n")
        (self.folder / "datapackage.json").write_text(json.dumps(self.description))

    def reads_sources(self, table: str, day: str) -> None:
        """Let every row of a table name the one source, which was read on a day."""
        columns = {"source_id": "string"}, {"read_date": "date"}
        for name, added, value in zip((table, "sources"), columns, ("ledger", day), strict=True):
            entry = next(r for r in self.description["resources"] if r["name"] == name)
            entry["schema"]["fields"] += [
                {"name": n, "type": kind, "description": "Its own."} for n, kind in added.items()
            ]
            if name == table:
                link = {"resource": "sources", "fields": ["source_id"]}
                entry["schema"]["foreignKeys"].append({"fields": ["source_id"], "reference": link})
            header, *rows = self.file(name).read_text().splitlines()
            lines = [",".join([header, *added]), *(f"{row},{value}" for row in rows)]
            self.file(name).write_text("\n".join(lines) + "\n")
        self.describe()

    def plant(self, table: str, old: str | bytes, new: str | bytes) -> None:
        """Replace a piece of a table's file that must be there."""
        old, new = (p.encode() if isinstance(p, str) else p for p in (old, new))
        raw = self.file(table).read_bytes()
        assert old in raw
        self.file(table).write_bytes(raw.replace(old, new))
        self.describe()


@pytest.fixture
def small(tmp_path, monkeypatch) -> SmallPackage:
    """Return a sound small package that the loaders read instead of the real one."""
    made = SmallPackage(tmp_path / "data")
    monkeypatch.setenv("SANCTUARY_DATA", str(made.folder))
    return made


@pytest.fixture(scope="session")
def judged() -> Callable[[str, Mapping], list[Fault]]:
    """Return what judges a rule by its name over some tables, as the check does."""
    known = [*rules.all_rules(catalog.package())]

    def judge(name: str, tables: Mapping) -> list[Fault]:
        named = [one for one in known if one.name == name]
        assert named
        asked = [one for one in named if one.tables[0] in tables]
        return [fault for one in asked for fault in one.judge(tables)]

    return judge


DEFAULTS = {"boolean": "false", "integer": "1", "number": "1", "date": "2000-01-01"}


class FewCounties:
    """A data folder with the described policy tables, in which a test writes its own rows."""

    TABLES = (
        "county",
        "jurisdictions",
        "jurisdiction_counties",
        "policy_events",
        "agreements_287g",
        "lists",
        "list_membership",
        "detainer_shares",
        "city_crime",
    )

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "tables").mkdir(parents=True)
        real = json.loads((catalog.data_folder() / catalog.DESCRIPTION).read_text("utf-8"))
        real["resources"] = [r for r in real["resources"] if r["name"] in self.TABLES]
        (folder / catalog.DESCRIPTION).write_text(json.dumps(real))
        self.tables = catalog.package(folder).tables
        for table in self.TABLES:
            self.write(table, [])

    def write(self, table: str, rows: list[dict]) -> None:
        """Write a table; required columns that a row leaves out get a value that is allowed."""
        filled = {f.name: self._default(f) for f in self.tables[table].fields if f.required}
        with self.tables[table].path.open("w", newline="", encoding="utf-8") as file:
            out = csv.DictWriter(file, self.tables[table].columns, lineterminator="\n")
            out.writeheader()
            out.writerows(filled | row for row in rows)

    def counties(self, *codes: str) -> None:
        """Make counties, each a jurisdiction ``c`` and its code, of states ``s`` and their code."""
        states = sorted({code[:2] for code in codes})
        self.write(
            "county", [{"county_fips": c, "state_fips": c[:2], "state": "XX"} for c in codes]
        )
        places = [
            {"jurisdiction_id": f"s{state}", "level": "state", "state_fips": state, "name": state}
            for state in states
        ]
        places += [
            {"jurisdiction_id": f"c{c}", "level": "county", "state_fips": c[:2], "name": f"C {c}"}
            for c in codes
        ]
        self.write("jurisdictions", [{"state": "XX", **place} for place in places])
        same = [{"jurisdiction_id": f"c{c}", "county_fips": c, "relation": "same"} for c in codes]
        self.write("jurisdiction_counties", same)

    def events(self, *rows: dict) -> None:
        """Write events, each at least of a jurisdiction and with the day on which it started."""
        self.write(
            "policy_events",
            [
                {
                    "event_id": f"evt_{number:08x}",
                    "adopted_earliest": row["started"],
                    "adopted_latest": row["started"],
                    "certainty": "press",
                    **{name: value for name, value in row.items() if name != "started"},
                }
                for number, row in enumerate(rows)
            ],
        )

    def _default(self, field: catalog.Field) -> str:
        return field.enum[0] if field.enum else DEFAULTS.get(field.type, "x")


@pytest.fixture
def few(tmp_path, monkeypatch) -> FewCounties:
    """Return a data folder of a test's own counties, events and lists, which is read."""
    made = FewCounties(tmp_path / "few")
    monkeypatch.setenv("SANCTUARY_DATA", str(made.folder))
    return made
