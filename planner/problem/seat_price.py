"""What a pupil without a seat counts where the scenario does not say: more than any pupil's seat can cost.

The worst case of a seat: one pupil alone makes a class necessary, and a school open that could be closed, or a site
built, in every planning year that this binds; a classroom and a bed are added for it; and it has the longest way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.language import Text, joined
from planner.problem.continuity import put_on_yuan
from planner.problem.problem import Decision, Flags, Floats, Mode, Problem
from planner.problem.small_schools import missing_yuan
from planner.reading.district import District
from planner.reading.scenario import Scenario

LEAST_PRICE_YUAN: Final = 200_000.0
"""The default price is never below this, yuan a year."""
_ROUNDING = 1e-6
_STEPS = (1.0, 2.0, 5.0, 10.0)
_WORDS: Mapping[str, Text] = {
    "school": Text("a school open or built for it", "为其开办或新建学校"),
    "class": Text("a class", "一个教学班"),
    "classroom": Text("a classroom", "一间教室"),
    "bed": Text("a bed or module of beds", "一张或一组床位"),
    "journey": Text("the journey or boarding", "路途或寄宿"),
    "small_school": Text("funding of a small school", "小规模学校公用经费"),
    "put_on": Text("changing school and attending in another town", "转学和跨乡镇就读的计价"),
}


@dataclass(frozen=True, kw_only=True)
class DearestSeat:
    """The seat that costs most: whose, where, and its parts in yuan a year."""

    settlement_id: str
    school_id: str
    band: str
    grades: str
    """The band's grades, such as 4-6."""
    year: int
    parts: Mapping[str, float]
    """school, class, classroom, bed, journey, put_on, small_school: what one pupil can cause of each, yuan (summed over
    planning years)."""

    @property
    def yuan(self) -> float:
        """All parts together."""
        return sum(self.parts.values())


def dearest_seat(problem: Problem) -> DearestSeat | None:
    """Return the pair whose seat costs one pupil most; None where nobody has a school within reach.

    Of a pair of block b and school j in the year numbered t of T (from 0), for one pupil; of outlook years t is that of
    the last planning year, and an existing j is then open in all T:

        school     fixed_yuan x (t + 1) where an existing j may be closed, as it must be open up to then;
                   (fixed_yuan + annuity x build_yuan) x (T - t) where j may be built, as it stays; 0 where j is kept
        class      the dearest class of the band's grades
        classroom  annuity x classroom_yuan x (T - t) where the site holds more rooms than it has, and classes count
        bed        annuity x bed_yuan x (T - t) where the pupil boards and the site holds more beds than it has; of a
                   whole module of beds
        journey    the pair's own yuan, but what is put on those who change school or attend in another town
        put_on     that for one pupil who does both, whether this one does or not
        small_school  what j is paid for the pupils it lacks if this one is its first
    """
    if problem.n_pairs == 0:
        return None
    parts = _parts(problem)
    pair = int(np.argmax(sum(parts.values())))
    block = problem.pair_block[pair]
    return DearestSeat(
        settlement_id=problem.settlement_ids[problem.block_settlement[block]],
        school_id=problem.school_ids[problem.pair_school[pair]],
        band=problem.bands[problem.block_band[block]],
        grades=_grades(problem, int(problem.block_band[block])),
        year=problem.years[problem.block_year[block]],
        parts={word: float(yuan[pair]) for word, yuan in parts.items()},
    )


def _grades(problem: Problem, band: int) -> str:
    taught = [problem.grades[place] for place in np.flatnonzero(problem.band_grades[band])]
    return taught[0] if len(taught) == 1 else f"{taught[0]}-{taught[-1]}"


def default_price(seat: DearestSeat | None) -> float:
    """Return the default of prices.shortfall_yuan_per_pupil, yuan a year: the next round figure above a seat's yuan.

    Round figures are 1, 2 and 5 times a power of ten, 200,000 at least.

    >>> default_price(None)
    200000.0
    """
    return _round_above(0.0 if seat is None else seat.yuan)


def price_of_variants(parts: Sequence[Problem], weights: Sequence[float]) -> float:
    """Return the default for variants of the pupils: above what a seat that one alone needs can cost.

    Schools, rooms and beds are paid in full, its penalty counts by its weight: the dearest seat over the weight.
    """
    seats = ((dearest_seat(part), weight) for part, weight in zip(parts, weights, strict=True))
    return _round_above(max(0.0 if seat is None else seat.yuan / weight for seat, weight in seats))


def price_in_use(problem: Problem, stated: float | None) -> float:
    """Return the stated price, or else the default, yuan a year."""
    return default_price(dearest_seat(problem)) if stated is None else stated


