"""Compiled: what the blocks that a school takes together need and cost, band by band, as the pricing counts it.

Where somebody of a band must be there while the school is open, a single block is the least that it can take: what
blocks earn that pay for themselves is searched for, and of those that do not one is enough.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.pricing.class_vectors import Subproblem
from planner.optimise.pricing.loops import highest_first
from planner.optimise.runtime.compiled import compiled, compiled_part
from planner.optimise.school import (
    Needs,
    School,
    Taught,
    classes_for,
    funding_yuan,
    saved_by,
    state_of,
    with_classes,
    with_grade,
    with_pupils,
)
from planner.problem.problem import Flags, Floats, Ints

_NOBODY = -1


class ColumnCost(NamedTuple):
    """Yuan a year but for one-off yuan, rooms and beds added, and classes by (band, grade of the band)."""

    yuan: float
    rooms: int
    beds: int
    classes: Ints


class Alone(NamedTuple):
    """The best single block of a band that somebody must be of, by the rooms it fills: (rooms)."""

    value: Floats
    """Profit less classes and beds, yuan a year; -inf where no block fills so many rooms."""
    item: Ints
    """-1 where there is none."""


@compiled
def column_cost(subproblem: Subproblem, taken: Flags) -> ColumnCost:
    """Return what a column costs and what it needs, as the pricing counts it.

    Beds are counted for each band on its own, all free beds there for each, and one by one whatever the module: never
    more than a plan needs. So the bands meet in the rooms alone, which is what lets their knapsacks be solved apart.
    """
    classes = np.zeros(subproblem.class_size.shape, dtype=np.int64)
    yuan, rooms, beds_added, pupils = 0.0, 0, 0, 0.0
    for k in range(len(classes)):
        needs = _needs_of_band(subproblem, k, taken, classes[k])
        yuan += needs.class_yuan
        rooms += needs.rooms
        pupils += needs.pupils
        beds_added += state_of(_school_of(subproblem), needs).beds_added
    for i in range(len(taken)):
        if taken[i]:
            yuan += subproblem.yuan[i]
    yuan += funding_yuan(_school_of(subproblem), pupils)
    return ColumnCost(yuan, max(rooms - subproblem.rooms, 0), beds_added, classes)


@compiled_part
def _needs_of_band(subproblem: Subproblem, k: int, taken: Flags, classes: Ints) -> Needs:
    """Return what the items of a band that are taken ask of the school; `classes` is filled, grade by grade."""
    load = np.zeros(subproblem.weight.shape[1], dtype=np.int64)
    for i in range(subproblem.first_item[k], subproblem.first_item[k + 1]):
        if taken[i]:
            for d in range(len(load)):
                load[d] += subproblem.weight[i, d]
    return _needs_of_load(subproblem, k, load, classes)


@compiled_part
def _needs_of_load(subproblem: Subproblem, k: int, load: Ints, classes: Ints) -> Needs:
    """Return what pupils of a band, in each grade, in all and boarders, ask of the school; `classes` is filled."""
    n_grades, taught = len(classes), Taught(0.0, 0, 0)
    needs = with_pupils(Needs(0, 0.0, 0.0, 0.0), float(load[n_grades]), float(load[n_grades + 1]))
    for g in range(n_grades):
        classes[g] = classes_for(float(load[g]), float(subproblem.class_size[k, g]))
        needs = with_classes(needs, 0, classes[g], subproblem.class_yuan[k, g])
        taught = with_grade(taught, float(load[g]), classes[g])
    saved = saved_by(taught, float(subproblem.pupils_together), subproblem.grades_together)
    return with_classes(needs, saved, 0, subproblem.class_yuan[k, 0])


@compiled_part
def _school_of(subproblem: Subproblem) -> School:
    """Return the limits and prices of a subproblem's school; its prices are yuan a year."""
    return School(
        subproblem.rooms,
        subproblem.rooms_max,
        subproblem.beds,
        subproblem.beds_max,
        float(subproblem.pupils_max),
        subproblem.room_yuan,
        subproblem.bed_yuan,
        float(subproblem.funded_pupils),
        subproblem.missing_yuan,
        1,
    )


@compiled_part
def value_by_band(subproblem: Subproblem, profit: Floats, taken: Flags) -> Floats:
    """(band, 2): profit less classes and beds of what was taken, and its rooms; nothing where it does not fit or pay.

    Where somebody must be there it is whatever that earns, -inf where it does not fit.
    """
    n_bands, n_grades = subproblem.class_size.shape
    result, classes = np.zeros((n_bands, 2)), np.zeros(n_grades, dtype=np.int64)
    for k in range(n_bands):
        needs = _needs_of_band(subproblem, k, taken, classes)
        state = state_of(_school_of(subproblem), needs)
        value = -needs.class_yuan - subproblem.bed_yuan * state.beds_added
        for i in range(subproblem.first_item[k], subproblem.first_item[k + 1]):
            if taken[i]:
                value += profit[i]
        if state.violation == 0.0 and (value > 0.0 or subproblem.asked[k]):
            result[k, 0] = value
            result[k, 1] = needs.rooms
        elif subproblem.asked[k]:
            result[k, 0] = -np.inf
    return result


@compiled_part
def combine_start(subproblem: Subproblem, start: Floats) -> float:
    """Return what the bands bring together, or nobody brings where nobody must be there.

    -inf where somebody must be there and those at hand do not fit together.
    """
    value, rooms, least = 0.0, 0, 0.0
    for k in range(len(start)):
        value += start[k, 0]
        rooms += int(start[k, 1])
        if subproblem.asked[k]:
            least = -np.inf
    if rooms > subproblem.rooms_max:
        return least
    return max(value - subproblem.room_yuan * max(rooms - subproblem.rooms, 0), least)


@compiled_part
def best_alone(subproblem: Subproblem, k: int, profit: Floats) -> Alone:
    """Return the best single block of a band, whatever it earns, for each number of rooms; none where none is asked.

    Blocks that do not pay add nothing to each other: all that several of them can earn, the best of them earns alone.
    """
    n_rooms = subproblem.rooms_max + 1
    alone = Alone(np.full(n_rooms, -np.inf), np.full(n_rooms, _NOBODY))
    if not subproblem.asked[k]:
        return alone
    classes = np.zeros(subproblem.class_size.shape[1], dtype=np.int64)
    for i in range(subproblem.first_item[k], subproblem.first_item[k + 1]):
        needs = _needs_of_load(subproblem, k, subproblem.weight[i], classes)
        state = state_of(_school_of(subproblem), needs)
        value = profit[i] - needs.class_yuan - subproblem.bed_yuan * state.beds_added
        if state.violation == 0.0 and value > alone.value[needs.rooms]:
            alone.value[needs.rooms] = value
            alone.item[needs.rooms] = i
    return alone


@compiled_part
def first_column(subproblem: Subproblem, alone: list[Alone], profit: Floats, before: Flags) -> Flags:
    """Return the last solution without blocks that no longer pay, and somebody of each band that must be there."""
    first = before & (profit > 0.0)
    for k in range(len(alone)):
        if subproblem.asked[k] and not _is_any(first, subproblem.first_item[k], subproblem.first_item[k + 1]):
            best = highest_first(alone[k].value)[0]
            if alone[k].item[best] >= 0:
                first[alone[k].item[best]] = True
    return first


@compiled_part
def _is_any(flags: Flags, begin: int, end: int) -> bool:
    """Whether a flag is set from `begin` up to `end`."""
    found = False
    for i in range(begin, end):
        found = found or flags[i]
    return found
