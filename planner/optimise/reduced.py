"""The model of schools and journeys alone, cut down to what is still open, as arrays into HiGHS.

What is cut away is for the caller to answer for: where it is proven to cost more than the best plan, the limit of what
is left is a limit on everything.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.optimise import rates
from planner.optimise.clock import Clock
from planner.optimise.heard import Hearing
from planner.optimise.highs import Mixed, Settings, solve_mixed
from planner.optimise.program import Program
from planner.optimise.relaxation import relaxation_of, with_attendance
from planner.problem.problem import Flags, Floats, Ints, Problem, Solution

_EXACT = 1e-9
_DIGITS_OF_SHARES = 6
_HALF = 0.5
_MOST_ATTENDANCE = 30_000
"""Up to so many pairs each has a row of its own that its school must be open; more make the model slow."""
_LEAST_ATTENDANCE_WHOLE = 3_000
"""Where blocks are whole, fewer are better off without: the solver finds those rows that matter."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """What is left to choose from."""

    pairs: Flags
    """(pair): may be used."""
    must: Flags
    """(school): is open."""
    may: Flags
    """(school): may be open."""
    dear: Sequence["Dear"] = ()
    """Sets of schools that cost more than they do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dear:
    """A set of schools that costs so much more if it is the very set that is open: one that is known already."""

    opened: Flags
    """(school)."""
    yuan: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Effort:
    """How long, how exact, on how many threads, and who is told on the way."""

    clock: Clock
    gap: float
    threads: int
    seed: int
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


def solve_reduced(problem: Problem, choice: Choice, begin: Solution, effort: Effort) -> Reduced:
    """Choose schools and pairs at the least cost; one year, no classes, no beds (`has_only_sites`)."""
    effort.clock.spend(rates.of_rows(problem))
    program, kept = _program_left(problem, choice)
    first = problem.n_pairs + problem.n_blocks
    for dear in choice.dear:
        program = _with_dear(program, dear, kept[first:][: problem.n_schools], int(kept[:first].sum()))
    extra = program.n_columns - int(kept.sum())
    begun = np.concatenate([_values(problem, begin)[kept], np.ones(extra)])
    settings = Settings(threads=effort.threads, seed=effort.seed, relative_gap=effort.gap, exact=not problem.whole)
    found = solve_mixed(program, begun, effort.clock, settings, _hearing(problem, kept, effort))
    return _answer(problem, found, kept)


def _hearing(problem: Problem, kept: Flags, effort: Effort) -> Hearing:
    left = np.searchsorted(kept.nonzero()[0], np.arange(problem.n_pairs, problem.n_pairs + problem.n_blocks))

    def tell_plan(objective: float, values: Floats) -> None:
        effort.note(objective, -math.inf, float(problem.block_pupils @ values[left].round(_DIGITS_OF_SHARES)))

    return Hearing(plan=tell_plan, both=lambda objective, bound: effort.note(objective, bound, None))


def _with_dear(program: Program, dear: Dear, kept: Flags, first: int) -> Program:
    """Add a column that is 1 at the price of the very set, or else some school of it is closed or another one open.

    `kept`, shape (school): which schools have a column; the first of them stands at `first`.
    """
    if (dear.opened & ~kept).any():
        return program
    opened, n = dear.opened[kept], program.n_columns
    columns = np.append(first + np.arange(len(opened)), n)
    values = np.append(np.where(opened, -1.0, 1.0), 1.0)
    row = sparse.csr_array((values, (np.zeros(len(columns), dtype=np.int64), columns)), shape=(1, n + 1))
    wider = sparse.csr_array(sparse.hstack([program.matrix, sparse.csr_array((program.matrix.shape[0], 1))]))
    return replace(
        program,
        cost=np.append(program.cost, dear.yuan),
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, 1.0),
        matrix=sparse.csr_array(sparse.vstack([wider, row], format="csr")),
        low=np.append(program.low, 1.0 - float(opened.sum())),
        high=np.append(program.high, np.inf),
    )


def _program_left(problem: Problem, choice: Choice) -> tuple[Program, Flags]:
    """Leave out the columns that are 0; return the program and which columns are kept."""
    rows = relaxation_of(problem)
    first = problem.n_pairs + problem.n_blocks
    schools = slice(first, first + problem.n_schools)
    lower, upper = rows.lower.copy(), rows.upper.copy()
    upper[schools] = np.minimum(upper[schools], choice.may)
    lower[schools] = np.maximum(lower[schools], choice.must)
    pairs = choice.pairs & choice.may[problem.pair_school]
    upper[: problem.n_pairs] = pairs
    maybe: Ints = np.nonzero(pairs & (lower[schools][problem.pair_school] == 0))[0]
    if len(maybe) <= _MOST_ATTENDANCE and not (problem.whole and len(maybe) < _LEAST_ATTENDANCE_WHOLE):
        rows = with_attendance(problem, rows, maybe)
    kept: Flags = upper > 0
    left = replace(
        rows,
        cost=rows.cost[kept],
        lower=lower[kept],
        upper=upper[kept],
        matrix=sparse.csr_array(rows.matrix[:, np.nonzero(kept)[0]]),
        integer=_whole(problem, kept),
    )
    return left, kept


def _whole(problem: Problem, kept: Flags) -> Ints:
    """Return which of the columns kept are whole: open schools, and shares where blocks are whole."""
    first = problem.n_pairs + problem.n_blocks
    whole = np.arange(first + problem.n_schools) >= (0 if problem.whole else first)
    place: Ints = np.searchsorted(kept.nonzero()[0], np.nonzero(kept[: len(whole)] & whole)[0])
    return place


def _values(problem: Problem, begin: Solution) -> Floats:
    """Return a plan as values of the relaxation's columns; what is not decided here is 0."""
    served = np.bincount(problem.pair_block, weights=begin.share, minlength=problem.n_blocks)
    undecided = np.zeros(problem.n_schools * problem.n_years * (2 + len(problem.grades)))
    return np.concatenate([begin.share, (1.0 - served).clip(0.0, 1.0), begin.open[:, 0].astype(float), undecided])


def _answer(problem: Problem, found: Mixed, kept: Flags) -> Reduced:
    """Read the best choice and the limit."""
    share = np.zeros(problem.n_pairs)
    if found.values is None:
        return Reduced(opened=None, share=share, bound=found.bound, lost=found.lost)
    values = np.zeros(len(kept))
    values[kept] = found.values[: int(kept.sum())]
    first = problem.n_pairs + problem.n_blocks
    taken = values[: problem.n_pairs]
    share = np.round(taken) if problem.whole else np.where(taken < _EXACT, 0.0, taken.clip(0.0, 1.0))
    opened = values[first : first + problem.n_schools] > _HALF
    return Reduced(opened=opened, share=share, bound=found.bound, lost=found.lost)
