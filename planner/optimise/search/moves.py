"""Moves of the local search, each judged by the loads of the schools it touches alone.

A move is weighed or made, and taken back if the draw goes against it. Every rule of a school holds after every move;
linking rows may be broken on the way, at prices that `planner.optimise.search.annealing` adapts.
"""

import numpy as np

from planner.optimise.runtime.compiled import compiled_in_place, compiled_inner
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.delta_cost import Added, added_yuan, less, plus, seat_yuan
from planner.optimise.search.draw import Draw, uniform
from planner.optimise.search.group_cost import weighed_together
from planner.optimise.search.open_years import use_open_years
from planner.optimise.search.school_moves import change_schools
from planner.optimise.search.state import pair_to, priced_total, reprice
from planner.optimise.search.steps import change, is_kept, move, propose, settle_move, try_seat
from planner.optimise.search.tied_moves import breaks_ties, change_together, exchange_together

_SWAP_SHARE = 0.4
_HOME_SHARE = 0.6
"""How often the block pushed out tries the school the other came from."""
_SCHOOL_SHARE = 0.0004
_LEFT_OVER_SHARE = 0.2
"""How often, where seats are short, who is left over is tried anew."""
_BESIDE_SHARE, _TOGETHER_SHARE = 0.8, 0.15
"""How often those tied to a block follow it, where ties would be broken if it went alone: its partner, and others.

What others cost is known only when it is done, and seldom pays.
"""
_ROUNDING_YUAN = 1e-3
"""What the running total may be off by."""


@compiled_in_place
def anneal(rules: Rules, seats: Seats, draw: Draw, temperature: float, moves: int) -> None:
    """Try so many moves; one that adds d yuan, penalties included, is kept with chance exp(-d / temperature)."""
    n_blocks = len(seats.blocks)
    if n_blocks == 0 or len(seats.schools) == 0:
        return
    reprice(rules, seats)
    for _ in range(moves):
        chance = uniform(draw)
        if chance < _SCHOOL_SHARE:
            before = priced_total(seats)
            possible = change_schools(rules, seats, draw)
            settle_move(rules, seats, draw, possible and is_kept(draw, priced_total(seats) - before, temperature))
            continue
        block = min(int(uniform(draw) * n_blocks), n_blocks - 1)
        if chance >= _SWAP_SHARE:
            _reassign(rules, seats, draw, block, temperature)
        elif rules.limits[0]["is_short"] > 0 and uniform(draw) < _LEFT_OVER_SHARE:
            _leave_over(rules, seats, draw, block, temperature)
        else:
            _push_out(rules, seats, draw, block, temperature)
    if len(seats.rows) > 0:
        use_open_years(rules, seats)


@compiled_inner
def _reassign(rules: Rules, seats: Seats, draw: Draw, block: int, temperature: float) -> None:
    """Move a block to another pair."""
    pair, old = propose(rules, draw, block), seats.blocks[block]["at"]
    if pair < 0 or pair == old or _reassigned_together(rules, seats, draw, pair, temperature):
        return
    before = priced_total(seats)
    if _stays_as_it_is(rules, seats, old, pair):
        added = Added(seat_yuan(rules, seats, block, pair) - seat_yuan(rules, seats, block, old), False)
        added = plus(added, added_yuan(rules, seats, rules.pairs[pair]["school"], pair, -1))
        if old >= 0 and added.yuan < np.inf:
            added = plus(added, added_yuan(rules, seats, rules.pairs[old]["school"], -1, block))
        least = _least_added(seats, added)
        if is_kept(draw, least, temperature):
            move(rules, seats, draw, block, pair)
            settle_move(rules, seats, draw, _is_still_kept(seats, draw, before, least, temperature))
        return
    possible = change(rules, seats, draw, block, pair)
    settle_move(rules, seats, draw, possible and is_kept(draw, priced_total(seats) - before, temperature))


@compiled_inner
def _reassigned_together(rules: Rules, seats: Seats, draw: Draw, pair: int, temperature: float) -> bool:
    """Move a block to a pair, or not, with those tied to it; False where it may be moved alone, and was not tried."""
    block = rules.pairs[pair]["block"]
    if not breaks_ties(rules, seats, block, pair):
        return False
    if uniform(draw) >= (_BESIDE_SHARE if rules.ties.partner[block] >= 0 else _TOGETHER_SHARE):
        return False
    before, other, old = priced_total(seats), -1, seats.blocks[block]["at"]
    if old >= 0 and uniform(draw) < _SWAP_SHARE:
        other = _someone_at(seats, draw, rules.pairs[pair]["school"], rules.blocks[block]["year"])
    least = _least_added(seats, weighed_together(rules, seats, pair, other))
    if not is_kept(draw, least, temperature):
        return True
    if other >= 0:
        possible = exchange_together(rules, seats, draw, block, other)
    else:
        possible = change_together(rules, seats, draw, block, pair)
    settle_move(rules, seats, draw, possible and _is_still_kept(seats, draw, before, least, temperature))
    return True


@compiled_inner
def _least_added(seats: Seats, added: Added) -> float:
    """Return the least that a weighed move adds: where it changes what linking rows count, it may end all penalties."""
    return added.yuan - (seats.sums[1] if added.relinks else 0.0)


