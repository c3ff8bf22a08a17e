"""The playing board of the local search: a Problem as flat arrays, and who sits where.

Compiled code reads these tuples of arrays. `Rules` never changes; `Seats` is changed in place by the kernels of this
file, which keep each school's loads, its open years, its yuan and what it adds to linking rows in step. A block without
a seat sits on pair -1.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner, in_order
from planner.optimise.school import (
    Needs,
    Records,
    classes_for,
    example_rules,
    one_off_yuan,
    records,
    school_at,
    school_rules_of,
    state_of,
    with_classes,
    with_pupils,
)
from planner.optimise.search.links import (
    Links,
    example_links,
    links_of,
    nothing_linked,
    penalty_of,
)
from planner.problem.problem import Floats, Ints, Mode, Problem

_LEAST_SHARE = 1e-3
"""Pricing's shares below this say nothing."""


class Rules(NamedTuple):
    """The Problem in the types that compiled code wants: few arrays, for each costs time at every call."""

    pairs: Records
    """(pair): block, school, yuan, boards (1 where pupils board)."""
    near: Ints
    """(pair): each block's pairs again, the cheapest journey first."""
    order: Ints
    """(pair): each block's pairs again, those most worth a try first."""
    blocks: Records
    """(block): first, last (its pairs are first up to last), year, band, pupils, likely (pairs that lead `order`)."""
    block_grades: Floats
    """(block, grade): pupils."""
    band_grade: Ints
    """(band, n): the band's grades, then -1."""
    grades: Records
    """(grade): size, yuan of a class."""
    schools: Records
    """(school): the arrays of Problem that begin with `school_`; rooms_max is no more than the most classes of any."""
    limits: Records
    """(1): annuity, shortfall_yuan, n_years."""
    linking: Links
    """Rows that link schools, and what each school adds to them."""


class Seats(NamedTuple):
    """Who sits where, and what it asks of each school."""

    blocks: Records
    """(block): at, the pair it takes or -1; after and before, its neighbours in the school's list or -1."""
    load: Floats
    """(school, year, grade): pupils."""
    classes: Ints
    """(school, year, grade)."""
    years: Records
    """(school, year): rooms (classes of all grades), pupils, boarders, count of blocks, head of their list or -1."""
    schools: Records
    """(school): opens, first open year; closes, first year not open again (equal to opens where it is never open);
    yuan of school, classes and capital over all years; capital, the part of rooms and beds in it."""
    linked: Floats
    """(link): what the school adds to the row."""
    rows: Records
    """(row): sum of a linking row, and the price of breaking it, yuan a unit."""
    sums: Floats
    """Total yuan; penalty, yuan that broken linking rows cost at their present prices."""


_PAIR = np.dtype([("block", np.int64), ("school", np.int64), ("yuan", np.float64), ("boards", np.int64)])
_BLOCK = np.dtype([
    ("first", np.int64), ("last", np.int64), ("year", np.int64), ("band", np.int64), ("pupils", np.float64),
    ("likely", np.int64),
])  # fmt: skip
_LIMITS = np.dtype([
    ("annuity", np.float64), ("shortfall_yuan", np.float64), ("n_years", np.int64),
])  # fmt: skip
_BLOCK_SEAT = np.dtype([("at", np.int64), ("after", np.int64), ("before", np.int64)])
_YEAR_SEAT = np.dtype([
    ("rooms", np.int64), ("pupils", np.float64), ("boarders", np.float64), ("class_yuan", np.float64),
    ("count", np.int64), ("head", np.int64),
])  # fmt: skip
_SCHOOL_SEAT = np.dtype([
    ("opens", np.int64), ("closes", np.int64), ("yuan", np.float64), ("capital", np.float64),
])  # fmt: skip


