"""Compiled: small array operations as plain loops.

NumPy's own assignment to rows and slices, products and sorting take the compiler one to two seconds each, since they
bring their error messages and every kind of shape along; these take a few milliseconds.
"""

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner, compiled_part
from planner.problem.problem import Flags, Floats, Ints


@compiled_inner
def copy_floats(target: Floats, source: Floats) -> None:
    """Copy the first numbers, as many as the source has."""
    for i in range(len(source)):
        target[i] = source[i]


@compiled_inner
def copy_ints(target: Ints, source: Ints) -> None:
    """Copy the first whole numbers, as many as the source has."""
    for i in range(len(source)):
        target[i] = source[i]


@compiled_inner
def copy_flags(target: Flags, source: Flags) -> None:
    """Copy the first flags, as many as the source has."""
    for i in range(len(source)):
        target[i] = source[i]


@compiled_inner
def product(left: Floats | Ints, right: Floats | Ints) -> float:
    """Sum of products of two vectors, as far as the first goes."""
    result = 0.0
    for i in range(len(left)):
        result += left[i] * right[i]
    return result


@compiled_inner
def sum_of(numbers: Ints) -> int:
    """Sum of whole numbers."""
    result = 0
    for number in numbers:
        result += number
    return result


@compiled_inner
def highest(numbers: Floats) -> float:
    """Highest of some numbers; -inf where there are none."""
    result = -np.inf
    for number in numbers:
        result = max(result, number)
    return result


@compiled_part
def places_of(flags: Flags) -> Ints:
    """Return where a flag is set."""
    count = 0
    for i in range(len(flags)):
        count += flags[i]
    places = np.empty(count, dtype=np.int64)
    count = 0
    for i in range(len(flags)):
        if flags[i]:
            places[count] = i
            count += 1
    return places


@compiled_part
def highest_first(value: Floats) -> Ints:
    """Return the places of the values, highest first, equal ones in their order: merge sort, from runs of one up."""
    order = np.arange(len(value))
    spare = np.empty_like(order)
    run = 1
    while run < len(value):
        for first in range(0, len(value), 2 * run):
            _merge_runs(value, (order, spare), (first, min(first + run, len(value)), min(first + 2 * run, len(value))))
        order, spare = spare, order
        run *= 2
    return order


@compiled_inner
def _merge_runs(value: Floats, orders: tuple[Ints, Ints], edges: tuple[int, int, int]) -> None:
    """Merge two runs that stand side by side into the second of `orders`."""
    order, merged = orders
    first, middle, last = edges
    left, right = first, middle
    for place in range(first, last):
        take_left = left < middle and (right >= last or value[order[left]] >= value[order[right]])
        if take_left:
            merged[place] = order[left]
            left += 1
        else:
            merged[place] = order[right]
            right += 1
