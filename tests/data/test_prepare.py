"""Every preparation script writes its committed table again, byte for byte."""

from __future__ import annotations

import doctest
import hashlib
import importlib.util
import json
import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

from sanctuary_research.data import catalog

DATA = Path(__file__).resolve().parents[2] / "data"
PREPARE = DATA / "prepare"
# What a script says where it cannot be rerun: no upstream folder, not this file in it, no reader.
CANNOT_RERUN = (
    "is an upstream file: name the folder",
    "county_complete.rda does not exist",
    "geocorr2022_2507107313.csv does not exist",
    "cv22luss1719at05.csv does not exist",
    "to be read: pip install",
)


def load(name: str):
    """Return a module of the preparation folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"prepare_{name}", PREPARE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPTS = sorted(load("all").scripts())
MODULES = sorted(path.stem for path in PREPARE.glob("*.py"))


@pytest.fixture(autouse=True)
def prepare_folder(monkeypatch):
    """Let the scripts find their helpers, as when they are run from their folder."""
    monkeypatch.syspath_prepend(str(PREPARE))


@pytest.fixture
def common(prepare_folder):
    """Return the helpers of all scripts, freshly imported so that a test may change them."""
    return load("_common")


def test_every_table_has_its_script_and_every_script_its_table():
    """A table without a script could not be made again."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert sorted(resource["name"] for resource in package["resources"]) == SCRIPTS


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_rerun_gives_the_committed_bytes(name, tmp_path, monkeypatch, capsys):
    """Scripts that read upstream files need SANCTUARY_UPSTREAM; the others always run."""
    monkeypatch.setattr(sys, "argv", [name, "--out", str(tmp_path)])
    try:
        runpy.run_path(str(PREPARE / f"{name}.py"), run_name="__main__")
    except SystemExit as stop:
        if any(case in str(stop) for case in CANNOT_RERUN):
            pytest.skip(str(stop))
        raise
    committed = DATA / load("_common").describe(name)["path"]
    assert catalog.content(tmp_path / committed.name) == catalog.content(committed)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    """The examples in the preparation folder are run like those of the package."""
    assert doctest.testmod(load(name)).failed == 0


def test_a_script_runs_after_the_tables_it_reads(tmp_path):
    """The order is read from the scripts, and a table named at run time puts a script last."""
    texts = {"a_gaps": 'read_table("z_base")', "b_links": "read_table(name)", "z_base": ""}
    paths = {name: tmp_path / f"{name}.py" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text)
    assert load("all").ordered(paths) == ["z_base", "a_gaps", "b_links"]


def test_an_upstream_file_of_another_edition_is_refused(common, tmp_path, monkeypatch):
    """The SHA-256 in a script names the one file that it was written for."""
    (tmp_path / "file.csv").write_text("a\n")
    monkeypatch.setenv("SANCTUARY_UPSTREAM", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["script"])
    right = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"
    assert common.upstream("file.csv", right) == tmp_path / "file.csv"
    with pytest.raises(SystemExit, match="it is another edition"):
        common.upstream("file.csv", "0" * 64)
    with pytest.raises(SystemExit, match=r"gone\.csv does not exist"):
        common.upstream("gone.csv", right)


@pytest.fixture
def tiny(common, tmp_path, monkeypatch):
    """Describe one table of two columns, written to a temporary folder."""
    fields = [
        {"name": "place", "type": "string"},
        {"name": "year", "type": "integer"},
        {"name": "rate", "type": "number"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["city", "town"]}},
    ]
    schema = {"primaryKey": ["year", "place"], "fields": fields}
    tiny = {"name": "tiny", "path": "tables/tiny.csv", "schema": schema}
    description = tmp_path / "datapackage.json"
    description.write_text(json.dumps({"resources": [tiny]}))
    monkeypatch.setattr(common, "DESCRIPTION", description)
    monkeypatch.setattr(sys, "argv", ["script", "--out", str(tmp_path)])
    return common


def rows(**changes) -> pd.DataFrame:
    """Return two rows for the tiny table, with some columns changed."""
    cells = {"place": [" b ", "a"], "year": [900, 1000], "rate": [0.1 + 0.2, None]}
    return pd.DataFrame(cells | {"kind": ["city", ""]} | changes)


def test_a_table_is_written_in_key_order_and_in_its_types(tiny, tmp_path):
    """Numbers sort as numbers, floats lose their noise, and a missing value is blank."""
    tiny.write_table("tiny", rows())
    assert (tmp_path / "tiny.csv").read_bytes() == (
        b"place,year,rate,kind\nb,900,0.3,city\na,1000,,\n"
    )


def test_a_written_table_is_recorded(tiny, tmp_path, monkeypatch):
    """Rows and SHA-256 go into the description, once; a table written elsewhere leaves it alone."""
    tiny.write_table("tiny", rows())
    assert "rows" not in tiny.describe("tiny")
    (tmp_path / "tables").mkdir()
    monkeypatch.setattr(tiny, "DATA", tmp_path)
    monkeypatch.setattr(tiny, "TABLES", tmp_path / "tables")
    monkeypatch.setattr(sys, "argv", ["script"])
    tiny.write_table("tiny", rows())
    raw = (tmp_path / "tables" / "tiny.csv").read_bytes()
    entry = tiny.describe("tiny")
    assert (entry["rows"], entry["hash"]) == (2, f"sha256:{hashlib.sha256(raw).hexdigest()}")
    written = tiny.DESCRIPTION.stat().st_mtime_ns
    tiny.write_table("tiny", rows())
    assert tiny.DESCRIPTION.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (rows().rename(columns={"rate": "rates"}), r"differ in \['rate', 'rates'\]"),
        (rows(year=[1000, 1000], place=["a", "a"]), "is blank or repeated"),
        (rows(place=["", "a"]), "is blank or repeated"),
        (rows(kind=["village", ""]), "'village' is not in its vocabulary"),
        (rows(year=[900.5, 1000]), "row 0: 900.5 is not a whole number"),
    ],
)
def test_a_broken_frame_is_not_written(tiny, tmp_path, frame, sentence):
    """The committed table stays as it was."""
    with pytest.raises(SystemExit, match=sentence):
        tiny.write_table("tiny", frame)
    assert not list(tmp_path.glob("*.csv*"))