@compiled_inner
def _is_still_kept(seats: Seats, draw: Draw, before: float, least: float, temperature: float) -> bool:
    """Draw again for a move that was drawn as if it added `least`, and is made now.

    Both draws together keep it with chance exp(-d / temperature), d being what it adds indeed.
    """
    more = max(priced_total(seats) - before, 0.0) - max(least, 0.0)
    return more <= _ROUNDING_YUAN or is_kept(draw, more, temperature)


@compiled_inner
def _stays_as_it_is(rules: Rules, seats: Seats, old: int, pair: int) -> bool:
    """Whether moving a block from one pair to another neither opens nor closes a school."""
    school, year = rules.pairs[pair]["school"], rules.blocks[rules.pairs[pair]["block"]]["year"]
    if not seats.schools[school]["opens"] <= year < seats.schools[school]["closes"]:
        return False
    if old < 0:
        return True
    left = rules.pairs[old]["school"]
    return rules.schools[left]["free"] == 0 or seats.years[left, year]["count"] > 1


@compiled_inner
def _push_out(rules: Rules, seats: Seats, draw: Draw, block: int, temperature: float) -> None:
    """Move a block in and push another of the school out: to where the first came from, or to a near school."""
    pair, old = propose(rules, draw, block), seats.blocks[block]["at"]
    if pair < 0 or pair == old or _reassigned_together(rules, seats, draw, pair, temperature):
        return
    school = rules.pairs[pair]["school"]
    other = _someone_at(seats, draw, school, rules.blocks[block]["year"])
    if other < 0 or other == block:
        return
    target = -1
    if old >= 0 and uniform(draw) < _HOME_SHARE:
        target = pair_to(rules, other, rules.pairs[old]["school"])
    if target < 0:
        target = propose(rules, draw, other)
    if target < 0 or target == seats.blocks[other]["at"]:
        return
    home = old >= 0 and rules.pairs[target]["school"] == rules.pairs[old]["school"]
    if not home and not (_stays_as_it_is(rules, seats, old, pair) and _stays_as_it_is(rules, seats, -1, target)):
        return
    added = Added(seat_yuan(rules, seats, block, pair) + seat_yuan(rules, seats, other, target), False)
    now = seat_yuan(rules, seats, block, old) + seat_yuan(rules, seats, other, seats.blocks[other]["at"])
    added = less(added, now)
    added = plus(added, added_yuan(rules, seats, school, pair, other))
    if added.yuan < np.inf:
        in_its_place = block if home else -1
        added = plus(added, added_yuan(rules, seats, rules.pairs[target]["school"], target, in_its_place))
    if added.yuan < np.inf and old >= 0 and not home:
        added = plus(added, added_yuan(rules, seats, rules.pairs[old]["school"], -1, block))
    least, before = _least_added(seats, added), priced_total(seats)
    if is_kept(draw, least, temperature):
        move(rules, seats, draw, block, -1)
        move(rules, seats, draw, other, -1)
        possible = try_seat(rules, seats, draw, other, target) and try_seat(rules, seats, draw, block, pair)
        settle_move(rules, seats, draw, possible and _is_still_kept(seats, draw, before, least, temperature))


@compiled_inner
def _leave_over(rules: Rules, seats: Seats, draw: Draw, block: int, temperature: float) -> None:
    """Take a block's seat, or give a block that has none that of another: who is left over is decided like all else."""
    old = seats.blocks[block]["at"]
    if old < 0:
        _take_a_seat(rules, seats, draw, block, temperature)
    elif _stays_as_it_is(rules, seats, old, old):
        added = Added(seat_yuan(rules, seats, block, -1) - seat_yuan(rules, seats, block, old), False)
        added = plus(added, added_yuan(rules, seats, rules.pairs[old]["school"], -1, block))
        least, before = _least_added(seats, added), priced_total(seats)
        if is_kept(draw, least, temperature):
            move(rules, seats, draw, block, -1)
            settle_move(rules, seats, draw, _is_still_kept(seats, draw, before, least, temperature))


@compiled_inner
def _take_a_seat(rules: Rules, seats: Seats, draw: Draw, block: int, temperature: float) -> None:
    """Give a block that has no seat that of another, which then has none."""
    pair = propose(rules, draw, block)
    if pair < 0 or not _stays_as_it_is(rules, seats, -1, pair):
        return
    school = rules.pairs[pair]["school"]
    other = _someone_at(seats, draw, school, rules.blocks[block]["year"])
    if other < 0:
        return
    yuan = seat_yuan(rules, seats, block, pair) + seat_yuan(rules, seats, other, -1)
    now = seat_yuan(rules, seats, block, -1) + seat_yuan(rules, seats, other, seats.blocks[other]["at"])
    added = plus(Added(yuan - now, False), added_yuan(rules, seats, school, pair, other))
    least, before = _least_added(seats, added), priced_total(seats)
    if is_kept(draw, least, temperature):
        move(rules, seats, draw, other, -1)
        possible = try_seat(rules, seats, draw, block, pair)
        settle_move(rules, seats, draw, possible and _is_still_kept(seats, draw, before, least, temperature))


@compiled_inner
def _someone_at(seats: Seats, draw: Draw, school: int, year: int) -> int:
    """Return some block at the school in the year, -1 if there is none."""
    count = seats.years[school, year]["count"]
    if count == 0:
        return -1
    block = seats.years[school, year]["head"]
    for _ in range(int(uniform(draw) * count)):
        block = seats.blocks[block]["after"]
    return block
