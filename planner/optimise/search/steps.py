"""Steps that every move is made of: blocks lifted and seated, schools opened and closed, remembered and taken back."""

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.draw import Draw, uniform
from planner.optimise.search.open_years import close_empty_years, open_for
from planner.optimise.search.state import (
    fits,
    recompute_cost,
    seat,
    set_years,
    unseat,
    yuan_of_seat,
)

_LIKELY_SHARE = 0.85
"""How often one of the pairs is proposed that pricing shares the block among."""
_NEAR_SHARE = 0.9
"""How often else a pair early in the order is preferred."""


@compiled_inner
def propose(rules: Rules, draw: Draw, block: int) -> int:
    """Propose a pair of the block, mostly a near one; -1 if it has none."""
    first, count = rules.blocks[block]["first"], rules.blocks[block]["last"] - rules.blocks[block]["first"]
    if count == 0:
        return -1
    likely = rules.blocks[block]["likely"]
    if likely > 1 and uniform(draw) < _LIKELY_SHARE:
        return int(rules.order[first + min(int(uniform(draw) * likely), likely - 1)])
    chance = uniform(draw)
    if chance < _NEAR_SHARE:
        chance = chance / _NEAR_SHARE
        chance = chance * chance * chance
    else:
        chance = uniform(draw)
    return int(rules.order[first + min(int(chance * count), count - 1)])


@compiled_inner
def is_kept(draw: Draw, added: float, temperature: float) -> bool:
    """Draw whether a move that adds so many yuan is kept (Metropolis)."""
    return added <= 0 or uniform(draw) < np.exp(-added / temperature)


@compiled_inner
def settle_move(rules: Rules, seats: Seats, draw: Draw, kept: bool) -> None:  # noqa: FBT001 - compiled code takes no keywords
    """Keep what was done, or take it back."""
    if kept:
        _forget(draw)
    else:
        take_back(rules, seats, draw)


@compiled_inner
def change(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> bool:
    """Move a block to another pair, opening and closing schools; False where that breaks a rule of a school."""
    move(rules, seats, draw, block, -1)
    return try_seat(rules, seats, draw, block, pair)


@compiled_inner
def try_seat(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> bool:
    """Seat a block that has been lifted; False where the school may not open or has no room."""
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    remember_school(seats, draw, school)
    if not open_for(rules, seats, school, year):
        return False
    move(rules, seats, draw, block, pair)
    return fits(rules, seats, school, year)


@compiled_inner
def move(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> None:
    """Seat or lift a block, remembering where it was."""
    old = seats.blocks[block]["at"]
    count = draw.counts[0]
    draw.touched[count] = block
    draw.came_from[count] = old
    draw.counts[0] = count + 1
    _put(rules, seats, draw, block, pair)


@compiled_inner
def _put(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> None:
    """Seat or lift a block and bring the yuan of the schools in step."""
    old = seats.blocks[block]["at"]
    seats.sums[0] += yuan_of_seat(rules, block, pair) - yuan_of_seat(rules, block, old)
    for place in (old, pair):
        if place >= 0:
            remember_school(seats, draw, rules.pairs[place]["school"])
    unseat(rules, seats, block)
    seat(rules, seats, block, pair)
    if old >= 0:
        close_empty_years(rules, seats, rules.pairs[old]["school"])
        recompute_cost(rules, seats, rules.pairs[old]["school"])
    if pair >= 0:
        recompute_cost(rules, seats, rules.pairs[pair]["school"])


@compiled_inner
def remember_school(seats: Seats, draw: Draw, school: int) -> None:
    """Note the open years of a school that the move under way touches, once."""
    if draw.is_touched[school] == 1:
        return
    count = draw.counts[1]
    draw.schools[count] = school
    draw.opened[count] = seats.schools[school]["opens"]
    draw.closed[count] = seats.schools[school]["closes"]
    draw.is_touched[school] = 1
    draw.counts[1] = count + 1


@compiled_inner
def _forget(draw: Draw) -> None:
    """Keep the move."""
    for place in range(draw.counts[1]):
        draw.is_touched[draw.schools[place]] = 0
    draw.counts[:] = 0


@compiled_inner
def take_back(rules: Rules, seats: Seats, draw: Draw) -> None:
    """Undo the move, the last change first."""
    for place in range(draw.counts[0] - 1, -1, -1):
        block, pair = draw.touched[place], draw.came_from[place]
        old = seats.blocks[block]["at"]
        seats.sums[0] += yuan_of_seat(rules, block, pair) - yuan_of_seat(rules, block, old)
        unseat(rules, seats, block)
        seat(rules, seats, block, pair)
    for place in range(draw.counts[1]):
        school = draw.schools[place]
        set_years(rules, seats, school, draw.opened[place], draw.closed[place])
        recompute_cost(rules, seats, school)
    _forget(draw)
