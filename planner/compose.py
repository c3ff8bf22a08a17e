"""An answer in arrays becomes a Plan, row by row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from planner.cost import objective_of
from planner.plan import (
    Action,
    AssignmentRow,
    Heads,
    MergeRow,
    ModeName,
    Objective,
    Pupils,
    Receiver,
    SchoolRow,
    ShortfallReason,
    ShortfallRow,
    first_grade,
    grades_named,
)
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution
from planner.reading.rules_off import RuleOff
from planner.reading.tables import GRADES
from planner.rounding import DECIMALS, Rounded, heads, rounded
from planner.seating import Standing, has_room, standing_of

KeptOut = Mapping[int, tuple[RuleOff, ...]]
"""Block to rules."""
MODE_NAMES: dict[int, ModeName] = {Mode.WALK: "walk", Mode.RIDE: "ride", Mode.BOARD: "board"}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of a plan, and what they cost."""

    objective: Objective
    schools: tuple[SchoolRow, ...]
    assignments: tuple[AssignmentRow, ...]
    merges: tuple[MergeRow, ...]
    shortfall: tuple[ShortfallRow, ...]


def compose_rows(problem: Problem, solution: Solution, kept_out: KeptOut | None = None) -> Rows:
    """Spell a solution out, one row for each school and year, for each placed block, merge and shortfall.

    `kept_out`: rules that alone keep pupils of a block from a seat; None where nobody looked.
    """
    pupils = rounded(problem, solution)
    return Rows(
        objective=objective_of(problem, solution),
        schools=tuple(school_rows(problem, solution, pupils)),
        assignments=tuple(assignment_rows(problem, pupils)),
        merges=tuple(merge_rows(problem, solution)),
        shortfall=tuple(_shortfall_rows(problem, solution, pupils, kept_out)),
    )


def school_rows(
    problem: Problem, solution: Solution, rows: Rounded, schools: Iterable[int] | None = None
) -> Iterator[SchoolRow]:
    """Yield the rows of schools, by place; left out: of all."""
    for school in range(problem.n_schools) if schools is None else schools:
        school_id = problem.school_ids[school]
        for year, calendar_year in enumerate(problem.years):
            yield SchoolRow(
                school_id=school_id,
                year=calendar_year,
                action=action_of(problem, solution, school, year),
                open=bool(solution.open[school, year]),
                classes=_classes(problem, solution, school, year),
                pupils=_by_grade(problem, heads(rows.loads[school, year])),
                classrooms_added=int(solution.classrooms_added[school, year]),
                beds_added=int(solution.beds_added[school, year]),
                boarders=_heads(float(heads(rows.boarders[school, year]))),
                outlook=True if year > problem.last_planning_year else None,
            )


def _classes(problem: Problem, solution: Solution, school: int, year: int) -> dict[str, int]:
    """Return classes by grade; those of a band taught together under the name of its grades, such as 1-3."""
    classes = dict(zip(problem.grades, solution.classes[school, year].tolist(), strict=True))
    everywhere = np.broadcast_to(solution.saved, (*solution.open.shape, solution.saved.shape[2]))
    for band in np.nonzero(everywhere[school, year])[0]:
        grades = [problem.grades[grade] for grade in np.nonzero(problem.band_grades[band])[0]]
        count = sum(classes.pop(grade) for grade in grades) - int(everywhere[school, year, band])
        classes[grades_named(grades)] = count
    return {name: count for name, count in sorted(classes.items(), key=_youngest_first) if count > 0}


def _youngest_first(entry: tuple[str, int]) -> int:
    return GRADES.index(first_grade(entry[0]))


def action_of(problem: Problem, solution: Solution, school: int, year: int) -> Action:
    """Say what becomes of a school by a year (the place of the year)."""
    existing, is_open = problem.school_existing[school], solution.open[school, year]
    if not is_open:
        same_site = problem.school_site == problem.school_site[school]
        continues = bool(solution.open[same_site, year].any())
        return ("change" if continues else "merge") if existing else "leave"
    if not existing:
        return "build"
    added = solution.classrooms_added[school, year] + solution.beds_added[school, year]
    return "expand" if added > 0 else "keep"


