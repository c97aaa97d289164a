"""The examples in the docstrings of the package run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import sanctuary_research

MODULES = [
    module.name
    for module in pkgutil.walk_packages(sanctuary_research.__path__, prefix="sanctuary_research.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    """Every example prints what its docstring says."""
    assert doctest.testmod(import_module(name)).failed == 0
