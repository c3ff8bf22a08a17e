"""Compiled: a school and year as the pricing sees it, and the class vectors of one of its bands.

A class vector (n1, n2, ...) says how many classes each grade of the band has. Tables of each capacity on its own limit
what a vector can bring; those that cannot matter are never listed.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.pricing.knapsack import Knapsack, Profile, fill_profile, limit_within
from planner.optimise.pricing.loops import copy_ints, places_of, sum_of
from planner.optimise.runtime.compiled import compiled_part, in_order
from planner.optimise.school import classes_for
from planner.problem.problem import Flags, Floats, Ints

MOST_VECTORS = 20_000
NEVER = 2**30
"""Level of a vector that is not to be searched."""
NO_CLASSES = 2**40
"""Seats of a class where there are no classes."""


class Subproblem(NamedTuple):
    """A school in a year and the blocks within its reach, by band. Capacities: the band's grades, pupils, beds."""

    first_item: Ints
    """(band + 1)."""
    yuan: Floats
    """(item): of the journey."""
    weight: Ints
    """(item, capacity)."""
    class_size: Ints
    """(band, grade of the band): 0 where there are no classes."""
    class_yuan: Floats
    """(band, grade of the band)."""
    rooms: int
    rooms_max: int
    beds: int
    beds_max: int
    pupils_max: int
    room_yuan: float
    """Yuan a year for each room beyond `rooms`."""
    bed_yuan: float
    asked: Flags
    """(band): whether somebody of it must be there while the school is open."""
    funded_pupils: int = 0
    """With some pupils, but fewer, it costs `missing_yuan` a year for each below."""
    missing_yuan: float = 0.0
    pupils_together: int = 0
    """Most pupils in a class of several grades; 0 where there are none."""
    grades_together: int = 0


def example_subproblem() -> Subproblem:
    """Return an empty subproblem, to compile for."""
    ints, cells, nobody = np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=bool)
    subproblem = Subproblem(ints, np.zeros(0), cells, cells, np.zeros((0, 0)), 0, 0, 0, 0, 0, 0.0, 0.0, nobody)
    return in_order(subproblem)


@compiled_part
def capacity_of(subproblem: Subproblem, k: int, most: Ints, vector: Ints) -> Ints:
    """Capacities with so many classes in each grade."""
    capacity = most.copy()
    n_grades = len(vector)
    seats = 0
    for g in range(n_grades):
        if subproblem.class_size[k, g] > 0:
            capacity[g] = min(capacity[g], subproblem.class_size[k, g] * vector[g])
        seats += capacity[g]
    capacity[n_grades] = min(int(capacity[n_grades]), seats)
    return capacity


@compiled_part
def gather_band(subproblem: Subproblem, k: int, profit: Floats, kept: Flags) -> tuple[Knapsack, Ints, Ints, Profile]:
    """Gather a band's items, the capacities that hold them all at most, and what each capacity alone would allow."""
    n_grades = subproblem.class_size.shape[1]
    first, last = subproblem.first_item[k], subproblem.first_item[k + 1]
    place = places_of(kept[first:last])
    weight, gain = np.empty((len(place), n_grades + 2), dtype=np.int64), np.empty(len(place))
    capacity = np.zeros(n_grades + 2, dtype=np.int64)
    for i in range(len(place)):
        place[i] += first
        gain[i] = profit[place[i]]
        copy_ints(weight[i], subproblem.weight[place[i]])
        for d in range(n_grades + 2):
            capacity[d] += weight[i, d]
    seats = 0
    for g in range(n_grades):
        if subproblem.class_size[k, g] > 0:
            capacity[g] = min(capacity[g], subproblem.class_size[k, g] * subproblem.rooms_max)
        seats += capacity[g]
    capacity[n_grades] = min(int(capacity[n_grades]), subproblem.pupils_max, seats)
    capacity[n_grades + 1] = min(int(capacity[n_grades + 1]), subproblem.beds_max)
    return (
        Knapsack(gain, weight, subproblem.beds, subproblem.bed_yuan),
        place,
        capacity,
        fill_profile(gain, weight, capacity),
    )


@compiled_part
def fewest_classes(subproblem: Subproblem, k: int, knapsack: Knapsack) -> Ints:
    """(grade): classes that a band has at least if a block is there that pays; 0 where nobody of it must be there."""
    fewest = np.zeros(subproblem.class_size.shape[1], dtype=np.int64)
    if not subproblem.asked[k]:
        return fewest
    for g in range(len(fewest)):
        fewest[g] = subproblem.rooms_max + 1
        for i in range(len(knapsack.profit)):
            if knapsack.profit[i] > 0.0:
                size = float(subproblem.class_size[k, g])
                fewest[g] = min(fewest[g], classes_for(float(knapsack.weight[i, g]), size))
    return fewest


