"""Seats under the class cap, school by school and stage by stage."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from planner.decide.shortfall.network import Network, pupils_of_year
from planner.optimise.solver.highs import Linear
from planner.optimise.solver.program import Program
from planner.problem.actions import find_sites
from planner.problem.problem import Flags, Floats, Ints
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

_MOVING = 1e-6
"""What moving a seat from one stage to another counts beside a pupil who is short of one."""
_ROUNDING_DECIMALS = 6
_ENDLESS = 1e12


@dataclass(frozen=True, kw_only=True, eq=False)
class Caps:
    """What bounds the seats of each school of a network; inf is no limit."""

    stages: tuple[Stage, ...]
    teaches: Ints
    """(school, stage): how many grades of the stage an open school teaches; 0 for closed ones."""
    rooms: Floats
    """(school): rooms that may be used: its classrooms, and no more than the classes a school may have."""
    most_classes: float
    """Most classes of a school."""
    size: Floats
    """(stage): most pupils in a class."""
    pupils_max: Floats
    """(school): most pupils."""


def stages_of(scenario: Scenario) -> tuple[Stage, ...]:
    """Return the scenario's stages, the youngest grade first."""
    return tuple(dict.fromkeys(scenario.stage_of(grade) for grade in scenario.grades))


def class_size_of(scenario: Scenario, stage: Stage) -> float:
    """Return the most pupils in a class of a stage; inf where classes are switched off."""
    sizes = scenario.rules.class_size
    size = None if sizes is None else getattr(sizes, stage)
    return np.inf if size is None else float(size)


def caps_of(district: District, scenario: Scenario, network: Network) -> Caps:
    """Gather what bounds the seats of each school."""
    sites, stages = find_sites(district, scenario), stages_of(scenario)
    of_stage = np.array([[scenario.stage_of(grade) == stage for stage in stages] for grade in scenario.grades])
    most = scenario.rules.max_classes_per_school
    most_classes = np.inf if most is None else float(most)
    return Caps(
        stages=stages,
        teaches=(sites.offers.astype(np.int64) @ of_stage.astype(np.int64)) * network.opened[:, None],
        rooms=np.minimum(network.rooms, most_classes).astype(float),
        most_classes=most_classes,
        size=np.array([class_size_of(scenario, stage) for stage in stages]),
        pupils_max=sites.pupils_max,
    )


def school_seats(
    district: District, scenario: Scenario, network: Network, pupils: Mapping[Stage, float]
) -> pd.DataFrame:
    """Return the seats under the class cap: one row an open school and stage it teaches any grade of.

    seats = classrooms x class size, no more classes than a school may have and no more pupils than its size allows;
    inf where nothing binds. Columns: school (row of the schools table), school_id, town, stage, seats.
    A school of two stages has one set of rooms: they are shared by the number of grades it teaches of each (1-9: six to
    three), and where a stage is then short in the district, moved to it as far as that makes fewer short in all: no
    sharing leaves the arithmetic gap, summed over the stages, smaller. Shares need not be whole rooms.
    """
    return seats_within(caps_of(district, scenario, network), district, pupils)


def network_seats(network: Network, scenario: Scenario, district: District) -> pd.DataFrame:
    """Return what `school_seats` does, for the pupils of the network's year."""
    wanted = pupils_of_year(district, scenario, network.year).sum(axis=0)
    pupils: dict[Stage, float] = dict.fromkeys(stages_of(scenario), 0.0)
    for grade, count in zip(scenario.grades, wanted, strict=True):
        pupils[scenario.stage_of(grade)] += float(count)
    return school_seats(district, scenario, network, pupils)


def seats_within(caps: Caps, district: District, pupils: Mapping[Stage, float]) -> pd.DataFrame:
    """Return what `school_seats` does, from what bounds the seats."""
    seats = shared_seats(caps, np.array([pupils.get(stage, 0.0) for stage in caps.stages]))
    school, stage = np.nonzero(caps.teaches)
    return pd.DataFrame(
        {
            "school": school,
            "school_id": district.schools["school_id"].to_numpy()[school],
            "town": district.schools["town"].to_numpy()[school],
            "stage": np.array(caps.stages, dtype=object)[stage],
            "seats": seats[school, stage],
        }
    )


def shared_seats(caps: Caps, pupils: Floats) -> Floats:
    """Return seats, shape (school, stage), shared as `school_seats` says; `pupils` has shape (stage)."""
    seats = _by_grades(caps)
    shared = np.nonzero(((caps.teaches > 0).sum(axis=1) > 1) & np.isfinite(seats).all(axis=1))[0]
    total = seats.sum(axis=0)
    if len(shared) == 0 or not (total < pupils).any():
        return seats
    seats[shared] += _moved(caps, seats, pupils, shared)
    return np.round(seats, _ROUNDING_DECIMALS).clip(0.0)


def _by_grades(caps: Caps) -> Floats:
    """(school, stage): rooms shared by grades, times class size, scaled down to the school's own limit on pupils."""
    taught = caps.teaches > 0
    limited = caps.teaches * np.isfinite(caps.size)
    share = limited / np.maximum(limited.sum(axis=1, keepdims=True), 1)
    size = np.where(np.isfinite(caps.size), caps.size, 0.0)
    seats = np.where(np.isfinite(caps.size), caps.rooms[:, None] * share * size, np.where(taught, np.inf, 0.0))
    return _within_size(seats, caps.pupils_max, taught)


def _within_size(seats: Floats, most: Floats, taught: Flags) -> Floats:
    """Scale a school's seats down to its limit on pupils; stages without a class size take what is left."""
    endless = np.isinf(seats)
    finite = np.where(endless, 0.0, seats)
    total = finite.sum(axis=1)
    scale = np.minimum(np.divide(most, total, out=np.full(len(total), np.inf), where=total > 0), 1.0)
    finite = finite * np.where(np.isfinite(scale), scale, 1.0)[:, None]
    left = np.maximum(most - finite.sum(axis=1), 0.0) / np.maximum(endless.sum(axis=1), 1)
    seats = np.where(endless, left[:, None], finite)
    return np.where(taught, seats, 0.0)


def _moved(caps: Caps, seats: Floats, pupils: Floats, shared: Ints) -> Floats:
    """(shared school, stage): seats moved between the stages of a school so that the fewest are short in all.

    min sum_s short[s] + tiny x taken, with short[s] >= pupils[s] - seats[s] - taken[s] + given[s], every school's rooms
    sum_s seats[j, s] / size[s] <= rooms[j], and its pupils sum_s seats[j, s] <= pupils_max[j].
    """
    n, stages = len(shared), len(caps.stages)
    now, size, cells = seats[shared], caps.size, n * stages
    zeros = np.zeros((n, stages))
    school = np.repeat(np.eye(n), stages, axis=1)
    by_room, by_stage = school / np.tile(size, n), np.tile(np.eye(stages), n)
    rows = [
        np.hstack([by_room, -by_room, zeros]),
        np.hstack([school, -school, zeros]),
        np.hstack([-by_stage, by_stage, -np.eye(stages)]),
    ]
    limits = [
        np.maximum(caps.rooms[shared] - (now / size).sum(axis=1), 0.0),
        np.maximum(caps.pupils_max[shared] - now.sum(axis=1), 0.0),
        seats.sum(axis=0) - pupils,
    ]
    takes = np.where(caps.teaches[shared] > 0, np.inf, 0.0).ravel()
    high = np.concatenate(limits).clip(-_ENDLESS, _ENDLESS)
    program = Program(
        cost=np.concatenate([np.full(cells, _MOVING), np.zeros(cells), np.ones(stages)]),
        lower=np.zeros(2 * cells + stages),
        upper=np.concatenate([takes, now.ravel(), np.full(stages, np.inf)]),
        matrix=sparse.csr_array(np.vstack(rows)),
        low=np.full(len(high), -np.inf),
        high=high,
    )
    found = Linear(program).solve()
    if found is None or not found.is_optimal:
        return np.zeros((n, stages))  # rooms stay shared by grades
    taken, given = np.split(found.values[: 2 * cells], 2)  # noqa: PD011 - of a program, no series
    return np.asarray(taken - given).reshape(n, stages)
