"""What pieces of work take on a plain machine, seconds: measured once, on two cores of 2024, and the same for everyone.

They decide how much is done within a time limit (`planner.optimise.runtime.clock`). They need not be right to be of
use: where a machine is faster, a run ends sooner; where it is much slower, the deadline ends it. `python -m
bench.repeat` measures them anew.
"""

import math
import os

from planner.problem.problem import Problem

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Threads beyond these take turns."""

_MOVE = 0.35e-6
_PLACING_MOVE = 0.1e-6
_PLACED, _PLACED_A_PAIR = 3e-4, 1e-6
_TRIED, _TRIED_A_PAIR, _TRIED_A_BLOCK = 4e-4, 2e-8, 2e-7
_OFFER, _OFFER_A_NODE, _OFFER_AN_ITEM = 8e-5, 2e-5, 4e-6
_RAISE, _RAISE_A_PAIR, _RAISE_A_SHOP = 2e-4, 2e-8, 1.5e-5
_MODEL, _MODEL_A_PAIR, _MODEL_A_BLOCK = 2e-3, 4e-5, 2e-5
_ROWS_A_PAIR = 1e-6
_PART, _PART_A_PAIR, _PART_A_PAIR_OF_ALL = 4e-3, 1e-5, 5e-7
_ITERATION, _ITERATION_A_ROW = 1.5e-5, 6e-8
_CALL, _CALL_AN_ENTRY = 5e-4, 8e-7
_PRESOLVE_AN_ENTRY = 2.2e-5
_ROOT_OF_ENTRIES, _ROOT_BEGINS, _ROOT_CALLS = 0.06, 20, 60
_MARKET_A_PAIR = 2e-6
_BUNDLE = 5e-5


def by_threads(seconds: float, threads: int) -> float:
    """Return how long work takes that so many threads share."""
    return seconds / max(min(threads, CORES), 1)


def of_moves(count: int) -> float:
    """Return what so many moves of the search take."""
    return count * _MOVE


def of_placing_moves(count: int) -> float:
    """Return what so many moves of blocks among schools that are settled take."""
    return count * _PLACING_MOVE


def of_placed(problem: Problem, blocks: int) -> float:
    """Return what placing so many blocks takes, one by one, where each adds least."""
    return blocks * (_PLACED + _PLACED_A_PAIR * problem.n_pairs / max(problem.n_blocks, 1))


def of_trial(problem: Problem) -> float:
    """Return what copying a plan and weighing it takes."""
    return _TRIED + _TRIED_A_PAIR * problem.n_pairs + _TRIED_A_BLOCK * problem.n_blocks


def of_offers(shops: int, items: int, nodes: int) -> float:
    """Return what asking schools takes which whole blocks they would take."""
    return _OFFER * shops + _OFFER_AN_ITEM * items + _OFFER_A_NODE * nodes


def of_raising(shops: int, pairs: int) -> float:
    """Return what a round of prices takes where blocks may be split."""
    return _RAISE + _RAISE_A_SHOP * shops + _RAISE_A_PAIR * pairs


def of_market(problem: Problem) -> float:
    """Return what gathering the pairs for pricing takes."""
    return _MARKET_A_PAIR * problem.n_pairs


def of_bundles(count: int) -> float:
    """Return what building the model of so many bundles takes."""
    return _BUNDLE * count


def of_model(problem: Problem) -> float:
    """Return what building the whole PuLP model takes."""
    return _MODEL + _MODEL_A_PAIR * problem.n_pairs + _MODEL_A_BLOCK * problem.n_blocks


def of_rows(problem: Problem) -> float:
    """Return what stating a problem as arrays takes."""
    return _MODEL + _ROWS_A_PAIR * problem.n_pairs


def of_part(problem: Problem, part: Problem) -> float:
    """Return what drawing a part of a problem, stating it and putting it back takes, beside solving it."""
    return _PART + _PART_A_PAIR * part.n_pairs + _PART_A_PAIR_OF_ALL * problem.n_pairs


def of_iteration(rows: int) -> float:
    """Return what one iteration of the simplex method takes."""
    return _ITERATION + _ITERATION_A_ROW * rows


def of_branching(calls: int, entries: int) -> float:
    """Return what a mixed-integer model of so many entries has taken when HiGHS has asked so often whether to go on.

    It asks at every node, and seldom at the root, where it takes its time for heuristics and cuts.
    """
    root = _ROOT_OF_ENTRIES * math.sqrt(entries) * min(max(calls - _ROOT_BEGINS, 0) / _ROOT_CALLS, 1.0)
    return root + _PRESOLVE_AN_ENTRY * entries + calls * (_CALL + _CALL_AN_ENTRY * entries)
