"""The playing board of the local search: a Problem as flat arrays, and who sits where.

Compiled code reads these tuples of arrays. `Rules` never changes; `Seats` is changed in place by the kernels of this
file, which keep each school's loads, its open years and its yuan in step. A block without a seat sits on pair -1.
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
from planner.problem.problem import Floats, Ints, Mode, Problem

_LEAST_SHARE = 1e-3
"""Pricing's shares below this say nothing."""


class Capital(NamedTuple):
    """What rooms and beds added at a school come to: yuan a year over all years, and one-off yuan."""

    yuan: float
    one_off: float


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
    """(1): annuity, shortfall_yuan, budget_yuan, merge_least, merge_most, n_years."""


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
    yuan of school, classes and capital over all years, class_yuan of classes alone; one_off yuan over all years."""
    merged: Ints
    """(year): how many are merged."""
    sums: Floats
    """Total yuan; one-off yuan."""


_PAIR = np.dtype([("block", np.int64), ("school", np.int64), ("yuan", np.float64), ("boards", np.int64)])
_BLOCK = np.dtype([
    ("first", np.int64), ("last", np.int64), ("year", np.int64), ("band", np.int64), ("pupils", np.float64),
    ("likely", np.int64),
])  # fmt: skip
_LIMITS = np.dtype([
    ("annuity", np.float64), ("shortfall_yuan", np.float64), ("budget_yuan", np.float64),
    ("merge_least", np.int64), ("merge_most", np.int64), ("n_years", np.int64),
])  # fmt: skip
_BLOCK_SEAT = np.dtype([("at", np.int64), ("after", np.int64), ("before", np.int64)])
_YEAR_SEAT = np.dtype([
    ("rooms", np.int64), ("pupils", np.float64), ("boarders", np.float64), ("class_yuan", np.float64),
    ("count", np.int64), ("head", np.int64),
])  # fmt: skip
_SCHOOL_SEAT = np.dtype([
    ("opens", np.int64), ("closes", np.int64), ("yuan", np.float64), ("capital", np.float64), ("one_off", np.float64),
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
            budget_yuan=np.array([problem.budget_yuan]),
            merge_least=np.array([problem.merge_least]),
            merge_most=np.array([problem.merge_most]),
            n_years=np.array([problem.n_years]),
        ),
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
    )
    seats = Seats(
        blocks=np.zeros(0, _BLOCK_SEAT),
        load=np.zeros(cells),
        classes=np.zeros(cells, dtype=np.int64),
        years=np.zeros((0, 0), _YEAR_SEAT),
        schools=np.zeros(0, _SCHOOL_SEAT),
        merged=ints,
        sums=floats,
    )
    return rules, seats


def empty_seats(problem: Problem, opens: Ints, closes: Ints) -> Seats:
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
        schools=records(_SCHOOL_SEAT, opens=opens, closes=closes, yuan=zeros, capital=zeros, one_off=zeros),
        merged=np.zeros(years, dtype=np.int64),
        sums=np.zeros(2),
    )


@compiled_inner
def settle(rules: Rules, seats: Seats) -> None:
    """Bring every school's yuan, the merge counts and the sums in step with who sits where."""
    seats.merged[:] = 0
    for school in range(len(seats.schools)):
        reckon(rules, seats, school)
        if rules.schools[school]["mergeable"] == 1:
            for year in range(seats.schools[school]["closes"], rules.limits[0]["n_years"]):
                seats.merged[year] += 1
    total = 0.0
    for block in range(len(seats.blocks)):
        total += yuan_of_seat(rules, block, seats.blocks[block]["at"])
    seats.sums[0] = total + seats.schools["yuan"].sum()
    seats.sums[1] = seats.schools["one_off"].sum()


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
    """Seat a block that has no seat; loads only, `reckon` does the yuan."""
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
def capital_of(rules: Rules, seats: Seats, school: int, year: int, needs: Needs) -> Capital:
    """Return what rooms and beds come to over the years, with these needs in one of them (-1: in none)."""
    limits = school_at(rules.schools, school)
    rooms, beds, yuan, one_off = 0, 0, 0.0, 0.0
    for each in range(rules.limits[0]["n_years"]):
        state = state_of(limits, needs if each == year else needs_at(seats, school, each))
        rooms, beds = max(rooms, state.rooms_added), max(beds, state.beds_added)
        one_off = one_off_yuan(limits, rooms, beds)
        yuan += one_off
    return Capital(yuan * rules.limits[0]["annuity"], one_off)


