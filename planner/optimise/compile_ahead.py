"""Machine code made ready before the clock starts; on a first run by two processes at once.

Compiled functions are called from Python at few places: with arrays of the same kinds, whatever the problem. Here they
are compiled for just these, or read from disk, as far as the problem can come to need them. The compiler holds a lock,
so threads would wait for each other: a helper process compiles the pricing and leaves it on disk, while this one
compiles the search; where the helper fails, this process does it all.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Literal, get_args

import numpy as np

from planner.optimise.facility_location import generalised_assignment
from planner.optimise.facility_location.continuous_knapsack import example_school_pairs, fill_schools
from planner.optimise.lacking import example_least, lacking_by_year
from planner.optimise.options.engine import EngineOptions
from planner.optimise.pricing.class_vectors import example_subproblem
from planner.optimise.pricing.column_needs import column_cost
from planner.optimise.pricing.split_subproblems import fill_subproblem
from planner.optimise.pricing.subproblem_kernel import items_within_reach, solve_subproblem
from planner.optimise.runtime.compiled import CAN_COMPILE, compile_for, is_kept
from planner.optimise.school import example_rules, school_states
from planner.optimise.search import arrays
from planner.optimise.search.annealing import seat_all
from planner.optimise.search.draw import new_draw
from planner.optimise.search.moves import anneal
from planner.problem.problem import Problem
from planner.stops import tidied_on_stop

CompileGroup = Literal["school", "search", "pricing", "sites", "assignment", "shares"]
"""Functions that are needed together."""

_HELPER_SECONDS = 180.0
_HELPER = "from planner.optimise.compile_ahead import compile_groups; compile_groups(['pricing'])"


def make_ready(problem: Problem, options: EngineOptions, *, by_model_alone: bool = False) -> None:
    """Have the machine code ready that solving may need: the first run compiles it, later ones read it from disk."""
    if not CAN_COMPILE:
        return
    groups: tuple[CompileGroup, ...] = ("school",) if by_model_alone else groups_needed(problem, options)
    cold = {group for group in groups if not _is_kept(group)}
    helper = _started_helper() if {"search", "pricing"} <= cold else None
    with nullcontext() if helper is None else tidied_on_stop(helper.kill):
        compile_groups([group for group in groups if group != "pricing"])
        if helper is not None:
            _wait_for(helper)
    compile_groups([group for group in groups if group == "pricing"])


def groups_needed(problem: Problem, options: EngineOptions) -> tuple[CompileGroup, ...]:
    """Return what solving a problem, or one of the groups it falls apart into, may call."""
    if problem.n_pairs == 0:
        return ("school",)
    by_sites = problem.n_years == 1 and bool(np.isinf(problem.grade_class_size).all())
    if problem.whole:
        return ("school", "search", "pricing", *(("sites", "assignment") if by_sites else ()))
    is_priced = problem.n_pairs > options.facility_location.split_blocks.model_pairs
    return ("school", *(("sites",) if by_sites else ()), *(("shares",) if is_priced else ()))


def compile_groups(groups: Sequence[CompileGroup]) -> None:
    """Compile them here and now, or read them from disk."""
    for group in groups:
        for function, arguments in _entries(group):
            compile_for(function, *arguments)


def compile_kept() -> None:
    """Read from disk what is there of all groups; nothing is compiled."""
    if CAN_COMPILE:
        compile_groups([group for group in get_args(CompileGroup) if _is_kept(group)])


def _is_kept(group: CompileGroup) -> bool:
    return all(is_kept(function) for function, _ in _entries(group))


def _entries(group: CompileGroup) -> tuple[tuple[Callable[..., object], tuple[object, ...]], ...]:
    """Return the functions that Python calls, each with arguments as it is called with."""
    ints, floats, flags = np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=bool)
    if group == "school":
        return (
            (school_states, (example_rules(), ints, np.zeros((0, 0)), floats)),
            (lacking_by_year, (example_least(), np.zeros((0, 0, 0)))),
        )
    if group == "search":
        rules, seats = arrays.example()
        return (seat_all, (rules, seats, ints)), (anneal, (rules, seats, new_draw(0, 0, 0), 1.0, 1))
    if group == "pricing":
        subproblem = example_subproblem()
        return (
            (solve_subproblem, (subproblem, floats, flags, 1.0, ints)),
            (items_within_reach, (subproblem, floats, 1.0)),
            (column_cost, (subproblem, flags)),
        )
    if group == "sites":
        return ((fill_schools, (example_school_pairs(), (0, 0), floats, floats)),)
    if group == "assignment":
        return ((generalised_assignment.anneal, (*generalised_assignment.example(), new_draw(0, 0, 0), 1.0, 1)),)
    return ((fill_subproblem, (example_subproblem(), floats)),)


def _started_helper() -> subprocess.Popen[bytes] | None:
    """Start a second Python; None where that is not possible."""
    try:
        return subprocess.Popen(  # noqa: S603 - this very Python, and a line of our own
            [sys.executable, "-c", _HELPER],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is for this process, which then ends the helper
        )
    except OSError:
        return None


def _wait_for(helper: subprocess.Popen[bytes]) -> None:
    """Wait for what it leaves on disk, but not for ever."""
    try:
        helper.wait(_HELPER_SECONDS)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()
