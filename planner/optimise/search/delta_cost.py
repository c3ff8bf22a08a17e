"""What a school would cost with one block more, one fewer, or one in the place of another: read, not done."""

from typing import NamedTuple

import numpy as np

from planner.optimise.lacking import lacking_in_all, lacking_in_band, lacking_in_grade
from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.school import (
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
from planner.optimise.search.state import (
    band_yuan,
    capital_of,
    conflicts_of,
    excess_added,
    moved_too_many,
    needs_at,
    yuan_of_seat,
)


class Added(NamedTuple):
    """Yuan by which a school's classes, funding, rooms and beds would rise; whether linking rows change by it."""

    yuan: float
    relinks: bool


@compiled_inner
def plus(one: Added, other: Added) -> Added:
    """Return the sum."""
    return Added(one.yuan + other.yuan, one.relinks or other.relinks)


@compiled_inner
def less(added: Added, yuan: float) -> Added:
    """Return so many yuan less."""
    return Added(added.yuan - yuan, added.relinks)


@compiled_inner
def added_yuan(rules: Rules, seats: Seats, school: int, came: int, went: int) -> Added:
    """Return what the school would cost more if pair `came` came and block `went` left (-1: nobody).

    Both of one year. inf where the school would break a limit of its own; pupils too few count at their price. Opening,
    closing and linking rows are not weighed.
    """
    block = rules.pairs[came]["block"] if came >= 0 else went
    year = rules.blocks[block]["year"]
    needs = needs_at(seats, school, year)
    had_yuan = needs.class_yuan
    if went >= 0:
        pupils = rules.blocks[went]["pupils"]
        needs = with_pupils(needs, -pupils, -pupils * rules.pairs[seats.blocks[went]["at"]]["boards"])
    if came >= 0:
        pupils = rules.blocks[block]["pupils"]
        needs = with_pupils(needs, pupils, pupils * rules.pairs[came]["boards"])
    sides = 1 if went < 0 or came < 0 or rules.blocks[went]["band"] == rules.blocks[block]["band"] else 2
    for side in range(sides):
        band = rules.blocks[block]["band"] if side == 0 else rules.blocks[went]["band"]
        taught = Taught(0.0, 0, 0)
        for place in range(rules.band_grade.shape[1]):
            grade = rules.band_grade[band, place]
            if grade < 0:
                break
            load = seats.load[school, year, grade]
            if came >= 0:
                load += rules.block_grades[block, grade]
            if went >= 0:
                load -= rules.block_grades[went, grade]
            has = classes_for(load, rules.grades[grade]["size"])
            needs = with_classes(needs, seats.classes[school, year, grade], has, rules.grades[grade]["yuan"])
            taught = with_grade(taught, load, has)
        record = rules.schools[school]
        saved = saved_by(taught, record["pupils_together"], record["grades_together"])
        needs = with_classes(needs, saved, seats.saved[school, year, band], band_yuan(rules, band))
    limits = school_at(rules.schools, school)
    if state_of(limits, needs).violation > 0.0:
        return Added(np.inf, False)
    funding = funding_yuan(limits, needs.pupils) - funding_yuan(limits, seats.years[school, year]["pupils"])
    capital, penalty = capital_of(rules, seats, school, year, needs) - seats.schools[school]["capital"], 0.0
    if rules.linking.pupil_rows[0] >= 0:
        penalty = _lacking_yuan(rules, seats, school, came, went, needs.pupils)
    counted = rules.linking.counts_classes[0] > 0 and needs.rooms != seats.years[school, year]["rooms"]
    return Added(needs.class_yuan - had_yuan + funding + capital + penalty, capital != 0.0 or counted)


@compiled_inner
def _lacking_yuan(  # noqa: PLR0913, PLR0917 - compiled code takes no keywords
    rules: Rules, seats: Seats, school: int, came: int, went: int, pupils: float
) -> float:
    """Yuan, at the present price, of the pupils that a school would lack more with `pupils` in all; as `added_yuan`."""
    more = _more_lacking(rules, seats, school, came, went, 0)
    if came >= 0 and went >= 0 and rules.blocks[rules.pairs[came]["block"]]["band"] != rules.blocks[went]["band"]:
        more += _more_lacking(rules, seats, school, came, went, 1)
    year = rules.blocks[rules.pairs[came]["block"] if came >= 0 else went]["year"]
    more += lacking_in_all(rules.least, school, year, pupils)
    more -= lacking_in_all(rules.least, school, year, seats.years[school, year]["pupils"])
    return float(more * seats.rows[rules.linking.pupil_rows[0]]["price"])


@compiled_inner
def _more_lacking(  # noqa: PLR0913, PLR0917 - compiled code takes no keywords
    rules: Rules, seats: Seats, school: int, came: int, went: int, side: int
) -> float:
    """Return how many pupils of a band more a school would lack if pair `came` came and block `went` left (-1: nobody).

    The band of who comes, or of who leaves where nobody comes; on side 1 that of who leaves.
    """
    comes = rules.pairs[came]["block"] if came >= 0 else -1
    block = went if side == 1 or comes < 0 else comes
    year, band = rules.blocks[block]["year"], rules.blocks[block]["band"]
    before, after, more = 0.0, 0.0, 0.0
    for place in range(rules.band_grade.shape[1]):
        grade = rules.band_grade[band, place]
        if grade < 0:
            break
        now = seats.load[school, year, grade]
        then = now
        if comes >= 0:
            then += rules.block_grades[comes, grade]
        if went >= 0:
            then -= rules.block_grades[went, grade]
        before, after = before + now, after + then
        more += lacking_in_grade(rules.least, school, year, grade, then)
        more -= lacking_in_grade(rules.least, school, year, grade, now)
    more += lacking_in_band(rules.least, school, year, band, after)
    return more - lacking_in_band(rules.least, school, year, band, before)


@compiled_inner
def seat_yuan(rules: Rules, seats: Seats, block: int, pair: int) -> float:
    """Yuan of the block's journey or shortfall, and what its conflicts, ties and moved pupils cost at their prices.

    Of two blocks at once the moved pupils of each are weighed as if the other stayed.
    """
    yuan, row = untied_yuan(rules, seats, block, pair), rules.linking.pupil_rows[2]
    if row >= 0:
        yuan += excess_added(rules, seats, block, pair) * seats.rows[row]["price"]
    return float(yuan)


@compiled_inner
def untied_yuan(rules: Rules, seats: Seats, block: int, pair: int) -> float:
    """Do as `seat_yuan` without ties."""
    yuan = yuan_of_seat(rules, block, pair)
    row = rules.linking.pupil_rows[1]
    if row >= 0:
        pupils = rules.blocks[block]["pupils"] * conflicts_of(rules, seats, block, pair)
        yuan += pupils * seats.rows[row]["price"]
    row = rules.linking.pupil_rows[3]
    if row >= 0:
        price = seats.rows[row + rules.blocks[block]["year"]]["price"]
        yuan += moved_too_many(rules, seats, block, pair) * price
    return float(yuan)
