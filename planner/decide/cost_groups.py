"""The cost of a plan by who bears it: the public purse, families, or nobody, being what a policy puts on pupils.

    fiscal    school + class + capital + boarding less its journeys + small_schools
              (+ riding, where the county pays the buses)
    families  minutes of day pupils + boarders' journeys (+ riding, where families pay the buses)
    policy    cross_town + moves

Riding is what riders' kilometres cost. Together they are the cost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.decide.boarding import boarding_yuan
from planner.plan import Plan, weighted_plans
from planner.reading.scenario import Prices, Scenario

SMALL_SCHOOLS, CROSS_TOWN, MOVES = "small_schools", "cross_town", "moves"
OPTIONAL_TERMS: tuple[str, ...] = (SMALL_SCHOOLS, CROSS_TOWN, MOVES)
"""Terms of the objective that are there, and shown, only where a price asks for them."""


def terms_asked_for(prices: Prices) -> tuple[str, ...]:
    """Return which of the optional terms some price asks for.

    >>> terms_asked_for(Prices(move_yuan_per_pupil=300.0))
    ('moves',)
    """
    asked = {
        SMALL_SCHOOLS: prices.small_school_funding is not None,
        CROSS_TOWN: prices.cross_town_yuan_per_pupil > 0,
        MOVES: prices.move_yuan_per_pupil > 0,
    }
    return tuple(term for term in OPTIONAL_TERMS if asked[term])


@dataclass(frozen=True, kw_only=True)
class CostGroups:
    """Yuan a year, summed over the planning years."""

    fiscal: float
    families: float
    policy: float


def cost_groups(plan: Plan, terms: Mapping[str, float], scenario: Scenario) -> CostGroups:
    """Group the terms of a plan's cost, given by their keys in `objective`; a kilometre not known costs nothing."""
    prices, boarding = scenario.prices, boarding_yuan(plan, scenario)
    kilometres = sum(weight * _ridden(own) for weight, own in weighted_plans(plan))
    riding = kilometres * prices.ride_yuan_per_pupil_kilometre
    by_county = riding if prices.riding_paid_by == "county" else 0.0
    policy = terms[CROSS_TOWN] + terms[MOVES]
    schools = terms["school"] + terms["class"] + terms["capital"] + terms.get(SMALL_SCHOOLS, 0.0)
    fiscal = schools + boarding.lodging + by_county
    return CostGroups(fiscal=fiscal, families=terms["cost"] - policy - fiscal, policy=policy)


def _ridden(plan: Plan) -> float:
    """Return the one-way kilometres of all riders together."""
    riders = (row for row in plan.assignments if row.mode == "ride")
    return sum((row.kilometres or 0.0) * sum(row.pupils.values()) for row in riders)
