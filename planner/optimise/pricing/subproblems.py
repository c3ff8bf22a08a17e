"""Pricing subproblems of the Lagrangean relaxation (Geoffrion 1974) of the rows that place each block.

L(prices) = sum of prices - sum over schools and years of what the best column earns at them, is a lower bound on the
total, for prices between 0 and the block's shortfall. Schools and years are priced apart: each year pays its own need
at least.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.cost import saved_classes
from planner.optimise.pricing.class_vectors import Subproblem
from planner.optimise.pricing.effort import Workers
from planner.optimise.pricing.multigrade import solve_with_classes
from planner.optimise.pricing.small_schools import solve_with_funding
from planner.optimise.pricing.subproblem_kernel import SubproblemResult, solve_subproblem
from planner.optimise.runtime.compiled import in_order
from planner.optimise.runtime.thread_pool import for_each
from planner.problem.multigrade import class_seats
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem

_NO_LIMIT = 2**40
_CHUNKS = 64
"""Of subproblems, for the thread pool: many more than threads, so that the work is even."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subproblems:
    """Every school that may be open, in every year with somebody within its reach, ready for pricing."""

    problem: Problem
    school: Ints
    """(subproblem)."""
    year: Ints
    """(subproblem)."""
    each: tuple[Subproblem, ...]
    pairs: tuple[Ints, ...]
    """(subproblem): the pair of each of its items."""
    blocks: tuple[Ints, ...]
    """(subproblem): the block of each of its items."""
    grades: tuple[Ints, ...]
    """(subproblem): the grade of each of its grades of bands, shape (band, grade of the band)."""

    @property
    def takes_somebody(self) -> Flags:
        """(subproblem): whether its school must stay and somebody must be there: it takes a column, not one at most."""
        stays = self.problem.school_decision[self.school] == Decision.KEEP
        asked = np.array([subproblem.asked.any() for subproblem in self.each], dtype=bool)
        takes: Flags = stays & asked
        return takes


@dataclass(frozen=True, kw_only=True)
class SubproblemEffort:
    """How exactly: yuan left unproven for each subproblem, and the beam widths for each class vector, in turn."""

    tolerance: float
    widths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Prices:
    """What a plan pays, yuan a year: for each block placed, for each room and bed added beside its annuity.

    What a class is worth is taken off its cost: never more than all of it.
    """

    blocks: Floats
    pairs: Floats
    """(pair): beside its block's."""
    rooms: Floats
    """(school, year)."""
    beds: Floats
    """(school, year)."""
    classes: Floats
    """(year, grade)."""


def subproblems_of(problem: Problem) -> Subproblems:
    """Gather the pairs of each school and year, band by band, those left out that could never be used."""
    place_of = problem.pair_school * problem.n_years + problem.block_year[problem.pair_block]
    usable = np.nonzero(_usable(problem))[0]
    order = usable[np.lexsort((problem.block_band[problem.pair_block[usable]], place_of[usable]))]
    values, starts = np.unique(place_of[order], return_index=True)
    groups = np.split(order, starts[1:]) if len(values) else []
    made = [_subproblem(problem, pairs) for pairs in groups]
    return Subproblems(
        problem=problem,
        school=values // problem.n_years,
        year=values % problem.n_years,
        each=tuple(subproblem for subproblem, _ in made),
        pairs=tuple(groups),
        blocks=tuple(problem.pair_block[pairs] for pairs in groups),
        grades=tuple(grades for _, grades in made),
    )


def solve_subproblems(
    subproblems: Subproblems,
    prices: Prices,
    before: Sequence[Flags],
    effort: SubproblemEffort,
    workers: Workers,
) -> list[SubproblemResult] | None:
    """Solve every subproblem; `before` is the last solution of each. None where the clock is over before the last."""
    widths = np.array(effort.widths, dtype=np.int64)

    def one(s: int) -> SubproblemResult | None:
        if workers.clock.is_late:
            return None
        price = item_prices(subproblems, s, prices)
        return solve_with_funding(
            subproblem_at(subproblems, s, prices),
            lambda priced: solve_with_classes(
                priced, lambda each: solve_subproblem(each, price, before[s], effort.tolerance, widths)
            ),
            effort.tolerance,
        )

    answers = [result for result in for_each(workers.pool, one, len(subproblems.each), _CHUNKS) if result is not None]
    return answers if len(answers) == len(subproblems.each) else None


def item_prices(subproblems: Subproblems, s: int, prices: Prices) -> Floats:
    """(item): what a subproblem earns by taking it, yuan a year."""
    earned: Floats = prices.blocks[subproblems.blocks[s]] + prices.pairs[subproblems.pairs[s]]
    return earned


def subproblem_at(subproblems: Subproblems, s: int, prices: Prices) -> Subproblem:
    """Return a subproblem with these prices of rooms, beds and classes in its costs."""
    year = subproblems.year[s]
    school = subproblems.school[s]
    subproblem = with_linking_prices(subproblems.each[s], prices.rooms[school, year], prices.beds[school, year])
    if not prices.classes[year].any():
        return subproblem
    less = np.where(subproblem.class_size > 0, prices.classes[year][subproblems.grades[s]], 0.0)
    return subproblem._replace(class_yuan=np.maximum(subproblem.class_yuan - less, 0.0))


