"""Homes cut into the parts that find seats: those whom the plan has at a school stay there, newcomers come one by one.

In a case of stress a settlement stays together as far as there is room, and not at the price of a seat: pupils of the
plan are cut into groups, those who are more than in the plan and those whose school cannot be reached into groups of
one grade, so small that they fill classes to the last seats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.plan import Plan, Pupils
from planner.problem.demand import cut_into_parts
from planner.problem.problem import Floats, Ints, Problem

_GROUP, _SMALL_GROUP = 15.0, 5.0
"""Pupils of a part at most: of those who are at their school in the plan, and of the others."""
_ROUNDING = 1e-6
NOWHERE, NEWCOMER = -1, -2
"""In place of a school: the plan's school cannot be reached; the plan knows no school of theirs."""

Rows = Sequence[tuple[str, Pupils]]
"""school_id and pupils by grade of rows of a plan."""
PlanHomes = Mapping[tuple[str, str], Rows]
"""(settlement_id, grade_band): where a plan's year sends the home."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """The parts that homes are cut into, in the order of their homes."""

    home: Ints
    """(part): block of the problem in which each home is one."""
    grade_pupils: Floats
    """(part, grade): whole pupils."""
    school: Ints
    """(part): its school in the plan, `NOWHERE` or `NEWCOMER`."""


def homes_of(plan: Plan, year: int) -> PlanHomes:
    """Gather where the plan sends each home in a planning year."""
    found: dict[tuple[str, str], list[tuple[str, Pupils]]] = {}
    for row in plan.assignments:
        if row.year == year:
            found.setdefault((row.settlement_id, row.grade_band), []).append((row.school_id, row.pupils))
    return found


def home_of(problem: Problem, block: int) -> tuple[str, str]:
    """Return settlement_id and grade band of a block."""
    return problem.settlement_ids[problem.block_settlement[block]], problem.bands[problem.block_band[block]]


def parts_of(problem: Problem, homes: PlanHomes) -> Parts:
    """Cut every home; in `problem` each is one block."""
    number = {school_id: place for place, school_id in enumerate(problem.school_ids)}
    cut: list[tuple[int, int, Floats]] = []
    for block in range(problem.n_blocks):
        own = slice(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        reached = set(problem.pair_school[own].tolist())
        rows = homes.get(home_of(problem, block), ())
        schools = [number.get(school_id, NOWHERE) for school_id, _ in rows]
        staying = staying_pupils(rows, problem.grades, problem.block_grade_pupils[block])
        for school, pupils in zip(schools, staying, strict=True):
            is_near = school in reached
            pieces = _cut(pupils[None, :], _GROUP) if is_near else _cut(_by_grade(pupils), _SMALL_GROUP)
            cut += [(block, school if is_near else NOWHERE, piece) for piece in pieces]
        more = problem.block_grade_pupils[block] - staying.sum(axis=0)
        cut += [(block, NEWCOMER, piece) for piece in _cut(_by_grade(more), _SMALL_GROUP)]
    return Parts(
        home=np.array([block for block, _, _ in cut], dtype=np.int64),
        grade_pupils=np.array([pupils for _, _, pupils in cut], dtype=float).reshape(len(cut), len(problem.grades)),
        school=np.array([school for _, school, _ in cut], dtype=np.int64),
    )


def staying_pupils(rows: Rows, grades: Sequence[str], there: Floats) -> Floats:
    """(row, grade): pupils who stay with each row of a home that has `there` (grade) now, if all of them stay.

    Where a grade has fewer pupils than in the plan, all its schools have fewer of them alike, in whole pupils.
    """
    return _as_many_as_there_are(_pupils(rows, grades), there)


def small_parts(pupils: Floats) -> tuple[Ints, Floats]:
    """Cut the pupils (home, grade) of homes into small parts of one grade; return the home and the pupils of each."""
    found = [(home, piece) for home, row in enumerate(pupils) for piece in _cut(_by_grade(row), _SMALL_GROUP)]
    shape = (len(found), pupils.shape[1])
    return np.array([home for home, _ in found], dtype=np.int64), np.array([p for _, p in found]).reshape(shape)


def _pupils(rows: Rows, grades: Sequence[str]) -> Floats:
    """(row, grade): whole pupils; what is left of one is for the newcomers."""
    counts = [[float(pupils.get(grade, 0.0)) for grade in grades] for _, pupils in rows]
    return np.floor(np.array(counts, dtype=float).reshape(len(rows), len(grades)) + _ROUNDING)


def _as_many_as_there_are(rows: Floats, there: Floats) -> Floats:
    """(row, grade): as `rows`, but no more pupils of a grade in all than there are, by largest remainders.

    >>> _as_many_as_there_are(np.array([[6.0], [3.0]]), np.array([8.0])).tolist()
    [[5.0], [3.0]]
    """
    total = rows.sum(axis=0)
    times = np.minimum(np.divide(there, total, out=np.ones(len(total)), where=total > 0), 1.0)
    exact = rows * times
    whole = np.floor(exact + _ROUNDING)
    missing = np.minimum(total, there) - whole.sum(axis=0)
    rank = np.argsort(np.argsort(whole - exact, axis=0, kind="stable"), axis=0, kind="stable")
    filled: Floats = whole + (rank < missing)
    return filled


def _by_grade(pupils: Floats) -> Floats:
    """(grade with pupils, grade): a row for each grade alone."""
    return np.diag(pupils)[pupils > 0]


def _cut(rows: Floats, most: float) -> Floats:
    """(part, grade): each row that has pupils cut into the fewest equal parts of so many pupils at most."""
    rows = rows[rows.sum(axis=1) > 0]
    return cut_into_parts(rows, np.ceil(rows.sum(axis=1) / most).astype(np.int64))[1]


def cut_problem(problem: Problem, parts: Parts) -> Problem:
    """Return the problem with the parts of each block in its place, which have its pairs and its conflicts; no ties."""
    count = np.diff(problem.block_first_pair)[parts.home]
    first = np.concatenate([[0], np.cumsum(count)])
    part = np.repeat(np.arange(len(parts.home)), count)
    source = np.arange(first[-1]) - first[part] + problem.block_first_pair[parts.home][part]
    pupils = parts.grade_pupils.sum(axis=1)
    share = (pupils / problem.block_pupils[parts.home])[part]
    order = np.argsort(source, kind="stable")
    begin, end = (np.searchsorted(source[order], problem.conflict_pair, side=side) for side in ("left", "right"))
    conflict = np.repeat(np.arange(len(problem.conflict_pair)), end - begin)
    place = np.arange(len(conflict)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
    pair = order[begin[conflict] + place] if len(conflict) else np.zeros(0, dtype=np.int64)
    sorted_by_pair = np.argsort(pair, kind="stable")
    nothing = np.zeros(0, dtype=np.int64)
    return replace(
        problem,
        block_settlement=problem.block_settlement[parts.home],
        block_band=problem.block_band[parts.home],
        block_year=problem.block_year[parts.home],
        block_grade_pupils=parts.grade_pupils,
        block_pupils=pupils,
        block_first_pair=first.astype(np.int64),
        block_today_school=problem.block_today_school[parts.home],
        block_today_counted=problem.block_today_counted[parts.home],
        pair_block=part.astype(np.int64),
        pair_school=problem.pair_school[source],
        pair_mode=problem.pair_mode[source],
        pair_minutes=problem.pair_minutes[source],
        pair_kilometres=problem.pair_kilometres[source],
        pair_yuan=problem.pair_yuan[source] * share,
        pair_moved_pupils=problem.pair_moved_pupils[source] * share,
        pair_cross_town_pupils=problem.pair_cross_town_pupils[source] * share,
        conflict_pair=pair[sorted_by_pair],
        conflict_school=problem.conflict_school[conflict][sorted_by_pair],
        conflict_when_closed=problem.conflict_when_closed[conflict][sorted_by_pair],
        tie_school=nothing,
        tie_year=nothing,
        tie_most_schools=nothing,
        tied_pair=nothing,
        tied_by=nothing,
    )
