"""The real package: no fault by our rules, between tables, or by frictionless."""

import numpy as np
import pytest

from sanctuary_research.data import catalog, schema, validate
from sanctuary_research.data.check import check_package
from sanctuary_research.data.rules import all_rules


def test_real_package_has_no_fault():
    """Every table keeps its rules and those between tables; frictionless agrees."""
    assert [str(fault) for fault in check_package()] == []


def test_every_rule_is_computed():
    """Every rule reads tables that the package has, so none is passed over."""
    tables = set(catalog.package().tables)
    assert [rule.name for rule in all_rules() if not tables.issuperset(rule.tables)] == []


@pytest.mark.parametrize("name", ["county", "county_covariates", "policy_events", "sources"])
def test_both_readings_agree(name):
    """Reading by pandas and cell by cell give the same values."""
    table = catalog.table(name)
    parents = schema.parents_in(catalog.package())
    cells = validate.examine(table, table.path.read_bytes(), parents)
    frame = schema.load(name).astype(object)
    frame = frame.where(frame.notna(), None)
    assert cells.faults == []
    for column in table.fields:
        read = [v.date() if hasattr(v, "date") else v for v in frame[column.name]]
        np.testing.assert_array_equal(read, np.array(cells.values[column.name], dtype=object))