def with_linking_prices(subproblem: Subproblem, room_yuan: float, bed_yuan: float) -> Subproblem:
    """Return a subproblem with duals of linking rows on its rooms and beds, yuan a year; costs stay 0 at least."""
    if not room_yuan and not bed_yuan:
        return subproblem
    return subproblem._replace(
        room_yuan=max(subproblem.room_yuan + float(room_yuan), 0.0),
        bed_yuan=max(subproblem.bed_yuan + float(bed_yuan), 0.0),
    )


def nothing_taken(subproblems: Subproblems) -> list[Flags]:
    """Return the empty solution of every subproblem."""
    return [np.zeros(len(pairs), dtype=bool) for pairs in subproblems.pairs]


def _usable(problem: Problem) -> Flags:
    """(pair): whether the block, if it must go whole, fits the school, were it alone there."""
    block, school = problem.pair_block, problem.pair_school
    may_be_open: Flags = problem.school_decision[school] != Decision.CLOSE
    if not problem.whole:
        return may_be_open
    pupils = problem.block_pupils[block]
    size = problem.grade_class_size
    by_grade = np.where(np.isfinite(size), np.ceil(problem.block_grade_pupils / size), 0.0).astype(np.int64)
    saved = saved_classes(problem, school, problem.block_grade_pupils[block], by_grade[block]).sum(axis=1)
    classes = by_grade.sum(axis=1)[block] - saved
    most = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    boards = problem.pair_mode == Mode.BOARD
    usable: Flags = (
        may_be_open
        & (pupils <= problem.school_pupils_max[school])
        & (classes <= most[school])
        & (~boards | (pupils <= problem.school_beds_max[school]))
    )
    return usable


def _subproblem(problem: Problem, pairs: Ints) -> tuple[Subproblem, Ints]:
    """Put one school and year into the kernel's arrays; return it and the grades of its bands.

    Bands that nobody brings are left out.

    Pupils are rounded down: that relaxes the rules, so that the limit stays one, were they ever fractions.
    """
    school = int(problem.pair_school[pairs[0]])
    block = problem.pair_block[pairs]
    bands, first = np.unique(problem.block_band[block], return_index=True)
    grades = [np.nonzero(problem.band_grades[band])[0] for band in bands]
    width = max(len(columns) for columns in grades)
    first_item = np.append(first, len(pairs)).astype(np.int64)
    weight = np.zeros((len(pairs), width + 2), dtype=np.int64)
    for k, columns in enumerate(grades):
        here = slice(first_item[k], first_item[k + 1])
        weight[here, : len(columns)] = np.floor(problem.block_grade_pupils[block[here]][:, columns])
    weight[:, width] = weight[:, :width].sum(axis=1)
    weight[:, width + 1] = weight[:, width] * (problem.pair_mode[pairs] == Mode.BOARD)
    padded = np.array([np.append(columns, np.repeat(columns[:1], width - len(columns))) for columns in grades])
    # shares are counted in seats of classes, whoever is taught in them
    size = (problem.grade_class_size if problem.whole else class_seats(problem)[school])[padded]
    subproblem = Subproblem(
        first_item=first_item,
        yuan=problem.pair_yuan[pairs],
        weight=weight,
        class_size=np.where(np.isfinite(size), size, 0).astype(np.int64),
        class_yuan=np.where(np.isfinite(size), problem.grade_class_yuan[padded], 0.0),
        rooms=int(problem.school_classrooms[school]),
        rooms_max=int(min(problem.school_classrooms_max[school], problem.max_classes_per_school)),
        beds=int(problem.school_beds[school]),
        beds_max=int(problem.school_beds_max[school]),
        pupils_max=int(min(problem.school_pupils_max[school], _NO_LIMIT)),
        room_yuan=problem.annuity * float(problem.school_classroom_yuan[school]),
        bed_yuan=problem.annuity * float(problem.school_bed_yuan[school]),
        funded_pupils=int(problem.school_funded_pupils[school]),
        missing_yuan=float(problem.school_missing_yuan[school]),
        asked=np.zeros(len(bands), dtype=bool),
        pupils_together=int(problem.multigrade_pupils) if problem.whole and problem.school_multigrade[school] else 0,
        grades_together=problem.multigrade_grades,
    )
    asked = _asked(problem, school, int(problem.block_year[block[0]]))[bands]
    return in_order(subproblem._replace(asked=asked & _fits_with_all(subproblem, asked))), padded


def _asked(problem: Problem, school: int, year: int) -> Flags:
    """(band): whether somebody of it must be there while the school is open.

    Of each grade that a school which may be closed asks pupils of, and of each band that one asks for which must stay.
    Schools whose grades may be taught together are left out, which only makes the limit lower.
    """
    by_grade = problem.school_grade_pupils_min[school, year] > 0
    asked: Flags = (problem.band_grades & by_grade).any(axis=1)
    if problem.school_decision[school] == Decision.KEEP:
        asked |= problem.school_band_pupils_min[school, year] > 0
    alone = problem.whole and not problem.school_multigrade[school]
    return asked & alone


def _fits_with_all(subproblem: Subproblem, asked: Flags) -> bool:
    """Whether the smallest blocks of all bands that are asked for fit the school's rooms together."""
    size = subproblem.class_size[:, None]
    rooms = 0
    for k in np.nonzero(asked)[0]:
        pupils = subproblem.weight[subproblem.first_item[k] : subproblem.first_item[k + 1], :-2]
        classes = np.where(size[k] > 0, np.ceil(pupils / np.maximum(size[k], 1)), 0).sum(axis=1)
        rooms += int(classes.min())
    return rooms <= subproblem.rooms_max