def assignment_rows(problem: Problem, rows: Rounded, blocks: Ints | None = None) -> Iterator[AssignmentRow]:
    """Yield the rows of blocks that have a seat; left out: of all."""
    for row in np.nonzero(rows.placed.any(axis=1))[0]:
        pair = rows.pairs[row]
        block = problem.pair_block[pair]
        if blocks is not None and block not in blocks:
            continue
        kilometres = float(problem.pair_kilometres[pair])
        yield AssignmentRow(
            settlement_id=problem.settlement_ids[problem.block_settlement[block]],
            year=problem.years[problem.block_year[block]],
            grade_band=problem.bands[problem.block_band[block]],
            school_id=problem.school_ids[problem.pair_school[pair]],
            mode=MODE_NAMES[int(problem.pair_mode[pair])],
            minutes=float(problem.pair_minutes[pair]),
            kilometres=None if np.isnan(kilometres) else kilometres,
            pupils=_by_grade(problem, heads(rows.placed[row])),
        )


def _shortfall_rows(
    problem: Problem, solution: Solution, rows: Rounded, kept_out: KeptOut | None
) -> Iterator[ShortfallRow]:
    standing = standing_of(problem, solution)
    open_pair = solution.open[problem.pair_school, problem.block_year[problem.pair_block]]
    reached = np.zeros(problem.n_blocks, dtype=bool)
    reached[problem.pair_block[open_pair]] = True
    for block in np.nonzero(rows.left.any(axis=1))[0]:
        yield ShortfallRow(
            settlement_id=problem.settlement_ids[problem.block_settlement[block]],
            year=problem.years[problem.block_year[block]],
            grade_band=problem.bands[problem.block_band[block]],
            pupils=_by_grade(problem, heads(rows.left[block])),
            reason=_reason(problem, standing, int(block), reached=bool(reached[block])),
            kept_out_by=None if kept_out is None else kept_out.get(int(block), ()),
        )


def _reason(problem: Problem, standing: Standing, block: int, *, reached: bool) -> ShortfallReason:
    """Name why pupils of a block have no seat."""
    if has_room(problem, standing, block):
        return "dearer_than_the_price"
    return "no_room_in_reach" if reached else "no_school_in_reach"


def merge_rows(problem: Problem, solution: Solution, schools: Flags | None = None) -> Iterator[MergeRow]:
    """Yield the merges, and who receives the pupils; of some schools alone, shape (school), or of all."""
    closed = problem.school_existing & ~solution.open.all(axis=1)
    for school in np.nonzero(closed if schools is None else closed & schools)[0]:
        year = int(np.argmin(solution.open[school]))
        received = _received(problem, solution, school=int(school), year=year)
        if problem.whole:
            received = received.round()  # part of a block went to the school: people are told whole pupils
        receivers = [
            Receiver(school_id=problem.school_ids[place], pupils=_heads(float(received[place])))
            for place in np.argsort(-received, kind="stable")
            if received[place] > 0
        ]
        yield MergeRow(school_id=problem.school_ids[school], year=problem.years[year], receivers=tuple(receivers))


def _received(problem: Problem, solution: Solution, *, school: int, year: int) -> Floats:
    """(school): pupils of the year who live where the merged school's pupils live today, by the school they go to."""
    today, received = problem.today, np.zeros(problem.n_schools)
    for entry in np.nonzero(today.school == school)[0]:
        mine = (
            (problem.block_settlement == today.settlement[entry])
            & (problem.block_band == today.band[entry])
            & (problem.block_year == year)
        )
        for block in np.nonzero(mine)[0]:
            pairs = slice(problem.block_first_pair[block], problem.block_first_pair[block + 1])
            pupils = today.share[entry] * problem.block_pupils[block] * solution.share[pairs]
            np.add.at(received, problem.pair_school[pairs], pupils)
    return received


def _by_grade(problem: Problem, pupils: Floats) -> Pupils:
    return {grade: _heads(float(count)) for grade, count in zip(problem.grades, pupils, strict=True) if count > 0}


def _heads(count: float) -> Heads:
    """Whole numbers as whole numbers.

    >>> _heads(20.0), _heads(1 / 3)
    (20, 0.333333333)
    """
    rounded = round(count, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded
