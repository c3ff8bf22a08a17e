"""The statement of schools and journeys alone, cut down to what is still open.

What is cut away is for the caller to answer for: where it is proven to cost more than the best plan, the limit of what
is left is a limit on everything.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.optimise.models.relaxation import relaxed_statement
from planner.optimise.options.facility_location import ReducedModelOptions
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Mixed, Settings, solve_mixed
from planner.optimise.solver.program import Program, places_of, program_of, with_columns, with_columns_only, with_rows
from planner.problem.problem import Flags, Floats, Ints, Problem, Solution
from planner.problem.statement.rows import make_rows
from planner.problem.statement.rules import attend_open_schools
from planner.problem.statement.statement import Statement, values_of

_EXACT = 1e-9
_DIGITS_OF_SHARES = 6
_HALF = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """What is left to choose from."""

    pairs: Flags
    """(pair): may be used."""
    must: Flags
    """(school): is open."""
    may: Flags
    """(school): may be open."""
    known_sets: Sequence["KnownSet"] = ()
    """Sets of schools that cost more than they do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownSet:
    """A set of schools that costs so much more if it is the very set that is open: one that is known already."""

    opened: Flags
    """(school)."""
    yuan: float


@dataclass(frozen=True, kw_only=True, eq=False)
class ModelEffort:
    """How long, how exact, on how many threads, how, and who is told on the way."""

    clock: Clock
    gap: float
    threads: int
    seed: int
    options: ReducedModelOptions
    note: Callable[[float, float, float | None], None]
    """Told of a total and a limit in yuan, and of the pupils without a seat where they are known."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reduced:
    """The best choice found, None where there is none, and the limit on every choice there was."""

    opened: Flags | None
    """(school)."""
    share: Floats
    """(pair)."""
    bound: float
    lost: bool
    """HiGHS told of a better choice than it handed out."""


def solve_reduced(problem: Problem, choice: Choice, begin: Solution, effort: ModelEffort) -> Reduced:
    """Choose schools and pairs at the least cost; one year, no classes, no beds (`is_facility_location`)."""
    effort.clock.spend(rates.of_rows(problem))
    statement = _statement_left(problem, choice)
    kept: Flags = statement.upper > 0
    program = with_columns_only(_with_attendance(statement, effort.options), kept)
    for known_sets in choice.known_sets:
        program = _with_known_set(program, known_sets, places_of(statement.columns.opened[:, 0], kept))
    begun = np.concatenate([values_of(statement, begin)[kept], np.ones(program.n_columns - int(kept.sum()))])
    settings = Settings(threads=effort.threads, seed=effort.seed, relative_gap=effort.gap, exact=not problem.whole)
    found = solve_mixed(program, begun, effort.clock, settings, _listeners(statement, kept, effort))
    return _answer(statement, found, kept)


def _listeners(statement: Statement, kept: Flags, effort: ModelEffort) -> Listeners:
    left, pupils = places_of(statement.columns.left, kept), statement.problem.block_pupils

    def tell_plan(objective: float, values: Floats) -> None:
        effort.note(objective, -math.inf, float(pupils @ values[left].round(_DIGITS_OF_SHARES)))

    return Listeners(plan=tell_plan, both=lambda objective, bound: effort.note(objective, bound, None))


def _with_known_set(program: Program, known_sets: KnownSet, schools: Ints) -> Program:
    """Add a column that is 1 at the price of the very set, or else some school of it is closed or another one open.

    `schools`, shape (school): where the column of each school stands, -1 where it has none.
    """
    there = schools >= 0
    if (known_sets.opened & ~there).any():
        return program
    opened = known_sets.opened[there]
    program = with_columns(program, np.array([known_sets.yuan]))
    columns = np.append(schools[there], program.n_columns - 1)
    values = np.append(np.where(opened, -1.0, 1.0), 1.0)
    row, limits = np.zeros(len(columns), dtype=np.int64), (np.array([1.0 - float(opened.sum())]), np.array([np.inf]))
    name = f"know_set_{len(program.rules)}"
    return with_rows(
        program, make_rows(name, np.zeros(1, np.int64), [(row, columns, values)], limits, program.n_columns)
    )


def _statement_left(problem: Problem, choice: Choice) -> Statement:
    """State what is left to choose from: schools that must or may be open, and pairs that may be used."""
    statement = relaxed_statement(problem)
    columns = statement.columns
    opened = columns.opened[:, 0]
    pairs = choice.pairs & choice.may[problem.pair_school]
    statement = statement.bounded(
        opened,
        lower=np.maximum(statement.lower[opened], choice.must),
        upper=np.minimum(statement.upper[opened], choice.may),
    )
    is_whole = np.zeros(columns.count, dtype=bool)
    is_whole[opened] = True
    if problem.whole:
        is_whole[columns.share] = is_whole[columns.left] = True
    return replace(statement.bounded(columns.share, upper=pairs.astype(float)), is_whole=is_whole)


def _with_attendance(statement: Statement, options: ReducedModelOptions) -> Program:
    """Return the program with a row for each pair left that its school be open, unless they are too many or too few."""
    problem, columns = statement.problem, statement.columns
    attend = attend_open_schools(problem, columns)
    pairs = attend.keys[:, 0]
    maybe = (statement.upper[columns.share][pairs] > 0) & (
        statement.lower[columns.opened[:, 0]][problem.pair_school[pairs]] == 0
    )
    count, program = int(maybe.sum()), program_of(statement)
    is_left_out = count > options.most_attendance or (problem.whole and count < options.least_attendance_whole)
    return program if is_left_out else with_rows(program, attend.only(maybe))


def _answer(statement: Statement, found: Mixed, kept: Flags) -> Reduced:
    """Read the best choice and the limit."""
    problem, columns = statement.problem, statement.columns
    if found.values is None:
        return Reduced(opened=None, share=np.zeros(problem.n_pairs), bound=found.bound, lost=found.lost)
    values = np.zeros(columns.count)
    values[kept] = found.values[: int(kept.sum())]
    taken = values[columns.share]
    share = np.round(taken) if problem.whole else np.where(taken < _EXACT, 0.0, taken.clip(0.0, 1.0))
    opened = values[columns.opened[:, 0]] > _HALF
    return Reduced(opened=opened, share=share, bound=found.bound, lost=found.lost)
