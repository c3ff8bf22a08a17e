"""`rules.bed_module`: beds are added in whole modules, as dormitory rooms are built.

The beds added are those that are missing, rounded up to the next multiple of the module.
"""

from typing import TypeVar

from planner.problem.problem import Floats, Ints

Beds = TypeVar("Beds", int, Ints, Floats)


def in_modules(beds: Beds, module: int) -> Beds:
    """Return so many beds rounded up to whole modules; what is below 0 stays 0 or less.

    >>> [in_modules(beds, 8) for beds in (0, 1, 8, 9)]
    [0, 8, 8, 16]
    """
    return -(-beds // module) * module


def most_beds(beds: Ints, beds_max: Ints, module: int) -> Ints:
    """(school): beds that a site can hold if they are added in whole modules to those it has."""
    most: Ints = beds + (beds_max - beds) // module * module
    return most
