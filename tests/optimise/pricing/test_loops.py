"""Tests of the array operations written as loops: as NumPy's."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimise.pricing.loops import highest_first
from planner.optimise.runtime.compiled import compiled


@compiled
def order_of(value: np.ndarray) -> np.ndarray:
    """Call it as compiled code does."""
    return highest_first(value)


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.integers(-3, 3), max_size=40))
def test_highest_first_is_a_stable_sort(numbers: list[int]) -> None:
    """The highest come first, equal ones in the order in which they stand."""
    value = np.array(numbers, dtype=float)
    assert order_of(value).tolist() == np.argsort(-value, kind="stable").tolist()
