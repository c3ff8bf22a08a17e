"""Moves of whole schools: emptied, filled, exchanged for another, one alternative of a site for the other."""

from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.draw import Draw, uniform
from planner.optimise.search.state import (
    fits,
    pair_to,
    priced_total,
    recompute_cost,
    seat,
    set_years,
    unseat,
    yuan_of_seat,
)
from planner.optimise.search.steps import change, move, propose, remember_school
from planner.optimise.search.tied_moves import follow, join_lifted

_KEPT_SHARE = 0.2
"""How often a school that must stay open is emptied all the same."""
_ALTERNATIVE_SHARE = 0.7
"""How often one that has a site with others takes the place of the one open there."""
_EXCHANGE_SHARE = 0.7
"""How often, where counts of schools bind, one that is open changes places with another."""


@compiled_inner
def change_schools(rules: Rules, seats: Seats, draw: Draw) -> bool:
    """Change a school as a whole; False where that is not possible."""
    if counts_bind(rules, seats) and uniform(draw) < _EXCHANGE_SHARE:
        return _exchange(rules, seats, draw) and follow(rules, seats, draw)
    return _empty_or_fill(rules, seats, draw) and follow(rules, seats, draw)


@compiled_inner
def _empty_or_fill(rules: Rules, seats: Seats, draw: Draw) -> bool:
    """Empty a school, each block to where it adds least; or fill one with the blocks that gain by it."""
    n_schools = len(seats.schools)
    school = min(int(uniform(draw) * n_schools), n_schools - 1)
    if rules.schools[school]["next_at_site"] != school and uniform(draw) < _ALTERNATIVE_SHARE:
        return _change_alternative(rules, seats, draw, school)
    attended = seats.load[school].sum() > 0
    if attended and (rules.schools[school]["free"] == 1 or uniform(draw) < _KEPT_SHARE):
        return _empty(rules, seats, draw, school)
    return _fill(rules, seats, draw, school)


@compiled_inner
def _change_alternative(rules: Rules, seats: Seats, draw: Draw, school: int) -> bool:
    """Open a school in every year in the place of the other alternative of its site that is open now."""
    other = rules.schools[school]["next_at_site"]
    while other != school and seats.schools[other]["opens"] >= seats.schools[other]["closes"]:
        other = rules.schools[other]["next_at_site"]
    if other == school or rules.schools[school]["free"] == 0 or rules.schools[other]["free"] == 0:
        return False
    remember_school(seats, draw, school)
    remember_school(seats, draw, other)
    for year in range(rules.limits[0]["n_years"]):
        while seats.years[other, year]["head"] >= 0:
            move(rules, seats, draw, seats.years[other, year]["head"], -1)
    never = 0 if rules.schools[other]["existing"] == 1 else rules.limits[0]["n_years"]
    set_years(rules, seats, other, never, never)
    set_years(rules, seats, school, 0, rules.limits[0]["n_years"])
    recompute_cost(rules, seats, other)
    recompute_cost(rules, seats, school)
    for place in range(draw.counts[0]):
        _seat_cheapest(rules, seats, draw, draw.touched[place], other)
    return True


@compiled_inner
def counts_bind(rules: Rules, seats: Seats) -> bool:
    """Whether some row that counts schools is at a limit: then none can be closed, or opened, without another."""
    for row in range(len(seats.rows)):
        total, limits = seats.rows[row]["sum"], rules.linking.rows[row]
        if limits["is_count"] == 1 and (total <= limits["low"] or total >= limits["high"]):
            return True
    return False


