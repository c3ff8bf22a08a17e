"""Branch-and-price (Barnhart et al. 1998): the bound of column generation is raised by branching, best bound first.

Nodes differ in whole numbers that are fractions in the master's optimum: the classes of a grade in all schools
together, whether a school is open, whether a block goes to a school. The bound on the total is the least bound of the
open nodes; a node whose bound reaches the best plan is pruned.
"""

import heapq
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from planner.optimise.options.pricing import BranchingOptions
from planner.optimise.pricing.column_generation import Proof, prove_node
from planner.optimise.pricing.columns import BlockColumn
from planner.optimise.pricing.effort import BestTotal, BoundEffort
from planner.optimise.pricing.master import ClassRow, MoreRow
from planner.optimise.pricing.reduced_cost_fixing import reduced_cost_fixing
from planner.optimise.restrict import only_pairs
from planner.optimise.school import school_rules_of, school_states
from planner.problem.problem import Decision, Floats, Problem

_PUPILS_OFF = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Node:
    """A node: its problem, its rows beside those that the problem states, and the proof of its parent."""

    problem: Problem
    more_rows: tuple[MoreRow, ...]
    """Cuts, and its bounds on classes."""
    above: Proof


class OpenNode(NamedTuple):
    """A node that is not priced yet; the least of two is that of the lesser bound, else the earlier one."""

    bound: float
    """Its parent's, yuan a year."""
    number: int
    """Each node's own."""
    node: Node


@dataclass(frozen=True, kw_only=True, eq=False)
class Tree:
    """The tree: its bound on any total, yuan, the open nodes, and the columns generated."""

    bound: float
    nodes: tuple[OpenNode, ...]
    """A heap of open nodes; empty where all is proven."""
    floor: float
    """The least bound of nodes without a fraction to branch on, yet not proven optimal: nothing can raise it."""
    block_columns: frozenset[BlockColumn]
    priced: int
    """How many nodes were priced."""


def start_tree(problem: Problem, root: Proof, best_total: BestTotal, options: BranchingOptions) -> Tree:
    """Make the root's children, where the root's column generation has converged; whole blocks only."""
    nodes = _fixed(_children_of(Node(problem=problem, more_rows=root.more_rows, above=root), root, options), best_total)
    return Tree(
        bound=root.bound,
        nodes=tuple(OpenNode(root.bound, number, node) for number, node in enumerate(nodes, start=-len(nodes))),
        floor=math.inf if nodes else root.bound,
        block_columns=frozenset(root.block_columns),
        priced=0,
    )


def branch_and_price(tree: Tree, effort: BoundEffort) -> Tree:
    """Price the nodes of the least bound first, until the clock ends or the bound reaches the best total.

    The bound is reported after each round of nodes.
    """
    heap, block_columns = list(tree.nodes), set(tree.block_columns)
    bound, floor, priced = tree.bound, tree.floor, tree.priced
    best_total, clock, threads = effort.best_total, effort.clock, effort.threads
    with ThreadPoolExecutor(threads) as pool:
        while heap and heap[0].bound < min(floor, best_total()) and not clock.is_over:
            now = [heapq.heappop(heap).node for _ in range(min(threads, len(heap)))]
            clocks = [clock.apart() for _ in now]
            proofs = list(pool.map(lambda node, own: _priced_node(node, replace(effort, clock=own)), now, clocks))
            clock.join(clocks, threads)
            for node, proof in zip(now, proofs, strict=True):
                block_columns.update(proof.block_columns)
                priced += 1
                smaller = _left_of(node, proof, effort)
                for number, one in enumerate(smaller):
                    heapq.heappush(heap, OpenNode(proof.bound, 2 * priced + number, one))
                floor = floor if smaller else min(floor, proof.bound)
            bound = max(bound, min(heap[0].bound if heap else math.inf, floor, best_total()))
            effort.report(bound)
    return replace(
        tree,
        bound=bound,
        nodes=tuple(heap),
        floor=floor,
        block_columns=frozenset(block_columns),
        priced=priced,
    )


def _left_of(node: Node, proof: Proof, effort: BoundEffort) -> list[Node]:
    """Return the nodes that a priced one leaves: itself where pricing was cut short, two children, or none."""
    if proof.bound >= effort.best_total():
        return []
    if not proof.converged:
        return [replace(node, above=proof)]
    return _fixed(_children_of(node, proof, effort.options.branching), effort.best_total)


def _fixed(nodes: Sequence[Node], best_total: BestTotal) -> list[Node]:
    """Fix by reduced costs, in each node, what no plan better than the best can have."""
    return [replace(p, problem=reduced_cost_fixing(p.problem, p.more_rows, p.above, best_total())) for p in nodes]


