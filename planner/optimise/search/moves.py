"""Moves of the local search, each judged by the loads of the schools it touches alone.

A move is made, weighed and, if the draw goes against it, taken back. Every rule holds after every move.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.runtime.compiled import compiled_in_place, compiled_inner
from planner.optimise.search.delta_cost import added_yuan
from planner.optimise.search.state import (
    Rules,
    Seats,
    close_empty_years,
    fits,
    open_for,
    pair_to,
    reckon,
    seat,
    set_years,
    unseat,
    yuan_of_seat,
)
from planner.problem.problem import Ints

_LIKELY_SHARE = 0.85
"""How often one of the pairs is proposed that pricing shares the block among."""
_NEAR_SHARE = 0.9
"""How often else a pair early in the order is preferred."""
_SWAP_SHARE = 0.4
_HOME_SHARE = 0.6
"""How often the block pushed out tries the school the other came from."""
_KEPT_SHARE = 0.2
"""How often a school that must stay open is emptied all the same."""
_SCHOOL_SHARE = 0.0004
_ALTERNATIVE_SHARE = 0.7
"""How often, of moves of whole schools, one that has a site with others takes the place of the one open there."""
_EXCHANGE_SHARE = 0.7
"""How often, of moves of whole schools, a merged school changes places with another where merge counts bind."""
_TOLERANCE = 1e-6


class Draw(NamedTuple):
    """Where the random numbers stand, and room for a compound move to remember what it changed."""

    state: Ints
    """Two numbers of a combined multiplicative generator (L'Ecuyer 1988)."""
    touched: Ints
    """(block): blocks moved by the move under way."""
    came_from: Ints
    """(block): the pairs they came from."""
    schools: Ints
    """(school): schools touched."""
    opened: Ints
    """(school): their first open year before."""
    closed: Ints
    """(school): their first year not open before."""
    is_touched: Ints
    """(school): 1 while the school stands in `schools`."""
    counts: Ints
    """How many blocks, how many schools are remembered."""


def new_draw(seed: int, n_blocks: int, n_schools: int) -> Draw:
    """Start a stream of random numbers."""
    rng = np.random.default_rng(seed)
    return Draw(
        state=rng.integers(1, 2_147_483_398, 2),
        touched=np.zeros(8 * n_blocks + 8, dtype=np.int64),
        came_from=np.zeros(8 * n_blocks + 8, dtype=np.int64),
        schools=np.zeros(n_schools + 1, dtype=np.int64),
        opened=np.zeros(n_schools + 1, dtype=np.int64),
        closed=np.zeros(n_schools + 1, dtype=np.int64),
        is_touched=np.zeros(n_schools, dtype=np.int64),
        counts=np.zeros(2, dtype=np.int64),
    )


@compiled_in_place
def anneal(rules: Rules, seats: Seats, draw: Draw, temperature: float, moves: int) -> None:
    """Try so many moves; one that adds d yuan is kept with chance exp(-d / temperature)."""
    n_blocks = len(seats.blocks)
    if n_blocks == 0 or len(seats.schools) == 0:
        return
    for _ in range(moves):
        chance = uniform(draw)
        if chance < _SCHOOL_SHARE:
            before = seats.sums[0]
            exchanging = _merges_bind(rules, seats) and uniform(draw) < _EXCHANGE_SHARE
            possible = _exchange(rules, seats, draw) if exchanging else _empty_or_fill(rules, seats, draw)
            _settle_move(rules, seats, draw, possible and _is_kept(draw, seats.sums[0] - before, temperature))
            continue
        block = min(int(uniform(draw) * n_blocks), n_blocks - 1)
        if chance < _SWAP_SHARE:
            _push_out(rules, seats, draw, block, temperature)
        else:
            _reassign(rules, seats, draw, block, temperature)


@compiled_inner
def _is_kept(draw: Draw, added: float, temperature: float) -> bool:
    return added <= 0 or uniform(draw) < np.exp(-added / temperature)


@compiled_inner
def _settle_move(rules: Rules, seats: Seats, draw: Draw, kept: bool) -> None:  # noqa: FBT001 - compiled code takes no keywords
    """Keep what was done, or take it back; the budget has the last word."""
    if kept and seats.sums[1] <= rules.limits[0]["budget_yuan"] + _TOLERANCE:
        _forget(draw)
    else:
        _take_back(rules, seats, draw)


@compiled_inner
def uniform(draw: Draw) -> float:
    """Return a number in [0, 1)."""
    draw.state[0] = 40014 * draw.state[0] % 2147483563
    draw.state[1] = 40692 * draw.state[1] % 2147483399
    return float(((draw.state[0] - draw.state[1]) % 2147483562) / 2147483562.0)


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
def _reassign(rules: Rules, seats: Seats, draw: Draw, block: int, temperature: float) -> None:
    """Move a block to another pair."""
    pair, old = propose(rules, draw, block), seats.blocks[block]["at"]
    if pair < 0 or pair == old:
        return
    before = seats.sums[0]
    if _stays_as_it_is(rules, seats, old, pair):
        added = rules.pairs[pair]["yuan"] - yuan_of_seat(rules, block, old)
        added += added_yuan(rules, seats, rules.pairs[pair]["school"], pair, -1)
        if old >= 0 and added < np.inf:
            added += added_yuan(rules, seats, rules.pairs[old]["school"], -1, block)
        if _is_kept(draw, added, temperature):
            _move(rules, seats, draw, block, pair)
            _settle_move(rules, seats, draw, True)
        return
    possible = _change(rules, seats, draw, block, pair)
    _settle_move(rules, seats, draw, possible and _is_kept(draw, seats.sums[0] - before, temperature))


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
def _change(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> bool:
    """Move a block to another pair, opening and closing schools; False where that breaks a rule."""
    _move(rules, seats, draw, block, -1)
    return _try_seat(rules, seats, draw, block, pair)


@compiled_inner
def _try_seat(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> bool:
    """Seat a block that has been lifted; False where the school may not open or has no room."""
    school, year = rules.pairs[pair]["school"], rules.blocks[block]["year"]
    _remember_school(seats, draw, school)
    if not open_for(rules, seats, school, year):
        return False
    _move(rules, seats, draw, block, pair)
    return fits(rules, seats, school, year)


@compiled_inner
def _push_out(rules: Rules, seats: Seats, draw: Draw, block: int, temperature: float) -> None:
    """Move a block in and push another of the school out: to where the first came from, or to a near school."""
    pair, old = propose(rules, draw, block), seats.blocks[block]["at"]
    if pair < 0 or pair == old:
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
    added = rules.pairs[pair]["yuan"] + rules.pairs[target]["yuan"] + added_yuan(rules, seats, school, pair, other)
    added -= yuan_of_seat(rules, block, old) + yuan_of_seat(rules, other, seats.blocks[other]["at"])
    if added < np.inf:
        added += added_yuan(rules, seats, rules.pairs[target]["school"], target, block if home else -1)
    if added < np.inf and old >= 0 and not home:
        added += added_yuan(rules, seats, rules.pairs[old]["school"], -1, block)
    if _is_kept(draw, added, temperature):
        _move(rules, seats, draw, block, -1)
        _move(rules, seats, draw, other, -1)
        possible = _try_seat(rules, seats, draw, other, target) and _try_seat(rules, seats, draw, block, pair)
        _settle_move(rules, seats, draw, possible)


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
    _remember_school(seats, draw, school)
    _remember_school(seats, draw, other)
    for year in range(rules.limits[0]["n_years"]):
        while seats.years[other, year]["head"] >= 0:
            _move(rules, seats, draw, seats.years[other, year]["head"], -1)
    set_years(rules, seats, other, 0, 0)
    set_years(rules, seats, school, 0, rules.limits[0]["n_years"])
    reckon(rules, seats, other)
    reckon(rules, seats, school)
    for year in range(rules.limits[0]["n_years"]):
        if not rules.limits[0]["merge_least"] <= seats.merged[year] <= rules.limits[0]["merge_most"]:
            return False
    for place in range(draw.counts[0]):
        _seat_cheapest(rules, seats, draw, draw.touched[place], other)
    return True


@compiled_inner
def _merges_bind(rules: Rules, seats: Seats) -> bool:
    """Whether no school may be merged, or none opened again, without the other."""
    least, most, merged = rules.limits[0]["merge_least"], rules.limits[0]["merge_most"], seats.merged[-1]
    return merged > 0 and (merged <= least or merged >= most)


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
    _remember_school(seats, draw, one)
    _remember_school(seats, draw, other)
    for year in range(early, late):
        while seats.years[one, year]["head"] >= 0:
            _move(rules, seats, draw, seats.years[one, year]["head"], -1)
    if early < late:
        set_years(rules, seats, one, 0, early)
        set_years(rules, seats, other, 0, late)
    reckon(rules, seats, one)
    reckon(rules, seats, other)
    for place in range(draw.counts[0]):
        _seat_cheapest(rules, seats, draw, draw.touched[place], one)
    return early < late


@compiled_inner
def _empty(rules: Rules, seats: Seats, draw: Draw, school: int) -> bool:
    """Send every block of a school to where it adds least."""
    for year in range(rules.limits[0]["n_years"]):
        while seats.years[school, year]["head"] >= 0:
            block = seats.years[school, year]["head"]
            _move(rules, seats, draw, block, -1)
            if not _seat_cheapest(rules, seats, draw, block, school):
                return False
    return True


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
        seat(rules, seats, block, pair)
        possible = fits(rules, seats, school, year)
        added = rules.pairs[pair]["yuan"] + reckon(rules, seats, school)
        unseat(rules, seats, block)
        reckon(rules, seats, school)
        if possible and added < best_added:
            best_pair, best_added = pair, added
    if best_pair >= 0:
        _move(rules, seats, draw, block, best_pair)
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
        if not _change(rules, seats, draw, block, pair):
            return False
        moved += 1
        if moved > 6:  # noqa: PLR2004 - a handful of blocks is a teaching point
            break
    return moved > 0


@compiled_inner
def _move(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> None:
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
            _remember_school(seats, draw, rules.pairs[place]["school"])
    unseat(rules, seats, block)
    seat(rules, seats, block, pair)
    if old >= 0:
        close_empty_years(rules, seats, rules.pairs[old]["school"])
        reckon(rules, seats, rules.pairs[old]["school"])
    if pair >= 0:
        reckon(rules, seats, rules.pairs[pair]["school"])


@compiled_inner
def _remember_school(seats: Seats, draw: Draw, school: int) -> None:
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
def _take_back(rules: Rules, seats: Seats, draw: Draw) -> None:
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
        reckon(rules, seats, school)
    _forget(draw)
