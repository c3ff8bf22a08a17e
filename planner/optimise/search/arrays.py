"""What the local search works on: a Problem as flat arrays, and who sits where.

Compiled code reads these tuples of arrays. `Rules` never changes; `Seats` is changed in place by the kernels of
`planner.optimise.search.state`. A block without a seat sits on pair -1.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.lacking import Least, band_grade_of, example_least, least_of
from planner.optimise.runtime.compiled import in_order
from planner.optimise.school import Records, example_rules, records, school_rules_of
from planner.optimise.search.links import Links, example_links, links_of, nothing_linked
from planner.optimise.search.ties import Tied, Ties, example_ties, nobody_tied, shared_among_tied, ties_of
from planner.problem.problem import Floats, Ints, Mode, Problem

_LEAST_SHARE = 1e-3
"""Pricing's shares below this say nothing."""


class Rules(NamedTuple):
    """The Problem in the types that compiled code wants: few arrays, for each costs time at every call."""

    pairs: Records
    """(pair): block, school, yuan, boards (1 where pupils board); moved, pupils who change school; first_conflict, see
    `Links`."""
    near: Ints
    """(pair): each block's pairs again, the cheapest journey first."""
    order: Ints
    """(pair): each block's pairs again, those most worth a try first."""
    blocks: Records
    """(block): first, last (its pairs are first up to last), year, band, pupils; missing, pupils as many as count where
    they have no seat; likely (pairs that lead `order`)."""
    block_grades: Floats
    """(block, grade): pupils."""
    band_grade: Ints
    """(band, n): the band's grades, then -1."""
    grades: Records
    """(grade): size, yuan of a class."""
    schools: Records
    """(school): the arrays of Problem that begin with `school_`; rooms_max is no more than the most classes of any."""
    first_conflict: Ints
    """(school + 1): see `Links`."""
    limits: Records
    """(1): annuity, shortfall_yuan, n_years; is_short, 1 where the search may leave pupils over who have a seat."""
    decided: Ints
    """(year, 2): the first of the years that are decided with it, and the first after them."""
    linking: Links
    """Rows that link schools, and what each school adds to them."""
    least: Least
    """Pupils that schools need to be open."""
    ties: Ties
    """Blocks that are tied to each other."""


class Seats(NamedTuple):
    """Who sits where, and what it asks of each school."""

    blocks: Records
    """(block): at, the pair it takes or -1; after and before, its neighbours in the school's list or -1."""
    load: Floats
    """(school, year, grade): pupils."""
    classes: Ints
    """(school, year, grade): each grade by itself."""
    saved: Ints
    """(school, year, band): fewer where grades are taught together."""
    years: Records
    """(school, year): rooms (classes of all grades), pupils, boarders, count of blocks, head of their list or -1."""
    schools: Records
    """(school): opens, first open year; closes, first year not open again (equal to opens where it is never open);
    yuan of school, classes, funding and capital over all years; capital, the part of rooms and beds in it; lacking,
    pupils too few in the years in which it is open."""
    linked: Floats
    """(link): what the school adds to the row."""
    tied: Tied
    """Who sits where of the blocks that are tied to each other."""
    rows: Records
    """(row): sum of a linking row, and the price of breaking it, yuan a unit."""
    sums: Floats
    """Total yuan; penalty, yuan that broken linking rows cost at their present prices."""


_PAIR = np.dtype([
    ("block", np.int64), ("school", np.int64), ("yuan", np.float64), ("boards", np.int64),
    ("moved", np.float64), ("first_conflict", np.int64), ("last_conflict", np.int64),
])  # fmt: skip
_BLOCK = np.dtype([
    ("first", np.int64), ("last", np.int64), ("year", np.int64), ("band", np.int64), ("pupils", np.float64),
    ("missing", np.float64), ("likely", np.int64),
])  # fmt: skip
_LIMITS = np.dtype([
    ("annuity", np.float64), ("shortfall_yuan", np.float64), ("n_years", np.int64),
    ("is_short", np.int64),
])  # fmt: skip
_BLOCK_SEAT = np.dtype([("at", np.int64), ("after", np.int64), ("before", np.int64)])
_YEAR_SEAT = np.dtype([
    ("rooms", np.int64), ("pupils", np.float64), ("boarders", np.float64), ("class_yuan", np.float64),
    ("count", np.int64), ("head", np.int64),
])  # fmt: skip
_SCHOOL_SEAT = np.dtype([
    ("opens", np.int64), ("closes", np.int64), ("yuan", np.float64), ("capital", np.float64), ("lacking", np.float64),
])  # fmt: skip


