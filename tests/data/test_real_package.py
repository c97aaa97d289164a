"""The real package: no fault by our rules, nor by a second reader of the same description."""

import csv
import io

import pytest
from waiting import spent

from sanctuary_research.data import catalog
from sanctuary_research.data.check import check_package
from sanctuary_research.data.rules import registered


def test_real_package_has_no_fault():
    """Every table keeps its rules and those between tables, in ten times what their cells take."""
    faults = []
    checked = spent(lambda: faults.extend(map(str, check_package())))
    assert faults == []
    assert checked < 10 * spent(read_all)


def read_all() -> None:
    """Read every cell of every table as a text."""
    for table in catalog.package().tables.values():
        list(csv.reader(io.StringIO(catalog.content(table.path).decode("utf-8"))))


def test_every_rule_is_computed():
    """Every rule reads tables that the package has, so none is passed over."""
    tables = set(catalog.package().tables)
    assert [rule.name for rule in registered() if not tables.issuperset(rule.tables)] == []


@pytest.mark.slow
def test_a_second_reader_agrees():
    """Frictionless, which reads the description by the standard, finds no fault either."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(catalog.package().folder / catalog.DESCRIPTION)).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []
