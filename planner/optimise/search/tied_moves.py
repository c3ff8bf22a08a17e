"""Moves of blocks that are tied to each other: where one goes, the others follow, and change places with another group.

A block that moves alone nearly always breaks its ties. So, where it would, the blocks that sit at schools too many are
brought to its new school too; those tied to them follow in turn, until no tie is broken, or somewhere there is no room.
"""

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.delta_cost import added_yuan
from planner.optimise.search.draw import Draw, uniform
from planner.optimise.search.state import excess_added, holds, pair_to
from planner.optimise.search.steps import change, move, try_seat
from planner.optimise.search.ties import excess, slot_in

_MOST_TOUCHED = 4
"""A move touches no block more often than this, on average over all blocks."""


@compiled_inner
def breaks_ties(rules: Rules, seats: Seats, block: int, pair: int) -> bool:
    """Whether ties are broken more by a block on this pair than where it is."""
    if rules.linking.pupil_rows[2] < 0:
        return False
    now = seats.blocks[block]["at"]
    return excess_added(rules, seats, block, pair) > excess_added(rules, seats, block, now)


@compiled_inner
def change_together(rules: Rules, seats: Seats, draw: Draw, block: int, pair: int) -> bool:
    """Move a block to another pair, and those tied to it after it; False where a school has no room for them."""
    return change(rules, seats, draw, block, pair) and follow(rules, seats, draw)


@compiled_inner
def follow(rules: Rules, seats: Seats, draw: Draw) -> bool:
    """Bring whoever is tied to the blocks moved so far to where these are, and so on; False where there is no room.

    It begins with any of them: the first says where a group goes.
    """
    if rules.linking.pupil_rows[2] < 0 or draw.counts[0] == 0:
        return True
    begun = draw.counts[0]
    start = int(uniform(draw) * begun)
    place = 0
    while place < draw.counts[0]:
        at = (start + place) % begun if place < begun else place
        if not _gather(rules, seats, draw, draw.touched[at]):
            return False
        place += 1
    return True


@compiled_inner
def _gather(rules: Rules, seats: Seats, draw: Draw, block: int) -> bool:
    """Bring to a block's school those who sit at schools too many for its ties; False where there is no room."""
    pair, ties = seats.blocks[block]["at"], rules.ties
    if pair < 0:
        return True
    school = rules.pairs[pair]["school"]
    for place in range(ties.pairs[pair]["first"], ties.pairs[pair]["last"]):
        tie = ties.slots[ties.slot_of[place]]["tie"]
        first, last = ties.ties[tie]["first"], ties.ties[tie]["last"]
        member = first
        while member < last and holds(rules, seats, tie) and excess(ties, seats.tied, tie) > 0:
            slot = slot_in(ties, seats.blocks[ties.blocks[member]]["at"], tie)
            is_elsewhere = slot >= 0 and ties.slots[slot]["school"] != school
            if is_elsewhere and not _bring(rules, seats, draw, slot, school):
                return False
            member += 1
    return True


@compiled_inner
def _bring(rules: Rules, seats: Seats, draw: Draw, slot: int, school: int) -> bool:
    """Bring all blocks that sit at a slot of a tie to another school; who cannot go there has no seat any more."""
    ties, tie = rules.ties, rules.ties.slots[slot]["tie"]
    for member in range(ties.ties[tie]["first"], ties.ties[tie]["last"]):
        block = ties.blocks[member]
        if slot_in(ties, seats.blocks[block]["at"], tie) != slot:
            continue
        if draw.counts[0] + 2 > _MOST_TOUCHED * len(seats.blocks) + 4:
            return False
        pair = pair_to(rules, block, school)
        if pair < 0:
            move(rules, seats, draw, block, -1)
        elif not change(rules, seats, draw, block, pair):
            return False
    return True


@compiled_inner
def join_lifted(rules: Rules, seats: Seats, draw: Draw, block: int) -> None:
    """Seat those without a seat who are tied to a block beside it, where there is room."""
    pair, ties = seats.blocks[block]["at"], rules.ties
    if pair < 0 or rules.linking.pupil_rows[2] < 0:
        return
    for place in range(ties.pairs[pair]["first"], ties.pairs[pair]["last"]):
        tie = ties.slots[ties.slot_of[place]]["tie"]
        if not holds(rules, seats, tie) or ties.ties[tie]["most"] > 1:
            continue
        for member in range(ties.ties[tie]["first"], ties.ties[tie]["last"]):
            other = ties.blocks[member]
            if seats.blocks[other]["at"] < 0:
                _seat_beside(rules, seats, draw, other, rules.pairs[pair]["school"])


@compiled_inner
def _seat_beside(rules: Rules, seats: Seats, draw: Draw, block: int, school: int) -> None:
    """Seat a block at a school if it has room."""
    pair = pair_to(rules, block, school)
    is_possible = pair >= 0 and draw.counts[0] < _MOST_TOUCHED * len(seats.blocks)
    if is_possible and added_yuan(rules, seats, school, pair, -1).yuan < np.inf:
        move(rules, seats, draw, block, pair)


@compiled_inner
def exchange_together(rules: Rules, seats: Seats, draw: Draw, block: int, other: int) -> bool:
    """Let two blocks at different schools change places, each with those tied to it; False where there is no room."""
    home = pair_to(rules, other, rules.pairs[seats.blocks[block]["at"]]["school"])
    if home < 0:
        return False
    school = rules.pairs[seats.blocks[other]["at"]]["school"]
    _lift_together(rules, seats, draw, block)
    lifted = draw.counts[0]
    if not change(rules, seats, draw, other, home) or not follow_from(rules, seats, draw, lifted):
        return False
    for place in range(lifted):
        each = draw.touched[place]
        to = pair_to(rules, each, school)
        if to >= 0 and seats.blocks[each]["at"] < 0 and not try_seat(rules, seats, draw, each, to):
            return False
    return follow_from(rules, seats, draw, 0)


@compiled_inner
def follow_from(rules: Rules, seats: Seats, draw: Draw, place: int) -> bool:
    """Do as `follow` for the blocks moved from a place on in the memory of the move, in their order."""
    while place < draw.counts[0]:
        if not _gather(rules, seats, draw, draw.touched[place]):
            return False
        place += 1
    return True


@compiled_inner
def _lift_together(rules: Rules, seats: Seats, draw: Draw, block: int) -> None:
    """Lift a block, and those at its school who would have to follow it."""
    ties, school = rules.ties, rules.pairs[seats.blocks[block]["at"]]["school"]
    place = draw.counts[0]
    move(rules, seats, draw, block, -1)
    while place < draw.counts[0]:
        pair = draw.came_from[place]
        for entry in range(ties.pairs[pair]["first"], ties.pairs[pair]["last"]):
            slot = ties.slot_of[entry]
            tie = ties.slots[slot]["tie"]
            if ties.ties[tie]["most"] > 1 or not holds(rules, seats, tie):
                continue
            for member in range(ties.ties[tie]["first"], ties.ties[tie]["last"]):
                other = ties.blocks[member]
                at = seats.blocks[other]["at"]
                if at >= 0 and rules.pairs[at]["school"] == school and slot_in(ties, at, tie) == slot:
                    move(rules, seats, draw, other, -1)
        place += 1