@compiled_inner
def _exchange(rules: Rules, seats: Seats, draw: Draw) -> bool:
    """Let two schools change their open years: one is merged for another, and every count stays."""
    block = min(int(uniform(draw) * len(seats.blocks)), len(seats.blocks) - 1)
    old, pair = seats.blocks[block]["at"], propose(rules, draw, block)
    if old < 0 or pair < 0:
        return False
    one, other = rules.pairs[old]["school"], rules.pairs[pair]["school"]
    for school in (one, other):
        if rules.schools[school]["mergeable"] == 0 or rules.schools[school]["free"] == 0:
            return False
    early, late = seats.schools[other]["closes"], seats.schools[one]["closes"]
    remember_school(seats, draw, one)
    remember_school(seats, draw, other)
    for year in range(early, late):
        while seats.years[one, year]["head"] >= 0:
            move(rules, seats, draw, seats.years[one, year]["head"], -1)
    if early < late:
        set_years(rules, seats, one, 0, early)
        set_years(rules, seats, other, 0, late)
    recompute_cost(rules, seats, one)
    recompute_cost(rules, seats, other)
    for place in range(draw.counts[0]):
        _seat_cheapest(rules, seats, draw, draw.touched[place], one)
    return bool(early < late)


@compiled_inner
def _empty(rules: Rules, seats: Seats, draw: Draw, school: int) -> bool:
    """Send every block of a school to where it adds least."""
    for year in range(rules.limits[0]["n_years"]):
        while seats.years[school, year]["head"] >= 0:
            block = seats.years[school, year]["head"]
            move(rules, seats, draw, block, -1)
            # blocks of ties that hold once the school is closed are seated then
            if rules.linking.pupil_rows[2] < 0 and not _seat_cheapest(rules, seats, draw, block, school):
                return False
    if rules.linking.pupil_rows[2] >= 0:
        _seat_together(rules, seats, draw, school)
    return True


@compiled_inner
def _seat_together(rules: Rules, seats: Seats, draw: Draw, shunned: int) -> None:
    """Seat lifted blocks where they add least among open schools, beginning with any; those tied to one with it."""
    lifted = draw.counts[0]
    start = int(uniform(draw) * lifted)
    for place in range(lifted):
        block = draw.touched[(start + place) % lifted]
        if seats.blocks[block]["at"] < 0:
            _seat_cheapest(rules, seats, draw, block, shunned)
            join_lifted(rules, seats, draw, block)


@compiled_inner
def _seat_cheapest(rules: Rules, seats: Seats, draw: Draw, block: int, shunned: int) -> bool:
    """Seat a lifted block where it adds least among open schools; without a seat if nothing else is possible."""
    best_pair, best_added = -1, yuan_of_seat(rules, block, -1)
    year = rules.blocks[block]["year"]
    for place in range(rules.blocks[block]["first"], rules.blocks[block]["last"]):
        pair = rules.near[place]
        school = rules.pairs[pair]["school"]
        if rules.pairs[pair]["yuan"] >= best_added:
            break
        if school == shunned or not seats.schools[school]["opens"] <= year < seats.schools[school]["closes"]:
            continue
        before = priced_total(seats)
        seat(rules, seats, block, pair)
        possible = fits(rules, seats, school, year)
        recompute_cost(rules, seats, school)
        added = rules.pairs[pair]["yuan"] + priced_total(seats) - before
        unseat(rules, seats, block)
        recompute_cost(rules, seats, school)
        if possible and added < best_added:
            best_pair, best_added = pair, added
    if best_pair >= 0:
        move(rules, seats, draw, block, best_pair)
    return True


@compiled_inner
def _fill(rules: Rules, seats: Seats, draw: Draw, school: int) -> bool:
    """Bring to a school near blocks that cost less there, journeys and classes counted, the school itself not."""
    moved = 0
    for _ in range(60):
        block = min(int(uniform(draw) * len(seats.blocks)), len(seats.blocks) - 1)
        pair = pair_to(rules, block, school)
        old = seats.blocks[block]["at"]
        if pair < 0 or pair == old or (old >= 0 and rules.pairs[pair]["yuan"] > rules.pairs[old]["yuan"]):
            continue
        if not change(rules, seats, draw, block, pair):
            return False
        moved += 1
        if moved > 6:  # noqa: PLR2004 - a handful of blocks is a teaching point
            break
    return moved > 0