@compiled_inner
def reckon(rules: Rules, seats: Seats, school: int) -> float:
    """Work out a school's yuan anew from its loads and open years; return by how much it rose."""
    opens, closes = seats.schools[school]["opens"], seats.schools[school]["closes"]
    capital = capital_of(rules, seats, school, -1, needs_at(seats, school, 0))
    yuan, one_off = capital.yuan + rules.schools[school]["fixed_yuan"] * (closes - opens), capital.one_off
    for year in range(rules.limits[0]["n_years"]):
        yuan += seats.years[school, year]["class_yuan"]
    if rules.schools[school]["existing"] == 0 and opens < closes:
        one_off += rules.schools[school]["build_yuan"]
        yuan += rules.limits[0]["annuity"] * rules.schools[school]["build_yuan"] * (closes - opens)
    risen = yuan - seats.schools[school]["yuan"]
    seats.sums[0] += risen
    seats.sums[1] += one_off - seats.schools[school]["one_off"]
    seats.schools[school]["yuan"] = yuan
    seats.schools[school]["capital"] = capital.yuan
    seats.schools[school]["one_off"] = one_off
    return risen


@compiled_inner
def set_years(rules: Rules, seats: Seats, school: int, opens: int, closes: int) -> None:
    """Change a school's open years and the merge counts with them; `reckon` does the yuan."""
    if rules.schools[school]["mergeable"] == 1:
        for year in range(closes, seats.schools[school]["closes"]):
            seats.merged[year] += 1
        for year in range(seats.schools[school]["closes"], closes):
            seats.merged[year] -= 1
    seats.schools[school]["opens"] = opens
    seats.schools[school]["closes"] = closes


@compiled_inner
def is_site_free(rules: Rules, seats: Seats, school: int, opens: int, closes: int) -> bool:
    """Whether no other alternative of the school's site is open in years from `opens` up to `closes`."""
    other = rules.schools[school]["next_at_site"]
    while other != school:
        if max(opens, seats.schools[other]["opens"]) < min(closes, seats.schools[other]["closes"]):
            return False
        other = rules.schools[other]["next_at_site"]
    return True


@compiled_inner
def open_for(rules: Rules, seats: Seats, school: int, year: int) -> bool:
    """Open a school in a year, and in those that go with it; False where the rules forbid it."""
    if seats.schools[school]["opens"] <= year < seats.schools[school]["closes"]:
        return True
    if rules.schools[school]["free"] == 0:
        return False
    opens, closes = 0, year + 1
    if rules.schools[school]["existing"] == 0:
        opens, closes = year, rules.limits[0]["n_years"]
        if seats.schools[school]["opens"] < seats.schools[school]["closes"]:
            opens = min(year, seats.schools[school]["opens"])
    if not is_site_free(rules, seats, school, opens, closes):
        return False
    if rules.schools[school]["mergeable"] == 1:
        for open_year in range(seats.schools[school]["closes"], closes):
            if seats.merged[open_year] - 1 < rules.limits[0]["merge_least"]:
                return False
    set_years(rules, seats, school, opens, closes)
    return True


@compiled_inner
def close_empty_years(rules: Rules, seats: Seats, school: int) -> None:
    """Close a free school in the years at its end (a site: at its beginning) in which nobody attends it."""
    if rules.schools[school]["free"] == 0 or seats.schools[school]["opens"] >= seats.schools[school]["closes"]:
        return
    if rules.schools[school]["existing"] == 0:
        opens = seats.schools[school]["opens"]
        while opens < rules.limits[0]["n_years"] and seats.years[school, opens]["count"] == 0:
            opens += 1
        set_years(rules, seats, school, opens, rules.limits[0]["n_years"])
        return
    closes = seats.schools[school]["closes"]
    while closes > 0 and seats.years[school, closes - 1]["count"] == 0:
        if rules.schools[school]["mergeable"] == 1 and seats.merged[closes - 1] + 1 > rules.limits[0]["merge_most"]:
            break
        closes -= 1
    set_years(rules, seats, school, 0, closes)
