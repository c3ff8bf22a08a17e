"""What a pupil without a seat counts: the scenario's price, or the default that follows from the dearest seat."""

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext

from planner.reading.scenario import Scenario
from planner.verifying.facts import Facts, SchoolFacts, Trip, class_size_of, offers
from planner.verifying.same_town import pair_of

_LEAST_YUAN = 200_000
_HAIR = 1e-6


def price_of_missing_seat(facts: Facts) -> float:
    """Return the stated price, or the next of 1, 2, 5 times a power of ten above the dearest seat, at least 200,000."""
    stated = facts.scenario.prices.shortfall_yuan_per_pupil
    if stated is not None:
        return stated
    if not facts.seat_price:
        facts.seat_price.append(round_above(dearest_seat_yuan(facts)))
    return facts.seat_price[0]


def dearest_seat_yuan(facts: Facts) -> float:
    """Return the most that one pupil's seat can cost; 0 where nobody has a school within reach."""
    return max(_seats(facts), default=0.0)


def round_above(yuan: float) -> float:
    """Return the default price where the dearest seat costs so much.

    >>> [round_above(yuan) for yuan in (0, 200_000, 499_999.9, 800_000, 1_400_000)]
    [200000, 500000, 1000000, 1000000, 2000000]
    """
    price, steps = _LEAST_YUAN, 0
    while price <= yuan * (1 + _HAIR):
        price = price * 5 // 2 if steps % 3 == 0 else price * 2
        steps += 1
    return price


def yearly_share(rate: float, life_years: float) -> float:
    """Return the annuity: r / (1 - (1 + r)^-life), 1 / life when r = 0; worked with 60 digits, since r may be tiny.

    >>> [round(yearly_share(rate, 50), 6) for rate in (0.04, 0, 1e-17, 1e-300)]
    [0.04655, 0.02, 0.02, 0.02]
    """
    with localcontext() as context:
        context.prec = 60
        growth = (1 + Decimal(rate)) ** -Decimal(life_years)
        return float(Decimal(rate) / (1 - growth)) if growth < 1 else 1 / life_years


def _seats(facts: Facts) -> Iterator[float]:
    """Yield what one pupil's seat can cost, for every block and school within its reach."""
    scenario = facts.scenario
    share = yearly_share(scenario.prices.discount_rate, scenario.prices.building_life_years)
    for (settlement, year, name), pupils in facts.pupils.items():
        band, turn = scenario.grade_bands[name], scenario.placed_years.index(year)
        classes = [grade for grade, count in pupils.items() if count and class_size_of(scenario, grade) is not None]
        prices = [getattr(scenario.prices.class_yuan_per_year, scenario.stage_of(grade)) for grade in classes]
        for school_id in facts.schools_near.get(settlement, ()):
            school = facts.schools[school_id]
            trip = pair_of(facts, settlement, school_id, band) if offers(school, band) else None
            if trip is not None and school.decision != "close":
                years = _years_open(scenario, turn)
                module = scenario.rules.bed_module
                building = _building(school, trip, (years[1], module), with_classes=bool(classes))
                yield (
                    _opening(facts, school, years[0] if school.existing else years[1])
                    + max(prices, default=0.0)
                    + (share * building + _trip_yuan(facts, trip))
                    + scenario.prices.move_yuan_per_pupil
                    + scenario.prices.cross_town_yuan_per_pupil
                    + _first_pupil_yuan(facts, school_id)
                )


def _years_open(scenario: Scenario, turn: int) -> tuple[int, int]:
    """Return for how many years a school that exists, and one that is built, is open to be open in a year by number.

    The one up to that year, the other from it on; what is open in the last planning year is so in all outlook years.
    """
    count, decided = len(scenario.placed_years), len(scenario.years) - 1
    return (turn + 1, count - turn) if turn < decided else (count, count - decided)


def missing_pupil_yuan(facts: Facts, school_id: str) -> float:
    """Return yuan a year for each pupil that a school lacks to be funded by its own: junior schools, all of primary."""
    rule, kind = facts.scenario.prices.small_school_funding, facts.schools[school_id].kind
    if rule is None or kind not in {"teaching_point", "primary", "nine_year", "junior"}:
        return 0.0
    return rule.yuan_per_pupil.junior if kind == "junior" else rule.yuan_per_pupil.primary


def _first_pupil_yuan(facts: Facts, school_id: str) -> float:
    """Return what a school is paid for the others if one pupil alone attends it."""
    rule = facts.scenario.prices.small_school_funding
    return 0.0 if rule is None else missing_pupil_yuan(facts, school_id) * max(0, rule.pupils - 1)


def _opening(facts: Facts, school: SchoolFacts, years: int) -> float:
    """Return the fixed yuan of a school that need not be open, over the years it then is."""
    stays = school.decision == "keep" or (school.existing and facts.scenario.rules.merge is None)
    return 0.0 if stays else school.fixed_yuan * years


def _building(school: SchoolFacts, trip: Trip, counts: tuple[int, int], *, with_classes: bool) -> float:
    """Return one-off yuan times the years they are paid in: the site, a classroom, a bed or a module of them.

    `counts`: those years, and the beds of a module.
    """
    years, module = counts
    built = school.build_yuan if not school.existing and school.decision != "keep" else 0.0
    room = school.classroom_yuan if with_classes and school.classrooms_max > school.classrooms else 0.0
    bed = module * school.bed_yuan if trip.mode == "board" and school.beds_max > school.beds else 0.0
    return (built + room + bed) * years


def _trip_yuan(facts: Facts, trip: Trip) -> float:
    prices = facts.scenario.prices
    kilometres = 0.0 if trip.mode == "walk" or math.isnan(trip.kilometres) else trip.kilometres
    way = trip.minutes * prices.travel_yuan_per_pupil_minute + kilometres * prices.ride_yuan_per_pupil_kilometre
    return way if trip.mode != "board" else prices.boarding_yuan_per_pupil + prices.board_trips_per_week / 5 * way
