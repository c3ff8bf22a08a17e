"""Working state of the constructive start: who is placed where, and what that asks of each school.

This is the one place that changes arrays in place: placing a block, or taking it back, touches one school only.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from planner.cost import loads
from planner.optimise.construction.chosen import Chosen
from planner.optimise.lacking import asks_for_pupils
from planner.optimise.school import SchoolRules, SchoolStates, school_rules_of, school_states
from planner.problem.first_beds import with_first_beds
from planner.problem.outlook import running_totals
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.reserve import with_reserve_rooms
from planner.problem.statement.linking import Linking, linking_of

_SHARED = {"problem", "rules", "linking", "needs_pupils"}
"""What a copy has in common with its original: never changed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PartialPlan:
    """Arrays over a Problem that placing changes in place; `copied` before trying something."""

    problem: Problem
    rules: SchoolRules
    open: Flags
    """(school): open in every planning year."""
    pupils: Floats
    """(school, year, grade)."""
    boarders: Floats
    """(school, year)."""
    rooms_added: Ints
    """(school, year): what the year alone asks for."""
    beds_added: Ints
    """(school, year): what the year alone asks for."""
    share: Floats
    """(pair)."""
    left: Floats
    """(block): share without a seat."""
    linking: Linking
    needs_pupils: bool
    """Whether some school needs pupils to be open."""


def nobody_placed(problem: Problem, opened: Flags) -> PartialPlan:
    """Start from schools open and every pupil without a seat."""
    shape = (problem.n_schools, problem.n_years)
    return PartialPlan(
        problem=problem,
        rules=school_rules_of(problem),
        open=opened.copy(),
        pupils=np.zeros((*shape, len(problem.grades))),
        boarders=np.zeros(shape),
        rooms_added=np.zeros(shape, dtype=np.int64),
        beds_added=np.zeros(shape, dtype=np.int64),
        share=np.zeros(problem.n_pairs),
        left=np.ones(problem.n_blocks),
        linking=linking_of(problem),
        needs_pupils=asks_for_pupils(problem),
    )


def copied(partial: PartialPlan) -> PartialPlan:
    """Return the same state in arrays of its own."""
    arrays = {f.name: getattr(partial, f.name).copy() for f in fields(partial) if f.name not in _SHARED}
    return replace(partial, **arrays)


def put(partial: PartialPlan, pair: int, share: float) -> None:
    """Place a share of the pair's block there; a negative share takes it back."""
    problem = partial.problem
    block, school = problem.pair_block[pair], problem.pair_school[pair]
    year = problem.block_year[block]
    partial.pupils[school, year] += share * problem.block_grade_pupils[block]
    if problem.pair_mode[pair] == Mode.BOARD:
        partial.boarders[school, year] += share * problem.block_pupils[block]
    here = np.array([school])
    state = school_states(partial.rules, here, partial.pupils[here, year], partial.boarders[here, year])
    partial.rooms_added[school, year], partial.beds_added[school, year] = state.rooms_added[0], state.beds_added[0]
    partial.share[pair] += share
    partial.left[block] -= share


def take_back(partial: PartialPlan, pairs: Ints) -> None:
    """Take back whatever stands on these pairs."""
    for pair in pairs[partial.share[pairs] > 0]:
        put(partial, int(pair), -float(partial.share[pair]))
        partial.share[pair] = 0.0


def linking_broken(partial: PartialPlan, opened: Flags) -> Floats:
    """Return by how much each linking row is broken by schools open in every year, shape (school), as blocks stand."""
    rooms = running_totals(partial.problem, partial.rooms_added)
    beds = running_totals(partial.problem, partial.beds_added)
    return partial.linking.broken(np.repeat(opened[:, None], partial.problem.n_years, axis=1), rooms, beds)


def one_off_spent(partial: PartialPlan) -> Floats:
    """(year): one-off yuan of what is built and added by then."""
    problem = partial.problem
    built = partial.open & ~problem.school_existing
    spent: Floats = (
        problem.school_build_yuan @ built
        + problem.school_classroom_yuan @ running_totals(problem, partial.rooms_added)
        + problem.school_bed_yuan @ running_totals(problem, partial.beds_added)
    )
    return spent


def completed(problem: Problem, *, opened: Flags, share: Floats, chosen: Chosen | None = None) -> Solution:
    """Give shares the fewest classes, rooms and beds that carry them; opened has shape (school, year).

    Towns that lack boarding schools get their first beds, and rooms that are to stay free are added; `chosen`, where
    given, says at which schools.
    """
    bare = Solution(
        open=opened,
        classrooms_added=np.zeros((problem.n_schools, problem.n_years), dtype=np.int64),
        beds_added=np.zeros((problem.n_schools, problem.n_years), dtype=np.int64),
        classes=np.zeros((problem.n_schools, problem.n_years, len(problem.grades)), dtype=np.int64),
        share=share,
    )
    states = states_of_plan(problem, bare)
    years = (problem.n_schools, problem.n_years)
    rooms = running_totals(problem, states.rooms_added.reshape(years))
    beds = running_totals(problem, states.beds_added.reshape(years))
    chosen_rooms, boarding = (None, None) if chosen is None else (chosen.rooms, chosen.boarding)
    return replace(
        bare,
        classes=states.classes.reshape(bare.classes.shape),
        classrooms_added=with_reserve_rooms(problem, opened, states.rooms.reshape(years), rooms, chosen_rooms),
        saved=states.saved.reshape(*years, -1),
        beds_added=with_first_beds(problem, opened, beds, boarding),
    )


def states_of_plan(problem: Problem, solution: Solution) -> SchoolStates:
    """Evaluate every school in every year by who is sent there, school by school."""
    carried = loads(problem, solution)
    school = np.repeat(np.arange(problem.n_schools), problem.n_years)
    cells = carried.pupils.reshape(len(school), len(problem.grades))
    return school_states(school_rules_of(problem), school, cells, carried.boarders.reshape(-1))
