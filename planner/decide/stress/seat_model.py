"""Pupils placed one by one as a linear program; classes, which are whole, are fixed school by school.

Flows of single pupils from homes over the schools within their reach to classes of each grade: fewest without a seat,
then fewest who leave their school of the plan, then the shortest ways. With classes of any size this is a linear
program whose solutions are whole pupils nearly always once the classes are whole; so they are made whole, half of the
schools left at a time, those that are nearest to it first (relax and fix, Wolsey 1998), and it is solved again.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.decide.stress.parts import NOWHERE, Parts, PlanHomes, home_of, small_parts, staying_pupils
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.highs import Linear
from planner.optimise.solver.program import Program
from planner.problem.problem import Floats, Ints, Mode, Problem

_SEAT, _LEAVE, _MINUTE = 1000.0, 1.0, 1e-3
"""Prices of a pupil without a seat, of one who leaves a school, of a minute."""
_ROUNDS = 4
_WHOLE = 1e-6
_LEAST_SECONDS = 0.2
_ENDLESS = 1e9

_Rows = tuple[sparse.csr_array, Floats, Floats]
"""Rows of columns, and what they come to at least and at most."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SeatModel:
    """The program: columns are flows (pair and grade), pupils without a seat (cell), leavers, classes (desk).

    A cell is a home's grade with pupils, a desk a school and grade that somebody may attend.
    """

    problem: Problem
    """Each home is one block."""
    flow_pair: Ints
    """(flow)."""
    flow_grade: Ints
    """(flow)."""
    cell_block: Ints
    cell_grade: Ints
    desk_school: Ints
    desk_grade: Ints
    n_leavers: int
    program: Program

    @property
    def first_class(self) -> int:
        """Column of the first desk's classes."""
        return self.program.n_columns - len(self.desk_school)


