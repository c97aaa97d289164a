"""Finding the data folder and reading its description."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanctuary_research.data import catalog
from sanctuary_research.errors import DataError, UsageError


def test_description_is_read_into_table(small):
    """Type, unit, key, foreign keys and caveats of a table come from the description."""
    table = catalog.table("payments")
    assert table.primary_key == ("place_id", "year")
    assert table.by_name["amount_usd"].unit == "USD"
    assert table.by_name["amount_usd"].minimum == 0
    assert [key.parent for key in table.foreign_keys] == ["places", "sources"]
    assert table.caveats == ("Some payments came late.",)


def test_key_columns_are_required(small):
    """A column of the primary key is required without being told so."""
    assert catalog.table("payments").by_name["year"].required
    assert not catalog.table("payments").by_name["note"].required


def test_unknown_table_offers_nearest(small):
    """A misspelt table is refused with the nearest real name."""
    with pytest.raises(UsageError, match="did you mean 'payments'"):
        catalog.table("payment")


def test_description_is_read_again_when_changed(small):
    """An edited description is seen by the next call."""
    assert catalog.package().version == "2020.01.02"
    small.description["version"] = "2020.01.02.1"
    small.describe()
    assert catalog.package().version == "2020.01.02.1"


def test_wrong_data_folder_is_named(tmp_path, monkeypatch):
    """SANCTUARY_DATA without a description is refused with the fix."""
    monkeypatch.setenv("SANCTUARY_DATA", str(tmp_path))
    with pytest.raises(UsageError, match=r"no datapackage.json in it: set it to the data folder"):
        catalog.data_folder()


def test_a_pipe_is_no_description(tmp_path):
    """Nothing waits for what nobody may ever write."""
    os.mkfifo(tmp_path / "datapackage.json")
    with pytest.raises(UsageError, match=r"there is no .*: name a folder that holds"):
        catalog.package(tmp_path)


def test_install_away_from_clone_is_named(tmp_path, monkeypatch, refusal):
    """A package installed away from its repository says how to install it."""
    monkeypatch.delenv("SANCTUARY_DATA", raising=False)
    monkeypatch.setattr(catalog, "__file__", str(tmp_path / "site" / "pkg" / "data" / "c.py"))
    where = tmp_path / "site" / "pkg" / "carried"
    assert refusal(catalog.data_folder) == (
        f"there is no datapackage.json in {where}: install the package anew, or set "
        "SANCTUARY_DATA to the data folder of a clone"
    )


def test_records_are_text(small):
    """Rows for pages come as text."""
    assert catalog.records("sources")[0]["title"] == "The ledger"


def test_importing_costs_no_pandas():
    """Importing the package, its names and its pages does not import pandas."""
    code = (
        "import sys, sanctuary_research as s; dir(s); s.describe; s.cite;"
        "assert 'pandas' not in sys.modules and 'matplotlib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("part", "value", "told"),
    [
        (
            "constraints",
            {"minimun": 0},
            "has the constraint 'minimun' in datapackage.json: use one",
        ),
        ("rules", [{"name": "a", "says": "B.", "nevr": []}], "lacks or misspells .*'nevr'"),
        ("title", float("nan"), "^'title' in 'resources' is nan in .*: write a text$"),
        (
            "schema",
            {"fields": None},
            "^'fields' in 'schema' is None in .*: write a list of ",
        ),
        ("schema", {"fields": [5]}, "is \\[5\\] in .*: write a list of objects"),
        ("schema", {"fields": [], "primaryKey": 5}, "write a name or a list of names$"),
        ("schema", {"fields": [], "foreignKeys": [{"reference": "x"}]}, "'x' in .*: write an obj"),
        ("constraints", {"enum": 5}, "^'enum' in 'constraints' is 5 in .*: write a list$"),
        ("constraints", {"pattern": 5}, "write a text$"),
        ("constraints", "x", "^'constraints' in 'fields' is 'x' in .*: write an object"),
    ],
)
def test_a_misspelt_rule_is_refused(small, part, value, told):
    """A constraint or a rule that nothing would read is never passed over."""
    entry = small.description["resources"][0]
    (entry["schema"]["fields"][0] if part == "constraints" else entry)[part] = value
    small.describe()
    with pytest.raises(DataError, match=told):
        catalog.package(small.folder)


def test_a_table_may_be_described_without_licences(small):
    """What is missing is empty; the check asks for it."""
    del small.description["resources"][0]["licenses"]
    small.describe()
    assert catalog.table("places").licenses == ()
