"""Linking rows in the search: what each school adds to them, by how much they are broken, and at what price.

    row: low <= sum over schools and years of opened x is_open + rooms x rooms_added + beds x beds_added <= high
    violation of a row = how far its sum lies outside, in units of the row's median coefficient
    penalty = sum over rows of price x violation, yuan

The rows are those of the rules `PRICED` (`planner.problem.statement`) that can be broken at all: a rule added there is
kept by the search with no word here. The other linking rules hold between the years of one school, and are kept by how
the search holds open years and what is added.

Two rows more count pupils, where a rule asks for them: pupils too few at schools that are open
(`planner.optimise.lacking`), and pupils who take pairs that conflict with schools as they are, open or closed. A third
counts the schools that ties have too many of. All are 0 at most. A row for each year counts pupils who change school,
where there is a limit on them. Rows of classrooms that stay free are made by `planner.optimise.search.reserve_links`.

Moves may break linking rows on the way, at prices that rise while a row is broken and fall while it is kept, between
bounds: Cordeau, Laporte & Mercier (2001), "A unified tabu search heuristic for vehicle routing problems with time
windows", J. Oper. Res. Soc. 52; Vidal, Crainic, Gendreau, Lahrichi & Rei (2012), "A hybrid genetic algorithm for
multidepot and periodic vehicle routing problems", Oper. Res. 60.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from planner.optimise.lacking import asks_for_pupils
from planner.optimise.options.search import PriceOptions
from planner.optimise.runtime.compiled import compiled_inner, in_order
from planner.optimise.school import Records, records
from planner.optimise.search.reserve_links import reserve_rows
from planner.problem.first_beds import most_first_bed_yuan
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem
from planner.problem.statement.linking import Linking, linking_of
from planner.problem.statement.rules import PRICED

LACKING, CONFLICTS, TIES, MOVES = "lacking_pupils", "avoid_conflicts", "attend_together", "limit_moves"
"""Names of the rows that count pupils, and schools too many."""
_TOLERANCE = 1e-6
"""What the sum of a row may be off by."""

_LINK = np.dtype([
    ("row", np.int64), ("year", np.int64), ("opened", np.float64), ("rooms", np.float64), ("beds", np.float64),
    ("classes", np.float64), ("open_rooms", np.float64),
])  # fmt: skip
_ROW = np.dtype([
    ("low", np.float64), ("high", np.float64), ("unit", np.float64), ("is_count", np.int64),
    ("fixed_price", np.float64),
])  # fmt: skip
_STANDING = np.dtype([("sum", np.float64), ("price", np.float64)])


class Links(NamedTuple):
    """What schools add to linking rows."""

    links: Records
    """(link): row and year; what the school adds to the row in that year by being open, by each room and bed added, by
    each class, and by each room added while it is open."""
    first_link: Ints
    """(school + 1): the links of school j are first_link[j] up to first_link[j + 1]."""
    rows: Records
    """(row): low, high; unit, the row's median coefficient; is_count, 1 where the row counts open schools alone;
    fixed_price, yuan a unit where what is too many may stay so at that price, else 0."""
    pupil_rows: Ints
    """(4): row of pupils too few at open schools, of pupils in conflict with a school as it is, of the schools that
    ties have too many of, and of pupils who change school in the first year; -1 where there is none."""
    counts_classes: Ints
    """(1): how many links count classes."""
    conflict_schools: Ints
    """(conflict): the school; those of pair p are first_conflict[p] up to first_conflict[p + 1] of the pairs."""
    conflict_when_closed: Ints
    """(conflict): 1 where the pair of `conflict_schools` conflicts with the closed school, 0 with the open one."""
    conflict_pairs: Ints
    """(conflict): the pair, sorted by school; those of school j are first_conflict[j] up to first_conflict[j + 1] of
    the schools."""
    pairs_when_closed: Ints
    """(conflict): the same as `conflict_when_closed`, of `conflict_pairs`."""


def links_of(problem: Problem) -> tuple[Links, tuple[str, ...]]:
    """Return the linking rows that can be broken, in the search's arrays, and the rule of each row."""
    linking = _with_first_beds_paid(problem, linking_of(problem, PRICED))
    shape = (3, problem.n_schools, problem.n_years)
    matrix = linking.matrix.tocoo()
    place, school, year = np.unravel_index(matrix.col, shape)
    kept = np.nonzero(_may_be_broken(problem, linking))[0]
    number = np.full(len(linking.rules), -1)
    number[kept] = np.arange(len(kept))
    cells = np.zeros((problem.n_schools, len(kept), problem.n_years, 3))
    inside = number[matrix.row] >= 0
    cells[school[inside], number[matrix.row[inside]], year[inside], place[inside]] = matrix.data[inside]
    cells[..., 2] /= problem.bed_module  # columns count modules, the search counts beds
    of_school, of_row, of_year = np.nonzero(cells.any(axis=3))
    values, asked, free = cells[of_school, of_row, of_year], _asked_of_pupils(problem), reserve_rows(problem)
    stated = records(_LINK, row=of_row, year=of_year, opened=values[:, 0], rooms=values[:, 1], beds=values[:, 2])
    first_free = len(kept) + len(asked)
    reserved = records(
        _LINK,
        row=first_free + free.row,
        year=free.year,
        opened=free.opened,
        classes=np.ones(len(free.row)),
        open_rooms=free.open_rooms,
    )
    schools, joined = np.concatenate([of_school, free.school]), np.concatenate([stated, reserved])
    order = np.lexsort((joined["year"], joined["row"], schools))
    most = dict.fromkeys(asked, 0.0) | {MOVES: problem.most_moved_pupils}
    by_school = np.argsort(problem.conflict_school, kind="stable")
    links = Links(
        links=joined[order],
        first_link=np.searchsorted(schools[order], np.arange(problem.n_schools + 1)).astype(np.int64),
        rows=np.concatenate(
            [
                records(
                    _ROW,
                    low=linking.low[kept],
                    high=linking.high[kept],
                    unit=np.array([np.median(np.abs(cells[:, row][cells[:, row] != 0])) for row in range(len(kept))]),
                    is_count=np.array([_is_count(cells[:, row]) for row in range(len(kept))], dtype=bool),
                ),
                np.array([(-np.inf, most[name], 1.0, 0, 0.0) for name in asked], dtype=_ROW),
                records(
                    _ROW,
                    low=np.full(len(free.unit), -np.inf),
                    unit=free.unit,
                    fixed_price=free.fixed_price,
                ),
            ]
        ),
        pupil_rows=np.array(
            [len(kept) + asked.index(name) if name in asked else -1 for name in (LACKING, CONFLICTS, TIES, MOVES)]
        ),
        counts_classes=np.array([len(free.row)]),
        conflict_schools=problem.conflict_school,
        conflict_when_closed=problem.conflict_when_closed.astype(np.int64),
        conflict_pairs=problem.conflict_pair[by_school],
        pairs_when_closed=problem.conflict_when_closed[by_school].astype(np.int64),
    )
    return in_order(links), (*(linking.rules[row] for row in kept), *asked, *free.names)


