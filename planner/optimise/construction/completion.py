"""Working state of the constructive start: who is placed where, and what that asks of each school.

This is the one place that changes arrays in place: placing a block, or taking it back, touches one school only.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from planner.cost import least_classes, loads
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.statement.linking import Linking, linking_of

_BED_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Work:
    """Arrays over a Problem that placing changes in place; `copied` before trying something."""

    problem: Problem
    open: Flags
    """(school): open in every planning year."""
    pupils: Floats
    """(school, year, grade)."""
    rooms: Ints
    """(school, year): rooms in use."""
    boarders: Floats
    """(school, year)."""
    share: Floats
    """(pair)."""
    left: Floats
    """(block): share without a seat."""
    linking: Linking


def nobody_placed(problem: Problem, opened: Flags) -> Work:
    """Start from schools open and every pupil without a seat."""
    shape = (problem.n_schools, problem.n_years)
    return Work(
        problem=problem,
        open=opened.copy(),
        pupils=np.zeros((*shape, len(problem.grades))),
        rooms=np.zeros(shape, dtype=np.int64),
        boarders=np.zeros(shape),
        share=np.zeros(problem.n_pairs),
        left=np.ones(problem.n_blocks),
        linking=linking_of(problem),
    )


def copied(work: Work) -> Work:
    """Return the same state in arrays of its own."""
    arrays = {f.name: getattr(work, f.name).copy() for f in fields(work) if f.name not in {"problem", "linking"}}
    return replace(work, **arrays)


def put(work: Work, pair: int, share: float) -> None:
    """Place a share of the pair's block there; a negative share takes it back."""
    problem = work.problem
    block, school = problem.pair_block[pair], problem.pair_school[pair]
    year = problem.block_year[block]
    pupils = work.pupils[school, year] + share * problem.block_grade_pupils[block]
    work.pupils[school, year] = pupils
    work.rooms[school, year] = least_classes(pupils, problem.grade_class_size).sum()
    if problem.pair_mode[pair] == Mode.BOARD:
        work.boarders[school, year] += share * problem.block_pupils[block]
    work.share[pair] += share
    work.left[block] -= share


def take_back(work: Work, pairs: Ints) -> None:
    """Take back whatever stands on these pairs."""
    for pair in pairs[work.share[pairs] > 0]:
        put(work, int(pair), -float(work.share[pair]))
        work.share[pair] = 0.0


def beds_for(boarders: Floats) -> Ints:
    """Return the beds that boarders need."""
    beds: Ints = np.ceil(boarders - _BED_TOLERANCE).astype(np.int64)
    return beds


def linking_broken(work: Work, opened: Flags) -> Floats:
    """Return by how much each linking row is broken by schools open in every year, shape (school), as blocks stand."""
    problem = work.problem
    rooms = np.maximum.accumulate(np.maximum(work.rooms - problem.school_classrooms[:, None], 0), axis=1)
    beds = np.maximum.accumulate(np.maximum(beds_for(work.boarders) - problem.school_beds[:, None], 0), axis=1)
    return work.linking.broken(np.repeat(opened[:, None], problem.n_years, axis=1), rooms, beds)


def one_off_spent(work: Work) -> float:
    """One-off yuan of what is built and added, over all planning years."""
    problem = work.problem
    built = work.open & ~problem.school_existing
    more_rooms = np.maximum(work.rooms.max(axis=1) - problem.school_classrooms, 0)
    more_beds = np.maximum(beds_for(work.boarders.max(axis=1)) - problem.school_beds, 0)
    return float(
        problem.school_build_yuan @ built
        + problem.school_classroom_yuan @ more_rooms
        + problem.school_bed_yuan @ more_beds
    )


def completed(problem: Problem, *, opened: Flags, share: Floats) -> Solution:
    """Give shares the fewest classes, rooms and beds that carry them; opened has shape (school, year)."""
    bare = Solution(
        open=opened,
        classrooms_added=np.zeros((problem.n_schools, problem.n_years), dtype=np.int64),
        beds_added=np.zeros((problem.n_schools, problem.n_years), dtype=np.int64),
        classes=np.zeros((problem.n_schools, problem.n_years, len(problem.grades)), dtype=np.int64),
        share=share,
    )
    carried = loads(problem, bare)
    classes = least_classes(carried.pupils, problem.grade_class_size)
    return replace(
        bare,
        classes=classes,
        classrooms_added=_running_most(classes.sum(axis=2) - problem.school_classrooms[:, None]),
        beds_added=_running_most(beds_for(carried.boarders) - problem.school_beds[:, None]),
    )


def _running_most(missing: Ints) -> Ints:
    """Return what must be added by each year, a running total, shape (school, year)."""
    added: Ints = np.maximum.accumulate(np.maximum(missing, 0), axis=1)
    return added