@compiled_part
def band_limit(subproblem: Subproblem, k: int, profile: Profile, fewest: Ints) -> float:
    """Limit what a band can bring: over its rooms, by pupils alone.

    -inf where somebody must be there and no block pays.
    """
    n_grades = subproblem.class_size.shape[1]
    most, cheapest = _largest_class(subproblem, k)
    left = profile.capacity.copy()
    best = -np.inf if subproblem.asked[k] else 0.0
    for rooms in range(sum_of(fewest), subproblem.rooms_max + 1):
        left[n_grades] = min(int(profile.capacity[n_grades]), _seats_in(rooms, most))
        best = max(best, limit_within(profile, left) - cheapest * rooms)
    return best


@compiled_part
def _seats_in(rooms: int, largest_class: int) -> int:
    return largest_class * rooms if largest_class < NO_CLASSES else NO_CLASSES


@compiled_part
def _largest_class(subproblem: Subproblem, k: int) -> tuple[int, float]:
    """Seats of a band's largest class and yuan of its cheapest; a grade without classes seats everyone for nothing."""
    most, cheapest = 0, np.inf
    for g in range(subproblem.class_size.shape[1]):
        size = subproblem.class_size[k, g]
        most = max(most, size if size > 0 else NO_CLASSES)
        cheapest = min(cheapest, subproblem.class_yuan[k, g])
    return most, cheapest


@compiled_part
def list_vectors(
    subproblem: Subproblem, k: int, profile: Profile, needs: tuple[Ints, Ints], cutoff: float
) -> tuple[Ints, Floats, Ints]:
    """List the class vectors that may bring more than `cutoff`, with limits; by rooms alone where they are too many.

    `needs`: what the band's items ask at most of each capacity, and the fewest classes.
    """
    capacity, fewest = needs
    n_grades = subproblem.class_size.shape[1]
    vectors = np.zeros((MOST_VECTORS, n_grades), dtype=np.int64)
    upper = np.zeros(MOST_VECTORS)
    count = 0
    n = np.zeros(n_grades, dtype=np.int64)
    left = capacity.copy()
    g, n[0] = 0, fewest[0] - 1
    while g >= 0:
        n[g] += 1
        size = subproblem.class_size[k, g]
        enough = size * (n[g] - 1) >= capacity[g] if size > 0 else n[g] > 0
        if (n[g] > 0 and enough) or sum_of(n[: g + 1]) > subproblem.rooms_max:
            g -= 1
            continue
        limit = _limit_of_start(subproblem, k, profile, (capacity, left), n[: g + 1])
        if limit < cutoff:
            continue
        if g + 1 < n_grades:
            g += 1
            n[g] = fewest[g] - 1
            continue
        if count == MOST_VECTORS:
            return _by_rooms(subproblem, k, profile, needs)
        copy_ints(vectors[count], n)
        upper[count] = limit
        count += 1
    return vectors[:count].copy(), upper[:count].copy(), np.zeros(count, dtype=np.int64)


@compiled_part
def _limit_of_start(subproblem: Subproblem, k: int, profile: Profile, capacities: tuple[Ints, Ints], n: Ints) -> float:
    """Limit what a class vector can bring that begins like this."""
    capacity, left = capacities
    n_grades = subproblem.class_size.shape[1]
    copy_ints(left, capacity)
    cost, seats = 0.0, 0
    for g in range(n_grades):
        if g < len(n):
            cost += n[g] * subproblem.class_yuan[k, g]
            if subproblem.class_size[k, g] > 0:
                left[g] = min(capacity[g], subproblem.class_size[k, g] * n[g])
        seats += left[g]
    left[n_grades] = min(int(capacity[n_grades]), seats)
    return limit_within(profile, left) - cost


@compiled_part
def _by_rooms(subproblem: Subproblem, k: int, profile: Profile, needs: tuple[Ints, Ints]) -> tuple[Ints, Floats, Ints]:
    """Limit a band by rooms alone: one entry for each number of rooms, not to be branched on."""
    capacity, fewest = needs
    n_grades = subproblem.class_size.shape[1]
    most, cheapest = _largest_class(subproblem, k)
    vectors = np.zeros((subproblem.rooms_max + 1, n_grades), dtype=np.int64)
    upper = np.zeros(subproblem.rooms_max + 1)
    left = capacity.copy()
    for rooms in range(subproblem.rooms_max + 1):
        left[n_grades] = min(int(capacity[n_grades]), _seats_in(rooms, most))
        vectors[rooms, 0] = rooms
        upper[rooms] = limit_within(profile, left) - cheapest * rooms if rooms >= sum_of(fewest) else -np.inf
    return vectors, upper, np.full(subproblem.rooms_max + 1, NEVER)