def _priced_node(node: Node, effort: BoundEffort) -> Proof:
    return prove_node(node.problem, node.more_rows, node.above, effort)


def _children_of(node: Node, proof: Proof, options: BranchingOptions) -> list[Node]:
    """Branch where the columns' fractions are worst; none where they are all whole."""
    for split in (_by_classes, _by_school, _by_pair):
        nodes = split(node, proof, options.near_whole)
        if nodes:
            return [replace(smaller, above=proof) for smaller in nodes]
    return []


def _by_classes(node: Node, proof: Proof, near_whole: float) -> list[Node]:
    """Have at most, or at least, so many classes of a grade in all schools together; where each grade has its own."""
    problem = node.problem
    if problem.school_multigrade.any():
        return []
    found = np.zeros((problem.n_years, len(problem.grades)))
    columns = zip(proof.block_columns, proof.used, strict=True)
    taken = [(column, used) for column, used in columns if used > _PUPILS_OFF]
    school = np.array([column.school for column, _ in taken], dtype=np.int64)
    load = np.zeros((len(taken), len(problem.grades)))
    for place, (column, _) in enumerate(taken):
        load[place] = problem.block_grade_pupils[list(column.blocks)].sum(axis=0)
    classes = school_states(school_rules_of(problem), school, load, np.zeros(len(taken))).classes
    for place, (column, used) in enumerate(taken):
        found[column.year] += used * classes[place]
    for row in _class_rows(node.more_rows):
        found[row.year, row.grade] = np.clip(found[row.year, row.grade], row.low, row.high)
    worth = _off_whole(found, near_whole) * problem.grade_class_yuan
    if not worth.any():
        return []
    year, grade = (int(axis) for axis in np.unravel_index(worth.argmax(), worth.shape))
    least = math.ceil(found[year, grade])
    return [
        replace(node, more_rows=_narrowed(node.more_rows, ClassRow(year=year, grade=grade, low=low, high=high)))
        for low, high in ((-math.inf, least - 1.0), (float(least), math.inf))
    ]


def _class_rows(rows: Sequence[MoreRow]) -> list[ClassRow]:
    return [row for row in rows if isinstance(row, ClassRow)]


def _narrowed(rows: Sequence[MoreRow], row: ClassRow) -> tuple[MoreRow, ...]:
    """Add a row; one of the same grade and year is narrowed."""
    if not any((old.year, old.grade) == (row.year, row.grade) for old in _class_rows(rows)):
        return (*rows, row)
    return tuple(
        replace(old, low=max(old.low, row.low), high=min(old.high, row.high))
        if isinstance(old, ClassRow) and (old.year, old.grade) == (row.year, row.grade)
        else old
        for old in rows
    )


def _by_school(node: Node, proof: Proof, near_whole: float) -> list[Node]:
    """Have a school open, or not; where there is one planning year."""
    problem = node.problem
    if problem.n_years > 1:
        return []
    opened = np.zeros(problem.n_schools)
    for column, used in zip(proof.block_columns, proof.used, strict=True):
        opened[column.school] += used
    worth = np.where(problem.school_decision == Decision.FREE, _off_whole(opened.clip(0.0, 1.0), near_whole), 0.0)
    if not worth.any():
        return []
    school = int(worth.argmax())
    return [replace(node, problem=_decided(problem, school, decision)) for decision in (Decision.CLOSE, Decision.KEEP)]


def _by_pair(node: Node, proof: Proof, near_whole: float) -> list[Node]:
    """Have a block go to a school, or not there; a block with one school left may still be left over, in fractions."""
    problem = node.problem
    choice = np.diff(problem.block_first_pair)[problem.pair_block] > 1
    worth = _off_whole(proof.pair_share, near_whole) * choice * problem.block_pupils[problem.pair_block]
    if not worth.any():
        return []
    pair = int(worth.argmax())
    others = problem.pair_block == problem.pair_block[pair]
    others[pair] = False
    here = np.arange(problem.n_pairs) == pair
    return [replace(node, problem=only_pairs(problem, ~gone)) for gone in (here, others)]


def _off_whole(values: Floats, near_whole: float) -> Floats:
    """Return how far values are from whole ones; 0 where they are near."""
    off: Floats = np.abs(values - np.round(values))
    return np.where(off > near_whole, off, 0.0)


def _decided(problem: Problem, school: int, decision: Decision) -> Problem:
    decisions = problem.school_decision.copy()
    decisions[school] = decision
    return replace(problem, school_decision=decisions)
