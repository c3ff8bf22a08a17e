"""The model of schools and journeys alone, cut down to what is still open, as arrays into HiGHS.

What is cut away is for the caller to answer for: where it is proven to cost more than the best plan, the limit of what
is left is a limit on everything.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np

from planner.optimise import rates
from planner.optimise.clock import Clock
from planner.optimise.relaxation import Rows, loaded, relaxation_of, with_attendance
from planner.optimise.within import run_integer
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


def solve_reduced(problem: Problem, choice: Choice, begin: Solution, effort: Effort) -> Reduced:
    """Choose schools and pairs at the least cost; one year, no classes, no beds (`has_only_sites`)."""
    effort.clock.spend(rates.of_rows(problem))
    rows, kept = _rows_left(problem, choice)
    highs = loaded(rows)
    first = problem.n_pairs + problem.n_blocks
    whole = np.arange(first + problem.n_schools) >= (0 if problem.whole else first)
    whole[problem.n_pairs : first] = problem.whole
    place = np.nonzero(kept[: len(whole)] & whole)[0]
    integer = np.searchsorted(kept.nonzero()[0], place).astype(np.int32)
    highs.changeColsIntegrality(len(integer), integer, np.full(len(integer), highspy.HighsVarType.kInteger))
    _set_options(highs, effort, exact=not problem.whole)
    for dear in choice.dear:
        _add_dear(highs, dear, kept[first:][: problem.n_schools], int(kept[:first].sum()))
    extra = highs.getNumCol() - int(kept.sum())
    values = np.concatenate([_values(problem, begin)[kept], np.ones(extra)])
    highs.setSolution(len(values), np.arange(len(values), dtype=np.int32), values)

    left = np.searchsorted(kept.nonzero()[0], np.arange(problem.n_pairs, problem.n_pairs + problem.n_blocks))

    def tell_plan(event: highspy.highs.HighsCallbackEvent) -> None:
        pupils = problem.block_pupils @ np.asarray(event.data_out.mip_solution)[left].round(_DIGITS_OF_SHARES)
        effort.note(event.data_out.objective_function_value, -math.inf, float(pupils))

    def tell_both(event: highspy.highs.HighsCallbackEvent) -> None:
        effort.note(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound, None)

    highs.cbMipImprovingSolution += tell_plan
    highs.cbMipLogging += tell_both
    run_integer(highs, effort.clock)
    return _answer(problem, highs, kept)


def _add_dear(highs: highspy.Highs, dear: Dear, kept: Flags, first: int) -> None:
    """Add a column that is 1 at the price of the very set, or else some school of it is closed or another one open.

    `kept`, shape (school): which schools have a column; the first of them stands at `first`.
    """
    if (dear.opened & ~kept).any():
        return
    highs.addCol(dear.yuan, 0.0, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
    opened = dear.opened[kept]
    columns = np.append(first + np.arange(len(opened)), highs.getNumCol() - 1).astype(np.int32)
    values = np.append(np.where(opened, -1.0, 1.0), 1.0)
    highs.addRow(1.0 - float(opened.sum()), highspy.kHighsInf, len(columns), columns, values)


def _set_options(highs: highspy.Highs, effort: Effort, *, exact: bool) -> None:
    """Set how long and how exact; shares are held to the last digit, or a school would be overfull."""
    options: dict[str, float | bool] = {
        "mip_rel_gap": effort.gap,
        "mip_abs_gap": 0.0,
        "threads": effort.threads,
        "random_seed": effort.seed,
        "output_flag": True,  # without it HiGHS does not call back to say where it stands
        "log_to_console": False,
    }
    if exact:
        options |= {"primal_feasibility_tolerance": _EXACT, "mip_feasibility_tolerance": _EXACT}
    for option, value in options.items():
        highs.setOptionValue(option, value)


def _rows_left(problem: Problem, choice: Choice) -> tuple[Rows, Flags]:
    """Leave out the columns that are 0; return the rows and which columns are kept."""
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
        rows, cost=rows.cost[kept], lower=lower[kept], upper=upper[kept], matrix=rows.matrix[:, np.nonzero(kept)[0]]
    )
    return left, kept


def _values(problem: Problem, begin: Solution) -> Floats:
    """Return a plan as values of the relaxation's columns; what is not decided here is 0."""
    served = np.bincount(problem.pair_block, weights=begin.share, minlength=problem.n_blocks)
    undecided = np.zeros(problem.n_schools * problem.n_years * (2 + len(problem.grades)))
    return np.concatenate([begin.share, (1.0 - served).clip(0.0, 1.0), begin.open[:, 0].astype(float), undecided])


def _answer(problem: Problem, highs: highspy.Highs, kept: Flags) -> Reduced:
    """Read the best choice and the limit."""
    info = highs.getInfo()
    bound = float(info.mip_dual_bound)
    bound = bound - _EXACT * abs(bound) if math.isfinite(bound) else -math.inf
    found = np.asarray(highs.getSolution().col_value)
    share = np.zeros(problem.n_pairs)
    if not math.isfinite(info.objective_function_value) or len(found) == 0:
        return Reduced(opened=None, share=share, bound=bound)
    values = np.zeros(len(kept))
    values[kept] = found[: int(kept.sum())]
    first = problem.n_pairs + problem.n_blocks
    taken = values[: problem.n_pairs]
    share = np.round(taken) if problem.whole else np.where(taken < _EXACT, 0.0, taken.clip(0.0, 1.0))
    return Reduced(opened=values[first : first + problem.n_schools] > _HALF, share=share, bound=bound)