def _with_first_beds_paid(problem: Problem, linking: Linking) -> Linking:
    """Take what first beds of boarding schools may cost off the budget: they are added when a walk is over."""
    of_budget = np.array([rule == "stay_within_budget" for rule in linking.rules], dtype=bool)
    return replace(linking, high=linking.high - of_budget * most_first_bed_yuan(problem))


def _asked_of_pupils(problem: Problem) -> list[str]:
    """Name the rows that count pupils, as far as the problem has the rules."""
    ties = (TIES, len(problem.tied_pair) > 0)
    asked = ((LACKING, asks_for_pupils(problem)), (CONFLICTS, len(problem.conflict_pair) > 0), ties)
    years = problem.n_years if np.isfinite(problem.most_moved_pupils) else 0
    return [*(name for name, is_asked in asked if is_asked), *[MOVES] * years]


def example_links() -> Links:
    """Return links of nothing, to compile for."""
    ints = np.zeros(0, dtype=np.int64)
    return Links(
        links=np.zeros(0, _LINK),
        first_link=ints,
        rows=np.zeros(0, _ROW),
        pupil_rows=ints,
        counts_classes=ints,
        conflict_schools=ints,
        conflict_when_closed=ints,
        conflict_pairs=ints,
        pairs_when_closed=ints,
    )