def rules_of(problem: Problem, pair_share: Floats | None = None) -> Rules:
    """Flatten a Problem of whole blocks.

    `pair_share`, shape (pair), says how pricing would share out each block: pairs with a share are tried first.
    """
    near = np.lexsort((problem.pair_yuan, problem.pair_block)).astype(np.int64)
    likely = np.zeros(problem.n_pairs) if pair_share is None else np.where(pair_share > _LEAST_SHARE, pair_share, 0.0)
    widest = int(problem.band_grades.sum(axis=1).max())
    band_grade = np.full((len(problem.bands), widest), -1, dtype=np.int64)
    for band, grades in enumerate(problem.band_grades):
        columns = np.nonzero(grades)[0]
        band_grade[band, : len(columns)] = columns
    school = school_rules_of(problem)
    rules = Rules(
        pairs=records(
            _PAIR,
            block=problem.pair_block,
            school=problem.pair_school,
            yuan=problem.pair_yuan,
            boards=problem.pair_mode == Mode.BOARD,
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
            likely=np.bincount(problem.pair_block, weights=likely > 0, minlength=problem.n_blocks),
        ),
        block_grades=problem.block_grade_pupils,
        band_grade=band_grade,
        grades=school.grades,
        schools=school.schools,
        limits=records(
            _LIMITS,
            annuity=np.array([problem.annuity]),
            shortfall_yuan=np.array([problem.shortfall_yuan_per_pupil]),
            n_years=np.array([problem.n_years]),
        ),
        linking=links_of(problem)[0],
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
        limits=np.zeros(0, _LIMITS),
        linking=example_links(),
    )
    seats = Seats(
        blocks=np.zeros(0, _BLOCK_SEAT),
        load=np.zeros(cells),
        classes=np.zeros(cells, dtype=np.int64),
        years=np.zeros((0, 0), _YEAR_SEAT),
        schools=np.zeros(0, _SCHOOL_SEAT),
        linked=floats,
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
        years=at_years,
        schools=records(_SCHOOL_SEAT, opens=opens, closes=closes, yuan=zeros, capital=zeros),
        linked=np.zeros(len(rules.linking.links)),
        rows=nothing_linked(len(rules.linking.rows)),
        sums=np.zeros(2),
    )


@compiled_inner
def settle(rules: Rules, seats: Seats) -> None:
    """Bring every school's yuan, the linking rows and the sums in step with who sits where."""
    for school in range(len(seats.schools)):
        recompute_cost(rules, seats, school)
    total = 0.0
    for block in range(len(seats.blocks)):
        total += yuan_of_seat(rules, block, seats.blocks[block]["at"])
    seats.sums[0] = total + seats.schools["yuan"].sum()
    reprice(rules, seats)


@compiled_inner
def reprice(rules: Rules, seats: Seats) -> None:
    """Bring the penalty in step with sums and prices of the linking rows."""
    seats.sums[1] = penalty_of(rules.linking.rows, seats.rows)


@compiled_inner
def priced_total(seats: Seats) -> float:
    """Return the total and the penalty, yuan: what the walk makes less."""
    return float(seats.sums[0] + seats.sums[1])


@compiled_inner
def yuan_of_seat(rules: Rules, block: int, pair: int) -> float:
    """Yuan of the block's journey, or of its shortfall."""
    if pair < 0:
        return rules.blocks[block]["pupils"] * rules.limits[0]["shortfall_yuan"]
    return rules.pairs[pair]["yuan"]


@compiled_inner
def pair_to(rules: Rules, block: int, school: int) -> int:
    """Return the block's pair with a school, -1 if it is out of reach; pairs of a block are sorted by school."""
    low, high = rules.blocks[block]["first"], rules.blocks[block]["last"]
    while low < high:
        middle = (low + high) // 2
        if rules.pairs[middle]["school"] < school:
            low = middle + 1
        else:
            high = middle
    if low < rules.blocks[block]["last"] and rules.pairs[low]["school"] == school:
        return low
    return -1


@compiled_inner
def seat(rules: Rules, seats: Seats, block: int, pair: int) -> None:
    """Seat a block that has no seat; loads only, `recompute_cost` does the yuan."""
    seats.blocks[block]["at"] = pair
    if pair < 0:
        return
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    _shift_load(rules, seats, block, pair, 1.0)
    first = seats.years[school, year]["head"]
    seats.blocks[block]["before"] = -1
    seats.blocks[block]["after"] = first
    if first >= 0:
        seats.blocks[first]["before"] = block
    seats.years[school, year]["head"] = block


@compiled_inner
def unseat(rules: Rules, seats: Seats, block: int) -> None:
    """Take a block's seat away; loads only."""
    pair = seats.blocks[block]["at"]
    seats.blocks[block]["at"] = -1
    if pair < 0:
        return
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    _shift_load(rules, seats, block, pair, -1.0)
    before, after = seats.blocks[block]["before"], seats.blocks[block]["after"]
    if before >= 0:
        seats.blocks[before]["after"] = after
    else:
        seats.years[school, year]["head"] = after
    if after >= 0:
        seats.blocks[after]["before"] = before


