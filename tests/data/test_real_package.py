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
