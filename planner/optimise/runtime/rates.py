"""What pieces of work take on a plain machine, seconds: measured once, on two cores of 2024, and the same for everyone.

They decide how much is done within a time limit (`planner.optimise.runtime.clock`). They need not be right to be of
use: where a machine is faster, a run ends sooner; where it is much slower, the deadline ends it. `python -m
bench.repeat` measures them anew.
"""

import math
import os

from planner.problem.problem import Problem

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Threads beyond these share the processors."""

_MOVE = 0.35e-6
_ASSIGNMENT_MOVE = 0.1e-6
_PLACED, _PLACED_A_PAIR = 3e-4, 1e-6
_TRIED, _TRIED_A_PAIR, _TRIED_A_BLOCK = 4e-4, 2e-8, 2e-7
_SUBPROBLEM, _SUBPROBLEM_A_NODE, _SUBPROBLEM_AN_ITEM = 8e-5, 2e-5, 4e-6
_ASCENT, _ASCENT_A_PAIR, _ASCENT_A_SUBPROBLEM = 2e-4, 2e-8, 1.5e-5
_MODEL, _MODEL_A_PAIR, _MODEL_A_BLOCK = 2e-3, 4e-5, 2e-5
_ROWS_A_PAIR = 1e-6
_NEIGHBOURHOOD, _NEIGHBOURHOOD_A_PAIR, _NEIGHBOURHOOD_OF_ALL_PAIRS = 4e-3, 1e-5, 5e-7
_ITERATION, _ITERATION_A_ROW = 1.5e-5, 6e-8
_CALL, _CALL_AN_ENTRY = 5e-4, 8e-7
_PRESOLVE_AN_ENTRY = 2.2e-5
_ROOT_OF_ENTRIES, _ROOT_BEGINS, _ROOT_CALLS = 0.06, 20, 60
_SUBPROBLEM_A_PAIR = 2e-6
_COLUMN = 5e-5


def by_threads(seconds: float, threads: int) -> float:
    """Return how long work takes that so many threads share."""
    return seconds / max(min(threads, CORES), 1)


def of_moves(count: int) -> float:
    """Return what so many moves of the search take."""
    return count * _MOVE


def of_assignment_moves(count: int) -> float:
    """Return what so many moves of generalised assignment take."""
    return count * _ASSIGNMENT_MOVE


def of_placed(problem: Problem, blocks: int) -> float:
    """Return what placing so many blocks takes, one by one, where each adds least."""
    return blocks * (_PLACED + _PLACED_A_PAIR * problem.n_pairs / max(problem.n_blocks, 1))


def of_trial(problem: Problem) -> float:
    """Return what copying a plan and computing its cost takes."""
    return _TRIED + _TRIED_A_PAIR * problem.n_pairs + _TRIED_A_BLOCK * problem.n_blocks


def of_subproblems(count: int, items: int, nodes: int) -> float:
    """Return what solving the pricing subproblems of whole blocks takes."""
    return _SUBPROBLEM * count + _SUBPROBLEM_AN_ITEM * items + _SUBPROBLEM_A_NODE * nodes


def of_ascent_round(subproblems: int, pairs: int) -> float:
    """Return what a step of the subgradient ascent takes where blocks may be split."""
    return _ASCENT + _ASCENT_A_SUBPROBLEM * subproblems + _ASCENT_A_PAIR * pairs


def of_subproblems_made(problem: Problem) -> float:
    """Return what gathering the pairs of the subproblems takes."""
    return _SUBPROBLEM_A_PAIR * problem.n_pairs


def of_columns(count: int) -> float:
    """Return what building the model of so many columns takes."""
    return _COLUMN * count


def of_model(problem: Problem) -> float:
    """Return what building the whole PuLP model takes."""
    return _MODEL + _MODEL_A_PAIR * problem.n_pairs + _MODEL_A_BLOCK * problem.n_blocks


def of_rows(problem: Problem) -> float:
    """Return what stating a problem as arrays takes."""
    return _MODEL + _ROWS_A_PAIR * problem.n_pairs


def of_neighbourhood(problem: Problem, neighbourhood: Problem) -> float:
    """Return what drawing a neighbourhood, stating it and putting it back takes, but for its solution."""
    return (
        _NEIGHBOURHOOD + _NEIGHBOURHOOD_A_PAIR * neighbourhood.n_pairs + _NEIGHBOURHOOD_OF_ALL_PAIRS * problem.n_pairs
    )


def of_iteration(rows: int) -> float:
    """Return what one iteration of the simplex method takes."""
    return _ITERATION + _ITERATION_A_ROW * rows


def of_branching(calls: int, entries: int) -> float:
    """Return what a mixed-integer model of so many entries has taken when HiGHS has asked so often whether to go on.

    It asks at every node, and seldom at the root, where it takes its time for heuristics and cuts.
    """
    root = _ROOT_OF_ENTRIES * math.sqrt(entries) * min(max(calls - _ROOT_BEGINS, 0) / _ROOT_CALLS, 1.0)
    return root + _PRESOLVE_AN_ENTRY * entries + calls * (_CALL + _CALL_AN_ENTRY * entries)
