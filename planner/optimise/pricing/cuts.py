"""Cuts: rows of the rules between assignments that the master's optimum breaks; pricing takes them into its prices.

They stand over shares of blocks and open schools, not over columns, so that the pricing subproblems stay what they are:
a cut's dual is part of what a block earns at a school (robust branch-and-cut-and-price: Poggi de Aragao and Uchoa,
Integer program reformulation for robust branch-and-cut-and-price, 2003; Fukasawa et al., Robust branch-and-cut-and-
price for the capacitated vehicle routing problem, Mathematical Programming 106, 2006). Any duals prove a limit; rows
that are never added only make it lower.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.problem.problem import Floats, Ints, Problem
from planner.problem.statement.linking import sorted_rows
from planner.problem.statement.rows import stacked
from planner.problem.statement.rules import BETWEEN, attend_together
from planner.problem.statement.statement import Statement, state
from planner.problem.ties import slots_of


@dataclass(frozen=True, kw_only=True)
class Cut:
    """low <= sum of weight x share over pairs + sum of count x opened over schools and years <= high."""

    pairs: tuple[tuple[int, int, float], ...]
    """Block, school and weight of each: they mean the same whatever pairs a node's problem leaves out."""
    opened: tuple[tuple[int, int, float], ...]
    """School, year and count of each."""
    low: float
    high: float


FindCuts = Callable[[Floats, Floats], list[Cut]]
"""Given the share of each pair, (pair), and how far each school is open, (school, year): the rows that are broken by
most first."""


def cuts_of(problem: Problem, least: float) -> FindCuts | None:
    """Return what finds rows that shares break by more than `least` of their largest weight; None where no rule asks.

    Whole blocks only.
    """
    statement = state(problem, [rule for rule in BETWEEN if rule is not attend_together])
    if not problem.whole or not (len(problem.tie_school) or any(rows.count for rows in statement.rows.values())):
        return None
    of_rules, of_ties = _rows_of_rules(statement), _rows_of_ties(problem)

    def find(share: Floats, opened: Floats) -> list[Cut]:
        found = [*of_rules(share, opened), *of_ties(share, opened)]
        return [cut for off, cut in sorted(found, key=lambda one: -one[0]) if off > least]

    return find


_Found = Callable[[Floats, Floats], list[tuple[float, Cut]]]


def _rows_of_rules(statement: Statement) -> _Found:
    """Return what finds rows as they are stated, over shares and open schools."""
    problem, columns = statement.problem, statement.columns
    rows = stacked("between", *statement.rows.values())
    matrix = sorted_rows(sparse.csr_array(rows.matrix[:, np.concatenate([columns.share, columns.opened.ravel()])]))
    largest = np.ones(rows.count)
    np.maximum.at(largest, matrix.tocoo().row, np.abs(matrix.data))

    def find(share: Floats, opened: Floats) -> list[tuple[float, Cut]]:
        load = matrix @ np.concatenate([share, opened.ravel()])
        off = np.maximum(rows.low - load, load - rows.high) / largest
        return [(float(off[row]), cut_at(row)) for row in np.nonzero(off > 0)[0].tolist()]

    def cut_at(row: int) -> Cut:
        here = slice(matrix.indptr[row], matrix.indptr[row + 1])
        entries = list(zip(matrix.indices[here].tolist(), matrix.data[here].tolist(), strict=True))
        n, years = problem.n_pairs, problem.n_years
        return Cut(
            pairs=tuple(_weighed(problem, at, weight) for at, weight in entries if at < n),
            opened=tuple(((at - n) // years, (at - n) % years, count) for at, count in entries if at >= n),
            low=float(rows.low[row]),
            high=float(rows.high[row]),
        )

    return find


def _rows_of_ties(problem: Problem) -> _Found:
    """Return what finds, for each tie, its rows with the columns `used` projected out.

    share[p] <= used[s] + opened[k], sum_s used[s] <= most, for every pair p of slot s; k the tie's school. Any slots S
    and one pair of each give sum_S (share[p] - opened[k]) <= most; the largest share of each slot, where it is above
    opened[k], is broken by most.
    """
    slots, ties = slots_of(problem), np.arange(len(problem.tie_school))
    order = np.argsort(slots.of_entry, kind="stable")
    pairs, first = problem.tied_pair[order], np.searchsorted(slots.of_entry[order], np.arange(len(slots.tie)))
    first_slot = np.searchsorted(slots.tie, ties)

    def find(share: Floats, opened: Floats) -> list[tuple[float, Cut]]:
        if len(pairs) == 0:
            return []
        largest = np.maximum.reduceat(share[pairs], first)
        is_open = np.where(problem.tie_school >= 0, opened[problem.tie_school, problem.tie_year], 0.0)
        above = np.maximum(largest - is_open[slots.tie], 0.0)
        off = np.bincount(slots.tie, weights=above, minlength=len(ties)) - problem.tie_most_schools
        return [(float(off[tie]), cut_at(tie, share, above)) for tie in np.nonzero(off > 0)[0].tolist()]

    def cut_at(tie: int, share: Floats, above: Floats) -> Cut:
        last = first_slot[tie + 1] if tie + 1 < len(ties) else len(slots.tie)
        chosen = [int(_largest(share, pairs, first, slot)) for slot in range(first_slot[tie], last) if above[slot] > 0]
        school, year = int(problem.tie_school[tie]), int(problem.tie_year[tie])
        return Cut(
            pairs=tuple(_weighed(problem, pair, 1.0) for pair in chosen),
            opened=((school, year, -float(len(chosen))),) if school >= 0 else (),
            low=-np.inf,
            high=float(problem.tie_most_schools[tie]),
        )

    return find


def _largest(share: Floats, pairs: Ints, first: Ints, slot: int) -> int:
    """Return the pair of a slot that has the largest share."""
    here = pairs[first[slot] : first[slot + 1] if slot + 1 < len(first) else len(pairs)]
    return int(here[share[here].argmax()])


def _weighed(problem: Problem, pair: int, weight: float) -> tuple[int, int, float]:
    return int(problem.pair_block[pair]), int(problem.pair_school[pair]), weight


def pairs_of_cut(problem: Problem, cut: Cut) -> tuple[Ints, Floats]:
    """Return the pairs of a cut that a problem has, and their weights."""
    found: list[int] = []
    weights: list[float] = []
    for block, school, weight in cut.pairs:
        first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
        at = first + int(np.searchsorted(problem.pair_school[first:last], school))
        if at < last and problem.pair_school[at] == school:
            found.append(at)
            weights.append(weight)
    return np.array(found, dtype=np.int64), np.array(weights)
