"""The examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import atlas_kg

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(atlas_kg.__path__, "atlas_kg.")
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_examples_hold(module: ModuleType) -> None:
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = sum(len(test.examples) for module in MODULES for test in finder.find(module))
    assert examples >= 5
