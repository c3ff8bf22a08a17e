"""What the plan costs, what may be spent, and what is proven of it."""

import math
from collections.abc import Iterator, Mapping
from functools import partial

from planner.language import Text
from planner.plan import OPTIMAL_GAP, AssignmentRow, Plan, SchoolRow, first_grade
from planner.verifying.facts import trip_within_limits
from planner.verifying.price import missing_pupil_yuan, price_of_missing_seat, yearly_share
from planner.verifying.rows import Case
from planner.verifying.rules import TOLERANCE, Rule, Violation

_DAY_TRIPS_PER_WEEK = 5
_YUAN_OFF = 0.5
_RELATIVELY_OFF = 1e-9


def find_wrong_money(case: Case) -> Iterator[Violation]:
    """Compare every term, the budget, the bound, the gap and the status with what the tables make of them."""
    terms = cost_terms(case)
    yield from find_wrong_terms(case.plan, terms)
    yield from _overspent(case)
    price, used = price_of_missing_seat(case.facts), case.plan.shortfall_yuan_per_pupil
    if used is not None and not abs(used - price) <= _RELATIVELY_OFF * price:
        says = Text(
            f"a pupil without a seat counts {price:.2f} yuan, not {used:.2f}",
            f"每名没有学位的学生应按 {price:.2f} 元计，不是 {used:.2f} 元",
        )
        yield Violation(rule=Rule.OBJECTIVE, where="shortfall_yuan_per_pupil", says=says)
    yield from find_unproven(case.plan, terms)


def find_wrong_terms(plan: Plan, terms: Mapping[str, float]) -> Iterator[Violation]:
    """Compare every term of the objective with the truth."""
    stated = plan.objective.model_dump(by_alias=True)
    for term, truth in terms.items():
        told = stated.get(term, 0.0)
        if not abs(told - truth) <= _YUAN_OFF + _RELATIVELY_OFF * abs(truth):
            says = Text(f"it is {truth:.2f} yuan, not {told:.2f}", f"应为 {truth:.2f} 元，不是 {told:.2f} 元")
            yield Violation(rule=Rule.OBJECTIVE, where=f"objective.{term}", says=says)


def _overspent(case: Case) -> Iterator[Violation]:
    """Compare what is spent up to the end of each year that the budget names, or in all, with its limit."""
    for where, year, limit in limits_of_spending(case):
        spent = one_off_yuan(case, year)
        if spent > limit + _YUAN_OFF + _RELATIVELY_OFF * limit:
            says = Text(
                f"one-off costs of {spent:.2f} yuan are above {limit:.2f}",
                f"一次性投入 {spent:.2f} 元，超过 {limit:.2f} 元",
            )
            yield Violation(rule=Rule.BUDGET, where=where, says=says)


def limits_of_spending(case: Case) -> Iterator[tuple[str, int, float]]:
    """Yield each limit: its key, the last planning year whose schools, rooms and beds it has to pay, and yuan.

    What is used in a year is paid `build_lead_years` before: up to the end of a year, all that is used so long after.
    """
    budget, lead = case.facts.scenario.budget_yuan, case.facts.scenario.rules.build_lead_years
    if isinstance(budget, dict):
        for end, limit in budget.items():
            paid = [year for year in case.facts.scenario.years if year - lead <= end]
            if paid:
                yield f"budget_yuan.{end}", max(paid), limit
    elif budget is not None:
        yield "budget_yuan", case.facts.scenario.years[-1], budget


def cost_terms(case: Case) -> Mapping[str, float]:
    """Return every term of the objective by its key, yuan a year summed over planning and outlook years."""
    scenario, schools = case.facts.scenario, case.facts.schools
    prices = scenario.prices
    terms = {
        "school": sum(schools[row.school_id].fixed_yuan for row in case.plan.schools if row.open),
        "class": sum(_class_yuan(case, row) for row in case.plan.schools),
        "capital": yearly_share(prices.discount_rate, prices.building_life_years)
        * sum(one_off_yuan(case, year) for year in case.years),
        "travel": _travel_yuan(case),
        "boarding": _boarding_yuan(case),
        "small_schools": sum(_funding_yuan(case, row) for row in case.plan.schools if row.open),
        "cross_town": prices.cross_town_yuan_per_pupil * pupils_across_towns(case),
        "moves": prices.move_yuan_per_pupil * sum(map(partial(pupils_moved, case), case.plan.assignments)),
    }
    cost = sum(terms.values())
    left_over = sum(sum(row.pupils.values()) for row in case.plan.shortfall)
    penalty = price_of_missing_seat(case.facts) * left_over
    return {**terms, "cost": cost, "penalty": penalty, "total": cost + penalty}


def _funding_yuan(case: Case, row: SchoolRow) -> float:
    """Return what an open school is paid for the pupils it has fewer than it is funded for, where it has any."""
    rule, pupils = case.facts.scenario.prices.small_school_funding, sum(row.pupils.values())
    if rule is None or pupils <= TOLERANCE:
        return 0.0
    return missing_pupil_yuan(case.facts, row.school_id) * max(0.0, rule.pupils - float(pupils))


