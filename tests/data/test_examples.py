"""The examples in the docstrings of the data room run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

from sanctuary_research import data

MODULES = [
    module.name
    for module in pkgutil.walk_packages(data.__path__, prefix="sanctuary_research.data.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    """Every example prints what its docstring says."""
    assert doctest.testmod(import_module(name)).failed == 0