def nothing_linked(rows: int) -> Records:
    """Return the standing of so many rows with every school closed, at no price."""
    return np.zeros(rows, dtype=_STANDING)


def adapted(links: Links, standing: Records, bounds: tuple[float, float], done: float, options: PriceOptions) -> Floats:
    """Return the next price of each row, within bounds; `done` is the share of the cooling that is over."""
    broken = violations_of(links, standing) > 0
    lowered = 1.0 if done >= 1.0 - options.last_share else 1.0 / options.lowered
    prices = standing["price"] * np.where(broken, options.raised, lowered)
    return priced(links, np.clip(prices, *bounds))


def priced(links: Links, prices: Floats | float) -> Floats:
    """(row): these prices, yuan a unit, but where a row has a fixed one."""
    fixed: Floats = np.where(links.rows["fixed_price"] > 0, links.rows["fixed_price"], prices)
    return fixed


def bought_yuan(links: Links, standing: Records) -> float:
    """Yuan a year of what is too many in rows that have a fixed price."""
    rows = links.rows
    too_many = np.maximum(standing["sum"] - rows["high"], 0.0) / rows["unit"]
    return float((rows["fixed_price"] * np.where(rows["fixed_price"] > 0, too_many, 0.0)).sum())


def violations_of(links: Links, standing: Records) -> Floats:
    """(row): how far each sum lies outside its limits, in units of the row; 0 where that may stay at a fixed price."""
    rows = links.rows
    off = np.maximum(np.maximum(rows["low"] - standing["sum"], standing["sum"] - rows["high"]), 0.0)
    broken = (off > _TOLERANCE) & (rows["fixed_price"] == 0)
    violations: Floats = np.where(broken, off / np.maximum(rows["unit"], _TOLERANCE), 0.0)
    return violations


@compiled_inner
def violation_at(rows: Records, row: int, total: float) -> float:
    """Return how far a sum lies outside the limits of its row, in units of the row."""
    off = max(rows[row]["low"] - total, total - rows[row]["high"])
    return float(off / rows[row]["unit"]) if off > _TOLERANCE else 0.0


@compiled_inner
def penalty_of(rows: Records, standing: Records) -> float:
    """Yuan that broken rows cost at their present prices."""
    yuan = 0.0
    for row in range(len(rows)):
        yuan += standing[row]["price"] * violation_at(rows, row, standing[row]["sum"])
    return yuan


def _may_be_broken(problem: Problem, linking: Linking) -> Flags:
    """(row): whether some decisions within their bounds lie outside the row's limits."""
    years = np.ones(problem.n_years)
    least_open = np.outer(problem.school_decision == Decision.KEEP, years)
    most_open = np.outer(problem.school_decision != Decision.CLOSE, years)
    rooms = np.outer(problem.school_classrooms_max - problem.school_classrooms, years)
    beds = np.outer((problem.school_beds_max - problem.school_beds) // problem.bed_module, years)
    lower = np.concatenate([least_open.ravel(), np.zeros(2 * rooms.size)])
    upper = np.concatenate([most_open.ravel(), rooms.ravel(), beds.ravel()])
    positive, negative = linking.matrix.maximum(0.0), linking.matrix.minimum(0.0)
    least = positive @ lower + negative @ upper
    most = positive @ upper + negative @ lower
    broken: Flags = (least < linking.low - _TOLERANCE) | (most > linking.high + _TOLERANCE)
    return broken


def _is_count(cells: Floats) -> bool:
    """Whether a row of shape (school, year, 3) counts open schools and nothing else."""
    return not cells[..., 1:].any() and bool(np.isin(cells[..., 0], (0.0, 1.0)).all())