def pupils_across_towns(case: Case) -> float:
    """Count pupils who attend in another town than their own, over all years."""
    towns, schools = case.facts.towns, case.facts.schools
    rows = (row for row in case.plan.assignments if towns[row.settlement_id] != schools[row.school_id].town)
    return float(sum(sum(row.pupils.values()) for row in rows))


def pupils_moved(case: Case, row: AssignmentRow) -> float:
    """Count pupils of a row who change school: all but the share of their settlement and band that is there today."""
    there = case.attending.get((row.settlement_id, row.grade_band))
    return 0.0 if there is None else sum(row.pupils.values()) * (1.0 - there.get(row.school_id, 0.0))


def _class_yuan(case: Case, row: SchoolRow) -> float:
    scenario = case.facts.scenario
    prices = scenario.prices.class_yuan_per_year
    stages = {name: scenario.stage_of(first_grade(name)) for name in row.classes}
    return float(sum(count * getattr(prices, stages[name]) for name, count in row.classes.items()))


def one_off_yuan(case: Case, year: int) -> float:
    """Return what is spent on building and adding by a year."""
    spent = 0.0
    for school_id, facts in case.facts.schools.items():
        row = case.rows[school_id, year]
        built = not facts.existing and any(each.open for each in case.history(school_id) if each.year <= year)
        spent += facts.build_yuan * built
        spent += facts.classroom_yuan * row.classrooms_added + facts.bed_yuan * row.beds_added
    return spent


def _travel_yuan(case: Case) -> float:
    """Minutes of day pupils, and kilometres of riders, as the journeys have them."""
    prices = case.facts.scenario.prices
    total = 0.0
    for row in case.plan.assignments:
        band = case.facts.scenario.grade_bands[row.grade_band]
        trip = trip_within_limits(case.facts, row.settlement_id, row.school_id, band)
        if trip is None or trip.mode == "board":
            continue
        yuan = trip.minutes * prices.travel_yuan_per_pupil_minute
        if trip.mode == "ride":
            yuan += trip.kilometres * prices.ride_yuan_per_pupil_kilometre
        total += yuan * sum(row.pupils.values())
    return total


def _boarding_yuan(case: Case) -> float:
    """Dormitory, staff and meals of every boarder, and the journeys they make: so many a week of a day pupil's five."""
    prices = case.facts.scenario.prices
    journeys = 0.0
    for row in case.plan.assignments:
        band = case.facts.scenario.grade_bands[row.grade_band]
        trip = trip_within_limits(case.facts, row.settlement_id, row.school_id, band)
        if trip is not None and trip.mode == "board":
            kilometres = 0.0 if math.isnan(trip.kilometres) else trip.kilometres
            yuan = trip.minutes * prices.travel_yuan_per_pupil_minute
            yuan += kilometres * prices.ride_yuan_per_pupil_kilometre
            journeys += yuan * sum(row.pupils.values())
    trips_share = prices.board_trips_per_week / _DAY_TRIPS_PER_WEEK
    return prices.boarding_yuan_per_pupil * sum(case.boarders.values()) + trips_share * journeys


def find_unproven(plan: Plan, terms: Mapping[str, float]) -> Iterator[Violation]:
    """Check that the bound is no higher than the total, that the gap follows from both, and the status from the gap."""
    total, cost = terms["total"], terms["cost"]
    rounding = TOLERANCE * max(1.0, abs(total))
    if not plan.bound <= total + rounding:
        says = Text(
            f"the bound {plan.bound:.2f} lies above the total {total:.2f}",
            f"下限 {plan.bound:.2f} 高于总额 {total:.2f}",
        )
        yield Violation(rule=Rule.BOUND, where="bound", says=says)
    distance = max(total - plan.bound, 0.0)
    if distance == 0 or (cost == 0 and distance <= OPTIMAL_GAP * total):
        gap: float | None = 0.0
    else:
        gap = distance / cost if cost > 0 else None
    yuan_off = _YUAN_OFF + _RELATIVELY_OFF * abs(total)
    if not _same_gap(plan.gap, gap, yuan_off / cost if cost > 0 else 0.0):
        yield Violation(
            rule=Rule.GAP, where="gap", says=Text(f"it is {gap}, not {plan.gap}", f"应为 {gap}，不是 {plan.gap}")
        )
    if plan.status == "optimal" and (gap is None or gap > OPTIMAL_GAP * (1 + TOLERANCE)):
        says = Text(f"a gap of {gap} is not called optimal", f"差距为 {gap}，不能称为最优")
        yield Violation(rule=Rule.STATUS, where="status", says=says)


def _same_gap(stated: float | None, truth: float | None, rounding: float) -> bool:
    if stated is None or truth is None:
        return stated is truth
    return abs(stated - truth) <= rounding + TOLERANCE * truth
