"""Problems that fall apart: groups of blocks and schools that share nothing are solved one by one.

Merge counts and a budget bind groups together; where one of them is set, the problem stays whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from planner.optimise.restrict import only_blocks
from planner.problem.problem import Decision, Flags, Ints, Problem, Solution
from planner.problem.reserve import reserve_groups


@dataclass(frozen=True, kw_only=True, eq=False)
class Component:
    """One group as a problem of its own, and where its pairs stand in the whole: (pair of the group)."""

    problem: Problem
    pairs: Ints


def components_of(problem: Problem) -> tuple[Component, ...]:
    """Return the problem's groups, the largest first; none where it does not fall apart.

    Each has all schools, those of other groups closed. Schools in nobody's reach stand in the largest.
    """
    if _bound_together(problem):
        return ()
    group_of_block, group_of_school = _labels(problem)
    sizes = np.bincount(group_of_block[problem.pair_block]) if problem.n_pairs else np.zeros(0, dtype=np.int64)
    if np.count_nonzero(sizes) <= 1:
        return ()
    order = [int(component) for component in np.argsort(-sizes, kind="stable") if sizes[component]]
    rest_of_blocks = ~np.isin(group_of_block, order)
    rest_of_schools = ~np.isin(group_of_school, order)
    return tuple(
        _component(
            problem,
            (group_of_block == component) | (rest_of_blocks & (place == 0)),
            (group_of_school == component) | (rest_of_schools & (place == 0)),
        )
        for place, component in enumerate(order)
    )


def joined(problem: Problem, components: Sequence[Component], solutions: Sequence[Solution]) -> Solution:
    """Join the answers of the groups to one of the whole problem."""
    shape = (problem.n_schools, problem.n_years)
    opened, rooms, beds = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    classes = np.zeros((*shape, len(problem.grades)), dtype=np.int64)
    share = np.zeros(problem.n_pairs)
    for component, solution in zip(components, solutions, strict=True):
        opened |= solution.open
        rooms, beds, classes = rooms + solution.classrooms_added, beds + solution.beds_added, classes + solution.classes
        share[component.pairs] = solution.share
    saved = sum((solution.saved for solution in solutions), np.zeros((1, 1, 1), dtype=np.int64))
    return Solution(open=opened, classrooms_added=rooms, beds_added=beds, classes=classes, share=share, saved=saved)


def split_by_component(components: Sequence[Component], solution: Solution) -> Iterator[Solution]:
    """Yield each group's part of an answer."""
    for component in components:
        here = component.problem.school_decision != Decision.CLOSE
        yield Solution(
            open=solution.open & here[:, None],
            classrooms_added=solution.classrooms_added * here[:, None],
            beds_added=solution.beds_added * here[:, None],
            classes=solution.classes * here[:, None, None],
            share=solution.share[component.pairs],
            saved=solution.saved * here[:, None, None],
        )


def _bound_together(problem: Problem) -> bool:
    mergeable = int(problem.school_mergeable.sum())
    counted = bool(problem.merge_least.any()) or problem.merge_most < mergeable
    return counted or bool(np.isfinite([*problem.budget_yuan, problem.most_moved_pupils]).any())


def _labels(problem: Problem) -> tuple[Ints, Ints]:
    """Give blocks and schools the same number that pairs which may be used, conflicts or ties connect."""
    used = problem.school_decision[problem.pair_school] != Decision.CLOSE
    block, school = problem.pair_block[used], problem.pair_school[used]
    first_school, first_tie = problem.n_blocks, problem.n_blocks + problem.n_schools
    first_rule = first_tie + len(problem.tie_school)
    first_group = first_rule + len(problem.town_names)
    grouped = np.nonzero(np.asarray(reserve_groups(problem).any(axis=0)))[0]
    # a pair conflicts with schools that are out of its block's reach too
    bound = used[problem.conflict_pair]
    bound_blocks, bound_schools = problem.pair_block[problem.conflict_pair[bound]], problem.conflict_school[bound]
    tied = used[problem.tied_pair]
    tied_blocks, ties = problem.pair_block[problem.tied_pair[tied]], problem.tied_by[tied]
    released = np.unique(ties[problem.tie_school[ties] >= 0])
    # years of one school hang together: what is built or merged stays so
    # alternatives of one site hang together too
    row = np.arange(problem.n_schools)
    one, other = np.nonzero((problem.school_site[:, None] == problem.school_site) & (row[:, None] < row))
    # so do the schools of a town that needs so many of them, and those whose free rooms are counted together
    rule, counted = np.nonzero(problem.town_counts)
    ends = (
        (first_rule + rule, first_school + counted),
        (first_group + problem.reserve_group[grouped], first_school + grouped),
        (block, first_school + school),
        (bound_blocks, first_school + bound_schools),
        (tied_blocks, first_tie + ties),
        (first_tie + released, first_school + problem.tie_school[released]),
        (first_school + one, first_school + other),
    )
    tails, heads = (np.concatenate([pair[side] for pair in ends]) for side in range(2))
    nodes = first_group + int(problem.reserve_group.max(initial=-1)) + 1
    links = coo_matrix((np.ones(len(tails)), (tails, heads)), shape=(nodes, nodes))
    _, label = connected_components(links, directed=False)
    return label[:first_school].astype(np.int64), label[first_school:first_tie].astype(np.int64)


def _component(problem: Problem, blocks: Flags, schools: Flags) -> Component:
    part = only_blocks(problem, blocks)
    own_rules = np.asarray((problem.town_counts & schools).any(axis=1))
    own = replace(
        part,
        school_decision=np.where(schools, part.school_decision, Decision.CLOSE),
        school_mergeable=part.school_mergeable & schools,
        merge_most=int((part.school_mergeable & schools).sum()),
        town_names=tuple(name for name, kept in zip(problem.town_names, own_rules, strict=True) if kept),
        town_least=problem.town_least[own_rules],
        town_counts=problem.town_counts[own_rules],
        town_beds=problem.town_beds[own_rules],
    )
    return Component(problem=own, pairs=np.nonzero(blocks[problem.pair_block])[0])
