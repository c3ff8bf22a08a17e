"""Functions of functions give what plain Python gives, however they are made machine code."""

from typing import Any

import numpy as np
import pytest

from planner.optimise.runtime import compiled as register
from planner.optimise.runtime.compiled import CAN_COMPILE, compiled, compiled_in_place, compiled_inner, compiled_part
from planner.problem.problem import Floats, Ints

pytestmark = pytest.mark.skipif(not CAN_COMPILE, reason="Numba cannot be loaded here")


@compiled_inner
def _shared(values: Floats, place: int) -> float:
    return 0.0 if place < 0 else values[place]


@compiled_inner
def _left(values: Floats, place: int) -> float:
    return _shared(values, place) + _shared(values, -1) + _shared(values, 0)


@compiled_inner
def _right(values: Floats, places: tuple[int, int]) -> float:
    return 2.0 * _shared(values, places[0]) + _left(values, places[1])


@compiled_in_place
def _both(values: Floats, place: int) -> float:
    return _left(values, place) + _right(values, (place, -1)) + _right(values, (-1, -1))


@compiled_part
def _doubled(values: Floats) -> Floats:
    twice = np.empty(len(values))
    for place in range(len(values)):
        twice[place] = 2.0 * values[place]
    return twice


@compiled
def _sum_of_doubled(values: Floats) -> float:
    total = 0.0
    for value in _doubled(values):
        total += value
    return total


@compiled_part
def _share(whole: int, parts: Ints) -> int:
    if parts[0] == 0:
        raise ValueError
    return int(whole // parts[0])


@compiled
def _shares(whole: int, parts: Ints) -> int:
    return _share(whole, parts)


def test_parts_give_what_plain_python_gives() -> None:
    """Parts of parts, one of them reached by three ways, in place and with arrays of their own."""
    values = np.array([1.5, -2.0, 4.0])
    left, right = values[2] + values[0], 2.0 * values[2] + values[0]
    assert _both(values, 2) == left + right + values[0]
    assert _sum_of_doubled(values) == 2.0 * values.sum()


def test_one_version_for_all_whole_numbers() -> None:
    """Numbers written in the source, alone and in tuples, are compiled for as any other."""
    _both(np.zeros(1), 0)
    made = register.versions_made()
    assert {made[f"{__name__}.{name}"] for name in ("_shared", "_left", "_right", "_both")} == {1}


def test_parts_have_no_machine_code_of_their_own() -> None:
    """What compiled code alone calls is not kept on disk, and has no address."""
    _both(np.zeros(1), 0)
    part: Any = _left
    (overload,) = part.overloads.values()
    assert overload.library.get_pointer_to_function(overload.fndesc.llvm_func_name) == 0


def test_what_a_part_raises_reaches_python() -> None:
    """Errors pass through what calls it."""
    assert _shares(7, np.array([2])) == 3
    with pytest.raises(ValueError, match=r"^$"):
        _shares(7, np.array([0]))
