"""A plan as arrays over its Problem: the way back from the plan file."""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from planner.cost import least_classes, loads
from planner.errors import InputError
from planner.language import Text
from planner.plan import AssignmentRow, Plan, Pupils, grades_named
from planner.problem.problem import Problem, Solution

_Key = tuple[str, int, str]
_DECIMALS = 6


def answer_of(plan: Plan, problem: Problem) -> Solution:
    """Return the plan's decisions as arrays. InputError where they do not fit the problem."""
    schools = {school_id: place for place, school_id in enumerate(problem.school_ids)}
    years = {year: place for place, year in enumerate(problem.years)}
    shape = (problem.n_schools, problem.n_years)
    opened, rooms, beds = np.zeros(shape, dtype=bool), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    classes = np.zeros((*shape, len(problem.grades)), np.int64)
    for row in plan.schools:
        if row.school_id not in schools or row.year not in years:
            raise _misfit(row.school_id)
        place = (schools[row.school_id], years[row.year])
        opened[place], rooms[place], beds[place] = row.open, row.classrooms_added, row.beds_added
        classes[place] = [row.classes.get(grade, 0) for grade in problem.grades]
    solution = Solution(
        open=opened, classrooms_added=rooms, beds_added=beds, classes=classes, share=_shares(plan, problem)
    )
    return _with_mixed_classes(plan, problem, solution) if problem.school_multigrade.any() else solution


def _with_mixed_classes(plan: Plan, problem: Problem, solution: Solution) -> Solution:
    """Count the classes that bands save which the plan teaches together: beside those of each grade by itself."""
    classes, saved = solution.classes.copy(), np.zeros((*solution.open.shape, len(problem.bands)), np.int64)
    pupils = loads(problem, solution).pupils
    schools, years = problem.school_ids, problem.years
    for row in plan.schools:
        school, year = schools.index(row.school_id), years.index(row.year)
        for band, has in enumerate(problem.band_grades):
            count = row.classes.get(grades_named([problem.grades[grade] for grade in np.nonzero(has)[0]]))
            if count is not None and problem.school_multigrade[school]:
                alone = least_classes(pupils[school, year][has], problem.grade_class_size[has])
                classes[school, year, has] = alone
                saved[school, year, band] = max(int(alone.sum()) - count, 0)
    return replace(solution, classes=classes, saved=saved)


def _shares(plan: Plan, problem: Problem) -> np.ndarray:
    share = np.zeros(problem.n_pairs)
    waiting: dict[_Key, list[int]] = defaultdict(list)
    for block in range(problem.n_blocks):
        waiting[_key_of(problem, block)].append(block)
    schools = {school_id: place for place, school_id in enumerate(problem.school_ids)}
    for row in plan.assignments:
        key = (row.settlement_id, row.year, row.grade_band)
        block = _block_of(problem, waiting[key], row)
        pair = _pair_of(problem, block, schools.get(row.school_id, -1))
        if pair is None:
            raise _misfit(row.settlement_id)
        share[pair] += sum(row.pupils.values()) / float(problem.block_pupils[block])
    return np.round(share) if problem.whole else share


def _key_of(problem: Problem, block: int) -> _Key:
    return (
        problem.settlement_ids[problem.block_settlement[block]],
        problem.years[problem.block_year[block]],
        problem.bands[problem.block_band[block]],
    )


def _block_of(problem: Problem, waiting: list[int], row: AssignmentRow) -> int:
    """Return the block a row speaks of: under `whole` each row is one block, of these very pupils, not taken before."""
    if not problem.whole:
        if len(waiting) == 1:
            return waiting[0]
        raise _misfit(row.settlement_id)
    for place, block in enumerate(waiting):
        if _same(problem, block, row.pupils):
            return waiting.pop(place)
    raise _misfit(row.settlement_id)


def _same(problem: Problem, block: int, pupils: Pupils) -> bool:
    wanted = [float(pupils.get(grade, 0.0)) for grade in problem.grades]
    return bool((np.abs(problem.block_grade_pupils[block] - wanted) < 10.0**-_DECIMALS).all())


def _pair_of(problem: Problem, block: int, school: int) -> int | None:
    first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
    found = np.nonzero(problem.pair_school[first:last] == school)[0]
    return int(first + found[0]) if len(found) else None


def _misfit(what: str) -> InputError:
    msg = Text(
        f"the plan does not fit its tables at {what!r}: have they changed since? `planner verify` says where",
        f"方案与数据表在“{what}”处不符：数据表后来改过吗？请运行 planner verify 查看",
    )
    return InputError(msg)