def rules_of(problem: Problem, pair_share: Floats | None = None) -> Rules:
    """Flatten a Problem of whole blocks.

    `pair_share`, shape (pair), says how pricing would share out each block: pairs with a share are tried first.
    """
    near = np.lexsort((problem.pair_yuan, problem.pair_block)).astype(np.int64)
    likely = np.zeros(problem.n_pairs) if pair_share is None else np.where(pair_share > _LEAST_SHARE, pair_share, 0.0)
    likely = shared_among_tied(problem, likely)
    school = school_rules_of(problem)
    rules = Rules(
        pairs=records(
            _PAIR,
            block=problem.pair_block,
            school=problem.pair_school,
            yuan=problem.pair_yuan,
            boards=problem.pair_mode == Mode.BOARD,
            moved=problem.pair_moved_pupils,
            first_conflict=np.searchsorted(problem.conflict_pair, np.arange(problem.n_pairs)),
            last_conflict=np.searchsorted(problem.conflict_pair, np.arange(problem.n_pairs), side="right"),
        ),
        near=near,
        order=np.lexsort((problem.pair_yuan, -likely, problem.pair_block)).astype(np.int64),
        blocks=records(
            _BLOCK,
            first=problem.block_first_pair[:-1],
            last=problem.block_first_pair[1:],
            year=problem.block_year,
            band=problem.block_band,
            pupils=problem.block_pupils,
            missing=problem.block_missing_pupils,
            likely=np.bincount(problem.pair_block, weights=likely > 0, minlength=problem.n_blocks),
        ),
        block_grades=problem.block_grade_pupils,
        band_grade=band_grade_of(problem),
        grades=school.grades,
        schools=school.schools,
        first_conflict=np.searchsorted(np.sort(problem.conflict_school), np.arange(problem.n_schools + 1)),
        limits=records(
            _LIMITS,
            annuity=np.array([problem.annuity]),
            shortfall_yuan=np.array([problem.shortfall_yuan_per_pupil]),
            n_years=np.array([problem.n_years]),
            is_short=np.zeros(1, dtype=np.int64),
        ),
        decided=np.column_stack([problem.decided_from, problem.decided_until]).astype(np.int64),
        linking=links_of(problem)[0],
        least=least_of(problem),
        ties=in_order(ties_of(problem)),
    )
    return in_order(rules)


def example() -> tuple[Rules, Seats]:
    """Return rules and seats of nothing, to compile for."""
    ints, floats, cells = np.zeros(0, dtype=np.int64), np.zeros(0), (0, 0, 0)
    rules = Rules(
        pairs=np.zeros(0, _PAIR),
        near=ints,
        order=ints,
        blocks=np.zeros(0, _BLOCK),
        block_grades=np.zeros((0, 0)),
        band_grade=np.zeros((0, 0), dtype=np.int64),
        grades=example_rules().grades,
        schools=example_rules().schools,
        first_conflict=ints,
        limits=np.zeros(0, _LIMITS),
        decided=np.zeros((0, 2), dtype=np.int64),
        linking=example_links(),
        least=example_least(),
        ties=example_ties()[0],
    )
    seats = Seats(
        blocks=np.zeros(0, _BLOCK_SEAT),
        load=np.zeros(cells),
        classes=np.zeros(cells, dtype=np.int64),
        saved=np.zeros(cells, dtype=np.int64),
        years=np.zeros((0, 0), _YEAR_SEAT),
        schools=np.zeros(0, _SCHOOL_SEAT),
        linked=floats,
        tied=example_ties()[1],
        rows=nothing_linked(0),
        sums=floats,
    )
    return rules, seats


def empty_seats(problem: Problem, rules: Rules, opens: Ints, closes: Ints) -> Seats:
    """Nobody seated, schools open in their years; sums not yet right: `settle` before use."""
    schools, years, blocks = problem.n_schools, problem.n_years, problem.n_blocks
    nobody = np.full(blocks, -1, dtype=np.int64)
    at_years = np.zeros((schools, years), dtype=_YEAR_SEAT)
    at_years["head"] = -1
    zeros = np.zeros(schools)
    return Seats(
        blocks=records(_BLOCK_SEAT, at=nobody, after=nobody, before=nobody),
        load=np.zeros((schools, years, len(problem.grades))),
        classes=np.zeros((schools, years, len(problem.grades)), dtype=np.int64),
        saved=np.zeros((schools, years, len(problem.bands)), dtype=np.int64),
        years=at_years,
        schools=records(_SCHOOL_SEAT, opens=opens, closes=closes, yuan=zeros, capital=zeros, lacking=zeros),
        linked=np.zeros(len(rules.linking.links)),
        tied=nobody_tied(rules.ties),
        rows=nothing_linked(len(rules.linking.rows)),
        sums=np.zeros(2),
    )