def with_price(scenario: Scenario, price_yuan: float) -> Scenario:
    """Return the scenario with the price of a missing seat filled in."""
    prices = scenario.prices.model_copy(update={"shortfall_yuan_per_pupil": price_yuan})
    return scenario.model_copy(update={"prices": prices})


def price_notes(problem: Problem, district: District, stated: float | None) -> tuple[Text, ...]:
    """Say which price was computed; or, where a stated one is not above the dearest seat, so, with both numbers."""
    seat = dearest_seat(problem)
    if seat is None or (stated is not None and stated > seat.yuan):
        return ()
    dearest = _described(seat, district)
    if stated is None:
        price = default_price(seat)
        return (
            Text(
                f"each pupil without a seat counts {price:,.0f} yuan a year: prices.shortfall_yuan_per_pupil is left "
                f"out, and one pupil's seat can cost up to {dearest}",
                f"每名没有学位的学生每年按{price:,.0f}元计：情景未写 prices.shortfall_yuan_per_pupil，"
                f"而安排一名学生入学最多可能需要{dearest.zh}",
            ),
        )
    return (
        Text(
            f"prices.shortfall_yuan_per_pupil is {stated:,.0f} yuan, not above what one pupil's seat can cost, up to "
            f"{dearest}: where seats cost more than that price, pupils are left without one although there is room",
            f"每名没有学位的学生的计价（prices.shortfall_yuan_per_pupil）为{stated:,.0f}元，不高于安排一名学生入学"
            f"可能需要的费用，最多{dearest.zh}；安排学位的费用高于这一计价时，即使有余位，学生也会留在缺口中",
        ),
    )


def _parts(problem: Problem) -> dict[str, Floats]:
    """(pair) of each part, for one pupil."""
    block, school = problem.pair_block, problem.pair_school
    year = problem.block_year[block]
    free = problem.school_decision[school] == Decision.FREE
    existing = problem.school_existing[school]
    since = np.minimum(year, problem.last_planning_year)
    years_on = problem.n_years - since
    years_until = np.where(since < problem.last_planning_year, since + 1, problem.n_years)
    fixed = problem.school_fixed_yuan[school]
    build = problem.annuity * problem.school_build_yuan[school]
    opening = np.where(existing, fixed * years_until, (fixed + build) * years_on)
    limited: Flags = np.isfinite(problem.grade_class_size)
    taught: Flags = (problem.block_grade_pupils > 0) * limited
    has_classes: Flags = np.asarray(taught.any(axis=1))
    class_yuan = (taught * problem.grade_class_yuan).max(axis=1, initial=0.0)
    rooms: Flags = problem.school_classrooms_max > problem.school_classrooms
    beds: Flags = problem.school_beds_max > problem.school_beds
    return {
        "school": np.where(free, opening, 0.0),
        "class": class_yuan[block],
        "classroom": problem.annuity
        * np.where(rooms[school] & has_classes[block], problem.school_classroom_yuan[school], 0.0)
        * years_on,
        "bed": problem.annuity
        * problem.bed_module
        * np.where(beds[school] & (problem.pair_mode == Mode.BOARD), problem.school_bed_yuan[school], 0.0)
        * years_on,
        "journey": (problem.pair_yuan - put_on_yuan(problem)) / problem.block_pupils[block],
        "put_on": np.full(problem.n_pairs, problem.move_yuan_per_pupil + problem.cross_town_yuan_per_pupil),
        "small_school": missing_yuan(problem, school, np.ones(problem.n_pairs)),
    }


def _described(seat: DearestSeat, district: District) -> Text:
    names = [
        frame.set_index(key)["name"].get(value, value)
        for frame, key, value in (
            (district.settlements, "settlement_id", seat.settlement_id),
            (district.schools, "school_id", seat.school_id),
        )
    ]
    parts = joined(
        Text(f"{_WORDS[word]} {yuan:,.0f}", f"{_WORDS[word].zh}{yuan:,.0f}元")
        for word, yuan in seat.parts.items()
        if yuan > 0
    )
    home, school = names
    return Text(
        f"{seat.yuan:,.0f} yuan a year (from {home} at {school}, {seat.band}, {seat.year}: {parts})",
        f"每年{seat.yuan:,.0f}元（{home}到{school}，{seat.grades}年级，{seat.year}年：{parts.zh}）",
    )


def _round_above(yuan: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten above a figure, the least price at least.

    >>> [_round_above(yuan) for yuan in (0.0, 199_999.0, 200_000.0, 296_000.0, 2_235_000.0)]
    [200000.0, 200000.0, 500000.0, 500000.0, 5000000.0]
    """
    above = yuan * (1.0 + _ROUNDING)
    if above < LEAST_PRICE_YUAN:
        return LEAST_PRICE_YUAN
    power = 10.0 ** np.floor(np.log10(above))
    return float(next(step * power for step in _STEPS if step * power > above))
