"""What it would add to move a block and its partner, those who attend one school in every plan: read, not done."""

import numpy as np

from planner.optimise.lacking import lacking_in_all, lacking_in_band, lacking_in_grade
from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.school import (
    Needs,
    Taught,
    classes_for,
    funding_yuan,
    saved_by,
    school_at,
    state_of,
    with_classes,
    with_grade,
    with_pupils,
)
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.delta_cost import Added, plus, seat_yuan, untied_yuan
from planner.optimise.search.state import band_yuan, capital_of, excess_added, needs_at, pair_to

Two = tuple[int, int]
"""Two pairs, or two blocks; -1 for nobody."""
_NOBODY = (-1, -1)


@compiled_inner
def weighed_together(rules: Rules, seats: Seats, pair: int, other: int) -> Added:
    """Return what a block on `pair` would add with its partner beside it.

    `other`: a block of that school which comes in their place, with its own partner; -1 where nobody does. -inf where
    only doing it tells: somebody else is tied to them, or a school opens or closes by it.
    """
    block, school = rules.pairs[pair]["block"], rules.pairs[pair]["school"]
    beside = _beside(rules, seats, pair)
    if beside < 0:
        return Added(-np.inf, False)
    came, went = (pair, beside), (block, rules.pairs[beside]["block"])
    left, left_too = _school_of(rules, seats, went[0]), _school_of(rules, seats, went[1])
    if other >= 0:
        return _exchanged(rules, seats, came, went, other) if left == left_too else Added(-np.inf, False)
    year, leave = rules.blocks[block]["year"], 1 + int(left == left_too)
    stays = _stays(rules, seats, left, year, leave) and _stays(rules, seats, left_too, year, leave)
    if not stays or not seats.schools[school]["opens"] <= year < seats.schools[school]["closes"]:
        return Added(-np.inf, False)
    added = plus(_moved_yuan(rules, seats, came, went), _added_by_two(rules, seats, school, came, _NOBODY))
    if left == left_too:
        return plus(added, _added_by_two(rules, seats, left, _NOBODY, went))
    added = plus(added, _added_by_two(rules, seats, left, _NOBODY, (went[0], -1)))
    return plus(added, _added_by_two(rules, seats, left_too, _NOBODY, (went[1], -1)))


@compiled_inner
def _beside(rules: Rules, seats: Seats, pair: int) -> int:
    """Return the partner's pair with the school of a block's pair; -1 where the two alone cannot go there together."""
    block, school = rules.pairs[pair]["block"], rules.pairs[pair]["school"]
    partner = rules.ties.partner[block]
    if partner < 0 or _at(seats, block) < 0 or _at(seats, partner) < 0:
        return -1
    beside = pair_to(rules, partner, school)
    if beside < 0 or _school_of(rules, seats, partner) == school:
        return -1
    alone = excess_added(rules, seats, block, pair) <= 1 and excess_added(rules, seats, partner, beside) <= 1
    return beside if alone else -1


@compiled_inner
def _exchanged(rules: Rules, seats: Seats, came: Two, went: Two, other: int) -> Added:
    """Return what it adds where another block, with its partner, takes the places of two that leave one school."""
    school, left = rules.pairs[came[0]]["school"], rules.pairs[seats.blocks[went[0]]["at"]]["school"]
    home, follower, follows = pair_to(rules, other, left), rules.ties.partner[other], -1
    if home < 0:
        return Added(np.inf, False)
    at = seats.blocks[follower]["at"] if follower >= 0 else -1
    if at >= 0 and rules.pairs[at]["school"] == school:
        follows = pair_to(rules, follower, left)
        if follows < 0 or excess_added(rules, seats, follower, follows) > 1:
            return Added(-np.inf, False)
    if excess_added(rules, seats, other, home) > int(follows >= 0):
        return Added(-np.inf, False)
    homes, others = (home, follows), (other, follower if follows >= 0 else -1)
    added = plus(_moved_yuan(rules, seats, came, went), _moved_yuan(rules, seats, homes, others))
    added = plus(added, _added_by_two(rules, seats, school, came, others))
    return added if added.yuan == np.inf else plus(added, _added_by_two(rules, seats, left, homes, went))


@compiled_inner
def _stays(rules: Rules, seats: Seats, school: int, year: int, leave: int) -> bool:
    """Whether a school stays open where so many blocks leave it."""
    return bool(rules.schools[school]["free"] == 0 or seats.years[school, year]["count"] > leave)


@compiled_inner
def _moved_yuan(rules: Rules, seats: Seats, came: Two, blocks: Two) -> Added:
    """Yuan that two blocks' journeys rise by on pairs that bring them together; ties that are broken now are mended."""
    yuan = untied_yuan(rules, seats, blocks[0], came[0]) - seat_yuan(rules, seats, blocks[0], _at(seats, blocks[0]))
    if blocks[1] >= 0:
        yuan += untied_yuan(rules, seats, blocks[1], came[1])
        yuan -= untied_yuan(rules, seats, blocks[1], _at(seats, blocks[1]))
    return Added(yuan, False)