def seat_model(problem: Problem, homes: PlanHomes) -> SeatModel:
    """State the program of one year; `problem` has no conflicts, for nothing in it is decided."""
    n_grades = len(problem.grades)
    cell_block, cell_grade = np.nonzero(problem.block_grade_pupils > 0)
    cell = np.full(problem.block_grade_pupils.shape, -1)
    cell[cell_block, cell_grade] = np.arange(len(cell_block))
    pair, grade = np.divmod(np.arange(problem.n_pairs * n_grades), max(n_grades, 1))
    there = cell[problem.pair_block[pair], grade] >= 0
    pair, grade = pair[there], grade[there]
    of_cell = cell[problem.pair_block[pair], grade]
    keys, desk = np.unique(problem.pair_school[pair] * n_grades + grade, return_inverse=True)
    leaving = _leaving(problem, homes, pair, grade)
    counts = (len(pair), len(cell_block), len(leaving), len(keys))
    pupils = problem.block_grade_pupils[cell_block, cell_grade]
    rooms = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school).astype(float)
    size = problem.grade_class_size[keys % n_grades]
    limited = np.isfinite(size)
    flows, schools = np.arange(len(pair)), problem.pair_school[pair]
    boards = np.nonzero(problem.pair_mode[pair] == Mode.BOARD)[0]
    begin = np.cumsum([0, *counts])
    stay = np.array([most for _, most in leaving])
    rows: tuple[_Rows, ...] = (
        _rows(
            counts,
            [(of_cell, flows, 1.0), (np.arange(counts[1]), begin[1] + np.arange(counts[1]), 1.0)],
            pupils,
            pupils,
        ),
        _rows(
            counts,
            [
                (desk[limited[desk]], flows[limited[desk]], 1.0),
                (np.nonzero(limited)[0], begin[3] + np.nonzero(limited)[0], -size[limited]),
            ],
            None,
            np.zeros(counts[3]),
        ),
        _rows(counts, [(keys // n_grades, begin[3] + np.arange(counts[3]), 1.0)], None, rooms),
        _rows(counts, [(schools, flows, 1.0)], None, np.minimum(problem.school_pupils_max, _ENDLESS)),
        _rows(counts, [(schools[boards], boards, 1.0)], None, problem.school_beds_max.astype(float)),
    )
    if leaving:
        stays_or_leaves = _rows(
            counts,
            [
                (np.arange(counts[2]), np.array([at for at, _ in leaving], dtype=np.int64), 1.0),
                (np.arange(counts[2]), begin[2] + np.arange(counts[2]), 1.0),
            ],
            stay,
            np.full(counts[2], np.inf),
        )
        rows = (*rows, stays_or_leaves)
    cost = np.concatenate(
        [
            _MINUTE * problem.pair_minutes[pair],
            np.full(counts[1], _SEAT),
            np.full(counts[2], _LEAVE),
            np.zeros(counts[3]),
        ]
    )
    most = np.concatenate([pupils[of_cell], pupils, stay, np.minimum(rooms[keys // n_grades], _ENDLESS)])
    return SeatModel(
        problem=problem, flow_pair=pair, flow_grade=grade, cell_block=cell_block, cell_grade=cell_grade,
        desk_school=keys // n_grades, desk_grade=keys % n_grades, n_leavers=counts[2],
        program=_program(cost, most, rows),
    )  # fmt: skip


def _program(cost: Floats, most: Floats, rows: tuple[_Rows, ...]) -> Program:
    return Program(
        cost=cost,
        lower=np.zeros(len(cost)),
        upper=most,
        matrix=sparse.csr_array(sparse.vstack([matrix for matrix, _, _ in rows], format="csr")),
        low=np.concatenate([low for _, low, _ in rows]),
        high=np.concatenate([high for _, _, high in rows]),
    )


def _rows(
    counts: tuple[int, ...], entries: list[tuple[Ints, Ints, float | Floats]], low: Floats | None, high: Floats
) -> _Rows:
    """Return rows of (row, column, value) entries between two limits."""
    row = np.concatenate([entry[0] for entry in entries])
    column = np.concatenate([entry[1] for entry in entries])
    value = np.concatenate([np.broadcast_to(np.asarray(entry[2], dtype=float), len(entry[0])) for entry in entries])
    matrix = sparse.csr_array((value, (row, column)), shape=(len(high), sum(counts)))
    return matrix, np.full(len(high), -np.inf) if low is None else low, high


def _leaving(problem: Problem, homes: PlanHomes, pair: Ints, grade: Ints) -> list[tuple[int, float]]:
    """Return each flow by which pupils of the plan stay at their school, with how many they are."""
    number = {school_id: place for place, school_id in enumerate(problem.school_ids)}
    place = {key: at for at, key in enumerate(zip(pair.tolist(), grade.tolist(), strict=True))}
    found: dict[int, float] = {}
    for block in range(problem.n_blocks):
        rows = homes.get(home_of(problem, block), ())
        staying = staying_pupils(rows, problem.grades, problem.block_grade_pupils[block])
        own = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        for (school_id, _), pupils in zip(rows, staying, strict=True):
            for at in own[problem.pair_school[own] == number.get(school_id, -1)].tolist():
                for each in np.nonzero(pupils)[0].tolist():
                    flow = place[at, each]
                    found[flow] = found.get(flow, 0.0) + float(pupils[each])
    return sorted(found.items())


def placed_by_model(model: SeatModel, clock: Clock) -> Parts | None:
    """Return the parts of homes with the school each is placed at, `NOWHERE` without a seat; None where time is up."""
    low, most = model.program.lower.copy(), model.program.upper.copy()
    found = _solved(model, low, most, clock)
    for number in range(_ROUNDS):
        if found is None:
            return None
        last = number == _ROUNDS - 1 or clock.left < _LEAST_SECONDS
        desks = _to_fix(model, found[model.first_class :], everything=last)
        if not len(desks):
            break
        whole = _made_whole(model, found[model.first_class :], desks)
        low[model.first_class + desks] = most[model.first_class + desks] = whole
        found = _solved(model, low, most, clock)
    return None if found is None else _parts(model, np.floor(found[: len(model.flow_pair)] + _WHOLE))


def _solved(model: SeatModel, low: Floats, most: Floats, clock: Clock) -> Floats | None:
    """Solve with these bounds; None where time is up before."""
    now = time.monotonic()
    # the last rounds are short, and without them all is lost: they may run a little over
    own = Clock(begun=now, deadline=now + max(clock.seconds_left, _LEAST_SECONDS), stop=clock.stop)
    found = Linear(replace(model.program, lower=low, upper=most)).solve(own, hears_stops=True)
    return found.values if found is not None and found.is_optimal else None


def _to_fix(model: SeatModel, classes: Floats, *, everything: bool) -> Ints:
    """Return the desks of the half of the schools with broken classes that are nearest to whole ones; or of all."""
    broken = np.bincount(model.desk_school, np.abs(classes - np.round(classes)), minlength=model.problem.n_schools)
    schools = np.nonzero(broken > _WHOLE)[0]
    nearest = schools[np.argsort(broken[schools], kind="stable")]
    if not everything:
        nearest = nearest[: max(len(nearest) // 2, 1)]
    return np.nonzero(np.isin(model.desk_school, nearest))[0]


def _made_whole(model: SeatModel, classes: Floats, desks: Ints) -> Floats:
    """(desk of `desks`): whole classes, by largest remainders within each school's rooms."""
    rooms = np.minimum(model.problem.school_classrooms_max, model.problem.max_classes_per_school)
    whole = np.floor(classes + _WHOLE)
    left = rooms - np.bincount(model.desk_school, whole, minlength=model.problem.n_schools)
    for desk in desks[np.argsort(whole[desks] - classes[desks], kind="stable")].tolist():
        if classes[desk] - whole[desk] > _WHOLE and left[model.desk_school[desk]] >= 1:
            whole[desk] += 1.0
            left[model.desk_school[desk]] -= 1
    chosen: Floats = whole[desks]
    return chosen


def _parts(model: SeatModel, pupils: Floats) -> Parts:
    """Gather flows of whole pupils into parts: those of a home at one school, and small ones without a seat."""
    problem, n_grades = model.problem, len(model.problem.grades)
    taken = np.nonzero(pupils > 0)[0]
    pairs, which = np.unique(model.flow_pair[taken], return_inverse=True)
    seated = np.zeros((len(pairs), n_grades))
    np.add.at(seated, (which, model.flow_grade[taken]), pupils[taken])
    left = problem.block_grade_pupils.copy()
    np.subtract.at(left, problem.pair_block[pairs], seated)
    home, small = small_parts(left.clip(0.0))
    order = np.argsort(np.concatenate([problem.pair_block[pairs], home]), kind="stable")
    return Parts(
        home=np.concatenate([problem.pair_block[pairs], home])[order],
        grade_pupils=np.concatenate([seated, small])[order],
        school=np.concatenate([problem.pair_school[pairs], np.full(len(home), NOWHERE)])[order],
    )
