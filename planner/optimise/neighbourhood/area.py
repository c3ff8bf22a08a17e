"""A neighbourhood of a plan: some schools and blocks are decided anew, all the rest is held as the plan has it."""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import TOLERANCE_PUPILS
from planner.optimise.construction.completion import completed
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution


@dataclass(frozen=True, kw_only=True, eq=False)
class Area:
    """What may be decided anew: blocks may go to any of these schools within their reach, and no others."""

    schools: Flags
    """(school): may open or close, and take blocks."""
    blocks: Flags
    """(block): may be placed anew."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Neighbourhood:
    """A problem of every school, in which only an area is free.

    Its first blocks and pairs are the free ones. The others stand for all pupils who stay: one block for each school,
    year and way of travel, with one pair. They stay where they are
    (`planner.optimise.neighbourhood.neighbourhood_model`).
    """

    problem: Problem
    area: Area
    begin: Solution
    """The plan itself, as a solution of the neighbourhood."""
    free_blocks: int
    free_pairs: int
    blocks: Ints
    """(free block): the block of the whole problem."""
    pairs: Ints
    """(free pair): the pair of the whole problem."""


def neighbourhood_of(problem: Problem, plan: Solution, area: Area) -> Neighbourhood:
    """Return the neighbourhood of an area, with the plan as its first solution."""
    free = np.nonzero(area.blocks)[0]
    pairs = np.nonzero(area.blocks[problem.pair_block] & area.schools[problem.pair_school])[0]
    staying = np.nonzero((plan.share > 0) & ~area.blocks[problem.pair_block])[0]
    stay = _stay(problem, plan, staying)
    counts = np.concatenate([np.bincount(problem.pair_block[pairs], minlength=problem.n_blocks)[free], stay.ones])
    reduced = replace(
        problem,
        block_settlement=_joined(problem.block_settlement[free], 0 * stay.ones),
        block_band=_joined(problem.block_band[free], 0 * stay.ones),
        block_year=_joined(problem.block_year[free], stay.year),
        block_grade_pupils=np.concatenate([problem.block_grade_pupils[free], stay.grade_pupils]),
        block_pupils=np.concatenate([problem.block_pupils[free], stay.grade_pupils.sum(axis=1)]),
        block_weight=_weights(problem, free, len(stay.ones)),
        block_first_pair=_joined(np.zeros(1, dtype=np.int64), np.cumsum(counts)),
        pair_block=np.repeat(np.arange(len(counts)), counts),
        pair_school=_joined(problem.pair_school[pairs], stay.school),
        pair_mode=_joined(problem.pair_mode[pairs], stay.mode),
        pair_minutes=np.concatenate([problem.pair_minutes[pairs], np.zeros(len(stay.ones))]),
        pair_kilometres=np.concatenate([problem.pair_kilometres[pairs], np.zeros(len(stay.ones))]),
        pair_yuan=np.concatenate([problem.pair_yuan[pairs], stay.yuan]),
        pair_moved_pupils=np.concatenate([problem.pair_moved_pupils[pairs], stay.moved_pupils]),
        pair_cross_town_pupils=np.concatenate([problem.pair_cross_town_pupils[pairs], stay.cross_town_pupils]),
    )
    reduced = _with_conflicts(reduced, problem, pairs, staying, len(pairs) + stay.row)
    share = np.concatenate([plan.share[pairs], np.ones(len(stay.ones))])
    return Neighbourhood(
        problem=reduced,
        area=area,
        begin=completed(reduced, opened=plan.open, share=share),
        free_blocks=len(free),
        free_pairs=len(pairs),
        blocks=free,
        pairs=pairs,
    )


def _with_conflicts(reduced: Problem, problem: Problem, pairs: Ints, staying: Ints, held: Ints) -> Problem:
    """Give the neighbourhood the conflicts and ties of its free pairs, and of those who stay.

    `held` (staying pair): the pair of the neighbourhood that stands for it.
    """
    number = np.full(problem.n_pairs, -1)
    number[pairs], number[staying] = np.arange(len(pairs)), held
    there = number[problem.conflict_pair] >= 0
    each = (number[problem.conflict_pair], problem.conflict_school, problem.conflict_when_closed)
    pair, school, when_closed = np.unique(np.column_stack(each)[there], axis=0).T.astype(np.int64)
    reduced = replace(reduced, conflict_pair=pair, conflict_school=school, conflict_when_closed=when_closed == 1)
    tied = np.column_stack([number[problem.tied_pair], problem.tied_by])
    tied_pair, tied_by = np.unique(tied[tied[:, 0] >= 0], axis=0).T.astype(np.int64)
    return replace(reduced, tied_pair=tied_pair, tied_by=tied_by)


def everything(problem: Problem) -> Area:
    """Return the area in which nothing is held."""
    return Area(schools=np.ones(problem.n_schools, dtype=bool), blocks=np.ones(problem.n_blocks, dtype=bool))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Stay:
    """Those who stay, one row for each school, year and way of travel."""

    row: Ints
    """(staying pair): the row it stands in."""
    school: Ints
    year: Ints
    mode: Ints
    yuan: Floats
    moved_pupils: Floats
    cross_town_pupils: Floats
    grade_pupils: Floats
    ones: Ints


def _stay(problem: Problem, plan: Solution, pairs: Ints) -> _Stay:
    blocks = problem.pair_block[pairs]
    boards = problem.pair_mode[pairs] == Mode.BOARD
    key = (problem.pair_school[pairs] * problem.n_years + problem.block_year[blocks]) * 2 + boards
    keys, row = np.unique(key, return_inverse=True)
    pupils = np.zeros((len(keys), len(problem.grades)))
    np.add.at(pupils, row, problem.block_grade_pupils[blocks] * plan.share[pairs][:, None])
    sums = np.zeros((3, len(keys)))
    of_pairs = (problem.pair_yuan, problem.pair_moved_pupils, problem.pair_cross_town_pupils)
    for each, of_pair in zip(sums, of_pairs, strict=True):
        np.add.at(each, row.ravel(), of_pair[pairs] * plan.share[pairs])
    place, boarding = np.divmod(keys, 2)
    school, year = np.divmod(place, problem.n_years)
    return _Stay(
        row=row.ravel(),
        school=school,
        year=year,
        mode=np.where(boarding > 0, Mode.BOARD, Mode.WALK).astype(np.int64),
        yuan=sums[0],
        moved_pupils=sums[1],
        cross_town_pupils=sums[2],
        # shares leave rounding behind, which must not ask for another class and make a limit too high
        grade_pupils=pupils if problem.whole else (pupils - TOLERANCE_PUPILS * pupils.clip(1.0)).clip(0.0),
        ones=np.ones(len(keys), dtype=np.int64),
    )


def _weights(problem: Problem, free: Ints, staying: int) -> Floats | None:
    """(block): weights of the free blocks, and 1 for those who stay: they have a seat."""
    weight = problem.block_weight
    return None if weight is None else np.concatenate([weight[free], np.ones(staying)])


def _joined(one: Ints, other: Ints) -> Ints:
    return np.concatenate([one, other]).astype(np.int64)