@compiled_inner
def _at(seats: Seats, block: int) -> int:
    """Return the pair that a block takes."""
    return int(seats.blocks[block]["at"])


@compiled_inner
def _school_of(rules: Rules, seats: Seats, block: int) -> int:
    """Return the school that a block with a seat attends."""
    return int(rules.pairs[_at(seats, block)]["school"])


@compiled_inner
def _added_by_two(rules: Rules, seats: Seats, school: int, came: Two, went: Two) -> Added:
    """Return what a school would cost more if pairs `came` came and blocks `went` left, as `added_yuan` counts it."""
    year = rules.blocks[rules.pairs[came[0]]["block"] if came[0] >= 0 else went[0]]["year"]
    had, asks, lacking = needs_at(seats, school, year), rules.linking.pupil_rows[0] >= 0, 0.0
    needs = _with_people(rules, seats, had, came, went)
    for band in range(rules.band_grade.shape[0]):
        if _is_touched(rules, band, came, went):
            needs = _with_band(rules, seats, (school, year, band), (came, went), needs)
            if asks:
                lacking += _lacking_in_band(rules, seats, (school, year, band), (came, went))
    limits = school_at(rules.schools, school)
    if state_of(limits, needs).violation > 0.0:
        return Added(np.inf, False)
    yuan = needs.class_yuan - had.class_yuan + funding_yuan(limits, needs.pupils) - funding_yuan(limits, had.pupils)
    capital = capital_of(rules, seats, school, year, needs) - seats.schools[school]["capital"]
    if asks:
        lacking += lacking_in_all(rules.least, school, year, needs.pupils)
        lacking -= lacking_in_all(rules.least, school, year, had.pupils)
        yuan += lacking * seats.rows[rules.linking.pupil_rows[0]]["price"]
    counted = rules.linking.counts_classes[0] > 0 and needs.rooms != had.rooms
    return Added(yuan + capital, capital != 0.0 or counted)


@compiled_inner
def _with_people(rules: Rules, seats: Seats, needs: Needs, came: Two, went: Two) -> Needs:
    """Return needs with pupils and boarders of pairs that come, without those of blocks that leave."""
    for pair in came:
        if pair >= 0:
            pupils = rules.blocks[rules.pairs[pair]["block"]]["pupils"]
            needs = with_pupils(needs, pupils, pupils * rules.pairs[pair]["boards"])
    for block in went:
        if block >= 0:
            pupils = rules.blocks[block]["pupils"]
            needs = with_pupils(needs, -pupils, -pupils * rules.pairs[_at(seats, block)]["boards"])
    return needs


@compiled_inner
def _with_band(rules: Rules, seats: Seats, at: tuple[int, int, int], change: tuple[Two, Two], needs: Needs) -> Needs:
    """Return needs with the classes of a band after a change, at a school, year and band."""
    school, year, band = at
    taught, record = Taught(0.0, 0, 0), rules.schools[school]
    for place in range(rules.band_grade.shape[1]):
        grade = rules.band_grade[band, place]
        if grade < 0:
            break
        then = seats.load[school, year, grade] + _more_in(rules, grade, change[0], change[1])
        has = classes_for(then, rules.grades[grade]["size"])
        needs = with_classes(needs, seats.classes[school, year, grade], has, rules.grades[grade]["yuan"])
        taught = with_grade(taught, then, has)
    saved = saved_by(taught, record["pupils_together"], record["grades_together"])
    return with_classes(needs, saved, seats.saved[school, year, band], band_yuan(rules, band))


@compiled_inner
def _lacking_in_band(rules: Rules, seats: Seats, at: tuple[int, int, int], change: tuple[Two, Two]) -> float:
    """Return how many pupils more a school lacks in a band and its grades after a change."""
    school, year, band = at
    before, after, lacking = 0.0, 0.0, 0.0
    for place in range(rules.band_grade.shape[1]):
        grade = rules.band_grade[band, place]
        if grade < 0:
            break
        now = seats.load[school, year, grade]
        then = now + _more_in(rules, grade, change[0], change[1])
        lacking += lacking_in_grade(rules.least, school, year, grade, then)
        lacking -= lacking_in_grade(rules.least, school, year, grade, now)
        before, after = before + now, after + then
    lacking += lacking_in_band(rules.least, school, year, band, after)
    return lacking - lacking_in_band(rules.least, school, year, band, before)


@compiled_inner
def _is_touched(rules: Rules, band: int, came: Two, went: Two) -> bool:
    """Whether somebody of a band comes or leaves."""
    touched = False
    for pair in came:
        touched = touched or (pair >= 0 and rules.blocks[rules.pairs[pair]["block"]]["band"] == band)
    for block in went:
        touched = touched or (block >= 0 and rules.blocks[block]["band"] == band)
    return touched


@compiled_inner
def _more_in(rules: Rules, grade: int, came: Two, went: Two) -> float:
    """Return how many pupils of a grade a school has more."""
    more = 0.0
    for pair in came:
        if pair >= 0:
            more += rules.block_grades[rules.pairs[pair]["block"], grade]
    for block in went:
        if block >= 0:
            more -= rules.block_grades[block, grade]
    return more