@compiled_inner
def _shift_load(rules: Rules, seats: Seats, block: int, pair: int, sign: float) -> None:
    """Add a block's pupils to its school and year, or take them off (sign -1)."""
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    band, needs = rules.blocks[block]["band"], needs_at(seats, school, year)
    for place in range(rules.band_grade.shape[1]):
        grade = rules.band_grade[band, place]
        if grade < 0:
            break
        load = seats.load[school, year, grade] + sign * rules.block_grades[block, grade]
        seats.load[school, year, grade] = load
        has = classes_for(load, rules.grades[grade]["size"])
        needs = with_classes(needs, seats.classes[school, year, grade], has, rules.grades[grade]["yuan"])
        seats.classes[school, year, grade] = has
    pupils = sign * rules.blocks[block]["pupils"]
    needs = with_pupils(needs, pupils, pupils * rules.pairs[pair]["boards"])
    seats.years[school, year]["rooms"] = needs.rooms
    seats.years[school, year]["pupils"] = needs.pupils
    seats.years[school, year]["boarders"] = needs.boarders
    seats.years[school, year]["class_yuan"] = needs.class_yuan
    seats.years[school, year]["count"] += int(sign)


@compiled_inner
def needs_at(seats: Seats, school: int, year: int) -> Needs:
    """Return what those who sit at a school ask of it in a year."""
    now = seats.years[school, year]
    return Needs(now["rooms"], now["pupils"], now["boarders"], now["class_yuan"])


@compiled_inner
def fits(rules: Rules, seats: Seats, school: int, year: int) -> bool:
    """Whether the school keeps its own limits in the year."""
    return state_of(school_at(rules.schools, school), needs_at(seats, school, year)).violation == 0.0


@compiled_inner
def capital_of(rules: Rules, seats: Seats, school: int, year: int, needs: Needs) -> float:
    """Return yuan a year of rooms and beds, over all years, with these needs in one of them (-1: in none)."""
    limits = school_at(rules.schools, school)
    rooms, beds, yuan = 0, 0, 0.0
    for each in range(rules.limits[0]["n_years"]):
        state = state_of(limits, needs if each == year else needs_at(seats, school, each))
        rooms, beds = max(rooms, state.rooms_added), max(beds, state.beds_added)
        yuan += one_off_yuan(limits, rooms, beds)
    return float(yuan * rules.limits[0]["annuity"])


@compiled_inner
def recompute_cost(rules: Rules, seats: Seats, school: int) -> float:
    """Work out a school's yuan anew from its loads and open years; return by how much it rose, penalty apart."""
    open_years = seats.schools[school]["closes"] - seats.schools[school]["opens"]
    capital = capital_of(rules, seats, school, -1, needs_at(seats, school, 0))
    yuan = capital + rules.schools[school]["fixed_yuan"] * open_years
    for year in range(rules.limits[0]["n_years"]):
        yuan += seats.years[school, year]["class_yuan"]
    if rules.schools[school]["existing"] == 0:
        yuan += rules.limits[0]["annuity"] * rules.schools[school]["build_yuan"] * open_years
    risen = yuan - seats.schools[school]["yuan"]
    seats.sums[0] += risen
    seats.schools[school]["yuan"] = yuan
    seats.schools[school]["capital"] = capital
    if rules.linking.first_link[school] < rules.linking.first_link[school + 1]:
        _relink(rules, seats, school)
    return risen


@compiled_inner
def _relink(rules: Rules, seats: Seats, school: int) -> None:
    """Work out anew what a school adds to linking rows; its links are sorted by row, then year."""
    limits, changed = school_at(rules.schools, school), False
    opens, closes = seats.schools[school]["opens"], seats.schools[school]["closes"]
    rooms, beds, year = 0, 0, 0
    for place in range(rules.linking.first_link[school], rules.linking.first_link[school + 1]):
        link = rules.linking.links[place]
        if link["year"] < year:
            rooms, beds, year = 0, 0, 0
        while year <= link["year"]:
            state = state_of(limits, needs_at(seats, school, year))
            rooms, beds, year = max(rooms, state.rooms_added), max(beds, state.beds_added), year + 1
        adds = link["rooms"] * rooms + link["beds"] * beds
        if opens <= link["year"] < closes:
            adds += link["opened"]
        if adds != seats.linked[place]:
            seats.rows[link["row"]]["sum"] += adds - seats.linked[place]
            seats.linked[place], changed = adds, True
    if changed:
        reprice(rules, seats)
