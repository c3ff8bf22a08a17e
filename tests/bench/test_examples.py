"""The examples in the benches' docstrings: the default run collects those of `planner` and `tests` alone."""

import doctest
from types import ModuleType

import pytest

from bench import cases, measurement, side_by_side, targets


@pytest.mark.parametrize("module", [cases, measurement, side_by_side, targets], ids=lambda module: module.__name__)
def test_examples(module: ModuleType) -> None:
    """Every example gives what it says."""
    failed, tried = doctest.testmod(module)
    assert tried > 0
    assert failed == 0
